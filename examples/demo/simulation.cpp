// A simulation that writes its movie as it goes: one push() in its loop.
#include "simulation.hpp"

#include <cmath>
#include <cstdint>
#include <fstream>
#include <iterator>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/image.hpp>
#include <arrayreel/video.hpp>

#include "gray_scott.hpp"

namespace ar = arrayreel;

namespace {

constexpr std::size_t height = 240;
constexpr std::size_t width = 320;
constexpr std::size_t steps_per_frame = 40;
// Rings that grow, break up and fill the plane with worms.
constexpr gray_scott_rates rates{.feed = 0.046F, .kill = 0.063F};
// The range of V, the same in every frame.
constexpr ar::value_range concentrations{0, 0.42};
// The range of U.
constexpr ar::value_range food{0.2, 1};
// Each cell is 2 × 2 pixels, as H.264 halves the resolution of colours.
constexpr std::size_t enlarged = 2;

/// Pairs of discs, spread evenly by the multiples of two irrational numbers. Each pair has another
/// shape, as a single disc would stay symmetric for long.
void seed(gray_scott& model) {
  const auto place = [](double start, double step, std::size_t i, std::size_t side) {
    const double along = start + step * static_cast<double>(i);
    return static_cast<std::size_t>((along - std::floor(along)) * static_cast<double>(side));
  };
  for (std::size_t i = 0; i < 9; ++i) {
    const std::size_t y = place(0.4, 0.569840290998, i, height);
    const std::size_t x = place(0.5, 0.754877666247, i, width);
    model.seed(y, x, 4 + i % 3);
    model.seed((y + i % 4 * 3) % height, (x + 8 - i % 5) % width, 3 + i % 2);
  }
}

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw ar::error(ar::error_kind::io, "cannot be read back", path);
  return bytes;
}

} // namespace

void add_simulation(ar::page& page, const std::string& output, std::size_t frames) {
  gray_scott model(height, width, rates);
  seed(model);

  ar::video_writer movie(output + "/gray_scott.mp4",
                         {.range = concentrations,
                          .colormap = ar::colormaps::inferno,
                          .fps = 25,
                          .label = "t = {time:.0f}",
                          .label_scale = 2,
                          .time_step = steps_per_frame * double{gray_scott::time_step},
                          .upscale = enlarged,
                          .crash_safe = true,
                          .threaded = true});
  // The other chemical, a cell a pixel, into memory.
  ar::video_writer other(ar::in_memory, {.range = food,
                                         .colormap = ar::colormaps::viridis,
                                         .fps = 25,
                                         .sources = {ar::h264{.crf = 26}},
                                         .upscale = enlarged});
  for (std::size_t frame = 0; frame < frames; ++frame) {
    if (frame > 0)
      for (std::size_t step = 0; step < steps_per_frame; ++step) model.step();
    movie.push(model.v());
    other.push(model.u());
  }
  const ar::video_report report = movie.finish();
  static_cast<void>(other.finish());
  const ar::written_source& written = report.sources.front();

  const ar::encoded poster = ar::encode_png(
      model.v(),
      {.range = concentrations, .colormap = ar::colormaps::inferno, .upscale = enlarged});
  page.heading("A simulation as a movie");
  page.text("Two chemicals, U and V, diffuse; V makes more of itself from U, which flows in, and "
            "decays: the Gray–Scott model, ∂u/∂t = Du ∇²u − uv² + F(1 − u), ∂v/∂t = Dv ∇²v + uv² − "
            "(F + k)v, with the coefficients of J. E. Pearson, “Complex patterns in a simple "
            "system”, Science 261 (1993) 189–192. The solver pushed each frame into the encoder as "
            "it ran; the same file is beside this page.");
  const ar::encoded v{.bytes = read_file(written.path),
                      .mime = written.mime,
                      .width = report.width,
                      .height = report.height,
                      .duration = report.duration};
  page.movie(v,
             "The concentration of V on " + std::to_string(width) + " × " + std::to_string(height) +
                 " cells, F = 0.046, k = 0.063: " + std::to_string((frames - 1) * steps_per_frame) +
                 " steps of Δt = 1, " + std::to_string(frames) + " frames, " +
                 std::to_string((report.bytes + 512) / 1024) + " KiB of H.264",
             {.alt = "Rings of a chemical grow, break up and fill the plane with worms",
              .poster = poster,
              .draggable = true});
  page.text(
      "The two on one another: they play together, and the border between them can be moved.");
  ar::page_medium left = v;
  left.display = {.alt = "The concentration of V", .poster = poster};
  ar::page_medium right = other.media().front();
  right.display = {
      .alt = "The concentration of U",
      .poster = ar::encode_png(
          model.u(), {.range = food, .colormap = ar::colormaps::viridis, .upscale = enlarged})};
  page.compare(
      left, right,
      {.before = "V", .after = "U", .caption = "V eats U: where one is, the other is not."});
}

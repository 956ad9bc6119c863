// The run as one page.
#include "report.hpp"

#include <cstdio>
#include <fstream>
#include <iterator>
#include <utility>
#include <vector>

#include <arrayreel/page.hpp>

namespace ar = arrayreel;

namespace {

constexpr std::size_t most_shown = 9; // stills in the gallery and rows of the table

std::string number(const char* format, double value) {
  char text[48];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

std::vector<std::uint8_t> read_file(const std::string& path) {
  std::ifstream file(path, std::ios::binary);
  std::vector<std::uint8_t> bytes{std::istreambuf_iterator<char>(file), {}};
  if (!file) throw ar::error(ar::error_kind::io, "cannot be read back", path);
  return bytes;
}

ar::encoded movie_of(const ar::video_report& report) {
  const ar::written_source& written = report.sources.front();
  return {.bytes = read_file(written.path),
          .mime = written.mime,
          .width = report.width,
          .height = report.height,
          .duration = report.duration};
}

ar::encoded picture_of(const still& s) {
  return {.bytes = read_file(s.path), .mime = "image/png", .width = s.width, .height = s.height};
}

/// Up to `most_shown` of them, evenly over the run, the first and the last among them.
std::vector<still> chosen(const std::vector<still>& all) {
  if (all.size() <= most_shown) return all;
  std::vector<still> result;
  for (std::size_t i = 0; i < most_shown; ++i)
    result.push_back(all[i * (all.size() - 1) / (most_shown - 1)]);
  return result;
}

std::string time_of(const still& s) { return "t = " + number("%.2f", s.state.time); }

} // namespace

std::string mebibytes(std::uint64_t bytes) {
  return number("%.1f MiB", static_cast<double>(bytes) / (1024 * 1024));
}

void write_report(const std::string& path, const flow& model, const recording& made,
                  const run_facts& facts) {
  const std::vector<still> stills = chosen(made.stills);
  const still& first = stills.front();
  const still& last = stills.back();
  const std::string cells =
      std::to_string(model.size().nx) + " × " + std::to_string(model.size().ny);

  ar::page page({.title = "Decaying turbulence", .large_media = ar::large_media::link});
  page.heading("Decaying turbulence", 1);
  page.text(
      "A thin layer of fluid is stirred once and left alone. Eddies that turn the same way wind "
      "one "
      "another up and merge: they become fewer and larger, while all that is thin fades away. Red "
      "turns against the clock, blue with it.");
  page.movie(movie_of(made.vorticity),
             "Vorticity on " + cells + " cells, " + std::to_string(facts.steps) + " steps, " +
                 std::to_string(made.vorticity.frames) + " frames: " +
                 mebibytes(made.vorticity.bytes) + " of H.264, encoded while the solver ran",
             {.alt = "Red and blue eddies merge into fewer and larger ones",
              .poster = made.vorticity_poster});

  page.heading("From disorder to order");
  page.compare(made.first, made.last,
               {.before = time_of(first),
                .after = time_of(last),
                .caption = "The beginning and the end, in the same colours. Move the border with "
                           "the mouse, a finger or the arrow keys."});

  page.heading("On the way");
  std::vector<ar::page_item> items;
  for (const still& s : stills)
    items.push_back({.medium = picture_of(s),
                     .caption = time_of(s),
                     .alt = "Vorticity at " + time_of(s) + ", with a colorbar"});
  page.gallery(items, {.title = "Vorticity over time", .filter = false, .thumbnail = 352});

  page.heading("What is carried along");
  page.text("A dye, poured in as bands, goes with the flow: within a few turns of the eddies it is "
            "drawn out so thin that diffusion makes it one.");
  page.movie(movie_of(made.dye), "The dye's concentration, 0 to 1",
             {.alt = "Bands of dye are wound up by eddies and mixed", .poster = made.dye_poster});

  page.heading("What the equations say");
  page.text(
      "Vorticity ω and stream function ψ of an incompressible flow: ∂ω/∂t = J(ψ, ω) + ν ∇²ω, "
      "∇²ψ = −ω. Arakawa’s Jacobian loses neither energy nor enstrophy, so what is lost below "
      "went through viscosity; Poisson’s equation is solved to rounding in every step. In two "
      "dimensions enstrophy falls fast and energy slowly.");
  std::vector<std::vector<std::string>> rows{
      {"t", "energy", "enstrophy", "largest vorticity", "largest speed"}};
  for (const still& s : stills)
    rows.push_back({number("%.3f", s.state.time), number("%.4f", s.state.energy),
                    number("%.1f", s.state.enstrophy), number("%.1f", s.state.max_vorticity),
                    number("%.2f", s.state.max_speed)});
  page.table(rows, "The state over time");

  const double clipped = static_cast<double>(made.vorticity.under + made.vorticity.over);
  const double shown = static_cast<double>(made.vorticity.frames) *
                       static_cast<double>(model.size().nx * model.size().ny);
  page.table({{"parameter", "value"},
              {"cells", cells},
              {"eddies over the height at the beginning", number("%g", facts.waves)},
              {"seed of the random numbers", std::to_string(facts.seed)},
              {"viscosity ν", number("%.3g", model.viscosity())},
              {"Reynolds number of the height, 1/ν", number("%.0f", 1 / model.viscosity())},
              {"time step", number("%.3g", model.time_step())},
              {"steps from frame to frame", std::to_string(facts.steps_per_frame)},
              {"values shown", number("±%.1f", made.range.hi) + ", beyond it " +
                                   number("%.2f", 100 * clipped / shown) + " % of them"},
              {"time that it took", number("%.1f s", facts.seconds)},
              {"most memory at once, while it ran", mebibytes(facts.peak_memory)}},
             "The run");
  page.text(
      "Lengths are in heights of the domain, speeds in the root mean square at the beginning. "
      "The domain is periodic: what leaves on the right comes back on the left.");
  page.write(path);
}

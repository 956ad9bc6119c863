// Frames and stills of the running simulation.
#include "recorder.hpp"

#include <cstdint>
#include <cstdio>
#include <utility>

#include <arrayreel/adapt.hpp>
#include <arrayreel/colorbar.hpp>
#include <arrayreel/compose.hpp>
#include <arrayreel/png.hpp>
#include <arrayreel/text.hpp>

namespace ar = arrayreel;

namespace {

constexpr ar::color night{6, 6, 16};
constexpr ar::color moonlight{226, 230, 240};
constexpr ar::value_range concentrations{0, 1}; // of the dye

/// Without forces nothing turns faster than the fastest at the beginning, so the range is known
/// before the first frame. The outermost values are rare, and clipped.
ar::value_range range_of(const flow& model) {
  const double most = 0.6 * model.state().max_vorticity;
  return {-most, most};
}

std::size_t label_scale(const flow& model) { return model.size().nx < 600 ? 1 : 2; }

ar::video_options movie_options(const ar::value_range& range, const ar::colormap& colors,
                                const flow& model, std::size_t steps_per_frame) {
  return {.range = range,
          .colormap = colors,
          .fps = 25,
          .label = "t = {time:.2f}",
          .label_scale = label_scale(model),
          .time_step = model.time_step() * static_cast<double>(steps_per_frame),
          .crash_safe = true,
          .threaded = true};
}

std::string name_of_still(std::size_t number) {
  char text[48];
  std::snprintf(text, sizeof text, "vorticity_%04zu.png", number);
  return text;
}

} // namespace

// The vorticity is in Fortran's order, omega(x, y): (nx + 2, ny + 2) numbers, of which the first
// axis is contiguous. A picture has rows, the last y on top.
//
// These views show the cells of one process. In a domain that is divided among processes, each
// hands over its part in the same way to one movie of the whole domain: examples/mpi_shallow_water.
ar::array_view<double> vorticity_of(const flow& model) {
  const ar::shape all{model.size().nx + 2 * flow::ghosts, model.size().ny + 2 * flow::ghosts};
  return ar::view(model.vorticity(), all, ar::column_major(all))
      .interior(flow::ghosts)
      .transposed()
      .reversed(0);
}

// The dye is in C's order, dye[y][x].
ar::array_view<double> dye_of(const flow& model) {
  return ar::view(model.dye(),
                  {model.size().ny + 2 * flow::ghosts, model.size().nx + 2 * flow::ghosts})
      .interior(flow::ghosts)
      .reversed(0);
}

const ar::colormap& fire_and_ice() {
  static const ar::colormap map = ar::colormap::from_stops({{0, {225, 250, 255}},
                                                            {0.12, {80, 200, 255}},
                                                            {0.3, {20, 90, 200}},
                                                            {0.43, {10, 22, 70}},
                                                            {0.5, {5, 5, 14}},
                                                            {0.57, {70, 12, 30}},
                                                            {0.7, {200, 50, 20}},
                                                            {0.88, {255, 170, 50}},
                                                            {1, {255, 250, 215}}});
  return map;
}

recorder::recorder(const std::string& folder, const flow& model, std::size_t steps_per_frame)
    : folder_(folder), result_{.range = range_of(model)},
      vorticity_(folder + "/vorticity.mp4",
                 movie_options(result_.range, fire_and_ice(), model, steps_per_frame)),
      dye_(folder + "/dye.mp4",
           movie_options(concentrations, ar::colormaps::twilight, model, steps_per_frame)) {}

void recorder::frame(const flow& model) {
  vorticity_.push(vorticity_of(model));
  dye_.push(dye_of(model));
}

void recorder::picture(const flow& model) {
  const flow_state state = model.state();
  ar::raster<std::uint8_t> shown =
      ar::rerange(vorticity_of(model), {.range = result_.range, .colormap = fire_and_ice()});
  result_.last = ar::encode_png(shown);
  if (result_.stills.empty()) result_.first = result_.last;
  if (result_.stills.empty() || 2 * state.enstrophy > result_.stills.front().state.enstrophy) {
    result_.vorticity_poster = result_.last;
    result_.dye_poster = ar::encode_png(
        dye_of(model), {.range = concentrations, .colormap = ar::colormaps::twilight});
  }
  const ar::raster<std::uint8_t> bar = ar::colorbar(result_.range, {.colormap = fire_and_ice(),
                                                                    .length = shown.height(),
                                                                    .foreground = moonlight,
                                                                    .background = night});
  char time[32];
  std::snprintf(time, sizeof time, "t = %.2f", state.time);
  ar::draw_label(shown, time, ar::corner::top_left, {.scale = label_scale(model)});
  const ar::raster<std::uint8_t> both = ar::hconcat(shown, bar, {.gap = 8, .background = night});
  const ar::raster<std::uint8_t> framed =
      ar::pad(both, {.top = 6, .bottom = 6, .left = 6, .right = 6, .color = night});
  still next{folder_ + "/" + name_of_still(result_.stills.size()), framed.width(), framed.height(),
             state};
  ar::write_png(next.path, framed);
  std::printf("%s  t = %.3f  energy %.4f  enstrophy %.1f  |vorticity| < %.1f\n", next.path.c_str(),
              state.time, state.energy, state.enstrophy, state.max_vorticity);
  result_.stills.push_back(std::move(next));
}

recording recorder::finish() {
  result_.vorticity = vorticity_.finish();
  result_.dye = dye_.finish();
  return std::move(result_);
}

// A solver that writes a movie, stills and a page while it runs: diffusion of heat from a hot spot.
#include <cstddef>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/arrayreel.hpp>

namespace ar = arrayreel;

class heat {
public:
  static constexpr std::size_t size = 128;

  heat() : u_(size * size, 0.0), next_(u_) {
    for (std::size_t y = 40; y < 70; ++y)
      for (std::size_t x = 50; x < 90; ++x) u_[y * size + x] = 1;
  }
  void step() {
    for (std::size_t y = 1; y + 1 < size; ++y)
      for (std::size_t x = 1; x + 1 < size; ++x) {
        const std::size_t i = y * size + x;
        next_[i] = u_[i] + .2 * (u_[i - 1] + u_[i + 1] + u_[i - size] + u_[i + size] - 4 * u_[i]);
      }
    std::swap(u_, next_);
  }
  [[nodiscard]] ar::array_view<double> field() const { return ar::view(u_, {size, size}); }

private:
  std::vector<double> u_, next_;
};

int main() {
  const ar::value_range range{0, 1}; // one for all pictures, so that their colours compare
  heat model;
  ar::video_writer movie("heat.mp4", {.range = range,
                                      .colormap = ar::colormaps::inferno,
                                      .label = "t = {time:.0f}",
                                      .time_step = 10,
                                      .upscale = 2,
                                      .crash_safe = true}); // plays even if this program is killed
  std::vector<ar::page_item> stills;
  for (int step = 0; step <= 1000; ++step, model.step()) {
    if (step % 10 == 0) movie.push(model.field());
    if (step % 250 == 0) {
      const std::string name = "heat_" + std::to_string(step);
      auto still = ar::nbimage(model.field(), {.range = range,
                                               .colormap = ar::colormaps::inferno,
                                               .alt = "Temperature at step " + std::to_string(step),
                                               .saveas = name}); // heat_250.png
      stills.push_back({.medium = still, .caption = "t = " + std::to_string(step)});
    }
  }
  const ar::video_report report = movie.finish(); // heat.mp4 is there, whole

  ar::page page({.title = "Heat", .large_media = ar::large_media::link});
  page.heading("Heat spreads from a hot spot", 1);
  page.movie(report, "1000 steps, every tenth of them",
             {.alt = "A bright rectangle grows dim and round"});
  page.gallery(stills, {.title = "Stills"});
  page.table(
      {{"frames", "bytes", "values above the range"},
       {std::to_string(report.frames), std::to_string(report.bytes), std::to_string(report.over)}});
  page.write("heat.html");
}

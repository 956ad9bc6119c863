// The speed and size of encoders as a picture.
#include "frontier.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/color.hpp>
#include <arrayreel/compose.hpp>
#include <arrayreel/png.hpp>
#include <arrayreel/raster.hpp>
#include <arrayreel/text.hpp>

namespace bench {

namespace {

namespace ar = arrayreel;
using picture = ar::raster<std::uint8_t>;

constexpr ar::color ink{40, 40, 40};
constexpr ar::color faint{222, 222, 222};
constexpr ar::color line{150, 150, 150};
constexpr ar::color ours{200, 20, 30};
constexpr ar::color theirs{20, 70, 150};

constexpr std::ptrdiff_t panel_width = 560;
constexpr std::ptrdiff_t panel_height = 360;
constexpr std::ptrdiff_t left = 46;
constexpr std::ptrdiff_t right = panel_width - 8;
constexpr std::ptrdiff_t top = 22;
constexpr std::ptrdiff_t bottom = panel_height - 34;
constexpr std::ptrdiff_t sign_width = 6;
constexpr std::ptrdiff_t sign_height = 13;

struct box {
  std::ptrdiff_t y, x, height, width;

  [[nodiscard]] bool meets(const box& other) const noexcept {
    return y < other.y + other.height && other.y < y + height && x < other.x + other.width &&
           other.x < x + width;
  }
};

void fill(picture& on, const box& area, const ar::color& with) {
  for (std::ptrdiff_t y = std::max<std::ptrdiff_t>(area.y, 0);
       y < std::min<std::ptrdiff_t>(area.y + area.height, panel_height); ++y)
    for (std::ptrdiff_t x = std::max<std::ptrdiff_t>(area.x, 0);
         x < std::min<std::ptrdiff_t>(area.x + area.width, panel_width); ++x) {
      std::uint8_t* const pixel = on.row(static_cast<std::size_t>(y)).data() + 3 * x;
      pixel[0] = with.r;
      pixel[1] = with.g;
      pixel[2] = with.b;
    }
}

void write(picture& on, std::string_view text, std::ptrdiff_t y, std::ptrdiff_t x,
           const ar::color& with) {
  ar::draw_label(on, text, y, x, {.foreground = with, .outline = {}});
}

box label_box(std::string_view text, std::ptrdiff_t y, std::ptrdiff_t x) {
  return {y, x, sign_height - 2, static_cast<std::ptrdiff_t>(text.size()) * sign_width};
}

std::string short_number(double value) {
  char text[32];
  std::snprintf(text, sizeof text, "%g", value);
  return text;
}

/// The places of points in a panel.
class scales {
public:
  scales(const panel& p, double slowest, double fastest)
      : slowest_(std::log(slowest)), fastest_(std::log(fastest)) {
    for (const point& q : p.points) {
      least_ = std::min(least_, q.size);
      most_ = std::max(most_, q.size);
    }
    const double room = 0.06 * (most_ - least_) + 0.005;
    least_ -= room;
    most_ += room;
  }

  [[nodiscard]] std::ptrdiff_t x(double speed) const {
    return left + std::lround((std::log(speed) - slowest_) / (fastest_ - slowest_) *
                              static_cast<double>(right - left));
  }
  [[nodiscard]] std::ptrdiff_t y(double size) const {
    return bottom -
           std::lround((size - least_) / (most_ - least_) * static_cast<double>(bottom - top));
  }
  [[nodiscard]] double least() const noexcept { return least_; }
  [[nodiscard]] double most() const noexcept { return most_; }

private:
  double slowest_;
  double fastest_;
  double least_ = 1;
  double most_ = 1;
};

void draw_axes(picture& on, const scales& at, double slowest, double fastest) {
  for (const double speed : {0.01, 0.1, 1.0, 10.0, 100.0, 1000.0}) {
    if (speed < slowest || speed > fastest) continue;
    fill(on, {top, at.x(speed), bottom - top, 1}, speed == 1 ? line : faint);
    const std::string text = short_number(speed) + "x";
    write(on, text, bottom + 3,
          at.x(speed) - static_cast<std::ptrdiff_t>(text.size()) * sign_width / 2, ink);
  }
  // About five round numbers.
  const double rough = (at.most() - at.least()) / 5;
  const double decade = std::pow(10.0, std::floor(std::log10(rough)));
  double step = 10 * decade;
  for (const double factor : {5.0, 2.0, 1.0})
    if (factor * decade >= rough) step = factor * decade;
  for (double size = std::ceil(at.least() / step) * step; size <= at.most(); size += step) {
    fill(on, {at.y(size), left, 1, right - left}, std::abs(size - 1) < 1e-9 ? line : faint);
    const std::string text = short_number(std::round(size * 1000) / 1000);
    write(on, text, at.y(size) - sign_height / 2,
          left - 4 - static_cast<std::ptrdiff_t>(text.size()) * sign_width, ink);
  }
  write(on, "speed, times libpng's defaults", bottom + 17, (left + right) / 2 - 90, ink);
}

/// The border beyond which no encoder is both faster and smaller.
void draw_border(picture& on, const scales& at, std::vector<point> points) {
  std::ranges::sort(points, [](const point& a, const point& b) {
    return a.speed != b.speed ? a.speed > b.speed : a.size < b.size;
  });
  double size = at.most();
  std::ptrdiff_t x = right;
  for (const point& p : points) {
    if (p.size >= size) continue;
    const std::ptrdiff_t to = at.x(p.speed);
    fill(on, {at.y(size), to, 1, x - to + 1}, line);
    fill(on, {at.y(size), to, at.y(p.size) - at.y(size) + 1, 1}, line);
    size = p.size;
    x = to;
  }
  fill(on, {at.y(size), left, 1, x - left}, line);
}

picture draw_panel(const panel& p, double slowest, double fastest) {
  picture on(panel_height, panel_width, 3);
  std::ranges::fill(on.pixels(), std::uint8_t{255});
  const scales at(p, slowest, fastest);
  draw_axes(on, at, slowest, fastest);
  write(on, p.title + ": size, times libpng's defaults", 4, left, ink);
  draw_border(on, at, p.points);

  std::vector<box> taken;
  for (const point& q : p.points) {
    const bool is_ours = q.name.starts_with("arrayreel");
    const std::ptrdiff_t radius = is_ours ? 4 : 3;
    const box dot{at.y(q.size) - radius, at.x(q.speed) - radius, 2 * radius + 1, 2 * radius + 1};
    fill(on, dot, is_ours ? ours : theirs);
    taken.push_back(dot);
  }
  // The library's own names are placed first.
  std::vector<point> order = p.points;
  std::stable_partition(order.begin(), order.end(),
                        [](const point& q) { return q.name.starts_with("arrayreel"); });
  for (const point& q : order) {
    const auto width = static_cast<std::ptrdiff_t>(q.name.size()) * sign_width;
    for (std::ptrdiff_t away = 0; away < 12 * 6; ++away) {
      const std::ptrdiff_t dy = (away / 2 + 1) / 2 * 6 * ((away / 2) % 2 == 0 ? 1 : -1);
      const std::ptrdiff_t x = at.x(q.speed) + (away % 2 == 0 ? 7 : -7 - width);
      const box place = label_box(q.name, at.y(q.size) - sign_height / 2 + dy, x);
      if (x < left || x + width > right || place.y < top || place.y + sign_height > bottom ||
          std::ranges::any_of(taken, [&](const box& other) { return place.meets(other); }))
        continue;
      write(on, q.name, place.y, place.x, q.name.starts_with("arrayreel") ? ours : theirs);
      taken.push_back(place);
      break;
    }
  }
  return on;
}

} // namespace

void write_frontier(const std::string& path, const std::vector<panel>& panels) {
  double slowest = 0.9;
  double fastest = 1.1;
  for (const panel& p : panels)
    for (const point& q : p.points) {
      slowest = std::min(slowest, q.speed);
      fastest = std::max(fastest, q.speed);
    }
  std::vector<picture> drawn;
  for (const panel& p : panels) drawn.push_back(draw_panel(p, slowest / 1.3, fastest * 1.6));
  if (drawn.empty()) return;
  ar::write_png(path, ar::grid(drawn, {.columns = 2, .gap = 8, .background = {255, 255, 255}}));
}

} // namespace bench

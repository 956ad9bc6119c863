// The demo's solver against what its equations say of single waves, of conservation, and of one
// cell.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "../examples/demo/gray_scott.hpp"
#include "catch.hpp"

namespace {

struct amounts {
  double u = 0;
  double v = 0;
};

amounts total(const gray_scott& model, std::size_t height, std::size_t width) {
  amounts sum;
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      sum.u += static_cast<double>(model.u()(y, x));
      sum.v += static_cast<double>(model.v()(y, x));
    }
  return sum;
}

} // namespace

TEST_CASE("a wave decays by diffusion as the five-point Laplacian says, across the borders") {
  constexpr std::size_t height = 12;
  constexpr std::size_t width = 20;
  constexpr int steps = 40;
  gray_scott model(height, width, {.feed = 0, .kill = 0});
  const auto wave = [&](std::size_t y, std::size_t x) {
    return std::cos(2 * std::numbers::pi *
                    (2 * static_cast<double>(y) / height + 3 * static_cast<double>(x) / width));
  };
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x)
      model.put(y, x, static_cast<float>(0.5 + 0.25 * wave(y, x)), 0);
  for (int i = 0; i < steps; ++i) model.step();
  const auto sine_squared = [](double cycles) {
    return std::pow(std::sin(std::numbers::pi * cycles), 2);
  };
  const double factor =
      std::pow(1 - 0.2 * 4 * (sine_squared(2.0 / height) + sine_squared(3.0 / width)), steps);
  CHECK(factor < 0.1);
  double worst = 0;
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x)
      worst = std::max(worst, std::abs(static_cast<double>(model.u()(y, x)) -
                                       (0.5 + 0.25 * factor * wave(y, x))));
  CHECK(worst < 1e-5);
}

TEST_CASE("V diffuses half as fast as U") {
  gray_scott model(8, 8, {.feed = 0, .kill = 0});
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 8; ++x) model.put(y, x, 0, x == 3 && y == 4 ? 0.5F : 0.0F);
  model.step();
  CHECK(model.v()(4, 3) == Approx(0.5 * (1 - 4 * 0.1)));
  for (const auto& [y, x] : {std::pair{3, 3}, {5, 3}, {4, 2}, {4, 4}})
    CHECK(model.v()(y, x) == Approx(0.05));
  CHECK(model.v()(3, 2) == 0);
}

TEST_CASE("the reaction makes of U as much V, and diffusion loses nothing") {
  constexpr std::size_t height = 30;
  constexpr std::size_t width = 17;
  gray_scott model(height, width, {.feed = 0, .kill = 0});
  model.seed(2, 15, 6); // across a corner
  const amounts before = total(model, height, width);
  for (int i = 0; i < 200; ++i) model.step();
  const amounts after = total(model, height, width);
  CHECK(after.v > before.v * 1.05);
  CHECK(after.u + after.v == Approx(before.u + before.v).epsilon(1e-5));
}

TEST_CASE("equal cells follow the equations without diffusion") {
  constexpr double feed = 0.046;
  constexpr double kill = 0.063;
  gray_scott model(3, 5, {.feed = 0.046F, .kill = 0.063F});
  double u = 0.6;
  double v = 0.3;
  for (std::size_t y = 0; y < 3; ++y)
    for (std::size_t x = 0; x < 5; ++x) model.put(y, x, 0.6F, 0.3F);
  for (int i = 0; i < 50; ++i) {
    model.step();
    const double reaction = u * v * v;
    u += feed * (1 - u) - reaction;
    v += reaction - (feed + kill) * v;
  }
  for (std::size_t y = 0; y < 3; ++y)
    for (std::size_t x = 0; x < 5; ++x) {
      CHECK(model.u()(y, x) == Approx(u).epsilon(1e-4));
      CHECK(model.v()(y, x) == Approx(v).epsilon(1e-3).margin(1e-6));
    }
}

TEST_CASE("a seed of Pearson's rates lives and stays within bounds") {
  constexpr std::size_t side = 64;
  gray_scott model(side, side, {.feed = 0.046F, .kill = 0.063F});
  model.seed(0, 0, 5);
  for (int i = 0; i < 3000; ++i) model.step();
  CHECK(total(model, side, side).v > 100);
  for (std::size_t y = 0; y < side; ++y)
    for (std::size_t x = 0; x < side; ++x) {
      CHECK((model.u()(y, x) >= 0 && model.u()(y, x) <= 1));
      CHECK((model.v()(y, x) >= 0 && model.v()(y, x) < 1));
    }
}

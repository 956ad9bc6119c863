// The solver of shallow water: what is conserved, what stays as it is, and a dam's break, whose
// exact solution is known.
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <utility>

#include "basin.hpp"
#include "catch.hpp"

namespace {

constexpr side all_sides[] = {side::left, side::right, side::top, side::bottom};

void fill_ghosts(basin& block) {
  for (const side s : all_sides) block.reflect(s);
}

void step(basin& block, double time_step) {
  fill_ghosts(block);
  block.first_stage(time_step);
  fill_ghosts(block);
  block.second_stage(time_step);
}

template <class F> void for_each_cell(basin& block, F f) {
  for (std::ptrdiff_t y = 0; y < static_cast<std::ptrdiff_t>(block.ny()); ++y)
    for (std::ptrdiff_t x = 0; x < static_cast<std::ptrdiff_t>(block.nx()); ++x)
      f(x, y, block.at(x, y));
}

/// Still water with a column of more of it, off the middle.
basin splash(std::size_t nx, std::size_t ny) {
  basin block(nx, ny, 0.5);
  for_each_cell(block, [](std::ptrdiff_t x, std::ptrdiff_t y, water& u) {
    u.depth = (x - 13) * (x - 13) + (y - 9) * (y - 9) < 30 ? 2 : 1;
  });
  return block;
}

} // namespace

TEST_CASE("still water stays still", "[shallow water]") {
  basin block(12, 9, 1);
  for_each_cell(block, [](std::ptrdiff_t, std::ptrdiff_t, water& u) { u.depth = 1.7; });
  for (int i = 0; i < 20; ++i) step(block, 0.05);
  for_each_cell(block, [](std::ptrdiff_t, std::ptrdiff_t, const water& u) {
    CHECK(u.depth == 1.7);
    CHECK(u.across == 0);
    CHECK(u.down == 0);
  });
}

TEST_CASE("no water is lost, and walls stop it", "[shallow water]") {
  basin block = splash(40, 30);
  const double volume = block.volume();
  for (int i = 0; i < 400; ++i) step(block, 0.03);
  CHECK(std::abs(block.volume() - volume) < 1e-12 * volume);
  double motion = 0, least = 2, most = 0;
  for_each_cell(block, [&](std::ptrdiff_t, std::ptrdiff_t, const water& u) {
    motion += std::abs(u.across) + std::abs(u.down);
    least = std::min(least, u.depth);
    most = std::max(most, u.depth);
  });
  CHECK(motion > 1); // it still moves
  CHECK(least > 0.5);
  CHECK(most < 2);
}

TEST_CASE("x and y are alike", "[shallow water]") {
  basin wide = splash(30, 24), high(24, 30, 0.5);
  for_each_cell(high, [&](std::ptrdiff_t x, std::ptrdiff_t y, water& u) { u = wide.at(y, x); });
  for (int i = 0; i < 60; ++i) {
    step(wide, 0.03);
    step(high, 0.03);
  }
  double off = 0;
  for_each_cell(high, [&](std::ptrdiff_t x, std::ptrdiff_t y, const water& u) {
    const water& other = wide.at(y, x);
    off = std::max({off, std::abs(u.depth - other.depth), std::abs(u.across - other.down),
                    std::abs(u.down - other.across)});
  });
  CHECK(off < 1e-12); // fluxes of x and y are added in the other order
}

// By hand: the waves run at ±√(2g) on both sides of the dam, so that the face's flux is √(2g)/2 of
// water and (2g + g/2) / 2 of momentum.
TEST_CASE("the first step of a dam's break", "[shallow water]") {
  constexpr double g = basin::gravity, cell = 0.5, time_step = 0.01, factor = time_step / cell;
  basin block(8, 3, cell);
  for_each_cell(block, [](std::ptrdiff_t x, std::ptrdiff_t, water& u) { u.depth = x < 4 ? 2 : 1; });
  fill_ghosts(block);
  block.first_stage(time_step);
  CHECK(block.at(3, 1).depth == Approx(2 - factor * std::sqrt(2 * g) / 2).epsilon(1e-14));
  CHECK(block.at(4, 1).depth == Approx(1 + factor * std::sqrt(2 * g) / 2).epsilon(1e-14));
  CHECK(block.at(3, 1).across == Approx(factor * (2 * g - 1.25 * g)).epsilon(1e-13));
  CHECK(block.at(4, 1).across == Approx(factor * (1.25 * g - 0.5 * g)).epsilon(1e-13));
  CHECK(block.at(2, 1).depth == 2);
  CHECK(block.at(5, 1).depth == 1);
}

// What flows along the dam goes with the water, and changes nothing else.
TEST_CASE("a dam's break in a stream along it", "[shallow water]") {
  constexpr std::ptrdiff_t n = 60;
  constexpr double stream = 0.7;
  const auto depth = [](std::ptrdiff_t x) { return x < n / 2 ? 2.0 : 1.0; };
  basin still(n, 4, 0.1), moving(n, 4, 0.1);
  for_each_cell(still, [&](std::ptrdiff_t x, std::ptrdiff_t, water& u) { u.depth = depth(x); });
  for_each_cell(moving, [&](std::ptrdiff_t x, std::ptrdiff_t, water& u) {
    u = {depth(x), 0, stream * depth(x)};
  });
  const auto fill = [](basin& block) { // without walls along the stream
    fill_ghosts(block);
    for (std::ptrdiff_t x = 0; x < n; ++x)
      for (const std::ptrdiff_t y : {-2, -1, 4, 5}) block.at(x, y) = block.at(x, 1);
  };
  for (int i = 0; i < 60; ++i)
    for (basin* block : {&still, &moving}) {
      fill(*block);
      block->first_stage(0.008);
      fill(*block);
      block->second_stage(0.008);
    }
  for (std::ptrdiff_t x = 0; x < n; ++x) {
    const water& u = moving.at(x, 2);
    CHECK(std::abs(u.depth - still.at(x, 2).depth) < 1e-12);
    CHECK(std::abs(u.across - still.at(x, 2).across) < 1e-12);
    CHECK(std::abs(u.down - stream * u.depth) < 1e-12);
  }
}

// Stoker's solution (Water Waves, 1957): a fan of waves runs to the left, a bore to the right, and
// between them the water is as deep everywhere as both demand.
TEST_CASE("a dam's break is Stoker's", "[shallow water]") {
  constexpr double left = 2, right = 1, g = basin::gravity, length = 40, end = 3;
  const auto difference = [&](double depth) {
    const double fan = 2 * (std::sqrt(g * left) - std::sqrt(g * depth));
    const double bore = (depth - right) * std::sqrt(0.5 * g * (depth + right) / (depth * right));
    return fan - bore;
  };
  double low = right, high = left;
  while (high - low > 1e-12) {
    const double middle = 0.5 * (low + high);
    (difference(middle) > 0 ? low : high) = middle;
  }
  const double between = low;
  const double velocity = 2 * (std::sqrt(g * left) - std::sqrt(g * between));
  const double bore = between * velocity / (between - right);
  const auto exact = [&](double x) { // at `end`, the dam at 0
    const double speed = x / end;
    if (speed < -std::sqrt(g * left)) return left;
    if (speed > bore) return right;
    if (speed > velocity - std::sqrt(g * between)) return between;
    const double wave = (2 * std::sqrt(g * left) - speed) / 3;
    return wave * wave / g;
  };
  // The area between both depths, as a part of the water that moved.
  const bool across = GENERATE(true, false);
  const auto error = [&](std::ptrdiff_t n) {
    const double cell = length / static_cast<double>(n);
    const auto cells = static_cast<std::size_t>(n);
    basin block = across ? basin(cells, 4, cell) : basin(4, cells, cell);
    for_each_cell(block, [&](std::ptrdiff_t x, std::ptrdiff_t y, water& u) {
      u.depth = (across ? x : y) < n / 2 ? left : right;
    });
    const auto steps = static_cast<int>(n);
    for (int i = 0; i < steps; ++i) {
      step(block, end / steps);
      REQUIRE(block.fastest() * end / steps < basin::most_courant * cell);
    }
    double off = 0;
    for (std::ptrdiff_t i = 0; i < n; ++i) {
      const water& u = across ? block.at(i, 1) : block.at(1, i);
      off += cell * std::abs(u.depth - exact((static_cast<double>(i - n / 2) + 0.5) * cell));
    }
    const std::ptrdiff_t middle = n / 2 + n / 6; // between the fan and the bore
    CHECK(std::abs((across ? block.at(middle, 2) : block.at(2, middle)).depth - between) < 2e-3);
    return off / (end * velocity * between);
  };
  const double coarse = error(200), fine = error(800);
  CHECK(fine < 0.01);
  CHECK(fine < coarse / 3); // a bore has the first order alone
}

TEST_CASE("blocks with ghosts of each other are one basin", "[shallow water]") {
  basin whole = splash(32, 20), left(19, 20, 0.5), right(13, 20, 0.5);
  for_each_cell(left, [&](std::ptrdiff_t x, std::ptrdiff_t y, water& u) { u = whole.at(x, y); });
  for_each_cell(right,
                [&](std::ptrdiff_t x, std::ptrdiff_t y, water& u) { u = whole.at(x + 19, y); });
  const auto exchange = [&] {
    fill_ghosts(left);
    fill_ghosts(right);
    for (std::ptrdiff_t y = 0; y < 20; ++y)
      for (std::ptrdiff_t k = 0; k < 2; ++k) {
        left.at(19 + k, y) = right.at(k, y);
        right.at(-1 - k, y) = left.at(18 - k, y);
      }
  };
  for (int i = 0; i < 50; ++i) {
    step(whole, 0.03);
    exchange();
    left.first_stage(0.03);
    right.first_stage(0.03);
    exchange();
    left.second_stage(0.03);
    right.second_stage(0.03);
  }
  std::size_t different = 0;
  for_each_cell(whole, [&](std::ptrdiff_t x, std::ptrdiff_t y, const water& u) {
    const water& part = x < 19 ? left.at(x, y) : right.at(x - 19, y);
    different += part.depth != u.depth || part.across != u.across || part.down != u.down;
  });
  CHECK(different == 0);
}

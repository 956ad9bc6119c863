// view() of one member of an array of structs.
#include <array>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <span>
#include <type_traits>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/limits.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;

namespace {

struct velocity {
  float x;
  float y;
};

struct cell {
  double density;
  float u;
  std::uint8_t rgb[3];
  std::array<std::int16_t, 2> pair;
  velocity v;
  const int id;
  bool wet;
  std::int8_t stencil[2][3];

  [[nodiscard]] float twice() const { return 2 * u; }
  [[nodiscard]] const double& mass() const { return density; }
};

cell cell_of(int n) {
  const auto f = static_cast<float>(n);
  const auto b = static_cast<std::uint8_t>(3 * n);
  const auto s = static_cast<std::int16_t>(-n);
  const auto t = static_cast<std::int8_t>(n);
  return {100.5 + n,
          f / 4,
          {b, static_cast<std::uint8_t>(b + 1), static_cast<std::uint8_t>(b + 2)},
          {s, static_cast<std::int16_t>(s - 100)},
          {f, -f},
          n,
          n % 3 == 1,
          {{t, 1, 2}, {3, 4, t}}};
}

std::vector<cell> cells_of(int count) {
  std::vector<cell> result;
  for (int n = 0; n < count; ++n) result.push_back(cell_of(n));
  return result;
}

// 24 bytes, which no whole number of complex ones has.
struct wave {
  std::complex<double> z;
  double phase;
};

#pragma pack(push, 1)
struct packed {
  char tag;
  double value;
  std::uint16_t count;
  char mark;
};
#pragma pack(pop)

// Aligned as a whole, and not inside.
struct [[gnu::packed, gnu::aligned(8)]] half_packed {
  char tag;
  double value;
  char rest[7];
};

struct derived : cell {
  double extra;
};

template <class A, class F>
using view_of = decltype(ar::view(std::declval<const A&>(), std::declval<F>(), ar::shape(1, 1)));

} // namespace

TEST_CASE("a member of structs: a look at their memory") {
  const std::vector<cell> cells = cells_of(12);
  const auto u = ar::view(cells, &cell::u, {3, 4});
  STATIC_REQUIRE(std::is_same_v<decltype(u), const ar::array_view<float>>);
  CHECK(u.data() == &cells[0].u);
  CHECK(u.extents() == ar::shape(3, 4));
  // (row, column): 2 * 4 + 1 = 9.
  CHECK(&u(2, 1) == &cells[9].u);
  CHECK(u(2, 1) == 2.25F);
  CHECK(test::differences(u, [](std::size_t y, std::size_t x) {
          return static_cast<float>(y * 4 + x) / 4;
        }) == 0);
  CHECK(&ar::view(cells, &cell::density, {3, 4})(1, 3) == &cells[7].density);
  CHECK(&ar::view(cells, &cell::id, {3, 4})(2, 3) == &cells[11].id);
  CHECK(ar::view(cells, &cell::wet, {12})(4));
  CHECK(ar::view(cells, &cell::u, {3, 4}, ar::axes::yx).layout() == ar::axes::yx);
}

TEST_CASE("a member of structs: all that have cells in one piece") {
  std::vector<cell> cells = cells_of(6);
  const auto check = [&](const ar::array_view<float>& v) {
    CHECK(v.data() == &cells[0].u);
    CHECK(v.extents() == ar::shape(2, 3));
    CHECK(&v(1, 2) == &cells[5].u);
  };
  cell* const writable = cells.data();
  const cell* const constant = cells.data();
  check(ar::view(cells, &cell::u, {2, 3}));
  check(ar::view(std::span(cells), &cell::u, {2, 3}));
  check(ar::view(std::span<const cell>(cells), &cell::u, {2, 3}));
  check(ar::view(writable, &cell::u, {2, 3}));
  check(ar::view(constant, &cell::u, {2, 3}));
  check(ar::view(constant, &cell::u, {2, 3}, {3, 1}));
  CHECK(ar::view(cells, &cell::u).extents() == ar::shape(6));

  const cell array[3]{cell_of(7), cell_of(8), cell_of(9)};
  CHECK(&ar::view(array, &cell::u)(2) == &array[2].u);
  CHECK(&ar::view(array, &cell::u, {3, 1})(2, 0) == &array[2].u);
  const std::array<cell, 2> pair{cell_of(7), cell_of(8)};
  CHECK(&ar::view(pair, &cell::density)(1) == &pair[1].density);

  // Arrays of arrays know their rows and columns.
  const cell grid[2][3]{{cell_of(0), cell_of(1), cell_of(2)}, {cell_of(3), cell_of(4), cell_of(5)}};
  CHECK(ar::view(grid, &cell::u).extents() == ar::shape(2, 3));
  CHECK(&ar::view(grid, &cell::u)(1, 2) == &grid[1][2].u);
  CHECK(&ar::view(grid, &cell::u, {3, 2})(2, 1) == &grid[1][2].u);
  const std::vector<std::array<cell, 2>> rows{{cell_of(0), cell_of(1)}, {cell_of(2), cell_of(3)}};
  CHECK(&ar::view(rows, &cell::u)(1, 1) == &rows[1][1].u);
  CHECK(ar::view(rows, &cell::u).extents() == ar::shape(2, 2));
  CHECK(ar::view(rows, &cell::rgb).extents() == ar::shape(2, 2, 3));
}

TEST_CASE("a member of structs: strides in cells") {
  const std::vector<cell> cells = cells_of(12);
  // u(x, y) with x the fast index: cell 4 * y + x.
  const auto fortran = ar::view(cells.data(), &cell::u, {4, 3}, ar::column_major({4, 3}));
  CHECK(&fortran(3, 1) == &cells[7].u);
  CHECK(&fortran.transposed()(1, 3) == &cells[7].u);
  const auto backwards = ar::view(cells.data() + 11, &cell::density, {3, 4}, {-4, -1});
  CHECK(&backwards(2, 3) == &cells[0].density);
  CHECK(&ar::view(cells, &cell::u, {3, 4}).interior(1)(0, 1) == &cells[6].u);
}

TEST_CASE("a member that is an array has the last axes") {
  const std::vector<cell> cells = cells_of(6);
  const auto rgb = ar::view(cells, &cell::rgb, {2, 3}, ar::axes::yxc);
  STATIC_REQUIRE(std::is_same_v<decltype(rgb), const ar::array_view<std::uint8_t>>);
  CHECK(rgb.extents() == ar::shape(2, 3, 3));
  CHECK(rgb.layout() == ar::axes::yxc);
  CHECK(&rgb(1, 0, 2) == &cells[3].rgb[2]);
  CHECK(rgb(1, 0, 2) == 11);
  CHECK(&ar::view(cells, &cell::pair, {2, 3})(1, 1, 1) == &cells[4].pair[1]);
  const auto stencil = ar::view(cells, &cell::stencil, {2, 3});
  CHECK(stencil.extents() == ar::shape(2, 3, 2, 3));
  CHECK(&stencil(1, 2, 1, 0) == &cells[5].stencil[1][0]);
  CHECK_REFUSED(ar::view(cells, &cell::stencil, {1, 2, 3}), error_kind::parameter, "rank 5");
  // As a picture: row 1, column 0 is cell 3.
  const ar::raster<std::uint8_t> picture = ar::rerange(rgb);
  CHECK(picture.pixels()[3 * 3 + 2] == 11);
}

TEST_CASE("a function of a cell is computed for each") {
  const std::vector<cell> cells = cells_of(6);
  const auto x = ar::view(cells, [](const cell& c) { return c.v.x + c.v.y / 2; }, {2, 3});
  STATIC_REQUIRE(std::is_same_v<decltype(x), const ar::owned_array<float>>);
  CHECK(test::differences(x, [](std::size_t i, std::size_t j) {
          return static_cast<float>(3 * i + j) / 2;
        }) == 0);
  CHECK(ar::view(cells, &cell::twice, {2, 3})(1, 2) == 2.5F);
  CHECK(ar::view(cells, &cell::mass)(5) == 105.5);
  CHECK(ar::view(cells.data(), [](const cell& c) { return c.id; }, {3, 2}, {1, 3})(2, 1) == 5);
  CHECK(ar::view(
            cells, [](const auto& c) { return c.rgb[1]; }, {2, 3}, ar::axes::yx)
            .layout() == ar::axes::yx);
  // Numbers that are classes, and small vectors, are cells too.
  const std::vector<std::complex<float>> z{{3, 4}, {0, 1}};
  CHECK(ar::view(z, [](const auto& c) { return std::abs(c); }, {1, 2})(0, 0) == 5.0F);
  CHECK(ar::view(z, {1, 2})(0, 1) == std::complex<float>(0, 1));
}

TEST_CASE("what has no stride of whole elements is copied") {
  STATIC_REQUIRE(std::is_same_v<view_of<std::vector<wave>, decltype(&wave::z)>,
                                ar::owned_array<std::complex<double>>>);
  STATIC_REQUIRE(
      std::is_same_v<view_of<std::vector<wave>, decltype(&wave::phase)>, ar::array_view<double>>);
  const std::vector<wave> waves{{{1, 2}, 3}, {{4, 5}, 6}, {{7, 8}, 9}, {{10, 11}, 12}};
  const auto z = ar::view(waves, &wave::z, {2, 2});
  CHECK(z(1, 0) == std::complex<double>(7, 8));
  CHECK(ar::view(waves, &wave::phase, {2, 2})(1, 0) == 9.0);
  CHECK(ar::view(waves.data(), &wave::z, {2, 2}, {1, 2})(1, 0) == std::complex<double>(4, 5));
  CHECK(ar::view(std::vector<wave>(), &wave::z, {0, 2}).size() == 0);

  STATIC_REQUIRE(sizeof(packed) == 12);
  const std::vector<packed> p{{'a', 0.5, 300, 'x'}, {'b', -1.25, 400, 'y'}};
  CHECK(ar::view(p, &packed::value, {2})(1) == -1.25);
  CHECK(ar::view(p, &packed::count)(1) == 400);
  CHECK(ar::view(p, &packed::mark)(1) == 'y');
  const std::vector<half_packed> h(2);
  CHECK_REFUSED(ar::view(h, &half_packed::value, {1, 2}), error_kind::parameter,
                "no multiple of " + std::to_string(alignof(double)));
  CHECK(ar::view(h, [](const half_packed& c) { return c.value; }, {1, 2})(0, 1) == 0.0);
}

TEST_CASE("members of base classes, and no cells") {
  std::vector<derived> cells;
  for (int n = 0; n < 4; ++n) cells.push_back({cell_of(n), -1.0 * n});
  CHECK(&ar::view(cells, &derived::u, {2, 2})(1, 1) == &cells[3].u);
  CHECK(&ar::view(cells, &cell::u, {2, 2})(1, 0) == &cells[2].u);
  CHECK(&ar::view(cells, &derived::extra, {2, 2})(1, 0) == &cells[2].extra);
  const std::vector<cell> none;
  CHECK(ar::view(none, &cell::u).extents() == ar::shape(0));
  CHECK(ar::view(none, &cell::rgb, {0, 4}).extents() == ar::shape(0, 4, 3));
  CHECK(ar::view(none, &cell::twice, {4, 0}).size() == 0);
}

TEST_CASE("members of structs: what is wrong is said") {
  const std::vector<cell> cells = cells_of(6);
  CHECK_REFUSED(ar::view(cells, &cell::u, {2, 4}), error_kind::parameter,
                "6 cells for an array of shape (2, 4)");
  CHECK_REFUSED(ar::view(cells, &cell::twice, {5}), error_kind::parameter, "6 cells");
  CHECK_REFUSED(ar::view(cells, &cell::u, {}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(cells, &cell::u, {-6}), error_kind::parameter, "-6");
  const cell* const null = nullptr;
  CHECK_REFUSED(ar::view(null, &cell::u, {2, 3}), error_kind::parameter, "null pointer");
  CHECK_REFUSED(ar::view(null, &cell::twice, {2, 3}), error_kind::parameter, "null pointer");
  CHECK_REFUSED(ar::view(cells.data(), &cell::u, {2, 3}, {1}), error_kind::parameter,
                "1 strides for 2 extents");
  CHECK_REFUSED(
      ar::view(cells.data(), &cell::u, {2, 3}, {test::stride_max / 2 + 1, std::ptrdiff_t{1}}),
      error_kind::limit, "beyond any address");
  if constexpr (test::size_bits == 64)
    CHECK_REFUSED(ar::view(cells.data(), &cell::u, {2, 3}, {1LL << 62, 1LL}), error_kind::limit,
                  "beyond any address");
}

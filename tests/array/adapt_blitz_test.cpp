// view() of the real blitz::Array: both orders, any bases, parts, transposes and reversals.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <blitz/array.h>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using blitz::Range;

namespace {

/// A look at a's own memory, and every element right.
template <class T> void check_plane(const blitz::Array<T, 2>& a) {
  STATIC_REQUIRE(ar::viewable<blitz::Array<T, 2>>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(a)), ar::array_view<T>>);
  const auto v = ar::view(a);
  CHECK(v.extents() == ar::shape(a.rows(), a.columns()));
  CHECK(v.data() == &a(a.lbound(0), a.lbound(1)));
  CHECK(test::differences(v, [&](std::size_t i, std::size_t j) {
          return a(a.lbound(0) + static_cast<int>(i), a.lbound(1) + static_cast<int>(j));
        }) == 0);
}

template <class T, int N> void fill(blitz::Array<T, N>& a) {
  std::size_t n = 0;
  for (T& element : a) element = test::value_of<T>(++n);
}

template <class T> void check_element() {
  blitz::Array<T, 2> rows(3, 4);
  fill(rows);
  check_plane(rows);
  blitz::Array<T, 2> columns(3, 4, blitz::ColumnMajorArray<2>());
  fill(columns);
  check_plane(columns);
  CHECK(ar::view(columns).stride(0) == 1);
  check_plane<T>(rows(Range(1, 2), Range(0, 3, 2)));
  check_plane<T>(rows.transpose(1, 0));
  check_plane<T>(columns.reverse(0));
  check_plane<T>(rows.reverse(1)(Range::all(), Range(0, 2)));
}

} // namespace

TEST_CASE("blitz::Array: every element type, both orders, parts with strides") {
  check_element<float>();
  check_element<double>();
  check_element<long double>();
  check_element<bool>();
  check_element<std::uint8_t>();
  check_element<std::int16_t>();
  check_element<std::uint32_t>();
  check_element<std::int64_t>();
  check_element<std::complex<double>>();
}

TEST_CASE("blitz::Array: the pixel at (row, column)") {
  // Fortran's order and bases of 1: the third row of the second column is the sixth in memory.
  blitz::Array<int, 2> a(3, 4, blitz::FortranArray<2>());
  for (int i = 0; i < 12; ++i) a.data()[i] = i + 1;
  check_plane(a);
  CHECK(a(3, 2) == 6);
  CHECK(ar::view(a)(2, 1) == 6);
  CHECK(ar::rerange(a, {.vmin = 0, .vmax = 12.8}).pixels()[2 * 4 + 1] == 6 * 20);
  blitz::Array<int, 2> based(Range(-2, 0), Range(5, 8));
  fill(based);
  check_plane(based);
}

TEST_CASE("blitz::Array: ranks, and memory of others") {
  std::vector<float> memory(60);
  for (std::size_t i = 0; i < 60; ++i) memory[i] = static_cast<float>(i);
  const blitz::Array<float, 3> cube(memory.data(), blitz::shape(3, 4, 5), blitz::neverDeleteData);
  CHECK(ar::view(cube).data() == memory.data());
  CHECK(test::differences(ar::view(cube), [](std::size_t i, std::size_t j, std::size_t k) {
          return static_cast<float>(i * 20 + j * 5 + k);
        }) == 0);
  check_plane<float>(cube(1, Range::all(), Range::all()));
  check_plane<float>(cube(Range::all(), Range(1, 3), 2));
  CHECK(ar::view(blitz::Array<int, 1>(7)).extents() == ar::shape(7));
  CHECK(ar::view(blitz::Array<int, 4>(2, 3, 4, 5)).extents() == ar::shape(2, 3, 4, 5));
  const blitz::Array<int, 5> five(1, 1, 1, 1, 1);
  CHECK_REFUSED(ar::view(five), ar::error_kind::parameter, "rank 5");
  CHECK(ar::view(blitz::Array<int, 2>(0, 4)).empty());
}

TEST_CASE("blitz: what has no memory is not viewable") {
  using array = blitz::Array<double, 2>;
  STATIC_REQUIRE_FALSE(ar::viewable<decltype(std::declval<array>() + std::declval<array>())>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<array>>);
}

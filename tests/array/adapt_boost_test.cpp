// view() of the real boost::multi_array: both orders, any bases, references, subarrays and views.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <boost/multi_array.hpp>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using boost::extents;
using extent_range = boost::multi_array_types::extent_range;
using range = boost::multi_array_types::index_range;
using boost::indices;

namespace {

/// A look at a's own memory, and every element right.
template <class A> void check_plane(const A& a) {
  using T = std::remove_cv_t<typename A::element>;
  STATIC_REQUIRE(ar::viewable<A>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(a)), ar::array_view<T>>);
  const auto v = ar::view(a);
  CHECK(v.extents() == ar::shape(a.shape()[0], a.shape()[1]));
  const auto y = a.index_bases()[0], x = a.index_bases()[1];
  CHECK(v.data() == &a[y][x]);
  CHECK(test::differences(v, [&](std::size_t i, std::size_t j) {
          return a[y + static_cast<std::ptrdiff_t>(i)][x + static_cast<std::ptrdiff_t>(j)];
        }) == 0);
}

template <class A> void fill(A& a) {
  for (std::size_t i = 0; i < a.num_elements(); ++i)
    a.data()[i] = test::value_of<typename A::element>(i + 1);
}

template <class T> void check_element() {
  boost::multi_array<T, 2> rows(extents[3][4]);
  fill(rows);
  check_plane(rows);
  boost::multi_array<T, 2> columns(extents[3][4], boost::fortran_storage_order());
  fill(columns);
  check_plane(columns);
  CHECK(ar::view(columns).stride(0) == 1);
  check_plane(rows[indices[range(1, 3)][range(0, 4, 2)]]);
  check_plane(columns[indices[range(2, -1, -1)][range(1, 4)]]);
}

} // namespace

TEST_CASE("boost::multi_array: every element type, both orders, views with strides") {
  check_element<float>();
  check_element<double>();
  check_element<long double>();
  check_element<bool>();
  check_element<std::uint8_t>();
  check_element<std::int16_t>();
  check_element<std::uint32_t>();
  check_element<std::int64_t>();
  check_element<std::complex<float>>();
}

TEST_CASE("boost::multi_array: the pixel at (row, column)") {
  // In Fortran's order element (2, 1) of a (3, 4) array is the sixth in memory.
  boost::multi_array<int, 2> columns(extents[3][4], boost::fortran_storage_order());
  fill(columns);
  CHECK(ar::view(columns)(2, 1) == 6);
  CHECK(columns.data()[5] == 6);
  CHECK(ar::rerange(columns, {.vmin = 0, .vmax = 12.8}).pixels()[2 * 4 + 1] == 6 * 20);
}

TEST_CASE("boost::multi_array: bases, and an axis that descends") {
  boost::multi_array<int, 2> a(extents[extent_range(-2, 1)][extent_range(5, 9)]);
  fill(a);
  check_plane(a);
  CHECK(ar::view(a)(1, 2) == a[-1][7]);
  a.reindex(1);
  check_plane(a);
  boost::multi_array<int, 2>::size_type order[]{1, 0};
  bool ascending[]{false, true};
  boost::multi_array<int, 2> turned(extents[3][4],
                                    boost::general_storage_order<2>(order, ascending));
  fill(turned);
  check_plane(turned);
  CHECK(ar::view(turned).stride(0) == -4);
}

TEST_CASE("boost::multi_array: references, subarrays and parts") {
  std::vector<float> memory(60);
  for (std::size_t i = 0; i < 60; ++i) memory[i] = static_cast<float>(i);
  const boost::multi_array_ref<float, 2> ref(memory.data(), extents[6][10]);
  check_plane(ref);
  const boost::const_multi_array_ref<float, 3> cube(memory.data(), extents[3][4][5]);
  check_plane(cube[1]);
  check_plane(cube[indices[2][range()][range(1, 4)]]);
  check_plane(cube[indices[range(0, 3, 2)][3][range()]]);
  CHECK(test::differences(ar::view(cube), [](std::size_t i, std::size_t j, std::size_t k) {
          return static_cast<float>(i * 20 + j * 5 + k);
        }) == 0);
  boost::multi_array<float, 3> own(extents[3][4][5]);
  check_plane(own[2]);
  CHECK(ar::view(own[2][1]).extents() == ar::shape(5));
  CHECK(ar::view(own[2][1]).data() == &own[2][1][0]);
  CHECK(ar::view(boost::multi_array<int, 4>(extents[2][3][4][5])).extents() ==
        ar::shape(2, 3, 4, 5));
}

TEST_CASE("boost::multi_array: no elements, and too many axes") {
  CHECK(ar::view(boost::multi_array<int, 2>(extents[0][4])).extents() == ar::shape(0, 4));
  CHECK(ar::view(boost::multi_array<int, 2>()).empty());
  const boost::multi_array<int, 5> five(extents[1][1][1][1][1]);
  CHECK_REFUSED(ar::view(five), ar::error_kind::parameter, "rank 5");
  STATIC_REQUIRE_FALSE(ar::viewable<boost::multi_array<std::vector<int>, 2>>);
  // Not one array: neither flattened nor guessed.
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<boost::multi_array<int, 2>>>);
}

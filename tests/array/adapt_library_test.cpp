// view() of classes with the members of Kokkos::View and AMReX' Array4, and of std::valarray.
#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <numeric>
#include <string>
#include <type_traits>
#include <valarray>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/kokkos_views.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;

namespace {

std::vector<int> counted(std::size_t size) {
  std::vector<int> result(size);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

} // namespace

TEST_CASE("Kokkos: layouts right, left and stride") {
  std::vector<int> memory = counted(60);
  const auto check = [&](const auto& v) {
    STATIC_REQUIRE(std::is_same_v<decltype(ar::view(v)), ar::array_view<int>>);
    CHECK(ar::view(v).data() == v.data());
    CHECK(ar::view(v).extents() == ar::shape(v.extent(0), v.extent(1)));
    CHECK(test::differences(ar::view(v), [&](std::size_t i, std::size_t j) { return v(i, j); }) ==
          0);
  };
  check(test::kokkos_view<int, 2>(memory.data(), {3, 4}, {4, 1}));
  check(test::kokkos_view<int, 2>(memory.data(), {3, 4}, {1, 3}));
  check(test::kokkos_view<int, 2>(memory.data() + 7, {3, 4}, {20, 2})); // a subview
  const std::vector<int> constant = counted(12);
  check(test::kokkos_view<const int, 2>(constant.data(), {3, 4}, {1, 3}));
  // LayoutLeft: (2, 1) of (3, 4) is the sixth in memory.
  const test::kokkos_view<int, 2> left(memory.data(), {3, 4}, {1, 3});
  CHECK(ar::view(left)(2, 1) == 5);
  CHECK(ar::rerange(left, {.vmin = 0, .vmax = 12.8}).pixels()[2 * 4 + 1] == 5 * 20);

  const test::kokkos_view<int, 3> cube(memory.data(), {3, 4, 5}, {20, 5, 1});
  CHECK(test::differences(ar::view(cube), [&](std::size_t i, std::size_t j, std::size_t k) {
          return cube(i, j, k);
        }) == 0);
  CHECK(ar::view(test::kokkos_view<int, 1>(memory.data(), {9}, {2}))(4) == 8);
  CHECK(ar::view(test::kokkos3_view<int>{memory.data(), 3, 4})(2, 1) == 5);
}

TEST_CASE("Kokkos: ranks at run time, and what is refused") {
  std::vector<int> memory = counted(24);
  CHECK(ar::view(test::dynamic_view<int>{memory.data(), 2, {4, 6}})(3, 5) == 23);
  CHECK(ar::view(test::dynamic_view<int>{memory.data(), 3, {2, 3, 4}}).extents() ==
        ar::shape(2, 3, 4));
  CHECK_REFUSED(ar::view(test::dynamic_view<int>{memory.data(), 0, {}}), error_kind::parameter,
                "rank 0");
  CHECK_REFUSED(ar::view(test::dynamic_view<int>{memory.data(), 5, {1, 1, 1, 1, 1}}),
                error_kind::parameter, "rank 5");
  CHECK_REFUSED(ar::view(test::kokkos_view<int, 2>(nullptr, {2, 3}, {3, 1})), error_kind::parameter,
                "null pointer to 6 elements");
  CHECK(ar::view(test::kokkos_view<int, 2>(nullptr, {0, 3}, {3, 1})).empty());
  STATIC_REQUIRE_FALSE(ar::viewable<test::kokkos_view<std::string, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<test::kokkos_view<volatile int, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<test::kokkos_view<int, 2>>>);
}

TEST_CASE("AMReX: components of one plane") {
  std::vector<int> memory = counted(3 * 4 * 2);
  const test::array4<int> a(memory.data(), {0, 0, 5}, {4, 2, 6}, 3);
  CHECK(ar::view(a).extents() == ar::shape(3, 2, 4));
  CHECK(ar::view(a).slice(0, 2)(1, 3) == a(3, 1, 5, 2));
  const test::array4<int> row(memory.data(), {0, 0, 0}, {5, 1, 1}, 1);
  CHECK(ar::view(row).extents() == ar::shape(1, 1, 5));
  CHECK(ar::view(row)(0, 0, 4) == 4);
}

TEST_CASE("AMReX: (component, z, y, x), whatever the box begins with") {
  std::vector<int> memory = counted(2 * 3 * 4 * 5);
  const auto check = [&](const auto& a) {
    const auto v = ar::view(a);
    CHECK(v.data() == memory.data());
    CHECK(v.extents() == ar::shape(2, 3, 4, 5));
    CHECK(test::differences(v, [&](std::size_t n, std::size_t z, std::size_t y, std::size_t x) {
            return a(static_cast<int>(x) - 2, static_cast<int>(y) + 7, static_cast<int>(z) + 1,
                     static_cast<int>(n));
          }) == 0);
  };
  check(test::array4<int>(memory.data(), {-2, 7, 1}, {3, 11, 4}, 2));
  check(test::array4<const int>(memory.data(), {-2, 7, 1}, {3, 11, 4}, 2));
  check(test::array_nd<int>{memory.data(), {{-2, 7, 1, 0}}, {{3, 11, 4, 2}}});
}

TEST_CASE("AMReX: a box of one plane is a picture of rows of one y") {
  std::vector<float> memory{1, 2, 3, 4, 5, 6};
  const test::array4<float> a(memory.data(), {0, 0, 0}, {3, 2, 1}, 1);
  const ar::raster<std::uint8_t> pixels = ar::rerange(a, {.vmin = 0, .vmax = 6.4});
  CHECK((pixels.height() == 2 && pixels.width() == 3));
  for (std::size_t i = 0; i < 6; ++i) CHECK(pixels.pixels()[i] == 40 * (i + 1));
  const test::array4<float> none(nullptr, {0, 0, 0}, {0, 0, 0}, 0);
  CHECK(ar::view(none).empty());
}

TEST_CASE("std::valarray: of one axis, or with extents") {
  const std::valarray<double> a{0, 1, 2, 3, 4, 5};
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(a, {2, 3})), ar::array_view<double>>);
  CHECK(ar::view(a).extents() == ar::shape(6));
  CHECK(ar::view(a, {2, 3}).data() == &a[0]);
  CHECK(ar::view(a, {2, 3})(1, 2) == 5.0);
  CHECK(ar::view(a, {2, 3}, ar::axes::yx).layout() == ar::axes::yx);
  CHECK_REFUSED(ar::view(a, {2, 4}), error_kind::parameter, "6 elements");
  CHECK(ar::view(std::valarray<float>()).extents() == ar::shape(0));
  CHECK(ar::view(std::valarray<float>(), {0, 5}).empty());
  CHECK(ar::view(std::valarray<bool>{true, false, true})(2));
  CHECK(ar::view(std::valarray<std::complex<float>>(2)).extents() == ar::shape(2));
  CHECK(ar::view(std::valarray<std::uint8_t>{7, 8}, {1, 2})(0, 1) == 8);
  STATIC_REQUIRE_FALSE(ar::viewable<std::valarray<std::string>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::valarray<double>>>);
}

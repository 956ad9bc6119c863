// view() of the real xtensor: arrays and tensors of both layouts, adaptors, views, expressions.
#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#if __has_include(<xtensor/containers/xtensor.hpp>) // since 0.26
#include <xtensor/containers/xadapt.hpp>
#include <xtensor/containers/xarray.hpp>
#include <xtensor/containers/xfixed.hpp>
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/core/xmath.hpp>
#include <xtensor/generators/xbuilder.hpp>
#include <xtensor/misc/xcomplex.hpp>
#include <xtensor/misc/xmanipulation.hpp>
#include <xtensor/misc/xsort.hpp>
#include <xtensor/views/xbroadcast.hpp>
#include <xtensor/views/xdynamic_view.hpp>
#include <xtensor/views/xindex_view.hpp>
#include <xtensor/views/xstrided_view.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xadapt.hpp>
#include <xtensor/xarray.hpp>
#include <xtensor/xbroadcast.hpp>
#include <xtensor/xbuilder.hpp>
#include <xtensor/xcomplex.hpp>
#include <xtensor/xdynamic_view.hpp>
#include <xtensor/xfixed.hpp>
#include <xtensor/xindex_view.hpp>
#include <xtensor/xmanipulation.hpp>
#include <xtensor/xmath.hpp>
#include <xtensor/xsort.hpp>
#include <xtensor/xstrided_view.hpp>
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using xt::layout_type;

namespace {

template <class A> void fill(A& a) {
  std::size_t n = 0;
  for (auto it = a.template begin<layout_type::row_major>();
       it != a.template end<layout_type::row_major>(); ++it)
    *it = test::value_of<typename A::value_type>(n++);
}

template <class A> [[nodiscard]] std::size_t wrong_elements(const A& a) {
  const auto v = ar::view(a);
  if (v.rank() != a.dimension()) return static_cast<std::size_t>(-1);
  for (std::size_t i = 0; i < v.rank(); ++i)
    if (v.extent(i) != static_cast<std::size_t>(a.shape()[i])) return static_cast<std::size_t>(-1);
  std::size_t count = 0;
  test::for_each_index(v.rank(), v.extents(), [&](const std::array<std::size_t, 4>& i) {
    const auto end = i.begin() + static_cast<std::ptrdiff_t>(v.rank());
    count += test::at(ar::array_view<typename A::value_type>(v), i) == a.element(i.begin(), end)
                 ? 0U
                 : 1U;
  });
  return count;
}

/// Checks that a view looks at a's own memory and has every element.
template <class A> void check_view(const A& a) {
  using expected = ar::array_view<typename A::value_type>;
  STATIC_REQUIRE(ar::viewable<A>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(a)), expected>);
  const std::array<std::size_t, 4> origin{};
  const auto end = origin.begin() + static_cast<std::ptrdiff_t>(a.dimension());
  CHECK(ar::view(a).data() == &a.element(origin.begin(), end));
  CHECK(wrong_elements(a) == 0);
}

/// Checks that an expression becomes a copy of its values.
template <class A> void check_copy(const A& a) {
  using expected = ar::owned_array<typename A::value_type>;
  STATIC_REQUIRE(ar::viewable<A>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(a)), expected>);
  CHECK(wrong_elements(a) == 0);
}

/// Every kind of array and view: which of them look at memory does not depend on the scalar.
template <class T, layout_type Layout> void check_kinds() {
  xt::xarray<T, Layout> a;
  a.resize({4, 5, 6});
  fill(a);
  check_view(a);
  xt::xtensor<T, 3, Layout> t = a;
  check_view(t);
  xt::xtensor_fixed<T, xt::xshape<2, 3>, Layout> f;
  fill(f);
  check_view(f);

  check_view(xt::view(a, 2));
  check_view(xt::view(a, xt::all(), 3));
  check_view(xt::view(a, xt::all(), xt::all(), 4));
  check_view(xt::view(a, xt::range(1, 3), xt::range(0, 5, 2), xt::range(5, 0, -2)));
  check_view(xt::view(t, xt::all(), xt::range(4, 0, -1), 1));
  check_view(xt::view(xt::view(t, xt::range(1, 4)), xt::range(1, 3), 2));
  check_view(xt::transpose(a));
  check_view(xt::transpose(t, {1, 0, 2}));
  check_view(xt::strided_view(a, {xt::range(3, 0, -1), xt::ellipsis(), 2}));
  check_view(xt::strided_view(t, {1, xt::all(), xt::range(1, 6, 3)}));
  check_view(xt::strided_view(a, {xt::newaxis(), 1, xt::all(), xt::range(1, 6)}));
  check_view(xt::flip(t, 1));
  check_view(xt::transpose(xt::view(t, xt::range(1, 3))));
}

template <class T, layout_type Layout> void check_scalar() {
  xt::xtensor<T, 2, Layout> t({3, 4});
  fill(t);
  check_view(t);
  check_view(xt::view(t, xt::range(1, 3), xt::range(3, 0, -2)));
}

template <class T> void check_both() {
  check_scalar<T, layout_type::row_major>();
  check_scalar<T, layout_type::column_major>();
}

} // namespace

TEST_CASE("xtensor: every kind of array and view, row- and column-major") {
  check_kinds<double, layout_type::row_major>();
  check_kinds<double, layout_type::column_major>();
  check_kinds<bool, layout_type::row_major>();
  check_kinds<std::complex<float>, layout_type::column_major>();
}

TEST_CASE("xtensor: every scalar, row- and column-major") {
  check_both<float>();
  check_both<long double>();
  check_both<bool>();
  check_both<std::int8_t>();
  check_both<std::uint8_t>();
  check_both<std::int16_t>();
  check_both<std::uint16_t>();
  check_both<std::int32_t>();
  check_both<std::uint32_t>();
  check_both<std::int64_t>();
  check_both<std::uint64_t>();
  check_both<std::complex<float>>();
  check_both<std::complex<double>>();
  check_both<std::complex<long double>>();
}

TEST_CASE("xtensor: ranks 1 to 4, and those that no view has") {
  xt::xarray<int> one = xt::arange<int>(7);
  check_view(one);
  check_view(xt::view(one, xt::range(6, 0, -2)));
  xt::xtensor<int, 4> four({2, 3, 4, 5});
  fill(four);
  check_view(four);
  check_view(xt::transpose(four));
  CHECK_REFUSED(ar::view(xt::xarray<int>(5)), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(xt::xarray<int>::from_shape({1, 1, 1, 1, 1})), error_kind::parameter,
                "rank 5");
  const xt::xarray<int> five = xt::ones<int>({1, 1, 1, 1, 1});
  CHECK_REFUSED(ar::view(five + five), error_kind::parameter, "rank 5");
}

TEST_CASE("xtensor: layouts chosen at run time") {
  for (const auto layout : {layout_type::row_major, layout_type::column_major}) {
    xt::xarray<double, layout_type::dynamic> a(std::vector<std::size_t>{3, 4, 5}, layout);
    fill(a);
    check_view(a);
    check_view(xt::view(a, xt::range(1, 3), 2));
  }
  // Given strides, neither row- nor column-major.
  std::vector<int> memory(60);
  for (std::size_t i = 0; i < 60; ++i) memory[i] = static_cast<int>(i);
  const std::vector<std::size_t> shape{3, 4, 5};
  const std::vector<std::size_t> steps{4, 1, 12};
  check_view(xt::adapt(memory.data(), memory.size(), xt::no_ownership(), shape, steps));
}

TEST_CASE("xtensor: adaptors of other memory") {
  std::vector<double> memory(12);
  for (std::size_t i = 0; i < 12; ++i) memory[i] = static_cast<double>(i);
  const std::vector<double>& constant = memory;
  const std::vector<std::size_t> shape{3, 4};
  check_view(xt::adapt(memory, shape));
  check_view(xt::adapt(constant, shape));
  check_view(xt::adapt(memory, std::array<std::size_t, 2>{4, 3}));
  check_view(xt::adapt<layout_type::column_major>(memory, shape));
  check_view(xt::adapt(memory.data(), 12, xt::no_ownership(), shape));
  CHECK(ar::view(xt::adapt(memory, shape)).data() == memory.data());
}

TEST_CASE("xtensor: new axes") {
  const auto check = [](auto& a) {
    fill(a);
    check_view(xt::view(a, xt::newaxis(), xt::all(), xt::range(1, 3)));
    check_view(xt::view(a, xt::all(), xt::newaxis(), xt::range(1, 4, 2)));
    check_view(xt::view(a, xt::range(2, 0, -1), xt::all(), xt::newaxis()));
    check_view(xt::view(a, xt::newaxis(), xt::range(1, 3), xt::newaxis(), xt::range(2, 4)));
    check_view(xt::expand_dims(a, 1));
    check_view(xt::squeeze(xt::expand_dims(a, 0)));
  };
  xt::xtensor<int, 2> rows({3, 4});
  xt::xtensor<int, 2, layout_type::column_major> columns({3, 4});
  check(rows);
  check(columns);
}

TEST_CASE("xtensor: a view follows its array, a copy does not") {
  xt::xtensor<double, 2> a({3, 4});
  fill(a);
  const auto v = ar::view(xt::view(a, xt::range(1, 3), xt::range(1, 3)));
  const auto copy = ar::view(a + 1.0);
  a(1, 1) = 1234;
  CHECK(v(0, 0) == 1234.0);
  CHECK(copy(1, 1) != 1235.0);
}

TEST_CASE("xtensor: expressions are evaluated") {
  xt::xarray<double> a = xt::xarray<double>::from_shape({3, 4});
  xt::xarray<double, layout_type::column_major> b = a;
  fill(a);
  fill(b);
  check_copy(a + b);
  check_copy(2.0 * a);
  check_copy(xt::sin(a));
  check_copy(a > 3.0);
  check_copy(xt::cast<float>(b));
  check_copy(xt::transpose(a) + xt::transpose(b));
  check_copy(xt::view(a + b, xt::all(), xt::range(1, 3)));
  check_copy(xt::view(a, xt::keep(2, 0), xt::all()));
  check_copy(xt::view(a, xt::drop(1)));
  check_copy(xt::broadcast(xt::view(a, 1), {5, 4}));
  check_copy(xt::sum(a, {0}));
  check_copy(xt::arange<int>(12));
  check_copy(xt::linspace<double>(0, 1, 5));
  check_copy(xt::ones<float>({2, 3}));
  check_copy(xt::eye<float>(3));
  check_copy(xt::where(a > 3.0, a, -b));
  check_copy(xt::index_view(a, std::vector<std::array<std::size_t, 2>>{{0, 0}, {2, 3}, {1, 1}}));
  check_copy(xt::dynamic_view(a, {xt::keep(2, 0), xt::range(1, 3)}));
  const std::vector<bool> bits{true, false, true, true, false, false};
  check_copy(xt::adapt(bits, std::vector<std::size_t>{2, 3}));
  xt::xarray<std::complex<double>> z = xt::xarray<std::complex<double>>::from_shape({2, 3});
  fill(z);
  check_copy(xt::real(z));
  check_copy(xt::abs(z));
  check_copy(xt::conj(z));
}

TEST_CASE("xtensor: no elements") {
  CHECK(ar::view(xt::xarray<int>::from_shape({0, 4})).extents() == ar::shape(0, 4));
  const xt::xtensor<float, 3> none({2, 0, 3});
  CHECK(ar::view(none).empty());
  CHECK(ar::view(none + none).extents() == ar::shape(2, 0, 3));
  const xt::xtensor<float, 2> some({3, 4}, 1.0F);
  CHECK(ar::view(xt::view(some, xt::range(3, 3))).extents() == ar::shape(0, 4));
}

TEST_CASE("xtensor: what is no array of numbers is not viewable") {
  // xtensor's own view() takes any of its arrays, and must not be taken for this one.
  STATIC_REQUIRE_FALSE(ar::viewable<xt::xarray<std::string>>);
  // These are several arrays, which are neither joined nor guessed at.
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<xt::xarray<double>>>);
}

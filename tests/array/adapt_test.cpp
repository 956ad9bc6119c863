// view() of standard containers, C arrays, mdspan and types that bring their own view().
#include <array>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <initializer_list>
#include <limits>
#include <list>
#include <map>
#include <memory>
#include <numeric>
#include <optional>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/limits.hpp"
#include "support/mdspan.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;

namespace {

using test::size_max;
using test::size_max_text;

template <class A> using view_of = decltype(ar::view(std::declval<const A&>()));

std::vector<int> counted(std::size_t size) {
  std::vector<int> result(size);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

struct no_array {};

template <class A>
concept can_view = requires(const A& a) { ar::view(a); };

// Contains itself, as JSON values do.
struct recursive {
  using value_type = recursive;
  [[nodiscard]] std::size_t size() const { return 0; }
  [[nodiscard]] const recursive* begin() const { return nullptr; }
  [[nodiscard]] const recursive* end() const { return nullptr; }
};

// An mdspan's accessor with no memory to look at.
struct negated {
  using offset_policy = negated;
  using element_type = int;
  using reference = int;
  using data_handle_type = int*;
  [[nodiscard]] reference access(data_handle_type p, std::size_t i) const { return -p[i]; }
};

// Rows turned alternately: strides that are asked for at run time, and are not there.
struct layout_winding {
  template <class Extents> struct mapping : test::layout_right::mapping<Extents> {
    using test::layout_right::mapping<Extents>::mapping;
    static constexpr bool is_always_strided() noexcept { return false; }
    static constexpr bool is_strided() noexcept { return false; }
  };
};

// A mapping with no stride() at all.
struct layout_opaque {
  template <class Extents> struct mapping {
    Extents sizes{};
    mapping() = default;
    mapping(const Extents& e) : sizes(e) {} // NOLINT: implicit in the standard
    [[nodiscard]] const Extents& extents() const { return sizes; }
    static constexpr bool is_always_strided() { return false; }
    static constexpr bool is_strided() { return false; }
  };
};

template <class T, std::size_t Rank, class Layout = test::layout_right,
          class Accessor = test::default_accessor<T>>
using span_of = test::mdspan<T, test::dextents<std::size_t, Rank>, Layout, Accessor>;

} // namespace

namespace user {

// A picture of somebody's own, which joins by a function beside it.
struct picture {
  int height;
  int width;
  std::vector<std::uint8_t> pixels;
};
arrayreel::array_view<std::uint8_t> view(const picture& p) {
  return arrayreel::view(p.pixels, {p.height, p.width, 3}, arrayreel::axes::yxc);
}

struct computed {
  int size;
};
arrayreel::owned_array<float> view(const computed& c) {
  arrayreel::owned_array<float> result(c.size);
  for (int i = 0; i < c.size; ++i) result.data()[i] = 2.0F * static_cast<float>(i);
  return result;
}

struct from_file {
  arrayreel::dtype type;
  std::array<std::int16_t, 4> values;
};
arrayreel::any_view view(const from_file& f) { return {f.type, f.values.data(), {2, 2}, {2, 1}}; }

// A function of the same name that makes no array, as xtensor and others have.
struct window {};
inline int view(const window&) { return 0; }

} // namespace user

TEST_CASE("what is viewable, and what is not") {
  STATIC_REQUIRE(ar::viewable<std::vector<float>>);
  STATIC_REQUIRE(ar::viewable<const std::vector<float>>);
  STATIC_REQUIRE(ar::viewable<std::vector<bool>>);
  STATIC_REQUIRE(ar::viewable<std::vector<std::complex<double>>>);
  STATIC_REQUIRE(ar::viewable<std::vector<std::array<float, 3>>>);
  STATIC_REQUIRE(ar::viewable<std::vector<std::vector<float>>>);
  STATIC_REQUIRE(ar::viewable<std::vector<std::vector<std::vector<std::vector<float>>>>>);
  STATIC_REQUIRE(ar::viewable<std::array<double, 5>>);
  STATIC_REQUIRE(ar::viewable<std::array<const double, 5>>);
  STATIC_REQUIRE(ar::viewable<std::array<double, 0>>);
  STATIC_REQUIRE(ar::viewable<std::array<std::array<const double, 2>, 3>>);
  STATIC_REQUIRE(ar::viewable<std::span<float>>);
  STATIC_REQUIRE(ar::viewable<std::span<const float, 7>>);
  STATIC_REQUIRE(ar::viewable<std::span<const float[2]>>);
  STATIC_REQUIRE(ar::viewable<float[4]>);
  STATIC_REQUIRE(ar::viewable<const float[4][5]>);
  STATIC_REQUIRE(ar::viewable<float[2][3][4][5]>);
  STATIC_REQUIRE(ar::viewable<std::deque<int>>);
  STATIC_REQUIRE(ar::viewable<std::list<int>>);
  STATIC_REQUIRE(ar::viewable<std::set<int>>);
  STATIC_REQUIRE(ar::viewable<std::initializer_list<double>>);
  STATIC_REQUIRE(ar::viewable<ar::array_view<float>>);
  STATIC_REQUIRE(ar::viewable<ar::owned_array<float>>);
  STATIC_REQUIRE(ar::viewable<ar::any_view>);
  STATIC_REQUIRE(ar::viewable<user::picture>);
  STATIC_REQUIRE(ar::viewable<user::computed>);
  STATIC_REQUIRE(ar::viewable<user::from_file>);

  STATIC_REQUIRE_FALSE(ar::viewable<int>);
  STATIC_REQUIRE_FALSE(ar::viewable<void*>);
  STATIC_REQUIRE_FALSE(ar::viewable<float*>); // how many?
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::string*>>);
  // Characters are integers, but texts no arrays.
  STATIC_REQUIRE_FALSE(ar::viewable<std::string>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::string_view>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::string>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::string_view>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::array<std::string, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::vector<std::string>>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::set<std::wstring>>);
  STATIC_REQUIRE_FALSE(can_view<std::vector<std::string>>);
  STATIC_REQUIRE_FALSE(can_view<std::string>);
  STATIC_REQUIRE(can_view<std::vector<std::vector<char>>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<no_array>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::vector<no_array>>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::unique_ptr<float>>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::map<int, float>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::optional<float>>);
  STATIC_REQUIRE_FALSE(ar::viewable<no_array>);
  STATIC_REQUIRE_FALSE(ar::viewable<recursive>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<recursive>>);
  STATIC_REQUIRE_FALSE(ar::viewable<user::window>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::array<volatile float, 3>>);
  STATIC_REQUIRE_FALSE(ar::viewable<volatile float[3]>);
  STATIC_REQUIRE_FALSE(ar::viewable<float[1][1][1][1][1]>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<std::vector<float>[2]>>);
  STATIC_REQUIRE_FALSE(
      ar::viewable<std::vector<std::vector<std::vector<std::vector<std::vector<float>>>>>>);
}

TEST_CASE("what is refused by a sentence is no valid expression") {
  STATIC_REQUIRE_FALSE(can_view<float*>);
  STATIC_REQUIRE_FALSE(can_view<const void*>);
  STATIC_REQUIRE_FALSE(can_view<float**>);
  STATIC_REQUIRE_FALSE(can_view<std::unique_ptr<float[]>>);
  STATIC_REQUIRE_FALSE(can_view<std::vector<no_array>>);
  STATIC_REQUIRE_FALSE(can_view<no_array>);
  STATIC_REQUIRE_FALSE(can_view<recursive>);
  STATIC_REQUIRE_FALSE(can_view<double>);
  STATIC_REQUIRE(can_view<std::initializer_list<double>>);
  const auto two = []<class A, class B>(const A&, const B&) {
    return requires(const A& a, const B& b) { ar::view(a, b); };
  };
  const std::vector<int> extents{2, 3};
  float* const p = nullptr;
  CHECK(two(p, extents));
  CHECK(two(p, 6));
  CHECK(two(std::vector<float>{}, ar::shape{2, 3}));
  CHECK_FALSE(two(p, 6.0));
  CHECK_FALSE(two(p, "2x3"));
  CHECK_FALSE(two(&p, extents));
  CHECK_FALSE(two(std::vector<no_array>{}, extents));
  CHECK_FALSE(two(ar::array_view<float>(nullptr, {0, 3}), extents));
  const auto in_braces = []<class N>(float* q, N n) {
    return requires { ar::view(q, {n, n}); };
  };
  CHECK(in_braces(p, 2));
  CHECK_FALSE(in_braces(p, 2.0));
  const auto apart = []<class N>(float* q, N n) { return requires { ar::view(q, n, n); }; };
  CHECK_FALSE(apart(p, 2));
  STATIC_REQUIRE_FALSE(std::is_convertible_v<double, ar::shape>);
  STATIC_REQUIRE_FALSE(std::is_constructible_v<ar::array_view<float>, float*, int, int>);
}

TEST_CASE("who is copied and who is looked at") {
  STATIC_REQUIRE(std::is_same_v<view_of<std::vector<float>>, ar::array_view<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::span<const float>>, ar::array_view<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::array<const float, 2>>, ar::array_view<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<const int[2][2]>, ar::array_view<int>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::vector<std::array<float, 3>>>, ar::array_view<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::vector<bool>>, ar::owned_array<bool>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::span<volatile float>>, ar::owned_array<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::deque<float>>, ar::owned_array<float>>);
  STATIC_REQUIRE(std::is_same_v<view_of<std::vector<std::vector<short>>>, ar::owned_array<short>>);
  STATIC_REQUIRE(std::is_same_v<view_of<ar::owned_array<short>>, ar::array_view<short>>);
  STATIC_REQUIRE(std::is_same_v<view_of<ar::any_view>, ar::any_view>);
}

TEST_CASE("view of a pointer") {
  auto memory = counted(12);
  int* const writable = memory.data();
  const int* const constant = memory.data();
  CHECK(ar::view(writable, {3, 4})(2, 3) == 11);
  CHECK(ar::view(constant, {3, 4})(2, 3) == 11);
  CHECK(ar::view(constant + 11, {4, 3}, {-1, -4})(3, 2) == 0);
  CHECK(ar::view(writable, {2, 2, 3}, ar::axes::yxc).layout() == ar::axes::yxc);
  CHECK(ar::view(writable, {2, 2, 3}, {6, 3, 1}, ar::axes::yxc).layout() == ar::axes::yxc);
  CHECK(ar::view(writable, 12).rank() == 1);
  CHECK_REFUSED(ar::view(writable, {}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(writable, {1, 1, 1, 1, 1}), error_kind::parameter, "rank 5");
  CHECK_REFUSED(ar::view(static_cast<int*>(nullptr), {2}), error_kind::parameter, "null pointer");
}

TEST_CASE("view of a vector, an array, a span and a C array, with extents") {
  const auto check = [](const ar::array_view<int>& v, const int* memory) {
    CHECK(v.extents() == ar::shape(2, 3));
    CHECK(v.data() == memory);
    CHECK(v(1, 2) == 5);
  };
  const std::vector<int> vector{0, 1, 2, 3, 4, 5};
  const std::array<int, 6> array{0, 1, 2, 3, 4, 5};
  const int c_array[]{0, 1, 2, 3, 4, 5};
  check(ar::view(vector, {2, 3}), vector.data());
  check(ar::view(array, {2, 3}), array.data());
  check(ar::view(std::span(vector), {2, 3}), vector.data());
  check(ar::view(std::span<const int, 6>(array), {2, 3}), array.data());
  check(ar::view(c_array, {2, 3}), c_array);
  CHECK(ar::view(vector, {1, 2, 3}, ar::axes::yxc).layout() == ar::axes::yxc);
  CHECK(ar::view(c_array, {1, 2, 3}, ar::axes::yxc).layout() == ar::axes::yxc);
}

TEST_CASE("view of a container alone has its extents") {
  const std::vector<int> vector{4, 5, 6};
  CHECK(ar::view(vector).extents() == ar::shape(3));
  CHECK(ar::view(vector)(2) == 6);
  const int c_array[2][3]{{0, 1, 2}, {3, 4, 5}};
  CHECK(ar::view(c_array).extents() == ar::shape(2, 3));
  CHECK(ar::view(c_array).data() == &c_array[0][0]);
  CHECK(ar::view(c_array)(1, 0) == 3);
  int deep[2][1][2][3]{};
  deep[1][0][1][2] = 9;
  CHECK(ar::view(deep).extents() == ar::shape(2, 1, 2, 3));
  CHECK(ar::view(deep)(1, 0, 1, 2) == 9);
  const std::array<std::array<const int, 2>, 2> arrays{{{1, 2}, {3, 4}}};
  CHECK(ar::view(arrays)(1, 0) == 3);
  const std::vector<std::array<std::array<int, 3>, 2>> pixels{{{{0, 1, 2}, {3, 4, 5}}},
                                                              {{{6, 7, 8}, {9, 10, 11}}}};
  const auto v = ar::view(pixels);
  CHECK(v.extents() == ar::shape(2, 2, 3));
  CHECK(test::differences(v, [](std::size_t y, std::size_t x, std::size_t c) {
          return static_cast<int>((y * 2 + x) * 3 + c);
        }) == 0);
  const std::span<const int[3]> rows(c_array);
  CHECK(ar::view(rows).extents() == ar::shape(2, 3));
  CHECK(ar::view(rows)(1, 2) == 5);
}

TEST_CASE("view of every element type in containers") {
  const auto check = []<class... T>(std::in_place_type_t<T>...) {
    const auto one = []<class E>(std::in_place_type_t<E>) {
      std::vector<E> v(6);
      for (std::size_t i = 0; i < 6; ++i) v[i] = test::value_of<E>(i);
      const auto expected = [](std::size_t i, std::size_t j) {
        return test::value_of<E>(i * 3 + j);
      };
      CHECK(test::differences(ar::view(v, {2, 3}), expected) == 0);
      const std::vector<std::vector<E>> nested{{v[0], v[1], v[2]}, {v[3], v[4], v[5]}};
      CHECK(test::differences(ar::view(nested), expected) == 0);
    };
    (one(std::in_place_type<T>), ...);
  };
  check(std::in_place_type<bool>, std::in_place_type<std::int8_t>, std::in_place_type<std::uint8_t>,
        std::in_place_type<std::int16_t>, std::in_place_type<std::uint16_t>,
        std::in_place_type<std::int32_t>, std::in_place_type<std::uint32_t>,
        std::in_place_type<std::int64_t>, std::in_place_type<std::uint64_t>,
        std::in_place_type<float>, std::in_place_type<double>, std::in_place_type<long double>,
        std::in_place_type<std::complex<float>>, std::in_place_type<std::complex<double>>);
#if ARRAYREEL_HAS_FLOAT16
  check(std::in_place_type<ar::detail::half>);
#endif
}

TEST_CASE("a container with the wrong number of elements is refused") {
  const std::vector<int> six(6);
  CHECK_REFUSED(ar::view(six, {2, 4}), error_kind::parameter, "6 elements");
  CHECK_REFUSED(ar::view(six, {2, 4}), error_kind::parameter, "(2, 4)");
  CHECK_REFUSED(ar::view(six, {5}), error_kind::parameter, "(5,)");
  CHECK_REFUSED(ar::view(six, {0, 6}), error_kind::parameter, "(0, 6)");
  const std::vector<int> none;
  CHECK_REFUSED(ar::view(none, {2, 3}), error_kind::parameter, "0 elements");
  CHECK_REFUSED(ar::view(six, {}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(six, {1, 1, 1, 1, 6}), error_kind::parameter, "rank 5");
  CHECK_REFUSED(ar::view(six, {-6}), error_kind::parameter, "-6");
  // Twice a half of all sizes and 3 wraps to 6.
  const std::size_t half = test::sizes_over_2_to(1);
  CHECK_REFUSED(ar::view(six, {std::size_t{2}, half + 3}), error_kind::limit,
                std::to_string(half + 3));
  if constexpr (test::size_bits == 64)
    CHECK_REFUSED(ar::view(six, {2ULL, (1ULL << 63) + 3}), error_kind::limit,
                  "9223372036854775811");
  const int c_array[6]{};
  CHECK_REFUSED(ar::view(c_array, {7}), error_kind::parameter, "6 elements");
  CHECK(ar::view(std::vector<int>{}, {0, 6}).empty());

  SECTION("also where it would be copied, and then before memory is asked for") {
    const std::vector<bool> bits(6);
    CHECK_REFUSED(ar::view(bits, {2, 4}), error_kind::parameter, "6 elements");
    CHECK_REFUSED(ar::view(bits, {test::root_of_sizes / 2, test::root_of_sizes / 2}),
                  error_kind::parameter, std::to_string(test::root_of_sizes / 2));
    if constexpr (test::size_bits == 64)
      CHECK_REFUSED(ar::view(bits, {1LL << 31, 1LL << 31}), error_kind::parameter, "2147483648");
    CHECK_REFUSED(ar::view(bits, {size_max, 2}), error_kind::limit, size_max_text);
  }
}

TEST_CASE("std::vector<bool> and scattered containers are copied") {
  const std::vector<bool> bits{true, false, false, true, true, false};
  const auto expected = [&](std::size_t i, std::size_t j) { return bool{bits[i * 3 + j]}; };
  CHECK(test::differences(ar::view(bits, {2, 3}), expected) == 0);
  CHECK(ar::view(bits, {2, 3, 1}, ar::axes::yxc).layout() == ar::axes::yxc);
  CHECK(test::differences(ar::view(bits), [&](std::size_t i) { return bool{bits[i]}; }) == 0);
  const std::vector<std::vector<bool>> nested{{true, false}, {false, true}, {true, true}};
  CHECK(ar::view(nested).extents() == ar::shape(3, 2));
  CHECK(test::differences(ar::view(nested),
                          [&](std::size_t i, std::size_t j) { return bool{nested[i][j]}; }) == 0);

  const std::deque<int> deque{1, 2, 3, 4};
  CHECK(ar::view(deque)(3) == 4);
  CHECK(ar::view(deque, {2, 2})(1, 0) == 3);
  const std::list<std::vector<int>> list{{1, 2}, {3, 4}};
  CHECK(ar::view(list)(1, 0) == 3);
}

TEST_CASE("nested vectors are copied into one array") {
  std::vector<std::vector<std::vector<int>>> nested(2, std::vector(3, std::vector<int>(4)));
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      for (std::size_t k = 0; k < 4; ++k) nested[i][j][k] = static_cast<int>(100 * i + 10 * j + k);
  const auto copy = ar::view(nested);
  CHECK(copy.extents() == ar::shape(2, 3, 4));
  CHECK(test::differences(copy, [&](std::size_t i, std::size_t j, std::size_t k) {
          return nested[i][j][k];
        }) == 0);
  nested[0][0][0] = -1;
  CHECK(copy(0, 0, 0) == 0);

  const std::vector<std::vector<std::array<float, 3>>> colours{{{1, 2, 3}, {4, 5, 6}}};
  CHECK(ar::view(colours).extents() == ar::shape(1, 2, 3));
  CHECK(ar::view(colours)(0, 1, 2) == 6.0F);
  const std::vector<std::vector<std::vector<std::vector<int>>>> four{{{{1}}, {{2}}}};
  CHECK(ar::view(four).extents() == ar::shape(1, 2, 1, 1));
}

TEST_CASE("ragged nested vectors are refused") {
  using rows = std::vector<std::vector<int>>;
  CHECK_REFUSED(ar::view(rows{{1, 2, 3}, {4, 5}}), error_kind::parameter, "has 2 elements");
  CHECK_REFUSED(ar::view(rows{{1, 2, 3}, {4, 5}}), error_kind::parameter, "the first has 3");
  CHECK_REFUSED(ar::view(rows{{1}, {2}, {3, 4}}), error_kind::parameter, "along axis 1");
  CHECK_REFUSED(ar::view(rows{{}, {1}}), error_kind::parameter, "the first has 0");
  CHECK_REFUSED(ar::view(std::vector<rows>{{{1}, {2}}, {{3}}}), error_kind::parameter,
                "along axis 1 has 1 elements");
  CHECK_REFUSED(ar::view(std::vector<rows>{{{1}, {2}}, {{3}, {4, 5}}}), error_kind::parameter,
                "along axis 2 has 2 elements");
  CHECK(ar::view(rows{}).extents() == ar::shape(0, 0));
  CHECK(ar::view(rows{{}, {}}).extents() == ar::shape(2, 0));

  SECTION("before memory for the rectangle is asked for") {
    std::vector<std::vector<double>> wide_first(2'000'000);
    wide_first[0].resize(2'000'000); // a rectangle of 32 TB
    CHECK_REFUSED(ar::view(wide_first), error_kind::parameter, "2000000");
  }
}

TEST_CASE("mdspan: layouts right, left and stride, extents in the type and at run time") {
  const auto memory = counted(24);
  const int* const p = memory.data();
  const auto check = [&](const auto& span) {
    const auto v = ar::view(span);
    STATIC_REQUIRE(std::is_same_v<decltype(v), const ar::array_view<int>>);
    CHECK(v.data() == span.data_handle());
    CHECK(v.rank() == span.rank());
    CHECK(v.size() == span.size());
    CHECK(test::differences(
        v, [&](auto... i)
                 requires(sizeof...(i) == std::remove_cvref_t<decltype(span)>::rank())
               { return span(i...); }) == 0);
  };
  check(span_of<const int, 1>(p, 24));
  check(span_of<const int, 2>(p, 4, 6));
  check(span_of<const int, 3>(p, 2, 3, 4));
  check(span_of<const int, 4>(p, 2, 3, 2, 2));
  check(span_of<const int, 2, test::layout_left>(p, 4, 6));
  check(span_of<const int, 3, test::layout_left>(p, 2, 3, 4));
  check(test::mdspan<const int, test::extents<int, 4, 6>>(p, test::extents<int, 4, 6>()));
  check(test::mdspan<const int, test::extents<short, std::dynamic_extent, 6>, test::layout_left>(
      p, 4));
  check(test::mdspan<const int, test::extents<unsigned, 2, std::dynamic_extent, 4>>(p, 3));

  using strided = span_of<const int, 2, test::layout_stride>;
  const test::dextents<std::size_t, 2> e(2, 3);
  check(strided(p, {e, {12, 2}}));
  check(strided(p + 1, {e, {1, 6}}));
  check(strided(p, {e, {0, 1}}));

  auto writable = memory;
  const span_of<int, 2> w(writable.data(), 4, 6);
  CHECK(ar::view(w)(3, 5) == 23);
  CHECK(ar::view(span_of<const std::complex<float>, 2>(nullptr, 0, 6)).empty());
}

TEST_CASE("mdspan: reversed by negative strides of a signed index") {
  const auto memory = counted(12);
  using reversed = test::mdspan<const int, test::dextents<int, 2>, test::layout_stride>;
  const reversed span(memory.data() + 11, {test::dextents<int, 2>(3, 4), {-4, -1}});
  CHECK(test::differences(ar::view(span), [](std::size_t i, std::size_t j) {
          return static_cast<int>(11 - 4 * i - j);
        }) == 0);
}

TEST_CASE("mdspan: what cannot be a view is refused, when compiling where it shows there") {
  int x = 0;
  STATIC_REQUIRE(ar::viewable<span_of<int, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<span_of<int, 2, test::layout_right, negated>>);
  STATIC_REQUIRE_FALSE(ar::viewable<span_of<no_array, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<span_of<volatile int, 2>>);
  STATIC_REQUIRE_FALSE(ar::viewable<span_of<int, 2, layout_opaque>>);
  STATIC_REQUIRE_FALSE(ar::viewable<test::mdspan<int, test::extents<int>>>);
  CHECK_REFUSED(ar::view(span_of<int, 2, layout_winding>(&x, 1, 1)), error_kind::parameter,
                "no strides");
  CHECK_REFUSED(ar::view(span_of<int, 5>(&x, 1, 1, 1, 1, 1)), error_kind::parameter, "rank 5");
  CHECK_REFUSED(ar::view(span_of<int, 2>(&x, size_max, 2)), error_kind::limit,
                "(" + size_max_text + ", 2)");
  CHECK_REFUSED(ar::view(test::mdspan<int, test::dextents<int, 2>>(&x, 2, -1)),
                error_kind::parameter, "extent 1 is -1");
  CHECK_REFUSED(ar::view(span_of<int, 2>(nullptr, 2, 3)), error_kind::parameter,
                "null pointer to 6 elements");
}

TEST_CASE("types of one's own join by a view() beside them") {
  const user::picture p{2, 2, {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11}};
  const auto sum_of = [](const auto& array) {
    return ar::detail::with_view(array, [](const auto& v) {
      double sum = 0;
      test::for_each_index(v.rank(), v.extents(), [&](const auto& i) {
        if constexpr (std::is_convertible_v<decltype(test::at(v, i)), double>)
          sum += static_cast<double>(test::at(v, i));
      });
      return sum;
    });
  };
  CHECK(sum_of(p) == 66.0);
  CHECK(sum_of(user::computed{4}) == 12.0);
  CHECK(sum_of(user::from_file{ar::dtype::int16, {1, 2, 3, -10}}) == -4.0);
  CHECK(sum_of(std::vector<std::vector<int>>{{1, 2}, {3, 4}}) == 10.0);
  CHECK(sum_of(std::vector<bool>{true, true, false}) == 2.0);
  CHECK(ar::detail::with_view(p, [](const auto& v) { return v.layout(); }) == ar::axes::yxc);
}

TEST_CASE("a view of a view is the view") {
  const auto memory = counted(6);
  const auto v = ar::view(memory, {2, 3}, ar::axes::yx).with(ar::channel_order::bgr);
  CHECK(ar::view(v).data() == memory.data());
  CHECK(ar::view(v).layout() == ar::axes::yx);
  CHECK(ar::view(v).order() == ar::channel_order::bgr);
}

// array_view, any_view and owned_array: strides of every kind, every element type, and everything
// that must be refused.
#include <algorithm>
#include <array>
#include <climits>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/limits.hpp"
#include "support/property.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;

namespace {

using test::root_of_sizes;
using test::root_text;
using test::size_max;
using test::size_max_text;
using test::sizes_over_2_to;
using test::stride_max;
using test::stride_min;
using test::stride_min_text;

std::vector<int> counted(std::size_t size) {
  std::vector<int> result(size);
  std::iota(result.begin(), result.end(), 0);
  return result;
}

template <class T> void check_element_type() {
  static_assert(ar::element<T>);
  static_assert(!ar::element<const T>);
  static_assert(std::is_same_v<typename ar::array_view<T>::value_type, T>);
  T memory[24];
  for (std::size_t i = 0; i < 24; ++i) memory[i] = test::value_of<T>(i);
  const ar::array_view<T> v(memory, {2, 3, 4});
  CHECK(v.size() == 24);
  CHECK(test::differences(v, [](std::size_t i, std::size_t j, std::size_t k) {
          return test::value_of<T>((i * 3 + j) * 4 + k);
        }) == 0);
  const ar::array_view<T> turned(memory + 23, {4, 3, 2}, {-1, -4, -12});
  CHECK(test::differences(turned, [](std::size_t i, std::size_t j, std::size_t k) {
          return test::value_of<T>(23 - i - 4 * j - 12 * k);
        }) == 0);
  const ar::owned_array<T> copy = ar::detail::copy_of(turned);
  CHECK(test::differences(copy, [&](std::size_t i, std::size_t j, std::size_t k) {
          return turned(i, j, k);
        }) == 0);
}

template <class... T> void check_element_types() { (check_element_type<T>(), ...); }

} // namespace

TEST_CASE("array_view reads elements in C order") {
  const auto memory = counted(120);
  const ar::array_view<int> v1(memory.data(), {120});
  const ar::array_view<int> v2(memory.data(), {10, 12});
  const ar::array_view<int> v3(memory.data(), {2, 5, 12});
  const ar::array_view<int> v4(memory.data(), {2, 5, 3, 4});
  CHECK(v1.rank() == 1);
  CHECK(v1(119) == 119);
  CHECK(v2.extent(0) == 10);
  CHECK(v2.extent(1) == 12);
  CHECK(v2.stride(0) == 12);
  CHECK(v2.stride(1) == 1);
  CHECK(v2(3, 5) == 41);
  CHECK(v3(1, 4, 11) == 119);
  CHECK(v4.rank() == 4);
  CHECK(v4.extents() == ar::shape(2, 5, 3, 4));
  CHECK_FALSE(v4.extents() == ar::shape(2, 5, 4, 3));
  CHECK_FALSE(v4.extents() == ar::shape(2, 5, 12));
  CHECK(v4.stride(0) == 60);
  CHECK(test::differences(v4, [](std::size_t t, std::size_t c, std::size_t y, std::size_t x) {
          return static_cast<int>(((t * 5 + c) * 3 + y) * 4 + x);
        }) == 0);
  CHECK(v4.size() == 120);
  CHECK_FALSE(v4.empty());
  CHECK(v4.data() == memory.data());
}

TEST_CASE("array_view takes extents and strides of any integer types and containers") {
  const auto memory = counted(12);
  const std::vector<long> extents{3, 4};
  const std::array<short, 2> steps{4, 1};
  const std::uint8_t h = 3;
  const long long w = 4;
  for (const auto& v : {ar::array_view<int>(memory.data(), extents),
                        ar::array_view<int>(memory.data(), std::span<const long>(extents)),
                        ar::array_view<int>(memory.data(), extents, steps),
                        ar::array_view<int>(memory.data(), {h, w}),
                        ar::array_view<int>(memory.data(), {h, w}, {w, 1}),
                        ar::array_view<int>(memory.data(), {u'\3', 4U}, {std::int8_t{4}, true})}) {
    CHECK(v.extents() == ar::shape(3, 4));
    CHECK(v(2, 1) == 9);
  }
  CHECK(ar::array_view<int>(memory.data(), 12)(11) == 11);
}

TEST_CASE("array_view follows transposed, reversed, repeated and skipping strides") {
  const auto memory = counted(24); // 4 rows of 6
  const int* const p = memory.data();
  const ar::array_view<int> transposed(p, {6, 4}, {1, 6});
  CHECK(test::differences(transposed, [](std::size_t i, std::size_t j) {
          return static_cast<int>(j * 6 + i);
        }) == 0);
  const ar::array_view<int> upside_down(p + 18, {4, 6}, {-6, 1});
  CHECK(upside_down(0, 0) == 18);
  CHECK(upside_down(3, 5) == 5);
  const ar::array_view<int> reversed(p + 23, {4, 6}, {-6, -1});
  CHECK(reversed(0, 0) == 23);
  CHECK(reversed(3, 5) == 0);
  const ar::array_view<int> second(p, {2, 3}, {12, 2});
  CHECK(second(1, 2) == 16);
  const ar::array_view<int> repeated(p + 6, {1000, 6}, {0, 1});
  CHECK(repeated(999, 5) == 11);
  const ar::array_view<int> constant(p + 7, {5, 5, 5, 5}, {0, 0, 0, 0});
  CHECK(test::differences(constant, [](auto, auto, auto, auto) { return 7; }) == 0);
  const ar::array_view<int> diagonal(p, {4}, {7});
  CHECK(diagonal(3) == 21);
}

TEST_CASE("array_view takes every element type") {
  check_element_types<bool, char, signed char, unsigned char, short, unsigned short, int, unsigned,
                      long, unsigned long, long long, unsigned long long>();
  check_element_types<std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
                      std::uint32_t, std::int64_t, std::uint64_t>();
  check_element_types<float, double, long double>();
  check_element_types<std::complex<float>, std::complex<double>, std::complex<long double>>();
#if ARRAYREEL_HAS_FLOAT16
  check_element_type<ar::detail::half>();
#endif
}

TEST_CASE("only numbers are elements") {
  struct pair {
    float x, y;
  };
  enum class level : int {};
  STATIC_REQUIRE_FALSE(ar::element<void>);
  STATIC_REQUIRE_FALSE(ar::element<float*>);
  STATIC_REQUIRE_FALSE(ar::element<float&>);
  STATIC_REQUIRE_FALSE(ar::element<volatile float>);
  STATIC_REQUIRE_FALSE(ar::element<pair>);
  STATIC_REQUIRE_FALSE(ar::element<level>);
  STATIC_REQUIRE_FALSE(ar::element<std::byte>);
  STATIC_REQUIRE_FALSE(ar::element<std::string>);
  STATIC_REQUIRE_FALSE(ar::element<std::nullptr_t>);
}

TEST_CASE("Fortran's order") {
  const std::vector<int> memory = counted(24);
  const ar::array_view<int> u(memory.data(), {2, 3, 4}, ar::column_major({2, 3, 4}));
  CHECK(test::differences(u, [](std::size_t i, std::size_t j, std::size_t k) {
          return static_cast<int>(i + 2 * (j + 3 * k));
        }) == 0);
  CHECK(ar::column_major({7}) == ar::strides(1));
  CHECK(ar::column_major({5, 0, 3}) == ar::strides(1, 5, 5));
  CHECK_REFUSED(ar::column_major({}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::column_major({size_max, 2}), error_kind::limit, size_max_text);
}

TEST_CASE("part takes some of an axis") {
  const std::vector<int> memory = counted(60);
  const ar::array_view<int> v(memory.data(), {5, 12}, ar::axes::yx);
  const auto some = v.part(0, 1, 3).part(1, 2, 10);
  CHECK(some.extents() == ar::shape(3, 10));
  CHECK(some.layout() == ar::axes::yx);
  CHECK(test::differences(some, [](std::size_t i, std::size_t j) {
          return static_cast<int>((i + 1) * 12 + j + 2);
        }) == 0);
  CHECK(v.part(1, 0, 12).data() == v.data());
  const auto none = v.part(0, 5, 0);
  CHECK(none.empty());
  CHECK(none.data() == v.data()); // not behind the memory
  CHECK(v.reversed(1).part(1, 10, 2)(0, 1) == 0);
  CHECK_REFUSED(v.part(2, 0, 1), error_kind::parameter, "axis 2");
  CHECK_REFUSED(v.part(0, 3, 3), error_kind::parameter, "3 elements from 3 on along axis 0");
  CHECK_REFUSED(v.part(0, 6, 0), error_kind::parameter, "(5, 12)");
  CHECK_REFUSED(v.part(1, size_max, 2), error_kind::parameter, size_max_text);
  CHECK_REFUSED(v.part(1, 2, size_max), error_kind::parameter, size_max_text);
}

TEST_CASE("interior leaves ghost cells away") {
  const std::vector<int> memory = counted(7 * 9);
  const ar::array_view<int> c_order(memory.data(), {7, 9});
  const ar::array_view<int> fortran(memory.data(), {7, 9}, ar::column_major({7, 9}));
  CHECK(c_order.interior(2).extents() == ar::shape(3, 5));
  CHECK(test::differences(c_order.interior(2), [](std::size_t i, std::size_t j) {
          return static_cast<int>((i + 2) * 9 + j + 2);
        }) == 0);
  CHECK(test::differences(fortran.interior(2), [](std::size_t i, std::size_t j) {
          return static_cast<int>(i + 2 + (j + 2) * 7);
        }) == 0);
  CHECK(test::differences(fortran.interior({0, 3}), [](std::size_t i, std::size_t j) {
          return static_cast<int>(i + (j + 3) * 7);
        }) == 0);
  CHECK(c_order.interior(0).extents() == ar::shape(7, 9));
  CHECK(c_order.interior({0, 4}).extents() == ar::shape(7, 1));
  CHECK(ar::array_view<int>(memory.data(), {4, 9}).interior(2).empty());
  const ar::array_view<int> empty(nullptr, {0, 9});
  CHECK(empty.interior({0, 4}).data() == nullptr);
  CHECK_REFUSED(c_order.interior(4), error_kind::parameter, "4 ghost cells at both ends of axis 0");
  CHECK_REFUSED(c_order.interior({1, 5}), error_kind::parameter, "up to 4");
  CHECK_REFUSED(c_order.interior(size_max), error_kind::parameter, "(7, 9)");
  CHECK_REFUSED(c_order.interior(size_max / 2 + 1), error_kind::parameter, "ghost cells");
  CHECK_REFUSED(c_order.interior({1, 1, 0}), error_kind::parameter, "along 3 axes");
}

TEST_CASE("transposed and reversed axes") {
  const std::vector<int> memory = counted(24);
  const ar::array_view<int> v(memory.data(), {2, 3, 4}, ar::axes::tyx);
  CHECK(v.transposed().layout() == ar::axes::automatic);
  CHECK(test::differences(v.transposed(), [](std::size_t i, std::size_t j, std::size_t k) {
          return static_cast<int>((k * 3 + j) * 4 + i);
        }) == 0);
  CHECK(v.reversed(1).layout() == ar::axes::tyx);
  CHECK(
      test::differences(v.reversed(1).reversed(2), [](std::size_t i, std::size_t j, std::size_t k) {
        return static_cast<int>((i * 3 + 2 - j) * 4 + 3 - k);
      }) == 0);
  CHECK(v.reversed(0).reversed(0).data() == memory.data());
  // Fortran's u(x, y) with y upwards, as a picture: the last row on top.
  const ar::array_view<int> u(memory.data(), {6, 4}, ar::column_major({6, 4}));
  CHECK(test::differences(u.transposed().reversed(0), [](std::size_t row, std::size_t column) {
          return static_cast<int>(column + (3 - row) * 6);
        }) == 0);
  const ar::array_view<int> one(memory.data(), {1, 4}, {stride_min, 1});
  CHECK(one.reversed(0).stride(0) == stride_min); // −stride_min does not exist
  const ar::array_view<int> none(nullptr, {3, 0}, {stride_min, 1});
  CHECK(none.reversed(0).data() == nullptr);
  CHECK_REFUSED(v.reversed(3), error_kind::parameter, "axis 3");
}

TEST_CASE("slice drops one axis") {
  const auto memory = counted(120);
  const ar::array_view<int> frames(memory.data(), {2, 5, 3, 4});
  const auto frame = frames.slice(0, 1);
  CHECK(frame.extents() == ar::shape(5, 3, 4));
  CHECK(frame(0, 0, 0) == 60);
  const auto channel = frames.slice(1, 4);
  CHECK(channel.extents() == ar::shape(2, 3, 4));
  CHECK(channel(1, 2, 3) == 119);
  const auto column = frames.slice(3, 2).slice(0, 0).slice(0, 1);
  CHECK(column.extents() == ar::shape(3));
  CHECK(column(2) == 12 + 8 + 2);
  const ar::array_view<int> reversed(memory.data() + 119, {10, 12}, {-12, -1});
  CHECK(reversed.slice(0, 9)(11) == 0);
  CHECK(reversed.slice(1, 11)(0) == 108);

  SECTION("keeps the order of channels and forgets the axes") {
    const auto named = frames.with(ar::axes::tcyx).with(ar::channel_order::bgr);
    CHECK(named.slice(0, 0).layout() == ar::axes::automatic);
    CHECK(named.slice(0, 0).order() == ar::channel_order::bgr);
  }
  SECTION("refuses what is not there") {
    CHECK_REFUSED(frames.slice(4, 0), error_kind::parameter, "axis 4");
    CHECK_REFUSED(frames.slice(0, 2), error_kind::parameter, "slice 2 along axis 0");
    CHECK_REFUSED(frames.slice(0, 2), error_kind::parameter, "(2, 5, 3, 4)");
    CHECK_REFUSED(frames.slice(size_max, 0), error_kind::parameter, size_max_text);
    CHECK_REFUSED(frames.slice(1, size_max), error_kind::parameter, size_max_text);
    CHECK_REFUSED(column.slice(0, 0), error_kind::parameter, "(3,)");
  }
  SECTION("of an empty array stays at the pointer, which may be null") {
    const ar::array_view<int> none(nullptr, {3, 0}, {stride_max, stride_min});
    CHECK(none.slice(0, 2).data() == nullptr);
    CHECK(none.slice(0, 2).extents() == ar::shape(0));
    CHECK_REFUSED(none.slice(1, 0), error_kind::parameter, "(3, 0)");
  }
}

TEST_CASE("with names the axes and the order of channels, and nothing else") {
  const auto memory = counted(24);
  const ar::array_view<int> plain(memory.data(), {2, 4, 3});
  CHECK(plain.layout() == ar::axes::automatic);
  CHECK(plain.order() == ar::channel_order::rgb);
  const auto named = plain.with(ar::axes::yxc).with(ar::channel_order::bgr);
  CHECK(named.layout() == ar::axes::yxc);
  CHECK(named.order() == ar::channel_order::bgr);
  CHECK(named.data() == plain.data());
  CHECK(named.extents() == plain.extents());
  CHECK(plain.layout() == ar::axes::automatic);
  CHECK(ar::array_view<int>(memory.data(), {2, 4, 3}, ar::axes::yxc).layout() == ar::axes::yxc);
  CHECK(ar::array_view<int>(memory.data(), {2, 4, 3}, {12, 3, 1}, ar::axes::yxc).layout() ==
        ar::axes::yxc);
}

TEST_CASE("array_view refuses ranks outside 1 to 4") {
  const float x = 0;
  using view = ar::array_view<float>;
  CHECK_REFUSED(view(&x, {}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(view(&x, std::vector<int>{}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(view(&x, ar::shape(), ar::strides()), error_kind::parameter, "rank 0");
  CHECK_REFUSED(view(&x, {1, 1, 1, 1, 1}), error_kind::parameter, "rank 5");
  CHECK_REFUSED(view(&x, std::vector<int>(5, 1)), error_kind::parameter, "rank 5");
  CHECK_REFUSED(view(&x, std::vector<int>(1000, 1)), error_kind::parameter, "rank 1000");
  CHECK_REFUSED(view(&x, {1}, {1, 1, 1, 1, 1}), error_kind::parameter, "rank 5");
}

TEST_CASE("array_view refuses strides that do not match the extents") {
  const float x[4] = {};
  using view = ar::array_view<float>;
  CHECK_REFUSED(view(x, {2, 2}, {1}), error_kind::parameter, "1 strides for 2 extents");
  CHECK_REFUSED(view(x, {2}, {2, 1}), error_kind::parameter, "2 strides for 1 extents");
  CHECK_REFUSED(view(x, {2, 2}, ar::strides()), error_kind::parameter, "0 strides for 2 extents");
  CHECK_REFUSED(view(nullptr, {0, 2}, {1}), error_kind::parameter, "1 strides for 2 extents");
}

TEST_CASE("array_view refuses extents that are negative or wrap") {
  const double x = 0;
  using view = ar::array_view<double>;
  CHECK_REFUSED(view(&x, {-1}), error_kind::parameter, "extent 0 is -1");
  CHECK_REFUSED(view(&x, {1, -7}), error_kind::parameter, "extent 1 is -7");
  CHECK_REFUSED(view(&x, std::vector<long>{1, 1, LONG_MIN}), error_kind::parameter,
                "extent 2 is " + stride_min_text);
  CHECK_REFUSED(view(&x, {size_max}), error_kind::limit, "(" + size_max_text + ",)");
  CHECK_REFUSED(view(&x, {size_max, 2}), error_kind::limit, "(" + size_max_text + ", 2)");
  CHECK_REFUSED(view(&x, {2, size_max}), error_kind::limit, "(2, " + size_max_text + ")");
  // With 64 bits, 2^64 wraps to 0 and 2^64 + 2^32 to a small number.
  CHECK_REFUSED(view(&x, {root_of_sizes, root_of_sizes}), error_kind::limit,
                "(" + root_text + ", " + root_text + ")");
  CHECK_REFUSED(view(&x, {root_of_sizes + 1, root_of_sizes}), error_kind::limit,
                std::to_string(root_of_sizes + 1));
  if constexpr (test::size_bits == 64)
    CHECK_REFUSED(view(&x, {1ULL << 32, 1LL << 32}), error_kind::limit, "(4294967296, 4294967296)");
  CHECK_REFUSED(view(&x, {1 << 16, 1 << 16, 1 << 16, 1 << 16}), error_kind::limit, "65536");
  // The count fits, the bytes do not.
  CHECK_REFUSED(view(&x, {sizes_over_2_to(4)}), error_kind::limit,
                std::to_string(sizes_over_2_to(4)));
  CHECK_REFUSED(view(&x, {sizes_over_2_to(3)}), error_kind::limit, "8-byte");
  CHECK_NOTHROW(view(&x, {sizes_over_2_to(4) - 1}));
  CHECK_NOTHROW(ar::array_view<char>(nullptr, {0}));
}

TEST_CASE("array_view refuses strides that reach beyond any address") {
  const double x = 0;
  using view = ar::array_view<double>;
  CHECK_REFUSED(view(&x, {2}, {stride_min}), error_kind::limit, stride_min_text);
  CHECK_REFUSED(view(&x, {2}, {stride_max}), error_kind::limit, std::to_string(stride_max));
  CHECK_REFUSED(view(&x, {2, 3}, {1, stride_min}), error_kind::limit, "stride 1 of");
  CHECK_REFUSED(view(&x, {2}, {size_max}), error_kind::parameter, "stride 0 is " + size_max_text);
  // Elements of a half of all bytes are one byte too many forwards; backwards the element itself is
  // free.
  const std::ptrdiff_t far = stride_max / 8;
  CHECK_NOTHROW(view(&x, {2}, {far - 1}));
  CHECK_REFUSED(view(&x, {2}, {far}), error_kind::limit, std::to_string(far));
  CHECK_NOTHROW(view(&x, {2}, {-far}));
  CHECK_REFUSED(view(&x, {2}, {-far - 1}), error_kind::limit, std::to_string(-far - 1));
  // Each axis alone is possible, both together are not.
  CHECK_REFUSED(view(&x, {2, 2}, {far / 2 + 1, far / 2 + 1}), error_kind::limit, "stride 1 of");
  CHECK_REFUSED(view(&x, {2, 2}, {-far / 2 - 1, -far / 2 - 1}), error_kind::limit, "stride 1 of");
  // (n - 1) * stride wraps to a small number.
  CHECK_REFUSED(view(&x, {root_of_sizes + 1}, {root_of_sizes}), error_kind::limit, root_text);
  if constexpr (test::size_bits == 64)
    CHECK_REFUSED(view(&x, {(1ULL << 32) + 1}, {1LL << 32}), error_kind::limit, "4294967296");
  // An axis of one element never uses its stride.
  CHECK(view(&x, {1, 1}, {stride_min, stride_max})(0, 0) == 0.0);
  CHECK_NOTHROW(view(&x, {1, 1}, {stride_min, stride_max}).slice(0, 0));
}

TEST_CASE("repeated elements may outnumber the memory but not an index") {
  const double x = 5;
  using view = ar::array_view<double>;
  CHECK(view(&x, {sizes_over_2_to(2)}, {0})(sizes_over_2_to(2) - 1) == 5.0);
  CHECK_REFUSED(view(&x, {sizes_over_2_to(1)}, {0}), error_kind::limit,
                std::to_string(sizes_over_2_to(1)));
  CHECK_REFUSED(view(&x, {root_of_sizes, root_of_sizes}, {0, 0}), error_kind::limit, root_text);
}

TEST_CASE("array_view of no elements") {
  using view = ar::array_view<float>;
  const float x = 0;
  for (const auto& v : {view(nullptr, {0}), view(&x, {0, 5}), view(nullptr, {5, 0}),
                        view(nullptr, {5, 0}, {stride_min, stride_max})}) {
    CHECK(v.size() == 0);
    CHECK(v.empty());
  }
  CHECK(view(nullptr, {5, 0, 7}).extents() == ar::shape(5, 0, 7));
  // The product of the other extents must not wrap, wherever the zero is.
  for (const ar::shape& hostile :
       {ar::shape(0, size_max, size_max), ar::shape(size_max, 0, size_max),
        ar::shape(size_max, size_max, 0)}) {
    CHECK_REFUSED(view(nullptr, hostile), error_kind::limit, size_max_text);
    CHECK_REFUSED(view(nullptr, hostile, {0, 0, 0}), error_kind::limit, size_max_text);
  }
}

TEST_CASE("array_view refuses a null pointer to elements") {
  using view = ar::array_view<float>;
  CHECK_REFUSED(view(nullptr, {1}), error_kind::parameter, "null pointer to 1 elements");
  CHECK_REFUSED(view(nullptr, {3, 4}, {0, 0}), error_kind::parameter, "12 elements");
}

TEST_CASE("any_view gives each dtype as its own type") {
  alignas(long double) std::array<std::byte, 1024> memory{};
  const auto visited = [&]<class T>(ar::dtype type, std::in_place_type_t<T>) {
    const ar::any_view v(type, memory.data(), {2, 3}, {3, 1}, ar::axes::yx, ar::channel_order::bgr);
    CHECK(v.type() == type);
    CHECK(v.rank() == 2);
    CHECK(v.extent(1) == 3);
    CHECK(v.extents() == ar::shape(2, 3));
    CHECK(v.with(ar::axes::cyx).visit([](const auto& a) { return a.layout(); }) == ar::axes::cyx);
    return v.visit([&]<class U>(const ar::array_view<U>& a) {
      return std::is_same_v<T, U> && a.layout() == ar::axes::yx &&
             a.order() == ar::channel_order::bgr && a.stride(0) == 3 && a.extent(0) == 2 &&
             static_cast<const void*>(a.data()) == memory.data() &&
             static_cast<const void*>(&a(1, 2)) == memory.data() + 5 * sizeof(T);
    });
  };
  using ar::dtype;
  CHECK(visited(dtype::boolean, std::in_place_type<bool>));
  CHECK(visited(dtype::int8, std::in_place_type<std::int8_t>));
  CHECK(visited(dtype::uint8, std::in_place_type<std::uint8_t>));
  CHECK(visited(dtype::int16, std::in_place_type<std::int16_t>));
  CHECK(visited(dtype::uint16, std::in_place_type<std::uint16_t>));
  CHECK(visited(dtype::int32, std::in_place_type<std::int32_t>));
  CHECK(visited(dtype::uint32, std::in_place_type<std::uint32_t>));
  CHECK(visited(dtype::int64, std::in_place_type<std::int64_t>));
  CHECK(visited(dtype::uint64, std::in_place_type<std::uint64_t>));
#if ARRAYREEL_HAS_FLOAT16
  CHECK(visited(dtype::float16, std::in_place_type<ar::detail::half>));
#else
  CHECK_REFUSED(ar::any_view(dtype::float16, memory.data(), {2, 3}, {3, 1}), error_kind::parameter,
                "float16");
#endif
  CHECK(visited(dtype::float32, std::in_place_type<float>));
  CHECK(visited(dtype::float64, std::in_place_type<double>));
  CHECK(visited(dtype::long_double, std::in_place_type<long double>));
  CHECK(visited(dtype::complex64, std::in_place_type<ar::complex_value<float>>));
  CHECK(visited(dtype::complex128, std::in_place_type<ar::complex_value<double>>));
  CHECK(visited(dtype::complex_long_double, std::in_place_type<ar::complex_value<long double>>));
}

TEST_CASE("any_view reads the values that are there") {
  const std::vector<std::complex<float>> z{{1, 2}, {3, 4}, {5, 6}};
  const ar::any_view v(ar::dtype::complex64, z.data() + 2, {3}, {-1});
  const float sum = v.visit([](const auto& a) {
    if constexpr (requires { a(0).imag(); })
      return static_cast<float>(a(0).real() + 10 * a(2).imag());
    else
      return 0.0F;
  });
  CHECK(sum == 25.0F);
  const std::uint16_t bits = 0;
  std::string refused;
  try {
    ar::any_view(ar::dtype::bfloat16, &bits, {1}, {1}).visit([](const auto&) {});
  } catch (const ar::error& e) {
    refused = e.what();
  }
  CHECK(refused ==
        "visit() of a bfloat16 array, for which C++20 has no type; expected another type");
  CHECK(std::string(ar::name_of(ar::dtype::uint16)) == "uint16");
}

TEST_CASE("any_view refuses what array_view refuses, and unknown types, when it is made") {
  const int x = 0;
  CHECK_REFUSED(ar::any_view(ar::dtype::int32, &x, {}, {}), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::any_view(ar::dtype::int32, &x, {2}, {1, 1}), error_kind::parameter,
                "2 strides for 1 extents");
  CHECK_REFUSED(ar::any_view(ar::dtype::int32, nullptr, {2}, {1}), error_kind::parameter,
                "null pointer to 2 elements");
  CHECK_REFUSED(ar::any_view(ar::dtype::int32, &x, {2}, {stride_min}), error_kind::limit,
                stride_min_text);
  CHECK_REFUSED(ar::any_view(ar::dtype::float64, &x, {size_max, 3}, {0, 0}), error_kind::limit,
                size_max_text);
  CHECK_REFUSED(ar::any_view(static_cast<ar::dtype>(200), &x, {1}, {1}), error_kind::parameter,
                "200");
}

TEST_CASE("owned_array copies deeply and moves cheaply") {
  ar::owned_array<int> a({2, 3}, ar::axes::yx);
  std::iota(a.data(), a.data() + a.size(), 0);
  CHECK(a(1, 2) == 5);
  CHECK(a.rank() == 2);
  CHECK(a.extent(1) == 3);
  CHECK(a.layout() == ar::axes::yx);

  ar::owned_array<int> b = a;
  CHECK(b.data() != a.data());
  b.data()[5] = 50;
  CHECK(a(1, 2) == 5);
  CHECK(b(1, 2) == 50);

  const int* const memory = b.data();
  const ar::owned_array<int> c = std::move(b);
  CHECK(c.data() == memory);
  CHECK(c(1, 2) == 50);

  a = c;
  CHECK(a.data() != c.data());
  CHECK(a(1, 2) == 50);
  ar::owned_array<int> other(7);
  other = std::move(a);
  CHECK(other.extents() == ar::shape(2, 3));
  CHECK(other(1, 2) == 50);

  const auto v = ar::view(other);
  CHECK(v.data() == other.data());
  CHECK(v.layout() == ar::axes::yx);
}

TEST_CASE("owned_array of no elements") {
  const ar::owned_array<double> none({0, 4});
  CHECK(none.size() == 0);
  const ar::owned_array<double> copy = none;
  CHECK(copy.extents() == ar::shape(0, 4));
  CHECK(ar::view(copy).empty());
}

TEST_CASE("owned_array refuses extents before it allocates") {
  // An allocation of these sizes would throw something else, or succeed with wrapped sizes.
  using array = ar::owned_array<double>;
  CHECK_REFUSED(array(ar::shape()), error_kind::parameter, "rank 0");
  CHECK_REFUSED(array({1, 1, 1, 1, 1}), error_kind::parameter, "rank 5");
  CHECK_REFUSED(array(size_max), error_kind::limit, "(" + size_max_text + ",)");
  CHECK_REFUSED(array({size_max, 2}), error_kind::limit, "(" + size_max_text + ", 2)");
  CHECK_REFUSED(array({root_of_sizes, root_of_sizes}), error_kind::limit,
                "(" + root_text + ", " + root_text + ")");
  CHECK_REFUSED(array(sizes_over_2_to(3)), error_kind::limit, std::to_string(sizes_over_2_to(3)));
  CHECK_REFUSED(array({0, size_max, size_max}), error_kind::limit, size_max_text);
  CHECK_REFUSED(array({3, -1}), error_kind::parameter, "extent 1 is -1");
}

namespace {

// Strides of every kind over a buffer that holds what they reach and a margin on each side. Each
// element is its own position in the buffer.
void any_strides_reach_the_right_elements() {
  const auto rank = *rc::gen::inRange<std::size_t>(1, 5);
  const auto extents = *rc::gen::container<std::vector<std::size_t>>(
      rank, rc::gen::weightedOneOf<std::size_t>(
                {{1, rc::gen::just<std::size_t>(0)}, {12, rc::gen::inRange<std::size_t>(1, 6)}}));
  const auto steps = *rc::gen::container<std::vector<std::ptrdiff_t>>(
      rank,
      rc::gen::weightedOneOf<std::ptrdiff_t>(
          {{1, rc::gen::just<std::ptrdiff_t>(0)}, {6, rc::gen::inRange<std::ptrdiff_t>(-9, 10)}}));
  const auto before = *rc::gen::inRange<std::ptrdiff_t>(0, 4);
  const auto after = *rc::gen::inRange<std::ptrdiff_t>(0, 4);

  std::ptrdiff_t lowest = 0;
  std::ptrdiff_t highest = 0;
  bool none = false;
  for (std::size_t i = 0; i < rank; ++i) {
    none = none || extents[i] == 0;
    const std::ptrdiff_t reach = (static_cast<std::ptrdiff_t>(extents[i]) - 1) * steps[i];
    if (extents[i] != 0) (reach < 0 ? lowest : highest) += reach;
  }
  const auto memory = counted(static_cast<std::size_t>(before - lowest + highest + 1 + after));
  const std::ptrdiff_t base = before - lowest;
  const auto place = [&](const std::array<std::size_t, 4>& index) {
    std::ptrdiff_t result = base;
    for (std::size_t i = 0; i < rank; ++i)
      for (std::size_t n = 0; n < index[i]; ++n) result += steps[i];
    return static_cast<int>(result);
  };

  RC_CLASSIFY(none, "empty");
  RC_CLASSIFY(*std::min_element(steps.begin(), steps.end()) < 0, "with a negative stride");
  RC_CLASSIFY(std::count(steps.begin(), steps.end(), 0) != 0, "with a zero stride");

  const auto v = ar::view(memory.data() + base, extents, steps);
  std::size_t count = 0;
  test::for_each_index(rank, extents, [&](const auto& index) {
    RC_ASSERT(test::at(v, index) == place(index));
    ++count;
  });
  RC_ASSERT(v.size() == count);
  RC_ASSERT(v.empty() == none);

  const auto axis = *rc::gen::inRange<std::size_t>(0, rank);
  if (rank == 1) {
    RC_ASSERT(test::refused([&] { return v.slice(axis, 0); }).refused);
  } else if (extents[axis] == 0) {
    RC_ASSERT(test::refused([&] { return v.slice(axis, 0); }).refused);
  } else {
    const auto at = *rc::gen::inRange<std::size_t>(0, extents[axis]);
    const auto slice = v.slice(axis, at);
    auto rest = extents;
    rest.erase(rest.begin() + static_cast<std::ptrdiff_t>(axis));
    RC_ASSERT(slice.extents() == ar::shape(rest));
    test::for_each_index(rank - 1, rest, [&](const std::array<std::size_t, 4>& index) {
      std::array<std::size_t, 4> whole{};
      for (std::size_t i = 0, j = 0; i < rank; ++i) whole[i] = i == axis ? at : index[j++];
      RC_ASSERT(test::at(slice, index) == place(whole));
    });
    RC_ASSERT(test::refused([&] { return v.slice(axis, extents[axis]); }).refused);
  }
}

// A window of a C-ordered array: begin and step (also backwards) on each axis, then the axes in
// another order, as numpy writes a[b::s, …].transpose(…).
void windows_of_an_array_are_views_of_it() {
  const auto rank = *rc::gen::inRange<std::size_t>(1, 5);
  const auto extents =
      *rc::gen::container<std::vector<std::size_t>>(rank, rc::gen::inRange<std::size_t>(1, 7));
  std::size_t size = 1;
  for (const std::size_t n : extents) size *= n;
  const auto memory = counted(size);
  const auto whole = ar::view(memory, extents);

  std::vector<std::size_t> order(rank);
  std::iota(order.begin(), order.end(), std::size_t{0});
  for (std::size_t i = rank; i > 1; --i)
    std::swap(order[i - 1], order[*rc::gen::inRange<std::size_t>(0, i)]);

  std::vector<std::size_t> begin(rank), counts(rank), window(rank);
  std::vector<std::ptrdiff_t> step(rank), steps(rank);
  std::ptrdiff_t base = 0;
  for (std::size_t i = 0; i < rank; ++i) {
    begin[i] = *rc::gen::inRange<std::size_t>(0, extents[i]);
    step[i] = *rc::gen::inRange<std::ptrdiff_t>(-3, 4);
    const std::size_t length = static_cast<std::size_t>(step[i] < 0 ? -step[i] : step[i]);
    const std::size_t room = step[i] < 0 ? begin[i] : extents[i] - 1 - begin[i];
    counts[i] = length == 0 ? 3 : room / length + 1;
    base += static_cast<std::ptrdiff_t>(begin[i]) * whole.stride(i);
  }
  for (std::size_t i = 0; i < rank; ++i) {
    window[i] = counts[order[i]];
    steps[i] = step[order[i]] * whole.stride(order[i]);
  }
  const auto v = ar::view(memory.data() + base, window, steps);
  test::for_each_index(rank, window, [&](const std::array<std::size_t, 4>& index) {
    std::array<std::size_t, 4> source{};
    for (std::size_t i = 0; i < rank; ++i)
      source[order[i]] =
          static_cast<std::size_t>(static_cast<std::ptrdiff_t>(begin[order[i]]) +
                                   static_cast<std::ptrdiff_t>(index[i]) * step[order[i]]);
    std::size_t place = 0;
    for (std::size_t i = 0; i < rank; ++i) place = place * extents[i] + source[i];
    RC_ASSERT(test::at(v, index) == static_cast<int>(place));
    RC_ASSERT(&test::at(v, index) == &test::at(whole, source));
  });
  const auto copy = ar::detail::copy_of(v);
  std::size_t n = 0;
  test::for_each_index(rank, window, [&](const std::array<std::size_t, 4>& index) {
    RC_ASSERT(copy.data()[n++] == test::at(v, index));
  });
}

} // namespace

TEST_CASE("property: views and slices agree with naive indexing", "[property]") {
  test::check_property("any strides reach the right elements", 10000,
                       any_strides_reach_the_right_elements);
  test::check_property("windows of an array are views of it", 10000,
                       windows_of_an_array_are_views_of_it);
}

// view(p, h, w) must not be read as extents and strides of one axis.
template <class... I>
concept views_with = requires(const float* p, I... i) {
  ar::view(p, i...);
};
static_assert(views_with<ar::shape>);
static_assert(!views_with<int, int>);
static_assert(!std::is_constructible_v<ar::array_view<float>, const float*, int, int>);

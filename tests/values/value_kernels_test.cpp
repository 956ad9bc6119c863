// Kernels of every set of vector instructions, and threads, against plain loops.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <memory>
#include <stdexcept>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/detail/platform/memory.hpp>
#include <arrayreel/detail/base/parallel.hpp>
#include <arrayreel/detail/io/big_endian.hpp>
#include <arrayreel/detail/array/runs.hpp>
#include <arrayreel/detail/values/derived_range.hpp>
#include <arrayreel/detail/values/interleave.hpp>
#include <arrayreel/rerange.hpp>

#include "support/child.hpp"
#include "support/numbers.hpp"
#include "support/random.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using test::random_source;

namespace {

/// Kinds of values that an array may have.
enum class content { any_bits, finite, zeros, few, mostly_nan };

/// Values below zero become large where T has no sign.
template <class T> [[nodiscard]] T as_element(double x) {
  if constexpr (std::is_integral_v<T>)
    return static_cast<T>(static_cast<std::int64_t>(x));
  else
    return static_cast<T>(x);
}

template <class T> [[nodiscard]] T random_value(random_source& random, content like) {
  const std::uint64_t bits = random.bits();
  T x{};
  if (like == content::any_bits || (like == content::few && random.one_in(40)) ||
      (like == content::mostly_nan && random.one_in(3)))
    std::memcpy(&x, &bits, sizeof x);
  else if (like == content::finite)
    x = as_element<T>(std::ldexp(random.unit() - 0.3, static_cast<int>(random.below(7))));
  else if (like == content::zeros)
    x = static_cast<T>(random.one_in(2) ? -0.0 : 0.0);
  else if (like == content::few)
    x = static_cast<T>(random.below(5));
  else if constexpr (std::is_floating_point_v<T>)
    x = static_cast<T>(test::quiet_nan);
  return x;
}

constexpr std::array contents{content::any_bits, content::finite, content::zeros, content::few,
                              content::mostly_nan};

template <class T> [[nodiscard]] bool is_finite(T x) {
  if constexpr (std::is_integral_v<T>)
    return true;
  else
    return std::isfinite(x);
}

/// What the double next to an integer leaves out; long double has 64 bits or more where this runs.
template <class T> [[nodiscard]] double rest_of(T x) {
  const auto wide = static_cast<long double>(x);
  const volatile double rounded = static_cast<double>(x); // volatile: x87 would keep it as it is
  return static_cast<double>(wide - static_cast<long double>(rounded));
}

template <class T> [[nodiscard]] ar::value_summary plain_summary(const T* values, std::size_t n) {
  ar::value_summary s;
  if constexpr (std::is_integral_v<T> && sizeof(T) == 8) {
    static_assert(std::numeric_limits<long double>::digits >= 64);
    if (n == 0) return s;
    const auto [least, most] = std::minmax_element(values, values + n);
    T positive = std::numeric_limits<T>::max();
    for (std::size_t i = 0; i < n; ++i)
      if (values[i] > 0) positive = std::min(positive, values[i]);
    s.finite = n;
    s.min = static_cast<double>(*least);
    s.min_rest = rest_of(*least);
    s.max = static_cast<double>(*most);
    s.max_rest = rest_of(*most);
    if (*most > 0) {
      s.min_positive = static_cast<double>(positive);
      s.min_positive_rest = rest_of(positive);
    }
    return s;
  }
  for (std::size_t i = 0; i < n; ++i) {
    const T x = values[i];
    if constexpr (std::is_floating_point_v<T>) {
      s.nan += std::isnan(x);
      s.positive_infinity += std::isinf(x) && x > 0;
      s.negative_infinity += std::isinf(x) && x < 0;
    }
    if (!is_finite(x)) continue;
    ++s.finite;
    // Adding +0 takes the sign from a zero.
    s.min = std::min(s.min, static_cast<double>(x)) + 0.0;
    s.max = std::max(s.max, static_cast<double>(x)) + 0.0;
    if (x > 0) s.min_positive = std::min(s.min_positive, static_cast<double>(x));
  }
  return s;
}

[[nodiscard]] bool same(const ar::value_summary& a, const ar::value_summary& b) {
  static_assert(sizeof(ar::value_summary) == 6 * sizeof(double) + 4 * sizeof(std::size_t));
  return std::memcmp(&a, &b, sizeof a) == 0; // to the last bit
}

} // namespace

TEMPLATE_TEST_CASE("summaries are those of a plain loop, with every set of instructions", "",
                   std::int8_t, std::uint8_t, char, std::int16_t, std::uint16_t, std::int32_t,
                   std::uint32_t, std::int64_t, std::uint64_t, long long, float, double) {
  random_source random(sizeof(TestType) + 100);
  std::size_t wrong = 0;
  // All lengths, or with sanitizers, which take ten times as long, one in three of them.
  for (std::size_t n = 0; n < 300; n += test::under_asan ? 3 : 1)
    for (const content like : contents) {
      // No memory before or behind the values may be read.
      const auto values = std::make_unique<TestType[]>(n);
      for (std::size_t i = 0; i < n; ++i) values[i] = random_value<TestType>(random, like);
      const ar::value_summary want = plain_summary(values.get(), n);
      for (const auto set : test::simd_sets()) {
        const test::using_simd use(set);
        wrong += !same(ar::summarize(std::vector<TestType>(values.get(), values.get() + n)), want);
      }
    }
  CHECK(wrong == 0);
}

TEMPLATE_TEST_CASE("summaries of more than one block find the one value that matters", "", float,
                   double, std::int16_t) {
  constexpr std::size_t n = 100'003;
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    for (const std::size_t place : {0U, 1U, 65'535U, 65'536U, 99'999U, 100'002U}) {
      CAPTURE(static_cast<int>(set), place);
      std::vector<TestType> v(n, TestType{5});
      v[place] = TestType{-3};
      CHECK(ar::summarize(v).min == -3);
      v[place] = TestType{2};
      CHECK(ar::summarize(v).min_positive == 2);
      v[place] = TestType{9};
      CHECK(ar::summarize(v).max == 9);
      if constexpr (std::is_floating_point_v<TestType>) {
        v[place] = static_cast<TestType>(test::quiet_nan);
        CHECK(ar::summarize(v).nan == 1);
        v[place] = static_cast<TestType>(-test::inf);
        CHECK(ar::summarize(v).negative_infinity == 1);
        CHECK(ar::summarize(v).min == 5);
        CHECK(ar::summarize(v).finite == n - 1);
      }
    }
  }
}

TEMPLATE_TEST_CASE("percentiles are those of sorted values", "", bool, std::int8_t, std::uint8_t,
                   std::int16_t, std::uint16_t, std::int32_t, std::uint32_t, std::int64_t,
                   std::uint64_t, float, double) {
  constexpr bool is_wide = std::is_integral_v<TestType> && sizeof(TestType) == 8;
  random_source random(sizeof(TestType) + 200);
  for (const content like : contents)
    for (const bool positive_only : {false, true}) {
      const std::size_t n = (test::under_asan ? 66'000 : 100'000) + random.below(30'000);
      const auto array = test::random_layout<TestType>(random, {n / 100, std::size_t{100}});
      std::vector<double> sorted;
      std::vector<TestType> integers; // the same, where a double does not hold them
      const auto view = array.view();
      for (std::size_t i = 0; i < array.size; ++i) {
        if constexpr (std::is_same_v<TestType, bool>)
          array.memory[i] = random.one_in(3);
        else
          array.memory[i] = random_value<TestType>(random, like);
      }
      ar::detail::for_each_row(view, [&](const void* row, std::size_t count, std::ptrdiff_t step) {
        for (std::size_t i = 0; i < count; ++i) {
          const TestType x =
              static_cast<const TestType*>(row)[static_cast<std::ptrdiff_t>(i) * step];
          if (is_finite(x) && (!positive_only || x > TestType{}))
            sorted.push_back(static_cast<double>(x));
          if constexpr (is_wide)
            if (!positive_only || x > 0) integers.push_back(x);
        }
      });
      std::sort(sorted.begin(), sorted.end());
      std::sort(integers.begin(), integers.end());
      const auto expected = [&](double percent) {
        const double place = percent / 100 * static_cast<double>(sorted.size() - 1);
        const auto below = static_cast<std::size_t>(place);
        const double part = place - static_cast<double>(below);
        if (part == 0) return sorted[below];
        const double low = sorted[below];
        const double high = sorted[below + 1];
        if (!std::isfinite(high - low)) return low * (1 - part) + high * part;
        return part < 0.5 ? low + (high - low) * part : high - (high - low) * (1 - part);
      };
      // Integers of 64 bits are interpolated as integers: far ones to the last digits of their
      // difference, near ones to one unit, as long double has it.
      const auto is_right = [&](double percent, double value, double rest) {
        if constexpr (is_wide) {
          const double place = percent / 100 * static_cast<double>(integers.size() - 1);
          const auto below = static_cast<std::size_t>(place);
          const auto part = static_cast<long double>(place - static_cast<double>(below));
          const auto low = static_cast<long double>(integers[below]);
          const auto high = static_cast<long double>(integers[part == 0 ? below : below + 1]);
          const auto got = static_cast<long double>(value) + static_cast<long double>(rest);
          const long double room = part == 0 ? 0 : 1 + (high - low) * 1e-15L;
          return std::fabs(got - (low + (high - low) * part)) <= room;
        } else {
          return value == expected(percent) && rest == 0;
        }
      };
      for (const auto& [lo, hi] : {std::array{0.0, 99.0}, {2.5, 99.99}})
        for (const unsigned threads : {1U, 3U}) {
          CAPTURE(static_cast<int>(like), positive_only, lo, hi, threads);
          const ar::value_range r = ar::detail::unwidened_percentiles(
              view, {lo, hi}, 0, ar::complex_part::magnitude, positive_only, threads);
          if (sorted.empty()) {
            CHECK(r.lo > r.hi);
          } else {
            CHECK(is_right(lo, r.lo, r.lo_rest));
            CHECK(is_right(hi, r.hi, r.hi_rest));
            CHECK_FALSE((r.lo == 0 && std::signbit(r.lo)));
          }
        }
    }
}

TEMPLATE_TEST_CASE("the result is the same on any number of threads", "", std::uint8_t,
                   std::int16_t, float, double) {
  random_source random(300);
  // Some megabytes, so that there is something to divide.
  constexpr std::size_t side = test::under_asan ? 701 : 1501;
  std::vector<TestType> v(3 * side * side);
  for (TestType& x : v) x = random_value<TestType>(random, content::few);
  const auto gray = ar::view(v.data(), {3 * side, side});
  const auto planar = ar::view(v.data(), {std::size_t{3}, side, side});
  const auto upwards = gray.reversed(0);
  const ar::mapping_options one{.vmin = 1, .bad = ar::color{9, 9, 9}, .threads = 1};
  const ar::mapping_options by_percentile{.percentile = ar::percentiles{1, 99}, .threads = 1};
  for (const unsigned threads : {0U, 2U, 3U, 16U}) {
    CAPTURE(threads);
    const auto with = [&](ar::mapping_options o) {
      o.threads = threads;
      return o;
    };
    CHECK(ar::resolve_range(gray, with({.vsym = true})) ==
          ar::resolve_range(gray, {.vsym = true, .threads = 1}));
    CHECK(ar::rerange(gray, with(one)) == ar::rerange(gray, one));
    CHECK(ar::rerange<std::uint16_t>(upwards, with(one)) ==
          ar::rerange<std::uint16_t>(upwards, one));
    CHECK(ar::rerange(planar, with(one)) == ar::rerange(planar, one));
    CHECK(ar::rerange(gray, with(by_percentile)) == ar::rerange(gray, by_percentile));
    CHECK(same(ar::detail::summary_of(planar, ar::complex_part::magnitude, threads),
               plain_summary(v.data(), v.size())));
  }
}

TEST_CASE("work is done once, by whichever thread, and the first error is thrown") {
  for (const std::size_t workers : {1U, 2U, 5U}) {
    std::vector<int> done(1000);
    ar::detail::in_chunks(done.size(), 7, workers,
                             [&](std::size_t worker, std::size_t begin, std::size_t end) {
                               if (worker >= workers) throw std::logic_error("worker");
                               for (std::size_t i = begin; i < end; ++i) ++done[i];
                             });
    CHECK(std::count(done.begin(), done.end(), 1) == 1000);
    CHECK_THROWS_AS(ar::detail::in_chunks(100, 10, workers,
                                             [](std::size_t, std::size_t begin, std::size_t) {
                                               if (begin == 0) throw std::runtime_error("first");
                                             }),
                    std::runtime_error);
  }
  CHECK(ar::detail::threads_for(0, 1000) == 1);
  CHECK(ar::detail::threads_for(5, 1000) == 5);
  CHECK(ar::detail::threads_for(0, std::size_t{1} << 30) ==
        std::min<std::size_t>(16, ar::detail::usable_processors()));
}

TEST_CASE("large memory begins with a large page, whatever its size") {
  for (const std::size_t bytes :
       {std::size_t{1}, ar::detail::least_large_memory - 1, ar::detail::least_large_memory,
        20 * ar::detail::large_page + 1}) {
    void* const memory = ar::detail::allocate_memory(bytes);
    REQUIRE(memory != nullptr);
    std::memset(memory, 1, bytes);
    if (bytes >= ar::detail::least_large_memory)
      CHECK(reinterpret_cast<std::uintptr_t>(memory) % ar::detail::large_page == 0);
    ar::detail::free_memory(memory, bytes);
  }
}

TEST_CASE("16 bits in PNG's order, with every set of instructions") {
  random_source random(400);
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    for (std::size_t n = 0; n < 100; ++n) {
      std::vector<std::uint16_t> in(n);
      for (auto& x : in) x = static_cast<std::uint16_t>(random.bits());
      std::vector<std::uint8_t> out(2 * n + 1, 0xa5);
      ar::detail::to_big_endian(out.data(), in.data(), n);
      std::size_t wrong = out[2 * n] == 0xa5 ? 0 : 1;
      for (std::size_t i = 0; i < n; ++i) wrong += 256 * out[2 * i] + out[2 * i + 1] != in[i];
      CHECK(wrong == 0);
      // In its own memory.
      ar::detail::to_big_endian(reinterpret_cast<std::uint8_t*>(in.data()), in.data(), n);
      CHECK((n == 0 || std::memcmp(in.data(), out.data(), 2 * n) == 0));
    }
  }
}

TEMPLATE_TEST_CASE("channels become pixels, with every set of instructions", "", std::uint8_t,
                   std::uint16_t) {
  random_source random(500);
  for (const auto set : test::simd_sets()) {
    const test::using_simd use(set);
    for (std::size_t channels = 1; channels <= 4; ++channels)
      for (std::size_t n = 0; n < 70; ++n) {
        std::array<std::vector<TestType>, 4> rows;
        std::array<const TestType*, 4> from{};
        for (std::size_t c = 0; c < channels; ++c) {
          rows[c].resize(n);
          for (TestType& x : rows[c]) x = static_cast<TestType>(random.bits());
          from[c] = rows[c].data();
        }
        std::vector<TestType> out(channels * n + 1, 0xa5);
        ar::detail::interleave(out.data(), from.data(), channels, n);
        std::size_t wrong = out[channels * n] == 0xa5 ? 0 : 1;
        for (std::size_t i = 0; i < n; ++i)
          for (std::size_t c = 0; c < channels; ++c) wrong += out[i * channels + c] != rows[c][i];
        CHECK(wrong == 0);
      }
  }
}

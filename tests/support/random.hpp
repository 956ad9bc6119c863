// Random test arrays: a quick generator seeded by RapidCheck, and memory read by random strides.
#pragma once

#include <array>
#include <bit>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/array_view.hpp>

namespace test {

/// SplitMix64 (Steele, Lea, Flood 2014). RapidCheck's own generators take too long for every
/// element of every array.
class random_source {
public:
  explicit random_source(std::uint64_t seed) : state_(seed) {}

  [[nodiscard]] std::uint64_t bits() {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15ULL;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ULL;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebULL;
    return z ^ (z >> 31);
  }
  /// 0 to n - 1.
  [[nodiscard]] std::size_t below(std::size_t n) { return static_cast<std::size_t>(bits() % n); }
  [[nodiscard]] bool one_in(std::size_t n) { return below(n) == 0; }
  /// 0 ≤ x < 1.
  [[nodiscard]] double unit() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
  template <class Choices> [[nodiscard]] auto pick(const Choices& choices) {
    return choices[below(std::size(choices))];
  }

private:
  std::uint64_t state_;
};

/// A number of T near x: integers are rounded and clipped, and what is not finite is one of its.
template <class T> [[nodiscard]] T converted(double x) {
  if constexpr (std::is_same_v<T, bool>) {
    return x > 0;
  } else if constexpr (std::is_integral_v<T>) {
    if (!(x > static_cast<double>(std::numeric_limits<T>::min())))
      return std::numeric_limits<T>::min();
    if (!(x < static_cast<double>(std::numeric_limits<T>::max())))
      return std::numeric_limits<T>::max();
    return static_cast<T>(x);
  } else if constexpr (std::is_same_v<T, double> || std::is_same_v<T, long double>) {
    return x;
  } else {
    // Conversions out of range are undefined for numbers, not for infinities.
    constexpr double top = sizeof(T) == 2 ? 65504.0 : static_cast<double>(3.4028234e38F);
    if (std::fabs(x) > top) x = std::copysign(std::numeric_limits<double>::infinity(), x);
    return static_cast<T>(x);
  }
}

/// Memory from the first to the last element that a view reaches, so that a sanitizer sees every
/// access beyond.
template <class T> struct strided_array {
  std::unique_ptr<T[]> memory;
  std::size_t size = 0;
  std::size_t first = 0; // where index (0, 0, …) is
  std::vector<std::size_t> extents;
  std::vector<std::ptrdiff_t> steps;

  [[nodiscard]] arrayreel::array_view<T> view() const {
    return {memory.get() + first, arrayreel::shape(extents), arrayreel::strides(steps)};
  }
  [[nodiscard]] std::string describe() const {
    std::string text = "extents";
    for (const std::size_t e : extents) text += ' ' + std::to_string(e);
    text += " strides";
    for (const std::ptrdiff_t s : steps) text += ' ' + std::to_string(s);
    return text;
  }
};

/// Memory for the extents, its axes in a random order with random gaps, some of them reversed or
/// (rarely) repeated.
template <class T>
[[nodiscard]] strided_array<T> random_layout(random_source& random,
                                             std::vector<std::size_t> extents) {
  strided_array<T> a;
  a.steps.resize(extents.size());
  std::vector<std::size_t> order(extents.size());
  for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  for (std::size_t i = order.size(); i-- > 1;) std::swap(order[i], order[random.below(i + 1)]);
  if (random.one_in(2)) // C order is worth more trials than any other
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
  std::ptrdiff_t step = random.one_in(3) ? 1 + static_cast<std::ptrdiff_t>(random.below(3)) : 1;
  std::size_t reach = 0;
  for (std::size_t i = order.size(); i-- > 0;) {
    const std::size_t axis = order[i];
    const std::ptrdiff_t length =
        static_cast<std::ptrdiff_t>(extents[axis] == 0 ? 0 : extents[axis] - 1);
    const bool repeated = random.one_in(16);
    a.steps[axis] = repeated ? 0 : step;
    if (!repeated) {
      reach += static_cast<std::size_t>(length * step);
      if (random.one_in(4)) {
        a.steps[axis] = -step;
        a.first += static_cast<std::size_t>(length * step);
      }
      step = step * (length + 1) +
             (random.one_in(3) ? static_cast<std::ptrdiff_t>(random.below(4)) : 0);
    }
  }
  a.size = reach + 1;
  a.memory = std::make_unique<T[]>(a.size);
  a.extents = std::move(extents);
  return a;
}

} // namespace test

// The values at given ranks of an array in order, found by counting, without sorting or copying.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include "../../array_view.hpp"
#include "../base/parallel.hpp"
#include "../array/rows.hpp"
#include "value_kernels.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Types whose values are found by counting; others are copied and partitioned.
template <class T>
inline constexpr bool has_order_key =
    std::is_integral_v<T> || std::is_same_v<T, float> || std::is_same_v<T, double>;

/// Integers in the order of the values: negative numbers have their bits turned round. −0 is below
/// +0, NaN beyond the infinities.
template <class T> [[nodiscard]] inline lane_unsigned<T> order_key(T x) noexcept {
  using bits = lane_unsigned<T>;
  constexpr bits sign = static_cast<bits>(~size_bits<T>);
  const auto b = std::bit_cast<bits>(x);
  if constexpr (std::is_floating_point_v<T>) {
    const auto negative = static_cast<bits>(bits{0} - (b >> (8 * sizeof(T) - 1)));
    return b ^ (negative | sign);
  } else if constexpr (std::is_signed_v<T>) {
    return static_cast<bits>(b ^ sign);
  } else {
    return b;
  }
}
template <class T> [[nodiscard]] inline T value_of_order_key(lane_unsigned<T> key) noexcept {
  using bits = lane_unsigned<T>;
  constexpr bits sign = static_cast<bits>(~size_bits<T>);
  if constexpr (std::is_floating_point_v<T>)
    return std::bit_cast<T>((key & sign) != 0 ? static_cast<bits>(key ^ sign)
                                              : static_cast<bits>(~key));
  else if constexpr (std::is_signed_v<T>)
    return std::bit_cast<T>(static_cast<bits>(key ^ sign));
  else
    return std::bit_cast<T>(key);
}

/// The values of an array in their order, the finite ones, or those above zero only. Each rank that
/// is asked for takes up to three passes over the array more, together with others.
template <class T> class ordered_values {
public:
  using bits = lane_unsigned<T>;

  ordered_values(const array_view<T>& array, bool positive_only, std::size_t workers)
      : all_(in_memory_order(array)), workers_(workers),
        chunk_(rows_in_chunk(array.size() / all_.extent(0) * sizeof(T))),
        positive_only_(positive_only) {
    std::vector<std::uint64_t> counts = counted_first();
    // Bins hold either finite values or others, and those up to −0 or from +0 on.
    if constexpr (std::is_floating_point_v<T>) {
      const auto bin_of = [](T x) { return static_cast<std::size_t>(order_key(x) >> first_shift); };
      constexpr T infinity = std::numeric_limits<T>::infinity();
      std::fill(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(bin_of(-infinity) + 1),
                0U);
      std::fill(counts.begin() + static_cast<std::ptrdiff_t>(bin_of(infinity)), counts.end(), 0U);
    }
    if (positive_only) {
      const auto zero = static_cast<std::size_t>(order_key(T{}) >> first_shift);
      std::fill(counts.begin(), counts.begin() + static_cast<std::ptrdiff_t>(zero), 0U);
      size_ -= zeros_;
    }
    for (const std::uint64_t n : counts) size_ += n;
    counts_ = std::move(counts);
  }

  /// How many there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// The values at four ranks below `size()`.
  [[nodiscard]] std::array<T, 4> at(const std::array<std::size_t, 4>& ranks) const {
    std::array<search, 4> searches{};
    // Zeros are the first of their bin, and before all ranks where they do not count.
    for (std::size_t i = 0; i < 4; ++i) searches[i].rank = ranks[i] + zeros_;
    for (search& s : searches) s.enter(counts_.data(), counts_.size());
    std::size_t shift = first_shift;
    while (shift > 0) {
      std::vector<std::uint64_t> found; // of each prefix that there is, once
      std::uint64_t inside = 0;
      for (const search& s : searches)
        if (std::find(found.begin(), found.end(), s.prefix) == found.end()) {
          found.push_back(s.prefix);
          inside += s.inside;
        }
      std::sort(found.begin(), found.end());
      if (inside <= std::max<std::size_t>(4096, size_ / 64)) {
        collect(found, shift, searches);
        break;
      }
      shift -= std::min(shift, bin_bits);
      refine(found, shift, searches);
    }
    std::array<T, 4> values{};
    for (std::size_t i = 0; i < 4; ++i)
      values[i] = value_of_order_key<T>(static_cast<bits>(searches[i].prefix));
    return values;
  }

private:
  static constexpr std::size_t key_bits = 8 * sizeof(T);
  static constexpr std::size_t bin_bits = std::min<std::size_t>(16, key_bits);
  static constexpr std::size_t bins = std::size_t{1} << bin_bits;
  static constexpr std::size_t first_shift = key_bits - bin_bits;

  /// Where a rank is, as far as is known: among values whose keys begin with `prefix`.
  struct search {
    std::uint64_t prefix = 0;
    std::uint64_t rank = 0;   // among these
    std::uint64_t inside = 0; // how many these are

    void enter(const std::uint64_t* counts, std::size_t count) noexcept {
      std::size_t bin = 0;
      for (; bin + 1 < count && rank >= counts[bin]; ++bin) rank -= counts[bin];
      prefix = prefix * count + bin;
      inside = counts[bin];
    }
  };

  template <class Function> void for_each_stretch(const Function& function) const {
    in_chunks(all_.extent(0), chunk_, workers_,
                 [&](std::size_t worker, std::size_t begin, std::size_t end) {
                   for_each_run(all_.part(0, begin, end - begin),
                                [&](const T* values, std::size_t count, std::ptrdiff_t stride) {
                                  function(worker, values, count, stride);
                                });
                 });
  }

  /// How many values there are in each bin of the keys' first bits.
  [[nodiscard]] std::vector<std::uint64_t> counted_first() {
    // Neighbours often fall into one bin, whose count would have to be stored before it can be
    // loaded again: each of four in a row has counts of its own.
    constexpr std::size_t ways = 4;
    struct counter {
      std::vector<std::uint64_t> total = std::vector<std::uint64_t>(bins);
      std::vector<std::uint32_t> part = std::vector<std::uint32_t>(ways * bins);
      std::size_t in_part = 0;
      std::uint64_t zeros = 0;

      void settle() {
        for (std::size_t i = 0; i < ways * bins; ++i) total[i % bins] += part[i];
        std::fill(part.begin(), part.end(), 0U);
        in_part = 0;
      }
    };
    std::vector<counter> counters(workers_);
    for_each_stretch([&](std::size_t worker, const T* values, std::size_t count,
                         std::ptrdiff_t stride) {
      counter& c = counters[worker];
      constexpr std::size_t most = std::size_t{1} << 31;
      while (count > 0) {
        const std::size_t now = std::min(count, most);
        if (c.in_part + now > most) c.settle();
        c.in_part += now;
        std::uint32_t* const to = c.part.data();
        std::size_t i = 0;
        const T* v = values;
        const auto bin = [](T x) { return static_cast<std::size_t>(order_key(x) >> first_shift); };
        for (; i + ways <= now; i += ways, v += static_cast<std::ptrdiff_t>(ways) * stride) {
          ++to[bin(v[0])];
          ++to[bins + bin(v[stride])];
          ++to[2 * bins + bin(v[2 * stride])];
          ++to[3 * bins + bin(v[3 * stride])];
        }
        for (; i < now; ++i, v += stride) ++to[bin(*v)];
        if (positive_only_) {
          v = values;
          for (i = 0; i < now; ++i, v += stride) c.zeros += order_key(*v) == order_key(T{});
        }
        values += static_cast<std::ptrdiff_t>(now) * stride;
        count -= now;
      }
    });
    std::vector<std::uint64_t> sum(bins);
    for (counter& c : counters) {
      c.settle();
      for (std::size_t i = 0; i < bins; ++i) sum[i] += c.total[i];
      zeros_ += c.zeros;
    }
    return sum;
  }

  /// Calls `function(worker, number, key)` for each value whose key begins with one of the
  /// prefixes, of which there are up to four.
  template <class Function>
  void for_each_inside(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
                       const Function& function) const {
    std::array<std::uint64_t, 4> of{};
    for (std::size_t i = 0; i < 4; ++i) of[i] = prefixes[std::min(i, prefixes.size() - 1)];
    for_each_stretch(
        [&](std::size_t worker, const T* values, std::size_t count, std::ptrdiff_t stride) {
          const auto first = of[0];
          const auto second = of[1];
          const auto third = of[2];
          const auto fourth = of[3];
          for (std::size_t i = 0; i < count; ++i, values += stride) {
            const bits key = order_key(*values);
            const std::uint64_t prefix = std::uint64_t{key} >> shift;
            if (prefix == first)
              function(worker, std::size_t{0}, key);
            else if (prefix == second)
              function(worker, std::size_t{1}, key);
            else if (prefix == third)
              function(worker, std::size_t{2}, key);
            else if (prefix == fourth)
              function(worker, std::size_t{3}, key);
          }
        });
  }

  [[nodiscard]] static std::size_t number_of(const std::vector<std::uint64_t>& prefixes,
                                             std::uint64_t prefix) noexcept {
    return static_cast<std::size_t>(std::find(prefixes.begin(), prefixes.end(), prefix) -
                                    prefixes.begin());
  }

  /// Counts the next bits, which are those above `shift`, of keys that begin with the prefixes.
  void refine(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
              std::array<search, 4>& searches) const {
    std::vector<std::vector<std::uint64_t>> counts(
        workers_, std::vector<std::uint64_t>(prefixes.size() * bins));
    for_each_inside(prefixes, shift + bin_bits,
                    [&](std::size_t worker, std::size_t number, bits key) {
                      ++counts[worker][number * bins + (std::uint64_t{key} >> shift) % bins];
                    });
    for (std::size_t w = 1; w < workers_; ++w)
      for (std::size_t i = 0; i < counts[0].size(); ++i) counts[0][i] += counts[w][i];
    for (search& s : searches)
      s.enter(counts[0].data() + number_of(prefixes, s.prefix) * bins, bins);
  }

  /// Copies the keys that begin with the prefixes, and finds the ranks among them.
  void collect(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
               std::array<search, 4>& searches) const {
    std::vector<std::array<std::vector<bits>, 4>> keys(workers_);
    for_each_inside(prefixes, shift, [&](std::size_t worker, std::size_t number, bits key) {
      keys[worker][number].push_back(key);
    });
    for (std::size_t number = 0; number < prefixes.size(); ++number) {
      std::vector<bits>& together = keys[0][number];
      for (std::size_t w = 1; w < workers_; ++w)
        together.insert(together.end(), keys[w][number].begin(), keys[w][number].end());
      for (search& s : searches) {
        if (s.inside == 0 || s.prefix != prefixes[number]) continue;
        const auto place = together.begin() + static_cast<std::ptrdiff_t>(s.rank);
        std::nth_element(together.begin(), place, together.end());
        s.prefix = *place;
        s.inside = 0; // a prefix no longer
      }
    }
  }

  array_view<T> all_;
  std::size_t workers_;
  std::size_t chunk_;
  bool positive_only_;
  std::vector<std::uint64_t> counts_;
  std::uint64_t zeros_ = 0; // before all ranks
  std::size_t size_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

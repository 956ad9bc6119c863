// Percentiles of a field that lies on many ranks: a histogram of order keys, refined until it is
// exact.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <vector>

#include "../array/runs.hpp"
#include "../values/derived_range.hpp"
#include "../values/order_statistics.hpp"
#include "field.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The keys between which two percentiles lie.
struct found_keys {
  std::uint64_t count = 0; // of values; the others are set where it is above 0
  percentiles asked{};
  std::array<std::uint64_t, 4> keys{};

  /// Not widened; lo > hi if there are no values.
  [[nodiscard]] value_range range(const element_functions& type) const {
    if (count == 0) return {1, 0};
    std::array<exact_number, 4> at{};
    for (std::size_t i = 0; i < 4; ++i) at[i] = number_of_key(keys[i], type);
    const percentile_place lo(asked.lo, to_size(count));
    const percentile_place hi(asked.hi, to_size(count));
    return range_of(lo.between(at[0], at[1], is_wide(type)),
                    hi.between(at[2], at[3], is_wide(type)));
  }
};

/// The order keys of this rank's values: each counts `times` times.
class local_keys {
public:
  local_keys(const distributed_values& all, complex_part part, bool positive_only)
      : all_(all), part_(part), positive_only_(positive_only) {}

  /// Calls `function(key, times)` for each.
  template <class Function> void for_each(const Function& function) const {
    constexpr std::size_t block = 1024;
    std::array<std::uint64_t, block> keys; // written before they are read
    for (const counted_array& a : all_.mine) {
      const element_functions& type = *all_.type;
      for_each_run(a.values, [&](const void* at, std::size_t count, std::ptrdiff_t stride) {
        const auto* from = static_cast<const std::byte*>(at);
        while (count > 0) {
          const std::size_t now = std::min(count, block);
          const std::size_t n =
              type.finite_keys(from, stride, now, part_, positive_only_, keys.data());
          for (std::size_t i = 0; i < n; ++i) function(keys[i], a.times);
          from += static_cast<std::ptrdiff_t>(now * a.values.element_bytes()) * stride;
          count -= now;
        }
      });
    }
  }

private:
  const distributed_values& all_;
  complex_part part_;
  bool positive_only_;
};

/// Finds the keys of two percentiles. Each round counts 16 bits more of the keys that are still in
/// question, and adds the counts of all ranks; no value leaves its rank. Collective.
[[nodiscard]] inline found_keys keys_of_percentiles(const distributed_values& values,
                                                    const percentiles& p, complex_part part,
                                                    bool positive_only) {
  constexpr std::size_t bins = std::size_t{1} << 16;
  const local_keys keys(values, part, positive_only);
  found_keys found;
  found.asked = p;
  std::vector<std::uint64_t> counts(bins);
  keys.for_each([&](std::uint64_t key, std::size_t times) { counts[key >> 48] += times; });
  values.ranks.sum(counts);
  for (const std::uint64_t n : counts) found.count += n;
  if (found.count == 0) return found;

  const percentile_place lo(p.lo, to_size(found.count));
  const percentile_place hi(p.hi, to_size(found.count));
  std::array<std::uint64_t, 4> ranks{lo.below, lo.above(), hi.below, hi.above()};
  std::array<std::uint64_t, 4> prefixes{};
  const auto enter = [&](std::size_t i, const std::uint64_t* of_prefix) {
    std::size_t bin = 0;
    for (; bin + 1 < bins && ranks[i] >= of_prefix[bin]; ++bin) ranks[i] -= of_prefix[bin];
    prefixes[i] = prefixes[i] << 16 | bin;
  };
  for (std::size_t i = 0; i < 4; ++i) enter(i, counts.data());

  // Few keys are left after a round or two: these are kept, so that the rest needs no values.
  constexpr std::size_t most_kept = std::size_t{1} << 16;
  struct kept_key {
    std::uint64_t key;
    std::size_t times;
  };
  std::vector<kept_key> kept;
  bool all_kept = false;
  for (unsigned shift = 32;; shift -= 16) {
    std::vector<std::uint64_t> different(prefixes.begin(), prefixes.end());
    std::sort(different.begin(), different.end());
    different.erase(std::unique(different.begin(), different.end()), different.end());
    counts.assign(different.size() * bins, 0);
    std::vector<kept_key> inside;
    bool has_room = true;
    const auto count = [&](std::uint64_t key, std::size_t times) {
      const std::uint64_t prefix = key >> (shift + 16);
      for (std::size_t i = 0; i < different.size(); ++i)
        if (different[i] == prefix) {
          counts[i * bins + (key >> shift) % bins] += times;
          has_room = has_room && inside.size() < most_kept;
          if (has_room) inside.push_back({key, times});
        }
    };
    if (all_kept)
      for (const kept_key& k : kept) count(k.key, k.times);
    else
      keys.for_each(count);
    all_kept = has_room;
    kept.swap(inside);
    values.ranks.sum(counts);
    for (std::size_t i = 0; i < 4; ++i) {
      const auto at = std::lower_bound(different.begin(), different.end(), prefixes[i]);
      enter(i, counts.data() + to_size(at - different.begin()) * bins);
    }
    if (shift == 0) break;
  }
  found.keys = prefixes;
  return found;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

// Finds the values at given ranks of the sorted array by counting, without sorting or copying.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <vector>

#include "../array/element.hpp"
#include "../array/runs.hpp"
#include "../base/checked_math.hpp"
#include "../base/parallel.hpp"
#include "element_functions.hpp"
#include "exact_number.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The number to which a key of a type's `finite_keys` belongs.
[[nodiscard]] inline exact_number number_of_key(std::uint64_t key,
                                                const element_functions& type) noexcept {
  constexpr std::uint64_t sign = std::uint64_t{1} << 63;
  if (type.type == dtype::uint64) return exact(key);
  if (type.type == dtype::int64) return exact(static_cast<std::int64_t>(key ^ sign));
  return {std::bit_cast<double>((key & sign) != 0 ? key ^ sign : ~key), 0};
}

/// The position of a percentile among so many values: a rank, or between it and the next.
struct percentile_place {
  std::size_t below;
  double fraction;

  percentile_place(double percent, std::size_t count) noexcept {
    const double place = percent / 100 * static_cast<double>(count - 1);
    below = static_cast<std::size_t>(place);
    fraction = place - static_cast<double>(below);
  }
  [[nodiscard]] std::size_t above() const noexcept { return fraction == 0 ? below : below + 1; }

  /// Interpolated linearly between the two nearest: type 7 of Hyndman and Fan (1996), NumPy's
  /// default. A zero is +0.
  /// \param are_wide whether they are integers of 64 bits
  [[nodiscard]] exact_number between(const exact_number& low, const exact_number& high,
                                     bool are_wide) const noexcept {
    if (!are_wide || !(is_large(low.value) || is_large(high.value)))
      return {interpolated(low.value, high.value) + 0.0, 0};
    return fraction == 0 ? low : sum_of(low, difference(high, low) * fraction);
  }

private:
  [[nodiscard]] double interpolated(double low, double high) const noexcept {
    if (fraction == 0) return low;
    const double difference = high - low;
    if (!is_finite(difference)) return low * (1 - fraction) + high * fraction;
    // From the nearer end, as NumPy does: the results agree to the last bit (unless the compiler
    // fuses the multiplication and the addition).
    return fraction < 0.5 ? low + difference * fraction : high - difference * (1 - fraction);
  }
};

/// The finite values of an array in order, or only those above zero. Up to four ranks at a time are
/// found in up to three more passes over the array.
class ordered_values {
public:
  ordered_values(const array_ref& array, bool positive_only, std::size_t workers)
      : all_(in_memory_order(array)), type_(array.functions()), workers_(workers),
        chunk_(rows_in_chunk(array.size() / all_.extent(0) * array.element_bytes())),
        key_bits_(8 * array.element_bytes()), bin_bits_(std::min<std::size_t>(16, key_bits_)),
        bins_(std::size_t{1} << bin_bits_), first_shift_(key_bits_ - bin_bits_) {
    counts_ = counted_first();
    // A bin has only finite values or none, and only values up to −0 or from +0 on.
    const auto bin_of = [&](double x) {
      return static_cast<std::ptrdiff_t>(type_.key_of(x) >> first_shift_);
    };
    if (!type_.is_integer) {
      constexpr double infinity = std::numeric_limits<double>::infinity();
      std::fill(counts_.begin(), counts_.begin() + bin_of(-infinity) + 1, 0U);
      std::fill(counts_.begin() + bin_of(infinity), counts_.end(), 0U);
    }
    if (positive_only) {
      std::fill(counts_.begin(), counts_.begin() + bin_of(0), 0U);
      zeros_ = count_of(type_.key_of(0));
      size_ -= zeros_;
    }
    for (const std::uint64_t n : counts_) size_ += to_size(n);
  }

  /// How many there are.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }

  /// The values at four ranks below `size()`.
  [[nodiscard]] std::array<exact_number, 4> at(const std::array<std::size_t, 4>& ranks) const {
    std::array<search, 4> searches{};
    // Zeros are the first of their bin; if they do not count, they stand before all ranks.
    for (std::size_t i = 0; i < 4; ++i) searches[i].rank = ranks[i] + zeros_;
    for (search& s : searches) s.enter(counts_.data(), counts_.size());
    std::size_t shift = first_shift_;
    while (shift > 0) {
      std::vector<std::uint64_t> found; // the keys of each different prefix
      std::uint64_t inside = 0;
      for (const search& s : searches)
        if (std::find(found.begin(), found.end(), s.prefix) == found.end()) {
          found.push_back(s.prefix);
          inside += s.inside;
        }
      if (inside <= std::max<std::size_t>(4096, size_ / 64)) {
        collect(found, shift, searches);
        break;
      }
      shift -= std::min(shift, bin_bits_);
      refine(found, shift, searches);
    }
    std::array<exact_number, 4> values{};
    for (std::size_t i = 0; i < 4; ++i) {
      const std::uint64_t key = searches[i].prefix;
      values[i] =
          is_wide(type_) ? number_of_key(key, type_) : exact_number{type_.value_of_key(key), 0};
    }
    return values;
  }

private:
  /// What is known about a rank: its value is among those whose keys begin with `prefix`.
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

  template <class Function> void for_each_chunk(const Function& function) const {
    in_chunks(all_.extent(0), chunk_, workers_,
              [&](std::size_t worker, std::size_t begin, std::size_t end) {
                for_each_run(all_.part(0, begin, end - begin),
                             [&](const void* values, std::size_t count, std::ptrdiff_t stride) {
                               function(worker, values, count, stride);
                             });
              });
  }

  [[nodiscard]] const void* behind(const void* values, std::size_t count,
                                   std::ptrdiff_t stride) const noexcept {
    return static_cast<const std::byte*>(values) +
           static_cast<std::ptrdiff_t>(count * all_.element_bytes()) * stride;
  }

  /// How many values there are in each bin of the keys' first bits.
  [[nodiscard]] std::vector<std::uint64_t> counted_first() const {
    // Each worker has its counts, and four tables of 32 bits that are added to them before they
    // overflow.
    std::vector<std::uint64_t> counts(workers_ * bins_);
    std::vector<std::uint32_t> tables(workers_ * 4 * bins_);
    std::vector<std::size_t> in_tables(workers_);
    const auto take_tables = [&](std::size_t worker) {
      std::uint64_t* const to = counts.data() + worker * bins_;
      std::uint32_t* const from = tables.data() + worker * 4 * bins_;
      for (std::size_t table = 0; table < 4 * bins_; table += bins_)
        for (std::size_t i = 0; i < bins_; ++i) to[i] += from[table + i];
      std::fill(from, from + 4 * bins_, 0U);
      in_tables[worker] = 0;
    };
    for_each_chunk(
        [&](std::size_t worker, const void* values, std::size_t count, std::ptrdiff_t stride) {
          constexpr std::size_t most = std::size_t{1} << 31;
          while (count > 0) {
            const std::size_t now = std::min(count, most);
            if (in_tables[worker] + now > most) take_tables(worker);
            in_tables[worker] += now;
            type_.count_keys(values, stride, now, tables.data() + worker * 4 * bins_);
            values = behind(values, now, stride);
            count -= now;
          }
        });
    for (std::size_t worker = 0; worker < workers_; ++worker) take_tables(worker);
    sum_up(counts, bins_);
    return counts;
  }

  /// Adds the counts of all workers to those of the first, and keeps only these.
  void sum_up(std::vector<std::uint64_t>& counts, std::size_t of_each) const {
    for (std::size_t first = of_each; first < counts.size(); first += of_each)
      for (std::size_t i = 0; i < of_each; ++i) counts[i] += counts[first + i];
    counts.resize(of_each);
  }

  /// Calls `call(function, worker, keys, count)` for keys that begin with one of up to four
  /// prefixes.
  void walk_inside(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
                   void (*call)(const void* function, std::size_t worker,
                                const std::uint64_t* keys, std::size_t count),
                   const void* function) const {
    std::array<std::uint64_t, 4> of{};
    for (std::size_t i = 0; i < 4; ++i) of[i] = prefixes[std::min(i, prefixes.size() - 1)];
    for_each_chunk([&](std::size_t worker, const void* values, std::size_t count,
                       std::ptrdiff_t stride) {
      constexpr std::size_t block = 1024;
      std::array<std::uint64_t, block> keys; // written before they are read
      while (count > 0) {
        const std::size_t now = std::min(count, block);
        const std::size_t n = type_.keys_inside(values, stride, now, shift, of.data(), keys.data());
        call(function, worker, keys.data(), n);
        values = behind(values, now, stride);
        count -= now;
      }
    });
  }

  /// The same for a function `(worker, keys, count)`.
  template <class Function>
  void for_each_inside(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
                       const Function& function) const {
    walk_inside(
        prefixes, shift,
        [](const void* f, std::size_t worker, const std::uint64_t* keys, std::size_t count) {
          (*static_cast<const Function*>(f))(worker, keys, count);
        },
        &function);
  }

  [[nodiscard]] std::size_t count_of(std::uint64_t key) const {
    std::vector<std::size_t> counts(workers_);
    for_each_inside({key}, 0, [&](std::size_t worker, const std::uint64_t*, std::size_t n) {
      counts[worker] += n;
    });
    std::size_t sum = 0;
    for (const std::size_t n : counts) sum += n;
    return sum;
  }

  [[nodiscard]] static std::size_t number_of(const std::vector<std::uint64_t>& prefixes,
                                             std::uint64_t prefix) noexcept {
    return static_cast<std::size_t>(std::find(prefixes.begin(), prefixes.end(), prefix) -
                                    prefixes.begin());
  }

  /// Counts the next bits, those above `shift`, of keys that begin with the prefixes.
  void refine(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
              std::array<search, 4>& searches) const {
    const std::size_t of_each = prefixes.size() * bins_;
    std::vector<std::uint64_t> counts(workers_ * of_each);
    const std::size_t above = shift + bin_bits_;
    for_each_inside(prefixes, above,
                    [&](std::size_t worker, const std::uint64_t* keys, std::size_t n) {
                      for (std::size_t i = 0; i < n; ++i)
                        ++counts[worker * of_each + number_of(prefixes, keys[i] >> above) * bins_ +
                                 to_size((keys[i] >> shift) % bins_)];
                    });
    sum_up(counts, of_each);
    for (search& s : searches)
      s.enter(counts.data() + number_of(prefixes, s.prefix) * bins_, bins_);
  }

  /// Copies the keys that begin with the prefixes, and finds the ranks among them.
  void collect(const std::vector<std::uint64_t>& prefixes, std::size_t shift,
               std::array<search, 4>& searches) const {
    std::vector<std::vector<std::uint64_t>> keys(workers_);
    for_each_inside(prefixes, shift,
                    [&](std::size_t worker, const std::uint64_t* found, std::size_t n) {
                      keys[worker].insert(keys[worker].end(), found, found + n);
                    });
    std::vector<std::uint64_t>& together = keys[0];
    for (std::size_t w = 1; w < workers_; ++w)
      together.insert(together.end(), keys[w].begin(), keys[w].end());
    // Keys with a smaller prefix come first.
    std::array<std::uint64_t, 4> ranks{};
    for (std::size_t i = 0; i < 4; ++i) {
      ranks[i] = searches[i].rank;
      for (const std::uint64_t prefix : prefixes)
        if (prefix < searches[i].prefix) ranks[i] += inside_of(prefix, searches);
    }
    for (std::size_t i = 0; i < 4; ++i) {
      const auto place = together.begin() + static_cast<std::ptrdiff_t>(ranks[i]);
      std::nth_element(together.begin(), place, together.end());
      searches[i].prefix = *place;
    }
  }

  [[nodiscard]] static std::uint64_t inside_of(std::uint64_t prefix,
                                               const std::array<search, 4>& searches) noexcept {
    for (const search& s : searches)
      if (s.prefix == prefix) return s.inside;
    return 0;
  }

  array_ref all_;
  const element_functions& type_;
  std::size_t workers_;
  std::size_t chunk_;
  std::size_t key_bits_;
  std::size_t bin_bits_;
  std::size_t bins_;
  std::size_t first_shift_;
  std::vector<std::uint64_t> counts_;
  std::size_t zeros_ = 0; // before all ranks
  std::size_t size_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

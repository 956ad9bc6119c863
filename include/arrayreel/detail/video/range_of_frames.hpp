// Finds the range of values that all frames of a movie share.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "../../mapping.hpp"
#include "../../range.hpp"
#include "../array/array_ref.hpp"
#include "../array/picture_view.hpp"
#include "../array/runs.hpp"
#include "../base/checked_math.hpp"
#include "../values/derived_range.hpp"
#include "../values/element_functions.hpp"
#include "../values/order_statistics.hpp"
#include "../values/range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A limited number of order keys of values. When the limit is reached, one key at random (always
/// the same one) of each 2, 4, 8, … is kept.
class value_sample {
public:
  static constexpr std::size_t most = std::size_t{1} << 24;

  void add(std::uint64_t value) {
    // The one to keep is chosen when a group begins.
    if (place_ == 0) chosen_ = to_size(random()) & (run_ - 1);
    if (place_ == chosen_) values_.push_back(value);
    place_ = (place_ + 1) & (run_ - 1);
    if (values_.size() == most && place_ == 0) halve();
  }
  [[nodiscard]] std::vector<std::uint64_t>& values() noexcept { return values_; }

private:
  void halve() {
    for (std::size_t i = 0; i < most / 2; ++i) values_[i] = values_[2 * i + (random() & 1)];
    values_.resize(most / 2);
    run_ *= 2;
  }
  /// Marsaglia's xorshift, "Xorshift RNGs", Journal of Statistical Software 8 (2003).
  std::uint64_t random() noexcept {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return state_ >> 11;
  }

  std::vector<std::uint64_t> values_;
  std::uint64_t state_ = 0x9e3779b97f4a7c15U;
  std::size_t run_ = 1;
  std::size_t place_ = 0;
  std::size_t chosen_ = 0;
};

/// Collects what the values of all frames have in common.
class values_of_frames final : public range_source {
public:
  explicit values_of_frames(const mapping_options& o) : options_(o) {}

  void add(const array_ref& frame) {
    const array_ref values = without_alpha(frame, options_.axes);
    if (!options_.percentile) {
      merge(summary_, summary_of(values, options_.complex_as, options_.threads));
      return;
    }
    type_ = &values.functions();
    for_each_run(values, [&](const void* run, std::size_t count, std::ptrdiff_t stride) {
      const auto step = stride * static_cast<std::ptrdiff_t>(values.element_bytes());
      std::uint64_t keys[256];
      for (const auto* from = static_cast<const std::byte*>(run); count > 0;) {
        const std::size_t n = std::min(count, std::size(keys));
        const std::size_t finite =
            type_->finite_keys(from, stride, n, options_.complex_as, false, keys);
        for (std::size_t i = 0; i < finite; ++i) sample_.add(keys[i]);
        count -= n;
        if (count > 0) from += static_cast<std::ptrdiff_t>(n) * step;
      }
    });
  }

  [[nodiscard]] value_summary summary(complex_part) const override { return summary_; }
  [[nodiscard]] value_range between(const percentiles& p, complex_part,
                                    bool positive_only) const override {
    check(p);
    std::vector<std::uint64_t>& keys = sample_.values();
    if (positive_only)
      std::erase_if(keys,
                    [&](std::uint64_t key) { return !(number_of_key(key, *type_).value > 0); });
    return percentile_range_of_keys(keys, p, *type_);
  }

private:
  const mapping_options& options_;
  value_summary summary_;
  const element_functions* type_ = nullptr; // of percentiles only, like the sample
  mutable value_sample sample_;             // asking changes its order
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// The compressor `smallest`: tries each filter with each way of compressing that may be the best.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "../deflate/checksums.hpp"
#include "../deflate/deflater.hpp"
#include "../deflate/own_deflater.hpp"
#include "adaptive_filter.hpp"
#include "balanced_compressor.hpp"
#include "compressor.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Keeps the smallest of many results, among them that of the compressor `balanced`.
class smallest_compressor final : public strip_compressor {
public:
  /// A strip has about so many bytes, enough for nearly all repetitions.
  static constexpr std::size_t strip_bytes = std::size_t{1} << 22;

  compressed_strip compress(const png_rows& rows, bool last) override {
    constexpr std::size_t front = compressed_strip::front;
    const std::size_t n = rows.count * (rows.bytes + 1);
    size_ = n;
    last_ = last;
    const compressed_strip balanced = balanced_.compress(rows, last);
    best_.assign(balanced.data - front, balanced.data + balanced.size);
    best_size_ = balanced.size;
    adler_ = balanced.adler;
    best_.resize(front + best_size_ + compressed_strip::behind);

    filtered_.resize(n + own_deflater::slack);
    // First all filters with little effort: this takes as long as a few with full effort.
    std::size_t sizes[filter_choices];
    for (std::size_t f = 0; f < filter_choices; ++f) {
      filter(rows, f);
      keep(own_.compress(filtered(), block_strategy::runs, last, out_, front));
      sizes[f] = own_.compress(filtered(), block_strategy::matches, last, out_, front);
      keep(sizes[f]);
      if (deflater::has_efforts()) sizes[f] = keep_deflated(deflate_effort::thorough);
    }
    if (!deflater::has_efforts()) return result();
    // Then the promising ones with full effort, best first; with few bytes there is time for all.
    bool tried[filter_choices] = {};
    const bool few = n <= few_bytes;
    const std::size_t most = few ? filter_choices : promising;
    std::size_t least = 0; // of the best
    for (std::size_t i = 0; i < most; ++i) {
      std::size_t next = filter_choices;
      for (std::size_t f = 0; f < filter_choices; ++f)
        if (!tried[f] && (next == filter_choices || sizes[f] < sizes[next])) next = f;
      if (i == 0) least = sizes[next];
      if (!few && sizes[next] > least + least / 32) break;
      tried[next] = true;
      filter(rows, next);
      // For little data, the strongest effort can be misled by its own estimates, so a weaker one
      // is tried.
      if (least < n / 16 || few) static_cast<void>(keep_deflated(deflate_effort::better));
      static_cast<void>(keep_deflated(deflate_effort::strongest));
    }
    return result();
  }

  [[nodiscard]] std::size_t memory() const noexcept override {
    constexpr std::size_t of_deflater = std::size_t{1} << 20;
    return balanced_.memory() + filterer_.memory() + own_.memory() + filtered_.capacity() +
           out_.capacity() + best_.capacity() + 4 * of_deflater;
  }

private:
  static constexpr std::size_t few_bytes = 65536;
  static constexpr std::size_t promising = 3;

  void filter(const png_rows& rows, std::size_t choice) {
    filterer_.filter(filtered_.data(), static_cast<filter_choice>(choice), rows, 0, rows.count);
  }
  [[nodiscard]] std::span<const std::uint8_t> filtered() const noexcept {
    return {filtered_.data(), size_};
  }

  [[nodiscard]] compressed_strip result() noexcept {
    return {best_.data() + compressed_strip::front, best_size_, adler_, size_};
  }
  // Keeps the result if it is smaller than the best so far.
  [[gnu::noinline]] void keep(std::size_t size) {
    if (size >= best_size_) return;
    best_size_ = size;
    std::swap(best_, out_);
    adler_ = adler32(filtered());
  }
  [[gnu::noinline]] std::size_t keep_deflated(deflate_effort effort) {
    std::unique_ptr<deflater>& d = deflaters_[static_cast<std::size_t>(effort)];
    if (!d) d.reset(new deflater(effort));
    const std::size_t size = d->compress(filtered(), last_, out_, compressed_strip::front);
    keep(size);
    return size;
  }

  row_filterer filterer_;
  own_deflater own_;
  balanced_compressor balanced_;
  std::unique_ptr<deflater> deflaters_[4]; // by effort, made when first needed
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> best_;
  std::size_t best_size_ = 0;
  std::size_t size_ = 0; // of the filtered rows
  std::uint32_t adler_ = 1;
  bool last_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

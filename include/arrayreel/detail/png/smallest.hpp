// A strip compressed as far as it goes: each filter by each way that may be the best.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../deflate/libdeflate.hpp"
#include "balanced.hpp"
#include "codes.hpp"
#include "row_choice.hpp"
#include "strip.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Compresses strips one after the other, with memory that it keeps: as `strip_writer`.
class smallest_writer {
public:
  /// The rows, filtered, as whole bytes of deflate, which continue those of the strips before.
  /// \param last no rows follow
  [[nodiscard]] std::span<const std::uint8_t> write(const png_rows& rows, bool last,
                                                    std::size_t bytes_in_front = 0) {
    const std::size_t n = rows.count * (rows.bytes + 1);
    size_ = n;
    last_ = last;
    front_bytes_ = bytes_in_front;
    const std::span<const std::uint8_t> balanced = balanced_.write(rows, last, bytes_in_front);
    best_.assign(balanced_.front(), balanced_.front() + balanced.size());
    best_size_ = balanced.size() - bytes_in_front;
    adler_ = balanced_.adler();
    best_.resize(best_size_ + bytes_in_front + room_behind);

    filtered_.resize(n + code_writer::slack);
    // All filters, in the time that few of them would take with all effort.
    std::array<std::size_t, filter_choices> sizes{};
    for (std::size_t f = 0; f < filter_choices; ++f) {
      filter(rows, f);
      keep_codes(block_way::runs);
      keep_codes(block_way::matches);
      sizes[f] = keep_deflated(deflate_effort::thorough);
    }
    // Of these the promising ones; for few bytes there is time for all.
    std::array<std::size_t, filter_choices> order{0, 1, 2, 3, 4, 5, 6};
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) {
      return sizes[a] < sizes[b] || (sizes[a] == sizes[b] && a < b);
    });
    const std::size_t least = sizes[order[0]];
    const std::size_t most = n <= few_bytes ? filter_choices : promising;
    for (std::size_t i = 0; i < most; ++i) {
      if (n > few_bytes && sizes[order[i]] > least + least / 32) break;
      filter(rows, order[i]);
      // Of little, the estimates that lead the strongest may lead it astray.
      if (least < n / 16 || n <= few_bytes)
        static_cast<void>(keep_deflated(deflate_effort::better));
      static_cast<void>(keep_deflated(deflate_effort::strongest));
    }
    return {best_.data(), bytes_in_front + best_size_};
  }

  /// Room for `bytes_in_front` of the last `write`.
  [[nodiscard]] std::uint8_t* front() noexcept { return best_.data(); }
  /// The Adler-32 of the last strip's filtered rows, and how many bytes they are.
  [[nodiscard]] std::uint32_t adler() const noexcept { return adler_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

private:
  static constexpr std::size_t few_bytes = 65536;
  static constexpr std::size_t promising = 3;
  // For what a stream writes after a strip.
  static constexpr std::size_t room_behind = 64;

  void filter(const png_rows& rows, std::size_t choice) {
    filterer_.filter(filtered_.data(), static_cast<filter_choice>(choice), rows, 0, rows.count);
  }
  [[nodiscard]] std::span<const std::uint8_t> filtered() const noexcept {
    return {filtered_.data(), static_cast<std::size_t>(size_)};
  }

  // The first of those that are equal stays.
  void keep(std::size_t size) {
    if (size >= best_size_) return;
    best_size_ = size;
    std::swap(best_, out_);
    adler_ = adler32(filtered());
  }
  void keep_codes(block_way way) { keep(codes_.write(filtered(), way, last_, out_, front_bytes_)); }
  std::size_t keep_deflated(deflate_effort effort) {
    std::optional<deflater>& d = deflaters_[static_cast<std::size_t>(effort)];
    if (!d) d.emplace(effort);
    const std::size_t size = d->compress(filtered(), last_, out_, front_bytes_);
    keep(size);
    return size;
  }

  row_filterer filterer_;
  code_writer codes_;
  balanced_writer balanced_;
  std::optional<deflater> deflaters_[4];
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> best_;
  std::size_t best_size_ = 0;
  std::size_t front_bytes_ = 0;
  bool last_ = false;
  std::uint32_t adler_ = 1;
  std::uint64_t size_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

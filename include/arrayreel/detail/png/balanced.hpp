// A strip compressed well in little time: by Huffman codes or by matches, whichever a sample
// favours.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../deflate/libdeflate.hpp"
#include "codes.hpp"
#include "row_choice.hpp"
#include "strip.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Compresses strips one after the other, with memory that it keeps: as `strip_writer`.
class balanced_writer {
public:
  /// The rows, filtered, as whole bytes of deflate, which continue those of the strips before.
  /// \param last no rows follow
  [[nodiscard]] std::span<const std::uint8_t> write(const png_rows& rows, bool last,
                                                    std::size_t bytes_in_front = 0) {
    const std::size_t n = rows.count * (rows.bytes + 1);
    const plan p = plan_for(rows);
    filtered_.resize(n + code_writer::slack);
    const std::span<const std::uint8_t> filtered(filtered_.data(), n);
    size_ = n;
    std::size_t best = 0;
    filter_choice filter = filter_choice::none;
    const auto use = [&](filter_choice choice) {
      if (best != 0 && filter == choice) return;
      filterer_.filter(filtered_.data(), choice, rows, 0, rows.count);
      filter = choice;
    };
    // What was just written, to `out_`.
    const auto keep = [&](std::size_t size) {
      if (best != 0 && size >= best) return;
      best = size;
      std::swap(best_, out_);
      adler_ = adler32(filtered);
    };
    if (p.codes) {
      use(p.code_filter);
      keep(codes_.write(filtered, block_way::runs, last, out_, bytes_in_front));
    }
    if (p.matches == effort::some) {
      use(p.match_filter);
      keep(deflater::is_quick
               ? deflated(filtered, deflate_effort::quick, last, bytes_in_front)
               : codes_.write(filtered, block_way::matches, last, out_, bytes_in_front));
    }
    if (p.matches == effort::much) {
      use(p.match_filter);
      keep(deflated(filtered, deflate_effort::thorough, last, bytes_in_front));
    }
    return {best_.data(), bytes_in_front + best};
  }

  /// Room for `bytes_in_front` of the last `write`.
  [[nodiscard]] std::uint8_t* front() noexcept { return best_.data(); }
  /// The Adler-32 of the last strip's filtered rows, and how many bytes they are.
  [[nodiscard]] std::uint32_t adler() const noexcept { return adler_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// Bytes that it keeps, libraries' memory among them.
  [[nodiscard]] std::size_t memory() const noexcept {
    constexpr std::size_t of_deflater = std::size_t{1} << 20;
    return filterer_.memory() + codes_.memory() + filtered_.capacity() + sample_.capacity() +
           out_.capacity() + best_.capacity() +
           ((quick_ ? 1 : 0) + (thorough_ ? 1 : 0)) * of_deflater;
  }

private:
  enum class effort : unsigned char { none, some, much };
  struct plan {
    bool codes = false; // by runs alone
    effort matches = effort::none;
    filter_choice code_filter = filter_choice::none;
    filter_choice match_filter = filter_choice::none;
  };

  // Bytes of the rows that all is decided by: some in each of so many places.
  static constexpr std::size_t sample_bytes = 65536;
  static constexpr std::size_t places = 2;
  static constexpr filter_choice choices[] = {filter_choice::sub,        filter_choice::up,
                                              filter_choice::average,    filter_choice::paeth,
                                              filter_choice::magnitudes, filter_choice::none};

  [[nodiscard]] std::size_t deflated(std::span<const std::uint8_t> bytes, deflate_effort how,
                                     bool last, std::size_t bytes_in_front) {
    std::optional<deflater>& d = how == deflate_effort::quick ? quick_ : thorough_;
    if (!d) d.emplace(how);
    return d->compress(bytes, last, out_, bytes_in_front);
  }

  void filter_sample(filter_choice choice, const png_rows& rows, std::size_t of_place,
                     std::size_t places_in_use) {
    for (std::size_t place = 0; place < places_in_use; ++place) {
      const std::size_t first = (2 * place + 1) * (rows.count - of_place) / (2 * places_in_use);
      filterer_.filter(sample_.data() + place * of_place * (rows.bytes + 1), choice, rows, first,
                       first + of_place);
    }
  }

  // 1/256 bits of the sample; each place as a block, as blocks have codes of their own.
  [[nodiscard]] std::uint64_t sample_bits(std::size_t n, std::size_t places_in_use, block_way way) {
    const std::size_t part = n / places_in_use;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < n; i += part) {
      const std::span<const std::uint8_t> bytes(sample_.data() + i, part);
      bits += codes_.bits_of(bytes, way);
    }
    return bits;
  }

  // By some rows from all over, each so many as of a block.
  [[nodiscard]] filter_choice best_for_codes(const png_rows& rows) {
    const std::size_t stride = rows.bytes + 1;
    const std::size_t of_block =
        std::min(rows.count, std::max<std::size_t>(1, code_writer::block_bytes / stride));
    const std::size_t step = std::max<std::size_t>(1, of_block * stride / 8192);
    const std::size_t enough = ((of_block - 1) / step + 1) * stride + code_writer::slack;
    if (sample_.size() < enough) sample_.resize(enough);
    filter_choice best = filter_choice::none;
    std::uint64_t least = ~std::uint64_t{0};
    for (const filter_choice choice : choices) {
      std::uint64_t bits = 0;
      for (std::size_t first = 0; first < rows.count; first += of_block) {
        const std::size_t end = std::min(rows.count, first + of_block);
        std::size_t n = 0;
        for (std::size_t y = first; y < end; y += step, n += stride)
          filterer_.filter(sample_.data() + n, choice, rows, y, y + 1);
        bits += codes_.bits_of({sample_.data(), n}, block_way::runs);
      }
      if (bits >= least) continue;
      least = bits;
      best = choice;
    }
    return best;
  }

  [[nodiscard]] plan plan_for(const png_rows& rows) {
    const std::size_t stride = rows.bytes + 1;
    const bool all = rows.count * stride <= sample_bytes;
    std::size_t of_place = all ? rows.count : sample_bytes / places / stride;
    if (of_place < 2) of_place = 2; // or nothing repeats from one to the next
    if (of_place > rows.count) of_place = rows.count;
    std::size_t count = all ? 1 : places;
    if (count * of_place > rows.count) count = 1;
    const std::size_t n = count * of_place * stride;
    if (sample_.size() < n + code_writer::slack) sample_.resize(n + code_writer::slack);

    plan best;
    // Which filter leaves most to be found,
    std::uint64_t by_matches = ~std::uint64_t{0};
    for (const filter_choice choice : choices) {
      if (choice == filter_choice::magnitudes) continue; // which is like `paeth` here
      filter_sample(choice, rows, of_place, count);
      const std::uint64_t bits = sample_bits(n, count, block_way::matches);
      if (bits >= by_matches) continue;
      by_matches = bits;
      best.match_filter = choice;
    }
    // and what there is without.
    best.code_filter = best_for_codes(rows);
    filter_sample(best.code_filter, rows, of_place, count);
    const std::uint64_t by_codes = sample_bits(n, count, block_way::runs);
    const auto percent = [](std::uint64_t bits, unsigned part) { return bits / 100 * part; };
    if (by_matches < percent(by_codes, 98)) best.matches = effort::some;
    // Time goes where there is much to be found.
    if (by_matches < percent(by_codes, 86)) best.matches = effort::much;
    // Few bytes, and what is nearly nothing, take no time, and a sample says little of it.
    best.codes =
        by_matches >= percent(by_codes, 93) || all || by_codes < std::uint64_t{n} * 256 * 8 / 16;
    return best;
  }

  row_filterer filterer_;
  code_writer codes_;
  std::optional<deflater> quick_;
  std::optional<deflater> thorough_;
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> sample_;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> best_;
  std::uint32_t adler_ = 1;
  std::uint64_t size_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

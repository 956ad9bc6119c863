// The compressor `balanced`: compresses a strip well in little time. A sample decides whether
// Huffman codes alone or matches are used.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

#include "../deflate/checksums.hpp"
#include "../deflate/costs.hpp"
#include "../deflate/deflater.hpp"
#include "../deflate/own_deflater.hpp"
#include "adaptive_filter.hpp"
#include "compressor.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Chooses a filter and an effort for each strip, by samples.
class balanced_compressor final : public strip_compressor {
public:
  /// A strip has about so many bytes; one sample stands for it.
  static constexpr std::size_t strip_bytes = std::size_t{3} << 19;

  compressed_strip compress(const png_rows& rows, bool last) override {
    const std::size_t n = rows.count * (rows.bytes + 1);
    const plan p = plan_for(rows);
    filtered_.resize(n + own_deflater::slack);
    last_ = last;
    best_size_ = 0;
    if (p.codes) {
      filter(rows, p.code_filter);
      keep(own_.compress(filtered(n), block_strategy::runs, last, out_, compressed_strip::front),
           n);
    }
    if (p.matches != effort::none) {
      if (!p.codes || p.code_filter != p.match_filter) filter(rows, p.match_filter);
      if (p.matches == effort::much)
        keep(deflated(filtered(n), thorough_, deflate_effort::thorough), n);
      else if (deflater::is_quick())
        keep(deflated(filtered(n), quick_, deflate_effort::quick), n);
      else
        keep(own_.compress(filtered(n), block_strategy::matches, last, out_,
                           compressed_strip::front),
             n);
    }
    return {best_.data() + compressed_strip::front, best_size_, adler_, n};
  }

  /// Includes the memory of the libraries.
  [[nodiscard]] std::size_t memory() const noexcept override {
    constexpr std::size_t of_deflater = std::size_t{1} << 20;
    return filterer_.memory() + own_.memory() + filtered_.capacity() + sample_.capacity() +
           out_.capacity() + best_.capacity() +
           ((quick_ ? 1 : 0) + (thorough_ ? 1 : 0)) * of_deflater;
  }

private:
  enum class effort : unsigned char { none, some, much };
  struct plan {
    bool codes = false; // with runs alone
    effort matches = effort::none;
    filter_choice code_filter = filter_choice::none;
    filter_choice match_filter = filter_choice::none;
  };

  // The sample: some rows from each of several places.
  static constexpr std::size_t sample_bytes = 65536;
  static constexpr std::size_t places = 2;
  static constexpr filter_choice choices[] = {filter_choice::sub,        filter_choice::up,
                                              filter_choice::average,    filter_choice::paeth,
                                              filter_choice::magnitudes, filter_choice::none};

  void filter(const png_rows& rows, filter_choice choice) {
    filterer_.filter(filtered_.data(), choice, rows, 0, rows.count);
  }
  [[nodiscard]] std::span<const std::uint8_t> filtered(std::size_t n) const noexcept {
    return {filtered_.data(), n};
  }
  [[nodiscard]] std::size_t deflated(std::span<const std::uint8_t> bytes,
                                     std::unique_ptr<deflater>& by, deflate_effort how) {
    if (!by) by.reset(new deflater(how));
    return by->compress(bytes, last_, out_, compressed_strip::front);
  }
  // Keeps what was just written in `out_` if it is smaller than the best so far.
  void keep(std::size_t size, std::size_t n) {
    if (best_size_ != 0 && size >= best_size_) return;
    best_size_ = size;
    std::swap(best_, out_);
    adler_ = adler32(filtered(n));
  }

  void filter_sample(filter_choice choice, const png_rows& rows, std::size_t of_place,
                     std::size_t places_in_use) {
    for (std::size_t place = 0; place < places_in_use; ++place) {
      const std::size_t first = (2 * place + 1) * (rows.count - of_place) / (2 * places_in_use);
      filterer_.filter(sample_.data() + place * of_place * (rows.bytes + 1), choice, rows, first,
                       first + of_place);
    }
  }

  // The bits of the sample, in units of 1/256. Each place counts as a block, with codes of its own.
  [[nodiscard]] std::uint64_t sample_bits(std::size_t n, std::size_t places_in_use,
                                          block_strategy strategy) {
    const std::size_t part = n / places_in_use;
    std::uint64_t bits = 0;
    for (std::size_t i = 0; i < n; i += part) {
      const std::span<const std::uint8_t> bytes(sample_.data() + i, part);
      bits += own_.bits_of(bytes, strategy);
    }
    return bits;
  }

  // Takes rows from all over the strip, at each place as many as a block has.
  [[nodiscard]] filter_choice best_for_codes(const png_rows& rows) {
    const std::size_t stride = rows.bytes + 1;
    const std::size_t of_block =
        std::min(rows.count, std::max<std::size_t>(1, own_deflater::block_bytes / stride));
    const std::size_t step = std::max<std::size_t>(1, of_block * stride / 8192);
    const std::size_t enough = ((of_block - 1) / step + 1) * stride + own_deflater::slack;
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
        bits += own_.bits_of({sample_.data(), n}, block_strategy::runs);
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
    if (of_place < 2) of_place = 2; // one row alone cannot repeat another
    if (of_place > rows.count) of_place = rows.count;
    std::size_t count = all ? 1 : places;
    if (count * of_place > rows.count) count = 1;
    const std::size_t n = count * of_place * stride;
    if (sample_.size() < n + own_deflater::slack) sample_.resize(n + own_deflater::slack);

    plan best;
    // Finds the filter after which matches save most,
    std::uint64_t by_matches = ~std::uint64_t{0};
    for (const filter_choice choice : choices) {
      if (choice == filter_choice::magnitudes) continue; // as good as `paeth` here
      filter_sample(choice, rows, of_place, count);
      const std::uint64_t bits = sample_bits(n, count, block_strategy::matches);
      if (bits >= by_matches) continue;
      by_matches = bits;
      best.match_filter = choice;
    }
    // and the size without a filter.
    best.code_filter = best_for_codes(rows);
    filter_sample(best.code_filter, rows, of_place, count);
    const std::uint64_t by_codes = sample_bits(n, count, block_strategy::runs);
    const auto percent = [](std::uint64_t bits, unsigned part) { return bits / 100 * part; };
    if (by_matches < percent(by_codes, 98)) best.matches = effort::some;
    // Spends time where matches save much.
    if (by_matches < percent(by_codes, 86)) best.matches = effort::much;
    // Few bytes, and those that compress to nearly nothing, take no time, and a sample says little.
    best.codes =
        by_matches >= percent(by_codes, 93) || all || by_codes < std::uint64_t{n} * 256 * 8 / 16;
    return best;
  }

  row_filterer filterer_;
  own_deflater own_;
  std::unique_ptr<deflater> quick_;
  std::unique_ptr<deflater> thorough_;
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> sample_;
  std::vector<std::uint8_t> out_;
  std::vector<std::uint8_t> best_;
  std::size_t best_size_ = 0;
  std::uint32_t adler_ = 1;
  bool last_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

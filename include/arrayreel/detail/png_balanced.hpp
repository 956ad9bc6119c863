// A strip compressed well in little time: by Huffman codes or by matches, whichever a sample favours.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "libdeflate.hpp"
#include "png_codes.hpp"
#include "png_row_choice.hpp"
#include "png_strip.hpp"

namespace arrayreel::inline v0::detail {

/// Compresses strips one after the other, with memory that it keeps: as `strip_writer`.
class balanced_writer {
public:
  /// The rows, filtered, as whole bytes of deflate, which continue those of the strips before.
  /// \param last no rows follow
  [[nodiscard]] std::span<const std::uint8_t> write(const png_rows& rows, bool last,
                                                    std::size_t bytes_in_front = 0) {
    const std::size_t stride = rows.bytes + 1;
    const std::size_t n = rows.count * stride;
    const plan p = plan_for(rows);
    if (p.way == coding::stored) {
      const std::span<const std::uint8_t> strip = stored_.write(rows, last, bytes_in_front);
      front_ = stored_.front();
      adler_ = stored_.adler();
      size_ = stored_.size();
      return strip;
    }
    size_ = n;
    filtered_.resize(n + code_writer::slack);
    std::size_t best = 0;
    std::size_t next = 0; // of the two memories
    const auto keep = [&](std::size_t size, filter_choice choice) {
      if (best != 0 && size >= best) return;
      best = size;
      front_ = out_[next].data();
      next = 1 - next;
      if (choice != adler_choice_ || !adler_known_) {
        adler_ = adler32({filtered_.data(), n});
        adler_choice_ = choice;
        adler_known_ = true;
      }
    };
    adler_known_ = false;
    std::optional<filter_choice> filtered;
    if (p.way != coding::matches) {
      filterer_.filter(filtered_.data(), p.huffman_filter, rows, 0, rows.count);
      filtered = p.huffman_filter;
      keep(codes_.write({filtered_.data(), n}, p.blocks, p.costs, last, out_[next], bytes_in_front),
           p.huffman_filter);
    }
    if (p.way != coding::codes) {
      if (filtered != p.match_filter)
        filterer_.filter(filtered_.data(), p.match_filter, rows, 0, rows.count);
      keep(deflater_for(p.effort)
               .compress({filtered_.data(), n}, last, out_[next], bytes_in_front),
           p.match_filter);
    }
    return {front_, bytes_in_front + best};
  }

  /// Room for `bytes_in_front` of the last `write`.
  [[nodiscard]] std::uint8_t* front() noexcept { return front_; }
  /// The Adler-32 of the last strip's filtered rows, and how many bytes they are.
  [[nodiscard]] std::uint32_t adler() const noexcept { return adler_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

private:
  enum class coding : unsigned char { stored, codes, matches, both };
  struct plan {
    coding way = coding::stored;
    filter_choice huffman_filter = filter_choice::none;
    filter_choice match_filter = filter_choice::none;
    deflate_effort effort = deflate_effort::thorough;
    block_way blocks = block_way::runs;
    literal_costs costs{};
  };

  // Bytes of the rows that all is decided by: some in each of so many places.
  static constexpr std::size_t sample_bytes = 32768;
  static constexpr std::size_t places = 8;
  [[nodiscard]] deflater& deflater_for(deflate_effort effort) {
    std::optional<deflater>& d = deflaters_[static_cast<std::size_t>(effort)];
    if (!d) d.emplace(effort);
    return *d;
  }

  void filter_sample(filter_choice choice, const png_rows& rows, std::size_t of_place,
                     std::size_t places_in_use) {
    for (std::size_t place = 0; place < places_in_use; ++place) {
      const std::size_t first = places_in_use == 1
                                    ? (rows.count - of_place) / 2
                                    : place * (rows.count - of_place) / (places_in_use - 1);
      filterer_.filter(sample_.data() + place * of_place * (rows.bytes + 1), choice, rows, first,
                       first + of_place);
    }
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
    sample_.resize(n + code_writer::slack);

    plan best;
    std::uint64_t by_codes = ~std::uint64_t{0};
    std::uint64_t by_runs = ~std::uint64_t{0};
    std::uint64_t by_matches = ~std::uint64_t{0};
    for (const filter_choice choice :
         {filter_choice::sub, filter_choice::up, filter_choice::average, filter_choice::paeth,
          filter_choice::magnitudes, filter_choice::none}) {
      filter_sample(choice, rows, of_place, count);
      const literal_costs costs = code_writer::costs_of({sample_.data(), n});
      for (const block_way way : {block_way::runs, block_way::matches}) {
        const std::uint64_t bits = codes_.bits_of({sample_.data(), n}, way, costs);
        std::uint64_t& least = way == block_way::runs ? by_runs : by_matches;
        if (bits < least) {
          least = bits;
          if (way == block_way::matches) best.match_filter = choice;
        }
        // The more difficult way only where it brings something.
        if (bits + (way == block_way::matches ? bits / 100 : 0) >= by_codes) continue;
        by_codes = bits;
        best.huffman_filter = choice;
        best.blocks = way;
        best.costs = costs;
      }
    }
    // The filter that is best for few matches is so for many.
    filter_sample(best.match_filter, rows, of_place, count);
    const std::uint64_t sketch = std::uint64_t{256 * 8} *
                                 deflater_for(deflate_effort::sketch)
                                     .compress({sample_.data(), n}, true, out_[0]);
    const auto percent = [](std::uint64_t bits, unsigned part) { return bits / 100 * part; };
    if ((by_codes < sketch ? by_codes : sketch) > std::uint64_t{n} * 256 * 8 / 128 * 127)
      best.way = coding::stored;
    else if (sketch > percent(by_codes, 103))
      best.way = coding::codes;
    else if (sketch < percent(by_codes, 99)) // more effort makes it still less
      best.way = coding::matches;
    else
      best.way = coding::both;
    // Time goes where there is much to be found.
    best.effort =
        sketch < percent(by_runs, 85) ? deflate_effort::thorough : deflate_effort::quick;
    return best;
  }

  row_filterer filterer_;
  code_writer codes_;
  strip_writer stored_;
  std::optional<deflater> deflaters_[5];
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> sample_;
  std::vector<std::uint8_t> out_[2];
  std::uint8_t* front_ = nullptr;
  filter_choice adler_choice_ = filter_choice::none;
  bool adler_known_ = false;
  std::uint32_t adler_ = 1;
  std::uint64_t size_ = 0;
};

} // namespace arrayreel::inline v0::detail

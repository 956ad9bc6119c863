// The compressor `fast`: filters and compresses a strip of rows at the speed of memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../deflate/block_writer.hpp"
#include "../deflate/checksums.hpp"
#include "../deflate/costs.hpp"
#include "compressor.hpp"
#include "filters.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Chooses one filter and one strategy for each strip, from a sample of its rows.
class fast_compressor final : public strip_compressor {
public:
  /// A strip has so many bytes, at least one row.
  static constexpr std::size_t strip_bytes = std::size_t{1} << 20;

  compressed_strip compress(const png_rows& rows, bool last) override {
    if (zeros_.size() < rows.bytes && rows.above == nullptr) zeros_.assign(rows.bytes, 0);
    const strip_plan plan = plan_for(rows);
    const std::size_t stride = rows.bytes + 1;
    std::size_t rows_of_block =
        stride >= block_writer::largest ? 1 : block_writer::largest / stride;
    if (rows_of_block > rows.count) rows_of_block = rows.count;
    const std::size_t needed = deflate_window + rows_of_block * stride + 64;
    if (filtered_.size() < needed) filtered_.resize(needed);
    const std::size_t room = compressed_strip::front + block_writer::room_for(rows.count * stride) +
                             rows.count * stride / block_writer::largest * 1024;
    if (out_.size() < room) out_.resize(room);
    blocks_.restart(rows.count * stride);
    bit_writer out{out_.data() + compressed_strip::front};
    std::uint32_t adler = 1;

    std::size_t history = 0; // bytes before the block
    for (std::size_t y = 0; y < rows.count; y += rows_of_block) {
      const std::size_t end = y + rows_of_block < rows.count ? y + rows_of_block : rows.count;
      std::uint8_t* const block = filtered_.data() + history;
      std::uint8_t* to = block;
      for (std::size_t row = y; row < end; ++row, to += stride) {
        *to = static_cast<std::uint8_t>(plan.filter);
        filter_row_to(to + 1, plan.filter, rows.row(row, zeros_.data()));
      }
      const auto n = static_cast<std::size_t>(to - block);
      adler = adler32({block, n}, adler);
      for (std::size_t done = 0; done < n;) {
        const std::size_t part =
            n - done < block_writer::largest ? n - done : block_writer::largest;
        const std::uint8_t* const p = block + done;
        const auto before = static_cast<std::size_t>(p - filtered_.data());
        done += part;
        blocks_.write(out, before > deflate_window ? p - deflate_window : filtered_.data(), p, part,
                      plan.strategy, plan.costs, last && end == rows.count && done == n);
      }
      if (history + n > deflate_window) {
        std::memmove(filtered_.data(), to - deflate_window, deflate_window);
        history = deflate_window;
      } else {
        history += n;
      }
    }
    if (last)
      out.align();
    else
      block_writer::end_part(out);
    std::uint8_t* const begin = out_.data() + compressed_strip::front;
    return {begin, static_cast<std::size_t>(out.out - begin), adler,
            std::uint64_t{rows.count} * stride};
  }

  [[nodiscard]] std::size_t memory() const noexcept override {
    return blocks_.memory() + zeros_.capacity() + filtered_.capacity() + sample_.capacity() +
           out_.capacity();
  }

private:
  struct strip_plan {
    row_filter filter = row_filter::none;
    block_strategy strategy = block_strategy::stored;
    literal_costs costs{};
  };

  // A part of a long row is enough for a sample.
  static constexpr std::size_t longest_part = 8192;
  [[nodiscard]] static std::size_t part_of_row(const png_rows& rows) noexcept {
    return rows.bytes < longest_part ? rows.bytes : longest_part;
  }

  // Filters rows, or parts of them, each after the number of its filter. Bytes before a part count
  // as zero.
  [[gnu::noinline]] void filter_sample(row_filter filter, const png_rows& rows, std::size_t first,
                     std::size_t count) {
    const std::size_t part = part_of_row(rows);
    sample_.resize(count * (part + 1) + 64);
    std::uint8_t* to = sample_.data();
    for (std::size_t y = first; y < first + count; ++y, to += part + 1) {
      filter_row row = rows.row(y, zeros_.data());
      const std::size_t begin = (rows.bytes - part) / 2 / rows.pixel * rows.pixel;
      row.row += begin;
      row.above += begin;
      row.size = part;
      *to = static_cast<std::uint8_t>(filter);
      filter_row_to(to + 1, filter, row);
    }
  }

  // The entropy of the sample's first bytes, in units of 1/256 bit.
  [[nodiscard]] std::uint64_t tokens_bits(std::size_t n, block_strategy strategy,
                                          const literal_costs& costs) {
    blocks_.restart(n);
    token_list list{};
    blocks_.find_tokens(list, sample_.data(), sample_.data(), n, strategy, costs);
    return bits_of(list.counts);
  }

  [[nodiscard]] strip_plan plan_for(const png_rows& rows) {
    const std::size_t part = part_of_row(rows);
    strip_plan plan;
    // A few rows from all over the strip choose the filter,
    std::size_t wanted = 1024 / part + 1;
    if (wanted < rows.count / 64) wanted = rows.count / 64;
    if (wanted > rows.count) wanted = rows.count;
    const std::size_t step = (rows.count + wanted - 1) / wanted;
    std::uint64_t least = ~std::uint64_t{0};
    std::uint32_t sum = 0;
    std::uint32_t best_counts[256] = {};
    for (const row_filter filter : {row_filter::sub, row_filter::up, row_filter::average,
                                    row_filter::paeth, row_filter::none}) {
      byte_counter counter;
      sum = 0;
      for (std::size_t y = step / 2; y < rows.count; y += step) {
        filter_sample(filter, rows, y, 1);
        counter.add(sample_.data() + 1, part);
        sum += static_cast<std::uint32_t>(part);
      }
      std::uint32_t counts[256] = {};
      counter.sum_to(counts);
      const std::uint64_t bits = bits_of(counts, 256);
      if (bits < least) {
        least = bits;
        plan.filter = filter;
        std::memcpy(best_counts, counts, sizeof counts);
      }
    }
    if (least > std::uint64_t{sum} * 256 * 8 * 127 / 128) {
      plan.filter = row_filter::none;
      plan.strategy = block_strategy::stored;
      return plan;
    }
    plan.costs = costs_of(best_counts, sum);
    // With so few bytes there is time to look for matches everywhere.
    if (rows.count * (rows.bytes + 1) <= match_map::most) {
      plan.strategy = block_strategy::matches_of_few;
      return plan;
    }
    // and neighbouring rows show whether bytes repeat.
    std::size_t count = 4096 / part < 4 ? 4 : 4096 / part;
    if (count > rows.count) count = rows.count;
    filter_sample(plan.filter, rows, (rows.count - count) / 2, count);
    const std::size_t n = count * (part + 1);
    std::uint32_t counts[256] = {};
    count_bytes(sample_.data(), n, counts);
    const std::uint64_t literals = bits_of(counts, 256);
    const std::uint64_t runs = tokens_bits(n, block_strategy::runs, plan.costs);
    const std::uint64_t matches = tokens_bits(n, block_strategy::matches, plan.costs);
    plan.strategy = runs + runs / 50 < literals ? block_strategy::runs : block_strategy::literals;
    // Matches take several times as long as literals.
    if (matches < (runs < literals ? runs : literals) * 3 / 4) plan.strategy = block_strategy::matches;
    return plan;
  }

  block_writer blocks_;
  std::vector<std::uint8_t> zeros_;
  std::vector<std::uint8_t> filtered_;
  std::vector<std::uint8_t> sample_;
  std::vector<std::uint8_t> out_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

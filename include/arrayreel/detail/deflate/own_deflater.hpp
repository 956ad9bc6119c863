// Deflate by our own blocks, for as many bytes as there are.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "block_writer.hpp"
#include "costs.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes deflate with the strategies `runs` and `matches`, which need no long search. Keeps its
/// memory.
class own_deflater {
public:
  /// How many bytes must be readable after those that are given.
  static constexpr std::size_t slack = 64;
  /// In blocks up to this size, all bytes are counted.
  static constexpr std::size_t block_bytes = 65535;

  /// Appends the bytes as deflate to the first `bytes_in_front` bytes of `to`, which grows as
  /// needed. The output ends at a whole byte; unless it is the last, more deflate can follow.
  /// \returns the size of the output, without the bytes in front
  [[nodiscard]] std::size_t compress(std::span<const std::uint8_t> bytes, block_strategy strategy,
                                     bool last, std::vector<std::uint8_t>& to,
                                     std::size_t bytes_in_front) {
    const std::size_t n = bytes.size();
    const std::size_t room = bytes_in_front + block_writer::room_for(n) +
                             (n / block_bytes + 1) * block_writer::room_for(0) + slack;
    if (to.size() < room) to.resize(room);
    bit_writer out{to.data() + bytes_in_front};
    blocks_.restart(n);
    for (std::size_t done = 0; done < n;) {
      const std::size_t part = n - done < block_bytes ? n - done : block_bytes;
      const std::uint8_t* const block = bytes.data() + done;
      const std::uint8_t* const begin =
          done > deflate_window ? block - deflate_window : bytes.data();
      done += part;
      blocks_.write(out, begin, block, part, strategy, costs_of({block, part}), last && done == n);
    }
    if (last)
      out.align();
    else
      block_writer::end_part(out);
    return static_cast<std::size_t>(out.out - to.data()) - bytes_in_front;
  }

  /// The bits, in units of 1/256, of the bytes (the first 16 MB at most) as one block without
  /// header.
  [[nodiscard]] std::uint64_t bits_of(std::span<const std::uint8_t> bytes,
                                      block_strategy strategy) {
    constexpr std::size_t most = std::size_t{1} << 24; // the counters' limit
    if (bytes.size() > most) bytes = bytes.first(most);
    blocks_.restart(bytes.size());
    token_list list{};
    blocks_.find_tokens(list, bytes.data(), bytes.data(), bytes.size(), strategy, costs_of(bytes));
    return detail::bits_of(list.counts);
  }

  /// Bytes of memory that it keeps.
  [[nodiscard]] std::size_t memory() const noexcept { return blocks_.memory(); }

private:
  // The cost of literals among these bytes.
  [[nodiscard]] static literal_costs costs_of(std::span<const std::uint8_t> bytes) noexcept {
    std::uint32_t counts[256] = {};
    count_bytes(bytes.data(), bytes.size(), counts);
    return detail::costs_of(counts, static_cast<std::uint32_t>(bytes.size()));
  }

  block_writer blocks_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

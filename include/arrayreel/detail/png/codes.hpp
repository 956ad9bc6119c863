// Filtered rows by Huffman codes with exact counts, and what they would take.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../deflate/block.hpp"
#include "../deflate/costs.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Writes what needs no long search, with memory that it keeps: the ways `runs` and `matches`.
class code_writer {
public:
  /// So many bytes can be read after those that are given.
  static constexpr std::size_t slack = 64;
  /// Of blocks that are not larger all bytes are counted.
  static constexpr std::size_t block_bytes = 65535;

  /// The bytes as whole bytes of deflate after `bytes_in_front` others in `to`, which grows where
  /// it has to; more deflate can follow unless it is the last.
  /// \returns how many, without those in front
  [[nodiscard]] std::size_t write(std::span<const std::uint8_t> bytes, block_way way, bool last,
                                  std::vector<std::uint8_t>& to, std::size_t bytes_in_front) {
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
      blocks_.write(out, begin, block, part, way, costs_of({block, part}), last && done == n);
    }
    if (last)
      out.align();
    else
      block_writer::end_part(out);
    return static_cast<std::size_t>(out.out - to.data()) - bytes_in_front;
  }

  /// 1/256 bits that bytes, or the first 16 MB of them, take as one block, without its head.
  [[nodiscard]] std::uint64_t bits_of(std::span<const std::uint8_t> bytes, block_way way) {
    constexpr std::size_t most = std::size_t{1} << 24; // what counters hold
    if (bytes.size() > most) bytes = bytes.first(most);
    blocks_.restart(bytes.size());
    return detail::bits_of(
        blocks_.tokens_of(bytes.data(), bytes.data(), bytes.size(), way, costs_of(bytes)).counts);
  }

  /// Bytes that it keeps.
  [[nodiscard]] std::size_t memory() const noexcept { return blocks_.memory(); }

private:
  // What literals cost among these bytes.
  [[nodiscard]] static literal_costs costs_of(std::span<const std::uint8_t> bytes) noexcept {
    byte_counter counter;
    counter.add(bytes.data(), bytes.size());
    std::uint32_t counts[256] = {};
    counter.sum_to(counts);
    return detail::costs_of(counts, static_cast<std::uint32_t>(bytes.size()));
  }

  block_writer blocks_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// Compresses whole blocks of memory: with libdeflate if the program has it, otherwise with zlib, and without
// both with our own blocks.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How hard matches are searched for.
enum class deflate_effort : unsigned char {
  quick,    ///< finds most of them in little time
  thorough, ///< as zlib does by default
  better,   ///< looks more than one byte ahead
  strongest ///< takes the cheapest of many parses
};

/// Compresses pieces one after the other. Keeps its memory.
class ARRAYREEL_API deflater {
public:
  /// Whether the effort `quick` can beat our own matches: only with libdeflate.
  [[nodiscard]] static bool is_quick() noexcept;

  /// Whether more effort finds more: not with our own blocks, which have one.
  [[nodiscard]] static bool has_efforts() noexcept;

  explicit deflater(deflate_effort effort);
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
  ~deflater();

  /// Appends the bytes as raw deflate to the first `bytes_in_front` bytes of `to`, which grows as
  /// needed and by 8 bytes more. The output ends at a whole byte; unless it is the last, more
  /// deflate can follow. `own_deflater::slack` bytes must be readable after those that are given.
  /// \returns the size of the output, without the bytes in front
  std::size_t compress(std::span<const std::uint8_t> bytes, bool last,
                       std::vector<std::uint8_t>& to, std::size_t bytes_in_front = 0);

private:
  struct state; // the library's
  state* state_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "deflater.ipp"
#endif

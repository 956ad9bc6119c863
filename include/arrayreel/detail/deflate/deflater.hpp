// Compresses whole pieces of memory: by libdeflate where there is one, by zlib otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How long matches are looked for.
enum class deflate_effort : unsigned char {
  quick,    ///< no longer than it takes to find most of it
  thorough, ///< as zlib does by default
  better,   ///< with more than one look ahead
  strongest ///< with the best of many ways through
};

/// Compresses pieces one after the other, with memory that it keeps.
class ARRAYREEL_API deflater {
public:
  /// Whether the effort `quick` is worth it beside the library's own matches: with libdeflate.
  [[nodiscard]] static bool is_quick() noexcept;

  explicit deflater(deflate_effort effort);
  deflater(const deflater&) = delete;
  deflater& operator=(const deflater&) = delete;
  ~deflater();

  /// The bytes as raw deflate after `bytes_in_front` others in `to`, which grows where it has to,
  /// by 8 more: whole bytes, which more deflate can follow unless it is the last.
  /// \returns how many, without those in front
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

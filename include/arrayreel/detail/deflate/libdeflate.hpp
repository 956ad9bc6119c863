// Compresses whole pieces of memory: by libdeflate where there is one, by zlib otherwise.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

// ARRAYREEL_LIBDEFLATE, set for the whole program that is linked with it, says that there is one.
#if defined(ARRAYREEL_LIBDEFLATE)
#include <libdeflate.h>

#include "scan.hpp"
#else
#include <zlib.h>
#endif

#include "../../error.hpp"
#include "../base/interpreter_library.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
#if defined(ARRAYREEL_LIBDEFLATE)
inline const interpreter_library deflate_library{ARRAYREEL_DETAIL_LIBRARY("deflate", 0)};
#else
inline const interpreter_library deflate_library{ARRAYREEL_DETAIL_LIBRARY("z", ZLIB_VER_MAJOR)};
#endif
#endif

/// How long matches are looked for.
enum class deflate_effort : unsigned char {
  quick,    ///< no longer than it takes to find most of it
  thorough, ///< as zlib does by default
  better,   ///< with more than one look ahead
  strongest ///< with the best of many ways through
};

/// Compresses pieces one after the other, with memory that it keeps.
class deflater {
public:
  /// Whether the effort `quick` is worth it beside the library's own matches.
#if defined(ARRAYREEL_LIBDEFLATE)
  static constexpr bool is_quick = true;
#else
  static constexpr bool is_quick = false;
#endif

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
  // For another block, for what the scanner reads, and for 8 bytes of the caller's.
  static constexpr std::size_t room_behind = 32;

#if defined(ARRAYREEL_LIBDEFLATE)
  libdeflate_compressor* compressor_;
  std::unique_ptr<deflate_scanner> scanner_; // once it is needed
#else
  z_stream stream_{};
#endif
};

[[noreturn]] inline void refuse_deflate(const char* library, bool memory) {
  throw error(memory ? error_kind::limit : error_kind::encoder,
              std::string(library) +
                  (memory ? " has not enough memory to compress" : " cannot compress"));
}

#if defined(ARRAYREEL_LIBDEFLATE)

inline deflater::deflater(deflate_effort effort) {
  static constexpr int levels[] = {2, 6, 9, 12};
  compressor_ = ::libdeflate_alloc_compressor(levels[static_cast<std::size_t>(effort)]);
  if (compressor_ == nullptr) refuse_deflate("libdeflate", true);
}

inline deflater::~deflater() { ::libdeflate_free_compressor(compressor_); }

inline std::size_t deflater::compress(std::span<const std::uint8_t> bytes, bool last,
                                      std::vector<std::uint8_t>& to, std::size_t bytes_in_front) {
  const std::size_t room = ::libdeflate_deflate_compress_bound(compressor_, bytes.size());
  const std::size_t enough = bytes_in_front + room + room_behind;
  if (to.size() < enough) to.resize(enough);
  std::uint8_t* const out = to.data() + bytes_in_front;
  const std::size_t size =
      ::libdeflate_deflate_compress(compressor_, bytes.data(), bytes.size(), out, room);
  if (size == 0) refuse_deflate("libdeflate", false);
  if (last) return size;
  // libdeflate makes whole streams only: the last block of this one is made to be followed by an
  // empty stored one, which ends with a whole byte.
  if (!scanner_) scanner_ = std::unique_ptr<deflate_scanner>(new deflate_scanner);
  const std::optional<deflate_end> end = scanner_->end_of(out, size);
  if (!end) refuse_deflate("libdeflate", false);
  out[end->head / 8] = static_cast<std::uint8_t>(out[end->head / 8] & ~(1U << end->head % 8));
  const std::size_t whole = (end->end + 3 + 7) / 8;
  std::memset(out + size, 0, 2);
  static constexpr std::uint8_t empty[4] = {0, 0, 0xff, 0xff};
  std::memcpy(out + whole, empty, sizeof empty);
  return whole + sizeof empty;
}

#else

inline deflater::deflater(deflate_effort effort) {
  static constexpr int levels[] = {2, 5, 8, 9};
  // Negative window bits: no zlib header and trailer around the data.
  const int result = ::deflateInit2(&stream_, levels[static_cast<std::size_t>(effort)], Z_DEFLATED,
                                    -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  if (result != Z_OK) refuse_deflate("zlib", result == Z_MEM_ERROR);
}

// It says that a stream was not finished, which is no matter.
inline deflater::~deflater() { static_cast<void>(::deflateEnd(&stream_)); }

inline std::size_t deflater::compress(std::span<const std::uint8_t> bytes, bool last,
                                      std::vector<std::uint8_t>& to, std::size_t bytes_in_front) {
  if (::deflateReset(&stream_) != Z_OK) refuse_deflate("zlib", false);
  // Its counters may be narrower than sizes are.
  constexpr std::size_t most = std::size_t{1} << 30;
  const std::size_t enough = bytes_in_front + bytes.size() + bytes.size() / 256 + 1024;
  if (to.size() < enough) to.resize(enough);
  std::size_t done = 0;
  std::size_t size = bytes_in_front;
  for (;;) {
    const std::size_t part = bytes.size() - done < most ? bytes.size() - done : most;
    const std::size_t left = to.size() - room_behind - size;
    const std::size_t room = left < most ? left : most;
    const bool rest = done + part == bytes.size();
    stream_.next_in = const_cast<std::uint8_t*>(bytes.data() + done); // NOLINT: zlib only reads
    stream_.avail_in = static_cast<uInt>(part);
    stream_.next_out = to.data() + size;
    stream_.avail_out = static_cast<uInt>(room);
    const int flush = !rest ? Z_NO_FLUSH : last ? Z_FINISH : Z_SYNC_FLUSH;
    const int result = ::deflate(&stream_, flush);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      refuse_deflate("zlib", false);
    done += part - stream_.avail_in;
    size += room - stream_.avail_out;
    const bool full = stream_.avail_out == 0;
    if (result == Z_STREAM_END || (flush == Z_SYNC_FLUSH && stream_.avail_in == 0 && !full)) break;
    if (full && size + room_behind == to.size()) to.resize(2 * to.size());
  }
  return size - bytes_in_front;
}

#endif

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// libdeflate, zlib or our own blocks as a `deflater`.
#pragma once

#include "deflater.hpp"

#include <cstring>
#include <optional>

// ARRAYREEL_LIBDEFLATE says that there is one. It is set for the whole program, which links it.
#if defined(ARRAYREEL_LIBDEFLATE)
#include <memory>

#include <libdeflate.h>

#include "deflate_scanner.hpp"
#elif defined(ARRAYREEL_WITHOUT_LIBPNG)
#include "own_deflater.hpp"
#else
#include <zlib.h>
#endif

#include "../platform/interpreter_library.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
#if defined(ARRAYREEL_LIBDEFLATE)
inline const interpreter_library deflate_library{ARRAYREEL_DETAIL_LIBRARY("deflate", 0)};
#elif !defined(ARRAYREEL_WITHOUT_LIBPNG)
inline const interpreter_library deflate_library{ARRAYREEL_DETAIL_LIBRARY("z", ZLIB_VER_MAJOR)};
#endif
#endif

[[noreturn, gnu::cold]] inline void refuse_deflate(const char* library, bool memory) {
  refuse(memory ? error_kind::limit : error_kind::encoder,
         {library, memory ? " has not enough memory to compress" : " cannot compress"});
}

// Room behind the output: for one more block, for the scanner's reads, and for 8 bytes of the
// caller.
inline constexpr std::size_t room_behind_deflate = 32;

#if defined(ARRAYREEL_LIBDEFLATE)

struct deflater::state {
  libdeflate_compressor* compressor;
  std::unique_ptr<deflate_scanner> scanner; // made when first needed
};

ARRAYREEL_INLINE bool deflater::is_quick() noexcept { return true; }
ARRAYREEL_INLINE bool deflater::has_efforts() noexcept { return true; }

ARRAYREEL_INLINE deflater::deflater(deflate_effort effort) : state_(nullptr) {
  static constexpr int levels[] = {2, 6, 9, 12};
  std::unique_ptr<state> made(
      new state{::libdeflate_alloc_compressor(levels[static_cast<std::size_t>(effort)]), nullptr});
  if (made->compressor == nullptr) refuse_deflate("libdeflate", true);
  state_ = made.release();
}

ARRAYREEL_INLINE deflater::~deflater() {
  ::libdeflate_free_compressor(state_->compressor);
  delete state_;
}

ARRAYREEL_INLINE std::size_t deflater::compress(std::span<const std::uint8_t> bytes, bool last,
                                                std::vector<std::uint8_t>& to,
                                                std::size_t bytes_in_front) {
  libdeflate_compressor* const compressor = state_->compressor;
  const std::size_t room = ::libdeflate_deflate_compress_bound(compressor, bytes.size());
  const std::size_t enough = bytes_in_front + room + room_behind_deflate;
  if (to.size() < enough) to.resize(enough);
  std::uint8_t* const out = to.data() + bytes_in_front;
  const std::size_t size =
      ::libdeflate_deflate_compress(compressor, bytes.data(), bytes.size(), out, room);
  if (size == 0) refuse_deflate("libdeflate", false);
  if (last) return size;
  // libdeflate makes only whole streams: clear the last block's final flag and append an empty
  // stored block, which ends at a whole byte.
  if (!state_->scanner) state_->scanner.reset(new deflate_scanner);
  const std::optional<deflate_end> end = state_->scanner->end_of(out, size);
  if (!end) refuse_deflate("libdeflate", false);
  out[end->head / 8] = static_cast<std::uint8_t>(out[end->head / 8] & ~(1U << end->head % 8));
  const std::size_t whole = (end->end + 3 + 7) / 8;
  std::memset(out + size, 0, 2);
  static constexpr std::uint8_t empty[4] = {0, 0, 0xff, 0xff};
  std::memcpy(out + whole, empty, sizeof empty);
  return whole + sizeof empty;
}

#elif defined(ARRAYREEL_WITHOUT_LIBPNG)

struct deflater::state {
  own_deflater own;
};

ARRAYREEL_INLINE bool deflater::is_quick() noexcept { return false; }
ARRAYREEL_INLINE bool deflater::has_efforts() noexcept { return false; }

ARRAYREEL_INLINE deflater::deflater(deflate_effort) : state_(new state{}) {}
ARRAYREEL_INLINE deflater::~deflater() { delete state_; }

ARRAYREEL_INLINE std::size_t deflater::compress(std::span<const std::uint8_t> bytes, bool last,
                                                std::vector<std::uint8_t>& to,
                                                std::size_t bytes_in_front) {
  static_assert(own_deflater::slack >= room_behind_deflate);
  return state_->own.compress(bytes, block_strategy::matches, last, to, bytes_in_front);
}

#else

struct deflater::state {
  z_stream stream;
};

ARRAYREEL_INLINE bool deflater::is_quick() noexcept { return false; }
ARRAYREEL_INLINE bool deflater::has_efforts() noexcept { return true; }

ARRAYREEL_INLINE deflater::deflater(deflate_effort effort) : state_(new state{}) {
  static constexpr int levels[] = {2, 5, 8, 9};
  // Negative window bits: no zlib header and trailer around the data.
  const int result = ::deflateInit2(&state_->stream, levels[static_cast<std::size_t>(effort)],
                                    Z_DEFLATED, -MAX_WBITS, 9, Z_DEFAULT_STRATEGY);
  if (result == Z_OK) return;
  delete state_;
  refuse_deflate("zlib", result == Z_MEM_ERROR);
}

// It reports a stream that was not finished, which is intended here.
ARRAYREEL_INLINE deflater::~deflater() {
  static_cast<void>(::deflateEnd(&state_->stream));
  delete state_;
}

ARRAYREEL_INLINE std::size_t deflater::compress(std::span<const std::uint8_t> bytes, bool last,
                                                std::vector<std::uint8_t>& to,
                                                std::size_t bytes_in_front) {
  z_stream& stream = state_->stream;
  if (::deflateReset(&stream) != Z_OK) refuse_deflate("zlib", false);
  // zlib's counters may be narrower than std::size_t.
  constexpr std::size_t most = std::size_t{1} << 30;
  const std::size_t enough = bytes_in_front + bytes.size() + bytes.size() / 256 + 1024;
  if (to.size() < enough) to.resize(enough);
  std::size_t done = 0;
  std::size_t size = bytes_in_front;
  for (;;) {
    const std::size_t part = bytes.size() - done < most ? bytes.size() - done : most;
    const std::size_t left = to.size() - room_behind_deflate - size;
    const std::size_t room = left < most ? left : most;
    const bool rest = done + part == bytes.size();
    stream.next_in = const_cast<std::uint8_t*>(bytes.data() + done); // NOLINT: zlib only reads
    stream.avail_in = static_cast<uInt>(part);
    stream.next_out = to.data() + size;
    stream.avail_out = static_cast<uInt>(room);
    const int flush = !rest ? Z_NO_FLUSH : last ? Z_FINISH : Z_SYNC_FLUSH;
    const int result = ::deflate(&stream, flush);
    if (result != Z_OK && result != Z_STREAM_END && result != Z_BUF_ERROR)
      refuse_deflate("zlib", false);
    done += part - stream.avail_in;
    size += room - stream.avail_out;
    const bool full = stream.avail_out == 0;
    if (result == Z_STREAM_END || (flush == Z_SYNC_FLUSH && stream.avail_in == 0 && !full)) break;
    if (full && size + room_behind_deflate == to.size()) to.resize(2 * to.size());
  }
  return size - bytes_in_front;
}

#endif

} // namespace arrayreel::ARRAYREEL_ABI::detail

// zlib's inflate for raw deflate data, and CRC-32.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#include <zlib.h>

#include "../../error.hpp"
#include "../base/interpreter_library.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
inline const interpreter_library zlib_library{ARRAYREEL_DETAIL_LIBRARY("z", ZLIB_VER_MAJOR)};
#endif

/// One stream of raw deflate data. It cannot be moved: zlib's state points to it.
class inflater {
public:
  enum class status : unsigned char { more, end, malformed };

  inflater() {
    // Negative window bits: no zlib header and trailer around the data.
    const int result = ::inflateInit2(&stream_, -MAX_WBITS);
    if (result != Z_OK)
      throw error(result == Z_MEM_ERROR ? error_kind::limit : error_kind::io,
                  "zlib cannot inflate: " + message(result));
  }
  inflater(const inflater&) = delete;
  inflater& operator=(const inflater&) = delete;
  ~inflater() { static_cast<void>(::inflateEnd(&stream_)); } // fails only for a bad state

  /// Inflates from `in` to `out` and advances both pointers and the sizes that are left. The result
  /// `more` without any progress means that it needs input or output space.
  status run(const std::uint8_t*& in, std::size_t& in_left, std::uint8_t*& out,
             std::size_t& out_left) {
    const uInt in_piece = piece(in_left);
    const uInt out_piece = piece(out_left);
    stream_.next_in = const_cast<Bytef*>(in); // NOLINT: zlib does not write there
    stream_.avail_in = in_piece;
    stream_.next_out = out;
    stream_.avail_out = out_piece;
    const int result = ::inflate(&stream_, Z_NO_FLUSH);
    in += in_piece - stream_.avail_in;
    in_left -= in_piece - stream_.avail_in;
    out += out_piece - stream_.avail_out;
    out_left -= out_piece - stream_.avail_out;
    if (result == Z_STREAM_END) return status::end;
    if (result == Z_OK || result == Z_BUF_ERROR) return status::more;
    if (result == Z_MEM_ERROR) throw error(error_kind::limit, "zlib: " + message(result));
    return status::malformed;
  }

  /// What is wrong with malformed data.
  [[nodiscard]] std::string reason() const {
    return stream_.msg != nullptr ? stream_.msg : "invalid data";
  }

private:
  [[nodiscard]] static uInt piece(std::size_t size) noexcept {
    return static_cast<uInt>(std::min<std::size_t>(size, std::numeric_limits<uInt>::max()));
  }
  [[nodiscard]] static std::string message(int code) {
    const char* const text = ::zError(code);
    return text != nullptr ? text : "error";
  }

  z_stream stream_{};
};

/// The CRC-32 of more bytes after those whose CRC-32 is `crc` (0 for none).
[[nodiscard]] inline std::uint32_t crc32_of(std::uint32_t crc, const std::uint8_t* bytes,
                                            std::size_t size) noexcept {
  uLong value = crc;
  while (size != 0) {
    const auto n = static_cast<uInt>(std::min<std::size_t>(size, 1U << 30));
    value = ::crc32(value, bytes, n);
    bytes += n;
    size -= n;
  }
  return static_cast<std::uint32_t>(value);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

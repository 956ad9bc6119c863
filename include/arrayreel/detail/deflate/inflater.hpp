// Inflates raw deflate data: with zlib, or without it with libdeflate if the program has that.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>

#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
#include <zlib.h>
#elif defined(ARRAYREEL_LIBDEFLATE)
#include <memory>

#include <libdeflate.h>

#include "../../owned_array.hpp" // buffer
#endif

#include "../../error.hpp"
#include "../platform/interpreter_library.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if !defined(ARRAYREEL_WITHOUT_LIBPNG)

#if defined(__CLANG_REPL__) || defined(__CLING__)
inline const interpreter_library zlib_library{ARRAYREEL_DETAIL_LIBRARY("z", ZLIB_VER_MAJOR)};
#endif

/// One stream of raw deflate data. It cannot be moved: zlib's state points to it.
class inflater {
public:
  enum class status : unsigned char { more, end, malformed };

  /// \param packed, unpacked how many bytes the data has, and has when it is inflated
  inflater([[maybe_unused]] std::uint64_t packed, [[maybe_unused]] std::uint64_t unpacked) {
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

#elif defined(ARRAYREEL_LIBDEFLATE)

/// One stream of raw deflate data, which it keeps whole: libdeflate does not work by pieces.
class inflater {
public:
  enum class status : unsigned char { more, end, malformed };

  /// \param packed, unpacked how many bytes the data has, and has when it is inflated
  inflater(std::uint64_t packed, std::uint64_t unpacked)
      : packed_(size(packed)), unpacked_(size(unpacked)),
        library_(::libdeflate_alloc_decompressor(), &::libdeflate_free_decompressor) {
    if (library_ == nullptr) refuse_memory();
  }

  /// Takes from `in` until it has all, then gives to `out`, and advances both pointers and the sizes that
  /// are left. The result `more` without any progress means that it needs input or output space.
  status run(const std::uint8_t*& in, std::size_t& in_left, std::uint8_t*& out,
             std::size_t& out_left) {
    const std::size_t taken = std::min(in_left, packed_.size() - have_);
    std::copy_n(in, taken, packed_.data() + have_);
    in += taken;
    in_left -= taken;
    have_ += taken;
    if (have_ < packed_.size()) return status::more;
    if (!is_inflated_ && !inflate()) return status::malformed;
    const std::size_t given = std::min(out_left, unpacked_.size() - given_);
    std::copy_n(unpacked_.data() + given_, given, out);
    out += given;
    out_left -= given;
    given_ += given;
    return given_ == unpacked_.size() ? status::end : status::more;
  }

  /// What is wrong with malformed data.
  [[nodiscard]] const std::string& reason() const noexcept { return reason_; }

private:
  [[noreturn]] static void refuse_memory() {
    throw error(error_kind::limit, "not enough memory to inflate");
  }
  [[nodiscard]] static std::size_t size(std::uint64_t bytes) {
    if (bytes > std::numeric_limits<std::size_t>::max()) refuse_memory();
    return static_cast<std::size_t>(bytes);
  }
  [[nodiscard]] bool inflate() {
    is_inflated_ = true;
    std::size_t used = 0;
    const libdeflate_result result = ::libdeflate_deflate_decompress_ex(
        library_.get(), packed_.data(), packed_.size(), unpacked_.data(), unpacked_.size(), &used,
        nullptr);
    if (result == LIBDEFLATE_SHORT_OUTPUT)
      reason_ = "it inflates to less than is declared";
    else if (result == LIBDEFLATE_INSUFFICIENT_SPACE)
      reason_ = "it inflates to more than is declared";
    else if (result != LIBDEFLATE_SUCCESS)
      reason_ = "invalid data";
    else if (used != packed_.size())
      reason_ = "bytes follow behind its end";
    return reason_.empty();
  }

  buffer<std::uint8_t> packed_;
  buffer<std::uint8_t> unpacked_;
  std::unique_ptr<libdeflate_decompressor, void (*)(libdeflate_decompressor*)> library_;
  std::size_t have_ = 0;  // of the packed bytes
  std::size_t given_ = 0; // of the others
  bool is_inflated_ = false;
  std::string reason_;
};

#else

/// There is no library that inflates.
class inflater {
public:
  enum class status : unsigned char { more, end, malformed };

  inflater(std::uint64_t, std::uint64_t) noexcept {}
  status run(const std::uint8_t*&, std::size_t&, std::uint8_t*&, std::size_t&) {
    return status::malformed;
  }
  [[nodiscard]] std::string reason() const { return "no library inflates it"; }
};

#endif

} // namespace arrayreel::ARRAYREEL_ABI::detail

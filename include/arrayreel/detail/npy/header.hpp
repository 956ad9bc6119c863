// The header of a .npy file: which elements follow, in what shape and order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../any_view.hpp" // dtype
#include "../../error.hpp"
#include "../io/byte_reader.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "literal.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// How an element lies in the file.
struct npy_item {
  dtype type;
  std::size_t size; ///< bytes of an element
  std::size_t word; ///< bytes that change places with the byte order: half of a complex number
  bool is_swapped;  ///< the byte order is not this machine's
};

struct npy_header {
  std::string descr;            ///< the type as the file describes it
  bool is_simple = false;       ///< the type is not a structure
  std::optional<npy_item> item; ///< none where the type cannot be read
  bool fortran_order = false;
  std::vector<std::size_t> extents;
  std::size_t count = 0; ///< elements
};

/// What NumPy's name for an element type means, without the sign for the byte order.
struct npy_type {
  std::string_view code;
  dtype type;
  std::size_t size;
  std::size_t word;
};

// NumPy names long double by its size with padding: 16 bytes on x86-64 (of which 10 are used)
// and on 64-bit ARM (IEEE quadruple), 12 on 32-bit x86. Only this machine's own size is read.
inline constexpr std::size_t long_double_size = sizeof(long double);
inline constexpr npy_type npy_types[] = {
    {"b1", dtype::boolean, 1, 1},
    {"i1", dtype::int8, 1, 1},
    {"u1", dtype::uint8, 1, 1},
    {"i2", dtype::int16, 2, 2},
    {"u2", dtype::uint16, 2, 2},
    {"i4", dtype::int32, 4, 4},
    {"u4", dtype::uint32, 4, 4},
    {"i8", dtype::int64, 8, 8},
    {"u8", dtype::uint64, 8, 8},
    {"f2", dtype::float16, 2, 2},
    {"f4", dtype::float32, 4, 4},
    {"f8", dtype::float64, 8, 8},
    {long_double_size == 16 ? "f16" : "", dtype::long_double, long_double_size, long_double_size},
    {"c8", dtype::complex64, 8, 4},
    {"c16", dtype::complex128, 16, 8},
    {long_double_size == 16 ? "c32" : "", dtype::complex_long_double, 2 * long_double_size,
     long_double_size},
};

/// The element type by NumPy's name for it (`<f8`), where it is one that can be read.
[[nodiscard]] inline std::optional<npy_item> npy_item_of(std::string_view descr) {
  if (descr.empty()) return std::nullopt;
  const char order = descr[0];
  const bool has_order = order == '<' || order == '>' || order == '|' || order == '=';
  const std::string_view code = descr.substr(has_order ? 1 : 0);
  if (code.empty()) return std::nullopt;
  constexpr bool is_little = std::endian::native == std::endian::little;
  const bool is_foreign = order == (is_little ? '>' : '<');
  for (const npy_type& t : npy_types)
    if (t.code == code) return npy_item{t.type, t.size, t.word, is_foreign && t.word > 1};
  return std::nullopt;
}

/// Elements of a type in one of the byte orders.
[[nodiscard]] inline npy_item npy_item_of(dtype type, bool big_endian) noexcept {
  constexpr bool is_big = std::endian::native == std::endian::big;
  npy_item item{type, 1, 1, false};
  for (const npy_type& t : npy_types)
    if (t.type == type) item = {type, t.size, t.word, big_endian != is_big && t.word > 1};
  return item;
}

/// Why the type of `header` cannot be read, and what can.
[[nodiscard]] inline std::string npy_refusal(const npy_header& header) {
  const std::string& descr = header.descr;
  const std::size_t order = descr.find_first_not_of("<>|=");
  const std::string_view code =
      order == std::string::npos ? std::string_view() : std::string_view(descr).substr(order);
  const char kind = code.empty() ? '\0' : code[0];
  const char* what = kind == 'O'                                 ? " (Python objects)"
                     : kind == 'U' || kind == 'S' || kind == 'T' ? " (text)"
                     : kind == 'M' || kind == 'm'                ? " (dates or times)"
                     : kind == 'V'                               ? " (raw bytes)"
                     : code == "f12" || code == "f16" || code == "c24" || code == "c32"
                         ? " (a long double of another size than this machine's)"
                         : "";
  return std::string("elements of the ") + (header.is_simple ? "type " : "structured type ") +
         in_quotes(descr) + (header.is_simple ? what : "") +
         "; expected bool, int8 to int64, uint8 to uint64, float16 to float64, longdouble, "
         "complex64, complex128 or clongdouble";
}

/// The bytes of all elements.
/// \throws error (format) for a type that cannot be read; (limit) where no memory holds them.
[[nodiscard]] inline std::size_t npy_data_size(const npy_header& header, const location& where) {
  if (!header.item) where.fail(error_kind::format, npy_refusal(header));
  // As NumPy does, extents of 0 are left out: strides must exist for empty arrays, too.
  std::size_t bytes = header.item->size;
  for (const std::size_t extent : header.extents)
    if (!checked_mul(bytes, extent == 0 ? 1 : extent, bytes) || bytes > max_bytes)
      where.fail(error_kind::limit, "an array of shape " +
                                        shape_text(header.extents, header.extents.size()) +
                                        " with " + to_text(header.item->size) +
                                        "-byte elements is larger than any memory");
  return header.count * header.item->size;
}

/// Bytes as UTF-8, which headers before version 3 are not.
[[nodiscard]] inline std::string utf8_from_latin1(std::string_view text) {
  std::string result;
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x80) {
      result += static_cast<char>(0xc0 | (byte >> 6));
      result += static_cast<char>(0x80 | (byte & 0x3f));
    } else {
      result += c;
    }
  }
  return result;
}

/// Like `quoted`, for bytes that are no text: in ASCII.
[[nodiscard]] inline std::string quoted_bytes(std::string_view bytes) {
  constexpr char digits[] = "0123456789abcdef";
  std::string result = "'";
  for (const char c : bytes) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte >= 0x20 && byte < 0x7f)
      result += c;
    else
      (((result += "\\x") += digits[byte >> 4]) += digits[byte & 15]);
  }
  return result + "'";
}

/// Reads from the magic up to the first element.
/// \throws error (format) for anything that NumPy did not write; (limit) for a header or a shape
/// beyond all sizes. A type that cannot be read is no error yet.
[[nodiscard]] inline npy_header read_npy_header(byte_reader& in) {
  constexpr std::string_view magic = "\x93NUMPY";
  constexpr std::size_t longest = std::size_t{1} << 20; // of types that are read: 700 bytes
  const location& where = in.where();

  std::uint8_t start[8];
  const std::size_t have = in.read(start, sizeof start);
  const std::string_view text(reinterpret_cast<const char*>(start), have);
  if (have == 0) where.fail(error_kind::format, "is empty; expected a .npy array");
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"))
    where.fail(error_kind::format, "is a zip archive (.npz); expected a single .npy array");
  if (text.substr(0, magic.size()) != magic.substr(0, have))
    where.fail(error_kind::format, "begins with " + quoted_bytes(text.substr(0, magic.size())) +
                                       "; expected '\\x93NUMPY'");
  if (have < sizeof start)
    where.fail(error_kind::format, "truncated: " + to_text(have) + " bytes; expected a .npy array");
  const unsigned version = start[6];
  if (version < 1 || version > 3 || start[7] != 0)
    where.fail(error_kind::format, "version " + to_text(version) + "." +
                                       to_text(unsigned{start[7]}) +
                                       " of the .npy format; expected 1.0, 2.0 or 3.0");

  const std::size_t width = version == 1 ? 2 : 4;
  const auto length_bytes = read_exactly(in, width, "the header's length");
  std::size_t length = 0;
  for (std::size_t i = width; i-- > 0;) length = length << 8 | length_bytes.data()[i];
  if (length > in.left())
    where.fail(error_kind::format, "truncated: a header of " + to_text(length) +
                                       " bytes, of which " + to_text(in.left()) + " are there");
  if (length > longest)
    where.fail(error_kind::limit,
               "a header of " + to_text(length) + " bytes; expected at most " + to_text(longest));
  const auto header_bytes = read_exactly(in, length, "header");
  const std::string_view raw(reinterpret_cast<const char*>(header_bytes.data()), length);
  const std::string decoded = version < 3 ? utf8_from_latin1(raw) : std::string(raw);
  npy_literal literal = npy_literal_parser(decoded, where).parse();

  npy_header header;
  if (literal.is_simple) header.item = npy_item_of(literal.descr);
  header.descr = std::move(literal.descr);
  header.is_simple = literal.is_simple;
  header.fortran_order = literal.fortran_order;
  header.extents = std::move(literal.extents);
  header.count = 1;
  for (const std::size_t extent : header.extents)
    if (extent == 0) header.count = 0;
  for (const std::size_t extent : header.extents)
    if (!checked_mul(header.count, extent, header.count))
      where.fail(error_kind::limit, "an array of shape " +
                                        shape_text(header.extents, header.extents.size()) +
                                        " is larger than any memory");
  return header;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// The .npy format: a header that describes the elements, and the elements converted to this
// machine's byte order.
#pragma once

#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../any_view.hpp" // dtype
#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../array/element.hpp"  // ARRAYREEL_HAS_FLOAT16
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/byte_reader.hpp"
#include "../io/known_format.hpp"
#include "literal.hpp"
#include "structure.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How the file stores an element.
struct npy_item {
  dtype type;
  std::size_t size; ///< bytes of an element
  std::size_t word; ///< bytes that the byte order reverses: half of a complex number
  bool is_swapped;  ///< the byte order is not this machine's

  // A field of a structure, whose size is then `size`:
  std::size_t field_size = 0;   ///< its bytes; 0: the elements are not structures
  std::size_t field_offset = 0; ///< bytes before it
  std::size_t field_count = 1;  ///< numbers in it, which are elements of the array

  /// How many bytes so many elements take in the file.
  [[nodiscard]] std::size_t bytes(std::size_t elements) const noexcept {
    return field_count == 0 ? 0 : elements / field_count * size;
  }
};

struct npy_header {
  std::string descr;            ///< the type as the file describes it
  bool is_simple = false;       ///< the type is not a structure
  std::optional<npy_item> item; ///< none where the type cannot be read
  bool fortran_order = false;
  std::vector<std::size_t> extents;
  std::size_t count = 0; ///< elements
};

/// The meaning of NumPy's name for an element type, without the sign for the byte order.
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
    // As ml_dtypes and JAX write it: NumPy's own raw bytes have no byte order, '|V2'.
    {"V2", dtype::bfloat16, 2, 2},
    {long_double_size == 16 ? "f16" : "", dtype::long_double, long_double_size, long_double_size},
    {"c8", dtype::complex64, 8, 4},
    {"c16", dtype::complex128, 16, 8},
    {long_double_size == 16 ? "c32" : "", dtype::complex_long_double, 2 * long_double_size,
     long_double_size},
};

/// The element type with this NumPy name (`<f8`), if it can be read.
[[nodiscard]] inline std::optional<npy_item> npy_item_of(std::string_view descr) {
  if (descr.empty()) return std::nullopt;
  const char order = descr[0];
  const bool has_order = order == '<' || order == '>' || order == '|' || order == '=';
  const std::string_view code = descr.substr(has_order ? 1 : 0);
  if (code.empty()) return std::nullopt;
  constexpr bool is_little = std::endian::native == std::endian::little;
  const bool is_foreign = order == (is_little ? '>' : '<');
  if (code == "V2" && order != '<' && order != '>') return std::nullopt;
  for (const npy_type& t : npy_types)
    if (t.code == code) return npy_item{t.type, t.size, t.word, is_foreign && t.word > 1};
  return std::nullopt;
}

/// Elements of a type in one of the byte orders.
[[nodiscard]] inline npy_item npy_item_of(dtype type, bool big_endian) noexcept {
  constexpr bool is_big = std::endian::native == std::endian::big;
  npy_item item{type, 1, 1, false};
  for (const npy_type& t : npy_types)
    if (t.type == type) item = npy_item{type, t.size, t.word, big_endian != is_big && t.word > 1};
  return item;
}

/// The type that elements have after reading: float32 for types that C++ does not have here.
[[nodiscard]] constexpr dtype npy_read_type(dtype type) noexcept {
  if (type == dtype::bfloat16) return dtype::float32;
#if !ARRAYREEL_HAS_FLOAT16
  if (type == dtype::float16) return dtype::float32;
#endif
  return type;
}

/// "'rho', 'u'"; 20 at most.
[[nodiscard]] inline std::string npy_field_names(const npy_structure& structure) {
  constexpr std::size_t most = 20;
  std::string names;
  for (std::size_t i = 0; i < structure.fields.size() && i < most; ++i)
    names += (i == 0 ? "" : ", ") + in_quotes(structure.fields[i].name);
  if (structure.fields.size() > most)
    names += " or one of " + to_text(structure.fields.size() - most) + " others";
  return names;
}

/// Which fields of a structured type can be read.
[[nodiscard]] inline std::string npy_field_hint(std::string_view descr) {
  const npy_structure structure = npy_structure_parser(descr).parse();
  if (!structure.is_known || structure.fields.empty()) return {};
  return ", or one of the fields by its name: " + npy_field_names(structure);
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
                     : code == "V2" ? " (raw bytes; bfloat16 has a byte order, '<V2')"
                     : kind == 'V'  ? " (raw bytes)"
                     : code == "f12" || code == "f16" || code == "c24" || code == "c32"
                         ? " (a long double of another size than this machine's)"
                         : "";
  return std::string("elements of the ") + (header.is_simple ? "type " : "structured type ") +
         in_quotes(descr) + (header.is_simple ? what : "") +
         "; expected bool, int8 to int64, uint8 to uint64, float16 to float64, bfloat16, "
         "longdouble, complex64, complex128 or clongdouble" +
         (header.is_simple ? std::string() : npy_field_hint(header.descr));
}

/// The bytes of all elements.
/// \throws error (format) for a type that cannot be read; (limit) where no memory holds them.
[[nodiscard]] inline std::size_t npy_data_size(const npy_header& header, const location& where) {
  if (!header.item) where.fail(error_kind::format, npy_refusal(header));
  // Extents of 0 do not count, as in NumPy: empty arrays have strides too.
  std::size_t bytes = header.item->size;
  for (const std::size_t extent : header.extents)
    if (!checked_mul(bytes, extent == 0 ? 1 : extent, bytes) || bytes > max_bytes)
      where.fail(error_kind::limit, "an array of shape " +
                                        shape_text(header.extents, header.extents.size()) +
                                        " with " + to_text(header.item->size) +
                                        "-byte elements is larger than any memory");
  return header.item->bytes(header.count);
}

/// Makes one field of the structured elements the array.
/// \throws error (parameter) if there is no such field, with the names of those that there are;
/// (format) if it does not hold numbers.
inline void select_npy_field(npy_header& header, std::string_view name, const location& where) {
  const npy_structure structure =
      header.is_simple ? npy_structure() : npy_structure_parser(header.descr).parse();
  const npy_structure_field* field = nullptr;
  for (const npy_structure_field& f : structure.fields)
    if (structure.is_known && f.name == name) field = &f;
  if (field == nullptr)
    where.fail(
        error_kind::parameter,
        "has no field named " + in_quotes(name) +
            (header.is_simple ? "; expected none: its elements, " + in_quotes(header.descr) +
                                    ", are no structures"
             : !structure.is_known || structure.fields.empty()
                 ? "; expected elements whose fields have a known size: " + in_quotes(header.descr)
                 : "; expected " + npy_field_names(structure)));
  std::optional<npy_item> item = npy_item_of(field->descr);
  if (!item) {
    npy_header of_field;
    of_field.descr = field->descr;
    of_field.is_simple = true;
    where.fail(error_kind::format, "field " + in_quotes(name) + ": " + npy_refusal(of_field));
  }
  item->field_size = item->size;
  item->field_offset = field->offset;
  for (const std::size_t extent : field->extents) {
    item->field_count *= extent;
    item->field_size *= extent;
    header.extents.push_back(extent);
    if (!checked_mul(header.count, extent, header.count))
      where.fail(error_kind::limit, "an array of shape " +
                                        shape_text(header.extents, header.extents.size()) +
                                        " is larger than any memory");
  }
  if (header.fortran_order && !field->extents.empty())
    where.fail(error_kind::format, "field " + in_quotes(name) +
                                       " is an array in elements that are "
                                       "in Fortran order; expected one number, or C order");
  item->size = structure.size;
  header.item = item;
}

/// Converts to UTF-8. Headers before version 3 are in Latin-1.
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

/// Like `quoted`, for bytes that are not text: as ASCII.
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
/// \throws error (format) for anything that NumPy does not write; (limit) if the header or the
/// shape is too large. A type that cannot be read is not an error yet.
[[nodiscard]] inline npy_header read_npy_header(byte_reader& in) {
  constexpr std::string_view magic = "\x93NUMPY";
  constexpr std::size_t longest = std::size_t{1} << 20; // headers of readable types have 700
  const location& where = in.where();

  std::uint8_t start[known_format_bytes];
  constexpr std::size_t start_size = 8; // magic and version
  const std::size_t have = in.read(start, start_size);
  const std::string_view text(reinterpret_cast<const char*>(start), have);
  if (have == 0) where.fail(error_kind::format, "is empty; expected a .npy array");
  if (text.starts_with("PK\x03\x04") || text.starts_with("PK\x05\x06"))
    where.fail(error_kind::format, "is a zip archive (.npz); expected a single .npy array");
  if (text.substr(0, magic.size()) != magic.substr(0, have)) {
    const std::size_t more =
        have < start_size ? 0 : in.read(start + start_size, sizeof start - start_size);
    where.fail(error_kind::format, "begins with " + quoted_bytes(text.substr(0, magic.size())) +
                                       "; expected '\\x93NUMPY'" +
                                       and_what_it_is({start, have + more}));
  }
  if (have < start_size)
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

/// Reverses the bytes of every word of `Size` bytes.
template <std::size_t Size> void swap_words(std::uint8_t* bytes, std::size_t size) noexcept {
  // A fixed size lets the compiler see the byte-swap instruction, and its vector form.
  for (std::uint8_t* word = bytes; word != bytes + size; word += Size)
    for (std::size_t i = 0; i < Size / 2; ++i) std::swap(word[i], word[Size - 1 - i]);
}

inline void swap_bytes(std::uint8_t* bytes, std::size_t size, std::size_t word) noexcept {
  switch (word) {
    case 2: return swap_words<2>(bytes, size);
    case 4: return swap_words<4>(bytes, size);
    case 8: return swap_words<8>(bytes, size);
    case 16: return swap_words<16>(bytes, size);
    default: return;
  }
}

/// The value of an IEEE 754 half, for compilers without such a type.
[[nodiscard]] inline float float_from_half(std::uint16_t bits) noexcept {
  const std::uint32_t sign = std::uint32_t{bits & 0x8000U} << 16;
  const std::uint32_t exponent = bits >> 10 & 0x1fU;
  const std::uint32_t fraction = bits & 0x3ffU;
  if (exponent == 0x1f) // infinite, or NaN with its payload, made quiet as the processor does
    return std::bit_cast<float>(sign | 0x7f800000U | fraction << 13 |
                                (fraction != 0 ? 0x00400000U : 0U));
  if (exponent == 0) {
    const float value = static_cast<float>(fraction) * 0x1p-24F; // exact
    return std::bit_cast<float>(sign | std::bit_cast<std::uint32_t>(value));
  }
  return std::bit_cast<float>(sign | (exponent + 112) << 23 | fraction << 13);
}

[[nodiscard]] inline buffer<std::uint8_t> floats_from_halves(const buffer<std::uint8_t>& halves,
                                                             const location& where) {
  auto floats = allocate(2 * std::uint64_t{halves.size()}, where);
  for (std::size_t i = 0; i < halves.size() / 2; ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, halves.data() + 2 * i, sizeof bits);
    const float value = float_from_half(bits);
    std::memcpy(floats.data() + 4 * i, &value, sizeof value);
  }
  return floats;
}

/// The value of a bfloat16, which is the upper half of a float.
[[nodiscard]] inline buffer<std::uint8_t> floats_from_bfloats(const buffer<std::uint8_t>& halves,
                                                              const location& where) {
  auto floats = allocate(2 * std::uint64_t{halves.size()}, where);
  for (std::size_t i = 0; i < halves.size() / 2; ++i) {
    std::uint16_t bits = 0;
    std::memcpy(&bits, halves.data() + 2 * i, sizeof bits);
    const std::uint32_t value = std::uint32_t{bits} << 16;
    std::memcpy(floats.data() + 4 * i, &value, sizeof value);
  }
  return floats;
}

template <std::size_t Size>
void gather_field(const std::uint8_t* from, std::uint8_t* to, std::size_t step, std::size_t count) {
  for (std::size_t i = 0; i < count; ++i) std::memcpy(to + i * Size, from + i * step, Size);
}

/// One field of the structures, without gaps.
[[nodiscard]] inline buffer<std::uint8_t> field_of(const buffer<std::uint8_t>& structures,
                                                   const npy_item& item, const location& where) {
  const std::size_t count = structures.size() / item.size;
  auto result = allocate(std::uint64_t{count} * item.field_size, where);
  const std::uint8_t* const from = structures.data() + item.field_offset;
  switch (item.field_size) {
    case 1: gather_field<1>(from, result.data(), item.size, count); break;
    case 2: gather_field<2>(from, result.data(), item.size, count); break;
    case 4: gather_field<4>(from, result.data(), item.size, count); break;
    case 8: gather_field<8>(from, result.data(), item.size, count); break;
    default:
      for (std::size_t i = 0; i < count; ++i)
        std::memcpy(result.data() + i * item.field_size, from + i * item.size, item.field_size);
  }
  return result;
}

/// Converts elements, as the file stores them, to those of this machine.
[[nodiscard]] inline buffer<std::uint8_t> as_elements(buffer<std::uint8_t> bytes,
                                                      const npy_item& item, const location& where) {
  if (item.field_size != 0 && bytes.size() != 0) bytes = field_of(bytes, item, where);
  if (item.is_swapped) swap_bytes(bytes.data(), bytes.size(), item.word);
  // Other writers may use any byte for true; a C++ bool must be 0 or 1.
  if (item.type == dtype::boolean)
    for (std::uint8_t& byte : bytes) byte = byte != 0 ? 1 : 0;
  if (item.type == dtype::bfloat16) return floats_from_bfloats(bytes, where);
#if !ARRAYREEL_HAS_FLOAT16
  if (item.type == dtype::float16) return floats_from_halves(bytes, where);
#endif
  return bytes;
}

/// What may follow the elements.
enum class npy_end : unsigned char { anything, nothing };

/// Reads the elements after `header`, whose type becomes that of the result.
/// \throws error (format) if the file has fewer bytes than the shape needs, or has more although
/// nothing may follow; (limit) if they do not fit in memory.
[[nodiscard]] inline buffer<std::uint8_t> read_npy_data(byte_reader& in, npy_header& header,
                                                        npy_end end) {
  const std::size_t size = npy_data_size(header, in.where());
  npy_item& item = *header.item;
  if (size > in.left() || (end == npy_end::nothing && size < in.left()))
    in.where().fail(error_kind::format, std::string(size > in.left() ? "truncated: " : "") +
                                            to_text(in.left()) + " bytes of data; expected " +
                                            to_text(size) + " for shape " +
                                            shape_text(header.extents, header.extents.size()) +
                                            " of " + name_of(item.type));
  auto bytes = as_elements(read_exactly(in, size, "data"), item, in.where());
  item = npy_item_of(npy_read_type(item.type), std::endian::native == std::endian::big);
  return bytes;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

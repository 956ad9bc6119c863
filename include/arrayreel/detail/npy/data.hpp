// The elements of a .npy file, in the byte order of this machine.
#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <utility>

#include "../../any_view.hpp" // dtype
#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../io/byte_reader.hpp"
#include "../array/element.hpp" // ARRAYREEL_HAS_FLOAT16
#include "../base/message.hpp"
#include "header.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Turns every word of `Size` bytes around.
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

/// Elements as they lie in a file, `item` each, as this machine has them.
[[nodiscard]] inline buffer<std::uint8_t> as_elements(buffer<std::uint8_t> bytes,
                                                      const npy_item& item,
                                                      [[maybe_unused]] const location& where) {
  if (item.is_swapped) swap_bytes(bytes.data(), bytes.size(), item.word);
  // Another writer may have put any byte for true; in a C++ bool all but 0 and 1 are undefined.
  if (item.type == dtype::boolean)
    for (std::uint8_t& byte : bytes) byte = byte != 0 ? 1 : 0;
#if !ARRAYREEL_HAS_FLOAT16
  if (item.type == dtype::float16) return floats_from_halves(bytes, where);
#endif
  return bytes;
}

/// What may follow the elements.
enum class npy_end : unsigned char { anything, nothing };

/// Reads the elements behind `header`, whose type becomes that of the result.
/// \throws error (format) where fewer bytes follow than the shape needs, or more and they must
/// not; (limit) where they do not fit in memory.
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
  item.is_swapped = false;
#if !ARRAYREEL_HAS_FLOAT16
  if (item.type == dtype::float16) item = npy_item{dtype::float32, 4, 4, false};
#endif
  return bytes;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// Element types of HDF5: which of them an array can have, and how HDF5 is to convert them.
#pragma once

#include <bit>
#include <cfloat>
#include <cstddef>
#include <memory>
#include <optional>
#include <string>
#include <utility>

#include <hdf5.h>

#include "../../any_view.hpp" // dtype
#include "../array/element.hpp"     // ARRAYREEL_HAS_FLOAT16
#include "libhdf5.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What elements become in memory.
struct hdf5_item {
  std::optional<dtype> type; ///< none where they cannot be read
  hdf5_id memory;            ///< the type that HDF5 converts to
  std::size_t size = 0;      ///< in memory, in bytes
  std::string refused;       ///< what they are instead: "strings"
};

/// The name of a member of a compound or an enumeration; empty where it cannot be had.
[[nodiscard]] inline std::string hdf5_member(const hdf5_id& type, unsigned index) {
  const std::unique_ptr<char, herr_t (*)(void*)> name(H5Tget_member_name(type.get(), index),
                                                      &H5free_memory);
  return name ? std::string(name.get()) : std::string();
}

[[nodiscard]] inline hdf5_item hdf5_refusal(std::string what) {
  hdf5_item item;
  item.refused = std::move(what);
  return item;
}

[[nodiscard]] inline hdf5_item hdf5_native(dtype type, hid_t memory) {
  hdf5_item item;
  item.memory = hdf5_id(H5Tcopy(memory));
  if (!item.memory) return hdf5_refusal("elements of a type that HDF5 cannot copy");
  item.size = H5Tget_size(item.memory.get());
  item.type = type;
  return item;
}

[[nodiscard]] inline hdf5_item hdf5_integer(const hdf5_id& type) {
  const bool is_signed = H5Tget_sign(type.get()) == H5T_SGN_2;
  const std::size_t size = H5Tget_size(type.get());
  if (size == 1)
    return is_signed ? hdf5_native(dtype::int8, H5T_NATIVE_INT8)
                     : hdf5_native(dtype::uint8, H5T_NATIVE_UINT8);
  if (size == 2)
    return is_signed ? hdf5_native(dtype::int16, H5T_NATIVE_INT16)
                     : hdf5_native(dtype::uint16, H5T_NATIVE_UINT16);
  if (size <= 4)
    return is_signed ? hdf5_native(dtype::int32, H5T_NATIVE_INT32)
                     : hdf5_native(dtype::uint32, H5T_NATIVE_UINT32);
  if (size <= 8)
    return is_signed ? hdf5_native(dtype::int64, H5T_NATIVE_INT64)
                     : hdf5_native(dtype::uint64, H5T_NATIVE_UINT64);
  return hdf5_refusal("integers of " + to_text(8 * size) + " bits");
}

/// IEEE 754's half in the byte order of this machine, which HDF5 before 1.14 has no name for.
[[nodiscard]] inline hdf5_item hdf5_half() {
  hdf5_item item = hdf5_native(dtype::float16, H5T_NATIVE_FLOAT);
  const hid_t type = item.memory.get();
  if (type < 0 || H5Tset_fields(type, 15, 10, 5, 0, 10) < 0 || H5Tset_size(type, 2) < 0 ||
      H5Tset_ebias(type, 15) < 0)
    return hdf5_refusal("half floats, which HDF5 does not convert");
  item.size = 2;
  return item;
}

/// The smallest type here that has every value of it.
[[nodiscard]] inline hdf5_item hdf5_float(const hdf5_id& type) {
  std::size_t sign = 0;
  std::size_t exponent_at = 0;
  std::size_t exponent = 0;
  std::size_t mantissa_at = 0;
  std::size_t mantissa = 0;
  if (H5Tget_fields(type.get(), &sign, &exponent_at, &exponent, &mantissa_at, &mantissa) < 0)
    return hdf5_refusal("floats of an unknown form");
  if (mantissa <= 10 && exponent <= 5)
    return ARRAYREEL_HAS_FLOAT16 != 0 ? hdf5_half() : hdf5_native(dtype::float32, H5T_NATIVE_FLOAT);
  if (mantissa <= 23 && exponent <= 8) return hdf5_native(dtype::float32, H5T_NATIVE_FLOAT);
  if (mantissa <= 52 && exponent <= 11) return hdf5_native(dtype::float64, H5T_NATIVE_DOUBLE);
  // x86 writes the first bit of a mantissa, other formats leave it out.
  const std::size_t digits = mantissa + (H5Tget_norm(type.get()) == H5T_NORM_IMPLIED ? 1 : 0);
  constexpr std::size_t most_exponent = std::bit_width(unsigned{LDBL_MAX_EXP - 1}) + 1;
  if (digits <= LDBL_MANT_DIG && exponent <= most_exponent)
    return hdf5_native(dtype::long_double, H5T_NATIVE_LDOUBLE);
  return hdf5_refusal("floats with " + to_text(mantissa) + " bits of mantissa and " +
                      to_text(exponent) + " of exponent");
}

/// h5py writes bool as an enumeration of bytes; others name kinds of things, as numbers.
[[nodiscard]] inline hdf5_item hdf5_enumeration(const hdf5_id& type) {
  if (H5Tget_nmembers(type.get()) == 2 && H5Tget_size(type.get()) == 1 &&
      hdf5_member(type, 0) == "FALSE" && hdf5_member(type, 1) == "TRUE")
    return hdf5_native(dtype::boolean, H5T_NATIVE_UINT8);
  const hdf5_id numbers(H5Tget_super(type.get()));
  if (!numbers || H5Tget_class(numbers.get()) != H5T_INTEGER)
    return hdf5_refusal("an enumeration of no integers");
  return hdf5_integer(numbers);
}

/// Two floats with the names that h5py and NumPy (r, i) or MATLAB (real, imag) give them.
[[nodiscard]] inline hdf5_item hdf5_compound(const hdf5_id& type) {
  const int members = H5Tget_nmembers(type.get());
  std::string names;
  for (int i = 0; i < members && i < 4; ++i)
    names += (i == 0 ? "" : ", ") + hdf5_member(type, static_cast<unsigned>(i));
  const std::string what = "compounds (" + names + (members > 4 ? ", …)" : ")");
  if (names != "r, i" && names != "real, imag") return hdf5_refusal(what);

  const hdf5_id re(H5Tget_member_type(type.get(), 0));
  const hdf5_id im(H5Tget_member_type(type.get(), 1));
  if (!re || !im || H5Tequal(re.get(), im.get()) <= 0 || H5Tget_class(re.get()) != H5T_FLOAT)
    return hdf5_refusal(what);
  hdf5_item part = hdf5_float(re);
  // There are no complex numbers of halves.
  if (part.type == dtype::float16) part = hdf5_native(dtype::float32, H5T_NATIVE_FLOAT);
  if (!part.type) return hdf5_refusal("complex " + part.refused);
  hdf5_item item;
  item.size = 2 * part.size;
  item.memory = hdf5_id(H5Tcreate(H5T_COMPOUND, item.size));
  const std::string re_name = hdf5_member(type, 0);
  const std::string im_name = hdf5_member(type, 1);
  if (!item.memory || H5Tinsert(item.memory.get(), re_name.c_str(), 0, part.memory.get()) < 0 ||
      H5Tinsert(item.memory.get(), im_name.c_str(), part.size, part.memory.get()) < 0)
    return hdf5_refusal(what);
  item.type = part.type == dtype::float32   ? dtype::complex64
              : part.type == dtype::float64 ? dtype::complex128
                                            : dtype::complex_long_double;
  return item;
}

/// What elements of a type in a file become in memory.
[[nodiscard]] inline hdf5_item hdf5_item_of(const hdf5_id& type) {
  switch (H5Tget_class(type.get())) {
    case H5T_INTEGER: return hdf5_integer(type);
    case H5T_FLOAT: return hdf5_float(type);
    case H5T_ENUM: return hdf5_enumeration(type);
    case H5T_COMPOUND: return hdf5_compound(type);
    case H5T_STRING: return hdf5_refusal("strings");
    case H5T_REFERENCE: return hdf5_refusal("references");
    case H5T_VLEN: return hdf5_refusal("sequences of different lengths");
    case H5T_ARRAY: return hdf5_refusal("arrays as elements");
    case H5T_OPAQUE: return hdf5_refusal("opaque bytes");
    case H5T_BITFIELD: return hdf5_refusal("bit fields");
    case H5T_TIME: return hdf5_refusal("times");
    default: return hdf5_refusal("a type that HDF5 does not name");
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

// NetCDF's conventions: attributes of a dataset say which values are missing and how the others are
// computed from the stored numbers.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <hdf5.h>

#include "../../any_view.hpp"   // dtype
#include "../array/element.hpp" // half
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "libhdf5.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The numbers of an attribute.
struct hdf5_numbers {
  std::vector<long double> values; ///< as HDF5 converts them; empty if there is no such attribute
  bool is_float = false;
  std::size_t size = 0; ///< bytes of one in the file
};

/// An attribute that is a number or a row of numbers; empty if it does not exist or is of another
/// kind.
/// \throws error (format) if it is damaged.
[[nodiscard]] inline hdf5_numbers hdf5_numbers_of(const hdf5_id& dataset, const std::string& name,
                                                  const std::string& path,
                                                  const std::string& cannot) {
  hdf5_numbers numbers;
  if (checked_hdf5_call(H5Aexists(dataset.get(), name.c_str()), path, cannot) == 0) return numbers;
  const hdf5_id attribute =
      checked_hdf5(H5Aopen(dataset.get(), name.c_str(), H5P_DEFAULT), path, cannot);
  const hdf5_id type = checked_hdf5(H5Aget_type(attribute.get()), path, cannot);
  const hdf5_id space = checked_hdf5(H5Aget_space(attribute.get()), path, cannot);
  const H5T_class_t kind = H5Tget_class(type.get());
  const hssize_t count = checked_hdf5_call(H5Sget_simple_extent_npoints(space.get()), path, cannot);
  const int rank = checked_hdf5_call(H5Sget_simple_extent_ndims(space.get()), path, cannot);
  constexpr hssize_t most = 1000;
  if ((kind != H5T_INTEGER && kind != H5T_FLOAT && kind != H5T_ENUM) || rank > 1 || count < 1 ||
      count > most)
    return numbers;
  numbers.is_float = kind == H5T_FLOAT;
  numbers.size = H5Tget_size(type.get());
  numbers.values.resize(static_cast<std::size_t>(count));
  checked_hdf5_call(H5Aread(attribute.get(), H5T_NATIVE_LDOUBLE, numbers.values.data()), path,
                    cannot);
  return numbers;
}

/// An attribute that is one short text; empty for others.
[[nodiscard]] inline std::string hdf5_text_of(const hdf5_id& dataset, const std::string& name) {
  if (H5Aexists(dataset.get(), name.c_str()) <= 0) return {};
  const hdf5_id attribute(H5Aopen(dataset.get(), name.c_str(), H5P_DEFAULT));
  const hdf5_id type(attribute ? H5Aget_type(attribute.get()) : -1);
  const hdf5_id space(attribute ? H5Aget_space(attribute.get()) : -1);
  if (!type || !space || H5Tget_class(type.get()) != H5T_STRING ||
      H5Sget_simple_extent_npoints(space.get()) != 1)
    return {};
  if (H5Tis_variable_str(type.get()) > 0) {
    char* text = nullptr;
    if (H5Aread(attribute.get(), type.get(), &text) < 0 || text == nullptr) return {};
    const std::string result(text, std::find(text, text + 16, '\0'));
    static_cast<void>(H5free_memory(text));
    return result;
  }
  std::array<char, 16> text{};
  const std::size_t size = H5Tget_size(type.get());
  if (size == 0 || size >= text.size() || H5Aread(attribute.get(), type.get(), text.data()) < 0)
    return {};
  std::string result(text.data(), std::find(text.data(), text.data() + size, '\0'));
  while (result.ends_with(' ')) result.pop_back();
  return result;
}

/// How stored elements become values.
struct hdf5_decoding {
  bool is_needed = false;        ///< false if the elements are the values
  dtype stored = dtype::float32; ///< the type in the file
  dtype value = dtype::float32;  ///< the type of values: floating, NaN where missing
  std::vector<long double> missing;
  std::optional<long double> valid_min; ///< in the units of what is stored, or of values
  std::optional<long double> valid_max;
  bool is_valid_of_values = false;
  bool is_scaled = false;
  long double scale = 1;
  long double offset = 0;

  [[nodiscard]] bool is_valid(long double value_or_stored) const noexcept {
    return (!valid_min || value_or_stored >= *valid_min) &&
           (!valid_max || value_or_stored <= *valid_max);
  }
};

[[nodiscard]] inline bool is_integer_type(dtype type) noexcept {
  return type >= dtype::int8 && type <= dtype::uint64;
}
[[nodiscard]] inline bool is_unsigned_type(dtype type) noexcept {
  return type == dtype::uint8 || type == dtype::uint16 || type == dtype::uint32 ||
         type == dtype::uint64;
}

/// The integer of the same size with or without a sign.
[[nodiscard]] inline dtype with_sign(dtype type, bool is_signed) noexcept {
  switch (type) {
    case dtype::int8:
    case dtype::uint8: return is_signed ? dtype::int8 : dtype::uint8;
    case dtype::int16:
    case dtype::uint16: return is_signed ? dtype::int16 : dtype::uint16;
    case dtype::int32:
    case dtype::uint32: return is_signed ? dtype::int32 : dtype::uint32;
    case dtype::int64:
    case dtype::uint64: return is_signed ? dtype::int64 : dtype::uint64;
    default: return type;
  }
}

/// The floating type that holds all values of the stored type, and NaN for missing ones.
[[nodiscard]] inline dtype float_for(dtype stored, bool is_scaled, bool by_double) noexcept {
  switch (stored) {
    case dtype::int64:
    case dtype::uint64:
      return !is_scaled && std::numeric_limits<long double>::digits >= 64 ? dtype::long_double
                                                                          : dtype::float64;
    case dtype::float16:
    case dtype::float32: return by_double ? dtype::float64 : dtype::float32;
    case dtype::long_double: return dtype::long_double;
    default: return dtype::float64;
  }
}

/// The default fill value of netCDF's library, if the dataset has it as its fill value. Bytes have
/// none.
[[nodiscard]] inline std::optional<long double> netcdf_default_fill(const hdf5_id& dataset,
                                                                    dtype stored) {
  long double expected = 0;
  switch (stored) {
    case dtype::int16: expected = -32767; break;
    case dtype::uint16: expected = 65535; break;
    case dtype::int32: expected = -2147483647; break;
    case dtype::uint32: expected = 4294967295; break;
    case dtype::int64: expected = -9223372036854775806.0L; break;
    case dtype::uint64: expected = 18446744073709551614.0L; break;
    case dtype::float32:
    case dtype::float64: expected = 0x1.ep122L; break; // 9.9692099683868690e+36
    default: return {};
  }
  const hdf5_id properties(H5Dget_create_plist(dataset.get()));
  H5D_fill_value_t state = H5D_FILL_VALUE_UNDEFINED;
  long double fill = 0;
  if (!properties || H5Pfill_value_defined(properties.get(), &state) < 0 ||
      state != H5D_FILL_VALUE_USER_DEFINED ||
      H5Pget_fill_value(properties.get(), H5T_NATIVE_LDOUBLE, &fill) < 0 || fill != expected)
    return {};
  return expected;
}

/// Reads the attributes of a dataset of integers or floats.
/// \throws error (format) if they are damaged or contradict each other.
[[nodiscard]] inline hdf5_decoding hdf5_decoding_of(const hdf5_id& dataset, dtype stored,
                                                    const std::string& path,
                                                    const std::string& what) {
  hdf5_decoding d;
  const bool is_float = stored == dtype::float16 || stored == dtype::float32 ||
                        stored == dtype::float64 || stored == dtype::long_double;
  d.stored = stored;
  d.value = stored;
  if (!is_float && !is_integer_type(stored)) return d;
  const auto numbers = [&](const char* name) {
    return hdf5_numbers_of(dataset, name, path,
                           what + " has an attribute " + in_quotes(name) + " that cannot be read");
  };
  const auto refuse = [&](const std::string& rest) {
    throw error(error_kind::format, what + " has " + rest, path);
  };

  bool turns_sign = false;
  if (is_integer_type(stored)) {
    const std::string text = hdf5_text_of(dataset, "_Unsigned");
    const bool is_true = text == "true" || text == "True" || text == "TRUE";
    const bool is_false = text == "false" || text == "False" || text == "FALSE";
    if (is_true || is_false) d.stored = with_sign(stored, is_false);
    turns_sign = d.stored != stored;
  }
  d.value = d.stored;
  // Attributes are of the type that is stored, and mean the same bits.
  const auto as_stored = [&](long double number) {
    if (!turns_sign) return number;
    const long double span = std::size_t{1}
                             << (8 * bytes_of(stored) - 1); // half of the numbers of the type
    if (is_unsigned_type(d.stored)) return number < 0 ? number + 2 * span : number;
    return number >= span ? number - 2 * span : number;
  };

  for (const char* name : {"_FillValue", "missing_value"})
    for (const long double number : numbers(name).values) d.missing.push_back(as_stored(number));
  const bool has_fill = !d.missing.empty();
  if (!has_fill && !turns_sign)
    if (const auto fill = netcdf_default_fill(dataset, stored)) d.missing.push_back(*fill);

  const hdf5_numbers scale = numbers("scale_factor");
  const hdf5_numbers offset = numbers("add_offset");
  if (scale.values.size() == 1) d.scale = scale.values[0];
  if (offset.values.size() == 1) d.offset = offset.values[0];
  if (!is_finite(d.scale) || d.scale == 0)
    refuse("a scale_factor of " + to_text(d.scale) + "; expected a finite number other than 0");
  if (!is_finite(d.offset))
    refuse("an add_offset of " + to_text(d.offset) + "; expected a finite number");
  d.is_scaled = d.scale != 1 || d.offset != 0;

  hdf5_numbers range = numbers("valid_range");
  if (range.values.size() == 2) {
    d.valid_min = range.values[0];
    d.valid_max = range.values[1];
  } else {
    const hdf5_numbers least = numbers("valid_min");
    const hdf5_numbers greatest = numbers("valid_max");
    if (least.values.size() == 1) d.valid_min = least.values[0];
    if (greatest.values.size() == 1) d.valid_max = greatest.values[0];
    range = d.valid_min ? least : greatest;
  }
  // A limit of the values' type, which is wider than the stored type, is in the units of values.
  d.is_valid_of_values =
      d.is_scaled && range.is_float && (!is_float || range.size > bytes_of(stored));
  if (!d.is_valid_of_values) {
    if (d.valid_min) d.valid_min = as_stored(*d.valid_min);
    if (d.valid_max) d.valid_max = as_stored(*d.valid_max);
  }
  if (d.valid_min && d.valid_max && !(*d.valid_min <= *d.valid_max))
    refuse("valid values from " + to_text(*d.valid_min) + " to " + to_text(*d.valid_max) +
           "; expected the least first");

  const bool by_double = (scale.values.size() == 1 && scale.size > sizeof(float)) ||
                         (offset.values.size() == 1 && offset.size > sizeof(float));
  const bool changes = !d.missing.empty() || d.is_scaled || d.valid_min || d.valid_max;
  d.is_needed = changes; // signed and unsigned differ only in the meaning of bits
  if (changes) d.value = float_for(d.stored, d.is_scaled, d.is_scaled && by_double);
  return d;
}

/// The missing values that a type can hold.
template <class T> [[nodiscard]] std::vector<T> missing_of(const std::vector<long double>& all) {
  std::vector<T> result;
  for (const long double number : all) {
    if constexpr (std::is_integral_v<T>) {
      // 2^63 and 2^64 are exact; the largest integers are not in every long double.
      constexpr long double end =
          static_cast<long double>(std::numeric_limits<T>::max() / 2 + 1) * 2;
      if (!(number >= static_cast<long double>(std::numeric_limits<T>::min()) && number < end))
        continue;
      const T value = static_cast<T>(number);
      if (static_cast<long double>(value) == number) result.push_back(value);
    } else {
      // -999.9 as a double means the nearest float. NaN is missing in any case.
      const auto most = static_cast<long double>(largest_of<T>());
      if ((number >= -most && number <= most) || (!is_finite(number) && !is_nan(number)))
        result.push_back(static_cast<T>(number));
    }
  }
  return result;
}

/// Converts `count` elements at `in` to values at `out`, which may be earlier in the same memory.
template <class Stored, class Value>
void decode_elements(const hdf5_decoding& d, const std::uint8_t* in, std::uint8_t* out,
                     std::size_t count) {
  using wide = std::conditional_t<std::is_same_v<Value, long double>, long double, double>;
  constexpr Value nan = std::numeric_limits<Value>::quiet_NaN();
  const std::vector<Stored> missing = missing_of<Stored>(d.missing);
  const auto scale = static_cast<wide>(d.scale);
  const auto offset = static_cast<wide>(d.offset);
  const bool has_valid = d.valid_min.has_value() || d.valid_max.has_value();
  for (std::size_t i = 0; i < count; ++i) {
    Stored stored;
    std::memcpy(&stored, in + i * sizeof(Stored), sizeof stored);
    bool is_missing = false;
    for (const Stored& one : missing) is_missing = is_missing || stored == one;
    const wide value =
        d.is_scaled ? static_cast<wide>(stored) * scale + offset : static_cast<wide>(stored);
    if (has_valid)
      is_missing =
          is_missing || !d.is_valid(d.is_valid_of_values ? static_cast<long double>(value)
                                                         : static_cast<long double>(stored));
    const Value result = is_missing ? nan : static_cast<Value>(value);
    std::memcpy(out + i * sizeof(Value), &result, sizeof result);
  }
}

/// The same for the types that `d` names.
inline void decode_elements(const hdf5_decoding& d, const std::uint8_t* in, std::uint8_t* out,
                            std::size_t count) {
  const bool to_double = d.value == dtype::float64;
  switch (d.stored) {
    case dtype::int8: return decode_elements<std::int8_t, double>(d, in, out, count);
    case dtype::uint8: return decode_elements<std::uint8_t, double>(d, in, out, count);
    case dtype::int16: return decode_elements<std::int16_t, double>(d, in, out, count);
    case dtype::uint16: return decode_elements<std::uint16_t, double>(d, in, out, count);
    case dtype::int32: return decode_elements<std::int32_t, double>(d, in, out, count);
    case dtype::uint32: return decode_elements<std::uint32_t, double>(d, in, out, count);
    case dtype::int64:
      return to_double ? decode_elements<std::int64_t, double>(d, in, out, count)
                       : decode_elements<std::int64_t, long double>(d, in, out, count);
    case dtype::uint64:
      return to_double ? decode_elements<std::uint64_t, double>(d, in, out, count)
                       : decode_elements<std::uint64_t, long double>(d, in, out, count);
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16:
      return to_double ? decode_elements<half, double>(d, in, out, count)
                       : decode_elements<half, float>(d, in, out, count);
#endif
    case dtype::float32:
      return to_double ? decode_elements<float, double>(d, in, out, count)
                       : decode_elements<float, float>(d, in, out, count);
    case dtype::float64: return decode_elements<double, double>(d, in, out, count);
    case dtype::long_double: return decode_elements<long double, long double>(d, in, out, count);
    default: return;
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

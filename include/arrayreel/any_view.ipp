// Definitions of any_view.hpp.
#pragma once

#include "any_view.hpp"

#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void refuse_dtype(dtype type) {
  if (type == dtype::float16)
    throw error(error_kind::parameter, "a float16 array, for which this compiler has no type");
  if (type == dtype::bfloat16)
    throw error(error_kind::parameter,
                "visit() of a bfloat16 array, for which C++20 has no type; expected another type");
  throw error(error_kind::parameter, "an element type numbered " +
                                         to_text(static_cast<unsigned>(type)) +
                                         "; expected one of arrayreel::dtype");
}

ARRAYREEL_INLINE std::size_t bytes_of(dtype type) {
  switch (type) {
    case dtype::boolean:
    case dtype::int8:
    case dtype::uint8: return 1;
#if ARRAYREEL_HAS_FLOAT16
    case dtype::float16:
#endif
    case dtype::bfloat16:
    case dtype::int16:
    case dtype::uint16: return 2;
    case dtype::float32:
    case dtype::int32:
    case dtype::uint32: return 4;
    case dtype::float64:
    case dtype::complex64:
    case dtype::int64:
    case dtype::uint64: return 8;
    case dtype::complex128: return 16;
    case dtype::long_double: return sizeof(long double);
    case dtype::complex_long_double: return 2 * sizeof(long double);
#if !ARRAYREEL_HAS_FLOAT16
    case dtype::float16: break;
#endif
  }
  refuse_dtype(type);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

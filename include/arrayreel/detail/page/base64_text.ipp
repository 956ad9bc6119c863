// Definitions of base64_text.hpp.
#pragma once

#include <cstring>

#include "../base/message.hpp"
#include "../simd/sets.hpp"
#include "base64_text.hpp"

#define ARRAYREEL_KERNEL_FILE "../page/base64_kernels.inc"
#include "../simd/for_each_set.inc"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void encode_base64(const std::uint8_t* bytes, std::size_t size,
                                    char* out) noexcept {
  ARRAYREEL_RETURN_KERNEL(encode_base64(bytes, size, out));
}

ARRAYREEL_INLINE void append_base64(std::string& text, std::span<const std::uint8_t> bytes) {
  const std::size_t begin = text.size();
  if (bytes.size() / 3 >= (text.max_size() - begin) / 4)
    refuse(error_kind::limit, {"base64 of more bytes than a string can hold"});
  const std::size_t end = begin + base64_size(bytes.size());
#ifdef __cpp_lib_string_resize_and_overwrite
  // From C++23 on: a fifth of the time, because the text is not zeroed first.
  text.resize_and_overwrite(end, [&](char* characters, std::size_t) noexcept {
    encode_base64(bytes.data(), bytes.size(), characters + begin);
    return end;
  });
#else
  text.resize(end);
  encode_base64(bytes.data(), bytes.size(), text.data() + begin);
#endif
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

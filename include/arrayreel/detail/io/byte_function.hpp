// A function of the user's that takes bytes, without its type.
#pragma once

#include <cstdint>
#include <span>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Returns whether it accepted the bytes. It is kept by reference.
struct byte_function_ref {
  void* function;
  bool (*call)(void* function, std::span<const std::uint8_t> bytes);
};
template <class Function> [[nodiscard]] byte_function_ref byte_function_of(Function& function) {
  return {const_cast<void*>(reinterpret_cast<const volatile void*>(&function)), // NOLINT
          [](void* f, std::span<const std::uint8_t> bytes) -> bool {
            return (*reinterpret_cast<Function*>(f))(bytes); // NOLINT: it may be a plain function
          }};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

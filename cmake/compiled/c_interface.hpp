// What the functions of arrayreel.h have in common: errors that become codes, arguments that become
// views, memory that the caller frees.
#pragma once

#include <cstddef>
#include <new>
#include <string>
#include <string_view>

#include <arrayreel/any_view.hpp>
#include <arrayreel/arrayreel.h>
#include <arrayreel/detail/platform/threads.hpp>
#include <arrayreel/error.hpp>

namespace arrayreel::c_interface {

/// Keeps what the exception that is being handled says, for this thread.
/// \returns its status
[[nodiscard]] int status_of_exception() noexcept;

/// Keeps an error that is none of the library's exceptions.
[[nodiscard]] int keep_error(int status, std::string_view text) noexcept;

/// Calls a function, whose exceptions become codes. pthread_cancel() takes
/// effect after the call, as nothing may be unwound out of here.
template <class Function> [[nodiscard]] int guarded(const Function& function) noexcept {
  const detail::uncancelled_thread until_the_end;
  try {
    function();
    return ARRAYREEL_OK;
  } catch (...) {
    return status_of_exception();
  }
}

/// An array as callers have it.
struct array_arguments {
  const void* data;
  int type;
  int rank;
  const std::size_t* extents;
  const std::ptrdiff_t* strides;
};

/// \throws error (parameter, limit) for arguments that are no array.
[[nodiscard]] any_view view(const array_arguments& array);

/// A text that may not be NULL.
/// \throws error (parameter) that names the argument.
[[nodiscard]] std::string required(const char* text, const char* argument);

/// A text of options; none where it is NULL.
[[nodiscard]] inline std::string_view optional_text(const char* text) noexcept {
  return text == nullptr ? std::string_view() : std::string_view(text);
}

/// A place for a result, emptied before the call does anything.
/// \throws error (parameter) where it is NULL.
void check_place(const void* place, const char* argument);
template <class T> void empty_place(T* place) noexcept {
  if (place != nullptr) *place = T{};
}

/// A copy that arrayreel_free frees.
/// \throws std::bad_alloc
[[nodiscard]] char* copy_of(const std::string& text);
[[nodiscard]] unsigned char* copy_of(const unsigned char* bytes, std::size_t size);

} // namespace arrayreel::c_interface

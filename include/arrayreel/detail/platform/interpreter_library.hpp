// Opens shared libraries for interpreters, where nothing is linked: clang-repl, Cling, and notebook
// kernels made of them.
#pragma once

#if defined(__CLANG_REPL__) || defined(__CLING__)

// The file name of a shared library and its version. Two macros, because the version is one too and
// must be expanded first.
#if defined(__APPLE__)
#define ARRAYREEL_DETAIL_LIBRARY_OF(name, number) "lib" name "." #number ".dylib"
#else
#define ARRAYREEL_DETAIL_LIBRARY_OF(name, number) "lib" name ".so." #number
#endif
#define ARRAYREEL_DETAIL_LIBRARY(name, number) ARRAYREEL_DETAIL_LIBRARY_OF(name, number)

#include <initializer_list>
#include <stdexcept>
#include <string>

extern "C" {
#include <dlfcn.h>
}

#include "../../error.hpp"
#include "../../version.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if defined(ARRAYREEL_COMPILED)

/// Opens the compiled library with all components, and with it the libraries that it calls.
struct compiled_library {
  /// \throws std::runtime_error where it cannot be opened: an `error` is part of it.
  compiled_library() {
#define ARRAYREEL_DETAIL_INTERFACE(major, minor) major.minor
    if (::dlopen(ARRAYREEL_DETAIL_LIBRARY("arrayreel-interpreter",
                                          ARRAYREEL_DETAIL_INTERFACE(ARRAYREEL_VERSION_MAJOR,
                                                                     ARRAYREEL_VERSION_MINOR)),
                 RTLD_NOW | RTLD_GLOBAL) != nullptr) // NOLINT: never closed
      return;
#undef ARRAYREEL_DETAIL_INTERFACE
    const char* reason = ::dlerror();
    throw std::runtime_error("the interpreter cannot open arrayreel's compiled library: " +
                             std::string(reason != nullptr ? reason : "no reason given") +
                             "; expected it where the dynamic linker looks, such as in a folder of "
                             "LD_LIBRARY_PATH, or headers without ARRAYREEL_COMPILED");
  }
};
inline const compiled_library the_compiled_library;

#endif

/// Opens libraries for as long as the process lives, for the interpreter to find what they have.
///
/// Each header that calls C libraries has such an object, before the functions that call them: an
/// interpreter refuses a whole cell, or line, if one name is missing.
class interpreter_library {
public:
  /// \param names as the dynamic linker knows them, of the versions that the headers belong to.
  /// \throws error (io) where one cannot be opened.
  interpreter_library(std::initializer_list<const char*> names) {
    for (const char* name : names)
      if (::dlopen(name, RTLD_NOW | RTLD_GLOBAL) == nullptr) { // NOLINT: never closed
        const char* reason = ::dlerror();
        throw error(error_kind::io,
                    "the interpreter cannot open the library that these headers call: " +
                        std::string(reason != nullptr ? reason : "no reason given") +
                        "; expected the library beside its headers",
                    name);
      }
  }
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#endif

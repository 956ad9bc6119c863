// Opens the shared libraries that headers call where an interpreter compiles them and nobody links:
// clang-repl, Cling, and the kernels of notebooks made of them.
#pragma once

#if defined(__CLANG_REPL__) || defined(__CLING__)

// A shared library by its name and the number of its interface. Twice, or the number that a macro
// stands for would not be seen.
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

/// Opens the compiled library, with all components, which brings along what it calls.
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
/// An object of this type stands in each header that calls C libraries, before what calls them: an
/// interpreter refuses all of a cell, or of a line, of which it misses one name.
class interpreter_library {
public:
  /// \param names as the dynamic linker knows them: those of which the headers are, none else.
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

// Opens the shared libraries that headers call where an interpreter compiles them and nobody links:
// clang-repl, Cling, and the kernels of notebooks made of them.
#pragma once

#if defined(__CLANG_REPL__) || defined(__CLING__)

#include <initializer_list>
#include <string>

extern "C" {
#include <dlfcn.h>
}

#include "../../error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

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

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// A shared library by its name and the number of its interface. Twice, or the number that a macro
// stands for would not be seen.
#if defined(__APPLE__)
#define ARRAYREEL_DETAIL_LIBRARY_OF(name, number) "lib" name "." #number ".dylib"
#else
#define ARRAYREEL_DETAIL_LIBRARY_OF(name, number) "lib" name ".so." #number
#endif
#define ARRAYREEL_DETAIL_LIBRARY(name, number) ARRAYREEL_DETAIL_LIBRARY_OF(name, number)

#endif

# Warnings for the project's own code, as errors; a user of the library never sees them. Packages turn the
# errors off: a later compiler may warn of what no compiler of today does.

option(ARRAYREEL_WARNINGS_AS_ERRORS "Warnings of the project's own code are errors" ON)
mark_as_advanced(ARRAYREEL_WARNINGS_AS_ERRORS)
add_library(arrayreel_warnings INTERFACE)
target_compile_options(arrayreel_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast
  $<$<BOOL:${ARRAYREEL_WARNINGS_AS_ERRORS}>:-Werror>)
# g++ 12 takes "text" + std::string for a copy onto itself (GCC bug 105651).
target_compile_options(arrayreel_warnings INTERFACE
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,13>>:-Wno-restrict>)
# g++ 11 takes a string's length for one that may be below zero.
target_compile_options(arrayreel_warnings INTERFACE
  $<$<AND:$<CXX_COMPILER_ID:GNU>,$<VERSION_LESS:$<CXX_COMPILER_VERSION>,12>>:-Wno-stringop-overflow>)

# ARRAYREEL_SANITIZE: ON for addresses and undefined behaviour, or thread. It is for the library and all
# programs.
if(ARRAYREEL_SANITIZE)
  if(ARRAYREEL_SANITIZE STREQUAL "thread")
    set(sanitizers thread)
  elseif(ARRAYREEL_SANITIZE MATCHES "^(ON|1|YES|TRUE|Y)$")
    set(sanitizers address,undefined)
  else()
    message(FATAL_ERROR
            "ARRAYREEL_SANITIZE is '${ARRAYREEL_SANITIZE}'; expected ON, OFF or thread")
  endif()
  # The sanitizers' own code makes g++ warn of variables that are initialised. At run time the sanitizers
  # find those that are not.
  target_compile_options(arrayreel_warnings INTERFACE
    $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    -fsanitize=${sanitizers} -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(arrayreel_warnings INTERFACE -fsanitize=${sanitizers})
endif()

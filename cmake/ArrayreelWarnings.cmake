# Warnings for the project's own code, as errors; a user of the library never sees them.

add_library(arrayreel_warnings INTERFACE)
target_compile_options(arrayreel_warnings INTERFACE
  -Wall -Wextra -Wpedantic -Wconversion -Wshadow -Wold-style-cast -Werror)
if(ARRAYREEL_SANITIZE)
  # The sanitizers' own code misleads g++ about what is initialised; they see it at run time.
  target_compile_options(arrayreel_warnings INTERFACE $<$<CXX_COMPILER_ID:GNU>:-Wno-maybe-uninitialized>
    -fsanitize=address,undefined -fno-sanitize-recover=all -fno-omit-frame-pointer)
  target_link_options(arrayreel_warnings INTERFACE -fsanitize=address,undefined)
endif()

# Finds libdeflate: the target libdeflate::libdeflate.
#
# Debian 12's package has no configuration for CMake; this one looks for the header and the library. A
# project that has the target already keeps it.
#
#   LibDeflate_FOUND

if(TARGET libdeflate::libdeflate)
  set(LibDeflate_FOUND TRUE)
  return()
endif()

find_path(LibDeflate_INCLUDE_DIR libdeflate.h)
find_library(LibDeflate_LIBRARY NAMES deflate)
mark_as_advanced(LibDeflate_INCLUDE_DIR LibDeflate_LIBRARY)

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibDeflate REQUIRED_VARS LibDeflate_LIBRARY LibDeflate_INCLUDE_DIR)
if(LibDeflate_FOUND)
  add_library(libdeflate::libdeflate UNKNOWN IMPORTED)
  set_target_properties(libdeflate::libdeflate PROPERTIES
    IMPORTED_LOCATION ${LibDeflate_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${LibDeflate_INCLUDE_DIR})
endif()

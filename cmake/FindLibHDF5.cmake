# Finds HDF5's C library: the target hdf5::hdf5, which is also what CMake's own FindHDF5 calls it.
#
# That one compiles programs in C and stops a project that has not enabled this language; this one
# looks for the header and the shared library. A project that has hdf5::hdf5 already keeps it.
#
#   LibHDF5_FOUND, LibHDF5_VERSION
#
# Release 1.10.3 is the first with the function that visits a file's objects.

if(TARGET hdf5::hdf5)
  set(LibHDF5_FOUND TRUE)
  return()
endif()

# Debian has a flavour for each way of being parallel, and one without.
find_path(LibHDF5_INCLUDE_DIR hdf5.h PATH_SUFFIXES hdf5/serial)
find_library(LibHDF5_LIBRARY NAMES hdf5_serial hdf5 PATH_SUFFIXES hdf5/serial)
mark_as_advanced(LibHDF5_INCLUDE_DIR LibHDF5_LIBRARY)
set(LibHDF5_VERSION "")
if(LibHDF5_INCLUDE_DIR AND EXISTS ${LibHDF5_INCLUDE_DIR}/H5public.h)
  file(STRINGS ${LibHDF5_INCLUDE_DIR}/H5public.h LibHDF5_lines
       REGEX "^#define H5_VERS_(MAJOR|MINOR|RELEASE)[ \t]+[0-9]+")
  string(REGEX REPLACE "[^;]*H5_VERS_[A-Z]+[ \t]+([0-9]+)[^;]*" "\\1" LibHDF5_lines
         "${LibHDF5_lines}")
  list(JOIN LibHDF5_lines "." LibHDF5_VERSION)
endif()

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibHDF5 REQUIRED_VARS LibHDF5_LIBRARY LibHDF5_INCLUDE_DIR
                                  VERSION_VAR LibHDF5_VERSION)
# A static library does not say what it needs in turn. HDF5's own configuration does, where it is installed.
if(LibHDF5_FOUND AND LibHDF5_LIBRARY MATCHES "[.]a$")
  find_package(HDF5 QUIET CONFIG)
  foreach(LibHDF5_static IN ITEMS hdf5::hdf5-static hdf5-static)
    if(TARGET ${LibHDF5_static} AND NOT TARGET hdf5::hdf5)
      add_library(hdf5::hdf5 INTERFACE IMPORTED)
      set_target_properties(hdf5::hdf5 PROPERTIES
        INTERFACE_LINK_LIBRARIES ${LibHDF5_static}
        INTERFACE_INCLUDE_DIRECTORIES ${LibHDF5_INCLUDE_DIR})
    endif()
  endforeach()
endif()
if(LibHDF5_FOUND AND NOT TARGET hdf5::hdf5)
  add_library(hdf5::hdf5 UNKNOWN IMPORTED)
  set_target_properties(hdf5::hdf5 PROPERTIES
    IMPORTED_LOCATION ${LibHDF5_LIBRARY}
    INTERFACE_INCLUDE_DIRECTORIES ${LibHDF5_INCLUDE_DIR})
endif()

# Finds MPI's C interface: the target LibMPI::LibMPI, for projects in C++ alone, too.
#
# CMake's own FindMPI does the work. Of a C++ compiler's libraries the old C++ classes are left out:
# nothing here calls them. A project that has found MPI for C already keeps that one.
#
#   LibMPI_FOUND, LibMPI_VERSION (of the standard), LibMPI_LIBRARIES, LibMPI_INCLUDE_DIRS

if(TARGET LibMPI::LibMPI)
  set(LibMPI_FOUND TRUE)
  return()
endif()

get_property(LibMPI_languages GLOBAL PROPERTY ENABLED_LANGUAGES)
if(TARGET MPI::MPI_C OR "C" IN_LIST LibMPI_languages)
  set(LibMPI_language C)
else()
  set(LibMPI_language CXX)
endif()
find_package(MPI QUIET COMPONENTS ${LibMPI_language})
set(LibMPI_VERSION "${MPI_${LibMPI_language}_VERSION}")
set(LibMPI_INCLUDE_DIRS ${MPI_${LibMPI_language}_INCLUDE_DIRS})
set(LibMPI_LIBRARIES ${MPI_${LibMPI_language}_LIBRARIES})
list(FILTER LibMPI_LIBRARIES EXCLUDE REGEX "(mpi_cxx|mpichcxx|mpicxx)[^/]*$")

include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(LibMPI REQUIRED_VARS LibMPI_LIBRARIES
                                  VERSION_VAR LibMPI_VERSION)
if(LibMPI_FOUND)
  add_library(LibMPI::LibMPI INTERFACE IMPORTED)
  if(TARGET MPI::MPI_C)
    set_property(TARGET LibMPI::LibMPI PROPERTY INTERFACE_LINK_LIBRARIES MPI::MPI_C)
  else()
    set_target_properties(LibMPI::LibMPI PROPERTIES
      INTERFACE_INCLUDE_DIRECTORIES "${LibMPI_INCLUDE_DIRS}"
      INTERFACE_LINK_LIBRARIES "${LibMPI_LIBRARIES}")
  endif()
endif()

# What is built in: an option for each part that needs another library.
#
#   ARRAYREEL_WITH_VIDEO       arrayreel::video      FFmpeg
#   ARRAYREEL_WITH_JSON        arrayreel::json       nlohmann_json
#   ARRAYREEL_WITH_HDF5        arrayreel::hdf5       HDF5's C library
#   ARRAYREEL_WITH_MPI         arrayreel::mpi, mpi_video  MPI
#   ARRAYREEL_WITH_LIBDEFLATE  smaller PNG files     libdeflate
#
# AUTO, the default, takes what is there. ON stops where it is not, and OFF does not look for it: what a
# package contains must not depend on what else its builder has installed.

set(arrayreel_optional_parts VIDEO JSON HDF5 MPI LIBDEFLATE)
set(arrayreel_finds_VIDEO FFmpeg)
set(arrayreel_finds_JSON nlohmann_json)
set(arrayreel_finds_HDF5 LibHDF5)
set(arrayreel_finds_MPI LibMPI)
set(arrayreel_finds_LIBDEFLATE LibDeflate)

foreach(part IN LISTS arrayreel_optional_parts)
  set(ARRAYREEL_WITH_${part} AUTO CACHE STRING
      "Build with ${arrayreel_finds_${part}}: AUTO (where it is), ON or OFF")
  set_property(CACHE ARRAYREEL_WITH_${part} PROPERTY STRINGS AUTO ON OFF)
  string(TOUPPER "${ARRAYREEL_WITH_${part}}" value)
  if(NOT value MATCHES "^(AUTO|ON|OFF|TRUE|FALSE|YES|NO|1|0)$")
    message(FATAL_ERROR "arrayreel: ARRAYREEL_WITH_${part} is '${ARRAYREEL_WITH_${part}}'; expected "
                        "AUTO, ON or OFF")
  endif()
  if(NOT ARRAYREEL_WITH_${part})
    set(CMAKE_DISABLE_FIND_PACKAGE_${arrayreel_finds_${part}} TRUE)
  endif()
endforeach()

# arrayreel_requires(<result> <part>): whether it has to be built.
function(arrayreel_requires result part)
  set(${result} FALSE PARENT_SCOPE)
  if(ARRAYREEL_WITH_${part} AND NOT ARRAYREEL_WITH_${part} MATCHES "^[Aa][Uu][Tt][Oo]$")
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

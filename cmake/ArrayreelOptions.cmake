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

# arrayreel_choice(<option> <default> <help>): an option that is AUTO, ON or OFF.
function(arrayreel_choice option default help)
  set(${option} ${default} CACHE STRING "${help}: AUTO (where it is), ON or OFF")
  set_property(CACHE ${option} PROPERTY STRINGS AUTO ON OFF)
  string(TOUPPER "${${option}}" value)
  if(NOT value MATCHES "^(AUTO|ON|OFF|TRUE|FALSE|YES|NO|1|0)$")
    message(FATAL_ERROR "arrayreel: ${option} is '${${option}}'; expected AUTO, ON or OFF")
  endif()
endfunction()

# arrayreel_requires(<result> <option>): whether it has to be built.
function(arrayreel_requires result option)
  set(${result} FALSE PARENT_SCOPE)
  if(${option} AND NOT ${option} MATCHES "^[Aa][Uu][Tt][Oo]$")
    set(${result} TRUE PARENT_SCOPE)
  endif()
endfunction()

# The tool belongs to the project, and not to those that take it in.
set(default OFF)
if(PROJECT_IS_TOP_LEVEL)
  set(default AUTO)
endif()
arrayreel_choice(ARRAYREEL_BUILD_TOOL ${default} "Build the command-line tool arrayreel with CLI11")

foreach(part IN LISTS arrayreel_optional_parts)
  arrayreel_choice(ARRAYREEL_WITH_${part} AUTO "Build with ${arrayreel_finds_${part}}")
  if(NOT ARRAYREEL_WITH_${part})
    set(CMAKE_DISABLE_FIND_PACKAGE_${arrayreel_finds_${part}} TRUE)
  endif()
endforeach()

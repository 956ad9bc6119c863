# Archives and Debian packages of what a build installs, by CPack: `cpack -G TGZ`, `cpack -G DEB`.
#
# Of shared libraries there is a package for each set that needs the same other libraries; of static ones,
# one of the development's files. They are for one's own machines, without sources or policy: packages
# for a distribution are made by cmake/packaging/debian.sh.

set(CPACK_PACKAGE_NAME arrayreel)
set(CPACK_PACKAGE_VENDOR "The arrayreel authors")
set(CPACK_PACKAGE_CONTACT "The arrayreel authors <arrayreel@example.org>")
set(CPACK_PACKAGE_DESCRIPTION_SUMMARY "${PROJECT_DESCRIPTION}")
set(CPACK_PACKAGE_DESCRIPTION "arrayreel turns numerical arrays into exact pictures and movies: one \
array element is one pixel, without resampling, axes or figure.")
set(CPACK_RESOURCE_FILE_LICENSE ${PROJECT_SOURCE_DIR}/LICENSE)
set(CPACK_STRIP_FILES TRUE)
set(CPACK_VERBATIM_VARIABLES TRUE)
set(CPACK_GENERATOR "TGZ;DEB")
set(CPACK_SOURCE_GENERATOR "")

set(CPACK_COMPONENTS_ALL development)
set(arrayreel_libraries "")
if(NOT arrayreel_kind STREQUAL "STATIC_LIBRARY")
  set(arrayreel_libraries runtime)
  if(TARGET arrayreel_c)
    list(APPEND arrayreel_libraries c)
  endif()
  foreach(component IN ITEMS video hdf5 mpi)
    if(component IN_LIST arrayreel_components)
      list(APPEND arrayreel_libraries ${component})
    endif()
  endforeach()
  list(APPEND CPACK_COMPONENTS_ALL ${arrayreel_libraries})
endif()
if(TARGET arrayreel_tool)
  list(APPEND CPACK_COMPONENTS_ALL tool)
endif()
# One archive, as its user unpacks it where he likes; packages of Debian apart.
set(CPACK_ARCHIVE_COMPONENT_INSTALL OFF)
set(CPACK_DEB_COMPONENT_INSTALL ON)

# Names are those of cmake/packaging/debian/control.
set(CPACK_DEBIAN_PACKAGE_SECTION libs)
set(CPACK_DEBIAN_FILE_NAME DEB-DEFAULT)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS ON)
set(CPACK_DEBIAN_PACKAGE_SHLIBDEPS_PRIVATE_DIRS ${PROJECT_BINARY_DIR})
set(CPACK_DEBIAN_PACKAGE_GENERATE_SHLIBS ON)
set(CPACK_DEBIAN_ENABLE_COMPONENT_DEPENDS ON)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_NAME libarrayreel-dev)
set(CPACK_DEBIAN_DEVELOPMENT_PACKAGE_SECTION libdevel)
set(CPACK_DEBIAN_RUNTIME_PACKAGE_NAME libarrayreel${arrayreel_abi})
# The C interface keeps its number, whatever happens to the others.
set(CPACK_DEBIAN_C_PACKAGE_NAME libarrayreel-c0)
set(CPACK_DEBIAN_VIDEO_PACKAGE_NAME libarrayreel-video${arrayreel_abi})
set(CPACK_DEBIAN_HDF5_PACKAGE_NAME libarrayreel-hdf5-${arrayreel_abi})
set(CPACK_DEBIAN_MPI_PACKAGE_NAME libarrayreel-mpi${arrayreel_abi})
set(CPACK_DEBIAN_TOOL_PACKAGE_NAME arrayreel)
set(CPACK_DEBIAN_TOOL_PACKAGE_SECTION graphics)
set(CPACK_COMPONENT_DEVELOPMENT_DEPENDS ${arrayreel_libraries})
set(CPACK_COMPONENT_C_DEPENDS runtime)
set(CPACK_COMPONENT_VIDEO_DEPENDS runtime)
set(CPACK_COMPONENT_HDF5_DEPENDS runtime)
set(CPACK_COMPONENT_MPI_DEPENDS runtime)
if("video" IN_LIST arrayreel_libraries AND NOT TARGET arrayreel_video_plugin)
  list(APPEND CPACK_COMPONENT_C_DEPENDS video) # linked to it
  list(APPEND CPACK_COMPONENT_MPI_DEPENDS video)
endif()
# The tool calls none of the C interface's functions, and none of MPI's.
set(CPACK_COMPONENT_TOOL_DEPENDS ${arrayreel_libraries})
list(REMOVE_ITEM CPACK_COMPONENT_TOOL_DEPENDS c mpi)
set(arrayreel_debian_needs "")
foreach(need IN ITEMS image:libpng-dev image:zlib1g-dev video:libavcodec-dev video:libavformat-dev
                      video:libavutil-dev json:nlohmann-json3-dev hdf5:libhdf5-dev mpi:mpi-default-dev)
  string(REGEX REPLACE ":.*" "" component ${need})
  string(REGEX REPLACE ".*:" "" package ${need})
  if(component IN_LIST arrayreel_components
     AND NOT (component STREQUAL "video" AND TARGET arrayreel_video_plugin))
    list(APPEND arrayreel_debian_needs ${package})
  endif()
endforeach()
if(LibDeflate_FOUND)
  list(APPEND arrayreel_debian_needs libdeflate-dev)
endif()
list(JOIN arrayreel_debian_needs ", " CPACK_DEBIAN_DEVELOPMENT_PACKAGE_DEPENDS)

include(CPack)

# Installation: headers, compiled libraries, targets of both kinds, and the files by which CMake and
# pkg-config find them again.

include(CMakePackageConfigHelpers)

set(arrayreel_config_dir ${CMAKE_INSTALL_LIBDIR}/cmake/arrayreel)

# A package of the development's files, one of the libraries that all programs need, and one for each
# component that brings other libraries along; cmake/packaging/ArrayreelPackage.cmake makes them.
set(CMAKE_INSTALL_DEFAULT_COMPONENT_NAME development)
if(NOT TARGET arrayreel_video_plugin)
  set(arrayreel_package_of_video video)
endif()
set(arrayreel_package_of_hdf5 hdf5)
set(arrayreel_package_of_mpi mpi)
set(arrayreel_package_of_mpi_video mpi)

install(DIRECTORY ${arrayreel_include}/arrayreel DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}
        FILES_MATCHING PATTERN "*.hpp" PATTERN "*.ipp" PATTERN "*.inc")

# The colormaps' tables keep their origins' licences, in libraries too.
install(FILES LICENSE cmake/packaging/THIRD-PARTY-LICENCES
        DESTINATION ${CMAKE_INSTALL_DATADIR}/licenses/arrayreel)

# A package finds again only what the asked components need, so each has an export set of its own.
foreach(component IN LISTS arrayreel_components ITEMS umbrella header_only)
  set(package runtime)
  if(DEFINED arrayreel_package_of_${component})
    set(package ${arrayreel_package_of_${component}})
  endif()
  install(TARGETS arrayreel_${component} EXPORT arrayreel-${component}
          ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT ${package}
          NAMELINK_COMPONENT development)
  install(EXPORT arrayreel-${component} NAMESPACE arrayreel::
          FILE arrayreel-${component}.cmake DESTINATION ${arrayreel_config_dir})
  if(component IN_LIST arrayreel_components)
    install(TARGETS arrayreel_header_only_${component} EXPORT arrayreel-header_only_${component})
    install(EXPORT arrayreel-header_only_${component} NAMESPACE arrayreel::
            FILE arrayreel-header_only_${component}.cmake DESTINATION ${arrayreel_config_dir})
  endif()
endforeach()

# Beside the library, which looks for it there.
set(arrayreel_loads_ffmpeg FALSE)
if(TARGET arrayreel_video_plugin)
  set(arrayreel_loads_ffmpeg TRUE)
  install(TARGETS arrayreel_video_plugin
          LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT video)
endif()

# A static library's user links what it calls.
get_target_property(arrayreel_kind arrayreel_core TYPE)
set(arrayreel_links_libdeflate FALSE)
if(TARGET arrayreel_image AND LibDeflate_FOUND AND arrayreel_kind STREQUAL "STATIC_LIBRARY")
  set(arrayreel_links_libdeflate TRUE)
endif()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/arrayreel-config.cmake.in
  ${PROJECT_BINARY_DIR}/arrayreel-config.cmake
  INSTALL_DESTINATION ${arrayreel_config_dir}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/arrayreel-config-version.cmake
  COMPATIBILITY SameMinorVersion)
install(FILES
  ${PROJECT_BINARY_DIR}/arrayreel-config.cmake
  ${PROJECT_BINARY_DIR}/arrayreel-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindFFmpeg.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibDeflate.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibHDF5.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibMPI.cmake
  DESTINATION ${arrayreel_config_dir})

include(cmake/ArrayreelPkgConfig.cmake)

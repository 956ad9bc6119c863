# Installation: headers of all components, one export set each, and a package configuration that
# finds again only what the asked components need.

include(CMakePackageConfigHelpers)

set(arrayreel_config_dir ${CMAKE_INSTALL_DATADIR}/cmake/arrayreel)
foreach(component core image video json hdf5 umbrella)
  install(TARGETS arrayreel_${component} EXPORT arrayreel-${component}
          FILE_SET HEADERS DESTINATION ${CMAKE_INSTALL_INCLUDEDIR})
  install(EXPORT arrayreel-${component} NAMESPACE arrayreel::
          FILE arrayreel-${component}.cmake DESTINATION ${arrayreel_config_dir})
endforeach()

configure_package_config_file(
  ${PROJECT_SOURCE_DIR}/cmake/arrayreel-config.cmake.in
  ${PROJECT_BINARY_DIR}/arrayreel-config.cmake
  INSTALL_DESTINATION ${arrayreel_config_dir}
  NO_SET_AND_CHECK_MACRO NO_CHECK_REQUIRED_COMPONENTS_MACRO)
write_basic_package_version_file(${PROJECT_BINARY_DIR}/arrayreel-config-version.cmake
  COMPATIBILITY SameMinorVersion ARCH_INDEPENDENT)
install(FILES
  ${PROJECT_BINARY_DIR}/arrayreel-config.cmake
  ${PROJECT_BINARY_DIR}/arrayreel-config-version.cmake
  ${PROJECT_SOURCE_DIR}/cmake/ArrayreelSeparate.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindFFmpeg.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibDeflate.cmake
  ${PROJECT_SOURCE_DIR}/cmake/FindLibHDF5.cmake
  ${PROJECT_SOURCE_DIR}/cmake/separate.cpp
  DESTINATION ${arrayreel_config_dir})

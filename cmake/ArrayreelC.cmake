# The C interface: arrayreel::c, the compiled library behind arrayreel.h, and arrayreel::fortran, the module
# over it; their installation and their file for pkg-config.
#
# Users of these compile no C++20, so nothing of what they are made of reaches them but the link.
if(NOT TARGET arrayreel_image)
  return()
endif()

set(arrayreel_c_movies c_no_movies.cpp)
set(arrayreel_c_parts image)
if(TARGET arrayreel_video)
  set(arrayreel_c_movies c_movies.cpp)
  set(arrayreel_c_parts video)
endif()
add_library(arrayreel_c ${arrayreel_compiled}/c_errors.cpp ${arrayreel_compiled}/c_pictures.cpp
            ${arrayreel_compiled}/${arrayreel_c_movies})
add_library(arrayreel::c ALIAS arrayreel_c)
set_target_properties(arrayreel_c PROPERTIES
  EXPORT_NAME c
  OUTPUT_NAME arrayreel-c
  VERSION ${PROJECT_VERSION}
  # Functions are added to it and never changed: old programs run with a new version of the library.
  SOVERSION 0
  CXX_EXTENSIONS OFF
  CXX_VISIBILITY_PRESET hidden
  VISIBILITY_INLINES_HIDDEN ON
  POSITION_INDEPENDENT_CODE ON
  INSTALL_RPATH ${arrayreel_origin})
if(NOT PROJECT_IS_TOP_LEVEL AND NOT ARRAYREEL_INSTALL)
  set_target_properties(arrayreel_c PROPERTIES EXCLUDE_FROM_ALL ON)
endif()
target_compile_features(arrayreel_c PRIVATE cxx_std_20)
target_include_directories(arrayreel_c INTERFACE $<BUILD_INTERFACE:${arrayreel_include}>
                           $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
target_link_libraries(arrayreel_c PRIVATE arrayreel_${arrayreel_c_parts})
# Who links a static library by a C or Fortran compiler links C++'s own libraries too.
set(arrayreel_cxx_libraries "")
get_target_property(arrayreel_kind arrayreel_c TYPE)
if(arrayreel_kind STREQUAL "STATIC_LIBRARY")
  set(arrayreel_cxx_libraries ${CMAKE_CXX_IMPLICIT_LINK_LIBRARIES})
  list(FILTER arrayreel_cxx_libraries INCLUDE REGEX "^(stdc[+][+]|c[+][+]|c[+][+]abi|m)$")
  list(REMOVE_DUPLICATES arrayreel_cxx_libraries)
  target_link_libraries(arrayreel_c INTERFACE ${arrayreel_cxx_libraries})
endif()

# A module's file is of one compiler, so each project compiles it.
add_library(arrayreel_fortran INTERFACE)
add_library(arrayreel::fortran ALIAS arrayreel_fortran)
set_target_properties(arrayreel_fortran PROPERTIES EXPORT_NAME fortran)
target_sources(arrayreel_fortran INTERFACE
  $<BUILD_INTERFACE:${arrayreel_include}/arrayreel/arrayreel.f90>
  $<INSTALL_INTERFACE:$<INSTALL_PREFIX>/${CMAKE_INSTALL_INCLUDEDIR}/arrayreel/arrayreel.f90>)
target_link_libraries(arrayreel_fortran INTERFACE arrayreel_c)

if(NOT ARRAYREEL_INSTALL)
  return()
endif()
install(FILES ${arrayreel_include}/arrayreel/arrayreel.h ${arrayreel_include}/arrayreel/arrayreel.f90
        DESTINATION ${CMAKE_INSTALL_INCLUDEDIR}/arrayreel)
install(TARGETS arrayreel_c arrayreel_fortran EXPORT arrayreel-c
        ARCHIVE DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT development
        LIBRARY DESTINATION ${CMAKE_INSTALL_LIBDIR} COMPONENT c
        NAMELINK_COMPONENT development)
install(EXPORT arrayreel-c NAMESPACE arrayreel::
        FILE arrayreel-c.cmake DESTINATION ${arrayreel_config_dir})

if(arrayreel_cxx_libraries)
  # C++'s libraries stand behind all that needs them: linkers may leave them out where they stand before.
  set(libraries "")
  set(flags "")
  set(packages "")
  foreach(part IN ITEMS core image video)
    if(TARGET arrayreel_${part})
      list(PREPEND libraries -larrayreel-${part})
      list(APPEND flags ${arrayreel_flags_${part}})
      list(APPEND packages ${arrayreel_packages_${part}})
    endif()
  endforeach()
  list(TRANSFORM arrayreel_cxx_libraries PREPEND -l)
  arrayreel_pc(arrayreel-c "${PROJECT_DESCRIPTION}, for C and Fortran"
    FIELD Requires ${packages}
    FIELD Cflags -I\${includedir}
    FIELD Libs -L\${libdir} -larrayreel-c ${libraries} ${flags} ${arrayreel_cxx_libraries})
else()
  arrayreel_pc(arrayreel-c "${PROJECT_DESCRIPTION}, for C and Fortran"
    FIELD Cflags -I\${includedir}
    FIELD Libs -L\${libdir} -larrayreel-c)
endif()

# The library's targets. Which header belongs to which follows from what it needs to link.

set(arrayreel_include ${PROJECT_SOURCE_DIR}/include)

set(arrayreel_image_headers
    arrayreel/detail/inflater.hpp
    arrayreel/detail/libpng.hpp
    arrayreel/detail/zip_reader.hpp
    arrayreel/image.hpp
    arrayreel/nbimage.hpp
    arrayreel/npy.hpp
    arrayreel/page.hpp
    arrayreel/png.hpp)
set(arrayreel_umbrella_headers arrayreel/arrayreel.hpp)

file(GLOB_RECURSE arrayreel_core_headers CONFIGURE_DEPENDS RELATIVE ${arrayreel_include}
     ${arrayreel_include}/arrayreel/*.hpp)
list(REMOVE_ITEM arrayreel_core_headers ${arrayreel_image_headers} ${arrayreel_umbrella_headers})

# arrayreel_component(<name> <headers...>): the target arrayreel_<name>, exported as
# arrayreel::<name>.
function(arrayreel_component name)
  add_library(arrayreel_${name} INTERFACE)
  set_target_properties(arrayreel_${name} PROPERTIES EXPORT_NAME ${name})
  list(TRANSFORM ARGN PREPEND ${arrayreel_include}/)
  target_sources(arrayreel_${name} INTERFACE
    FILE_SET HEADERS BASE_DIRS ${arrayreel_include} FILES ${ARGN})
  target_compile_features(arrayreel_${name} INTERFACE cxx_std_20)
  if(NOT PROJECT_IS_TOP_LEVEL)
    # Someone else's warnings are not about these headers.
    target_include_directories(arrayreel_${name} SYSTEM INTERFACE
      $<BUILD_INTERFACE:${arrayreel_include}>)
  endif()
endfunction()

arrayreel_component(core ${arrayreel_core_headers})
add_library(arrayreel::core ALIAS arrayreel_core)

# Without libpng the target still exists to be installed; it is just not to be linked here.
find_package(PNG QUIET)
find_package(ZLIB QUIET)
arrayreel_component(image ${arrayreel_image_headers})
target_link_libraries(arrayreel_image INTERFACE arrayreel_core PNG::PNG ZLIB::ZLIB)

arrayreel_component(umbrella ${arrayreel_umbrella_headers})
set_target_properties(arrayreel_umbrella PROPERTIES EXPORT_NAME arrayreel)
target_link_libraries(arrayreel_umbrella INTERFACE arrayreel_core)
if(PNG_FOUND AND ZLIB_FOUND)
  add_library(arrayreel::image ALIAS arrayreel_image)
  target_link_libraries(arrayreel_umbrella INTERFACE $<BUILD_INTERFACE:arrayreel_image>)
else()
  message(STATUS "arrayreel: no target arrayreel::image, which needs libpng and zlib "
                 "(Debian: libpng-dev, zlib1g-dev)")
endif()
add_library(arrayreel::arrayreel ALIAS arrayreel_umbrella)

if(PROJECT_IS_TOP_LEVEL)
  set_target_properties(arrayreel_core PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  if(PNG_FOUND AND ZLIB_FOUND)
    set_target_properties(arrayreel_image arrayreel_umbrella PROPERTIES
                          VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
endif()

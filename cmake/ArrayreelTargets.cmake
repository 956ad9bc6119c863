# The library's targets. Which header belongs to which follows from what it needs to link.

set(arrayreel_include ${PROJECT_SOURCE_DIR}/include)

# What is about libpng, zlib, PNG and the pages that show it.
set(arrayreel_image_patterns detail/deflate/* detail/png/* detail/page/* detail/npy/* image.* mime_bundle.*
    nbimage.* npy.* npy_frames.* page.* page_options.* png.* png_options.*)
# What includes FFmpeg's headers or is for movies alone.
set(arrayreel_video_patterns detail/video/* codecs.* encoder_licence.* frame_rate.* nbvideo.* video.*
    video_options.* video_writer.*)
# What includes nlohmann_json, for which compilers take seconds, or is for that alone.
set(arrayreel_json_patterns detail/chart/* notebook.* vega.* vega_options.*)
# What includes HDF5's headers.
set(arrayreel_hdf5_patterns detail/hdf5/* hdf5.*)
foreach(component IN ITEMS image video json hdf5)
  list(TRANSFORM arrayreel_${component}_patterns PREPEND ${arrayreel_include}/arrayreel/)
  file(GLOB arrayreel_${component}_headers CONFIGURE_DEPENDS RELATIVE ${arrayreel_include}
       ${arrayreel_${component}_patterns})
endforeach()
set(arrayreel_umbrella_headers arrayreel/arrayreel.hpp)

file(GLOB_RECURSE arrayreel_core_headers CONFIGURE_DEPENDS RELATIVE ${arrayreel_include}
     ${arrayreel_include}/arrayreel/*.hpp ${arrayreel_include}/arrayreel/*.ipp
     ${arrayreel_include}/arrayreel/*.inc)
list(REMOVE_ITEM arrayreel_core_headers ${arrayreel_image_headers} ${arrayreel_video_headers}
     ${arrayreel_json_headers} ${arrayreel_hdf5_headers} ${arrayreel_umbrella_headers})

# arrayreel_component(<name> <headers...>): the target arrayreel_<name>, exported as
# arrayreel::<name>.
function(arrayreel_component name)
  add_library(arrayreel_${name} INTERFACE)
  set_target_properties(arrayreel_${name} PROPERTIES EXPORT_NAME ${name})
  list(TRANSFORM ARGN PREPEND ${arrayreel_include}/)
  # What headers include of their own, definitions and kernels, is no header to be compiled alone.
  set(parts ${ARGN})
  list(FILTER parts INCLUDE REGEX "[.](ipp|inc)$")
  list(FILTER ARGN EXCLUDE REGEX "[.](ipp|inc)$")
  target_sources(arrayreel_${name} INTERFACE
    FILE_SET HEADERS BASE_DIRS ${arrayreel_include} FILES ${ARGN}
    FILE_SET parts TYPE HEADERS BASE_DIRS ${arrayreel_include} FILES ${parts})
  set_target_properties(arrayreel_${name} PROPERTIES INTERFACE_HEADER_SETS_TO_VERIFY HEADERS)
  target_compile_features(arrayreel_${name} INTERFACE cxx_std_20)
  if(NOT PROJECT_IS_TOP_LEVEL)
    # Someone else's warnings are not about these headers.
    target_include_directories(arrayreel_${name} SYSTEM INTERFACE
      $<BUILD_INTERFACE:${arrayreel_include}>)
  endif()
endfunction()

arrayreel_component(core ${arrayreel_core_headers})
add_library(arrayreel::core ALIAS arrayreel_core)

# Without what a component needs its target still exists to be installed; it is just not to be
# linked here.
find_package(PNG QUIET)
find_package(ZLIB QUIET)
arrayreel_component(image ${arrayreel_image_headers})
target_link_libraries(arrayreel_image INTERFACE arrayreel_core PNG::PNG ZLIB::ZLIB)

list(PREPEND CMAKE_MODULE_PATH ${PROJECT_SOURCE_DIR}/cmake)
# An installed copy looks for it again: machines have it or not.
find_package(LibDeflate QUIET MODULE)
if(LibDeflate_FOUND)
  target_link_libraries(arrayreel_image INTERFACE $<BUILD_INTERFACE:libdeflate::libdeflate>)
  target_compile_definitions(arrayreel_image INTERFACE $<BUILD_INTERFACE:ARRAYREEL_LIBDEFLATE>)
endif()

# A movie's poster is a PNG; the writer may encode in a thread of its own.
find_package(FFmpeg QUIET COMPONENTS avcodec avformat avutil OPTIONAL_COMPONENTS swscale)
find_package(Threads QUIET)
arrayreel_component(video ${arrayreel_video_headers})
target_link_libraries(arrayreel_video INTERFACE arrayreel_image FFmpeg::avformat FFmpeg::avcodec
                      FFmpeg::avutil Threads::Threads)

# Charts are JSON, in pages with pictures. A project may have brought nlohmann_json along; before 3.9
# it had no ordered_json.
if(TARGET nlohmann_json::nlohmann_json)
  set(nlohmann_json_FOUND TRUE)
else()
  find_package(nlohmann_json 3.9 QUIET)
endif()
arrayreel_component(json ${arrayreel_json_headers})
target_link_libraries(arrayreel_json INTERFACE arrayreel_image nlohmann_json::nlohmann_json)

# HDF5's C library. Its C++ one is another.
find_package(LibHDF5 1.10.3 QUIET MODULE)
arrayreel_component(hdf5 ${arrayreel_hdf5_headers})
target_link_libraries(arrayreel_hdf5 INTERFACE arrayreel_core hdf5::hdf5)

arrayreel_component(umbrella ${arrayreel_umbrella_headers})
set_target_properties(arrayreel_umbrella PROPERTIES EXPORT_NAME arrayreel)
target_link_libraries(arrayreel_umbrella INTERFACE arrayreel_core)
set(arrayreel_usable core)
if(LibHDF5_FOUND)
  list(APPEND arrayreel_usable hdf5)
else()
  message(STATUS "arrayreel: no target arrayreel::hdf5, which needs HDF5's C library, 1.10.3 or later "
                 "(Debian: libhdf5-dev)")
endif()
if(PNG_FOUND AND ZLIB_FOUND)
  list(APPEND arrayreel_usable image)
  if(FFmpeg_FOUND AND Threads_FOUND)
    list(APPEND arrayreel_usable video)
  endif()
  if(nlohmann_json_FOUND)
    list(APPEND arrayreel_usable json)
  endif()
else()
  message(STATUS "arrayreel: no target arrayreel::image, which needs libpng and zlib "
                 "(Debian: libpng-dev, zlib1g-dev)")
endif()
if(NOT "video" IN_LIST arrayreel_usable)
  list(JOIN FFmpeg_MISSING " and " arrayreel_missing)
  if(arrayreel_missing)
    string(PREPEND arrayreel_missing "; missing: ")
  endif()
  message(STATUS "arrayreel: no target arrayreel::video, which needs arrayreel::image, threads and "
                 "FFmpeg 4.4 or later (Debian: libavcodec-dev, libavformat-dev, libavutil-dev)"
                 "${arrayreel_missing}")
endif()

if(NOT "json" IN_LIST arrayreel_usable)
  message(STATUS "arrayreel: no target arrayreel::json, which needs arrayreel::image and "
                 "nlohmann_json (Debian: nlohmann-json3-dev)")
endif()

foreach(component IN LISTS arrayreel_usable)
  if(NOT component STREQUAL "core")
    add_library(arrayreel::${component} ALIAS arrayreel_${component})
    # No header of the umbrella's is for HDF5, which would come with many libraries.
    if(NOT component STREQUAL "hdf5")
      target_link_libraries(arrayreel_umbrella INTERFACE $<BUILD_INTERFACE:arrayreel_${component}>)
    endif()
  endif()
  if(PROJECT_IS_TOP_LEVEL)
    set_target_properties(arrayreel_${component} PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
  endif()
endforeach()
add_library(arrayreel::arrayreel ALIAS arrayreel_umbrella)
if(PROJECT_IS_TOP_LEVEL)
  set_target_properties(arrayreel_umbrella PROPERTIES VERIFY_INTERFACE_HEADER_SETS ON)
endif()

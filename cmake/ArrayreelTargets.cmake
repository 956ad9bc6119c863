# The library's targets. Which header belongs to which follows from what it needs to link.

set(arrayreel_include ${PROJECT_SOURCE_DIR}/include)

set(arrayreel_image_headers
    arrayreel/detail/deflate/inflater.hpp
    arrayreel/detail/deflate/libdeflate.hpp
    arrayreel/detail/png/libpng.hpp
    arrayreel/detail/page/document.hpp
    arrayreel/detail/page/body.hpp
    arrayreel/detail/page/part.hpp
    arrayreel/detail/png/balanced.hpp
    arrayreel/detail/png/compressor.hpp
    arrayreel/detail/png/file.hpp
    arrayreel/detail/png/smallest.hpp
    arrayreel/detail/png/stream.hpp
    arrayreel/detail/png/whole.hpp
    arrayreel/detail/png/write.hpp
    arrayreel/detail/npy/zip_reader.hpp
    arrayreel/image.hpp
    arrayreel/mime_bundle.hpp
    arrayreel/nbimage.hpp
    arrayreel/npy.hpp
    arrayreel/page.hpp
    arrayreel/page_options.hpp
    arrayreel/png.hpp
    arrayreel/png_options.hpp)
# What includes FFmpeg's headers or is for movies alone.
set(arrayreel_video_patterns
    codecs.hpp
    detail/av_*.hpp
    detail/label_text.hpp
    detail/libav*.hpp
    detail/video_*.hpp
    encoder_licence.hpp
    frame_rate.hpp
    nbvideo.hpp
    video.hpp
    video_options.hpp
    video_writer.hpp)
list(TRANSFORM arrayreel_video_patterns PREPEND ${arrayreel_include}/arrayreel/)
file(GLOB arrayreel_video_headers CONFIGURE_DEPENDS RELATIVE ${arrayreel_include}
     ${arrayreel_video_patterns})
# What includes nlohmann_json, for which compilers take seconds, or is for that alone.
set(arrayreel_json_headers
    arrayreel/detail/chart/tooltip_chart.hpp
    arrayreel/detail/chart/names.hpp
    arrayreel/notebook.hpp
    arrayreel/vega.hpp
    arrayreel/vega_options.hpp)
# What includes HDF5's headers.
set(arrayreel_hdf5_headers
    arrayreel/detail/hdf5/dataset.hpp
    arrayreel/detail/hdf5/type.hpp
    arrayreel/detail/hdf5/libhdf5.hpp
    arrayreel/hdf5.hpp)
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

# The library's targets: a compiled library and a header-only target for each component, that is for
# each set of headers that needs the same other libraries.
#
#   arrayreel::core    values, pixels, tags     needs threads
#   arrayreel::image   pictures and pages       libpng, zlib (ARRAYREEL_WITH_LIBPNG=OFF: neither);
#                                               libdeflate where it is
#   arrayreel::video   movies                   image, FFmpeg: a shared one loads it when it is used
#   arrayreel::json    charts and notebooks     image, nlohmann_json
#   arrayreel::hdf5    HDF5's files             HDF5's C library
#   arrayreel::mpi     pictures of many processes  image, MPI's C interface
#   arrayreel::mpi_video  movies of many processes  mpi, video
#   arrayreel::arrayreel                        all of these but hdf5, which comes with many libraries,
#                                               and mpi, of which a machine may have several kinds
#
# arrayreel::c and arrayreel::fortran are in ArrayreelC.cmake.
#
# arrayreel::header_only_<component> and arrayreel::header_only are the same without a compiled part.

# 32-bit x86 computes as all others do with these.
include(CheckCXXSourceCompiles)
check_cxx_source_compiles("#if !defined(__i386__) || defined(__SSE2_MATH__)\n#error\n#endif\nint main() {}"
                          ARRAYREEL_NEEDS_SSE2)
set(arrayreel_compile_flags "")
if(ARRAYREEL_NEEDS_SSE2)
  set(arrayreel_compile_flags -msse2 -mfpmath=sse)
endif()
# Clang++ has _Float16 where the library of an old g++ lacks its conversions.
check_cxx_source_compiles("
#if defined(__clang__) && defined(__FLT16_MAX__)
int main(int n, char**) { _Float16 x = static_cast<_Float16>(n * 0.5); return x > static_cast<_Float16>(n * 0.5F); }
#else
int main() {}
#endif" ARRAYREEL_LINKS_FLOAT16)
if(NOT ARRAYREEL_LINKS_FLOAT16)
  list(APPEND arrayreel_compile_flags -DARRAYREEL_HAS_FLOAT16=0)
endif()

set(arrayreel_include ${PROJECT_SOURCE_DIR}/include)
set(arrayreel_compiled ${PROJECT_SOURCE_DIR}/cmake/compiled)
# What the dynamic linker takes for the folder of a file that it loads.
set(arrayreel_origin $ORIGIN)
if(APPLE)
  set(arrayreel_origin @loader_path)
endif()
# The number in the libraries' names is that of the inline namespace.
file(STRINGS ${arrayreel_include}/arrayreel/detail/base/config.hpp arrayreel_abi
     REGEX "^#define ARRAYREEL_ABI inline v[0-9]+ ")
string(REGEX REPLACE ".* inline v([0-9]+) .*" "\\1" arrayreel_abi "${arrayreel_abi}")
list(PREPEND CMAKE_MODULE_PATH ${PROJECT_SOURCE_DIR}/cmake)

option(ARRAYREEL_WITH_LIBPNG "Link libpng, which writes PNGs by its own settings, and zlib" ON)
find_package(PNG QUIET)
find_package(ZLIB QUIET)
find_package(LibDeflate QUIET MODULE)
find_package(FFmpeg QUIET MODULE COMPONENTS avcodec avformat avutil OPTIONAL_COMPONENTS swscale)
find_package(Threads QUIET)
# A project may have brought nlohmann_json along; before 3.9 it had no ordered_json.
if(TARGET nlohmann_json::nlohmann_json AND ARRAYREEL_WITH_JSON)
  set(nlohmann_json_FOUND TRUE)
else()
  find_package(nlohmann_json 3.9 QUIET)
endif()
find_package(LibHDF5 1.10.3 QUIET MODULE)
find_package(LibMPI 3.0 QUIET MODULE)

# _arrayreel_common(<target> <exported name> <scope>): what all targets have.
function(_arrayreel_common target name scope)
  set_target_properties(${target} PROPERTIES EXPORT_NAME ${name})
  target_compile_features(${target} ${scope} cxx_std_20)
  target_compile_options(${target} ${scope} ${arrayreel_compile_flags})
  if(PROJECT_IS_TOP_LEVEL)
    target_include_directories(${target} ${scope} $<BUILD_INTERFACE:${arrayreel_include}>)
  else()
    # Someone else's warnings are not about these headers.
    if(scope STREQUAL "PUBLIC")
      target_include_directories(${target} PRIVATE ${arrayreel_include})
    endif()
    target_include_directories(${target} SYSTEM INTERFACE $<BUILD_INTERFACE:${arrayreel_include}>)
  endif()
  target_include_directories(${target} INTERFACE $<INSTALL_INTERFACE:${CMAKE_INSTALL_INCLUDEDIR}>)
  add_library(arrayreel::${name} ALIAS ${target})
endfunction()

# _arrayreel_compiled(<target>): what compiled targets have.
function(_arrayreel_compiled target)
  set_target_properties(${target} PROPERTIES
    CXX_EXTENSIONS OFF
    CXX_VISIBILITY_PRESET hidden
    VISIBILITY_INLINES_HIDDEN ON
    POSITION_INDEPENDENT_CODE ON
    # The libraries find each other wherever they are installed.
    INSTALL_RPATH ${arrayreel_origin})
  if(NOT PROJECT_IS_TOP_LEVEL AND NOT ARRAYREEL_INSTALL)
    set_target_properties(${target} PROPERTIES EXCLUDE_FROM_ALL ON)
  endif()
endfunction()

# arrayreel_component(<name> SOURCES <files> [COMPONENTS <names>] [NEEDS <targets>] [PUBLIC <targets>]
#                     [HEADER_ONLY_NEEDS <targets>])
# NEEDS are libraries that only definitions call; PUBLIC ones are part of declarations, too. Header-only
# programs need what HEADER_ONLY_NEEDS says where that is something else.
function(arrayreel_component name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "" "SOURCES;COMPONENTS;NEEDS;PUBLIC;HEADER_ONLY_NEEDS")
  set(target arrayreel_${name})
  list(TRANSFORM arg_SOURCES PREPEND ${arrayreel_compiled}/)
  add_library(${target} ${arg_SOURCES})
  _arrayreel_common(${target} ${name} PUBLIC)
  target_compile_definitions(${target} PUBLIC ARRAYREEL_COMPILED)
  set_target_properties(${target} PROPERTIES
    OUTPUT_NAME arrayreel-${name}
    VERSION ${PROJECT_VERSION}
    SOVERSION ${arrayreel_abi})
  _arrayreel_compiled(${target})
  list(TRANSFORM arg_COMPONENTS PREPEND arrayreel_ OUTPUT_VARIABLE others)
  target_link_libraries(${target} PUBLIC ${others} ${arg_PUBLIC} ${arg_NEEDS})

  set(target arrayreel_header_only_${name})
  add_library(${target} INTERFACE)
  _arrayreel_common(${target} header_only_${name} INTERFACE)
  list(TRANSFORM arg_COMPONENTS PREPEND arrayreel_header_only_ OUTPUT_VARIABLE others)
  if(NOT arg_HEADER_ONLY_NEEDS)
    set(arg_HEADER_ONLY_NEEDS ${arg_NEEDS})
  endif()
  target_link_libraries(${target} INTERFACE ${others} ${arg_PUBLIC} ${arg_HEADER_ONLY_NEEDS})

  set(arrayreel_components ${arrayreel_components} ${name} PARENT_SCOPE)
  set(arrayreel_${name}_libraries ${arg_PUBLIC} ${arg_NEEDS} PARENT_SCOPE)
endfunction()

# arrayreel_without(<component> <what it needs>): says why the component is not built, and stops where it
# has to be.
function(arrayreel_without name needs)
  string(TOUPPER ${name} part)
  arrayreel_requires(required ARRAYREEL_WITH_${part})
  if(required)
    message(FATAL_ERROR "arrayreel: ARRAYREEL_WITH_${part} is ${ARRAYREEL_WITH_${part}}, but "
                        "arrayreel::${name} needs ${needs}")
  elseif(DEFINED ARRAYREEL_WITH_${part} AND NOT ARRAYREEL_WITH_${part})
    message(STATUS "arrayreel: no target arrayreel::${name}, as ARRAYREEL_WITH_${part} is "
                   "${ARRAYREEL_WITH_${part}}")
  else()
    message(STATUS "arrayreel: no target arrayreel::${name}, which needs ${needs}")
  endif()
endfunction()

set(arrayreel_components "")
# Several threads go through a large array.
if(NOT Threads_FOUND)
  message(FATAL_ERROR "arrayreel: no threads; expected those of the C library")
endif()
arrayreel_component(core SOURCES base.cpp values.cpp colormap_names.cpp matplotlib_colormaps.cpp
                                 cmocean_colormaps.cpp crameri_colormaps.cpp raster.cpp
                                 colorbar.cpp io.cpp html.cpp table.cpp
                    NEEDS Threads::Threads)

if(NOT ARRAYREEL_WITH_LIBPNG OR (PNG_FOUND AND ZLIB_FOUND))
  if(ARRAYREEL_WITH_LIBPNG)
    set(needs PNG::PNG ZLIB::ZLIB)
  else()
    set(needs "")
  endif()
  arrayreel_component(image SOURCES png.cpp page.cpp npy.cpp canvas.cpp option_text.cpp
                      COMPONENTS core NEEDS ${needs})
  if(NOT ARRAYREEL_WITH_LIBPNG)
    target_compile_definitions(arrayreel_image PUBLIC ARRAYREEL_WITHOUT_LIBPNG)
    target_compile_definitions(arrayreel_header_only_image INTERFACE ARRAYREEL_WITHOUT_LIBPNG)
  endif()
  if(LibDeflate_FOUND)
    target_link_libraries(arrayreel_image PUBLIC libdeflate::libdeflate)
    list(APPEND arrayreel_image_libraries libdeflate::libdeflate)
    target_compile_definitions(arrayreel_image PUBLIC ARRAYREEL_LIBDEFLATE)
    # An installed copy looks for libdeflate again, which the machine may lack.
    target_link_libraries(arrayreel_header_only_image INTERFACE
                          $<BUILD_INTERFACE:libdeflate::libdeflate>)
    target_compile_definitions(arrayreel_header_only_image INTERFACE
                               $<BUILD_INTERFACE:ARRAYREEL_LIBDEFLATE>)
  else()
    arrayreel_requires(libdeflate ARRAYREEL_WITH_LIBDEFLATE)
    if(libdeflate)
      message(FATAL_ERROR "arrayreel: ARRAYREEL_WITH_LIBDEFLATE is ${ARRAYREEL_WITH_LIBDEFLATE}, but "
                          "there is no libdeflate (Debian: libdeflate-dev)")
    endif()
  endif()
else()
  arrayreel_without(image "libpng and zlib (Debian: libpng-dev, zlib1g-dev) or \
ARRAYREEL_WITH_LIBPNG=OFF")
endif()

# A movie's poster is a PNG.
if(TARGET arrayreel_image AND FFmpeg_FOUND)
  set(arrayreel_ffmpeg FFmpeg::avformat FFmpeg::avcodec FFmpeg::avutil)
  if(ARRAYREEL_VIDEO_PLUGIN)
    arrayreel_component(video SOURCES video.cpp movie_option_text.cpp codecs.cpp video_loader.cpp
                        COMPONENTS image NEEDS ${CMAKE_DL_LIBS} HEADER_ONLY_NEEDS ${arrayreel_ffmpeg})
    # What calls FFmpeg, in a file that lies beside the library and has its own name for each version
    # that differs.
    add_library(arrayreel_video_plugin MODULE ${arrayreel_compiled}/video_engine.cpp
                ${arrayreel_compiled}/codecs.cpp ${arrayreel_compiled}/video_plugin.cpp)
    target_link_libraries(arrayreel_video_plugin PRIVATE arrayreel_image ${arrayreel_ffmpeg})
    _arrayreel_compiled(arrayreel_video_plugin)
    # Its functions have the names of those of the library that loads it.
    if(NOT APPLE)
      target_link_options(arrayreel_video_plugin PRIVATE -Wl,-Bsymbolic)
    endif()
    set(arrayreel_plugin arrayreel-video-ffmpeg-${arrayreel_abi})
    set_target_properties(arrayreel_video_plugin PROPERTIES PREFIX "" OUTPUT_NAME ${arrayreel_plugin})
    set_source_files_properties(${arrayreel_compiled}/video_loader.cpp PROPERTIES COMPILE_DEFINITIONS
      ARRAYREEL_PLUGIN_FILE="${arrayreel_plugin}${CMAKE_SHARED_MODULE_SUFFIX}")
    # Who links the library gets the plugin built, too.
    add_dependencies(arrayreel_video arrayreel_video_plugin)
  else()
    arrayreel_component(video SOURCES video.cpp movie_option_text.cpp codecs.cpp video_engine.cpp
                        COMPONENTS image NEEDS ${arrayreel_ffmpeg})
  endif()
else()
  list(JOIN FFmpeg_MISSING " and " arrayreel_missing)
  if(arrayreel_missing)
    string(PREPEND arrayreel_missing "; missing: ")
  endif()
  arrayreel_without(video "arrayreel::image and FFmpeg 4.4 or later (Debian: libavcodec-dev, \
libavformat-dev, libavutil-dev)${arrayreel_missing}")
endif()

# Charts are JSON, in pages with pictures.
if(TARGET arrayreel_image AND nlohmann_json_FOUND)
  arrayreel_component(json SOURCES json.cpp COMPONENTS image PUBLIC nlohmann_json::nlohmann_json)
else()
  arrayreel_without(json "arrayreel::image and nlohmann_json (Debian: nlohmann-json3-dev)")
endif()

# HDF5's C library, not its C++ library.
if(LibHDF5_FOUND)
  arrayreel_component(hdf5 SOURCES hdf5.cpp COMPONENTS core NEEDS hdf5::hdf5)
else()
  arrayreel_without(hdf5 "HDF5's C library, 1.10.3 or later (Debian: libhdf5-dev)")
endif()

# MPI's C interface, of the release of 2012 or later. Its types are those of one MPI alone, and part of
# declarations.
if(TARGET arrayreel_image AND LibMPI_FOUND)
  arrayreel_component(mpi SOURCES mpi.cpp COMPONENTS image PUBLIC LibMPI::LibMPI)
else()
  arrayreel_without(mpi "arrayreel::image and MPI 3.0 or later (Debian: libopenmpi-dev)")
endif()

if(TARGET arrayreel_mpi AND TARGET arrayreel_video)
  arrayreel_component(mpi_video SOURCES mpi_video.cpp COMPONENTS mpi video NEEDS ${arrayreel_ffmpeg})
else()
  arrayreel_without(mpi_video "arrayreel::mpi and arrayreel::video")
endif()

# Components that the umbrella targets leave out.
set(arrayreel_apart hdf5 mpi mpi_video)

# All components that are built here. An installed copy links those that it finds.
add_library(arrayreel_umbrella INTERFACE)
add_library(arrayreel_header_only INTERFACE)
_arrayreel_common(arrayreel_umbrella arrayreel INTERFACE)
_arrayreel_common(arrayreel_header_only header_only INTERFACE)
foreach(component IN LISTS arrayreel_components)
  if(NOT component IN_LIST arrayreel_apart)
    target_link_libraries(arrayreel_umbrella INTERFACE $<BUILD_INTERFACE:arrayreel_${component}>)
    target_link_libraries(arrayreel_header_only INTERFACE
                          $<BUILD_INTERFACE:arrayreel_header_only_${component}>)
  endif()
endforeach()

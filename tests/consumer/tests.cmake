# The ways in which other projects take arrayreel in.

set(prefix ${CMAKE_CURRENT_BINARY_DIR}/consumer/prefix)
add_test(NAME consumer.install
  COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${prefix})
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed LABELS consumer)

# consumer_test(<name> WAY <way> LINK <target> [COMPONENTS <list>]
#               PROGRAM <core|image|video|json|hdf5|mpi|everything|both_faces|face_to_face|instruction_sets>
#               [EXPECT_ERROR <regex> | EXPECT_LINK_ERROR <regex>] [ARGUMENTS <list>]
#               [EMULATOR <command>] [PREFIX <folder>] [EACH_COMPILER | WHOLE])
# Those that are not for each compiler are about CMake alone, and have the label `once` too. WHOLE ones
# differ from others in what seldom changes: `ctest -C whole -L whole`. A program of a part that this build
# does without is left out.
set(parts_of_plugin video)
set(parts_of_everything video json hdf5)
foreach(part IN ITEMS image video json hdf5 mpi)
  set(parts_of_${part} ${part})
endforeach()
function(consumer_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "EACH_COMPILER;WHOLE" "WAY;PROGRAM;LINK;EXPECT_ERROR;EXPECT_LINK_ERROR;PREFIX" "COMPONENTS;ARGUMENTS;EMULATOR")
  foreach(part IN LISTS parts_of_${arg_PROGRAM})
    if(NOT TARGET arrayreel::${part} AND NOT (arg_EXPECT_ERROR AND arg_WAY STREQUAL "add_subdirectory"))
      return()
    endif()
  endforeach()
  set(fixture installed)
  if(arg_PREFIX)
    set(fixture installed_shared)
  else()
    set(arg_PREFIX ${prefix})
  endif()
  string(REPLACE ";" "," components "${arg_COMPONENTS}")
  set(arguments
    -DWAY=${arg_WAY} "-DCOMPONENTS=${components}" -DLINK=${arg_LINK}
    -DPROGRAM=${arg_PROGRAM}
    -DCMAKE_PREFIX_PATH=${arg_PREFIX} -DARRAYREEL_SOURCE=${PROJECT_SOURCE_DIR}
    -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} ${arg_ARGUMENTS})
  if(CMAKE_TOOLCHAIN_FILE)
    list(APPEND arguments -DCMAKE_TOOLCHAIN_FILE=${CMAKE_TOOLCHAIN_FILE})
  endif()
  # ctest cannot hand a list to a script.
  string(REPLACE ";" "|" arguments "${arguments}")
  set(expect)
  if(arg_EXPECT_ERROR)
    set(expect "-DEXPECT_ERROR=${arg_EXPECT_ERROR}")
  elseif(arg_EXPECT_LINK_ERROR)
    set(expect "-DEXPECT_LINK_ERROR=${arg_EXPECT_LINK_ERROR}")
  endif()
  string(REPLACE ";" "|" emulator "${arg_EMULATOR}")
  set(labels consumer)
  set(configurations)
  if(NOT arg_EACH_COMPILER)
    list(APPEND labels once)
  endif()
  if(arg_WHOLE)
    list(APPEND labels whole)
    set(configurations CONFIGURATIONS whole)
  endif()
  add_test(NAME consumer.${name} ${configurations} COMMAND ${CMAKE_COMMAND}
    -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/consumer
    -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/${name}
    "-DARGUMENTS=${arguments}" ${expect} "-DEMULATOR=${emulator}"
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/check.cmake)
  set_tests_properties(consumer.${name} PROPERTIES LABELS "${labels}" FIXTURES_REQUIRED ${fixture})
endfunction()

set(without_libpng -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON)
set(without_json -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON -DNO_JSON=ON)
set(without_ffmpeg -DCMAKE_DISABLE_FIND_PACKAGE_FFmpeg=ON -DNO_VIDEO=ON)
# A release of FFmpeg before 4.4, as far as its headers tell.
set(old_ffmpeg ${CMAKE_CURRENT_BINARY_DIR}/consumer/old_ffmpeg)
file(WRITE ${old_ffmpeg}/libavcodec/version.h
"#define LIBAVCODEC_VERSION_MAJOR  58
#define LIBAVCODEC_VERSION_MINOR  54
#define LIBAVCODEC_VERSION_MICRO 100
")
# A project's own way of finding FFmpeg, which makes no targets.
set(own_modules ${CMAKE_CURRENT_BINARY_DIR}/consumer/own_modules)
file(WRITE ${own_modules}/FindFFmpeg.cmake "set(FFmpeg_FOUND TRUE)\n")

consumer_test(find_package WAY find_package PROGRAM video LINK arrayreel::arrayreel EACH_COMPILER)
consumer_test(find_core WAY find_package COMPONENTS core PROGRAM core LINK arrayreel::core)
consumer_test(find_core_without_libpng WAY find_package COMPONENTS core PROGRAM core
  LINK arrayreel::core ARGUMENTS ${without_libpng})
consumer_test(find_none_without_libpng WAY find_package PROGRAM core LINK arrayreel::arrayreel
  ARGUMENTS ${without_libpng})
# A part that this build does without, asked for by name.
foreach(part IN ITEMS video json hdf5 mpi)
  if(NOT TARGET arrayreel::${part})
    consumer_test(find_${part}_not_built WAY find_package COMPONENTS ${part} PROGRAM core LINK arrayreel::${part}
      EXPECT_ERROR "this copy of arrayreel was built without the component ${part}, as what it needs was")
  endif()
endforeach()
consumer_test(find_unknown WAY find_package COMPONENTS sound PROGRAM core LINK arrayreel::core
  EXPECT_ERROR "there is no component sound. expected some of: core, image, video, json, hdf5, mpi, mpi_video, c")

consumer_test(find_image WAY find_package COMPONENTS image PROGRAM image LINK arrayreel::image
  ARGUMENTS -DNO_VIDEO=ON WHOLE)
consumer_test(find_image_alone WAY find_package COMPONENTS image PROGRAM image
  LINK arrayreel::arrayreel ARGUMENTS -DNO_VIDEO=ON WHOLE)
consumer_test(find_image_without_libdeflate WAY find_package COMPONENTS image PROGRAM image
  LINK arrayreel::image ARGUMENTS -DNO_VIDEO=ON -DCMAKE_DISABLE_FIND_PACKAGE_LibDeflate=ON WHOLE)
if(ARRAYREEL_WITH_LIBPNG)
  consumer_test(find_image_without_libpng WAY find_package COMPONENTS image PROGRAM image
    LINK arrayreel::image ARGUMENTS ${without_libpng}
    EXPECT_ERROR "the component image needs libpng .Debian: libpng-dev., which was not found")
endif()

consumer_test(find_json WAY find_package COMPONENTS json PROGRAM json LINK arrayreel::arrayreel
  ARGUMENTS -DNO_VIDEO=ON)
consumer_test(find_json_without_json WAY find_package COMPONENTS json PROGRAM json
  LINK arrayreel::json ARGUMENTS ${without_json}
  EXPECT_ERROR "the component json needs nlohmann_json 3.9 or later .Debian: nlohmann-json3-dev., which was \
not found")

consumer_test(find_hdf5 WAY find_package COMPONENTS hdf5 PROGRAM hdf5 LINK arrayreel::hdf5)
consumer_test(find_hdf5_without_hdf5 WAY find_package COMPONENTS hdf5 PROGRAM hdf5
  LINK arrayreel::hdf5 ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_LibHDF5=ON
  EXPECT_ERROR "the component hdf5 needs HDF5's C library, 1.10.3 or later .Debian: libhdf5-dev., which was \
not found")
if(TARGET arrayreel::hdf5)
  # A static HDF5 that its own configuration describes: an archive of nothing, whose target links the real one.
  set(static_hdf5 ${CMAKE_CURRENT_BINARY_DIR}/consumer/static_hdf5)
  file(WRITE ${static_hdf5}/libhdf5.a "!<arch>\n")
  file(WRITE ${static_hdf5}/hdf5-config.cmake
"add_library(hdf5::hdf5-static INTERFACE IMPORTED)
set_target_properties(hdf5::hdf5-static PROPERTIES INTERFACE_LINK_LIBRARIES ${LibHDF5_LIBRARY})
")
  consumer_test(find_hdf5_static WAY find_package COMPONENTS hdf5 PROGRAM hdf5 LINK arrayreel::hdf5
    ARGUMENTS -DLibHDF5_LIBRARY=${static_hdf5}/libhdf5.a -DHDF5_DIR=${static_hdf5})
endif()
consumer_test(find_mpi WAY find_package COMPONENTS mpi PROGRAM mpi LINK arrayreel::mpi)
consumer_test(find_mpi_header_only WAY find_package COMPONENTS mpi PROGRAM mpi
  LINK arrayreel::header_only_mpi WHOLE)
consumer_test(find_mpi_without_mpi WAY find_package COMPONENTS mpi PROGRAM mpi
  LINK arrayreel::mpi ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_LibMPI=ON
  EXPECT_ERROR "the component mpi needs MPI 3.0 or later .Debian: libopenmpi-dev., which was not found")
consumer_test(find_mpi_video_without_ffmpeg WAY find_package COMPONENTS mpi_video PROGRAM mpi
  LINK arrayreel::mpi_video ARGUMENTS ${without_ffmpeg}
  EXPECT_ERROR "the component mpi_video needs libavcodec, libavformat and libavutil of FFmpeg 4.4 or later")
consumer_test(add_subdirectory_mpi WAY add_subdirectory PROGRAM mpi LINK arrayreel::mpi WHOLE)
consumer_test(add_subdirectory_hdf5 WAY add_subdirectory PROGRAM hdf5 LINK arrayreel::hdf5 WHOLE)

consumer_test(find_video WAY find_package COMPONENTS video PROGRAM video LINK arrayreel::video)
consumer_test(find_none_without_ffmpeg_and_json WAY find_package PROGRAM image
  LINK arrayreel::arrayreel ARGUMENTS ${without_ffmpeg} ${without_json} WHOLE)
consumer_test(find_video_without_ffmpeg WAY find_package COMPONENTS video PROGRAM video
  LINK arrayreel::video ARGUMENTS ${without_ffmpeg}
  EXPECT_ERROR "the component video needs libavcodec, libavformat and libavutil of FFmpeg 4.4 or \
later .Debian: libavcodec-dev, libavformat-dev, libavutil-dev., which was not found")
if(ARRAYREEL_WITH_LIBPNG)
  consumer_test(find_video_without_libpng WAY find_package COMPONENTS video PROGRAM video
    LINK arrayreel::video ARGUMENTS ${without_libpng}
    EXPECT_ERROR "the component video needs libpng .Debian: libpng-dev., which was not found")
endif()
consumer_test(find_video_with_old_ffmpeg WAY find_package COMPONENTS video PROGRAM video
  LINK arrayreel::video ARGUMENTS -DFFmpeg_avcodec_INCLUDE_DIR=${old_ffmpeg}
  EXPECT_ERROR "the component video needs libavcodec 58.134 or later, not 58.54.100 .Debian: \
libavcodec-dev., which was not found")
consumer_test(find_video_without_pkg_config WAY find_package COMPONENTS video PROGRAM video
  LINK arrayreel::video ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_PkgConfig=ON WHOLE)
foreach(way IN ITEMS find_package add_subdirectory)
  consumer_test(${way}_beside_own_module WAY ${way} PROGRAM video LINK arrayreel::arrayreel
    ARGUMENTS -DCMAKE_MODULE_PATH=${own_modules} WHOLE)
endforeach()

consumer_test(add_subdirectory WAY add_subdirectory PROGRAM video LINK arrayreel::arrayreel WHOLE)
consumer_test(add_subdirectory_without_ffmpeg_and_json WAY add_subdirectory PROGRAM image
  LINK arrayreel::arrayreel ARGUMENTS ${without_ffmpeg} ${without_json} WHOLE)
# Pictures need no library at all where one asks for that.
consumer_test(add_subdirectory_without_libpng WAY add_subdirectory PROGRAM image LINK arrayreel::image
  ARGUMENTS -DARRAYREEL_WITH_LIBPNG=OFF -DCMAKE_DISABLE_FIND_PACKAGE_ZLIB=ON
            -DCMAKE_DISABLE_FIND_PACKAGE_LibDeflate=ON ${without_libpng} ${without_ffmpeg} WHOLE)
# A project may have nlohmann_json as a target of its own, which no package would find.
consumer_test(add_subdirectory_core WAY add_subdirectory PROGRAM core LINK arrayreel::core)
consumer_test(add_subdirectory_json WAY add_subdirectory PROGRAM json LINK arrayreel::json
  ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_nlohmann_json=ON -DOWN_JSON=ON WHOLE)
consumer_test(FetchContent WAY FetchContent PROGRAM image LINK arrayreel::image EACH_COMPILER)
consumer_test(FetchContent_video WAY FetchContent PROGRAM video LINK arrayreel::video WHOLE)

# Parts that a project has said it wants, or does without.
consumer_test(add_subdirectory_wants_video WAY add_subdirectory PROGRAM video LINK arrayreel::video
  ARGUMENTS -DARRAYREEL_WITH_VIDEO=ON ${without_ffmpeg}
  EXPECT_ERROR "ARRAYREEL_WITH_VIDEO is ON, but arrayreel::video needs arrayreel::image and FFmpeg 4.4")
consumer_test(add_subdirectory_wants_libdeflate WAY add_subdirectory PROGRAM image LINK arrayreel::image
  ARGUMENTS -DARRAYREEL_WITH_LIBDEFLATE=ON -DCMAKE_DISABLE_FIND_PACKAGE_LibDeflate=ON
  EXPECT_ERROR "ARRAYREEL_WITH_LIBDEFLATE is ON, but there is no libdeflate")
foreach(part IN ITEMS video json hdf5)
  string(TOUPPER ${part} option)
  consumer_test(add_subdirectory_without_${part} WAY add_subdirectory PROGRAM ${part}
    LINK arrayreel::${part} ARGUMENTS -DARRAYREEL_WITH_${option}=OFF
    EXPECT_ERROR "no target arrayreel::${part}, as ARRAYREEL_WITH_${option} is OFF.*arrayreel::${part}")
endforeach()
consumer_test(add_subdirectory_wants_unclearly WAY add_subdirectory PROGRAM image LINK arrayreel::image
  ARGUMENTS -DARRAYREEL_WITH_JSON=perhaps
  EXPECT_ERROR "ARRAYREEL_WITH_JSON is 'perhaps'. expected AUTO, ON or OFF")

# The header-only targets, in every way.
foreach(way IN ITEMS add_subdirectory FetchContent)
  consumer_test(${way}_header_only WAY ${way} PROGRAM image LINK arrayreel::header_only_image WHOLE)
endforeach()
# Two files that include all headers link, with the compiled library and header-only.
consumer_test(find_everything WAY find_package COMPONENTS video json hdf5 PROGRAM everything
  LINK arrayreel::arrayreel ARGUMENTS -DLINK_HDF5=arrayreel::hdf5)
consumer_test(find_everything_header_only WAY find_package COMPONENTS video json hdf5
  PROGRAM everything LINK arrayreel::header_only
  ARGUMENTS -DLINK_HDF5=arrayreel::header_only_hdf5)

# The shared library.
set(shared_prefix ${CMAKE_CURRENT_BINARY_DIR}/consumer/prefix_shared)
add_test(NAME consumer.install_shared
  COMMAND ${CMAKE_COMMAND} -DSOURCE=${PROJECT_SOURCE_DIR} -DPREFIX=${shared_prefix}
    -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/build_shared -DCOMPILER=${CMAKE_CXX_COMPILER}
    -DTOOLCHAIN=${CMAKE_TOOLCHAIN_FILE}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/install_shared.cmake)
# It takes longest, and others wait for it.
set_tests_properties(consumer.install_shared PROPERTIES FIXTURES_SETUP installed_shared
                     LABELS "consumer;once" COST 150)
consumer_test(find_shared WAY find_package PROGRAM video LINK arrayreel::arrayreel
  PREFIX ${shared_prefix})
# It loads FFmpeg when it runs, so that who builds with it needs none.
consumer_test(find_shared_without_ffmpeg WAY find_package COMPONENTS video PROGRAM plugin
  LINK arrayreel::arrayreel PREFIX ${shared_prefix} ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_FFmpeg=ON)
# ldd is this machine's.
if(TEST consumer.find_shared_without_ffmpeg AND NOT CMAKE_CROSSCOMPILING)
  add_test(NAME consumer.plugin COMMAND ${CMAKE_COMMAND}
    -DPROGRAM=${CMAKE_CURRENT_BINARY_DIR}/consumer/find_shared_without_ffmpeg/consumer
    -DPREFIX=${shared_prefix} -DLIBDIR=${CMAKE_INSTALL_LIBDIR} -DVERSION=${PROJECT_VERSION}
    -DPLUGIN=arrayreel-video-ffmpeg-${arrayreel_abi}.so
    -DCOMPILER=${CMAKE_CXX_COMPILER} -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/plugin
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/plugin.cmake)
  set_tests_properties(consumer.plugin PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED "installed_shared;shared_program")
  set_tests_properties(consumer.find_shared_without_ffmpeg PROPERTIES FIXTURES_SETUP shared_program)
endif()
consumer_test(add_subdirectory_shared WAY add_subdirectory PROGRAM image LINK arrayreel::image
  ARGUMENTS -DBUILD_SHARED_LIBS=ON WHOLE)
consumer_test(FetchContent_shared WAY FetchContent PROGRAM image LINK arrayreel::image
  ARGUMENTS -DBUILD_SHARED_LIBS=ON WHOLE)

# Files of both kinds in one program share no name. Objects of one do not fit the other.
consumer_test(both_faces WAY find_package COMPONENTS image PROGRAM both_faces LINK arrayreel::image)
consumer_test(both_faces_shared WAY find_package COMPONENTS image PROGRAM both_faces
  LINK arrayreel::image PREFIX ${shared_prefix})
consumer_test(face_to_face WAY find_package COMPONENTS image PROGRAM face_to_face
  LINK arrayreel::image EXPECT_LINK_ERROR "arrayreel::v0::encoded")

# A file for newer processors beside others: its code is never called for the others.
find_program(ARRAYREEL_QEMU qemu-x86_64)
mark_as_advanced(ARRAYREEL_QEMU)
if(CMAKE_SYSTEM_PROCESSOR STREQUAL "x86_64")
  set(qemu_found ${ARRAYREEL_QEMU})
  arrayreel_uses(qemu "qemu-x86_64" qemu-user qemu_found)
  if(ARRAYREEL_QEMU)
    consumer_test(instruction_sets WAY find_package COMPONENTS image PROGRAM instruction_sets
      LINK arrayreel::image ARGUMENTS -DCMAKE_CXX_FLAGS=-O3
      EMULATOR ${ARRAYREEL_QEMU} -cpu Nehalem)
    consumer_test(instruction_sets_header_only WAY find_package COMPONENTS image
      PROGRAM instruction_sets LINK arrayreel::header_only_image
      ARGUMENTS -DCMAKE_CXX_FLAGS=-O3 EMULATOR ${ARRAYREEL_QEMU} -cpu Nehalem WHOLE)
  endif()
endif()

# Flags that users compile with.
consumer_test(no_rtti WAY find_package COMPONENTS image PROGRAM image LINK arrayreel::image
  ARGUMENTS -DCMAKE_CXX_FLAGS=-fno-rtti)
# CMake knows of C++23 from 3.20 on.
if(cxx_std_23 IN_LIST CMAKE_CXX_COMPILE_FEATURES)
  consumer_test(cxx23_header_only WAY find_package COMPONENTS image PROGRAM image
    LINK arrayreel::header_only_image ARGUMENTS -DCMAKE_CXX_STANDARD=23 -DSTRICT=ON)
endif()
consumer_test(debug_containers_header_only WAY find_package COMPONENTS image PROGRAM image
  LINK arrayreel::header_only_image ARGUMENTS -DCMAKE_CXX_FLAGS=-D_GLIBCXX_DEBUG WHOLE)
consumer_test(unity WAY find_package COMPONENTS image PROGRAM image
  LINK arrayreel::header_only_image ARGUMENTS -DCMAKE_UNITY_BUILD=ON WHOLE)

# What follows is built by pkg-config or by compilers called by their names, which know this machine's
# libraries.
if(CMAKE_CROSSCOMPILING)
  return()
endif()

# pkg-config. pkg_config_test(<name> <package> <prefix> <sources> [<argument>...])
function(pkg_config_test name package prefix sources)
  list(TRANSFORM sources PREPEND ${CMAKE_CURRENT_SOURCE_DIR}/consumer/)
  string(REPLACE ";" "|" sources "${sources}")
  add_test(NAME consumer.pkg_config_${name} COMMAND ${CMAKE_COMMAND} -DPACKAGE=${package}
    -DPREFIX=${prefix} -DLIBDIR=${CMAKE_INSTALL_LIBDIR} -DCOMPILER=${CMAKE_CXX_COMPILER}
    "-DSOURCES=${sources}" -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/pkg_config_${name} ${ARGN}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/pkg_config.cmake)
  set_tests_properties(consumer.pkg_config_${name} PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED installed)
endfunction()
find_program(ARRAYREEL_PKG_CONFIG pkg-config)
mark_as_advanced(ARRAYREEL_PKG_CONFIG)
if(ARRAYREEL_PKG_CONFIG AND TARGET arrayreel::video)
  set(two_files video.cpp video_other.cpp)
  pkg_config_test(compiled arrayreel ${prefix} "${two_files}")
  pkg_config_test(shared arrayreel ${shared_prefix} "${two_files}")
  pkg_config_test(static arrayreel ${prefix} "${two_files}" -DSTATIC=ON)
  # Two files take a minute; find_everything_header_only has two.
  pkg_config_test(header_only arrayreel-header-only ${prefix} plugin.cpp "-DEXPECT=a movie of 3 frames")
  set_tests_properties(consumer.pkg_config_shared PROPERTIES FIXTURES_REQUIRED installed_shared)
endif()

include(${CMAKE_CURRENT_LIST_DIR}/c_tests.cmake)

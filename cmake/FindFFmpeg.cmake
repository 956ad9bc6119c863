# FindFFmpeg: FFmpeg's libraries, 4.4 or later.
#
#   find_package(FFmpeg [COMPONENTS avcodec avformat avutil swresample swscale])
#
# Components are libraries; avcodec, avformat and avutil unless named. Each that is found is an
# imported target FFmpeg::<library>, with
#   FFmpeg_<library>_FOUND    whether it is there and new enough, and what it needs of FFmpeg too
#   FFmpeg_<library>_VERSION  its own version, as its headers say it
# and FFmpeg_MISSING lists, in words, the required ones that are not.
#
# FFmpeg_ROOT and CMAKE_PREFIX_PATH say where to look first, then pkg-config, where there is one.
# FFmpeg_<library>_INCLUDE_DIR and FFmpeg_<library>_LIBRARY in the cache outdo all of these.

if(NOT FFmpeg_FIND_COMPONENTS)
  set(FFmpeg_FIND_COMPONENTS avcodec avformat avutil)
  foreach(_ffmpeg_lib IN LISTS FFmpeg_FIND_COMPONENTS)
    set(FFmpeg_FIND_REQUIRED_${_ffmpeg_lib} TRUE)
  endforeach()
endif()

# What FFmpeg 4.4 has, and which of its own libraries each needs; in the order of need.
set(_ffmpeg_minimum_avutil 56.70)
set(_ffmpeg_needs_avutil "")
set(_ffmpeg_minimum_swresample 3.9)
set(_ffmpeg_needs_swresample avutil)
set(_ffmpeg_minimum_avcodec 58.134)
set(_ffmpeg_needs_avcodec avutil)
set(_ffmpeg_minimum_avformat 58.76)
set(_ffmpeg_needs_avformat avcodec avutil)
set(_ffmpeg_minimum_swscale 5.9)
set(_ffmpeg_needs_swscale avutil)

find_package(PkgConfig QUIET)

set(FFmpeg_MISSING "")
foreach(_ffmpeg_lib IN LISTS FFmpeg_FIND_COMPONENTS)
  if(NOT DEFINED _ffmpeg_minimum_${_ffmpeg_lib} AND FFmpeg_FIND_REQUIRED_${_ffmpeg_lib})
    list(APPEND FFmpeg_MISSING "${_ffmpeg_lib}, which FindFFmpeg does not know")
  endif()
endforeach()
foreach(_ffmpeg_lib IN ITEMS avutil swresample avcodec avformat swscale)
  set(_ffmpeg_at FFmpeg_PC_${_ffmpeg_lib})
  if(PkgConfig_FOUND)
    pkg_check_modules(${_ffmpeg_at} QUIET lib${_ffmpeg_lib})
  endif()
  find_path(FFmpeg_${_ffmpeg_lib}_INCLUDE_DIR lib${_ffmpeg_lib}/version.h
            HINTS ${${_ffmpeg_at}_INCLUDEDIR} ${${_ffmpeg_at}_INCLUDE_DIRS} PATH_SUFFIXES ffmpeg)
  find_library(FFmpeg_${_ffmpeg_lib}_LIBRARY ${_ffmpeg_lib}
               HINTS ${${_ffmpeg_at}_LIBDIR} ${${_ffmpeg_at}_LIBRARY_DIRS})
  mark_as_advanced(FFmpeg_${_ffmpeg_lib}_INCLUDE_DIR FFmpeg_${_ffmpeg_lib}_LIBRARY)

  # The major version moved to a file of its own in FFmpeg 5.1.
  string(TOUPPER ${_ffmpeg_lib} _ffmpeg_name)
  set(_ffmpeg_lines "")
  foreach(_ffmpeg_file IN ITEMS version_major.h version.h)
    set(_ffmpeg_file ${FFmpeg_${_ffmpeg_lib}_INCLUDE_DIR}/lib${_ffmpeg_lib}/${_ffmpeg_file})
    if(EXISTS ${_ffmpeg_file})
      file(STRINGS ${_ffmpeg_file} _ffmpeg_more
           REGEX "^#define LIB${_ffmpeg_name}_VERSION_(MAJOR|MINOR|MICRO) +[0-9]+")
      list(APPEND _ffmpeg_lines ${_ffmpeg_more})
    endif()
  endforeach()
  set(_ffmpeg_numbers "")
  foreach(_ffmpeg_part IN ITEMS MAJOR MINOR MICRO)
    if("${_ffmpeg_lines}" MATCHES "_VERSION_${_ffmpeg_part} +([0-9]+)")
      list(APPEND _ffmpeg_numbers ${CMAKE_MATCH_1})
    endif()
  endforeach()
  list(JOIN _ffmpeg_numbers "." FFmpeg_${_ffmpeg_lib}_VERSION)

  set(FFmpeg_${_ffmpeg_lib}_FOUND FALSE)
  set(_ffmpeg_wanted "lib${_ffmpeg_lib} ${_ffmpeg_minimum_${_ffmpeg_lib}} or later")
  if(FFmpeg_${_ffmpeg_lib}_LIBRARY AND FFmpeg_${_ffmpeg_lib}_VERSION)
    if(FFmpeg_${_ffmpeg_lib}_VERSION VERSION_LESS _ffmpeg_minimum_${_ffmpeg_lib})
      string(APPEND _ffmpeg_wanted ", not ${FFmpeg_${_ffmpeg_lib}_VERSION}")
    else()
      set(FFmpeg_${_ffmpeg_lib}_FOUND TRUE)
    endif()
  endif()
  if(NOT FFmpeg_${_ffmpeg_lib}_FOUND AND FFmpeg_FIND_REQUIRED_${_ffmpeg_lib})
    list(APPEND FFmpeg_MISSING "${_ffmpeg_wanted} (Debian: lib${_ffmpeg_lib}-dev)")
  endif()
  foreach(_ffmpeg_need IN LISTS _ffmpeg_needs_${_ffmpeg_lib})
    if(NOT FFmpeg_${_ffmpeg_need}_FOUND)
      set(FFmpeg_${_ffmpeg_lib}_FOUND FALSE)
    endif()
  endforeach()

  if(FFmpeg_${_ffmpeg_lib}_FOUND AND NOT TARGET FFmpeg::${_ffmpeg_lib})
    set(_ffmpeg_links "")
    if(FFmpeg_${_ffmpeg_lib}_LIBRARY MATCHES "[.]a$")
      # A static library brings the codecs that it was built with; pkg-config alone knows them.
      # What is FFmpeg's own among them is linked as a target, which knows what it needs in turn.
      set(_ffmpeg_links ${${_ffmpeg_at}_STATIC_LDFLAGS})
      string(REPLACE "-framework;" "-framework " _ffmpeg_links "${_ffmpeg_links}")
      list(REMOVE_ITEM _ffmpeg_links -l${_ffmpeg_lib})
      foreach(_ffmpeg_need IN ITEMS avutil swresample avcodec)
        if("-l${_ffmpeg_need}" IN_LIST _ffmpeg_links AND FFmpeg_${_ffmpeg_need}_FOUND)
          list(REMOVE_ITEM _ffmpeg_links -l${_ffmpeg_need})
          list(APPEND _ffmpeg_links FFmpeg::${_ffmpeg_need})
        endif()
      endforeach()
    endif()
    foreach(_ffmpeg_need IN LISTS _ffmpeg_needs_${_ffmpeg_lib})
      list(APPEND _ffmpeg_links FFmpeg::${_ffmpeg_need})
    endforeach()
    add_library(FFmpeg::${_ffmpeg_lib} UNKNOWN IMPORTED)
    set_target_properties(FFmpeg::${_ffmpeg_lib} PROPERTIES
      IMPORTED_LOCATION "${FFmpeg_${_ffmpeg_lib}_LIBRARY}"
      INTERFACE_INCLUDE_DIRECTORIES "${FFmpeg_${_ffmpeg_lib}_INCLUDE_DIR}"
      INTERFACE_LINK_LIBRARIES "${_ffmpeg_links}")
  endif()
endforeach()

list(JOIN FFmpeg_MISSING " and " _ffmpeg_wanted)
include(FindPackageHandleStandardArgs)
find_package_handle_standard_args(FFmpeg HANDLE_COMPONENTS
  REQUIRED_VARS FFmpeg_avutil_LIBRARY FFmpeg_avutil_INCLUDE_DIR
  REASON_FAILURE_MESSAGE "missing: ${_ffmpeg_wanted}")

foreach(_ffmpeg_lib IN ITEMS avutil swresample avcodec avformat swscale)
  unset(_ffmpeg_minimum_${_ffmpeg_lib})
  unset(_ffmpeg_needs_${_ffmpeg_lib})
endforeach()
foreach(_ffmpeg_name IN ITEMS at file lib lines links more need numbers part wanted)
  unset(_ffmpeg_${_ffmpeg_name})
endforeach()
unset(_ffmpeg_name)

# Files for pkg-config: arrayreel-<component>.pc for each compiled component, arrayreel.pc for all of
# them but hdf5 and mpi, and arrayreel-header-only.pc.

if(IS_ABSOLUTE "${CMAKE_INSTALL_LIBDIR}" OR IS_ABSOLUTE "${CMAKE_INSTALL_INCLUDEDIR}")
  message(FATAL_ERROR "CMAKE_INSTALL_LIBDIR is '${CMAKE_INSTALL_LIBDIR}', CMAKE_INSTALL_INCLUDEDIR "
                      "'${CMAKE_INSTALL_INCLUDEDIR}'; expected relative paths")
endif()

# What each component needs: packages that pkg-config knows, and flags for those that it may not know.
set(arrayreel_others_core "")
set(arrayreel_others_image arrayreel-core)
set(arrayreel_others_video arrayreel-image)
set(arrayreel_others_json arrayreel-image)
set(arrayreel_others_hdf5 arrayreel-core)
set(arrayreel_others_mpi arrayreel-image)
set(arrayreel_others_mpi_video arrayreel-mpi arrayreel-video)
set(arrayreel_packages_core "")
if(ARRAYREEL_WITH_LIBPNG)
  set(arrayreel_packages_image libpng zlib)
  set(arrayreel_definitions "")
else()
  set(arrayreel_packages_image "")
  set(arrayreel_definitions -DARRAYREEL_WITHOUT_LIBPNG)
endif()
set(arrayreel_packages_video libavformat libavcodec libavutil)
set(arrayreel_packages_json "")
set(arrayreel_packages_hdf5 hdf5)
if(LibHDF5_LIBRARY MATCHES "hdf5_serial")
  set(arrayreel_packages_hdf5 hdf5-serial)
endif()
set(arrayreel_packages_mpi "")
set(arrayreel_packages_mpi_video "")
# glibc before 2.34 has threads in a library of their own.
set(arrayreel_flags_core -pthread)
set(arrayreel_flags_image "")
if(LibDeflate_FOUND)
  set(arrayreel_flags_image -ldeflate)
endif()
set(arrayreel_flags_video "")
set(arrayreel_flags_json "")
set(arrayreel_flags_hdf5 "")
# The one MPI with which the component was built; pkg-config has another name for each.
set(arrayreel_flags_mpi ${LibMPI_LIBRARIES})
set(arrayreel_cflags_mpi ${LibMPI_INCLUDE_DIRS})
list(TRANSFORM arrayreel_cflags_mpi PREPEND -I)
set(arrayreel_flags_mpi_video "")
set(arrayreel_cflags_mpi_video "")

# arrayreel_pc(<name> <description> [FIELD <name> <values>...]...): a field without values is left out.
# Paths are relative to the file itself, so that an installed folder can be moved.
function(arrayreel_pc name description)
  string(REGEX REPLACE "[^/]+" ".." up "${CMAKE_INSTALL_LIBDIR}/pkgconfig")
  set(text "prefix=\${pcfiledir}/${up}\nincludedir=\${prefix}/${CMAKE_INSTALL_INCLUDEDIR}\n")
  string(APPEND text "libdir=\${prefix}/${CMAKE_INSTALL_LIBDIR}\n\nName: ${name}\n"
         "Description: ${description}\nVersion: ${PROJECT_VERSION}\n")
  string(REPLACE ";" " " fields "${ARGN}")
  string(REGEX REPLACE " ?FIELD " ";" fields "${fields}")
  foreach(field IN LISTS fields)
    if(field MATCHES "^([A-Za-z.]+) (.+)$")
      string(APPEND text "${CMAKE_MATCH_1}: ${CMAKE_MATCH_2}\n")
    endif()
  endforeach()
  file(WRITE ${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc "${text}")
  install(FILES ${PROJECT_BINARY_DIR}/pkgconfig/${name}.pc
          DESTINATION ${CMAKE_INSTALL_LIBDIR}/pkgconfig)
endfunction()

set(all "")
set(all_packages "")
set(all_flags "")
foreach(component IN LISTS arrayreel_components)
  # A static library's user links what it calls; a shared one has done so, or loads it when it runs.
  set(private_packages ${arrayreel_packages_${component}})
  if(component STREQUAL "video" AND arrayreel_loads_ffmpeg)
    set(private_packages "")
  endif()
  if(arrayreel_kind STREQUAL "STATIC_LIBRARY")
    arrayreel_pc(arrayreel-${component} "${PROJECT_DESCRIPTION}, ${component}"
      FIELD Requires ${arrayreel_others_${component}} ${arrayreel_packages_${component}}
      FIELD Cflags -I\${includedir} -DARRAYREEL_COMPILED ${arrayreel_definitions}
             ${arrayreel_compile_flags} ${arrayreel_cflags_${component}}
      FIELD Libs -L\${libdir} -larrayreel-${component} ${arrayreel_flags_${component}})
  else()
    arrayreel_pc(arrayreel-${component} "${PROJECT_DESCRIPTION}, ${component}"
      FIELD Requires ${arrayreel_others_${component}}
      FIELD Requires.private ${private_packages}
      FIELD Cflags -I\${includedir} -DARRAYREEL_COMPILED ${arrayreel_definitions}
             ${arrayreel_compile_flags} ${arrayreel_cflags_${component}}
      FIELD Libs -L\${libdir} -larrayreel-${component}
      FIELD Libs.private ${arrayreel_flags_${component}})
  endif()
  if(NOT component IN_LIST arrayreel_apart)
    list(PREPEND all arrayreel-${component})
    list(APPEND all_packages ${arrayreel_packages_${component}})
    list(APPEND all_flags ${arrayreel_flags_${component}})
  endif()
endforeach()
arrayreel_pc(arrayreel "${PROJECT_DESCRIPTION}" FIELD Requires ${all})
set(definitions ${arrayreel_definitions})
if(LibDeflate_FOUND)
  list(APPEND definitions -DARRAYREEL_LIBDEFLATE)
endif()
arrayreel_pc(arrayreel-header-only "${PROJECT_DESCRIPTION}, without a compiled library"
  FIELD Requires ${all_packages}
  FIELD Cflags -I\${includedir} ${definitions} ${arrayreel_compile_flags}
  FIELD Libs ${all_flags})

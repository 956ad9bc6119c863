# Projects in C, Fortran and Python that use an installed copy, static and shared.

set(wave_c ${PROJECT_SOURCE_DIR}/examples/c/wave.c)
set(wave_fortran ${prefix}/${CMAKE_INSTALL_INCLUDEDIR}/arrayreel/arrayreel.f90)
string(APPEND wave_fortran "|${PROJECT_SOURCE_DIR}/examples/fortran/wave.f90")

# c_consumer_test(<name> <languages> <fixture> <prefix>): a project of these languages, by find_package
function(c_consumer_test name languages fixture prefix)
  string(REPLACE ";" "," languages "${languages}")
  set(examples ${PROJECT_SOURCE_DIR}/examples)
  add_test(NAME consumer.${name} COMMAND ${CMAKE_COMMAND}
    -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/consumer/c
    -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/${name}
    "-DARGUMENTS=-DLANGUAGES=${languages}|-DEXAMPLES=${examples}|-DCMAKE_PREFIX_PATH=${prefix}"
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/check.cmake)
  set_tests_properties(consumer.${name} PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED ${fixture})
endfunction()

# c_pkg_config_test(<name> <compiler> <standard> <sources> <fixture> <prefix> [<more definitions>...])
function(c_pkg_config_test name compiler standard sources fixture prefix)
  add_test(NAME consumer.pkg_config_${name} COMMAND ${CMAKE_COMMAND} -DPACKAGE=arrayreel-c
    -DPREFIX=${prefix} -DLIBDIR=${CMAKE_INSTALL_LIBDIR} -DCOMPILER=${compiler} -DSTANDARD=${standard}
    "-DSOURCES=${sources}" -DLIBRARIES=-lm
    -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/pkg_config_${name} ${ARGN}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/pkg_config.cmake)
  set_tests_properties(consumer.pkg_config_${name} PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED ${fixture})
endfunction()

if(NOT TARGET arrayreel::c OR NOT TARGET arrayreel::video)
  return()
endif()
if(ARRAYREEL_C_LANGUAGE)
  c_consumer_test(find_c C installed ${prefix})
  c_consumer_test(find_c_shared C installed_shared ${shared_prefix})
  if(ARRAYREEL_PKG_CONFIG)
    c_pkg_config_test(c ${CMAKE_C_COMPILER} c89 ${wave_c} installed ${prefix})
    # Pictures alone, from static libraries, bring no FFmpeg.
    c_pkg_config_test(c_pictures ${CMAKE_C_COMPILER} c89
      "-Wl,--as-needed|${CMAKE_CURRENT_SOURCE_DIR}/consumer/c/pictures.c" installed ${prefix}
      -DWITHOUT=libav)
    c_pkg_config_test(c_shared ${CMAKE_C_COMPILER} c99 ${wave_c} installed_shared ${shared_prefix})
  endif()
endif()
if(ARRAYREEL_FORTRAN_LANGUAGE)
  c_consumer_test(find_fortran Fortran installed ${prefix})
  c_consumer_test(find_fortran_beside_others "C;CXX;Fortran" installed_shared ${shared_prefix})
  if(ARRAYREEL_PKG_CONFIG)
    c_pkg_config_test(fortran ${CMAKE_Fortran_COMPILER} f2008 "${wave_fortran}" installed ${prefix})
  endif()
endif()
arrayreel_has(can_be numpy pillow ffprobe)
if(can_be)
  add_test(NAME consumer.python_shared COMMAND ${ARRAYREEL_NUMPY_PYTHON}
    ${CMAKE_CURRENT_SOURCE_DIR}/cookbook/cookbook_test.py ${ARRAYREEL_FFPROBE} wave_picture
    ${CMAKE_CURRENT_BINARY_DIR}/consumer/python_shared ${ARRAYREEL_NUMPY_PYTHON}
    ${PROJECT_SOURCE_DIR}/examples/c/wave.py ${shared_prefix}/${CMAKE_INSTALL_LIBDIR}/libarrayreel-c.so.0)
  set_tests_properties(consumer.python_shared PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED installed_shared)
endif()
if(ARRAYREEL_HAS_python)
  add_test(NAME consumer.c_symbols_shared COMMAND ${Python3_EXECUTABLE}
    ${CMAKE_CURRENT_SOURCE_DIR}/c/check_symbols.py ${CMAKE_NM}
    ${shared_prefix}/${CMAKE_INSTALL_LIBDIR}/libarrayreel-c.so ${PROJECT_SOURCE_DIR}/include/arrayreel)
  set_tests_properties(consumer.c_symbols_shared PROPERTIES LABELS "consumer;once"
                       FIXTURES_REQUIRED installed_shared)
endif()

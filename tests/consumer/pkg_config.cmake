# Compiles a program with what pkg-config says, and runs it.
#
#   cmake -DPACKAGE=name -DPREFIX=dir -DLIBDIR=name -DCOMPILER=path -DSOURCES=a|b -DBINARY=dir
#         [-DSTANDARD=c89] [-DLIBRARIES=flags] [-DWITHOUT=regex] [-DEXPECT=text] [-DSTATIC=ON]
#         -P pkg_config.cmake
#
# The program must not need a shared library whose name fits WITHOUT, and must say EXPECT.
# With STATIC the flags are looked at alone: not every machine has all libraries as static ones.
string(REPLACE "|" ";" SOURCES "${SOURCES}")
set(ENV{PKG_CONFIG_PATH} ${PREFIX}/${LIBDIR}/pkgconfig)
file(REMOVE_RECURSE ${BINARY})
file(MAKE_DIRECTORY ${BINARY})
set(static "")
if(STATIC)
  set(static --static)
endif()
execute_process(COMMAND pkg-config --cflags --libs ${static} ${PACKAGE}
  RESULT_VARIABLE result OUTPUT_VARIABLE flags ERROR_VARIABLE error
  OUTPUT_STRIP_TRAILING_WHITESPACE)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "pkg-config failed: ${error}")
endif()
if(STATIC)
  foreach(library IN ITEMS arrayreel-video arrayreel-image arrayreel-core png16 z avcodec)
    if(NOT " ${flags} " MATCHES " -l${library} ")
      message(FATAL_ERROR "--static has no -l${library}: ${flags}")
    endif()
  endforeach()
  return()
endif()
separate_arguments(flags UNIX_COMMAND "${flags}")
if(NOT STANDARD)
  set(STANDARD c++20)
endif()
# At -O3 g++ warns of what it sees at no other level.
execute_process(
  COMMAND ${COMPILER} -std=${STANDARD} -O3 -Wall -Wextra -Werror ${SOURCES} ${flags} ${LIBRARIES}
    -o ${BINARY}/consumer
  WORKING_DIRECTORY ${BINARY}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "compiling failed: ${flags}\n${output}")
endif()
set(ENV{LD_LIBRARY_PATH} ${PREFIX}/${LIBDIR})
execute_process(COMMAND ${BINARY}/consumer WORKING_DIRECTORY ${BINARY}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the program failed (${result}):\n${output}")
endif()
string(FIND "${output}" "${EXPECT}" found)
if(found EQUAL -1)
  message(FATAL_ERROR "the program did not say '${EXPECT}':\n${output}")
endif()
if(WITHOUT)
  execute_process(COMMAND readelf -d ${BINARY}/consumer RESULT_VARIABLE result OUTPUT_VARIABLE output)
  if(NOT result EQUAL 0 OR NOT output MATCHES "NEEDED.*libc" OR output MATCHES "NEEDED[^\n]*${WITHOUT}")
    message(FATAL_ERROR "the program needs '${WITHOUT}' (${result}):\n${output}")
  endif()
endif()

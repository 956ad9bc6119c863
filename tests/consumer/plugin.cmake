# Looks at a program that could write movies, and at what it says without the plugin for FFmpeg.
#
#   cmake -DPROGRAM=path -DPREFIX=dir -DLIBDIR=name -DPLUGIN=name -DVERSION=number -DCOMPILER=path
#         -DBINARY=dir -P plugin.cmake
#
# The program was linked against the shared library in PREFIX. It runs here with a copy of that, as an
# installed folder can be moved.
file(REMOVE_RECURSE ${BINARY})
file(COPY ${PREFIX}/ DESTINATION ${BINARY}/moved)
set(libraries ${BINARY}/moved/${LIBDIR})
set(ENV{LD_LIBRARY_PATH} ${libraries})

# What the program, and the library itself, are linked with. The C++ library is the compiler's own.
file(WRITE ${BINARY}/version.cpp "#include <version>\n")
execute_process(COMMAND ${COMPILER} -std=c++20 -E -dM ${BINARY}/version.cpp RESULT_VARIABLE result
                OUTPUT_VARIABLE macros ERROR_VARIABLE error)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "preprocessing fails: ${error}")
elseif(macros MATCHES "#define _LIBCPP_VERSION")
  set(cxx_library "c\\+\\+|c\\+\\+abi|unwind")
else()
  set(cxx_library "stdc\\+\\+")
endif()
foreach(file IN ITEMS ${PROGRAM} ${libraries}/libarrayreel-video.so)
  execute_process(COMMAND ldd ${file} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "ldd ${file} fails:\n${output}")
  endif()
  string(REGEX MATCHALL "[^\n\t]+" lines "${output}")
  foreach(line IN LISTS lines)
    if(NOT line MATCHES "^(.*/)?(lib(arrayreel-(core|image|video|json)|${cxx_library}|m|c|gcc_s|png16|z|deflate|pthread|dl)[.]so|linux-vdso|ld-linux)")
      message(FATAL_ERROR "${file} is linked with more than it should be:\n${output}")
    endif()
  endforeach()
endforeach()

# expect(<text>...): the program says lines that begin with these, and last that it wrote a picture. A list
# has no ";", so that a "," stands for it.
function(expect)
  execute_process(COMMAND ${PROGRAM} WORKING_DIRECTORY ${BINARY}
    RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE error)
  set(as_expected TRUE)
  string(REPLACE ";" "," left "${output}")
  foreach(text IN LISTS ARGN ITEMS "a picture of 24 x 48 pixels")
    string(FIND "${left}" "${text}" begin)
    string(FIND "${left}" "\n" end)
    if(NOT begin EQUAL 0 OR end EQUAL -1)
      set(as_expected FALSE)
      break()
    endif()
    math(EXPR end "${end} + 1")
    string(SUBSTRING "${left}" ${end} -1 left)
  endforeach()
  if(NOT result EQUAL 0 OR NOT as_expected OR NOT left STREQUAL "" OR NOT error STREQUAL "")
    list(JOIN ARGN "...\n" expected)
    message(FATAL_ERROR "expected\n${expected}...\na picture of 24 x 48 pixels\nnot (${result})\n"
                        "${output}${error}")
  endif()
endfunction()
expect("a movie of 3 frames" "a movie of 3 frames")

file(RENAME ${libraries}/${PLUGIN} ${BINARY}/${PLUGIN})
set(missing "encoder: movies need arrayreel's plugin for FFmpeg, which is not there: expected \
${libraries}/${PLUGIN}, or where the dynamic linker looks (${PLUGIN}: cannot open shared object file: \
No such file or directory), or that the environment variable ARRAYREEL_VIDEO_PLUGIN says its path")
expect(${missing} ${missing})
set(ENV{ARRAYREEL_VIDEO_PLUGIN} ${BINARY}/${PLUGIN})
expect("a movie of 3 frames" "a movie of 3 frames")

# Files that are not the plugin.
function(make name code)
  file(WRITE ${BINARY}/${name}.cpp "${code}\n")
  execute_process(COMMAND ${COMPILER} -shared -fPIC ${BINARY}/${name}.cpp -o ${BINARY}/lib${name}.so ${ARGN}
    RESULT_VARIABLE result ERROR_VARIABLE error)
  if(NOT result EQUAL 0)
    message(FATAL_ERROR "compiling failed: ${error}")
  endif()
endfunction()
set(ENV{ARRAYREEL_VIDEO_PLUGIN} ${BINARY}/libnone.so)
set(cannot "encoder: movies need FFmpeg, and the plugin that calls it cannot be opened: ")
expect("${cannot}${BINARY}/libnone.so: cannot open shared object file" "encoder: ")
# One whose FFmpeg is not on this machine.
make(ffmpeg "int ffmpeg() { return 0; }" -Wl,-soname,libavformat.so.9)
make(lonely "int ffmpeg(); int lonely() { return ffmpeg(); }" -L${BINARY} -lffmpeg)
set(ENV{ARRAYREEL_VIDEO_PLUGIN} ${BINARY}/liblonely.so)
expect("${cannot}libavformat.so.9: cannot open shared object file: No such file or directory" "encoder: ")
# The same where the dynamic linker finds it by its name.
unset(ENV{ARRAYREEL_VIDEO_PLUGIN})
configure_file(${BINARY}/liblonely.so ${BINARY}/elsewhere/${PLUGIN} COPYONLY)
set(ENV{LD_LIBRARY_PATH} ${BINARY}/elsewhere:$ENV{LD_LIBRARY_PATH})
expect("${cannot}libavformat.so.9: cannot open shared object file: No such file or directory" "encoder: ")
make(other "int other() { return 0; }")
set(ENV{ARRAYREEL_VIDEO_PLUGIN} ${BINARY}/libother.so)
expect("encoder: movies need arrayreel's plugin for FFmpeg, which this is not: ${BINARY}/libother.so: \
undefined symbol: arrayreel_video_back_end" "encoder: ")
make(old "extern \"C\" const void* arrayreel_video_back_end() {
  static const char* const table[] = {\"0.0.9\"};
  return table;
}")
set(ENV{ARRAYREEL_VIDEO_PLUGIN} ${BINARY}/libold.so)
expect("encoder: the plugin for movies ${BINARY}/libold.so is of arrayreel 0.0.9, expected ${VERSION}, as \
this library is" "encoder: ")

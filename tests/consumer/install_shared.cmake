# Builds the library as shared ones, as a package of a distribution would, and installs them.
#
#   cmake -DSOURCE=dir -DBINARY=dir -DPREFIX=dir -DCOMPILER=path [-DTOOLCHAIN=path]
#         -P install_shared.cmake
function(run)
  execute_process(COMMAND ${ARGN} RESULT_VARIABLE result OUTPUT_VARIABLE output
                  ERROR_VARIABLE output)
  if(NOT result EQUAL 0)
    list(JOIN ARGN " " command)
    message(FATAL_ERROR "${command} fails:\n${output}")
  endif()
endfunction()
set(toolchain)
if(TOOLCHAIN)
  set(toolchain -DCMAKE_TOOLCHAIN_FILE=${TOOLCHAIN})
endif()
run(${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} -DCMAKE_CXX_COMPILER=${COMPILER} ${toolchain}
    -DCMAKE_BUILD_TYPE=None -DBUILD_SHARED_LIBS=ON -DARRAYREEL_BUILD_TESTS=OFF
    -DARRAYREEL_BUILD_TOOL=OFF -DARRAYREEL_BUILD_EXAMPLES=OFF -DARRAYREEL_WITH_MPI=OFF
    -DARRAYREEL_WITH_HDF5=OFF)
run(${CMAKE_COMMAND} --build ${BINARY})
run(${CMAKE_COMMAND} --install ${BINARY} --prefix ${PREFIX})

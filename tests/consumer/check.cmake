# Configures a project as a user of arrayreel would, and checks what comes of it.
#
#   cmake -DSOURCE=dir -DBINARY=dir -DARGUMENTS=a|b|c [-DEXPECT_ERROR=regex] -P check.cmake
#
# Without EXPECT_ERROR the project must configure, build and run its program `consumer`; with it,
# configuring must fail and say so.
string(REPLACE "|" ";" ARGUMENTS "${ARGUMENTS}")
file(REMOVE_RECURSE ${BINARY})
execute_process(
  COMMAND ${CMAKE_COMMAND} -S ${SOURCE} -B ${BINARY} ${ARGUMENTS}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(DEFINED EXPECT_ERROR)
  string(REGEX REPLACE "[ \n]+" " " flat "${output}")
  if(result EQUAL 0)
    message(FATAL_ERROR "configuring succeeded; expected: ${EXPECT_ERROR}\n${output}")
  elseif(NOT flat MATCHES "${EXPECT_ERROR}")
    message(FATAL_ERROR "configuring failed without saying: ${EXPECT_ERROR}\n${output}")
  endif()
  return()
endif()
if(NOT result EQUAL 0)
  message(FATAL_ERROR "configuring failed:\n${output}")
endif()
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --verbose
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "building failed:\n${output}")
endif()
execute_process(COMMAND ${BINARY}/consumer WORKING_DIRECTORY ${BINARY}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the program failed (${result}):\n${output}")
endif()

# Configures a project as a user of arrayreel would, and checks the result.
#
#   cmake -DSOURCE=dir -DBINARY=dir -DARGUMENTS=a|b|c [-DEXPECT_ERROR=regex | -DEXPECT_LINK_ERROR=regex]
#         [-DEMULATOR=a|b] -P check.cmake
#
# The project must configure, build and run its program `consumer`, by the emulator where there is one.
# With EXPECT_ERROR, configuring must fail and say so; with EXPECT_LINK_ERROR, building.
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
# Parts of the library that the program does not need are other tests' business.
execute_process(COMMAND ${CMAKE_COMMAND} --build ${BINARY} --verbose --target consumer
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(DEFINED EXPECT_LINK_ERROR)
  if(result EQUAL 0 OR NOT output MATCHES "${EXPECT_LINK_ERROR}")
    message(FATAL_ERROR "building did not fail, saying: ${EXPECT_LINK_ERROR}\n${output}")
  endif()
  return()
endif()
if(NOT result EQUAL 0)
  message(FATAL_ERROR "building failed:\n${output}")
endif()
string(REPLACE "|" ";" EMULATOR "${EMULATOR}")
execute_process(COMMAND ${EMULATOR} ${BINARY}/consumer WORKING_DIRECTORY ${BINARY}
  RESULT_VARIABLE result OUTPUT_VARIABLE output ERROR_VARIABLE output)
if(NOT result EQUAL 0)
  message(FATAL_ERROR "the program failed (${result}):\n${output}")
endif()

# The ways in which other projects take arrayreel in.

set(prefix ${CMAKE_CURRENT_BINARY_DIR}/consumer/prefix)
add_test(NAME consumer.install
  COMMAND ${CMAKE_COMMAND} --install ${PROJECT_BINARY_DIR} --prefix ${prefix})
set_tests_properties(consumer.install PROPERTIES FIXTURES_SETUP installed LABELS consumer)

# consumer_test(<name> WAY <way> [LINK <target>] [COMPONENTS <list>] [EXPECT_ERROR <regex>]
#               [ARGUMENTS <list>])
function(consumer_test name)
  cmake_parse_arguments(PARSE_ARGV 1 arg "" "WAY;LINK;EXPECT_ERROR" "COMPONENTS;ARGUMENTS")
  set(arguments
    -DWAY=${arg_WAY} "-DCOMPONENTS=${arg_COMPONENTS}" -DLINK=${arg_LINK}
    -DCMAKE_PREFIX_PATH=${prefix} -DARRAYREEL_SOURCE=${PROJECT_SOURCE_DIR}
    -DCMAKE_CXX_COMPILER=${CMAKE_CXX_COMPILER} ${arg_ARGUMENTS})
  # A list does not survive the way through ctest to a script.
  string(REPLACE ";" "|" arguments "${arguments}")
  set(expect)
  if(arg_EXPECT_ERROR)
    set(expect "-DEXPECT_ERROR=${arg_EXPECT_ERROR}")
  endif()
  add_test(NAME consumer.${name} COMMAND ${CMAKE_COMMAND}
    -DSOURCE=${CMAKE_CURRENT_SOURCE_DIR}/consumer
    -DBINARY=${CMAKE_CURRENT_BINARY_DIR}/consumer/${name}
    "-DARGUMENTS=${arguments}" ${expect}
    -P ${CMAKE_CURRENT_SOURCE_DIR}/consumer/check.cmake)
  set_tests_properties(consumer.${name} PROPERTIES LABELS consumer FIXTURES_REQUIRED installed)
endfunction()

consumer_test(find_package WAY find_package LINK arrayreel::arrayreel)
consumer_test(find_image WAY find_package COMPONENTS image LINK arrayreel::image)
consumer_test(find_core WAY find_package COMPONENTS core LINK arrayreel::core
  ARGUMENTS -DCORE_ONLY=ON)
consumer_test(find_core_without_libpng WAY find_package COMPONENTS core LINK arrayreel::core
  ARGUMENTS -DCORE_ONLY=ON -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON)
consumer_test(find_none_without_libpng WAY find_package LINK arrayreel::arrayreel
  ARGUMENTS -DCORE_ONLY=ON -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON)
consumer_test(find_unknown WAY find_package COMPONENTS sound LINK arrayreel::core
  EXPECT_ERROR "there is no component sound. expected some of: core, image")
consumer_test(find_image_without_libpng WAY find_package COMPONENTS image LINK arrayreel::image
  ARGUMENTS -DCMAKE_DISABLE_FIND_PACKAGE_PNG=ON
  EXPECT_ERROR "the component image needs libpng .Debian: libpng-dev., which was not found")
consumer_test(add_subdirectory WAY add_subdirectory LINK arrayreel::arrayreel)
consumer_test(FetchContent WAY FetchContent LINK arrayreel::image)

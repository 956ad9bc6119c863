# arrayreel::separate: what most files of a program would compile again, compiled once, with movies
# where arrayreel::video is. It is built by the project that links it, with that project's flags.
#
# A package may be found several times, in several folders of a project, and movies not at first.

cmake_policy(SET CMP0079 NEW) # of the folder that has found movies

if(TARGET arrayreel::image AND NOT TARGET arrayreel_separate)
  add_library(arrayreel_separate STATIC EXCLUDE_FROM_ALL ${CMAKE_CURRENT_LIST_DIR}/separate.cpp)
  add_library(arrayreel::separate ALIAS arrayreel_separate)
  # Plugins and notebooks' kernels link it too.
  set_target_properties(arrayreel_separate PROPERTIES POSITION_INDEPENDENT_CODE ON)
  target_compile_definitions(arrayreel_separate PUBLIC ARRAYREEL_SEPARATE_COMPILATION)
  target_link_libraries(arrayreel_separate PUBLIC arrayreel::image)
endif()

if(TARGET arrayreel::video)
  get_target_property(_arrayreel_has_movies arrayreel_separate ARRAYREEL_HAS_MOVIES)
  if(NOT _arrayreel_has_movies)
    set_target_properties(arrayreel_separate PROPERTIES ARRAYREEL_HAS_MOVIES TRUE)
    target_compile_definitions(arrayreel_separate PRIVATE ARRAYREEL_SEPARATE_MOVIES)
    target_link_libraries(arrayreel_separate PUBLIC arrayreel::video)
  endif()
endif()

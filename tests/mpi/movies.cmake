# Movies of many ranks, under the MPI that the library is built with, and under another that is here.
if(NOT TARGET arrayreel::mpi_video OR NOT ARRAYREEL_FFPROBE OR NOT ARRAYREEL_FFMPEG)
  message(STATUS "arrayreel: no tests of movies of many ranks, which need arrayreel::mpi_video, ffmpeg "
                 "and ffprobe")
  return()
endif()

# arrayreel_mpi_movies(<name> <program> <mpirun> [<argument>...])
function(arrayreel_mpi_movies name program)
  set(labels slow)
  set(configurations "")
  if(name MATCHES "mpich")
    set(labels whole)
    set(configurations CONFIGURATIONS whole)
  endif()
  add_test(NAME ${name} ${configurations}
           COMMAND ${ARRAYREEL_NUMPY_PYTHON} ${CMAKE_CURRENT_SOURCE_DIR}/mpi_movies_test.py
                   $<TARGET_FILE:${program}> ${ARGN})
  set_tests_properties(${name} PROPERTIES LABELS "${labels}" TIMEOUT 600 PROCESSORS 3
                       ENVIRONMENT "${sanitizer_options}")
endfunction()

add_executable(mpi_movies mpi_movies.cpp)
target_link_libraries(mpi_movies PRIVATE arrayreel::mpi_video arrayreel_warnings)
target_compile_options(mpi_movies PRIVATE ${test_flags})
find_program(ARRAYREEL_MPIRUN NAMES mpirun.openmpi mpirun)
set(mpirun_arguments "")
if(ARRAYREEL_MPIRUN MATCHES "openmpi")
  set(mpirun_arguments --oversubscribe)
endif()
arrayreel_mpi_movies(mpi_movies_test mpi_movies ${ARRAYREEL_MPIRUN} ${mpirun_arguments})

# MPICH, for which the two sources that know of MPI are compiled once more. Its ranks wait by looking again and
# again, so it is for long runs.
find_path(ARRAYREEL_MPICH_INCLUDE mpi.h PATHS /usr/include/${CMAKE_LIBRARY_ARCHITECTURE}/mpich
          NO_DEFAULT_PATH)
find_library(ARRAYREEL_MPICH_LIBRARY mpich)
find_program(ARRAYREEL_MPIRUN_MPICH mpirun.mpich)
if(ARRAYREEL_MPICH_INCLUDE AND ARRAYREEL_MPICH_LIBRARY AND ARRAYREEL_MPIRUN_MPICH)
  add_executable(mpi_movies_mpich mpi_movies.cpp ${PROJECT_SOURCE_DIR}/cmake/compiled/mpi.cpp
                 ${PROJECT_SOURCE_DIR}/cmake/compiled/mpi_video.cpp)
  target_include_directories(mpi_movies_mpich SYSTEM PRIVATE ${ARRAYREEL_MPICH_INCLUDE})
  target_link_libraries(mpi_movies_mpich PRIVATE arrayreel::video ${ARRAYREEL_MPICH_LIBRARY}
                        arrayreel_warnings)
  target_compile_options(mpi_movies_mpich PRIVATE ${test_flags})
  arrayreel_mpi_movies(mpi_movies_mpich_test mpi_movies_mpich ${ARRAYREEL_MPIRUN_MPICH})
  set_property(TEST mpi_movies_mpich_test APPEND PROPERTY ENVIRONMENT ARRAYREEL_RANKS=2)
endif()

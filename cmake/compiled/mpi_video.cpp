// Part of the compiled library arrayreel-mpi_video: movies of arrays that lie on many processes.
#include <arrayreel/detail/mpi/rank_movie.ipp>
#include <arrayreel/mpi_video.ipp>

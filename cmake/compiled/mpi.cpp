// Part of the compiled library arrayreel-mpi: pictures of arrays that lie on many processes.
#include <arrayreel/detail/mpi/blocks.ipp>
#include <arrayreel/detail/mpi/communicator.ipp>
#include <arrayreel/detail/mpi/exchange.ipp>
#include <arrayreel/detail/mpi/field.ipp>
#include <arrayreel/detail/mpi/file_of_ranks.ipp>
#include <arrayreel/detail/mpi/rows.ipp>
#include <arrayreel/mpi.ipp>
#include <arrayreel/mpi_canvas.ipp>

// Part of the compiled library arrayreel-mpi: pictures of arrays that lie on many processes.
#include <arrayreel/detail/mpi/blocks.ipp>
#include <arrayreel/detail/mpi/communicator.ipp>
#include <arrayreel/detail/mpi/exchange.ipp>

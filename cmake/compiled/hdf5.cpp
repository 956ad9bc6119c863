// Part of the compiled library arrayreel-hdf5: datasets of HDF5 files.
#include <arrayreel/hdf5.ipp>

// The compiled library: datasets of HDF5 files.
#include <arrayreel/hdf5.ipp>

// Part of the compiled library arrayreel-image: arrays and frames from NumPy's files and raw ones.
#include <arrayreel/npy.ipp>
#include <arrayreel/npy_frames.ipp>

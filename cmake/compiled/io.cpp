// The compiled library: files read and written.
#include <arrayreel/detail/io/byte_reader.ipp>
#include <arrayreel/detail/io/input_file.ipp>

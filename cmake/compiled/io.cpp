// Part of the compiled library arrayreel-core: files that are written and read.
#include <arrayreel/detail/io/byte_reader.ipp>
#include <arrayreel/detail/io/file_sink.ipp>
#include <arrayreel/detail/io/input_file.ipp>
#include <arrayreel/detail/io/temporary_name.ipp>
#include <arrayreel/encoded.ipp>

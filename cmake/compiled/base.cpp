// Part of the compiled library arrayreel-core: errors, their messages, memory and threads.
#include <arrayreel/detail/base/memory_block.ipp>
#include <arrayreel/detail/base/message.ipp>
#include <arrayreel/detail/base/parallel.ipp>
#include <arrayreel/error.ipp>

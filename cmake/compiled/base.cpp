// Part of the compiled library arrayreel-core: errors, their messages, and memory.
#include <arrayreel/detail/base/memory_block.ipp>
#include <arrayreel/detail/base/message.ipp>
#include <arrayreel/error.ipp>

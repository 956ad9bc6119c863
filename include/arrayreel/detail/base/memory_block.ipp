// Definitions of memory_block.hpp.
#pragma once

#include "memory_block.hpp"

#include <cstring>

#include "../../error.hpp"
#include "checked_math.hpp"
#include "../platform/memory.hpp"
#include "message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE memory_block::memory_block(std::size_t count, std::size_t element_bytes) {
  if (count == 0) return;
  if (count <= max_bytes / element_bytes) data_ = allocate_memory(count * element_bytes);
  if (data_ == nullptr)
    throw error(error_kind::limit, to_text(count) + " elements of " + to_text(element_bytes) +
                                       " bytes do not fit in memory");
  bytes_ = count * element_bytes;
}

ARRAYREEL_INLINE memory_block::memory_block(const memory_block& other)
    : memory_block(other.bytes_, 1) {
  if (bytes_ != 0) std::memcpy(data_, other.data_, bytes_);
}

ARRAYREEL_INLINE memory_block::~memory_block() {
  if (data_ != nullptr) free_memory(data_, bytes_);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

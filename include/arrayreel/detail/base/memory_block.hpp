// A block of memory for trivial elements, which is not set to zero first.
#pragma once

#include <cstddef>
#include <utility>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Bytes for so many elements; copies deeply. Large ones come in large pages.
class ARRAYREEL_API memory_block {
public:
  memory_block() = default;
  /// \throws error (limit) where there is no memory for it.
  memory_block(std::size_t count, std::size_t element_bytes);
  memory_block(const memory_block& other);
  memory_block(memory_block&& other) noexcept
      : data_(std::exchange(other.data_, nullptr)), bytes_(std::exchange(other.bytes_, 0)) {}
  memory_block& operator=(memory_block other) noexcept {
    std::swap(data_, other.data_);
    std::swap(bytes_, other.bytes_);
    return *this;
  }
  ~memory_block();

  [[nodiscard]] void* data() noexcept { return data_; }
  [[nodiscard]] const void* data() const noexcept { return data_; }
  [[nodiscard]] std::size_t size_bytes() const noexcept { return bytes_; }

private:
  void* data_ = nullptr;
  std::size_t bytes_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "memory_block.ipp"
#endif

// Scratch memory that is kept from one call to the next: getting it from the system again, page by
// page, can take longer than the work.
#pragma once

#include <atomic>
#include <cstddef>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An object that works with memory of its own and keeps it.
class scratch {
public:
  scratch() = default;
  scratch(const scratch&) = delete;
  scratch& operator=(const scratch&) = delete;
  virtual ~scratch() = default;
  /// Bytes that it keeps.
  [[nodiscard]] virtual std::size_t memory() const noexcept = 0;
};

/// Objects of one kind that are free at the moment. Threads may take and give at the same time.
class scratch_pool {
public:
  scratch_pool() = default;
  scratch_pool(const scratch_pool&) = delete;
  scratch_pool& operator=(const scratch_pool&) = delete;
  ~scratch_pool() {
    for (std::atomic<scratch*>& slot : slots_) delete slot.exchange(nullptr);
  }

  /// Null where there is none.
  [[nodiscard]] scratch* take() noexcept {
    for (std::atomic<scratch*>& slot : slots_)
      if (scratch* const object = slot.exchange(nullptr)) return object;
    return nullptr;
  }
  /// Keeps the object for the next caller, unless its memory has become so large that a user of the
  /// program would notice.
  void give(scratch* object) noexcept {
    constexpr std::size_t most = std::size_t{8} << 20;
    if (object->memory() <= most)
      for (std::atomic<scratch*>& slot : slots_) {
        object = slot.exchange(object);
        if (object == nullptr) return;
      }
    delete object;
  }

private:
  std::atomic<scratch*> slots_[4] = {};
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// Memory for work, kept from one call to the next: to get it anew from the system, page by page,
// can take longer than the work.
#pragma once

#include <cstddef>

#include "config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Some objects that nobody uses now. Threads may take and give at the same time.
template <class T> class kept_objects {
public:
  kept_objects() = default;
  kept_objects(const kept_objects&) = delete;
  kept_objects& operator=(const kept_objects&) = delete;
  ~kept_objects() {
    for (T*& slot : slots_) delete exchange(slot, nullptr);
  }

  [[nodiscard]] static kept_objects& of_program() {
    static kept_objects objects;
    return objects;
  }

  /// Null where there is none.
  [[nodiscard]] T* take() noexcept {
    for (T*& slot : slots_)
      if (T* const object = exchange(slot, nullptr)) return object;
    return nullptr;
  }
  void give(T* object) noexcept {
    for (T*& slot : slots_) {
      object = exchange(slot, object);
      if (object == nullptr) return;
    }
    delete object;
  }

private:
  [[nodiscard]] static T* exchange(T*& slot, T* object) noexcept {
    return __atomic_exchange_n(&slot, object, __ATOMIC_ACQ_REL);
  }

  T* slots_[4] = {};
};

/// An object for as long as this lives; afterwards it is kept for the next, unless its `memory()`
/// has grown beyond what a program should not notice.
template <class T> class leased {
public:
  leased() : object_(kept_objects<T>::of_program().take()) {
    if (object_ == nullptr) object_ = new T;
  }
  leased(const leased&) = delete;
  leased& operator=(const leased&) = delete;
  ~leased() {
    constexpr std::size_t most = std::size_t{8} << 20;
    if (object_->memory() <= most)
      kept_objects<T>::of_program().give(object_);
    else
      delete object_;
  }

  [[nodiscard]] T& operator*() const noexcept { return *object_; }
  [[nodiscard]] T* operator->() const noexcept { return object_; }

private:
  T* object_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

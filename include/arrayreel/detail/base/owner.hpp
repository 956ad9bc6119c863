// A pointer that owns one object: what this library needs of std::unique_ptr, whose header brings
// in shared pointers, the streams and locales.
#pragma once

#include <utility>

namespace arrayreel::inline v0::detail {

template <class T> struct deletes {
  void operator()(T* object) const noexcept { delete object; }
};

/// Deletes what it points to; moves, and does not copy.
template <class T, class Delete = deletes<T>> class owner {
public:
  owner() = default;
  explicit owner(T* object) noexcept : object_(object) {}
  owner(owner&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  owner& operator=(owner&& other) noexcept {
    owner moved(std::move(other));
    std::swap(object_, moved.object_);
    return *this;
  }
  ~owner() { reset(); }

  void reset() noexcept {
    if (object_ != nullptr) Delete()(std::exchange(object_, nullptr));
  }
  [[nodiscard]] T* get() const noexcept { return object_; }
  [[nodiscard]] T& operator*() const noexcept { return *object_; }
  [[nodiscard]] T* operator->() const noexcept { return object_; }
  [[nodiscard]] explicit operator bool() const noexcept { return object_ != nullptr; }

private:
  T* object_ = nullptr;
};

} // namespace arrayreel::inline v0::detail

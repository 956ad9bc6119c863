// An array that owns its elements, for results and copies that have no memory of their own.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <utility>

#include "array_view.hpp"
#include "detail/base/memory_block.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// Trivial elements that are not set to zero first; copies deeply.
/// \throws error (limit) where there is no memory for them.
template <class T> class buffer {
public:
  buffer() = default;
  explicit buffer(std::size_t size) : memory_(size, sizeof(T)) {}

  [[nodiscard]] T* data() noexcept { return static_cast<T*>(memory_.data()); }
  [[nodiscard]] const T* data() const noexcept { return static_cast<const T*>(memory_.data()); }
  [[nodiscard]] std::size_t size() const noexcept { return memory_.size_bytes() / sizeof(T); }
  [[nodiscard]] T* begin() noexcept { return data(); }
  [[nodiscard]] T* end() noexcept { return data() + size(); }
  [[nodiscard]] const T* begin() const noexcept { return data(); }
  [[nodiscard]] const T* end() const noexcept { return data() + size(); }

private:
  memory_block memory_;
};

} // namespace detail

/// An array in C order that owns its elements. It can be given wherever an array can.
template <element T> class owned_array {
public:
  using value_type = T;

  /// Elements are left unset.
  /// \throws error (parameter, limit) for a rank outside 1…4 or extents whose product wraps.
  explicit owned_array(const shape& extents, axes layout = axes::automatic,
                       channel_order order = channel_order::rgb)
      : extents_(extents), elements_(detail::checked_count(extents, sizeof(T))), layout_(layout),
        order_(order) {}

  [[nodiscard]] T* data() noexcept { return elements_.data(); }
  [[nodiscard]] const T* data() const noexcept { return elements_.data(); }
  [[nodiscard]] std::size_t size() const noexcept { return elements_.size(); }
  [[nodiscard]] std::size_t rank() const noexcept { return extents_.rank(); }
  [[nodiscard]] std::size_t extent(std::size_t axis) const noexcept { return extents_[axis]; }
  [[nodiscard]] const shape& extents() const noexcept { return extents_; }
  [[nodiscard]] axes layout() const noexcept { return layout_; }
  [[nodiscard]] channel_order order() const noexcept { return order_; }

  /// The element at an index per axis, unchecked.
  template <std::integral... I> [[nodiscard]] const T& operator()(I... index) const {
    return array_view<T>(*this)(index...);
  }

  operator array_view<T>() const ARRAYREEL_LIFETIMEBOUND { // NOLINT: it is one
    return array_view<T>(data(), extents_, layout_).with(order_);
  }

private:
  shape extents_;
  detail::buffer<T> elements_;
  axes layout_;
  channel_order order_;
};

/// The whole of an owned array.
template <element T>
[[nodiscard]] array_view<T> view(const owned_array<T>& array ARRAYREEL_LIFETIMEBOUND) {
  return array;
}

} // namespace arrayreel::ARRAYREEL_ABI

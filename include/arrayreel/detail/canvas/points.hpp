// Points to pixels: which one each of them lies in.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <vector>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../values/element_functions.hpp"
#include "state.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Reads the numbers of an array one after the other, some at a time.
class number_reader {
public:
  number_reader(const array_ref& array, std::size_t at_once)
      : array_(array), elements_(at_once * array.element_bytes()), numbers_(at_once) {
    for (std::size_t i = 0; i < array.rank(); ++i)
      steps_[i] = array.extent(i) == 1 ? 0 : array.stride(i); // it has no neighbour
  }

  /// The next elements, one after the other, at most as many as at once. They are copied.
  [[nodiscard]] const std::byte* elements(std::size_t count) {
    const std::size_t bytes = array_.element_bytes();
    const std::size_t last = array_.rank() - 1;
    for (std::size_t done = 0; done < count;) {
      const std::size_t now = std::min(count - done, array_.extent(last) - index_[last]);
      gather(array_.at(at_), steps_[last], bytes, now, elements_.data() + done * bytes);
      go_on(now);
      done += now;
    }
    return elements_.data();
  }
  /// The same as doubles.
  [[nodiscard]] const double* numbers(std::size_t count) {
    array_.functions().numbers(elements(count), 1, count, complex_part::real, numbers_.data());
    return numbers_.data();
  }

private:
  void go_on(std::size_t count) noexcept {
    std::size_t axis = array_.rank() - 1;
    index_[axis] += count;
    at_ += static_cast<std::ptrdiff_t>(count) * steps_[axis];
    while (index_[axis] == array_.extent(axis) && axis > 0) {
      at_ -= static_cast<std::ptrdiff_t>(index_[axis]) * steps_[axis];
      index_[axis] = 0;
      --axis;
      ++index_[axis];
      at_ += steps_[axis];
    }
  }

  array_ref array_;
  std::array<std::ptrdiff_t, max_rank> steps_{};
  std::array<std::size_t, max_rank> index_{};
  std::ptrdiff_t at_ = 0;
  std::vector<std::byte> elements_;
  std::vector<double> numbers_;
};

/// Which row or column a position lies in.
class pixel_axis {
public:
  /// \throws error (parameter) for ends that are equal or not finite
  pixel_axis(const char* name, const std::optional<value_range>& ends, std::size_t size, bool clip)
      : name_(name), lo_(ends ? ends->lo : 0), hi_(ends ? ends->hi : static_cast<double>(size)),
        size_(size), clip_(clip) {
    const double width = hi_ - lo_;
    scale_ = static_cast<double>(size) / width;
    if (!is_finite(width) || width == 0 || !is_finite(scale_) || scale_ == 0)
      refuse(error_kind::parameter, {"positions ", name, " from ", lo_, " to ", hi_,
                                     "; expected two finite numbers apart from each other"});
  }

  static constexpr std::size_t outside = static_cast<std::size_t>(-1);

  /// The pixel; `outside` where that is no error.
  [[nodiscard]] std::size_t pixel(double position, std::uint64_t point) const {
    if (!is_finite(position))
      refuse(error_kind::parameter, {"a position ", name_, " of ", position, " of point ", point,
                                     "; expected a finite number"});
    const bool inside =
        lo_ < hi_ ? position >= lo_ && position <= hi_ : position <= lo_ && position >= hi_;
    if (!inside) {
      if (clip_) return outside;
      refuse(error_kind::parameter,
             {"a position ", name_, " of ", position, " of point ", point, "; expected ", lo_,
              " to ", hi_, ", or deposit_options::clip"});
    }
    const double place = (position - lo_) * scale_;
    // The far edge belongs to the last pixel, and so does what is rounded up to it.
    return std::min(to_size(static_cast<std::int64_t>(place)), size_ - 1);
  }

private:
  const char* name_;
  double lo_;
  double hi_;
  double scale_;
  std::size_t size_;
  bool clip_;
};

/// Goes through the points of a canvas.
class point_reader {
public:
  static constexpr std::size_t at_once = 1024;

  /// \throws error (parameter) for arrays of other sizes or complex numbers
  point_reader(const canvas_state& state, const array_ref& y, const array_ref& x,
               const array_ref* weights, const deposit_options& o)
      : rows_("y", o.y, state.height, o.clip), columns_("x", o.x, state.width, o.clip), y_(y),
        x_(x), weights_(weights) {
    const auto check = [&](const char* name, const array_ref& array) {
      if (array.size() != y.size())
        refuse(error_kind::parameter,
               {array.size(), name, " for ", y.size(), " positions y; expected as many"});
      if (array.functions().is_complex)
        refuse(error_kind::parameter, {"complex numbers as", name, "; expected real ones"});
    };
    check(" positions y", y);
    check(" positions x", x);
    if (weights != nullptr) check(" weights", *weights);
    if (y.size() > most_values)
      refuse(error_kind::limit, {y.size(), " points at once; expected at most ", most_values});
  }

  /// Calls `function(row, column, weight)` for each point inside; the weight is the address of an
  /// element, nullptr without weights.
  template <class Function> void for_each(const Function& function) const {
    number_reader rows(y_, at_once);
    number_reader columns(x_, at_once);
    number_reader weights(weights_ != nullptr ? *weights_ : y_, at_once);
    const std::size_t bytes = weights_ != nullptr ? weights_->element_bytes() : 0;
    for (std::size_t done = 0; done < y_.size();) {
      const std::size_t now = std::min(at_once, y_.size() - done);
      const double* const ys = rows.numbers(now);
      const double* const xs = columns.numbers(now);
      const std::byte* const ws = weights_ != nullptr ? weights.elements(now) : nullptr;
      for (std::size_t i = 0; i < now; ++i) {
        const std::size_t row = rows_.pixel(ys[i], done + i);
        const std::size_t column = columns_.pixel(xs[i], done + i);
        if (row != pixel_axis::outside && column != pixel_axis::outside)
          function(row, column, ws + i * bytes);
      }
      done += now;
    }
  }

private:
  pixel_axis rows_;
  pixel_axis columns_;
  const array_ref& y_;
  const array_ref& x_;
  const array_ref* weights_;
};

inline void deposit_on(canvas_state& state, const array_ref& y, const array_ref& x,
                       const array_ref* weights, const deposit_options& o) {
  const point_reader points(state, y, x, weights, o);
  if (y.size() == 0) return;
  preparation prepared(state, weights != nullptr ? weights->type() : dtype::float64,
                       weights != nullptr ? weights->functions() : functions_of<double>(), 1);
  const unsigned char number = prepared.size_number(1);
  // As if all lay in the fullest pixel: nobody has so many at once.
  if (state.adds()) check_values(state, {0, 0, state.height, state.width}, y.size());
  points.for_each([&](std::size_t row, std::size_t column, const std::byte*) {
    prepared.tile(state.place_of(row, column));
  });
  const kept_kind kind = prepared.kind();
  loaded_row one(kind, 1);
  prepared.commit();
  state.most_on_a_pixel += y.size();

  pixel_gate gate(state);
  constexpr double unit = 1;
  points.for_each([&](std::size_t row, std::size_t column, const std::byte* weight) {
    std::memcpy(one.elements(),
                weight != nullptr ? weight : reinterpret_cast<const std::byte*>(&unit), kind.bytes);
    gate.put(row, column, 1, one.row(1, 1, 0, 1), nullptr, number);
  });
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

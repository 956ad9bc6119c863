// Rows of pixels that values come to, and rows of values that come.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "../array/array_ref.hpp"
#include "element_work.hpp"
#include "exact_sum.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How values meet on pixels.
enum class meeting : unsigned char { replace, min, max, sum };

/// What is kept of a pixel.
struct kept_kind {
  meeting how = meeting::replace;
  bool skip_nan = false;
  dtype type = dtype::float32;        ///< of the values that come
  std::size_t bytes = 0;              ///< of one pixel's elements
  const element_work* work = nullptr; ///< on them
  [[nodiscard]] bool adds() const noexcept { return how == meeting::sum; }
  [[nodiscard]] std::size_t kept_bytes() const noexcept {
    return adds() ? sizeof(exact_sum) : bytes;
  }
};

/// Pixels: for each the number of its cell's size, 0 where nothing was put, and what is kept.
struct pixel_row {
  unsigned char* sizes = nullptr;
  std::byte* kept = nullptr;
};

/// A row of values, one for each pixel: either elements, or their terms, or sums of them.
struct value_row {
  const std::byte* elements = nullptr;
  const double* values = nullptr;
  const double* rests = nullptr;
  const exact_sum* sums = nullptr;
  const unsigned char* present = nullptr; ///< 0 where there is no value; nullptr: all are
  std::uint32_t times = 1;                ///< as many values is each

  [[nodiscard]] value_row from(std::size_t pixel, std::size_t bytes) const noexcept {
    value_row r = *this;
    if (elements != nullptr) r.elements += pixel * bytes;
    if (values != nullptr) r.values += pixel;
    if (rests != nullptr) r.rests += pixel;
    if (sums != nullptr) r.sums += pixel;
    if (present != nullptr) r.present += pixel;
    return r;
  }
};

/// Gives the values to the pixels for which there is an arrival.
inline void receive(const kept_kind& kind, const pixel_row& pixels, const value_row& row,
                    const arrival* arrivals, std::size_t count) noexcept {
  if (kind.adds()) {
    auto* const sums = reinterpret_cast<exact_sum*>(pixels.kept);
    for (std::size_t i = 0; i < count; ++i) {
      if (arrivals[i] == arrival::none) continue;
      if (arrivals[i] == arrival::first) sums[i] = exact_sum{};
      if (row.sums != nullptr)
        sums[i].add(row.sums[i]);
      else
        sums[i].add(row.values[i], row.rests[i], row.times);
    }
    return;
  }
  if (kind.how != meeting::replace) {
    kind.work->meet(pixels.kept, row.elements, arrivals, count, kind.how == meeting::max);
    return;
  }
  const std::size_t bytes = kind.bytes;
  for (std::size_t begin = 0; begin < count;) {
    std::size_t end = begin;
    while (end < count && arrivals[end] != arrival::none) ++end;
    std::memcpy(pixels.kept + begin * bytes, row.elements + begin * bytes, (end - begin) * bytes);
    begin = end;
    while (begin < count && arrivals[begin] == arrival::none) ++begin;
  }
}

/// Elements of a block, one after the other, with what sums and NaN need.
class loaded_row {
public:
  /// \param count of pixels, at least as many as there are of the block
  loaded_row(const kept_kind& kind, std::size_t count)
      : kind_(kind), count_(count), elements_(count * kind.bytes), values_(kind.adds() ? count : 0),
        rests_(kind.adds() ? count : 0),
        present_(kind.skip_nan && kind.work->are_numbers != nullptr ? count * parts() : 0) {}

  [[nodiscard]] std::byte* elements() noexcept { return elements_.data(); }

  /// Call it once the first `count` pixels' elements are written. Each of them becomes `columns`
  /// pixels; of all these the first `left_out` are left out.
  [[nodiscard]] value_row row(std::size_t count, std::size_t columns, std::size_t left_out,
                              std::uint32_t times) {
    value_row r{.elements = elements_.data(), .times = times};
    if (!present_.empty()) {
      kind_.work->are_numbers(elements_.data(), count * parts(), present_.data());
      // A colour is no value if one of its channels is none.
      for (std::size_t i = 0; i < count && parts() > 1; ++i)
        present_[i] =
            *std::min_element(present_.data() + i * parts(), present_.data() + (i + 1) * parts());
      r.present = present_.data();
    }
    if (kind_.adds()) {
      kind_.work->terms(elements_.data(), count, values_.data(), rests_.data());
      r.values = values_.data();
      r.rests = rests_.data();
    }
    if (columns > 1) {
      // From the last one on, so that none is overwritten before it is read.
      const auto repeat = [&](void* memory, std::size_t bytes) {
        auto* const at = static_cast<std::byte*>(memory);
        for (std::size_t i = count_; i-- > 0;)
          if (const std::size_t from = (left_out + i) / columns; from != i)
            std::memcpy(at + i * bytes, at + from * bytes, bytes);
      };
      if (!kind_.adds()) repeat(elements_.data(), kind_.bytes);
      if (r.present != nullptr) repeat(present_.data(), 1);
      if (r.values != nullptr) {
        repeat(values_.data(), sizeof(double));
        repeat(rests_.data(), sizeof(double));
      }
    }
    return r;
  }

private:
  [[nodiscard]] std::size_t parts() const noexcept { return kind_.bytes / bytes_of(kind_.type); }

  const kept_kind& kind_;
  std::size_t count_;
  std::vector<std::byte> elements_;
  std::vector<double> values_;
  std::vector<double> rests_;
  std::vector<unsigned char> present_;
};

/// Copies `count` pixels of `channels` elements. Strides are in elements.
inline void gather(const std::byte* from, std::ptrdiff_t stride, std::size_t element_bytes,
                   std::size_t count, std::byte* to) noexcept {
  if (stride == 1) {
    std::memcpy(to, from, count * element_bytes);
    return;
  }
  const std::ptrdiff_t step = stride * static_cast<std::ptrdiff_t>(element_bytes);
  const auto copy = [&]<std::size_t bytes>() {
    for (std::size_t i = 0; i < count; ++i)
      std::memcpy(to + i * bytes, from + static_cast<std::ptrdiff_t>(i) * step, bytes);
  };
  switch (element_bytes) {
    case 1: return copy.template operator()<1>();
    case 2: return copy.template operator()<2>();
    case 4: return copy.template operator()<4>();
    case 8: return copy.template operator()<8>();
    default:
      for (std::size_t i = 0; i < count; ++i)
        std::memcpy(to + i * element_bytes, from + static_cast<std::ptrdiff_t>(i) * step,
                    element_bytes);
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

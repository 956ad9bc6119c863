// Makes pictures with fewer bits a pixel that decode to exactly the same colours.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "plan.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Up to 256 colours, in order of appearance.
class color_set {
public:
  /// The colour's number; 256 if there are 256 others already.
  [[nodiscard]] std::size_t add(const color& c) {
    const std::uint32_t key = key_of(c);
    for (std::size_t slot = place(key);; slot = (slot + 1) % slots) {
      if (numbers_[slot] == 0) {
        if (size_ == 256) return 256;
        colors_[size_] = c;
        keys_[slot] = key;
        numbers_[slot] = static_cast<std::uint16_t>(++size_);
      }
      if (keys_[slot] == key) return numbers_[slot] - std::size_t{1};
    }
  }
  [[nodiscard]] std::span<const color> colors() const noexcept { return {colors_.data(), size_}; }

private:
  static constexpr std::size_t slots = 1024;
  [[nodiscard]] static constexpr std::uint32_t key_of(const color& c) noexcept {
    return std::uint32_t{c.r} << 24 | std::uint32_t{c.g} << 16 | std::uint32_t{c.b} << 8 | c.a;
  }
  [[nodiscard]] static constexpr std::size_t place(std::uint32_t key) noexcept {
    return key * 0x9e3779b1U >> 22;
  }

  std::array<color, 256> colors_{};
  std::size_t size_ = 0;
  std::array<std::uint32_t, slots> keys_{};
  std::array<std::uint16_t, slots> numbers_{}; // from 1
};

/// A picture with contiguous rows: 16-bit components in the machine's byte order, pixels of 1, 2 or
/// 4 bits as in the file.
struct reduced_picture {
  png_form form{};
  std::vector<std::uint8_t> pixels{};
};

/// All forms of a picture with fewer bits that may compress best.
class png_reducer {
public:
  png_reducer(const png_form& form, const void* components)
      : width_(form.width), height_(form.height), pixels_(form.width * form.height) {
    const auto* const bytes = static_cast<const std::uint8_t*>(components);
    if (!form.palette.empty()) {
      reduce_indices(bytes, form.palette);
    } else if (form.bit_depth == 8) {
      reduce(bytes, form.channels, 1, false);
    } else {
      const std::size_t n = pixels_ * form.channels;
      if (!all_bytes_twice(bytes, n)) {
        reduce(bytes, form.channels, 2, false);
        return;
      }
      std::vector<std::uint8_t> halves(n);
      for (std::size_t i = 0; i < n; ++i) halves[i] = bytes[2 * i];
      reduce(halves.data(), form.channels, 1, true);
    }
  }

  /// Each shows the same pixels; empty if there is no other form.
  [[nodiscard]] std::span<const reduced_picture> pictures() const noexcept {
    return {pictures_.data(), count_};
  }

private:
  using indices = std::vector<std::uint8_t>;
  using byte_map = std::array<std::uint8_t, 256>;

  // Adds an empty picture of the same height and width.
  [[nodiscard]] reduced_picture& add(std::size_t channels, unsigned bit_depth) {
    reduced_picture& p = pictures_[count_++];
    p.form.width = width_;
    p.form.height = height_;
    p.form.channels = channels;
    p.form.bit_depth = bit_depth;
    return p;
  }

  [[nodiscard]] static bool all_bytes_twice(const std::uint8_t* p, std::size_t n) noexcept {
    for (std::size_t i = 0; i < n; ++i)
      if (p[2 * i] != p[2 * i + 1]) return false;
    return true;
  }
  // Whether an 8- or 16-bit component is 0 or the largest value.
  [[nodiscard]] static bool is_all(const std::uint8_t* component, std::size_t bytes,
                                   std::uint8_t value) noexcept {
    return component[0] == value && component[bytes - 1] == value;
  }

  // Collects the colours, whose components have one byte or two.
  // \param changed whether the depth differs from the picture's
  void reduce(const std::uint8_t* p, std::size_t channels, std::size_t bytes, bool changed) {
    const std::size_t stride = channels * bytes;
    const bool has_alpha = channels % 2 == 0;
    bool gray = true;
    if (channels >= 3)
      for (std::size_t i = 0; i < pixels_ && gray; ++i) {
        const std::uint8_t* const q = p + i * stride;
        gray = std::memcmp(q, q + bytes, bytes) == 0 && std::memcmp(q, q + 2 * bytes, bytes) == 0;
      }
    bool opaque = true;
    if (has_alpha)
      for (std::size_t i = 0; i < pixels_ && opaque; ++i)
        opaque = is_all(p + (i + 1) * stride - bytes, bytes, 0xff);
    const std::uint8_t* const transparent =
        opaque ? nullptr : only_transparent(p, channels, bytes);

    if (bytes == 1) reduce_to_palette(p, channels, gray && opaque);

    const bool drop = has_alpha && (opaque || transparent != nullptr);
    const std::size_t kept = (gray ? 1 : 3) + (has_alpha && !drop ? 1 : 0);
    if (kept == channels && !changed && !(bytes == 1 && kept == 1)) return;
    std::vector<std::uint8_t> components(pixels_ * kept * bytes);
    std::uint8_t* to = components.data();
    for (std::size_t i = 0; i < pixels_; ++i) {
      const std::uint8_t* const q = p + i * stride;
      for (std::size_t c = 0; c < kept; ++c, to += bytes)
        std::memcpy(to, q + (c + 1 == kept && kept % 2 == 0 ? channels - 1 : c) * bytes, bytes);
    }
    std::vector<std::uint16_t> key;
    if (transparent != nullptr)
      for (std::size_t c = 0; c < kept; ++c) {
        std::uint16_t component = transparent[c];
        if (bytes == 2) std::memcpy(&component, transparent + c * 2, 2);
        key.push_back(component);
      }
    if (bytes == 1 && kept == 1) reduce_gray(components, key);
    if (kept == channels && !changed) return;
    reduced_picture& result = add(kept, static_cast<unsigned>(8 * bytes));
    result.form.transparent = std::move(key);
    result.pixels = std::move(components);
  }

  // A transparent pixel, if all transparent pixels have one colour, no opaque pixel has it, and
  // there are no others; null if not.
  [[nodiscard]] const std::uint8_t* only_transparent(const std::uint8_t* p, std::size_t channels,
                                                     std::size_t bytes) const noexcept {
    const std::size_t stride = channels * bytes;
    const std::size_t alpha = stride - bytes;
    const std::uint8_t* first = nullptr;
    for (std::size_t i = 0; i < pixels_; ++i) {
      const std::uint8_t* const q = p + i * stride;
      const bool is_transparent = is_all(q + alpha, bytes, 0);
      if (!is_transparent && !is_all(q + alpha, bytes, 0xff)) return nullptr;
      if (is_transparent && first == nullptr) first = q;
    }
    if (first == nullptr) return nullptr;
    for (std::size_t i = 0; i < pixels_; ++i) {
      const std::uint8_t* const q = p + i * stride;
      if ((std::memcmp(q, first, alpha) == 0) != is_all(q + alpha, bytes, 0)) return nullptr;
    }
    return first;
  }

  // The gray levels that fewer bits can hold: 0 and 255; multiples of 85; multiples of 17.
  void reduce_gray(const std::vector<std::uint8_t>& levels,
                   const std::vector<std::uint16_t>& transparent) {
    for (const unsigned bits : {1U, 2U, 4U}) {
      const unsigned step = 255 / ((1U << bits) - 1);
      std::size_t i = 0;
      while (i < levels.size() && levels[i] % step == 0) ++i;
      if (i < levels.size()) continue;
      byte_map map;
      for (std::size_t x = 0; x < 256; ++x) map[x] = static_cast<std::uint8_t>(x / step);
      reduced_picture& result = add(1, bits);
      for (const std::uint16_t x : transparent)
        result.form.transparent.push_back(static_cast<std::uint16_t>(x / step));
      result.pixels = packed(levels, bits, map);
      return;
    }
  }

  void reduce_to_palette(const std::uint8_t* p, std::size_t channels, bool gray) {
    color_set colors;
    indices numbers(pixels_);
    for (std::size_t i = 0; i < pixels_; ++i) {
      const std::uint8_t* const q = p + i * channels;
      const std::size_t number =
          colors.add({q[0], channels < 3 ? q[0] : q[1], channels < 3 ? q[0] : q[2],
                      channels % 2 == 0 ? q[channels - 1] : std::uint8_t{255}});
      if (number == 256) return;
      numbers[i] = static_cast<std::uint8_t>(number);
    }
    // 256 levels of gray need no palette.
    if (gray && colors.colors().size() > 16) return;
    add_palettes(numbers, colors.colors(), false);
  }

  void reduce_indices(const std::uint8_t* p, const std::vector<color>& palette) {
    std::array<bool, 256> used{};
    for (std::size_t i = 0; i < pixels_; ++i) used[p[i]] = true;
    // In the order of the colormap, which is the order of values.
    color_set colors;
    byte_map number{};
    byte_map level{};
    bool gray = true;
    for (std::size_t k = 0; k < palette.size(); ++k) {
      if (!used[k]) continue;
      const color& c = palette[k];
      number[k] = static_cast<std::uint8_t>(colors.add(c));
      level[k] = c.r;
      gray = gray && c.r == c.g && c.r == c.b && c.a == 255;
    }
    add_palettes(mapped(p, number), colors.colors(), true);
    if (!gray) return;
    indices levels = mapped(p, level);
    reduce_gray(levels, {});
    add(1, 8).pixels = std::move(levels);
  }

  void add_palettes(const indices& numbers, std::span<const color> colors, bool as_they_are) {
    const std::size_t n = colors.size();
    if (as_they_are || n <= 2) add_palette(numbers, colors, identity(n));
    if (n <= 2) return;
    add_palette(numbers, colors, by_luminance(colors));
    add_palette(numbers, colors, along(colors));
  }

  // Once with as few bits as possible, and once as bytes, in which neighbours are easier to
  // predict.
  void add_palette(const indices& numbers, std::span<const color> colors, const indices& order) {
    // Colours that are not opaque come first, because tRNS ends with the last of them.
    byte_map place{};
    std::vector<color> palette;
    palette.reserve(colors.size());
    for (const bool opaque : {false, true})
      for (const std::uint8_t k : order) {
        if ((colors[k].a == 255) != opaque) continue;
        place[k] = static_cast<std::uint8_t>(palette.size());
        palette.push_back(colors[k]);
      }
    const std::size_t n = palette.size();
    const unsigned bits = n <= 2 ? 1 : n <= 4 ? 2 : n <= 16 ? 4 : 8;
    if (bits < 8) {
      reduced_picture& narrow = add(1, bits);
      narrow.form.palette = palette;
      narrow.pixels = packed(numbers, bits, place);
    }
    reduced_picture& whole = add(1, 8);
    whole.form.palette = std::move(palette);
    whole.pixels = mapped(numbers.data(), place);
  }

  [[nodiscard]] static indices identity(std::size_t n) {
    indices order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint8_t>(i);
    return order;
  }

  [[nodiscard]] static int luminance(const color& c) noexcept {
    return 299 * c.r + 587 * c.g + 114 * c.b;
  }
  [[nodiscard]] static indices by_luminance(std::span<const color> colors) {
    indices order = identity(colors.size());
    // A stable sort of at most 256 entries.
    for (std::size_t i = 1; i < order.size(); ++i)
      for (std::size_t k = i;
           k > 0 && luminance(colors[order[k]]) < luminance(colors[order[k - 1]]); --k)
        std::swap(order[k], order[k - 1]);
    return order;
  }

  [[nodiscard]] static int distance(const color& a, const color& b) noexcept {
    const auto square = [](int x) { return x * x; };
    return square(a.r - b.r) + square(a.g - b.g) + square(a.b - b.b) + square(a.a - b.a);
  }
  // From one end, always on to the nearest colour: neighbours on a colormap become neighbours
  // again.
  [[nodiscard]] static indices along(std::span<const color> colors) {
    indices left = identity(colors.size());
    std::size_t next = 0; // the farthest from the first one
    for (std::size_t i = 1; i < left.size(); ++i)
      if (distance(colors[i], colors[0]) > distance(colors[next], colors[0])) next = i;
    indices order;
    while (!left.empty()) {
      const color here = colors[left[next]];
      order.push_back(left[next]);
      left.erase(left.begin() + static_cast<std::ptrdiff_t>(next));
      next = 0;
      for (std::size_t i = 1; i < left.size(); ++i)
        if (distance(colors[left[i]], here) < distance(colors[left[next]], here)) next = i;
    }
    return order;
  }

  [[nodiscard]] indices mapped(const std::uint8_t* values, const byte_map& map) const {
    indices result(pixels_);
    for (std::size_t i = 0; i < pixels_; ++i) result[i] = map[values[i]];
    return result;
  }

  // As `mapped`, in fewer bits.
  [[nodiscard]] std::vector<std::uint8_t> packed(const indices& values, unsigned bits,
                                                 const byte_map& map) const {
    const std::size_t row_bytes = (width_ * bits + 7) / 8;
    std::vector<std::uint8_t> result(row_bytes * height_);
    for (std::size_t y = 0; y < height_; ++y)
      for (std::size_t x = 0; x < width_; ++x) {
        const std::size_t bit = x * bits;
        const unsigned value = map[values[y * width_ + x]];
        std::uint8_t& byte = result[y * row_bytes + bit / 8];
        byte = static_cast<std::uint8_t>(byte | value << (8 - bits - bit % 8));
      }
    return result;
  }

  std::size_t width_;
  std::size_t height_;
  std::size_t pixels_;
  // A palette in three orders, each with few bits and as bytes; gray with few bits, and unchanged.
  std::array<reduced_picture, 8> pictures_{};
  std::size_t count_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

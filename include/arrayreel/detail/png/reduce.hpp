// Pictures with fewer bits a pixel, which decode to the very same colours.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <span>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "plan.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A picture with its pixels, rows one after the other: 16-bit components in the machine's order,
/// bits of 1, 2 or 4 as in the file.
struct png_form {
  png_plan plan;
  std::vector<std::uint8_t> pixels;
};

/// Up to 256 colours, in the order in which they come.
class color_set {
public:
  [[nodiscard]] static constexpr std::uint32_t key_of(const color& c) noexcept {
    return std::uint32_t{c.r} << 24 | std::uint32_t{c.g} << 16 | std::uint32_t{c.b} << 8 | c.a;
  }

  /// The colour's number; 256 for one beyond the 256th.
  [[nodiscard]] std::size_t add(const color& c) {
    const std::uint32_t key = key_of(c);
    for (std::size_t slot = place(key);; slot = (slot + 1) % slots) {
      if (numbers_[slot] == 0) {
        if (colors_.size() == 256) return 256;
        colors_.push_back(c);
        keys_[slot] = key;
        numbers_[slot] = static_cast<std::uint16_t>(colors_.size());
      }
      if (keys_[slot] == key) return numbers_[slot] - std::size_t{1};
    }
  }
  [[nodiscard]] const std::vector<color>& colors() const noexcept { return colors_; }

private:
  static constexpr std::size_t slots = 1024;
  [[nodiscard]] static constexpr std::size_t place(std::uint32_t key) noexcept {
    return static_cast<std::uint32_t>(key * 0x9e3779b1U) >> 22;
  }

  std::vector<color> colors_;
  std::array<std::uint32_t, slots> keys_{};
  std::array<std::uint16_t, slots> numbers_{}; // from 1
};

/// The ways to say a picture in fewer bits, from what it has.
class png_reducer {
public:
  png_reducer(const png_plan& plan, const void* components)
      : plan_(plan), pixels_(plan.width * plan.height) {
    if (plan.bit_depth == 8) {
      const auto* const p = static_cast<const std::uint8_t*>(components);
      plan.palette.empty() ? reduce<std::uint8_t>(p) : reduce_indices(p);
    } else {
      reduce<std::uint16_t>(static_cast<const std::uint16_t*>(components));
    }
  }

  /// Each another way of saying the same; none where there is none.
  [[nodiscard]] std::vector<png_form>& forms() noexcept { return forms_; }

private:
  struct ordered {
    std::vector<color> colors;
    std::vector<std::uint8_t> numbers; // of the colours before they were ordered
  };

  template <class P> void reduce(const P* p) {
    if constexpr (sizeof(P) == 2) {
      const std::size_t n = pixels_ * plan_.channels;
      if (std::all_of(p, p + n, [](P x) { return x >> 8 == (x & 0xff); })) {
        std::vector<std::uint8_t> bytes(n);
        std::transform(p, p + n, bytes.begin(), [](P x) { return static_cast<std::uint8_t>(x); });
        plan_.bit_depth = 8;
        changed_ = true;
        return reduce(bytes.data());
      }
    }
    constexpr P most = std::numeric_limits<P>::max();
    const std::size_t channels = plan_.channels;
    const bool colored = channels >= 3;
    bool gray = true;
    if (colored)
      for (std::size_t i = 0; i < pixels_ && gray; ++i) {
        const P* const q = p + i * channels;
        gray = q[0] == q[1] && q[0] == q[2];
      }
    bool opaque = true;
    if (channels % 2 == 0)
      for (std::size_t i = 0; i < pixels_ && opaque; ++i)
        opaque = p[i * channels + channels - 1] == most;
    std::optional<std::size_t> transparent; // a pixel of the only such colour
    if (!opaque) transparent = only_transparent(p);

    if constexpr (sizeof(P) == 1)
      if (channels > 1 || plan_.palette.empty()) reduce_to_palette(p, gray && opaque);

    const bool drop = channels % 2 == 0 && (opaque || transparent);
    const std::size_t kept = (gray ? 1 : 3) + (channels % 2 == 0 && !drop ? 1 : 0);
    if (kept == channels && !changed_ && !(sizeof(P) == 1 && kept == 1)) return;
    png_form form{plan_, {}};
    form.plan.channels = kept;
    if (transparent)
      for (std::size_t c = 0; c < kept; ++c)
        form.plan.transparent.push_back(p[*transparent * channels + c]);
    std::vector<P> components(pixels_ * kept);
    P* to = components.data();
    for (std::size_t i = 0; i < pixels_; ++i) {
      const P* const q = p + i * channels;
      for (std::size_t c = 0; c < kept; ++c)
        *to++ = c + 1 == kept && kept % 2 == 0 ? q[channels - 1] : q[c];
    }
    if constexpr (sizeof(P) == 1) {
      if (kept == 1) reduce_gray(form.plan, components);
    }
    if (kept == channels && !changed_) return;
    form.pixels.resize(components.size() * sizeof(P));
    std::memcpy(form.pixels.data(), components.data(), form.pixels.size());
    forms_.push_back(std::move(form));
  }

  // Where every pixel is opaque or of one and the same colour that no opaque one has: a pixel of
  // it.
  template <class P> [[nodiscard]] std::optional<std::size_t> only_transparent(const P* p) const {
    constexpr P most = std::numeric_limits<P>::max();
    const std::size_t channels = plan_.channels;
    const std::size_t colors = channels - 1;
    std::optional<std::size_t> first;
    for (std::size_t i = 0; i < pixels_; ++i) {
      const P alpha = p[i * channels + colors];
      if (alpha != 0 && alpha != most) return std::nullopt;
      if (alpha == 0 && !first) first = i;
    }
    if (!first) return std::nullopt;
    for (std::size_t i = 0; i < pixels_; ++i) {
      const P* const q = p + i * channels;
      const bool same = std::equal(q, q + colors, p + *first * channels);
      if (same != (q[colors] == 0)) return std::nullopt;
    }
    return first;
  }

  // Levels of gray that fewer bits have: 0 and 255; multiples of 85; of 17.
  void reduce_gray(const png_plan& plan, const std::vector<std::uint8_t>& levels) {
    for (const unsigned bits : {1U, 2U, 4U}) {
      const unsigned step = 255 / ((1U << bits) - 1);
      if (!std::all_of(levels.begin(), levels.end(), [&](std::uint8_t x) { return x % step == 0; }))
        continue;
      png_form form{plan, {}};
      form.plan.bit_depth = bits;
      for (std::uint16_t& x : form.plan.transparent) x = static_cast<std::uint16_t>(x / step);
      form.pixels = packed(levels, bits, [&](std::uint8_t x) { return x / step; });
      forms_.push_back(std::move(form));
      return;
    }
  }

  void reduce_to_palette(const std::uint8_t* p, bool gray) {
    const std::size_t channels = plan_.channels;
    color_set colors;
    std::vector<std::uint8_t> numbers(pixels_);
    for (std::size_t i = 0; i < pixels_; ++i) {
      const std::uint8_t* const q = p + i * channels;
      const std::size_t number =
          colors.add({q[0], channels < 3 ? q[0] : q[1], channels < 3 ? q[0] : q[2],
                      channels % 2 == 0 ? q[channels - 1] : std::uint8_t{255}});
      if (number == 256) return;
      numbers[i] = static_cast<std::uint8_t>(number);
    }
    // As many levels of gray as bytes have need no table.
    if (gray && colors.colors().size() > 16) return;
    add_palettes(numbers, colors.colors(), false);
  }

  void reduce_indices(const std::uint8_t* p) {
    std::array<bool, 256> used{};
    for (std::size_t i = 0; i < pixels_; ++i) used[p[i]] = true;
    // In the order of the table, which is one of values.
    color_set colors;
    std::array<std::uint8_t, 256> number{};
    bool gray = true;
    for (std::size_t k = 0; k < plan_.palette.size(); ++k) {
      if (!used[k]) continue;
      const color& c = plan_.palette[k];
      number[k] = static_cast<std::uint8_t>(colors.add(c));
      gray = gray && c.r == c.g && c.r == c.b && c.a == 255;
    }
    std::vector<std::uint8_t> numbers(pixels_);
    std::transform(p, p + pixels_, numbers.begin(), [&](std::uint8_t k) { return number[k]; });
    add_palettes(numbers, colors.colors(), true);
    if (!gray) return;
    png_form form{plan_, {}};
    form.plan.palette.clear();
    form.pixels.resize(pixels_);
    std::transform(p, p + pixels_, form.pixels.begin(),
                   [&](std::uint8_t k) { return plan_.palette[k].r; });
    reduce_gray(form.plan, form.pixels);
    forms_.push_back(std::move(form));
  }

  void add_palettes(const std::vector<std::uint8_t>& numbers, const std::vector<color>& colors,
                    bool as_they_are) {
    const std::size_t n = colors.size();
    if (as_they_are || n <= 2) add_palette(numbers, order_of(colors, identity(n)));
    if (n <= 2) return;
    add_palette(numbers, order_of(colors, by_luminance(colors)));
    add_palette(numbers, order_of(colors, along(colors)));
  }

  // With as few bits as do, and as bytes, in which neighbours are easier to see.
  void add_palette(const std::vector<std::uint8_t>& numbers, const ordered& o) {
    std::array<std::uint8_t, 256> place{};
    for (std::size_t i = 0; i < o.numbers.size(); ++i)
      place[o.numbers[i]] = static_cast<std::uint8_t>(i);
    png_form form{plan_, {}};
    form.plan.channels = 1;
    form.plan.palette = o.colors;
    const std::size_t n = o.colors.size();
    const unsigned bits = n <= 2 ? 1 : n <= 4 ? 2 : n <= 16 ? 4 : 8;
    if (bits < 8) {
      png_form narrow = form;
      narrow.plan.bit_depth = bits;
      narrow.pixels = packed(numbers, bits, [&](std::uint8_t k) { return place[k]; });
      forms_.push_back(std::move(narrow));
    }
    form.pixels.resize(pixels_);
    std::transform(numbers.begin(), numbers.end(), form.pixels.begin(),
                   [&](std::uint8_t k) { return place[k]; });
    forms_.push_back(std::move(form));
  }

  [[nodiscard]] static std::vector<std::uint8_t> identity(std::size_t n) {
    std::vector<std::uint8_t> order(n);
    for (std::size_t i = 0; i < n; ++i) order[i] = static_cast<std::uint8_t>(i);
    return order;
  }

  [[nodiscard]] static std::vector<std::uint8_t> by_luminance(const std::vector<color>& colors) {
    std::vector<std::uint8_t> order = identity(colors.size());
    const auto luminance = [&](std::uint8_t k) {
      const color& c = colors[k];
      return 299 * c.r + 587 * c.g + 114 * c.b;
    };
    std::sort(order.begin(), order.end(), [&](std::uint8_t a, std::uint8_t b) {
      return luminance(a) < luminance(b) || (luminance(a) == luminance(b) && a < b);
    });
    return order;
  }

  // Always to the nearest one, from an end: neighbours on a colormap become neighbours again.
  [[nodiscard]] static std::vector<std::uint8_t> along(const std::vector<color>& colors) {
    const auto distance = [](const color& a, const color& b) {
      const auto square = [](int x, int y) { return (x - y) * (x - y); };
      return square(a.r, b.r) + square(a.g, b.g) + square(a.b, b.b) + square(a.a, b.a);
    };
    std::vector<std::uint8_t> left = identity(colors.size());
    std::size_t next = 0; // the farthest from the first one
    for (std::size_t i = 1; i < left.size(); ++i)
      if (distance(colors[i], colors[0]) > distance(colors[next], colors[0])) next = i;
    std::vector<std::uint8_t> order;
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

  // Colours that are not opaque come first: tRNS ends with the last of them.
  [[nodiscard]] static ordered order_of(const std::vector<color>& colors,
                                        const std::vector<std::uint8_t>& order) {
    ordered result;
    for (const bool opaque : {false, true})
      for (const std::uint8_t k : order) {
        if ((colors[k].a == 255) != opaque) continue;
        result.colors.push_back(colors[k]);
        result.numbers.push_back(k);
      }
    return result;
  }

  template <class Function>
  [[nodiscard]] std::vector<std::uint8_t> packed(const std::vector<std::uint8_t>& values,
                                                 unsigned bits, const Function& function) const {
    const std::size_t row_bytes = (plan_.width * bits + 7) / 8;
    std::vector<std::uint8_t> result(row_bytes * plan_.height);
    for (std::size_t y = 0; y < plan_.height; ++y)
      for (std::size_t x = 0; x < plan_.width; ++x) {
        const std::size_t bit = x * bits;
        const auto value = static_cast<unsigned>(function(values[y * plan_.width + x]));
        std::uint8_t& byte = result[y * row_bytes + bit / 8];
        byte = static_cast<std::uint8_t>(byte | value << (8 - bits - bit % 8));
      }
    return result;
  }

  png_plan plan_;
  std::size_t pixels_;
  bool changed_ = false;
  std::vector<png_form> forms_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

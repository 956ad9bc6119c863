// Text burnt into pixels, in a bitmap face that comes with it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "color.hpp"
#include "detail/checked_math.hpp"
#include "detail/label_runs.hpp"
#include "detail/message.hpp"
#include "error.hpp"
#include "raster.hpp"

namespace arrayreel::inline v0 {

/// A corner of a picture.
enum class corner : unsigned char { top_left, top_right, bottom_left, bottom_right };

/// How a label looks. Lengths are in pixels of the face, each a square of `scale` × `scale` pixels
/// of the picture; colours with alpha are blended over what is there.
struct label_options {
  /// 1 or more; at 1 a sign takes 13 × 6 pixels
  std::size_t scale = 1;
  color foreground{255, 255, 255};
  /// of a ring of 1 around the strokes, by which the text is read on any ground; nullopt: none
  std::optional<color> outline{color{0, 0, 0}};
  /// of a rectangle behind the text, which reaches 2 beyond the signs' cells; nullopt: none
  std::optional<color> box{};
  /// between a label in a corner and the borders of the picture
  std::size_t margin = 2;
};

/// Pixels that a label covers.
struct text_size {
  std::size_t height = 0;
  std::size_t width = 0;

  friend constexpr bool operator==(const text_size&, const text_size&) noexcept = default;
};

namespace detail {

[[nodiscard]] inline label_shape shape_of_label(std::string_view text, const label_options& o) {
  return shape_of_label(text, o.scale, o.box ? box_border : o.outline ? outline_border : 0);
}

/// A colour as components of P, to be blended over pixels.
template <class P> struct brush {
  static constexpr P full = std::numeric_limits<P>::max();

  /// For rasters of so many channels, where gray ones take gray colours only.
  brush(color c, std::size_t channel_count)
      : channels(channel_count), alpha(static_cast<P>(c.a * (full / 255))) {
    const auto component = [](std::uint8_t v) { return static_cast<P>(v * (full / 255)); };
    values = {component(c.r), component(c.g), component(c.b), full};
    if (channels == 2) values[1] = full;
  }

  /// Source over destination (Porter, Duff 1984) for alphas that are not premultiplied, each
  /// component rounded to the nearest.
  void blend(P* pixel) const noexcept {
    const bool has_alpha = channels % 2 == 0;
    const std::size_t colors = has_alpha ? channels - 1 : channels;
    const std::uint64_t below = has_alpha ? pixel[colors] : full;
    const std::uint64_t weight = std::uint64_t{alpha} * full;
    const std::uint64_t rest = below * (std::uint64_t{full} - alpha);
    const std::uint64_t sum = weight + rest;
    for (std::size_t c = 0; c < colors; ++c)
      pixel[c] = static_cast<P>((values[c] * weight + pixel[c] * rest + sum / 2) / sum);
    if (has_alpha) pixel[colors] = static_cast<P>((sum + full / 2) / full);
  }

  void fill(P* pixels, std::size_t count) const noexcept {
    if (alpha == 0) return;
    P* const end = pixels + count * channels;
    if (alpha != full)
      for (; pixels != end; pixels += channels) blend(pixels);
    else if (channels == 1)
      std::fill(pixels, end, values[0]);
    else
      for (; pixels != end; pixels += channels) std::copy_n(values.data(), channels, pixels);
  }

  std::size_t channels;
  P alpha;
  std::array<P, 4> values{};
};

/// What is painted, one over the other, where a label has a part.
struct part_colors {
  std::optional<color> first{};
  std::optional<color> second{};
};

[[nodiscard]] inline std::array<part_colors, 3> colors_of_parts(const label_options& o) {
  return {{{o.box, {}}, {o.box, o.outline}, {o.box, o.foreground}}};
}

[[nodiscard]] inline color blended(color below, const part_colors& over) {
  std::array<std::uint8_t, 4> pixel{below.r, below.g, below.b, below.a};
  for (const std::optional<color>& c : {over.first, over.second})
    if (c) brush<std::uint8_t>(*c, 4).fill(pixel.data(), 1);
  return {pixel[0], pixel[1], pixel[2], pixel[3]};
}

[[nodiscard]] inline bool has_hue(const std::optional<color>& c) noexcept {
  return c && c->a != 0 && (c->r != c->g || c->g != c->b);
}

/// Gray as RGB, gray + alpha as RGBA.
template <class P> [[nodiscard]] raster<P> as_colored(const raster<P>& gray) {
  const std::size_t from = gray.channels();
  raster<P> result(gray.height(), gray.width(), from + 2);
  const P* in = gray.pixels().data();
  P* out = result.pixels().data();
  for (P* const end = out + result.pixels().size(); out != end; in += from, out += from + 2) {
    std::fill_n(out, 3, in[0]);
    if (from == 2) out[3] = in[1];
  }
  return result;
}

/// Palette indices as the colours: RGB, or RGBA where a pixel is not opaque.
[[nodiscard]] inline raster<std::uint8_t> without_palette(const raster<std::uint8_t>& picture) {
  std::array<color, 256> table{};
  std::copy(picture.palette().begin(), picture.palette().end(), table.begin());
  const bool opaque = std::all_of(picture.pixels().begin(), picture.pixels().end(),
                                  [&](std::uint8_t index) { return table[index].a == 255; });
  raster<std::uint8_t> result(picture.height(), picture.width(), opaque ? 3 : 4);
  std::uint8_t* out = result.pixels().data();
  for (const std::uint8_t index : picture.pixels()) {
    const color& c = table[index];
    *out++ = c.r;
    *out++ = c.g;
    *out++ = c.b;
    if (!opaque) *out++ = c.a;
  }
  return result;
}

/// Finds entries of a picture's palette for colours: one that has the colour, else a further one,
/// else one that neither a pixel nor an earlier colour takes.
class palette_entries {
public:
  explicit palette_entries(const raster<std::uint8_t>& picture)
      : picture_(picture), table_(picture.palette()) {}

  /// Keeps the entry that has the colour for it, where there is one.
  void keep(color c) {
    const auto entry = std::find(table_.begin(), table_.end(), c);
    if (entry != table_.end()) taken_[static_cast<std::size_t>(entry - table_.begin())] = true;
  }

  [[nodiscard]] std::optional<std::uint8_t> find(color c) {
    auto entry = std::find(table_.begin(), table_.end(), c);
    if (entry == table_.end()) {
      changed_ = true;
      if (table_.size() < 256) {
        entry = table_.insert(entry, c);
      } else {
        mark_pixels();
        const auto free = std::find(taken_.begin(), taken_.end(), false);
        if (free == taken_.end()) return std::nullopt;
        entry = table_.begin() + (free - taken_.begin());
        *entry = c;
      }
    }
    const auto index = static_cast<std::size_t>(entry - table_.begin());
    taken_[index] = true;
    return static_cast<std::uint8_t>(index);
  }

  [[nodiscard]] bool changed() const noexcept { return changed_; }
  [[nodiscard]] const std::vector<color>& table() const noexcept { return table_; }

private:
  // Only a full palette is worth looking at every pixel.
  void mark_pixels() {
    if (std::exchange(marked_, true)) return;
    for (const std::uint8_t index : picture_.pixels()) taken_[index] = true;
  }

  const raster<std::uint8_t>& picture_;
  std::vector<color> table_;
  std::array<bool, 256> taken_{};
  bool marked_ = false;
  bool changed_ = false;
};

/// Draws by changing indices; false, and nothing drawn, where the palette has no room.
[[nodiscard]] inline bool draw_in_palette(raster<std::uint8_t>& picture, std::string_view text,
                                          const label_place& place, const label_options& o) {
  const std::array<part_colors, 3> colors = colors_of_parts(o);
  const auto painted = [&](label_part part) {
    const part_colors& c = colors[static_cast<std::size_t>(part)];
    return c.first || c.second;
  };
  std::array<std::array<bool, 256>, 3> present{};
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    if (!painted(run.part)) return;
    for (const std::uint8_t index : picture.row(y).subspan(run.x, run.count))
      present[static_cast<std::size_t>(run.part)][index] = true;
  });

  std::array<color, 256> before{};
  std::copy(picture.palette().begin(), picture.palette().end(), before.begin());
  std::array<std::array<std::uint8_t, 256>, 3> becomes{};
  palette_entries entries(picture);
  for (const bool search : {false, true})
    for (std::size_t part = 0; part < 3; ++part)
      for (std::size_t index = 0; index < 256; ++index) {
        if (!present[part][index]) continue;
        const color after = blended(before[index], colors[part]);
        becomes[part][index] = static_cast<std::uint8_t>(index);
        if (after == before[index]) continue;
        if (!search) {
          entries.keep(after);
          continue;
        }
        const std::optional<std::uint8_t> entry = entries.find(after);
        if (!entry) return false;
        becomes[part][index] = *entry;
      }

  if (entries.changed()) picture.palette(entries.table());
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    if (!painted(run.part)) return;
    for (std::uint8_t& index : picture.row(y).subspan(run.x, run.count))
      index = becomes[static_cast<std::size_t>(run.part)][index];
  });
  return true;
}

template <class P>
void draw_in_channels(raster<P>& picture, std::string_view text, const label_place& place,
                      const label_options& o) {
  const std::size_t channels = picture.channels();
  // What a label does not have is as good as transparent.
  const brush<P> box(o.box.value_or(transparent), channels);
  const brush<P> outline(o.outline.value_or(transparent), channels);
  const brush<P> foreground(o.foreground, channels);
  for_each_run(text, place, o.outline.has_value(), [&](std::size_t y, const label_run& run) {
    P* const pixels = picture.row(y).data() + run.x * channels;
    box.fill(pixels, run.count);
    if (run.part == label_part::outline) outline.fill(pixels, run.count);
    if (run.part == label_part::stroke) foreground.fill(pixels, run.count);
  });
}

/// Where a label of `length` pixels begins on a side. One that does not fit with its margin takes
/// the margin's place, and one that does not fit at all begins at the beginning.
[[nodiscard]] constexpr std::size_t begin_on_side(std::size_t length, std::size_t side,
                                                  std::size_t margin, bool at_end) noexcept {
  const std::size_t room = side > length ? side - length : 0;
  if (!at_end) return std::min(margin, room);
  return room > margin ? room - margin : 0;
}

} // namespace detail

/// The height and width in pixels that `draw_label` covers, outline and box included, the margin
/// not; 0 × 0 for a text without a sign.
/// \throws error (parameter) for a scale of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] inline text_size label_size(std::string_view text, const label_options& o = {}) {
  const detail::label_shape label = detail::shape_of_label(text, o);
  return {label.height, label.width};
}

/// Burns text into a picture, the covered rectangle's top left pixel at row y, column x.
///
/// The text is UTF-8, its lines separated by '\n'. Every sign takes a cell of the same size: ASCII,
/// Latin-1 and Latin Extended-A, Greek, sub- and superscripts, arrows and mathematical signs.
/// Others, control characters and malformed bytes show as a hollow box. Parts outside the picture
/// are cut off.
///
/// What the picture is made of stays where its pixels can hold the colours. Otherwise the argument
/// becomes a raster that can: RGB (with alpha: RGBA) for a gray picture and a label with a colour.
/// A palette stays while it has entries for the label: those of the same colour, further ones up
/// to 256, and those that no pixel uses; else the picture becomes RGB, or RGBA where a pixel is not
/// opaque. Components of 16 bits are those of 8 times 257.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// ar::draw_label(picture, "t = 3 µs", 2, 2, {.box = ar::color{0, 0, 0, 128}});
/// ```
/// \throws error (parameter) for a scale of 0, (limit) for a label with sides beyond 2³¹ − 1.
template <pixel_component P>
void draw_label(raster<P>& picture, std::string_view text, std::ptrdiff_t y, std::ptrdiff_t x,
                const label_options& o = {}) {
  const detail::label_shape label = detail::shape_of_label(text, o);
  const detail::label_place place{label, y, x,
                                  detail::visible_part(y, label.height, picture.height()),
                                  detail::visible_part(x, label.width, picture.width())};
  if (place.empty()) return;
  if constexpr (sizeof(P) == 1) {
    if (!picture.palette().empty()) {
      if (detail::draw_in_palette(picture, text, place, o)) return;
      picture = detail::without_palette(picture);
    }
  }
  if (picture.channels() <= 2 &&
      (detail::has_hue(o.foreground) || detail::has_hue(o.outline) || detail::has_hue(o.box)))
    picture = detail::as_colored(picture);
  detail::draw_in_channels(picture, text, place, o);
}

/// Burns text into a corner of a picture, `margin` away from the borders. A label for which the
/// picture is too small loses the margin first, then its end and its lower part.
///
/// ```cpp
/// auto picture = ar::rerange(field);
/// ar::draw_label(picture, "12", ar::corner::bottom_right, {.scale = 2});
/// ```
/// \throws error (parameter) for a scale of 0, (limit) for a label or a margin beyond 2³¹ − 1
/// pixels.
template <pixel_component P>
void draw_label(raster<P>& picture, std::string_view text, corner where,
                const label_options& o = {}) {
  if (where > corner::bottom_right)
    throw error(error_kind::parameter, "a corner numbered " +
                                           detail::to_text(static_cast<unsigned>(where)) +
                                           "; expected one of arrayreel::corner");
  const text_size size = label_size(text, o);
  std::size_t margin = 0;
  if (!detail::checked_mul(o.margin, o.scale, margin) || margin > detail::longest_side)
    throw error(error_kind::limit, "a label's margin of " + detail::to_text(o.margin) +
                                       " at a scale of " + detail::to_text(o.scale) +
                                       "; expected up to 2147483647 pixels");
  const bool bottom = where == corner::bottom_left || where == corner::bottom_right;
  const bool right = where == corner::top_right || where == corner::bottom_right;
  const std::size_t y = detail::begin_on_side(size.height, picture.height(), margin, bottom);
  const std::size_t x = detail::begin_on_side(size.width, picture.width(), margin, right);
  draw_label(picture, text, static_cast<std::ptrdiff_t>(y), static_cast<std::ptrdiff_t>(x), o);
}

} // namespace arrayreel::inline v0

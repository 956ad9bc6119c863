// A label's text as horizontal runs of pixels: where its strokes, their outline and its ground are.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string_view>
#include <vector>

#include "../base/checked_math.hpp"
#include "font_data.hpp"
#include "../base/interval.hpp"
#include "../base/message.hpp"
#include "../base/utf8.hpp"

#include "../../error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

inline constexpr std::size_t sign_height = 13;
inline constexpr std::size_t sign_width = 6;
inline constexpr std::size_t outline_border = 1;
inline constexpr std::size_t box_border = 2;

/// The number of a code point's sign in the face; 0, the box, where the face has none.
[[nodiscard]] constexpr std::size_t sign_of(char32_t point) noexcept {
  for (const face_range& r : face_ranges)
    if (point <= r.last)
      return point < r.first ? 0 : r.sign + static_cast<std::size_t>(point - r.first);
  return 0;
}

/// The sizes of a label; all but `height` and `width` in the face's pixels, of which each is a
/// square of `scale` × `scale` pixels of the picture.
struct label_shape {
  std::size_t lines = 1;
  std::size_t columns = 0; // signs in the longest line
  std::size_t border = 0;  // around the signs' cells
  std::size_t scale = 1;
  std::size_t height = 0; // in pixels of the picture
  std::size_t width = 0;
};

/// \throws error (parameter) for a scale of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] inline label_shape shape_of_label(std::string_view text, std::size_t scale,
                                                std::size_t border) {
  if (scale == 0) throw error(error_kind::parameter, "a label's scale of 0; expected 1 or more");
  label_shape s{.border = border, .scale = scale};
  std::size_t column = 0;
  for (std::size_t at = 0; at < text.size();) {
    if (text[at] == '\n') {
      ++s.lines;
      column = 0;
      ++at;
    } else {
      s.columns = std::max(s.columns, ++column);
      at += decode_utf8(text, at).size;
    }
  }
  if (s.columns == 0) return s;
  const auto side = [&](std::size_t cells, std::size_t cell, std::size_t& pixels) {
    return checked_mul(cells, cell, pixels) && checked_add(pixels, 2 * border, pixels) &&
           checked_mul(pixels, scale, pixels) && pixels <= longest_side;
  };
  if (!side(s.lines, sign_height, s.height) || !side(s.columns, sign_width, s.width))
    throw error(error_kind::limit, "a label of " + to_text(s.lines) + " lines of up to " +
                                       to_text(s.columns) + " signs at a scale of " +
                                       to_text(scale) + "; expected sides of up to 2147483647");
  return s;
}

/// A label at a place of a picture.
struct label_place {
  label_shape label;
  std::ptrdiff_t y; // of the label's first row in the picture
  std::ptrdiff_t x;
  interval rows; // of the label's pixels, what the picture shows
  interval columns;

  [[nodiscard]] bool empty() const noexcept { return rows.empty() || columns.empty(); }
};

/// What a pixel of a label is.
enum class label_part : unsigned char { ground, outline, stroke };

/// Pixels of one part that are neighbours in a row, in the picture's coordinates.
struct label_run {
  std::size_t x;
  std::size_t count;
  label_part part;
};

/// The strokes that are seen or next to what is, a row of the face's pixels at a time.
///
/// Rows and columns are counted from the first sign's cell, and those of the border may be asked
/// for, too.
class label_strokes {
public:
  label_strokes(std::string_view text, const label_shape& label, interval rows, interval columns)
      : line_(clipped(rows, sign_height, label.lines)),
        column_(clipped(columns, sign_width, label.columns)) {
    const auto size = [](interval i) { return static_cast<std::size_t>(i.last - i.first); };
    per_line_ = size(column_);
    signs_.assign(size(line_) * per_line_, static_cast<unsigned short>(sign_of(U' ')));
    std::ptrdiff_t line = 0;
    std::ptrdiff_t column = 0;
    for (std::size_t at = 0; at < text.size() && line < line_.last;) {
      if (text[at] == '\n') {
        ++line;
        column = 0;
        ++at;
        continue;
      }
      const code_point point = decode_utf8(text, at);
      if (line >= line_.first && column >= column_.first && column < column_.last)
        signs_[static_cast<std::size_t>(line - line_.first) * per_line_ +
               static_cast<std::size_t>(column - column_.first)] =
            static_cast<unsigned short>(sign_of(point.value));
      ++column;
      at += point.size;
    }
  }

  /// Bytes that `fill` writes.
  [[nodiscard]] std::size_t row_size() const noexcept { return per_line_ * sign_width + 2 * edge; }
  /// Where a column is among these.
  [[nodiscard]] std::size_t index(std::ptrdiff_t column) const noexcept {
    return static_cast<std::size_t>(column -
                                    column_.first * static_cast<std::ptrdiff_t>(sign_width) +
                                    static_cast<std::ptrdiff_t>(edge));
  }

  /// 1 where a stroke is and 0 elsewhere.
  void fill(std::ptrdiff_t row, unsigned char* out) const noexcept {
    constexpr auto height = static_cast<std::ptrdiff_t>(sign_height);
    if (row < line_.first * height || row >= line_.last * height) {
      std::fill_n(out, row_size(), static_cast<unsigned char>(0));
      return;
    }
    std::fill_n(out, edge, static_cast<unsigned char>(0));
    out += edge;
    const unsigned short* const line =
        signs_.data() + static_cast<std::size_t>(row / height - line_.first) * per_line_;
    const char* const face_row = face_rows + row % height;
    for (std::size_t i = 0; i < per_line_; ++i, out += sign_width) {
      const auto bits = static_cast<unsigned>(face_row[line[i] * sign_height] - '0');
      for (unsigned bit = 0; bit < sign_width; ++bit)
        out[bit] = static_cast<unsigned char>(bits >> (sign_width - 1 - bit) & 1U);
    }
    std::fill_n(out, edge, static_cast<unsigned char>(0));
  }

private:
  // As far as a border and its neighbours reach beyond the cells.
  static constexpr std::size_t edge = box_border + 1;

  [[nodiscard]] static interval clipped(interval pixels, std::size_t cell, std::size_t cells) {
    const auto length = static_cast<std::ptrdiff_t>(cell);
    const auto end = static_cast<std::ptrdiff_t>(cells);
    const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(pixels.first, 0, end * length) / length;
    const std::ptrdiff_t last =
        (std::clamp<std::ptrdiff_t>(pixels.last, 0, end * length) + length - 1) / length;
    return {first, std::max(first, last)};
  }

  interval line_;   // those that are seen or next to what is
  interval column_; // of signs
  std::size_t per_line_ = 0;
  std::vector<unsigned short> signs_;
};

/// Calls `paint(y, run)` for all that the picture shows of the label, row by row from the top.
/// Without an outline the ring around the strokes is ground.
template <class Paint>
void for_each_run(std::string_view text, const label_place& place, bool outlined, Paint&& paint) {
  const auto scale = static_cast<std::ptrdiff_t>(place.label.scale);
  const auto border = static_cast<std::ptrdiff_t>(place.label.border);
  const auto in_face = [&](interval pixels) {
    return interval{pixels.first / scale - border, (pixels.last - 1) / scale + 1 - border};
  };
  const interval rows = in_face(place.rows);
  const interval columns = in_face(place.columns);
  const label_strokes strokes(text, place.label, {rows.first - 1, rows.last + 1},
                              {columns.first - 1, columns.last + 1});

  const std::size_t size = strokes.row_size();
  std::vector<unsigned char> memory(4 * size);
  unsigned char* above = memory.data();
  unsigned char* here = above + size;
  unsigned char* below = here + size;
  unsigned char* const any = below + size; // a stroke in one of the three
  std::vector<label_run> runs;
  strokes.fill(rows.first - 1, above);
  strokes.fill(rows.first, here);
  for (std::ptrdiff_t row = rows.first; row < rows.last; ++row) {
    strokes.fill(row + 1, below);
    for (std::size_t i = 0; i < size; ++i)
      any[i] = static_cast<unsigned char>(above[i] | here[i] | below[i]);
    const auto part_at = [&](std::ptrdiff_t column) {
      const std::size_t i = strokes.index(column);
      if (here[i] != 0) return label_part::stroke;
      return outlined && (any[i - 1] | any[i] | any[i + 1]) != 0 ? label_part::outline
                                                                 : label_part::ground;
    };
    runs.clear();
    for (std::ptrdiff_t column = columns.first; column < columns.last;) {
      const label_part part = part_at(column);
      std::ptrdiff_t end = column + 1;
      while (end < columns.last && part_at(end) == part) ++end;
      const std::ptrdiff_t first = std::max((column + border) * scale, place.columns.first);
      const std::ptrdiff_t last = std::min((end + border) * scale, place.columns.last);
      runs.push_back({static_cast<std::size_t>(place.x + first),
                      static_cast<std::size_t>(last - first), part});
      column = end;
    }
    const std::ptrdiff_t last = std::min((row + 1 + border) * scale, place.rows.last);
    for (std::ptrdiff_t y = std::max((row + border) * scale, place.rows.first); y < last; ++y)
      for (const label_run& run : runs) paint(static_cast<std::size_t>(place.y + y), run);
    std::swap(above, here);
    std::swap(here, below);
  }
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

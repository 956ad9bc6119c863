// A label's text as horizontal runs of pixels: its strokes, their outline and its background.
#pragma once

#include <algorithm>
#include <cstddef>
#include <span>
#include <string_view>
#include <utility>
#include <vector>

#include "../base/checked_math.hpp"
#include "../base/interval.hpp"
#include "../base/message.hpp"
#include "../base/utf8.hpp"
#include "font_data.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline constexpr std::size_t glyph_height = 13;
inline constexpr std::size_t glyph_width = 6;
inline constexpr std::size_t outline_border = 1;
inline constexpr std::size_t box_border = 2;

/// The number of a code point's glyph; 0, the box, if the font has none.
[[nodiscard]] constexpr std::size_t glyph_of(char32_t point) noexcept {
  for (const font_range& r : font_ranges)
    if (point <= static_cast<char32_t>(r.last)) {
      const auto first = static_cast<char32_t>(r.first);
      return point < first ? 0 : r.glyph + static_cast<std::size_t>(point - first);
    }
  return 0;
}

/// The sizes of a label. All but `height` and `width` are in pixels of the font, each of which is a
/// square of `scale` × `scale` pixels of the picture.
struct label_shape {
  std::size_t lines = 1;
  std::size_t columns = 0; // glyphs in the longest line
  std::size_t border = 0;  // around the glyphs' cells
  std::size_t scale = 1;
  std::size_t height = 0; // in pixels of the picture
  std::size_t width = 0;
};

/// \throws error (parameter) for a scale of 0, (limit) for sides beyond 2³¹ − 1.
[[nodiscard]] inline label_shape shape_of_label(std::string_view text, std::size_t scale,
                                                std::size_t border) {
  if (scale == 0) refuse(error_kind::parameter, {"a label's scale of 0; expected 1 or more"});
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
  if (!side(s.lines, glyph_height, s.height) || !side(s.columns, glyph_width, s.width))
    refuse(error_kind::limit,
           {"a label of ", s.lines, " lines of up to ", s.columns, " signs at a scale of ", scale,
            "; expected sides of up to 2147483647"});
  return s;
}

/// A label at a place of a picture.
struct label_place {
  label_shape label;
  std::ptrdiff_t y; // of the label's first row in the picture
  std::ptrdiff_t x;
  interval rows; // the label's pixels that the picture shows
  interval columns;

  [[nodiscard]] bool empty() const noexcept { return rows.empty() || columns.empty(); }
};

/// What a pixel of a label shows.
enum class label_part : unsigned char { ground, outline, stroke };

/// Pixels of one part that are neighbours in a row, in the picture's coordinates.
struct label_run {
  std::size_t x;
  std::size_t count;
  label_part part;
};

/// The strokes of visible pixels and of their neighbours, one row of the font's pixels at a time.
///
/// Rows and columns are counted from the first glyph's cell; those of the border may be asked for
/// too.
class label_strokes {
public:
  label_strokes(std::string_view text, const label_shape& label, interval rows, interval columns)
      : line_(clipped(rows, glyph_height, label.lines)),
        column_(clipped(columns, glyph_width, label.columns)) {
    const auto size = [](interval i) { return static_cast<std::size_t>(i.last - i.first); };
    per_line_ = size(column_);
    glyphs_.assign(size(line_) * per_line_, static_cast<unsigned short>(glyph_of(U' ')));
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
        glyphs_[static_cast<std::size_t>(line - line_.first) * per_line_ +
                static_cast<std::size_t>(column - column_.first)] =
            static_cast<unsigned short>(glyph_of(point.value));
      ++column;
      at += point.size;
    }
  }

  /// How many bytes `fill` writes.
  [[nodiscard]] std::size_t row_size() const noexcept { return per_line_ * glyph_width + 2 * edge; }
  /// The position of a column among these.
  [[nodiscard]] std::size_t index(std::ptrdiff_t column) const noexcept {
    return static_cast<std::size_t>(column -
                                    column_.first * static_cast<std::ptrdiff_t>(glyph_width) +
                                    static_cast<std::ptrdiff_t>(edge));
  }

  /// 1 for a stroke, 0 elsewhere.
  void fill(std::ptrdiff_t row, unsigned char* out) const noexcept {
    constexpr auto height = static_cast<std::ptrdiff_t>(glyph_height);
    if (row < line_.first * height || row >= line_.last * height) {
      std::fill_n(out, row_size(), static_cast<unsigned char>(0));
      return;
    }
    std::fill_n(out, edge, static_cast<unsigned char>(0));
    out += edge;
    const unsigned short* const line =
        glyphs_.data() + static_cast<std::size_t>(row / height - line_.first) * per_line_;
    const char* const font_row = font_rows + row % height;
    for (std::size_t i = 0; i < per_line_; ++i, out += glyph_width) {
      const auto bits = static_cast<unsigned>(font_row[line[i] * glyph_height] - '0');
      for (unsigned bit = 0; bit < glyph_width; ++bit)
        out[bit] = static_cast<unsigned char>(bits >> (glyph_width - 1 - bit) & 1U);
    }
    std::fill_n(out, edge, static_cast<unsigned char>(0));
  }

private:
  // How far a border and its neighbours extend beyond the cells.
  static constexpr std::size_t edge = box_border + 1;

  [[nodiscard]] static interval clipped(interval pixels, std::size_t cell, std::size_t cells) {
    const auto length = static_cast<std::ptrdiff_t>(cell);
    const auto end = static_cast<std::ptrdiff_t>(cells);
    const std::ptrdiff_t first = std::clamp<std::ptrdiff_t>(pixels.first, 0, end * length) / length;
    const std::ptrdiff_t last =
        (std::clamp<std::ptrdiff_t>(pixels.last, 0, end * length) + length - 1) / length;
    return {first, std::max(first, last)};
  }

  interval line_;   // visible lines and their neighbours
  interval column_; // of glyphs
  std::size_t per_line_ = 0;
  std::vector<unsigned short> glyphs_;
};

/// All visible parts of a label, row by row of the font's pixels from the top. Without an outline
/// the ring around the strokes is background.
///
///     for (label_rows rows(text, place, outlined); rows.next();)
///       for (std::size_t y = rows.first_y(); y < rows.end_y(); ++y)
///         for (const label_run& run : rows.runs()) paint(y, run);
class label_rows {
public:
  label_rows(std::string_view text, const label_place& place, bool outlined)
      : place_(place), outlined_(outlined), rows_(in_font(place.rows)),
        columns_(in_font(place.columns)),
        strokes_(text, place.label, {rows_.first - 1, rows_.last + 1},
                 {columns_.first - 1, columns_.last + 1}),
        memory_(4 * strokes_.row_size()), above_(memory_.data()),
        here_(above_ + strokes_.row_size()), below_(here_ + strokes_.row_size()),
        any_(below_ + strokes_.row_size()), row_(rows_.first - 1) {
    strokes_.fill(rows_.first - 1, here_);
    strokes_.fill(rows_.first, below_);
  }
  label_rows(const label_rows&) = delete;
  label_rows& operator=(const label_rows&) = delete;

  /// Goes to the first or the next row; false if there is none.
  [[nodiscard]] bool next() {
    if (++row_ >= rows_.last) return false;
    std::swap(above_, here_);
    std::swap(here_, below_);
    strokes_.fill(row_ + 1, below_);
    for (std::size_t i = 0; i < strokes_.row_size(); ++i)
      any_[i] = static_cast<unsigned char>(above_[i] | here_[i] | below_[i]);
    find_runs();
    return true;
  }

  /// The rows of the picture that this row of the font covers.
  [[nodiscard]] std::size_t first_y() const noexcept {
    return static_cast<std::size_t>(place_.y +
                                    std::max((row_ + border()) * scale(), place_.rows.first));
  }
  [[nodiscard]] std::size_t end_y() const noexcept {
    return static_cast<std::size_t>(place_.y +
                                    std::min((row_ + 1 + border()) * scale(), place_.rows.last));
  }
  [[nodiscard]] std::span<const label_run> runs() const noexcept { return runs_; }

private:
  [[nodiscard]] std::ptrdiff_t scale() const noexcept {
    return static_cast<std::ptrdiff_t>(place_.label.scale);
  }
  [[nodiscard]] std::ptrdiff_t border() const noexcept {
    return static_cast<std::ptrdiff_t>(place_.label.border);
  }
  [[nodiscard]] interval in_font(interval pixels) const noexcept {
    return {pixels.first / scale() - border(), (pixels.last - 1) / scale() + 1 - border()};
  }

  [[nodiscard]] label_part part_at(std::ptrdiff_t column) const noexcept {
    const std::size_t i = strokes_.index(column);
    if (here_[i] != 0) return label_part::stroke;
    return outlined_ && (any_[i - 1] | any_[i] | any_[i + 1]) != 0 ? label_part::outline
                                                                   : label_part::ground;
  }

  void find_runs() {
    runs_.clear();
    for (std::ptrdiff_t column = columns_.first; column < columns_.last;) {
      const label_part part = part_at(column);
      std::ptrdiff_t end = column + 1;
      while (end < columns_.last && part_at(end) == part) ++end;
      const std::ptrdiff_t first = std::max((column + border()) * scale(), place_.columns.first);
      const std::ptrdiff_t last = std::min((end + border()) * scale(), place_.columns.last);
      runs_.push_back({static_cast<std::size_t>(place_.x + first),
                       static_cast<std::size_t>(last - first), part});
      column = end;
    }
  }

  label_place place_;
  bool outlined_;
  interval rows_; // of the font's pixels
  interval columns_;
  label_strokes strokes_;
  std::vector<unsigned char> memory_;
  unsigned char* above_;
  unsigned char* here_;
  unsigned char* below_;
  unsigned char* any_; // a stroke in one of the three
  std::ptrdiff_t row_;
  std::vector<label_run> runs_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

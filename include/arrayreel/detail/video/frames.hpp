// Arrays to the pictures of a movie: one shape, one range, and a count of what is beyond it.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "../../array_view.hpp"
#include "../../mapping.hpp"
#include "../../raster.hpp"
#include "../../rerange.hpp"
#include "../../video_options.hpp"
#include "../values/counted_levels.hpp"
#include "../values/levels.hpp"
#include "../base/message.hpp"
#include "../array/picture_view.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A number for each element type, to tell whether frames have the same.
template <class T> inline constexpr char type_mark = 0;

/// Turns frames into rasters of P, all alike.
template <class P> class frame_mapper {
public:
  /// \param options those of the movie; the range is taken from the first frame unless it is
  /// given, or from each where the policy says so.
  explicit frame_mapper(const video_options& options)
      : mapping_(mapping_of(options)), per_frame_(options.range_policy == range_policy::per_frame) {
  }

  /// The frame as a picture, which stays until the next one.
  /// \throws error (parameter) for another shape or element type than the first frame's.
  template <class T> [[nodiscard]] const raster<P>& operator()(const array_view<T>& v) {
    const picture_view<T> p = as_picture(v, mapping_.axes);
    check_alike(p);
    const bool as_it_is = passes_untouched<P, T>(mapping_) || are_labels<T>(mapping_);
    mapping_options now = mapping_;
    if (!as_it_is) {
      if (!fixed_ || per_frame_) range_ = range_for(p.without_alpha(), mapping_);
      now = with_range(mapping_, range_);
    } else {
      if constexpr (std::is_integral_v<T>)
        range_ = {0, are_labels<T>(mapping_) ? static_cast<double>(mapping_.colormap->count() - 1)
                                             : static_cast<double>(std::numeric_limits<T>::max())};
    }
    map(v, p, now, as_it_is);
    // Only now: a frame that fails does not decide anything.
    first_ = first_ ? first_ : description{p.height, p.width, p.channels, &type_mark<T>};
    fixed_ = true;
    ++frames_;
    return *current_;
  }

  /// A raster with a palette, as it is.
  /// \throws error (parameter) as above, and for options that ask for what indices are not.
  [[nodiscard]] const raster<P>& operator()(const raster<P>& picture) {
    if (!leaves_pixels(mapping_) || mapping_.colormap || mapping_.bad || mapping_.under ||
        mapping_.over)
      throw error(error_kind::parameter, "a raster with a palette of " +
                                             to_text(picture.palette().size()) +
                                             " colours beside options for values; expected none");
    picture_view<P> p = as_picture(view(picture));
    p.channels = 3; // as its colours have
    check_alike(p);
    last_ = {};
    range_ = {0, 255};
    first_ = first_ ? first_ : description{p.height, p.width, p.channels, &type_mark<P>};
    ++frames_;
    current_ = &picture;
    return picture;
  }

  /// Counts the last frame's values: it has become part of the movie.
  void accept() noexcept {
    counts_.bad += last_.bad;
    counts_.under += last_.under;
    counts_.over += last_.over;
  }

  [[nodiscard]] const special_counts& counts() const noexcept { return counts_; }
  [[nodiscard]] const value_range& range() const noexcept { return range_; }
  [[nodiscard]] std::size_t channels() const noexcept { return first_->channels; }

private:
  struct description {
    std::size_t height;
    std::size_t width;
    std::size_t channels;
    const char* type;
  };

  template <class T> void check_alike(const picture_view<T>& p) const {
    if (!first_) return;
    const auto text = [](std::size_t height, std::size_t width, std::size_t channels) {
      return to_text(height) + " x " + to_text(width) + " x " + to_text(channels);
    };
    if (p.height != first_->height || p.width != first_->width || p.channels != first_->channels)
      throw error(error_kind::parameter, "frame " + to_text(frames_) + " of " +
                                             text(p.height, p.width, p.channels) +
                                             " (height x width x channels); expected " +
                                             text(first_->height, first_->width, first_->channels) +
                                             " as of the frames before");
    if (first_->type != &type_mark<T>)
      throw error(error_kind::parameter, "frame " + to_text(frames_) +
                                             " has another element type than the frames before; "
                                             "expected the same");
  }

  template <class T>
  void map(const array_view<T>& v, const picture_view<T>& p, const mapping_options& o,
           bool as_it_is) {
    last_ = {};
    if (as_it_is) return show(rerange_view<P>(v, o));
    special_counts& counts = last_;
    if constexpr (sizeof(P) == 1 && !is_complex<T>) {
      // The common case goes through one pass, and needs no more where no value is NaN.
      if (p.channels == 1 && !o.under && !o.over) {
        take_levels(p, o, counts);
        if (counts.bad == 0) {
          current_ = &*levels_;
          return;
        }
      }
    }
    if (counts.bad == 0) count(p, o, counts);
    show(rerange_view<P>(v, o));
  }

  void show(raster<P>&& picture) {
    picture_ = std::move(picture);
    current_ = &*picture_;
  }

  template <class T>
  void take_levels(const picture_view<T>& p, const mapping_options& o, special_counts& counts) {
    const std::size_t bins = o.colormap ? o.colormap->count() : 256;
    const level_function<T> level(range_, norm_of(o), bins, o.complex_as);
    if (!levels_) {
      levels_.emplace(p.height, p.width);
      if (o.colormap) {
        std::fill(levels_->pixels().begin(), levels_->pixels().end(), P{});
        levels_->palette({o.colormap->entries().begin(),
                          o.colormap->entries().begin() + static_cast<std::ptrdiff_t>(bins)});
      }
    }
    for (std::size_t y = 0; y < p.height; ++y)
      counted_row(level, p.row(y), p.column_stride, p.width, levels_->row(y).data(), counts);
  }

  template <class T>
  void count(const picture_view<T>& p, const mapping_options& o, special_counts& counts) const {
    const level_function<T> level(range_, norm_of(o), 256, o.complex_as);
    for_each_run(p.without_alpha(), [&](const T* run, std::size_t n, std::ptrdiff_t stride) {
      for (std::size_t i = 0; i < n; ++i, run += stride) switch (level.classify(*run)) {
          case value_class::bad: ++counts.bad; break;
          case value_class::under: ++counts.under; break;
          case value_class::over: ++counts.over; break;
          case value_class::level: break;
        }
    });
  }

  mapping_options mapping_;
  bool per_frame_;
  bool fixed_ = false;
  value_range range_{};
  std::optional<description> first_;
  std::optional<raster<P>> levels_;  // of frames in which every value has a level
  std::optional<raster<P>> picture_; // of others
  const raster<P>* current_ = nullptr;
  special_counts counts_; // of the frames in the movie
  special_counts last_;   // of the last frame
  std::size_t frames_ = 0;
};

template <class P, class T>
[[nodiscard]] const raster<P>& map_frame(frame_mapper<P>& mapper, const array_view<T>& frame) {
  return mapper(frame);
}

/// A frame, of whatever elements, for what need not know them.
class movie_frame {
public:
  virtual ~movie_frame() = default;
  struct size {
    std::size_t height;
    std::size_t width;
    std::size_t channels;
  };
  [[nodiscard]] virtual size extents(axes layout) const = 0;
  [[nodiscard]] virtual const raster<std::uint8_t>&
  mapped(frame_mapper<std::uint8_t>& mapper) const = 0;
  [[nodiscard]] virtual const raster<std::uint16_t>&
  mapped(frame_mapper<std::uint16_t>& mapper) const = 0;
  /// It, where it is a raster with a palette.
  [[nodiscard]] virtual const raster<std::uint8_t>* indices() const noexcept { return nullptr; }
};

template <class T> class array_frame : public movie_frame {
public:
  explicit array_frame(const array_view<T>& elements) : elements_(elements) {}
  [[nodiscard]] size extents(axes layout) const override {
    const picture_view<T> p = as_picture(elements_, layout);
    return {p.height, p.width, p.channels};
  }
  [[nodiscard]] const raster<std::uint8_t>&
  mapped(frame_mapper<std::uint8_t>& mapper) const override {
    return map_frame(mapper, elements_);
  }
  [[nodiscard]] const raster<std::uint16_t>&
  mapped(frame_mapper<std::uint16_t>& mapper) const override {
    return map_frame(mapper, elements_);
  }

private:
  const array_view<T>& elements_;
};

template <class P = std::uint8_t> class palette_frame : public array_frame<P> {
public:
  palette_frame(const raster<P>& picture, const array_view<P>& indices)
      : array_frame<P>(indices), picture_(picture) {}
  [[nodiscard]] const raster<P>* indices() const noexcept override { return &picture_; }

private:
  const raster<P>& picture_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

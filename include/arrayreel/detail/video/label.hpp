// A movie's label: its text for each frame, and the part of the frame that it covers.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "../../color.hpp"
#include "../../raster.hpp"
#include "../../text.hpp"
#include "../../video_options.hpp"
#include "label_text.hpp"
#include "codec_context.hpp"
#include "pixels.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A part of a frame, from an even row and column on.
template <class P> struct frame_part {
  raster<P> picture;
  std::size_t y;
  std::size_t x;
};

class video_label {
public:
  explicit video_label(const video_options& o)
      : text_(pattern_of(o)), corner_(o.label_corner), time_step_(o.time_step),
        scale_(o.label_scale), background_(o.background) {
    if (scale_ == std::size_t{0})
      throw error(error_kind::parameter, "a label_scale of 0; expected 1 or more");
    if (time_step_ && !(std::abs(*time_step_) < 1e300))
      throw error(error_kind::parameter,
                  "a time_step of " + to_text(*time_step_) + "; expected a finite number");
  }

  /// The text of a frame, empty where there is none.
  [[nodiscard]] std::string text(std::size_t frame, double seconds) const {
    return text_(frame, time_step_ ? *time_step_ * static_cast<double>(frame) : seconds);
  }

  /// Whether there is a sign in a text.
  [[nodiscard]] static bool covers_pixels(const std::string& text) {
    return label_size(text).height > 0;
  }

  /// The part of the picture with the label, as the frames of a movie of this format need it.
  template <class P>
  [[nodiscard]] frame_part<P> part(const raster<P>& picture, const std::string& text,
                                   const video_format& f) const {
    const rectangle r = place(picture.height(), picture.width(), text);
    const std::size_t y = r.y / 2 * 2;
    const std::size_t x = r.x / 2 * 2;
    const auto even = [](std::size_t n) { return (n + 1) / 2 * 2; };
    const std::size_t height = std::min(even(r.y + r.height - y), f.height - y);
    const std::size_t width = std::min(even(r.x + r.width - x), f.width - x);
    frame_part<P> result{raster<P>(height, width, (f.gray ? 1U : 3U) + (f.alpha ? 1U : 0U)), y, x};
    copy(picture, result);
    draw_label(result.picture, text, static_cast<std::ptrdiff_t>(r.y - y),
               static_cast<std::ptrdiff_t>(r.x - x), options(picture.height()));
    return result;
  }

  /// The label in the picture itself.
  template <class P> void draw(raster<P>& picture, const std::string& text) const {
    const rectangle r = place(picture.height(), picture.width(), text);
    draw_label(picture, text, static_cast<std::ptrdiff_t>(r.y), static_cast<std::ptrdiff_t>(r.x),
               options(picture.height()));
  }

private:
  struct rectangle {
    std::size_t y, x, height, width;
  };

  [[nodiscard]] static std::string pattern_of(const video_options& o) {
    if (!o.frame_counter) return o.label;
    return o.label.empty() ? "{frame}" : "{frame}  " + o.label;
  }

  [[nodiscard]] label_options options(std::size_t height) const {
    // Letters of about a thirtieth of the height.
    return {.scale = scale_.value_or(std::max<std::size_t>(1, height / 360))};
  }

  /// Inside the picture; what does not fit is cut off to the right and below.
  [[nodiscard]] rectangle place(std::size_t height, std::size_t width,
                                const std::string& text) const {
    const label_options o = options(height);
    const text_size size = label_size(text, o);
    const std::size_t margin = o.margin * o.scale;
    const bool right = corner_ == corner::top_right || corner_ == corner::bottom_right;
    const bool bottom = corner_ == corner::bottom_left || corner_ == corner::bottom_right;
    const std::size_t y = begin_on_side(size.height, height, margin, bottom);
    const std::size_t x = begin_on_side(size.width, width, margin, right);
    return {y, x, std::min(size.height, height - y), std::min(size.width, width - x)};
  }

  template <class P> void copy(const raster<P>& picture, frame_part<P>& to) const {
    const std::size_t channels = to.picture.channels();
    const bool alpha = channels % 2 == 0;
    constexpr unsigned shift = sizeof(P) == 1 ? 8 : 0;
    for (std::size_t i = 0; i < to.picture.height(); ++i) {
      P* out = to.picture.row(i).data();
      const auto row = picture.row(std::min(to.y + i, picture.height() - 1));
      for (std::size_t j = 0; j < to.picture.width(); ++j, out += channels) {
        const std::size_t from = std::min(to.x + j, picture.width() - 1) * picture.channels();
        deep_color c = deep_color_of(picture, row.data() + from);
        if (!alpha) c = composited(c, background_);
        for (std::size_t k = 0; k < channels; ++k)
          out[k] = static_cast<P>(c.rgba[alpha && k + 1 == channels ? 3 : k] >> shift);
      }
    }
  }

  label_text text_;
  corner corner_;
  std::optional<double> time_step_;
  std::optional<std::size_t> scale_;
  color background_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// A movie's label: its text for each frame, and the part of the frame that it covers.
#pragma once

#include <algorithm>
#include <charconv>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../../text.hpp"
#include "../../video_options.hpp"
#include "../base/interval.hpp"
#include "../base/message.hpp"
#include "../raster/picture.hpp"
#include "encoder.hpp"
#include "frame_filler.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A pattern such as "t = {time:.2f} s", read once.
class label_text {
public:
  label_text() = default;

  /// \throws error (parameter) for a field other than `{frame}`, `{frame:04}`, `{time}`,
  /// `{time:.2f}`, and for a brace without its partner.
  [[gnu::cold]] explicit label_text(std::string_view pattern) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const char c = pattern[at];
      if (c != '{' && c != '}') {
        text += c;
        continue;
      }
      if (at + 1 < pattern.size() && pattern[at + 1] == c) {
        text += c;
        ++at;
        continue;
      }
      const std::size_t end = c == '{' ? pattern.find('}', at) : pattern.npos;
      if (end == pattern.npos)
        refuse(error_kind::parameter,
               {"the label ", in_quotes(pattern), " with a single ", std::string_view(&c, 1),
                "; expected {frame}, {time} or a doubled brace"});
      parts_.push_back({text, kind::text, 0});
      text.clear();
      parts_.push_back(field(pattern, pattern.substr(at + 1, end - at - 1)));
      at = end;
    }
    if (!text.empty()) parts_.push_back({text, kind::text, 0});
  }

  [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }

  [[nodiscard]] std::string operator()(std::size_t frame, double time) const {
    std::string result;
    for (const part& p : parts_) {
      if (p.type == kind::text) {
        result += p.text;
      } else if (p.type == kind::frame) {
        const std::string digits = to_text(frame);
        if (digits.size() < p.width) result.append(p.width - digits.size(), '0');
        result += digits;
      } else if (p.width == shortest) {
        result += to_text(time);
      } else {
        // 309 digits before the point at most.
        char buffer[512];
        const auto [end, failure] =
            std::to_chars(buffer, buffer + sizeof buffer, time, std::chars_format::fixed,
                          static_cast<int>(p.width));
        result += failure == std::errc{} ? std::string(buffer, end) : to_text(time);
      }
    }
    return result;
  }

private:
  enum class kind : unsigned char { text, frame, time };
  static constexpr std::size_t shortest = 1000;
  static constexpr std::size_t most_digits = 20;

  struct part {
    std::string text;
    kind type;
    std::size_t width; // digits of a frame's number; decimals of a time
  };

  [[nodiscard, gnu::cold]] static part field(std::string_view pattern, std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    std::string_view format = colon == text.npos ? std::string_view() : text.substr(colon + 1);
    std::size_t width = 0;
    const auto take_number = [&] {
      const auto [end, failure] =
          std::from_chars(format.data(), format.data() + format.size(), width);
      const bool taken = failure == std::errc{} && width <= most_digits;
      format.remove_prefix(static_cast<std::size_t>(end - format.data()));
      return taken;
    };
    if (name == "frame") {
      if (colon == text.npos) return {{}, kind::frame, 0};
      if (format.starts_with('0') && take_number() && (format.empty() || format == "d"))
        return {{}, kind::frame, width};
    } else if (name == "time") {
      if (colon == text.npos) return {{}, kind::time, shortest};
      if (format.starts_with('.')) {
        format.remove_prefix(1);
        if (take_number() && format == "f") return {{}, kind::time, width};
      }
    }
    refuse(error_kind::parameter,
           {"the field ", in_quotes("{" + std::string(text) + "}"), " in the label ",
            in_quotes(pattern), "; expected {frame}, {frame:04}, {time} or {time:.2f}"});
  }

  std::vector<part> parts_;
};

/// The text that is drawn into a corner of each frame.
class video_label {
public:
  explicit video_label(const video_options& o)
      : text_(pattern_of(o)), corner_(o.label_corner), time_step_(o.time_step),
        scale_(o.label_scale), background_(o.background) {
    if (scale_ == std::size_t{0})
      refuse(error_kind::parameter, {"a label_scale of 0; expected 1 or more"});
    if (time_step_ && !(std::abs(*time_step_) < 1e300))
      refuse(error_kind::parameter,
             {"a time_step of ", *time_step_, "; expected a finite number"});
  }

  /// The text of a frame; empty if there is no label.
  [[nodiscard]] std::string text(std::size_t frame, double seconds) const {
    return text_(frame, time_step_ ? *time_step_ * static_cast<double>(frame) : seconds);
  }

  /// Whether a text has any visible character.
  [[nodiscard]] static bool covers_pixels(const std::string& text) {
    return label_size(text).height > 0;
  }

  /// The part of the picture under the label, in blocks that the frame's format allows.
  [[nodiscard]] frame_part part(const picture& whole, const std::string& text,
                                const video_format& f) const {
    const rectangle r = place(whole, text);
    const std::size_t y = r.y / 2 * 2;
    const std::size_t x = r.x / 2 * 2;
    const auto even = [](std::size_t n) { return (n + 1) / 2 * 2; };
    const std::size_t height = std::min(even(r.y + r.height - y), f.height - y);
    const std::size_t width = std::min(even(r.x + r.width - x), f.width - x);
    frame_part result{picture(height, width, (f.gray ? 1U : 3U) + (f.alpha ? 1U : 0U),
                              whole.component_bytes()),
                      y, x};
    copy(whole, result);
    draw_label(result.pixels, text, static_cast<std::ptrdiff_t>(r.y - y),
               static_cast<std::ptrdiff_t>(r.x - x), options(whole.height()));
    return result;
  }

  /// The label in the picture itself.
  void draw(picture& whole, const std::string& text) const {
    const rectangle r = place(whole, text);
    draw_label(whole, text, static_cast<std::ptrdiff_t>(r.y), static_cast<std::ptrdiff_t>(r.x),
               options(whole.height()));
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

  /// Inside the picture. If the label does not fit, it is cut off on the right and at the bottom.
  [[nodiscard]] rectangle place(const picture& whole, const std::string& text) const {
    const std::size_t height = whole.height();
    const std::size_t width = whole.width();
    const label_options o = options(height);
    const text_size size = label_size(text, o);
    const std::size_t margin = o.margin * o.scale;
    const bool right = corner_ == corner::top_right || corner_ == corner::bottom_right;
    const bool bottom = corner_ == corner::bottom_left || corner_ == corner::bottom_right;
    const std::size_t y = begin_on_side(size.height, height, margin, bottom);
    const std::size_t x = begin_on_side(size.width, width, margin, right);
    return {y, x, std::min(size.height, height - y), std::min(size.width, width - x)};
  }

  void copy(const picture& whole, frame_part& to) const {
    picture& pixels = to.pixels;
    const std::size_t channels = pixels.channels();
    const bool alpha = channels % 2 == 0;
    const auto rgba = [&](const deep_color& c, std::size_t k) {
      return c.rgba[alpha && k + 1 == channels ? 3 : k];
    };
    for (std::size_t i = 0; i < pixels.height(); ++i)
      for (std::size_t j = 0; j < pixels.width(); ++j) {
        deep_color c = deep_color_of(whole, std::min(to.y + i, whole.height() - 1),
                                     std::min(to.x + j, whole.width() - 1));
        if (!alpha) c = composited(c, background_);
        const std::size_t at = j * channels;
        for (std::size_t k = 0; k < channels; ++k)
          if (pixels.component_bytes() == 1)
            pixels.row(i)[at + k] = static_cast<std::uint8_t>(rgba(c, k) >> 8);
          else
            pixels.row_as<std::uint16_t>(i)[at + k] = static_cast<std::uint16_t>(rgba(c, k));
      }
  }

  label_text text_;
  corner corner_;
  std::optional<double> time_step_;
  std::optional<std::size_t> scale_;
  color background_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

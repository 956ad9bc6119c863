// When each frame of a movie is shown: at a constant rate, or at the caller's times.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../error.hpp"
#include "../frame_rate.hpp"
#include "libav.hpp"
#include "message.hpp"
#include "video_plan.hpp"

namespace arrayreel::inline v0::detail {

class video_timing {
public:
  /// When a frame is shown and for how long, in units of the time base.
  struct span {
    std::int64_t time;
    std::int64_t duration;
  };

  /// \throws error (parameter) for a rate that one of the formats does not have.
  video_timing(const frame_rate& fps, const std::vector<source_plan>& plans) : fps_(fps) {
    for (const source_plan& plan : plans) {
      const double most = std::min(plan.highest_fps, 1 / tick_of(plan.container));
      const double least = plan.container == container::gif ? 1 / 655.35 : 0;
      if (fps.value() > most || fps.value() < least)
        throw error(error_kind::parameter,
                    "an fps of " + to_text(fps.value()) + " for " + plan.codec + "; expected " +
                        (fps.value() > most ? "up to " + to_text(most) : "from " + to_text(least)));
      tick_ = std::max(tick_, tick_of(plan.container));
      if (plan.constant_rate) constant_rate_codec_ = plan.codec;
    }
  }

  /// \throws error (parameter) unless the next frame can be at that time.
  void check(const std::optional<double>& timestamp) const {
    if (frames_ > 0 && timestamp.has_value() != has_timestamps_)
      throw error(error_kind::parameter,
                  "frame " + to_text(frames_) + (timestamp ? " with" : " without") +
                      " a timestamp; expected all frames to have one or none");
    if (!timestamp) return;
    if (constant_rate_codec_ != nullptr)
      throw error(error_kind::parameter, std::string("a timestamp for ") + constant_rate_codec_ +
                                             ", which has a constant rate only");
    if (!(std::abs(*timestamp) <= longest))
      throw error(error_kind::parameter, "a timestamp of " + to_text(*timestamp) +
                                             "; expected seconds between -1e9 and 1e9");
    if (frames_ > 0 && !(units(*timestamp - first_, tick_) > units(last_ - first_, tick_)))
      throw error(error_kind::parameter,
                  "a timestamp of " + to_text(*timestamp) + " after one of " + to_text(last_) +
                      "; expected it later by " + to_text(tick_) + " s or more");
  }

  /// The time base, once it is known whether frames have time stamps.
  [[nodiscard]] AVRational begin(bool has_timestamps) noexcept {
    has_timestamps_ = has_timestamps;
    return has_timestamps ? AVRational{1, vfr_ticks}
                          : AVRational{fps_.denominator(), fps_.numerator()};
  }

  /// Takes the next frame.
  span advance(const std::optional<double>& timestamp) noexcept {
    span result{static_cast<std::int64_t>(frames_), 1};
    if (timestamp) {
      if (frames_ == 0) first_ = *timestamp;
      last_ = *timestamp;
      result = {units(last_ - first_, 1.0 / vfr_ticks),
                std::max<std::int64_t>(1, units(1 / fps_.value(), 1.0 / vfr_ticks))};
    }
    ++frames_;
    return result;
  }

  /// From the beginning of the movie to the next frame.
  [[nodiscard]] double seconds(const std::optional<double>& timestamp) const noexcept {
    return timestamp ? *timestamp : static_cast<double>(frames_) / fps_.value();
  }
  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] double duration() const noexcept {
    return has_timestamps_ ? last_ - first_ + 1 / fps_.value()
                           : static_cast<double>(frames_) * fps_.denominator() / fps_.numerator();
  }

private:
  // What MPEG uses: a multiple of all common rates.
  static constexpr int vfr_ticks = 90'000;
  static constexpr double longest = 1e9;

  /// The shortest time that a format tells apart.
  [[nodiscard]] static double tick_of(container c) noexcept {
    switch (c) {
      case container::gif: return 0.01;
      case container::webm:
      case container::mkv:
      case container::webp: return 0.001;
      default: return 1.0 / vfr_ticks;
    }
  }
  [[nodiscard]] static std::int64_t units(double seconds, double tick) noexcept {
    return std::llround(seconds / tick);
  }

  frame_rate fps_;
  double tick_ = 1.0 / vfr_ticks;
  const char* constant_rate_codec_ = nullptr;
  bool has_timestamps_ = false;
  double first_ = 0;
  double last_ = 0;
  std::size_t frames_ = 0;
};

} // namespace arrayreel::inline v0::detail

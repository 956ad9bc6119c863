// When each frame of a movie is shown: at a constant rate, or at the caller's times.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "../../error.hpp"
#include "../../frame_rate.hpp"
#include "libav.hpp"
#include "../base/message.hpp"
#include "plan.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

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
      const ticks t = ticks_of(plan.container);
      const double most = std::min(plan.highest_fps, static_cast<double>(t.per_second));
      const double least = 1 / t.longest;
      if (fps.value() > most || fps.value() < least)
        throw error(error_kind::parameter,
                    "an fps of " + to_text(fps.value()) + " for " + plan.codec + "; expected " +
                        (fps.value() > most ? "up to " + to_text(most) : "from " + to_text(least)));
      const double longest_gap = std::min(ticks_.longest, t.longest);
      if (t.per_second < ticks_.per_second) ticks_ = t;
      ticks_.longest = longest_gap;
      if (plan.constant_rate) constant_rate_codec_ = plan.codec;
    }
  }

  /// \throws error (parameter) unless the next frame can be at that time.
  void check(const std::optional<double>& timestamp) const {
    if (begun_ && timestamp.has_value() != has_timestamps_)
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
    if (frames_ == 0) return;
    // In the steps of the format, to which its muxer rounds as this does.
    const std::int64_t gap = in_ticks(*timestamp) - in_ticks(last_);
    if (gap < ticks_.least)
      throw error(error_kind::parameter,
                  "a timestamp of " + to_text(*timestamp) + " after one of " + to_text(last_) +
                      "; expected it later by " +
                      to_text(static_cast<double>(ticks_.least) / ticks_.per_second) +
                      " s or more");
    if (*timestamp - last_ > ticks_.longest)
      throw error(error_kind::parameter,
                  "a timestamp of " + to_text(*timestamp) + " after one of " + to_text(last_) +
                      "; expected it within " + to_text(ticks_.longest) + " s");
  }

  /// The time base of a movie whose frames have time stamps or have none.
  [[nodiscard]] AVRational time_base(bool has_timestamps) const noexcept {
    return has_timestamps ? AVRational{1, vfr_ticks}
                          : AVRational{fps_.denominator(), fps_.numerator()};
  }

  /// Decides whether frames have time stamps.
  void begin(bool has_timestamps) noexcept {
    has_timestamps_ = has_timestamps;
    begun_ = true;
  }

  /// Takes the next frame.
  span advance(const std::optional<double>& timestamp) noexcept {
    span result{static_cast<std::int64_t>(frames_), 1};
    if (timestamp) {
      if (frames_ == 0) first_ = *timestamp;
      last_ = *timestamp;
      result = {in_units(last_), std::max<std::int64_t>(1, std::llround(vfr_ticks / fps_.value()))};
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

  /// How a format counts time.
  struct ticks {
    int per_second;
    std::int64_t least; // between frames
    double longest;     // seconds that one frame may be shown
  };
  [[nodiscard]] static ticks ticks_of(container c) noexcept {
    switch (c) {
      // Browsers take less than two hundredths of a second for ten.
      case container::gif: return {100, 2, 655.35};
      case container::webm:
      case container::mkv: return {1000, 1, longest};
      case container::webp: return {1000, 1, 16'777};
      case container::apng: return {65'535, 1, 65'535};
      default: return {vfr_ticks, 1, longest};
    }
  }
  [[nodiscard]] std::int64_t in_units(double timestamp) const noexcept {
    return std::llround((timestamp - first_) * vfr_ticks);
  }
  [[nodiscard]] std::int64_t in_ticks(double timestamp) const noexcept {
    return av_rescale_q(in_units(timestamp), {1, vfr_ticks}, {1, ticks_.per_second});
  }

  frame_rate fps_;
  ticks ticks_{vfr_ticks, 1, longest};
  const char* constant_rate_codec_ = nullptr;
  bool begun_ = false;
  bool has_timestamps_ = false;
  double first_ = 0;
  double last_ = 0;
  std::size_t frames_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

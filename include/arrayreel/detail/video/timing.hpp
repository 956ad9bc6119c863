// When each frame of a movie is shown: at a constant rate or at the caller's times.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include "../../frame_rate.hpp"
#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Checks the times of frames, and counts them in units of a time base.
class video_timing {
public:
  /// When a frame is shown and for how long, in units of the time base.
  struct span {
    std::int64_t time;
    std::int64_t duration;
  };

  /// \throws error (parameter) if one of the formats does not support the rate.
  video_timing(const frame_rate& fps, const std::vector<encoder_plan>& plans,
               const video_segment& segment)
      : fps_(fps), segment_(segment) {
    for (const encoder_plan& plan : plans) {
      const time_steps& t = plan.container->time;
      const double most = std::min(plan.codec->highest_fps, static_cast<double>(t.per_second));
      const double least = 1 / t.longest;
      if (fps.value() > most || fps.value() < least)
        refuse(error_kind::parameter,
               {"an fps of ", fps.value(), " for ", plan.codec->name, "; expected ",
                fps.value() > most ? "up to " : "from ", fps.value() > most ? most : least});
      const double longest_gap = std::min(steps_.longest, t.longest);
      if (t.per_second < steps_.per_second) steps_ = t;
      steps_.longest = longest_gap;
      if (plan.codec->constant_rate) constant_rate_codec_ = plan.codec->name;
    }
  }

  /// \throws error (parameter) if the next frame cannot have that time.
  // Not inlined: g++ -O3 would warn of an uninitialised timestamp.
  [[gnu::noinline]] void check(const std::optional<double>& timestamp) const {
    if (begun_ && timestamp.has_value() != has_timestamps_)
      refuse(error_kind::parameter, {"frame ", frames_, timestamp ? " with" : " without",
                                     " a timestamp; expected all frames to have one or none"});
    if (!timestamp) return;
    if (constant_rate_codec_ != nullptr)
      refuse(error_kind::parameter,
             {"a timestamp for ", constant_rate_codec_, ", which has a constant rate only"});
    if (!(std::abs(*timestamp) <= std::numeric_limits<double>::max()))
      refuse(error_kind::parameter,
             {"a timestamp of ", *timestamp, "; expected a finite number of seconds"});
    // Times may begin anywhere, for example at seconds since 1970: they count from the first frame.
    if (segment_.first_time && *timestamp < *segment_.first_time)
      refuse(error_kind::parameter, {"a timestamp of ", *timestamp, " in a part of a movie from ",
                                     *segment_.first_time, "; expected none before that"});
    if (frames_ == 0 && !segment_.first_time) return;
    const double first = segment_.first_time.value_or(first_);
    if (!(std::abs(*timestamp - first) <= longest_time))
      refuse(error_kind::parameter, {"a timestamp of ", *timestamp, " in a movie from ", first,
                                     "; expected it within ", longest_time, " s"});
    if (frames_ == 0) return;
    // Rounded to the steps of the format, as its muxer does.
    const std::int64_t gap = in_steps(*timestamp) - in_steps(last_);
    if (gap < steps_.least)
      refuse(error_kind::parameter,
             {"a timestamp of ", *timestamp, " after one of ", last_, "; expected it later by ",
              static_cast<double>(steps_.least) / steps_.per_second, " s or more"});
    if (*timestamp - last_ > steps_.longest)
      refuse(error_kind::parameter, {"a timestamp of ", *timestamp, " after one of ", last_,
                                     "; expected it within ", steps_.longest, " s"});
  }

  /// The time base of a movie whose frames have time stamps or have none.
  [[nodiscard]] AVRational time_base(bool has_timestamps) const noexcept {
    return has_timestamps ? AVRational{1, finest_time_steps}
                          : AVRational{fps_.denominator(), fps_.numerator()};
  }

  /// Decides whether frames have time stamps.
  void begin(bool has_timestamps) noexcept {
    has_timestamps_ = has_timestamps;
    begun_ = true;
  }

  /// When the first frame is shown: later than 0 in a part of a longer movie.
  [[nodiscard]] std::int64_t begin_of(const std::optional<double>& timestamp) const noexcept {
    if (!timestamp) return static_cast<std::int64_t>(segment_.first_frame);
    return in_units(*timestamp, segment_.first_time.value_or(*timestamp));
  }

  /// Takes the next frame.
  span advance(const std::optional<double>& timestamp) noexcept {
    span result{static_cast<std::int64_t>(number()), 1};
    if (timestamp) {
      if (frames_ == 0) first_ = *timestamp;
      last_ = *timestamp;
      result = {in_units(last_, origin()),
                std::max<std::int64_t>(1, std::llround(finest_time_steps / fps_.value()))};
    }
    ++frames_;
    return result;
  }

  /// From the beginning of the movie to the next frame.
  [[nodiscard]] double seconds(const std::optional<double>& timestamp) const noexcept {
    return timestamp ? *timestamp : static_cast<double>(number()) / fps_.value();
  }
  /// The next frame's number.
  [[nodiscard]] std::size_t number() const noexcept { return segment_.first_frame + frames_; }
  [[nodiscard]] std::size_t frames() const noexcept { return frames_; }
  [[nodiscard]] double duration() const noexcept {
    return has_timestamps_ ? last_ - first_ + 1 / fps_.value()
                           : static_cast<double>(frames_) * fps_.denominator() / fps_.numerator();
  }

private:
  [[nodiscard]] double origin() const noexcept { return segment_.first_time.value_or(first_); }
  [[nodiscard]] static std::int64_t in_units(double timestamp, double origin) noexcept {
    return std::llround((timestamp - origin) * finest_time_steps);
  }
  [[nodiscard]] std::int64_t in_steps(double timestamp) const noexcept {
    return av_rescale_q(in_units(timestamp, origin()), {1, finest_time_steps}, {1, steps_.per_second});
  }

  frame_rate fps_;
  video_segment segment_;
  time_steps steps_{finest_time_steps, 1, longest_time};
  const char* constant_rate_codec_ = nullptr;
  bool begun_ = false;
  bool has_timestamps_ = false;
  double first_ = 0;
  double last_ = 0;
  std::size_t frames_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

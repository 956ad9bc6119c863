// A movie in the making: frames to pictures, those to every source, and the end of it all.
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include "../../compose.hpp"
#include "../../encoded.hpp"
#include "../../error.hpp"
#include "../../raster.hpp"
#include "../../video_options.hpp"
#include "libav.hpp"
#include "../base/message.hpp"
#include "frames.hpp"
#include "label.hpp"
#include "outputs.hpp"
#include "plan.hpp"
#include "stream.hpp"
#include "timing.hpp"
#include "worker.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

class video_engine {
public:
  video_engine(const video_options& options, video_outputs outputs)
      : options_(checked(options)), outputs_(std::move(outputs)), plans_(plans()),
        timing_(options_.fps, plans_), label_(options_), mapper_(options_), deep_mapper_(options_) {
    outputs_.open(plans_);
  }

  video_engine(const video_engine&) = delete;
  video_engine& operator=(const video_engine&) = delete;
  ~video_engine() {
    if (state_ == state::open) rescue();
  }

  /// Keeps the first picture, with its label, for `first_picture`.
  void keep_first() noexcept { keeps_first_ = true; }
  [[nodiscard]] const std::optional<raster<std::uint8_t>>& first_picture() const noexcept {
    return first_;
  }

  /// A raster's palette counts as its colours, unless a range or a colormap says that its indices
  /// are values like others.
  void push(const movie_frame& frame, const std::optional<double>& timestamp,
            const std::optional<std::string>& label) {
    const raster<std::uint8_t>* indices = frame.indices();
    if (!leaves_pixels(mapping_of(options_)) || options_.colormap) indices = nullptr;
    if (indices != nullptr && options_.bit_depth == 16U)
      throw error(error_kind::parameter,
                  "a raster with a palette in a movie with a bit_depth of 16; expected 8");
    check_open("push()");
    timing_.check(timestamp);
    if (!format_) {
      // What is too large must be refused before the mapping takes its shape and range for all.
      const movie_frame::size size = frame.extents(options_.axes);
      constexpr std::size_t of_colors = 3;
      static_cast<void>(format_for(size.height, size.width,
                                   indices != nullptr ? of_colors : size.channels,
                                   timestamp.has_value()));
    }
    // The channels are known only after the mapping, and arguments have no order.
    if (options_.bit_depth == 16U) {
      const raster<std::uint16_t>& picture = frame.mapped(deep_mapper_);
      push_picture(picture, deep_mapper_.channels(), timestamp, label);
    } else {
      const raster<std::uint8_t>& picture =
          indices != nullptr ? mapper_(*indices) : frame.mapped(mapper_);
      push_picture(picture, mapper_.channels(), timestamp, label);
    }
  }

  void flush() {
    check_open("flush()");
    or_fail([&] {
      if (worker_ != nullptr) worker_->wait();
      for (const auto& stream : streams_) {
        stream->end_fragment();
        if (options_.crash_safe) outputs_.flush_to_disk(stream->muxer());
      }
    });
  }

  [[nodiscard]] video_report finish(std::vector<encoded>* media) {
    check_open("finish()");
    if (timing_.frames() == 0)
      throw error(error_kind::parameter, "finish() without frames; expected 1 or more");
    video_report report;
    or_fail([&] {
      if (worker_ != nullptr) worker_->wait();
      worker_.reset();
      for (const auto& stream : streams_) stream->finish();
      for (std::size_t i = 0; i < streams_.size(); ++i) {
        written_source source = streams_[i]->description();
        video_muxer& muxer = streams_[i]->muxer();
        outputs_.complete(i, muxer, source);
        report.bytes += source.bytes;
        if (outputs_.in_memory() && media != nullptr)
          media->push_back({static_cast<memory_target&>(muxer.output().sink()).take(), source.mime,
                            format_->width, format_->height, timing_.duration()});
        report.sources.push_back(std::move(source));
      }
      // Only now: of several files all have their names, or none, unless the renaming fails.
      for (std::size_t i = 0; i < streams_.size(); ++i) outputs_.publish(i, streams_[i]->muxer());
    });
    state_ = state::finished;
    streams_.clear();
    const special_counts& counts =
        options_.bit_depth == 16U ? deep_mapper_.counts() : mapper_.counts();
    report.frames = timing_.frames();
    report.duration = timing_.duration();
    report.width = format_->width;
    report.height = format_->height;
    report.range = options_.bit_depth == 16U ? deep_mapper_.range() : mapper_.range();
    report.under = counts.under;
    report.over = counts.over;
    report.nan = counts.bad;
    return report;
  }

  [[nodiscard]] std::size_t frames() const noexcept { return timing_.frames(); }
  [[nodiscard]] const std::vector<std::string>& temporaries() const noexcept {
    return outputs_.temporaries();
  }

private:
  enum class state : unsigned char { open, failed, finished };

  struct job {
    std::vector<av_frame> frames;
    std::int64_t time;
    std::int64_t duration;
  };
  struct encode_job {
    video_engine* engine;
    void operator()(job&& j) const { engine->encode(std::move(j)); }
  };

  [[nodiscard]] static video_options checked(const video_options& o) {
    const auto refuse = [](const std::string& what) { throw error(error_kind::parameter, what); };
    static_cast<void>(checked_limits(mapping_of(o)));
    const bool has_range = o.range || (o.vmin && o.vmax);
    if (o.range_policy == range_policy::given && !has_range)
      refuse("range_policy given without a range; expected vmin and vmax, or range");
    if (o.range_policy == range_policy::whole)
      refuse("range_policy whole for frames that come one by one; expected first_frame, per_frame "
             "or a range");
    if (o.range_policy == range_policy::per_frame && has_range)
      refuse("range_policy per_frame beside a range; expected one of the two");
    if (o.range_policy == range_policy::first_frame && has_range)
      refuse("range_policy first_frame beside a range; expected one of the two");
    if (o.bit_depth && *o.bit_depth != 8 && *o.bit_depth != 16)
      refuse("a bit_depth of " + to_text(*o.bit_depth) + "; expected 8 or 16");
    if (o.background.a != 255)
      refuse("a background with an alpha of " + to_text(+o.background.a) +
             "; expected an opaque colour");
    if (o.upscale == 0) refuse("an upscale factor of 0; expected 1 or more");
    if (!(o.keyframe_interval > 0 && o.keyframe_interval <= 1e6))
      refuse("a keyframe_interval of " + to_text(o.keyframe_interval) +
             "; expected seconds above 0");
    if (o.threads > 1024) refuse("threads of " + to_text(o.threads) + "; expected 0 to 1024");
    if (o.queue == 0) refuse("a queue of 0 frames; expected 1 or more");
    return o;
  }

  [[nodiscard]] std::vector<source_plan> plans() const {
    const container from_path = outputs_.container_of_path();
    std::vector<source_plan> result;
    if (options_.sources.empty()) {
      result.push_back(plan_of(default_codec(from_path), options_, from_path));
    } else {
      // Of several, each has its own container.
      const bool one = options_.sources.size() == 1;
      for (const codec& source : options_.sources)
        result.push_back(plan_of(source, options_, one ? from_path : container::automatic));
    }
    for (const source_plan& plan : result)
      if (options_.bit_depth == 16U && plan.pixels != pixel_kind::archive &&
          plan.pixels != pixel_kind::picture)
        throw error(error_kind::parameter,
                    std::string("a bit_depth of 16 for ") + plan.codec + "; expected ffv1 or apng");
    return result;
  }

  void check_open(const char* call) const {
    if (state_ == state::finished)
      throw error(error_kind::parameter, std::string(call) + " after finish()");
    if (state_ == state::failed)
      throw error(error_kind::encoder,
                  std::string(call) + " after a failure of the movie: " + failure_);
  }

  /// An error in here leaves the movie incomplete for good.
  template <class Function> void or_fail(Function&& function) {
    try {
      function();
    } catch (const std::exception& e) {
      fail(e.what());
      throw;
    } catch (...) {
      fail("an exception of another kind");
      throw;
    }
  }
  void fail(const char* why) {
    state_ = state::failed;
    rescue();
    worker_.reset();
    streams_.clear();
    outputs_.discard();
    failure_ = why;
  }

  /// A movie that is given up still plays as far as it came, where that was asked for.
  void rescue() noexcept {
    if (!options_.crash_safe) return;
    const auto attempt = [](auto&& function) {
      try {
        function();
      } catch (...) { // each part that can be saved is saved
      }
    };
    if (worker_ != nullptr) attempt([&] { worker_->wait(); });
    worker_.reset();
    for (const auto& stream : streams_) attempt([&] { stream->end_fragment(); });
  }

  template <class P>
  void push_picture(const raster<P>& picture, std::size_t channels,
                    const std::optional<double>& timestamp,
                    const std::optional<std::string>& label) {
    if (!format_) begin(picture.height(), picture.width(), channels, timestamp.has_value());
    if (factor_ == 1)
      push_enlarged(picture, timestamp, label);
    else
      push_enlarged(upscale(picture, factor_), timestamp, label);
  }

  template <class P>
  void push_enlarged(const raster<P>& picture, const std::optional<double>& timestamp,
                     const std::optional<std::string>& label) {
    std::string text = label ? *label : label_.text(timing_.frames(), timing_.seconds(timestamp));
    if (!video_label::covers_pixels(text)) text.clear();
    if (keeps_first_ && !first_) keep(picture, text);
    std::optional<frame_part<P>> part;
    job next{{}, 0, 0};
    for (const auto& stream : streams_) {
      if (stream->is_indexed() && !text.empty()) {
        raster<P> labelled = picture;
        label_.draw(labelled, text);
        next.frames.push_back(stream->convert(labelled, no_part<P>, 0, 0));
      } else {
        if (!text.empty() && !part) part = label_.part(picture, text, *format_);
        next.frames.push_back(part ? stream->convert(picture, &part->picture, part->y, part->x)
                                   : stream->convert(picture, no_part<P>, 0, 0));
      }
    }
    const video_timing::span when = timing_.advance(timestamp);
    sizeof(P) == 1 ? mapper_.accept() : deep_mapper_.accept();
    next.time = when.time;
    next.duration = when.duration;
    or_fail([&] {
      if (worker_ != nullptr)
        worker_->push(std::move(next));
      else
        encode(std::move(next));
    });
  }
  template <class P> static constexpr const raster<P>* no_part = nullptr;

  template <class P> void keep(const raster<P>& picture, const std::string& text) {
    if constexpr (sizeof(P) == 1) {
      first_ = picture;
    } else {
      first_.emplace(picture.height(), picture.width(), picture.channels());
      std::transform(picture.pixels().begin(), picture.pixels().end(), first_->pixels().begin(),
                     [](P v) { return static_cast<std::uint8_t>(v >> 8); });
    }
    if (!format_->alpha && has_transparency(*first_)) first_ = opaque(*first_, options_.background);
    if (!text.empty()) label_.draw(*first_, text);
    first_ = with_repeated_edge(*first_, format_->height, format_->width);
  }

  void encode(job&& j) {
    for (std::size_t i = 0; i < streams_.size(); ++i)
      streams_[i]->encode(std::move(j.frames[i]), j.time, j.duration);
  }

  /// Opens every source for frames of this size.
  void begin(std::size_t height, std::size_t width, std::size_t channels, bool has_timestamps) {
    const video_format format = format_for(height, width, channels, has_timestamps);
    or_fail([&] {
      for (std::size_t i = 0; i < plans_.size(); ++i)
        streams_.push_back(std::make_unique<video_stream>(plans_[i], format, options_.background,
                                                          outputs_.take(i), options_.crash_safe));
      if (options_.threaded) start_worker();
    });
    format_ = format;
    timing_.begin(has_timestamps);
  }

  void start_worker() {
    try {
      worker_ = std::make_unique<worker<job, encode_job>>(options_.queue, encode_job{this});
    } catch (const std::system_error& e) {
      throw error(error_kind::limit, std::string("a thread for the encoder: ") + e.what());
    }
  }

  [[nodiscard]] video_format format_for(std::size_t height, std::size_t width, std::size_t channels,
                                        bool has_timestamps) {
    std::size_t smallest = 1;
    std::size_t longest = longest_side;
    bool even = false;
    for (const source_plan& plan : plans_) {
      smallest = std::max(smallest, plan.smallest_side);
      longest = std::min(longest, plan.longest_side);
      even |= plan.even;
    }
    const auto refuse = [&] {
      return error(
          error_kind::limit,
          "a movie of " + to_text(width) + " x " + to_text(height) + " pixels" +
              (options_.upscale > 1 ? ", enlarged " + to_text(options_.upscale) + " times" : "") +
              "; expected sides up to " + to_text(longest));
    };
    if (width > longest || height > longest || options_.upscale > longest) throw refuse();
    factor_ = options_.upscale;
    // A tiny frame is enlarged to what encoders and players take, a long strip only as far as it
    // stays a size that they take; what is then missing repeats its edge.
    constexpr std::size_t modest = 4096;
    while (std::min(height, width) * factor_ < smallest &&
           std::max(height, width) * (factor_ + 1) <= modest)
      ++factor_;
    const auto side = [&](std::size_t n) {
      const std::size_t whole = std::max(n * factor_, smallest);
      return even ? (whole + 1) / 2 * 2 : whole;
    };
    const auto gray = [](const std::optional<color>& c) { return !c || is_gray(*c); };
    const bool phase_hue = options_.complex_as == complex_part::phase_hue;
    video_format f{.width = side(width),
                   .height = side(height),
                   .gray = channels <= 2 && !options_.colormap && !phase_hue &&
                           gray(options_.bad) && gray(options_.under) && gray(options_.over) &&
                           is_gray(options_.background),
                   .alpha = channels == 2 || channels == 4,
                   .depth = options_.bit_depth.value_or(8),
                   .fps = options_.fps,
                   .constant_rate = !has_timestamps,
                   .time_base = timing_.time_base(has_timestamps),
                   .keyframe_interval = options_.keyframe_interval,
                   .threads = options_.threads,
                   .loop = options_.loop};
    if (f.width > longest || f.height > longest) throw refuse();
    return f;
  }

  video_options options_;
  video_outputs outputs_;
  std::vector<source_plan> plans_;
  video_timing timing_;
  video_label label_;
  frame_mapper<std::uint8_t> mapper_;
  frame_mapper<std::uint16_t> deep_mapper_;
  std::optional<video_format> format_;
  std::size_t factor_ = 1;
  std::vector<std::unique_ptr<video_stream>> streams_;
  std::unique_ptr<worker<job, encode_job>> worker_; // before the streams are gone, it ends
  bool keeps_first_ = false;
  std::optional<raster<std::uint8_t>> first_;
  state state_ = state::open;
  std::string failure_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

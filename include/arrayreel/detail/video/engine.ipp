// The engine of a movie: frames to pictures, those to every source, and the end of it all.
#pragma once

#include "engine.hpp"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <exception>
#include <memory>
#include <system_error>
#include <utility>

#include "../../compose.hpp"
#include "../base/message.hpp"
#include "../platform/process.hpp"
#include "../raster/pixel.hpp"
#include "../values/description.hpp"
#include "destination.hpp"
#include "encoder_thread.hpp"
#include "frame_mapper.hpp"
#include "label.hpp"
#include "libav.hpp"
#include "movie_plan.hpp"
#include "stream.hpp"
#include "timing.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The largest height that FFmpeg takes (av_image_check_size2), which writes to the log of what it
/// does not take.
[[nodiscard]] constexpr std::size_t most_rows_of(std::size_t width) noexcept {
  constexpr std::size_t largest = 0x7fff'ffff;
  return (largest - 1) / (8 * width + 8 * 128) - 128;
}

/// A movie in the making.
class video_engine final : private encoder_thread::worker {
public:
  [[gnu::cold]] video_engine(const video_options& options, movie_destination destination)
      : options_(checked(options)), destination_(std::move(destination)),
        plans_(plans_for(options_, destination_.container_of_path(), destination_.to_sink())),
        timing_(options_.fps, plans_, options_.segment), label_(options_), mapper_(options_) {
    destination_.open(plans_);
  }

  video_engine(const video_engine&) = delete;
  video_engine& operator=(const video_engine&) = delete;
  ~video_engine() {
    if (state_ == state::open) rescue();
  }

  /// Whether it must not be freed here: in a copy of the process by fork() there are none of the
  /// threads of encoders that freeing them would wait for.
  [[nodiscard]] bool is_of_another_process() const noexcept {
    return state_ == state::open && !owner_.is_this();
  }
  /// Closes this process's copies of the files' descriptors, and nothing else.
  void leave() noexcept {
    destination_.leave();
    for (const auto& stream : streams_) destination_.leave(&stream->muxer().output().sink());
    // Known for ever, so that it is no leak.
    static std::atomic<video_engine*> last{nullptr};
    left_before_ = last.exchange(this);
  }

  /// Keeps the first picture, with its label, for `first_picture`.
  void keep_first() noexcept { keeps_first_ = true; }
  [[nodiscard]] const std::optional<picture>& first_picture() const noexcept { return first_; }

  /// The alpha of integers that is opaque in all frames.
  void opaque_alpha(double alpha) noexcept { mapper_.opaque(alpha); }

  [[gnu::cold]] void say_of_values(const mapping_options& mapping) { said_of_values_ = mapping; }

  void push(const array_ref& frame, const picture* indices, const std::optional<double>& timestamp,
            const std::string* label) {
    if (!leaves_pixels(mapper_.mapping()) || options_.colormap) indices = nullptr;
    if (indices != nullptr && options_.colorbar)
      refuse(error_kind::parameter, {"a colorbar beside a raster with a palette of ",
                                     indices->palette().size(), " colours; expected values"});
    if (indices != nullptr && options_.bit_depth == 16U)
      refuse(error_kind::parameter,
             {"a raster with a palette in a movie with a bit_depth of 16; expected 8"});
    check_open("push()");
    timing_.check(timestamp);
    if (!format_) {
      // What is too large must be refused before the mapping takes its shape and range for all.
      const picture_view size = as_picture(frame, options_.axes);
      constexpr std::size_t of_colors = 3;
      static_cast<void>(format_for(size.height, size.width,
                                   indices != nullptr ? of_colors : size.channels,
                                   timestamp.has_value()));
    }
    if (indices != nullptr)
      mapper_.check_indices(*indices);
    else
      indices = &mapper_(frame);
    if (options_.colorbar)
      push_with_colorbar(*indices, are_labels(mapper_.mapping(), frame.functions()), timestamp,
                         label);
    else
      push_picture(*indices, timestamp, label);
    ++calls_;
  }

  void flush() {
    check_open("flush()");
    or_fail([&] {
      if (thread_ != nullptr) thread_->wait();
      for (const auto& stream : streams_) {
        stream->end_fragment();
        if (options_.crash_safe) destination_.flush_to_disk(stream->muxer());
      }
    });
  }

  [[nodiscard, gnu::cold]] video_report finish(std::vector<encoded>* media) {
    check_open("finish()");
    if (timing_.frames() == 0)
      refuse(error_kind::parameter, {"finish() without frames; expected 1 or more"});
    video_report report;
    or_fail([&] {
      if (thread_ != nullptr) thread_->wait();
      end_thread();
      if (options_.describe) // the range, too, where the first frames had none
        for (const auto& stream : streams_) stream->muxer().describe(texts());
      for (const auto& stream : streams_) stream->finish();
      for (std::size_t i = 0; i < streams_.size(); ++i) {
        written_source source = streams_[i]->description();
        video_muxer& muxer = streams_[i]->muxer();
        destination_.complete(i, muxer, source);
        report.bytes += source.bytes;
        if (destination_.in_memory() && media != nullptr)
          media->push_back({static_cast<memory_target&>(muxer.output().sink()).take(), source.mime,
                            format_->width, format_->height, timing_.duration()});
        report.sources.push_back(std::move(source));
      }
      // Only now: of several files all have their names, or none, unless the renaming fails.
      for (std::size_t i = 0; i < streams_.size(); ++i)
        destination_.publish(i, streams_[i]->muxer());
    });
    state_ = state::finished;
    streams_.clear();
    fill(report);
    return report;
  }

  /// With `keep_going`, the frame whose exception is being handled is one that is not in the movie.
  [[gnu::cold]] void skip_or_rethrow() {
    if (rethrows()) throw;
    note(joined_text({"push ", calls_}).c_str());
    ++calls_;
    ++skipped_;
  }
  /// With `keep_going`, the exception that is being handled becomes a text of the report.
  [[gnu::cold]] void note_or_rethrow(const char* call) {
    if (rethrows()) throw;
    note(call);
  }
  /// With `keep_going`, what `finish` returns where it throws.
  [[nodiscard, gnu::cold]] video_report report_or_rethrow() {
    note_or_rethrow("finish()");
    const bool is_copy = is_of_another_process(); // which leaves files and threads alone
    if (state_ == state::open && !is_copy) fail(last_problem_.c_str()); // there are no frames
    video_report report;
    fill(report);
    if (state_ == state::finished) return report;
    // Not that which the movie failed with, though its time has come.
    report.frames = calls_ - skipped_;
    report.failure = is_copy ? last_problem_ : failure_;
    return report;
  }

  [[nodiscard]] std::size_t frames() const noexcept { return timing_.frames(); }
  [[nodiscard]] std::size_t skipped() const noexcept { return skipped_; }
  [[nodiscard]] const std::vector<std::string>& temporaries() const noexcept {
    return destination_.temporaries();
  }

private:
  enum class state : unsigned char { open, failed, finished };

  void check_open(const char* call) const {
    if (is_of_another_process())
      refuse(error_kind::parameter,
             {call, " in process ", process_number(), ", a copy by fork() of process ",
              owner_.number(), ", to which the movie belongs; expected a video_writer of its own"});
    if (destination_.is_in_sink())
      refuse(error_kind::parameter,
             {call, " by the movie's own sink; expected it from outside the sink"});
    if (state_ == state::finished) refuse(error_kind::parameter, {call, " after finish()"});
    if (state_ == state::failed)
      refuse(error_kind::encoder, {call, " after a failure of the movie: ", failure_});
  }

  [[nodiscard]] bool keeps_going() const noexcept {
    return options_.on_error == video_error::keep_going;
  }
  /// A sink that calls its own movie gets the error, which ends the movie: another thread may be
  /// at work on what would be noted here.
  [[nodiscard]] bool rethrows() const noexcept {
    return !keeps_going() || destination_.is_in_sink();
  }

  /// Keeps the text of the exception that is being handled. A movie that failed says the same of
  /// each later frame.
  [[gnu::cold]] void note(const char* call) {
    constexpr std::size_t most_problems = 16;
    std::string text = text_of_exception();
    if (text == last_problem_) return;
    if (problems_.size() < most_problems) problems_.push_back(joined_text({call, ": ", text}));
    last_problem_ = std::move(text);
  }
  [[nodiscard, gnu::cold]] static std::string text_of_exception() {
    try {
      throw;
    } catch (const std::exception& e) {
      return e.what();
    } catch (...) {
      return "an exception of another kind";
    }
  }

  [[gnu::cold]] void fill(video_report& report) const {
    report.frames = timing_.frames();
    report.duration = timing_.duration();
    if (format_) report.width = format_->width;
    if (format_) report.height = format_->height;
    report.range = mapper_.range();
    report.under = mapper_.counts().under;
    report.over = mapper_.counts().over;
    report.nan = mapper_.counts().bad;
    const queue_counts queued = thread_ != nullptr ? thread_->counts() : queued_;
    report.waits = queued.waits;
    report.waited = queued.waited;
    report.most_queued = queued.most;
    report.skipped = skipped_;
    report.problems = problems_;
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
  [[gnu::cold]] void fail(const char* why) {
    state_ = state::failed;
    rescue();
    end_thread();
    streams_.clear();
    destination_.discard();
    failure_ = why;
  }

  /// A movie that is given up still plays as far as it came, where that was asked for.
  [[gnu::cold]] void rescue() noexcept {
    if (!options_.crash_safe) return;
    const auto attempt = [](auto&& function) {
      try {
        function();
      } catch (...) { // each part that can be saved is saved
      }
    };
    if (thread_ != nullptr) attempt([&] { thread_->wait(); });
    end_thread();
    for (const auto& stream : streams_) attempt([&] { stream->end_fragment(); });
  }

  void push_picture(const picture& mapped, const std::optional<double>& timestamp,
                    const std::string* label) {
    if (!format_) begin(mapped.height(), mapped.width(), mapper_.channels(), timestamp);
    if (factors_ == 1)
      push_enlarged(mapped, timestamp, label);
    else
      push_enlarged(upscaled(mapped, factors_), timestamp, label);
  }

  /// What stands on the frame is drawn before the bar stands beside it.
  [[gnu::cold]] void push_with_colorbar(const picture& mapped, bool labels,
                                        const std::optional<double>& timestamp,
                                        const std::string* label) {
    if (!format_)
      static_cast<void>(
          format_for(mapped.height(), mapped.width(), mapper_.channels(), timestamp.has_value()));
    picture whole = factors_ == 1 ? mapped : upscaled(mapped, factors_);
    const std::string text =
        label != nullptr ? *label : label_.text(timing_.number(), timing_.seconds(timestamp));
    if (video_label::covers_pixels(text)) label_.draw(whole, text);
    const mapping_options& mapping = said_of_values_ ? *said_of_values_ : mapper_.mapping();
    whole = options_.colorbar.painter()(whole,
                                        {.range = said_of_values_ && mapping.range
                                                      ? *mapping.range
                                                      : mapper_.range(),
                                         .mapping = &mapping,
                                         .channels = mapper_.channels(),
                                         .labels = labels,
                                         .label = options_.colorbar_label,
                                         .background = options_.background,
                                         .direction = options_.colorbar.direction(),
                                         .range_may_change = !mapper_.knows_range()},
                                        &colorbar_);
    if (!format_) begin(whole.height(), whole.width(), mapper_.channels(), timestamp);
    const std::string none;
    push_enlarged(whole, timestamp, &none);
  }

  void push_enlarged(const picture& whole, const std::optional<double>& timestamp,
                     const std::string* label) {
    std::string text =
        label != nullptr ? *label : label_.text(timing_.number(), timing_.seconds(timestamp));
    if (!video_label::covers_pixels(text)) text.clear();
    if (keeps_first_ && !first_) keep(whole, text);
    std::optional<frame_part> part;
    encoder_job next{{}, 0, 0};
    for (const auto& stream : streams_) {
      if (stream->is_indexed() && !text.empty()) {
        picture labelled = whole;
        label_.draw(labelled, text);
        next.frames.push_back(stream->convert(labelled));
      } else {
        if (!text.empty() && !part) part = label_.part(whole, text, *format_);
        next.frames.push_back(stream->convert(whole, part ? &*part : nullptr));
      }
    }
    const video_timing::span when = timing_.advance(timestamp);
    mapper_.accept();
    next.time = when.time;
    next.duration = when.duration;
    or_fail([&] {
      if (thread_ != nullptr)
        thread_->push(std::move(next));
      else
        encode(std::move(next));
    });
  }

  [[gnu::cold]] void keep(const picture& whole, const std::string& text) {
    if (whole.component_bytes() == 1) {
      first_ = whole;
    } else {
      first_.emplace(whole.height(), whole.width(), whole.channels(), 1);
      const auto* const components = whole.components<std::uint16_t>();
      std::transform(components, components + whole.size(), first_->bytes(),
                     [](std::uint16_t v) { return static_cast<std::uint8_t>(v >> 8); });
    }
    if (!format_->alpha && has_transparency(*first_)) first_ = opaque(*first_, options_.background);
    if (!text.empty()) label_.draw(*first_, text);
    first_ = with_repeated_edge(*first_, format_->height, format_->width);
  }

  void encode(encoder_job&& j) override {
    for (std::size_t i = 0; i < streams_.size(); ++i)
      streams_[i]->encode(std::move(j.frames[i]), j.time, j.duration);
  }

  /// Opens every source for frames of this size.
  [[gnu::cold]] void begin(std::size_t height, std::size_t width, std::size_t channels,
                           const std::optional<double>& timestamp) {
    const bool has_timestamps = timestamp.has_value();
    video_format format = format_for(height, width, channels, has_timestamps,
                                     static_cast<bool>(options_.colorbar));
    format.begin = timing_.begin_of(timestamp);
    or_fail([&] {
      if (options_.describe) describe_times(timestamp);
      const named_texts known = texts();
      for (std::size_t i = 0; i < plans_.size(); ++i)
        streams_.push_back(std::make_unique<video_stream>(plans_[i], format, options_.background,
                                                          destination_.take(i),
                                                          options_.crash_safe,
                                                          options_.describe ? &known : nullptr));
      if (options_.threaded) start_thread();
    });
    format_ = format;
    timing_.begin(has_timestamps);
  }

  /// What `describe` says of the frames' times beyond what the container does.
  [[gnu::cold]] void describe_times(const std::optional<double>& first) {
    if (first) said_of_times_.emplace_back("first_time", to_text(*first));
    if (options_.time_step) said_of_times_.emplace_back("time_step", to_text(*options_.time_step));
  }

  /// What `describe` says, as far as it is known by now.
  [[nodiscard, gnu::cold]] named_texts texts() const {
    if (!options_.describe) return {};
    mapping_options mapping = said_of_values_ ? *said_of_values_ : mapper_.mapping();
    if (!said_of_values_) mapping = mapper_.has_one_range() ? with_range(std::move(mapping), mapper_.range())
                                      : without_range(std::move(mapping));
    named_texts result;
    describe_mapping(
        mapping,
        [](void* to, const char* name, std::string&& text) {
          static_cast<named_texts*>(to)->emplace_back(name, std::move(text));
        },
        &result);
    result.insert(result.end(), said_of_times_.begin(), said_of_times_.end());
    return result;
  }
  [[nodiscard]] static mapping_options without_range(mapping_options mapping) {
    mapping.range.reset();
    return mapping;
  }

  void end_thread() noexcept {
    if (thread_ == nullptr) return;
    queued_ = thread_->counts();
    thread_.reset();
  }
  void start_thread() {
    try {
      encoder_thread::worker& self = *this;
      thread_ = std::make_unique<encoder_thread>(options_.queue, self);
    } catch (const std::system_error&) { // no thread can be had: `push` encodes
    }
  }

  /// \param has_bar whether the size is that of a frame that is enlarged already, with its bar
  [[nodiscard, gnu::cold]] video_format format_for(std::size_t height, std::size_t width,
                                                   std::size_t channels, bool has_timestamps,
                                                   bool has_bar = false) {
    std::size_t smallest = 1;
    std::size_t longest = longest_side;
    bool even = false;
    for (const encoder_plan& plan : plans_) {
      smallest = std::max(smallest, plan.codec->smallest_side);
      longest = std::min(longest, plan.codec->longest_side);
      even |= plan.codec->even;
    }
    const auto check_sides = [&](bool are_fine) {
      if (are_fine) return;
      const std::string enlarged =
          options_.upscale == 1 ? ""
                                : joined_text({", enlarged ", text_of(options_.upscale), " times"});
      refuse(error_kind::limit, {"a movie of ", width, " x ", height, " pixels", enlarged,
                                 "; expected sides up to ", longest});
    };
    check_sides(width <= longest && height <= longest && options_.upscale.y() <= longest &&
                options_.upscale.x() <= longest);
    if (!has_bar) factors_ = options_.upscale;
    // A tiny frame is enlarged to what encoders and players take, a long strip only as far as it
    // stays a size that they take; what is then missing repeats its edge.
    constexpr std::size_t modest = 4096;
    // Cells that are not square keep their proportions.
    const upscale_factors step = factors_.y() == factors_.x() ? upscale_factors(1) : factors_;
    while (!has_bar && std::min(height * factors_.y(), width * factors_.x()) < smallest &&
           std::max(height * (factors_.y() + step.y()), width * (factors_.x() + step.x())) <=
               modest)
      factors_ = {factors_.y() + step.y(), factors_.x() + step.x()};
    const auto side = [&](std::size_t n, std::size_t factor) {
      const std::size_t whole = std::max(has_bar ? n : n * factor, smallest);
      return even ? (whole + 1) / 2 * 2 : whole;
    };
    const auto gray = [](const std::optional<color>& c) { return !c || is_gray(*c); };
    const bool phase_hue = options_.complex_as == complex_part::phase_hue;
    video_format f{.width = side(width, factors_.x()),
                   .height = side(height, factors_.y()),
                   .gray = channels <= 2 && !options_.colormap && !phase_hue &&
                           gray(options_.bad) && gray(options_.under) && gray(options_.over) &&
                           is_gray(options_.background),
                   .alpha = channels == 2 || channels == 4,
                   .depth = options_.bit_depth.value_or(8),
                   .fps = options_.fps,
                   .constant_rate = !has_timestamps,
                   .time_base = timing_.time_base(has_timestamps),
                   .begin = 0,
                   .keyframe_interval = options_.keyframe_interval,
                   .threads = options_.threads,
                   .loop = options_.loop};
    check_sides(f.width <= longest && f.height <= longest);
    const std::size_t most_rows = most_rows_of(f.width);
    if (f.height > most_rows)
      refuse(error_kind::limit,
             {"a movie of ", f.width, " x ", f.height, " pixels; expected heights up to ",
              most_rows, " at that width, as FFmpeg takes no larger frames"});
    return f;
  }

  video_options options_;
  movie_destination destination_;
  std::vector<encoder_plan> plans_;
  video_timing timing_;
  video_label label_;
  frame_mapper mapper_;
  std::optional<video_format> format_;
  upscale_factors factors_ = 1;
  std::optional<mapping_options> said_of_values_;
  named_texts said_of_times_;
  colorbar_cache colorbar_;
  std::vector<std::unique_ptr<video_stream>> streams_;
  std::unique_ptr<encoder_thread> thread_; // before the streams are gone, it ends
  queue_counts queued_;                    // of the thread that ended
  bool keeps_first_ = false;
  std::optional<picture> first_;
  owning_process owner_;
  video_engine* left_before_ = nullptr;
  state state_ = state::open;
  std::string failure_;
  // With `keep_going`:
  std::size_t calls_ = 0; // of `push`
  std::size_t skipped_ = 0;
  std::vector<std::string> problems_;
  std::string last_problem_;
};

ARRAYREEL_INLINE video_engine* open_file_movie(const video_options& options, std::string path) {
  return new video_engine(options, movie_destination(std::move(path), options.crash_safe, options.durable));
}

ARRAYREEL_INLINE video_engine* open_memory_movie(const video_options& options) {
  auto movie = std::make_unique<video_engine>(options, movie_destination());
  if (options.crash_safe)
    refuse(error_kind::parameter, {"crash_safe for a movie in memory; expected a file"});
  return movie.release();
}

ARRAYREEL_INLINE video_engine* open_sink_movie(const video_options& options, video_sink sink) {
  if (!sink) refuse(error_kind::parameter, {"an empty sink; expected a function"});
  return new video_engine(options, movie_destination(std::move(sink)));
}

ARRAYREEL_INLINE void close_movie(video_engine* movie) noexcept {
  if (movie != nullptr && movie->is_of_another_process()) return movie->leave();
  delete movie;
}

ARRAYREEL_INLINE void push_frame(video_engine& movie, const array_ref& frame,
                                 const picture* indices, const std::optional<double>& timestamp,
                                 const std::string* label) {
  movie.push(frame, indices, timestamp, label);
}

ARRAYREEL_INLINE void skip_or_rethrow(video_engine& movie) { movie.skip_or_rethrow(); }

ARRAYREEL_INLINE void flush_movie(video_engine& movie) {
  try {
    movie.flush();
  } catch (...) {
    movie.note_or_rethrow("flush()");
  }
}

ARRAYREEL_INLINE video_report finish_movie(video_engine& movie, std::vector<encoded>* media) {
  try {
    return movie.finish(media);
  } catch (...) {
    return movie.report_or_rethrow();
  }
}

ARRAYREEL_INLINE const std::vector<std::string>& unfinished_files_of(const video_engine& movie) {
  return movie.temporaries();
}

ARRAYREEL_INLINE std::size_t frames_of(const video_engine& movie) { return movie.frames(); }

ARRAYREEL_INLINE std::size_t skipped_frames_of(const video_engine& movie) {
  return movie.skipped();
}

ARRAYREEL_INLINE void use_opaque_alpha(video_engine& movie, double alpha) noexcept {
  movie.opaque_alpha(alpha);
}

ARRAYREEL_INLINE void say_of_values(video_engine& movie, const mapping_options& mapping) {
  movie.say_of_values(mapping);
}

ARRAYREEL_INLINE void keep_first_picture(video_engine& movie) { movie.keep_first(); }

ARRAYREEL_INLINE const std::optional<picture>& first_picture_of(const video_engine& movie) {
  return movie.first_picture();
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

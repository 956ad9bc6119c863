// Threads that encode segments, what they have made so far, and the joining at the end.
#pragma once

#include "segments.hpp"

#include <algorithm>
#include <atomic>
#include <cmath>
#include <cstdint>
#include <exception>
#include <memory>
#include <mutex>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "../base/parallel.hpp"
#include "../io/file_sink.hpp"
#include "engine.hpp"
#include "join_parts.hpp"
#include "movie_plan.hpp"
#include "muxer_output.hpp"
#include "resolved_movie.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The frames of a segment, unless it is said: whole distances between key frames, and four
/// segments or more for each job where that can be.
[[nodiscard, gnu::cold]] inline std::size_t
segment_length(std::size_t frames, std::size_t jobs, const video_options& options) noexcept {
  const double between = options.keyframe_interval * options.fps.value();
  const std::size_t step =
      between < 1 ? 1 : between > 1e6 ? 1'000'000 : static_cast<std::size_t>(std::lround(between));
  jobs = std::max<std::size_t>(jobs, 1);
  if (frames <= step * jobs) return std::max<std::size_t>(1, (frames + jobs - 1) / jobs);
  return step * std::max<std::size_t>(1, frames / (step * jobs * 4));
}

/// The segments of one movie.
class segment_encoder {
public:
  segment_encoder(const std::string& path, const frame_picker& frames, resolved_movie movie,
                  std::size_t length)
      : frames_(frames), movie_(std::move(movie)), length_(length), end_(frames.count),
        parts_((frames.count + length - 1) / length) {
    auto beside = std::make_unique<file_sink>(path, file_sink::unfinished::removed,
                                              file_sink::lasting::no);
    if (beside->seekable()) // a device or pipe gives nothing back
      spool_ = std::move(beside);
    else
      spool_ = std::make_unique<memory_target>();
  }

  [[nodiscard]] std::size_t segments() const noexcept { return parts_.size(); }

  /// How many threads each segment may have.
  void share(unsigned threads) noexcept { movie_.options.threads = threads; }

  /// Encodes segments until there are none left, or one failed.
  void work() {
    while (!failed_) {
      const std::size_t number = next_++;
      const std::size_t begin = number * length_;
      if (number >= parts_.size() || begin >= end_) return;
      try {
        encode(number, begin);
      } catch (...) {
        failed_ = true;
        throw;
      }
    }
  }

  /// \throws error for frames that are none, or what joining throws.
  [[nodiscard, gnu::cold]] video_report finish(const std::string& path) {
    parts_of_movie all;
    video_report sum;
    for (std::size_t i = 0; i < parts_.size() && i * length_ < end_; ++i) {
      const part& p = parts_[i];
      all.push_back(std::make_unique<written_part>(*spool_, p.begin, p.bytes,
                                                   joined_text({"segment ", i})));
      sum.under += p.report.under;
      sum.over += p.report.over;
      sum.nan += p.report.nan;
    }
    if (all.empty())
      refuse(error_kind::parameter, {"a movie of no frames; expected 1 or more"});
    const video_options& o = movie_.options;
    video_report report = write_joined(path, all, o.durable);
    report.range = parts_.front().report.range;
    report.under = sum.under;
    report.over = sum.over;
    report.nan = sum.nan;
    report.sources.front().encoder = parts_.front().report.sources.front().encoder;
    return report;
  }

private:
  struct part {
    std::uint64_t begin = 0;
    std::uint64_t bytes = 0;
    video_report report{};
  };

  /// Pushes one frame.
  class pusher final : public frame_taker {
  public:
    explicit pusher(video_engine& movie) : movie_(movie) {}
    bool take(const array_ref& frame, const picture* indices) override {
      push_frame(movie_, frame, indices, {}, nullptr);
      return true;
    }

  private:
    video_engine& movie_;
  };

  void encode(std::size_t number, std::size_t begin) {
    video_options o = movie_.options;
    o.segment.first_frame += begin;
    const open_movie movie(open_memory_movie(o));
    use_opaque_alpha(*movie, movie_.opaque);
    pusher push(*movie);
    const std::size_t most = std::min(begin + length_, frames_.count);
    std::size_t t = begin;
    for (; t < most && t < end_ && !failed_; ++t)
      if (!frames_.pick(frames_.frames, t, push)) {
        shorten(t);
        break;
      }
    if (t == begin || failed_) return;
    std::vector<encoded> media;
    part made{0, 0, finish_movie(*movie, &media)};
    const std::vector<std::uint8_t>& bytes = media.front().bytes;
    const std::lock_guard lock(mutex_);
    made.begin = spooled_;
    made.bytes = bytes.size();
    spool_->write(bytes);
    spooled_ += bytes.size();
    parts_[number] = std::move(made);
  }

  /// The frames end here.
  void shorten(std::size_t end) noexcept {
    std::size_t known = end_;
    while (end < known && !end_.compare_exchange_weak(known, end)) continue;
  }

  const frame_picker& frames_;
  resolved_movie movie_;
  std::size_t length_;
  std::atomic<std::size_t> end_; // of the frames
  std::atomic<std::size_t> next_{0};
  std::atomic<bool> failed_{false};
  std::mutex mutex_; // of what follows
  std::unique_ptr<random_access_sink> spool_;
  std::uint64_t spooled_ = 0;
  std::vector<part> parts_;
};

[[gnu::cold]] ARRAYREEL_INLINE video_report write_segments(const std::string& path,
                                                           const frame_source& whole,
                                                           const frame_picker& frames,
                                                           const video_options& options,
                                                           unsigned jobs, std::size_t length) {
  check_on_error(options);
  const auto refuse_option = [](const char* what, const char* expected) {
    refuse(error_kind::parameter, {what, " for a movie in segments; expected ", expected});
  };
  if (options.crash_safe) refuse_option("crash_safe", "video_writer");
  if (options.range_policy == range_policy::first_frame)
    refuse_option("range_policy first_frame", "a range, whole or per_frame");
  if (options.sources.size() > 1)
    refuse(error_kind::parameter,
           {options.sources.size(), " sources for a movie in segments; expected 1"});
  // What is wrong with the options is found before the frames are looked at.
  video_options planned = options;
  planned.range_policy = range_policy::automatic;
  const container named = container_of_extension(extension_of(path));
  const encoder_plan plan = plans_for(checked(planned), named, false).front();
  if (!plan.container->fragments)
    refuse(error_kind::parameter,
           {"segments in the container ", plan.container->name, "; expected ",
            names_among(container_table, [](const container_facts& c) { return c.fragments; })});
  const frames_of_source all(whole, options.axes);
  resolved_movie movie = resolved(all, whole, options);
  // In memory no name says the container, which the segments share.
  codec_settings settings = options.sources.empty() ? default_settings(plan.codec->id)
                                                    : options.sources.front().settings();
  settings.container = plan.container->id;
  movie.options.sources = {codec(std::move(settings))};
  const std::size_t processors = usable_processors();
  std::size_t workers = jobs != 0 ? jobs : processors;
  if (length == 0) length = segment_length(frames.count, workers, options);
  if (frames.count == 0)
    refuse(error_kind::parameter, {"a movie of no frames; expected 1 or more"});
  segment_encoder encoder(path, frames, std::move(movie), length);
  workers = std::min(workers, encoder.segments());
  encoder.share(workers > 1 && options.threads == 0
                    ? static_cast<unsigned>(std::max<std::size_t>(1, processors / workers))
                    : options.threads);
  in_threads(workers, [&](std::size_t) { encoder.work(); });
  return encoder.finish(path);
}

[[gnu::cold]] ARRAYREEL_INLINE video_report
write_stack_in_segments(const std::string& path, const array_ref& stack,
                        const video_options& options, unsigned jobs, std::size_t length) {
  const frame_stack frames(stack, options.axes);
  const frame_picker picker{&frames, frames.size(),
                            [](const void* all, std::size_t index, frame_taker& taker) {
                              const auto& each = *static_cast<const frame_stack*>(all);
                              taker.take(each.frame(index), nullptr);
                              return true;
                            }};
  return write_segments(path, frame_source(stack), picker, options, jobs, length);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

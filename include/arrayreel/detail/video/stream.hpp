// One source of a movie: pixels to an encoder's frames, those to packets, those to its file.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

#include "../../color.hpp"
#include "../../video_options.hpp"
#include "../platform/process.hpp"
#include "../platform/signals.hpp"
#include "../raster/picture.hpp"
#include "encoder.hpp"
#include "encoder_plan.hpp"
#include "encoder_trial.hpp"
#include "frame_filler.hpp"
#include "libav.hpp"
#include "mime.hpp"
#include "muxer.hpp"
#include "theora_repeat.hpp"
#include "webp_times.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Converts, encodes and writes. `convert` may run in another thread than the rest.
class video_stream {
public:
  [[gnu::cold]] video_stream(encoder_plan plan, const video_format& format, color background,
                             std::unique_ptr<random_access_sink> sink, bool crash_safe,
                             const named_texts* texts)
      : plan_(std::move(plan)), format_(format),
        fill_(pixel_format_of(plan_.codec->pixels, format), background, format.alpha),
        crash_safe_(crash_safe), muxer_(plan_, format, std::move(sink), crash_safe, texts),
        encoder_(open_encoder(plan_, format, muxer_.wants_global_header())),
        properties_(new_av_frame()), packet_(new_av_packet()) {
    muxer_.begin(encoder_);
    const AVCodecContext& c = *encoder_.context;
    properties_->color_range = c.color_range;
    properties_->color_primaries = c.color_primaries;
    properties_->color_trc = c.color_trc;
    properties_->colorspace = c.colorspace;
    properties_->chroma_location = c.chroma_sample_location;
    properties_->sample_aspect_ratio = c.sample_aspect_ratio;
  }

  /// A frame for `encode`.
  /// \param part what replaces a part of the picture, or nullptr
  [[nodiscard]] av_frame convert(const picture& whole, const frame_part* part = nullptr) {
    av_frame frame = writable_frame();
    fill_(whole, *frame);
    if (part != nullptr) fill_.patch(*part, *frame);
    return frame;
  }

  /// Whether a label has to be in the picture itself, for want of parts.
  [[nodiscard]] bool is_indexed() const noexcept {
    return plan_.codec->pixels == pixel_kind::indexed;
  }

  /// \param time, duration in units of the format's time base
  void encode(av_frame frame, std::int64_t time, std::int64_t duration) {
    const std::int64_t since = time - format_.begin;
    frame->pts = av_rescale_q(since, format_.time_base, encoder_.context->time_base);
    end_ = av_rescale_q(since + duration, format_.time_base, encoder_.context->time_base);
    frame_duration_ = std::max<std::int64_t>(
        1, av_rescale_q(duration, format_.time_base, encoder_.context->time_base));
    drain(send(frame.get()), false);
    reuse(std::move(frame));
    if (crash_safe_) end_fragment_in_time(time + duration);
  }

  /// What was encoded so far is in the file.
  void end_fragment() {
    muxer_.end_fragment();
    fragment_wall_ = steady_seconds();
    fragment_time_ = last_time_;
    has_fragment_ = true;
  }

  /// The last frames, and the file's end.
  void finish() {
    drain(send(nullptr), true);
    // What is still to be done, such as tidying, takes its memory rather than more.
    encoder_.context.reset();
    frames_.clear();
    muxer_.end();
  }

  /// Some encoders say with their first frame alone what the MIME type tells of the codec.
  [[nodiscard]] written_source description() const {
    return {.codec = plan_.codec->name,
            .encoder = encoder_.name,
            .mime = mime_of(plan_, muxer_.parameters().codec_id, muxer_.extradata()),
            .path = {},
            .bytes = 0};
  }
  [[nodiscard]] video_muxer& muxer() noexcept { return muxer_; }

private:
  // Memory that the encoder has given back is taken again: fresh memory costs as much as the
  // conversion.
  [[nodiscard]] av_frame writable_frame() {
    const std::lock_guard lock(frames_mutex_);
    for (av_frame& frame : frames_)
      if (frame != nullptr && av_frame_is_writable(frame.get()) > 0) {
        av_frame found = std::move(frame);
        frame = std::move(frames_.back());
        frames_.pop_back();
        return found;
      }
    av_frame frame = new_av_frame();
    frame->format = pixel_format_of(plan_.codec->pixels, format_);
    frame->width = static_cast<int>(format_.width);
    frame->height = static_cast<int>(format_.height);
    av_check(av_frame_copy_props(frame.get(), properties_.get()), "a frame");
    const int code = av_frame_get_buffer(frame.get(), 0);
    if (code < 0)
      av_check(
          code,
          joined_text({"a frame of ", format_.width, " x ", format_.height, " pixels"}).c_str());
    return frame;
  }

  void reuse(av_frame frame) {
    const std::lock_guard lock(frames_mutex_);
    if (frames_.size() < 8) frames_.push_back(std::move(frame));
  }

  // libvpx and libaom start threads when they get their first frames.
  [[nodiscard]] int send(const AVFrame* frame) {
    const blocked_signals program_signals;
    return avcodec_send_frame(encoder_.context.get(), frame);
  }
  [[nodiscard]] int receive() {
    const blocked_signals program_signals;
    return avcodec_receive_packet(encoder_.context.get(), packet_.get());
  }

  void drain(int sent, bool to_the_end) {
    av_check(sent, "the encoder ", encoder_.name);
    while (true) {
      const int code = receive();
      if (code == AVERROR(EAGAIN) && !to_the_end) return;
      if (code == AVERROR_EOF) return;
      av_check(code, "the encoder ", encoder_.name);
      if (packets_++ == 0) mends_decoding_times_ = to_the_end && encoder_.name == "libx265";
      if (mends_decoding_times_)
        packet_->dts = format_.constant_rate ? packets_ - most_reordered - 1 : packet_->pts;
      if (packet_->size == 0 && encoder_.name == "libtheora")
        replace(theora_repeat(format_.width, format_.height));
      if (encoder_.name == "libwebp_anim")
        replace(webp_times(format_.width, format_.height, end_,
                           format_.loop ? 0 : 1)({packet_->data, packet_size()}));
      // Without it the last frame would be missing from the movie's duration.
      if (packet_->duration == 0) packet_->duration = frame_duration_;
      muxer_.write(*packet_);
    }
  }

  [[nodiscard]] std::size_t packet_size() const noexcept {
    return static_cast<std::size_t>(std::max(packet_->size, 0));
  }

  /// Gives the packet other bytes.
  [[gnu::cold]] void replace(const std::vector<std::uint8_t>& bytes) {
    av_packet other = new_av_packet();
    if (bytes.size() > std::numeric_limits<int>::max()) refuse_memory("a packet");
    av_check(::av_new_packet(other.get(), static_cast<int>(bytes.size())), "a packet");
    av_check(av_packet_copy_props(other.get(), packet_.get()), "a packet");
    std::copy(bytes.begin(), bytes.end(), other->data);
    packet_ = std::move(other);
  }

  // A second of the movie or of the day at most is lost to a crash; half of that leaves room for
  // slow disks. The first frame is there at once: without it there is no file to play.
  void end_fragment_in_time(std::int64_t end) {
    last_time_ = end;
    const double seconds = static_cast<double>(end - fragment_time_) * av_q2d(format_.time_base);
    const auto now = steady_seconds();
    if (!has_fragment_ || seconds >= 0.5 || now - fragment_wall_ >= 0.5) end_fragment();
  }

  encoder_plan plan_;
  video_format format_;
  frame_filler fill_;
  bool crash_safe_;
  video_muxer muxer_;
  opened_encoder encoder_;
  av_frame properties_; // the colours' description, which all frames have
  av_packet packet_;
  std::mutex frames_mutex_;
  std::vector<av_frame> frames_;
  std::int64_t frame_duration_ = 1;
  std::int64_t end_ = 0; // of the movie so far, in the encoder's time base
  // x265's decoding times are of memory that it never set where a movie ends before its encoder
  // has looked ahead.
  bool mends_decoding_times_ = false;
  std::int64_t packets_ = 0;
  static constexpr std::int64_t most_reordered = 4; // frames, of B-frames that refer to B-frames
  std::int64_t last_time_ = 0;
  std::int64_t fragment_time_ = 0;
  bool has_fragment_ = false;
  double fragment_wall_ = steady_seconds();
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

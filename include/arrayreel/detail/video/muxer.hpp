// Compressed frames into a file format, with the index in front where the output can be reread.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "../io/sink.hpp"
#include "encoder.hpp"
#include "encoder_plan.hpp"
#include "encoder_trial.hpp"
#include "libav.hpp"
#include "mime.hpp"
#include "muxer_output.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Makes a muxer or demuxer silent, as `log_level_offset` makes an encoder: its class is replaced
/// by a copy that finds the offset in a field that only probing reads.
inline void silence(AVFormatContext& context) noexcept {
  static const AVClass quiet = [] {
    AVClass c = *avformat_get_class();
    c.log_level_offset_offset = static_cast<int>(offsetof(AVFormatContext, fps_probe_size));
    return c;
  }();
  context.av_class = &quiet;
  context.fps_probe_size = 100;
}

/// Names and texts, UTF-8.
using named_texts = std::vector<std::pair<std::string, std::string>>;

/// Sets those of the whole file.
[[gnu::cold]] inline void set_texts(AVFormatContext& context, const named_texts& texts) {
  for (const auto& [name, text] : texts)
    av_check(av_dict_set(&context.metadata, name.c_str(), text.c_str(), 0), "a text");
}

/// The MP4 muxer's flag for names that are not its own.
inline constexpr const char* any_names = "+use_metadata_tags";

/// Whether FFmpeg's MP4 muxer can make an ordinary file of a fragmented one where that stands
/// (FFmpeg 7.1 and later).
[[nodiscard, gnu::cold]] inline bool has_hybrid_fragments(const AVOutputFormat& muxer) {
  const AVClass* kind = muxer.priv_class;
  return kind != nullptr && av_opt_find(&kind, "hybrid_fragmented", "movflags", 0,
                                        AV_OPT_SEARCH_FAKE_OBJ) != nullptr;
}

/// One stream of packets to one output.
class video_muxer {
public:
  /// \param crash_safe the file plays while it is written.
  /// \param texts what the file says of its values, as far as it is known; nullptr where it is to
  /// say nothing
  [[gnu::cold]] video_muxer(const encoder_plan& plan, const video_format& format,
              std::unique_ptr<random_access_sink> sink, bool crash_safe, const named_texts* texts)
      : facts_(*plan.container), output_(std::move(sink)),
        fragments_(crash_safe || !output_.sink().seekable()), crash_safe_(crash_safe),
        constant_rate_(format.constant_rate), begin_(format.begin),
        begin_unit_(format.time_base) {
    AVFormatContext* context = nullptr;
    const int code = avformat_alloc_output_context2(&context, nullptr, facts_.muxer, nullptr);
    context_.reset(context);
    if (context_ == nullptr && !has_muxer(facts_))
      refuse(error_kind::encoder, {"the muxer ", facts_.muxer, " for ", plan.codec->name,
                                   ": not in this FFmpeg", other_ways(plan.codec->name, "")});
    av_check(code, "the muxer ", facts_.muxer);
    silence(*context_);
    // No library versions inside: they say nothing of the movie.
    context_->flags |= AVFMT_FLAG_BITEXACT;
    // Or FFmpeg would let a part without an index begin at 0.
    if (begin_ > 0) context_->avoid_negative_ts = 0;
    output_.attach(*context_);
    stream_ = av_not_null(avformat_new_stream(context_.get(), nullptr), "a stream");
    if (texts != nullptr) describe(*texts);
    // Where the first frame's time is above 0 its edit list would hide frames.
    hybrid_ = is_fragmented_mp4() && output_.sink().seekable() && begin_ == 0 &&
              has_hybrid_fragments(*context_->oformat) && goes_with_hybrid_fragments(plan.user);
    prepare(format);
  }

  video_muxer(const video_muxer&) = delete;
  video_muxer& operator=(const video_muxer&) = delete;
  ~video_muxer() {
    // FFmpeg's GIF muxer frees the frame that it holds back only at the file's end.
    if (state_ != state::writing || facts_.id != container::gif) return;
    output_.abandon();
    av_write_trailer(context_.get());
  }

  [[nodiscard]] bool wants_global_header() const noexcept {
    return (context_->oformat->flags & AVFMT_GLOBALHEADER) != 0;
  }

  /// Sets what the file says of its values. An MP4 file's index, which is written last, has it also
  /// when it was not known at the beginning.
  [[gnu::cold]] void describe(const named_texts& texts) {
    texts_ = texts;
    set_texts(*context_, texts);
  }
  /// What the file says; nothing where it is to say nothing.
  [[nodiscard]] const std::optional<named_texts>& texts() const noexcept { return texts_; }

  /// Writes the file's beginning.
  /// \throws error (parameter) for an option that neither encoder nor muxer took.
  [[gnu::cold]] void begin(const opened_encoder& encoder) {
    const AVCodecContext& c = *encoder.context;
    av_check(avcodec_parameters_from_context(stream_->codecpar, &c), "the stream's parameters");
    stream_->time_base = c.time_base;
    if (constant_rate_) stream_->avg_frame_rate = stream_->r_frame_rate = c.framerate;
    stream_->sample_aspect_ratio = c.sample_aspect_ratio;
    // What Safari asks for.
    if (c.codec_id == AV_CODEC_ID_HEVC && facts_.id == container::mp4)
      stream_->codecpar->codec_tag = MKTAG('h', 'v', 'c', '1');
    // libaom says with its first frame what belongs into an index. From FFmpeg 9 on an MP4's muxer
    // does not pass it on to the parameters.
    wants_beginning_ = c.codec_id == AV_CODEC_ID_AV1 && c.extradata_size == 0;
    // Hybrid fragments do not need that, and with FFmpeg 7.1 their file could not be read.
    index_waits_ = wants_beginning_ && is_in_pieces();
    if (index_waits_) {
      own_flags_ += "+delay_moov";
      settings_.set("movflags", own_flags_);
    }
    for (const auto& [name, value] : encoder.left_over) {
      if (!takes_value(context_->oformat->priv_class, name, value))
        refuse(error_kind::parameter, {"the option ", in_quotes(name), " = ", in_quotes(value),
                                       ", which the muxer ", facts_.muxer, " does not take"});
      // What the format is written for stays; the user's flags come on top.
      settings_.set(name, name == "movflags" ? with_own_flags(value) : value);
    }
    const int code = avformat_write_header(context_.get(), settings_.get());
    if (code >= 0) state_ = state::writing;
    output_.check(code, "the file's beginning");
    for (const auto& [name, value] : encoder.left_over)
      if (settings_.has(name.c_str()))
        refuse(error_kind::parameter,
               {"the option ", in_quotes(name), " = ", in_quotes(value),
                ", which neither the encoder ", encoder.name, " nor the muxer ", facts_.muxer,
                " takes"});
    encoder_time_base_ = c.time_base;
    begin_ = av_rescale_q(begin_, begin_unit_, encoder_time_base_);
  }

  /// \param packet with times in the encoder's time base; left empty.
  void write(AVPacket& packet) {
    packet.pts += begin_;
    if (packet.dts != AV_NOPTS_VALUE) packet.dts += begin_;
    av_packet_rescale_ts(&packet, encoder_time_base_, stream_->time_base);
    packet.stream_index = stream_->index;
    last_duration_ = packet.duration;
    // The last frame of a fragment must end before the next one begins, whenever that is. Where the
    // muxer itself puts the fragments together, this is the duration of the movie's last frame, too.
    if (is_in_pieces() && !constant_rate_) packet.duration = 1;
    if (begins_anywhere_) announce_fragment(packet.dts);
    if (std::exchange(wants_beginning_, false))
      beginning_.assign(packet.data, packet.data + std::min(packet.size, 64));
    output_.check(av_interleaved_write_frame(context_.get(), &packet), "writing a frame");
    // The first time this writes the index alone.
    if (std::exchange(index_waits_, false))
      output_.check(av_write_frame(context_.get(), nullptr), "the file's index");
    output_.sink().keep_unfinished();
  }

  /// What was written so far is a file that plays, where the format is written so.
  void end_fragment() {
    if (fragments_ && facts_.fragments && state_ == state::writing && !index_waits_) {
      output_.check(av_write_frame(context_.get(), nullptr), "writing frames");
      // Or the next one would begin where the last frame was guessed to end.
      if (is_fragmented_mp4() && !constant_rate_) {
        av_check(av_opt_set(context_->priv_data, "movflags", "+frag_discont", 0), "a fragment");
        begins_anywhere_ = hybrid_;
      }
    }
    output_.flush();
  }

  /// Writes the file's end: index, durations.
  void end() {
    // Whatever comes of it, the muxer takes no more frames.
    state_ = state::ended;
    // The last step hides the fragments behind the index, which must be there before that.
    if (hybrid_) output_.hold_back_changes();
    output_.check(av_write_trailer(context_.get()), "the file's end");
    output_.flush();
  }

  [[nodiscard]] av_output& output() noexcept { return output_; }
  /// How long the last frame is shown, in a unit of time; 0 where all are as long.
  [[nodiscard]] std::int64_t last_duration(AVRational unit) const noexcept {
    return constant_rate_ ? 0 : av_rescale_q(last_duration_, stream_->time_base, unit);
  }
  [[nodiscard]] const AVCodecParameters& parameters() const noexcept { return *stream_->codecpar; }
  /// What describes the codec: its parameters, or the first frame's beginning where they do not.
  [[nodiscard]] std::span<const std::uint8_t> extradata() const {
    return stream_->codecpar->extradata_size > 0 ? extradata_of(*stream_->codecpar) : beginning_;
  }
  [[nodiscard]] const container_facts& facts() const noexcept { return facts_; }
  /// Whether the file is in pieces that `copy_with_index` puts together.
  [[nodiscard]] bool is_in_pieces() const noexcept { return is_fragmented_mp4() && !hybrid_; }

private:
  enum class state : unsigned char { preparing, writing, ended };

  [[nodiscard]] bool is_fragmented_mp4() const noexcept {
    return crash_safe_ && facts_.id == container::mp4;
  }

  /// Whether the user's options leave the muxer to make an ordinary file of the fragments. With other
  /// flags it may write one that does not play: faststart moves the frames away from where the index
  /// has them. Then the file is copied with its index in front.
  [[nodiscard]] static bool goes_with_hybrid_fragments(const ffmpeg_options& user) {
    return std::none_of(user.begin(), user.end(), [](const auto& option) {
      return option.first == "movflags" && option.second != "hybrid_fragmented" &&
             option.second != "+hybrid_fragmented";
    });
  }

  /// The muxer looks at frag_discont only after it has moved a packet that comes before the last
  /// one's guessed end. An empty packet, which it drops, tells it before.
  [[gnu::cold]] void announce_fragment(std::int64_t time) {
    begins_anywhere_ = false;
    const av_packet empty = new_av_packet();
    empty->dts = empty->pts = time - 1;
    empty->stream_index = stream_->index;
    output_.check(av_interleaved_write_frame(context_.get(), empty.get()), "a fragment");
  }

  /// What FFmpeg's muxer takes for the frames' times.
  [[nodiscard]] static int mp4_timescale(int units_per_second) noexcept {
    while (units_per_second < 10'000) units_per_second *= 2;
    return units_per_second;
  }

  /// Flags of the MP4 muxer behind its own: "faststart", "+faststart" or "-faststart".
  [[nodiscard]] std::string with_own_flags(const std::string& value) const {
    const bool has_sign = value.starts_with('+') || value.starts_with('-');
    return own_flags_ + (has_sign ? "" : "+") + value;
  }

  [[gnu::cold]] void prepare(const video_format& format) {
    const AVRational frame = {format.fps.denominator(), format.fps.numerator()};
    switch (facts_.id) {
      case container::mp4:
        // In units of which the movie's duration is a whole number, as its frames' are.
        settings_.set("movie_timescale", to_text(mp4_timescale(format.time_base.den)));
        own_flags_ = !fragments_   ? "+faststart"
                     : crash_safe_ ? "+empty_moov+default_base_moof+frag_custom"
                                   : "+empty_moov+default_base_moof+delay_moov+frag_keyframe";
        // Or fragments would count from the first of them.
        if (fragments_ && begin_ > 0) own_flags_ += "+frag_discont";
        if (hybrid_) own_flags_ += "+hybrid_fragmented";
        // Between any two frames there is time for an empty packet.
        if (hybrid_ && !constant_rate_)
          settings_.set("video_track_timescale", to_text(2 * finest_time_steps));
        if (texts_) own_flags_ += any_names;
        settings_.set("movflags", own_flags_);
        break;
      case container::webm:
      case container::mkv:
        if (!output_.sink().seekable())
          settings_.set("live", "1");
        else if (!crash_safe_)
          settings_.set("cues_to_front", "1");
        break;
      case container::gif:
        settings_.set("loop", format.loop ? "0" : "-1");
        settings_.set("final_delay",
                      to_text(std::max<std::int64_t>(1, av_rescale_q(1, frame, {1, 100}))));
        break;
      case container::apng:
        // Its head, which counts the frames, is written last.
        if (!output_.sink().seekable())
          refuse(error_kind::parameter, {"apng to a sink or pipe; expected a file, or memory"});
        settings_.set("plays", format.loop ? "0" : "1");
        settings_.set("final_delay", to_text(frame.num) + "/" + to_text(frame.den));
        break;
      case container::webp: settings_.set("loop", format.loop ? "0" : "1"); break;
      case container::ogg:
      case container::automatic: break;
    }
  }

  const container_facts& facts_;
  std::string own_flags_; // of the MP4 muxer
  std::optional<named_texts> texts_;
  av_output output_;
  bool fragments_;
  bool crash_safe_;
  bool hybrid_ = false; ///< the muxer puts the fragments together
  bool index_waits_ = false; ///< for the first frame
  bool wants_beginning_ = false; ///< of the first frame, for what describes the codec
  std::vector<std::uint8_t> beginning_;
  bool begins_anywhere_ = false; ///< the next packet, before the last one's guessed end or after it
  bool constant_rate_;
  av_format_context context_; // after what it writes to
  AVStream* stream_ = nullptr;
  av_options settings_;
  AVRational encoder_time_base_{1, 25};
  std::int64_t last_duration_ = 0;
  std::int64_t begin_; // of the first frame
  AVRational begin_unit_;
  state state_ = state::preparing;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// Parts of a movie into one, packet by packet, without decoding or encoding.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "../io/file_sink.hpp"
#include "../io/sink.hpp"
#include "codec_table.hpp"
#include "libav.hpp"
#include "mime.hpp"
#include "muxer.hpp"
#include "muxer_output.hpp"
#include "part_input.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

using parts_of_movie = std::vector<std::unique_ptr<part_bytes>>;

/// The codec's row; nullptr for one that no row is about.
[[nodiscard, gnu::cold]] inline const codec_facts* row_of(const AVCodecParameters& p) noexcept {
  const bool rgb = p.color_space == AVCOL_SPC_RGB;
  switch (p.codec_id) {
    case AV_CODEC_ID_H264: return &facts_of(rgb ? codec_id::h264_rgb : codec_id::h264);
    case AV_CODEC_ID_HEVC: return &facts_of(codec_id::hevc);
    case AV_CODEC_ID_AV1: return &facts_of(codec_id::av1);
    case AV_CODEC_ID_VP9: return &facts_of(rgb ? codec_id::vp9_lossless : codec_id::vp9);
    case AV_CODEC_ID_VP8: return &facts_of(codec_id::vp8);
    case AV_CODEC_ID_THEORA: return &facts_of(codec_id::theora);
    case AV_CODEC_ID_FFV1: return &facts_of(codec_id::ffv1);
    default: return nullptr;
  }
}

/// What is known of the whole before a byte of it is written, and the writing.
///
/// Each part begins with a frame that refers to none before it, and its frames are shown in the
/// order of the whole, so packets need new times and nothing else. Frames that refer to later ones
/// are decoded before they are shown; by how many frames must be the same all along: as in one
/// encoding, a packet's time of decoding is the time of the frame shown `delay_` frames before it.
class part_joiner {
public:
  explicit part_joiner(const parts_of_movie& parts) : parts_(parts) {}

  /// Goes through all parts.
  /// \param wanted the container of the joined file's name, or automatic
  /// \throws error (io, format, parameter) for a part that cannot be read, does not go with the
  /// first, or does not begin where the one before ends.
  [[gnu::cold]] void plan(container wanted) {
    if (parts_.empty()) refuse(error_kind::parameter, {"no parts to join; expected 1 or more"});
    for (const auto& part : parts_) take(*part, wanted);
    place();
  }

  /// Writes the whole.
  [[nodiscard, gnu::cold]] std::unique_ptr<random_access_sink>
  write(std::unique_ptr<random_access_sink> to) {
    av_output output(std::move(to));
    AVFormatContext* made = nullptr;
    const int code = avformat_alloc_output_context2(&made, nullptr, container_->muxer, nullptr);
    const av_format_context out(made);
    av_check(code, "the muxer ", container_->muxer);
    silence(*out);
    out->flags |= AVFMT_FLAG_BITEXACT;
    output.attach(*out);
    AVStream& stream = *av_not_null(avformat_new_stream(out.get(), nullptr), "a stream");
    begin(*out, stream, output);
    std::size_t index = 0;
    for (std::size_t i = 0; i < parts_.size(); ++i) {
      part_reader in(*parts_[i]);
      const std::size_t end = i + 1 < begins_.size() ? begins_[i + 1] : pts_.size();
      for (; AVPacket* const packet = in.next(); ++index) {
        if (index == end) changed(*parts_[i]);
        packet->pts = pts_[index];
        packet->dts = decoding_time(index);
        if (step_ > 0) packet->duration = step_;
        if (step_ == 0 && packet->pts == shown_.back()) packet->duration = last_duration_;
        packet->stream_index = 0;
        packet->pos = -1;
        av_packet_rescale_ts(packet, unit_, stream.time_base);
        output.check(av_interleaved_write_frame(out.get(), packet), "writing a frame");
      }
      if (index != end) changed(*parts_[i]);
    }
    output.check(av_write_trailer(out.get()), "the file's end");
    output.flush();
    bytes_ = output.size();
    return output.release();
  }

  /// What was written, but for its path.
  [[nodiscard, gnu::cold]] video_report report() const {
    video_report result;
    result.frames = pts_.size();
    result.duration = duration_;
    result.bytes = bytes_;
    result.width = static_cast<std::size_t>(std::max(parameters_->width, 0));
    result.height = static_cast<std::size_t>(std::max(parameters_->height, 0));
    encoder_plan plan;
    plan.codec = codec_;
    plan.container = container_;
    result.sources.push_back(
        {.codec = codec_->name,
         .encoder = {},
         .mime = mime_of(plan, parameters_->codec_id, extradata_of(*parameters_)),
         .path = {},
         .bytes = bytes_});
    return result;
  }
  [[nodiscard]] const container_facts& container_of_parts() const noexcept { return *container_; }

private:
  struct free_parameters {
    void operator()(AVCodecParameters* p) const noexcept { avcodec_parameters_free(&p); }
  };

  [[noreturn, gnu::cold]] void mismatch(const part_bytes& part, const char* what,
                                        const std::string& is, const std::string& expected) const {
    refuse(error_kind::parameter, {what, " ", is, "; expected ", expected, " as in ",
                                   in_quotes(parts_.front()->name()),
                                   ": parts of a movie are encoded with the same options"},
           part.name());
  }
  template <class T>
  void must_be(const part_bytes& part, const char* what, const T& is, const T& expected) const {
    if (is != expected) mismatch(part, what, text_of(is), text_of(expected));
  }
  [[nodiscard]] static std::string text_of(const std::string& text) { return in_quotes(text); }
  [[nodiscard]] static std::string text_of(int number) { return to_text(number); }
  [[noreturn, gnu::cold]] static void changed(const part_bytes& part) {
    refuse(error_kind::io, {"changed while it was joined"}, part.name());
  }

  /// Looks at one part.
  [[gnu::cold]] void take(part_bytes& part, container wanted) {
    part_reader in(part);
    if (begins_.empty())
      begin_with(in, wanted);
    else
      compare(in);
    const std::size_t begin = pts_.size();
    begins_.push_back(begin);
    std::vector<std::int64_t> dts;
    std::int64_t duration = 0; // of the last packet
    while (const AVPacket* const packet = in.next()) {
      if (packet->pts == AV_NOPTS_VALUE)
        refuse(error_kind::format, {"has a frame without a time"}, part.name());
      if ((packet->flags & AV_PKT_FLAG_DISCARD) != 0)
        refuse(error_kind::format, {"has frames that it does not show; expected all shown"},
               part.name());
      if (pts_.size() == begin && (packet->flags & AV_PKT_FLAG_KEY) == 0)
        refuse(error_kind::format,
               {"begins with a frame that refers to others; expected a key frame"}, part.name());
      pts_.push_back(packet->pts);
      dts.push_back(packet->dts == AV_NOPTS_VALUE ? packet->pts : packet->dts);
      duration = packet->duration;
    }
    if (dts.empty()) refuse(error_kind::format, {"has no frames"}, part.name());
    last_duration_ = last_duration(in, begin, duration);
    arrange(part, begin, dts);
  }

  /// How long the last frame of the part is shown: of it alone, demuxers say it as the file's end.
  [[nodiscard, gnu::cold]] std::int64_t last_duration(const part_reader& in, std::size_t begin,
                                                      std::int64_t said) const {
    const auto [first, last] =
        std::minmax_element(pts_.begin() + static_cast<std::ptrdiff_t>(begin), pts_.end());
    const std::int64_t whole = container_->id == container::mp4
                                   ? *first + in.stream().duration
                                   : av_rescale_q(in.context().duration, {1, AV_TIME_BASE}, unit_);
    const bool known = container_->id == container::mp4 ? in.stream().duration > 0
                                                        : in.context().duration > 0;
    const std::int64_t longest = static_cast<std::int64_t>(longest_time) * unit_.den / unit_.num;
    if (known && whole > *last && whole - *last < longest) return whole - *last;
    if (said > 0) return said;
    const std::size_t count = pts_.size() - begin;
    const auto frames = static_cast<std::int64_t>(count > 1 ? count - 1 : 1);
    return std::max<std::int64_t>(1, (*last - *first) / frames);
  }

  /// The first part says what all are like.
  [[gnu::cold]] void begin_with(const part_reader& in, container wanted) {
    const AVStream& stream = in.stream();
    const std::string& name = in.bytes().name();
    parameters_.reset(av_not_null(avcodec_parameters_alloc(), "the stream's parameters"));
    av_check(avcodec_parameters_copy(parameters_.get(), stream.codecpar), "the stream's parameters");
    codec_ = row_of(*parameters_);
    const auto joins = [](const container_facts& c) { return c.fragments; };
    const std::string_view format = in.context().iformat->name;
    container_ = format.find("mp4") != format.npos ? &facts_of(container::mp4) : nullptr;
    if (format.find("matroska") != format.npos) {
      const bool may_be_webm = codec_ != nullptr &&
                               std::find(codec_->containers.begin(), codec_->containers.end(),
                                         container::webm) != codec_->containers.end();
      const bool is_webm =
          wanted != container::automatic ? wanted == container::webm : is_named_webm(in);
      container_ = &facts_of(is_webm && may_be_webm ? container::webm : container::mkv);
    }
    if (container_ == nullptr || codec_ == nullptr)
      refuse(error_kind::parameter,
             {"is ", format, " with ", avcodec_get_name(parameters_->codec_id), "; expected a part in ",
              names_among(container_table, joins)},
             name);
    if (wanted != container::automatic && wanted != container_->id)
      refuse(error_kind::parameter, {"is a part in ", container_->name, "; expected one in ",
                                     facts_of(wanted).name, ", as the joined movie's name says"},
             name);
    // VP9's description has the pixels' format in it, which only decoding would tell.
    if (parameters_->codec_id == AV_CODEC_ID_VP9)
      parameters_->format = codec_->id == codec_id::vp9 ? AV_PIX_FMT_YUV420P : AV_PIX_FMT_GBRP;
    unit_ = stream.time_base;
    shape_ = stream.sample_aspect_ratio;
    rate_ = stream.avg_frame_rate;
    // A movie whose frames have the caller's times says no rate in Matroska, and counts in this
    // unit in MP4.
    constant_ = container_->id == container::mp4 ? unit_.den != finest_time_steps : rate_.num > 0;
    texts_ = texts_of(in);
  }

  /// Matroska's own name for the format stands in its first bytes.
  [[nodiscard, gnu::cold]] static bool is_named_webm(const part_reader& in) {
    std::uint8_t start[64];
    const std::size_t n = in.bytes().read(0, start);
    return std::string_view(reinterpret_cast<const char*>(start), n).find("webm") !=
           std::string_view::npos;
  }

  /// Names and texts that say something of the values, not of the file.
  [[nodiscard, gnu::cold]] static named_texts texts_of(const part_reader& in) {
    named_texts result;
    const AVDictionaryEntry* entry = nullptr;
    while ((entry = av_dict_get(in.context().metadata, "", entry, AV_DICT_IGNORE_SUFFIX)) != nullptr) {
      const std::string name = entry->key;
      constexpr std::string_view of_files = " major_brand minor_version compatible_brands encoder "
                                            "ENCODER creation_time ";
      if (of_files.find(" " + name + " ") == of_files.npos)
        result.emplace_back(name, entry->value);
    }
    return result;
  }

  [[gnu::cold]] void compare(const part_reader& in) const {
    const part_bytes& part = in.bytes();
    const AVCodecParameters& is = *in.stream().codecpar;
    const AVCodecParameters& first = *parameters_;
    const std::string_view format = in.context().iformat->name;
    const bool mp4 = format.find("mp4") != format.npos;
    if (mp4 != (container_->id == container::mp4))
      mismatch(part, "is in", std::string(format), container_->name);
    must_be(part, "has the codec", std::string(avcodec_get_name(is.codec_id)),
            std::string(avcodec_get_name(first.codec_id)));
    must_be(part, "has a width of", is.width, first.width);
    must_be(part, "has a height of", is.height, first.height);
    const auto rate = [](AVRational r) { return to_text(r.num) + "/" + to_text(r.den); };
    if (av_cmp_q(in.stream().time_base, unit_) != 0 ||
        (!mp4 && (rate_.num > 0) != (in.stream().avg_frame_rate.num > 0)) ||
        (!mp4 && rate_.num > 0 && av_cmp_q(in.stream().avg_frame_rate, rate_) != 0))
      mismatch(part, "has another frame rate, its frames count time in",
               mp4 ? rate(in.stream().time_base) + " s" : rate(av_inv_q(in.stream().avg_frame_rate)) + " s",
               mp4 ? rate(unit_) + " s" : rate(av_inv_q(rate_)) + " s");
    if (is.color_range != first.color_range || is.color_space != first.color_space ||
        is.color_primaries != first.color_primaries || is.color_trc != first.color_trc)
      mismatch(part, "has other colours,", "numbered " + to_text(static_cast<int>(is.color_space)),
               to_text(static_cast<int>(first.color_space)));
    // Of AV1, whose frames carry them, too.
    const bool alike = is.extradata_size == first.extradata_size &&
                       std::equal(is.extradata, is.extradata + is.extradata_size, first.extradata);
    if (!alike)
      mismatch(part, "has other parameter sets, of", to_text(is.extradata_size) + " bytes",
               to_text(first.extradata_size) + " bytes with the same settings of the encoder");
    const named_texts texts = texts_of(in);
    for (const auto& [name, text] : texts_) compare_text(part, name, text, texts);
    for (const auto& [name, text] : texts) compare_text(part, name, text_named(name, texts_), texts);
  }

  [[nodiscard, gnu::cold]] static std::string text_named(const std::string& name,
                                                         const named_texts& texts) {
    for (const auto& [each, text] : texts)
      if (each == name) return text;
    return {};
  }
  [[gnu::cold]] void compare_text(const part_bytes& part, const std::string& name,
                                  const std::string& expected, const named_texts& texts) const {
    if (name == "first_time" || name == "FIRST_TIME") return; // each part's own
    must_be(part, joined_text({"says of its values ", name}).c_str(), text_named(name, texts), expected);
  }

  /// Where the part's frames stand among those before.
  [[gnu::cold]] void arrange(const part_bytes& part, std::size_t begin,
                             const std::vector<std::int64_t>& dts) {
    const std::size_t count = pts_.size() - begin;
    std::vector<std::int64_t> shown(pts_.begin() + static_cast<std::ptrdiff_t>(begin), pts_.end());
    std::sort(shown.begin(), shown.end());
    for (std::size_t i = 1; i < count; ++i)
      if (shown[i] == shown[i - 1])
        refuse(error_kind::format, {"shows two frames at once"}, part.name());
    const std::int64_t first = shown.front();
    const bool exact = container_->id == container::mp4;
    if (begin == 0) {
      if (constant_ && exact) step_ = count > 1 ? shown[1] - shown[0] : last_duration_;
      if (first != 0)
        refuse(error_kind::parameter, {"begins ", seconds(first),
                                       " s after the whole movie; expected the first part first"},
               part.name());
    }
    // A part that begins at 0 says nothing of its place: it comes behind the one before.
    const bool placed = first != 0;
    std::int64_t shift = 0;
    if (begin > 0) {
      const std::int64_t expected = constant_ ? time_of(begin) : end_;
      // Matroska rounds times, and the rate.
      const std::int64_t slack = exact ? 0 : time_of(1) / 2;
      if (!placed || (constant_ && exact && first == cut_to_milliseconds(expected) &&
                      expected - first <= time_of(1) / 2))
        shift = expected - first;
      else if (constant_ ? first < expected - slack || first > expected + slack : first <= last_)
        refuse(error_kind::parameter,
               {"begins at ", seconds(first), " s", of_frame(first), "; expected ",
                constant_ ? "" : "later than ", seconds(constant_ ? expected : last_), " s",
                of_frame(constant_ ? expected : last_), ", where the part before ends"},
               part.name());
    }
    std::size_t said = 0; // how many frames are decoded before the first is shown
    for (std::size_t i = 0; i < count; ++i) {
      std::int64_t& pts = pts_[begin + i];
      const auto place = static_cast<std::size_t>(
          std::lower_bound(shown.begin(), shown.end(), pts) - shown.begin());
      // How many of the frames that are shown before it are decoded after it, and the reverse.
      delay_ = std::max(delay_, i - std::min(i, place));
      if (exact && dts[i] < first) said = i + 1;
      pts += shift;
      if (!constant_) continue;
      const std::int64_t expected = time_of(begin + place);
      if (exact && pts != expected)
        refuse(error_kind::parameter, {"has a frame at ", seconds(pts), " s; expected ",
                                    seconds(expected), " s, by the rate of the first part"},
               part.name());
      // Rounded once, not twice.
      if (!placed && pts >= expected - 1 && pts <= expected + 1) pts = expected;
    }
    // Encoders say another number where they get fewer frames than they look ahead.
    if (count > longest_part_) {
      longest_part_ = count;
      said_delay_ = said;
    }
    last_ = *std::max_element(pts_.begin() + static_cast<std::ptrdiff_t>(begin), pts_.end());
    end_ = last_ + last_duration_;
  }

  /// Where a part begins in an MP4 file that FFmpeg before 5 wrote.
  [[nodiscard]] std::int64_t cut_to_milliseconds(std::int64_t time) const noexcept {
    const std::int64_t whole = av_rescale_q_rnd(time, unit_, {1, 1000}, AV_ROUND_DOWN);
    return av_rescale_q(whole, {1, 1000}, unit_);
  }
  /// When a frame is shown at a constant rate.
  [[nodiscard]] std::int64_t time_of(std::size_t number) const noexcept {
    const auto n = static_cast<std::int64_t>(number);
    return step_ > 0 ? n * step_ : av_rescale_q(n, av_inv_q(rate_), unit_);
  }
  [[nodiscard]] double seconds(std::int64_t time) const noexcept {
    return static_cast<double>(time) * av_q2d(unit_);
  }
  [[nodiscard]] std::string of_frame(std::int64_t time) const {
    if (!constant_) return {};
    const std::int64_t frame =
        step_ > 0 ? time / step_ : av_rescale_q(time, unit_, av_inv_q(rate_));
    return " (frame " + to_text(frame) + ")";
  }

  /// The order of all frames.
  [[gnu::cold]] void place() {
    shown_ = pts_;
    std::sort(shown_.begin(), shown_.end());
    delay_ = std::max(delay_, said_delay_);
    if (delay_ >= pts_.size()) delay_ = pts_.size() - 1;
    duration_ = !constant_ ? seconds(end_ - shown_.front())
                : step_ > 0
                    ? static_cast<double>(pts_.size()) * static_cast<double>(step_) * unit_.num / unit_.den
                    : static_cast<double>(pts_.size()) * rate_.den / rate_.num;
  }
  [[nodiscard]] std::int64_t decoding_time(std::size_t index) const noexcept {
    if (index >= delay_) return shown_[index - delay_];
    return shown_[index] - (shown_[delay_] - shown_.front());
  }

  /// The file's beginning, as `video_muxer` writes it.
  [[gnu::cold]] void begin(AVFormatContext& out, AVStream& stream, av_output& output) const {
    av_check(avcodec_parameters_copy(stream.codecpar, parameters_.get()), "the stream's parameters");
    stream.time_base = unit_;
    if (constant_) stream.avg_frame_rate = stream.r_frame_rate = rate_;
    stream.sample_aspect_ratio = stream.codecpar->sample_aspect_ratio = shape_;
    set_texts(out, texts_);
    av_options settings;
    const bool seekable = output.sink().seekable(); // or it is a pipe
    if (container_->id == container::mp4) {
      const char* const flags =
          seekable ? "+faststart" : "+empty_moov+default_base_moof+delay_moov+frag_keyframe";
      settings.set("movflags", std::string(flags) + (texts_.empty() ? "" : any_names));
      settings.set("movie_timescale", to_text(unit_.den));
    } else {
      settings.set(seekable ? "cues_to_front" : "live", "1");
    }
    output.check(avformat_write_header(&out, settings.get()), "the file's beginning");
  }

  const parts_of_movie& parts_;
  std::unique_ptr<AVCodecParameters, free_parameters> parameters_;
  const codec_facts* codec_ = nullptr;
  const container_facts* container_ = nullptr;
  AVRational unit_{1, 1};
  AVRational rate_{0, 1};
  AVRational shape_{0, 1}; // of a pixel
  bool constant_ = false;
  std::int64_t step_ = 0; // between frames, where it is a whole number of units
  named_texts texts_;
  std::vector<std::size_t> begins_;  // of each part, in packets
  std::vector<std::int64_t> pts_;    // of all packets, in the order of decoding
  std::vector<std::int64_t> shown_;  // the same in the order of showing
  std::size_t delay_ = 0;            // frames between decoding and showing
  std::size_t said_delay_ = 0;       // the same, as the longest part says it
  std::size_t longest_part_ = 0;     // frames
  std::int64_t last_duration_ = 0;   // of the last frame so far
  std::int64_t last_ = 0; // when the last frame so far is shown
  std::int64_t end_ = 0;
  double duration_ = 0;
  std::uint64_t bytes_ = 0;
};

/// Joins parts as a file.
[[nodiscard, gnu::cold]] inline video_report
write_joined(const std::string& path, const parts_of_movie& parts, bool durable) {
  part_joiner joiner(parts);
  joiner.plan(container_of_extension(extension_of(path)));
  const std::unique_ptr<random_access_sink> file = joiner.write(std::make_unique<file_sink>(
      path, file_sink::unfinished::removed, file_sink::lasting{durable}));
  file->commit();
  video_report report = joiner.report();
  report.sources.front().path = path;
  return report;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

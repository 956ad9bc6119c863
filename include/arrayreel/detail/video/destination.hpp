// Where the sources of a movie go, each with its name, and how a finished file gets there.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/message.hpp"
#include "../io/file_sink.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"
#include "muxer.hpp"
#include "muxer_output.hpp"
#include "source_paths.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A whole file that has not got its name yet.
struct complete_file {
  std::unique_ptr<random_access_sink> sink;
  std::uint64_t bytes = 0;
};

/// Copies a fragmented MP4 file into one with a single index in front, packet by packet.
/// \param written what wrote it
/// \throws error (io, encoder); the fragmented file is untouched.
[[nodiscard, gnu::cold]] inline complete_file copy_with_index(const std::string& from,
                                                   const video_muxer& written,
                                                   std::unique_ptr<random_access_sink> to) {
  const std::string url = "file:" + from;
  AVFormatContext* context = av_not_null(avformat_alloc_context(), "a demuxer");
  silence(*context);
  // The file says all of its packets; a parser would write to stderr of one that is cut short.
  context->flags |= AVFMT_FLAG_NOPARSE;
  // The prefix keeps a colon in the path from being read as a protocol.
  const int opened = avformat_open_input(&context, url.c_str(), nullptr, nullptr);
  const av_format_context in(context);
  av_check(opened, from.c_str(), ": reading it back");
  if (in->nb_streams != 1)
    refuse(error_kind::encoder, {"reading it back: ", in->nb_streams, " streams; expected 1"}, from);
  const AVStream& source = *in->streams[0];

  av_output output(std::move(to));
  AVFormatContext* made = nullptr;
  const int code = avformat_alloc_output_context2(&made, nullptr, "mp4", nullptr);
  const av_format_context out(made);
  av_check(code, "the muxer mp4");
  silence(*out);
  out->flags |= AVFMT_FLAG_BITEXACT;
  output.attach(*out);
  AVStream* stream = av_not_null(avformat_new_stream(out.get(), nullptr), "a stream");
  av_check(avcodec_parameters_copy(stream->codecpar, source.codecpar), "the stream's parameters");
  // VP9's description has the pixels' format in it, which only decoding would tell.
  stream->codecpar->format = written.parameters().format;
  stream->time_base = source.time_base;
  stream->avg_frame_rate = source.avg_frame_rate;
  const std::optional<named_texts>& texts = written.texts();
  if (texts) set_texts(*out, *texts);
  av_options settings;
  settings.set("movflags", std::string("+faststart") + (texts ? any_names : ""));
  settings.set("movie_timescale", to_text(source.time_base.den));
  output.check(avformat_write_header(out.get(), settings.get()), "the file's beginning");
  const av_packet packet = new_av_packet();
  // A fragmented file does not tell how long its last frame is shown, and each may be the last.
  const std::int64_t duration = written.last_duration(source.time_base);
  while (true) {
    const int read = av_read_frame(in.get(), packet.get());
    if (read == AVERROR_EOF) break;
    av_check(read, from.c_str(), ": reading it back");
    if ((packet->flags & AV_PKT_FLAG_CORRUPT) != 0)
      refuse(error_kind::io, {"reading it back: a frame is cut short"}, from);
    if (duration > 0) packet->duration = duration;
    av_packet_rescale_ts(packet.get(), source.time_base, stream->time_base);
    output.check(av_interleaved_write_frame(out.get(), packet.get()), "writing a frame");
  }
  output.check(av_write_trailer(out.get()), "the file's end");
  output.flush();
  return {output.release(), output.size()};
}

/// What becomes of a movie's bytes.
class movie_destination {
public:
  /// Into memory.
  movie_destination() = default;
  /// Into files.
  movie_destination(std::string path, bool crash_safe, bool durable)
      : path_(std::move(path)), crash_safe_(crash_safe), durable_(durable), to_files_(true) {}
  /// Into a function of the user's.
  explicit movie_destination(video_sink sink)
      : sink_(std::move(sink)), sink_call_(std::make_unique<sink_call>()) {}

  [[nodiscard]] container container_of_path() const {
    return to_files_ ? container_of_extension(extension_of(path_)) : container::automatic;
  }

  /// Makes the files, so that a wrong folder is known before the first frame.
  [[gnu::cold]] void open(const std::vector<encoder_plan>& plans) {
    if (sink_ && plans.size() != 1)
      refuse(error_kind::parameter, {plans.size(), " sources for one sink; expected 1"});
    if (to_files_) {
      std::vector<source_name> names;
      for (const encoder_plan& plan : plans) names.push_back({plan.codec->name, plan.container});
      paths_ = paths_of(path_, names);
    }
    for (std::size_t i = 0; i < plans.size(); ++i) sinks_.push_back(open_one(i));
  }

  [[nodiscard]] std::unique_ptr<random_access_sink> take(std::size_t source) noexcept {
    return std::move(sinks_[source]);
  }

  /// Makes a finished source last, all but its name.
  [[gnu::cold]] void complete(std::size_t source, video_muxer& muxer, written_source& result) {
    result.bytes = muxer.output().size();
    complete_.resize(sinks_.size());
    if (!to_files_) return;
    result.path = paths_[source];
    auto* file = static_cast<file_sink*>(&muxer.output().sink());
    if (muxer.output().holds_changes()) {
      if (durable_) file->flush_to_disk();
      muxer.output().apply_changes();
    }
    if (muxer.is_in_pieces() && file->seekable()) {
      file->flush_to_system();
      complete_[source] = copy_with_index(
          file->temporary(), muxer,
          std::make_unique<file_sink>(paths_[source], file_sink::unfinished::removed,
                                      file_sink::lasting{durable_}));
      result.bytes = complete_[source].bytes;
      file = static_cast<file_sink*>(complete_[source].sink.get());
    }
    file->complete();
  }

  /// Gives a complete source its name.
  void publish(std::size_t source, video_muxer& muxer) {
    random_access_sink& sink = muxer.output().sink();
    if (complete_[source].sink == nullptr) return sink.commit();
    complete_[source].sink->commit();
    static_cast<file_sink&>(sink).remove_unfinished();
  }

  /// Gives up what has no name yet.
  void discard() noexcept {
    sinks_.clear();
    complete_.clear();
  }

  /// What a file has so far outlives the machine's failure.
  void flush_to_disk(video_muxer& muxer) const {
    if (to_files_) static_cast<file_sink&>(muxer.output().sink()).flush_to_disk();
  }

  /// Leaves the files to the process that they belong to.
  void leave() noexcept {
    for (const auto& sink : sinks_) leave(sink.get());
    for (const complete_file& file : complete_) leave(file.sink.get());
  }
  void leave(random_access_sink* sink) const noexcept {
    if (to_files_ && sink != nullptr) static_cast<file_sink*>(sink)->leave();
  }

  /// The files that hold a crash-safe movie until they get their names.
  [[nodiscard]] const std::vector<std::string>& temporaries() const noexcept {
    return temporaries_;
  }

  /// Whether the movie's own sink is what calls.
  [[nodiscard]] bool is_in_sink() const noexcept {
    return sink_call_ != nullptr && sink_call_->is_in_this_thread();
  }

  /// Whether the movie goes to a function of the user's.
  [[nodiscard]] bool to_sink() const noexcept { return static_cast<bool>(sink_); }
  [[nodiscard]] bool in_memory() const noexcept { return !to_files_ && !sink_; }

private:
  [[nodiscard, gnu::cold]] std::unique_ptr<random_access_sink> open_one(std::size_t source) {
    if (to_files_) {
      auto file = std::make_unique<file_sink>(
          paths_[source],
          crash_safe_ ? file_sink::unfinished::kept : file_sink::unfinished::removed,
          file_sink::lasting{durable_});
      if (crash_safe_) temporaries_.push_back(file->temporary());
      return file;
    }
    if (sink_) return std::make_unique<function_target>(sink_, *sink_call_);
    return std::make_unique<memory_target>();
  }

  std::string path_;
  video_sink sink_;
  std::unique_ptr<sink_call> sink_call_; // of `sink_`
  bool crash_safe_ = false;
  bool durable_ = true;
  bool to_files_ = false;
  std::vector<std::string> paths_;
  std::vector<std::string> temporaries_;
  std::vector<std::unique_ptr<random_access_sink>> sinks_;
  std::vector<complete_file> complete_; // of sources whose file is not what they were written to
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

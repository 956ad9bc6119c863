// Part of the compiled library arrayreel-video: loads the plugin that calls FFmpeg when the first
// movie begins, and passes every call on to it.
//
// Compiled with ARRAYREEL_PLUGIN_FILE, the name of the plugin's file.
#include <arrayreel/detail/video/back_end.hpp>

#include <string_view>
#include <utility>

#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/detail/platform/files.hpp>
#include <arrayreel/detail/platform/loaded_library.hpp>
#include <arrayreel/join_videos.hpp>
#include <arrayreel/version.hpp>

namespace arrayreel::ARRAYREEL_ABI::detail {
namespace {

constexpr const char* plugin_variable = "ARRAYREEL_VIDEO_PLUGIN";

[[noreturn]] void refuse_unopened(const loaded_library& plugin) {
  refuse(error_kind::encoder,
         {"movies need FFmpeg, and the plugin that calls it cannot be opened: ", plugin.failure(),
          "; expected that of arrayreel ", version, "; pictures need neither"});
}

/// The table of a plugin's file.
/// \throws error (encoder) where it is none, or one of another version.
[[nodiscard]] const video_back_end& table_of(const std::string& file) {
  loaded_library plugin(file);
  if (!plugin.is_open()) refuse_unopened(plugin);
  void* const function = plugin.function(back_end_function);
  if (function == nullptr)
    refuse(error_kind::encoder,
           {"movies need arrayreel's plugin for FFmpeg, which this is not: ", plugin.failure()});
  const auto* const table =
      static_cast<const video_back_end*>(reinterpret_cast<const void* (*)()>(function)());
  if (std::string_view(table->version) != version)
    refuse(error_kind::encoder, {"the plugin for movies ", file, " is of arrayreel ", table->version,
                                 "; expected ", version, ", as this library is"});
  return *table;
}

[[nodiscard]] const video_back_end& find_table() {
  const std::string asked = trusted_variable(plugin_variable);
  if (!asked.empty()) return table_of(asked);
  // Beside this library, wherever that is: an installed folder can be moved.
  std::string beside = file_of_code(&plugin_variable);
  beside.resize(beside.rfind('/') == beside.npos ? 0 : beside.rfind('/') + 1);
  beside += ARRAYREEL_PLUGIN_FILE;
  if (is_name(beside)) return table_of(beside);
  const loaded_library elsewhere(ARRAYREEL_PLUGIN_FILE);
  if (elsewhere.is_open()) return table_of(ARRAYREEL_PLUGIN_FILE);
  // The linker's words begin with the name of what it did not find: the plugin, or what that needs.
  if (!elsewhere.failure().starts_with(ARRAYREEL_PLUGIN_FILE)) refuse_unopened(elsewhere);
  refuse(error_kind::encoder,
         {"movies need arrayreel's plugin for FFmpeg, which is not there: expected ", beside,
          ", or where the dynamic linker looks (", elsewhere.failure(),
          "), or that the environment variable ", plugin_variable,
          " says its path; pictures need none"});
}

/// The engine. What failed is tried again by the next movie.
[[nodiscard]] const video_back_end& engine() {
  static const video_back_end& table = find_table();
  return table;
}

} // namespace

video_engine* open_file_movie(const video_options& options, std::string path) {
  return engine().open_file(options, std::move(path));
}
video_engine* open_memory_movie(const video_options& options) {
  return engine().open_memory(options);
}
video_engine* open_sink_movie(const video_options& options, video_sink sink) {
  return engine().open_sink(options, std::move(sink));
}

void close_movie(video_engine* movie) noexcept {
  if (movie != nullptr) engine().close(movie); // which has loaded it
}

void push_frame(video_engine& movie, const array_ref& frame, const picture* indices,
                const std::optional<double>& timestamp, const std::string* label) {
  engine().push(movie, frame, indices, timestamp, label);
}

void skip_or_rethrow(video_engine& movie) { engine().skip_or_rethrow(movie); }
void flush_movie(video_engine& movie) { engine().flush(movie); }
video_report finish_movie(video_engine& movie, std::vector<encoded>* media) {
  return engine().finish(movie, media);
}
const std::vector<std::string>& unfinished_files_of(const video_engine& movie) {
  return engine().unfinished_files(movie);
}
std::size_t frames_of(const video_engine& movie) { return engine().frames(movie); }
std::size_t skipped_frames_of(const video_engine& movie) { return engine().skipped_frames(movie); }
void use_opaque_alpha(video_engine& movie, double alpha) noexcept {
  engine().use_opaque_alpha(movie, alpha);
}
void say_of_values(video_engine& movie, const mapping_options& mapping) {
  engine().say_of_values(movie, mapping);
}
void keep_first_picture(video_engine& movie) { engine().keep_first_picture(movie); }
const std::optional<picture>& first_picture_of(const video_engine& movie) {
  return engine().first_picture(movie);
}

video_report write_segments(const std::string& path, const frame_source& whole,
                            const frame_picker& frames, const video_options& options,
                            unsigned jobs, std::size_t length) {
  return engine().write_segments(path, whole, frames, options, jobs, length);
}
video_report write_stack_in_segments(const std::string& path, const array_ref& stack,
                                     const video_options& options, unsigned jobs,
                                     std::size_t length) {
  return engine().write_stack_in_segments(path, stack, options, jobs, length);
}

std::string ffmpeg_licence_text() { return engine().licence(); }
std::string ffmpeg_version_text() { return engine().ffmpeg_version(); }
std::vector<std::string> encoders_there_for(const codec& wanted) {
  return engine().encoders_of(wanted);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

namespace arrayreel::ARRAYREEL_ABI {

video_report join_videos(const std::string& path, const std::vector<std::string>& parts,
                         const file_options& options) {
  return detail::engine().join_files(path, parts, options);
}
encoded join_videos(const std::vector<encoded>& parts) {
  return detail::engine().join_media(parts);
}

} // namespace arrayreel::ARRAYREEL_ABI

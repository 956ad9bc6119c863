// The plugin of the compiled library arrayreel-video hands out the engine of movies.
#include <arrayreel/detail/video/back_end.hpp>
#include <arrayreel/join_videos.hpp>
#include <arrayreel/version.hpp>

extern "C" ARRAYREEL_API const void* ARRAYREEL_BACK_END() noexcept;

extern "C" const void* ARRAYREEL_BACK_END() noexcept {
  using namespace arrayreel;
  static constexpr detail::video_back_end table{.version = version,
                                                .open_file = &detail::open_file_movie,
                                                .open_memory = &detail::open_memory_movie,
                                                .open_sink = &detail::open_sink_movie,
                                                .close = &detail::close_movie,
                                                .push = &detail::push_frame,
                                                .skip_or_rethrow = &detail::skip_or_rethrow,
                                                .flush = &detail::flush_movie,
                                                .finish = &detail::finish_movie,
                                                .unfinished_files = &detail::unfinished_files_of,
                                                .frames = &detail::frames_of,
                                                .skipped_frames = &detail::skipped_frames_of,
                                                .use_opaque_alpha = &detail::use_opaque_alpha,
                                                .say_of_values = &detail::say_of_values,
                                                .keep_first_picture = &detail::keep_first_picture,
                                                .first_picture = &detail::first_picture_of,
                                                .write_segments = &detail::write_segments,
                                                .write_stack_in_segments =
                                                    &detail::write_stack_in_segments,
                                                .join_files = &join_videos,
                                                .join_media = &join_videos,
                                                .licence = &detail::ffmpeg_licence_text,
                                                .ffmpeg_version = &detail::ffmpeg_version_text,
                                                .encoders_of = &detail::encoders_there_for};
  return &table;
}

// Arrays to movies, frame by frame.
#include "movie.hpp"

#include <ranges>
#include <span>
#include <vector>

#if ARRAYREEL_TOOL_MOVIES
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_writer.hpp>
#endif

#include "progress.hpp"

namespace ar = arrayreel;

#if ARRAYREEL_TOOL_MOVIES

namespace {

/// An error says which array it is about, unless it is about a file.
template <class Function> auto naming(const loaded_array& loaded, const Function& function) {
  try {
    return function();
  } catch (const ar::error& e) {
    if (*e.path() != '\0') throw;
    throw ar::error(e.kind(), e.what(), loaded.label);
  }
}

std::vector<ar::any_view> frames_of(const loaded_array& loaded, ar::axes layout) {
  const ar::any_view all = loaded.array.view();
  std::vector<ar::any_view> frames;
  all.visit([&](const auto& v) {
    const ar::detail::frame_stack stack(v, layout);
    for (std::size_t t = 0; t < stack.size(); ++t) {
      const auto frame = stack.frame(t);
      frames.emplace_back(all.type(), frame.data(), frame.extents(), frame.steps(), frame.layout());
    }
  });
  return frames;
}

/// Calls `make(frames, options)` with a range that shows how far it is as it is gone through.
template <class Make>
auto with_progress(const loaded_array& loaded, ar::video_options options, const std::string& what,
                   const Make& make) {
  return naming(loaded, [&] {
    const std::vector<ar::any_view> frames = frames_of(loaded, options.axes);
    options.axes = ar::axes::automatic; // each frame's view says it
    progress waiting(frames.size());
    return make(std::views::iota(std::size_t{0}, frames.size()) |
                    std::views::transform([&](std::size_t t) {
                      waiting.at(t, what);
                      return frames[t];
                    }),
                options);
  });
}

} // namespace

void check_movie(const ar::video_options& options) {
  const ar::video_writer movie([](std::span<const std::uint8_t>) { return true; }, options);
}

void write_movie(const std::string& path, const loaded_array& loaded,
                 const ar::video_options& options) {
  with_progress(loaded, options, printable(path), [&](auto&& frames, const ar::video_options& o) {
    return ar::write_video(path, frames, o);
  });
}

ar::encoded encode_movie(const loaded_array& loaded, const ar::video_options& options) {
  return with_progress(
      loaded, options, loaded.label,
      [](auto&& frames, const ar::video_options& o) { return ar::encode_video(frames, o); });
}

void add_movie(ar::page& page, const loaded_array& loaded, const ar::video_options& options,
               std::optional<std::size_t> width, const std::string& caption) {
  const auto encode = [&](auto&& frames, const ar::video_options& o) {
    return ar::nbvideo(frames, {.axes = o.axes,
                                .complex_as = o.complex_as,
                                .vmin = o.vmin,
                                .vmax = o.vmax,
                                .vsym = o.vsym,
                                .range = o.range,
                                .percentile = o.percentile,
                                .norm = o.norm,
                                .gamma = o.gamma,
                                .colormap = o.colormap,
                                .bad = o.bad,
                                .under = o.under,
                                .over = o.over,
                                .range_policy = o.range_policy,
                                .bit_depth = o.bit_depth,
                                .fps = o.fps,
                                .loop = o.loop,
                                .frame_counter = o.frame_counter,
                                .label = o.label,
                                .label_corner = o.label_corner,
                                .label_scale = o.label_scale,
                                .time_step = o.time_step,
                                .sources = o.sources,
                                .background = o.background,
                                .upscale = o.upscale,
                                .alt = loaded.label,
                                .width = width});
  };
  const ar::notebook_video movie = with_progress(loaded, options, loaded.label, encode);
  page.movie(movie.sources, caption, movie.display);
}

#else

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw ar::error(ar::error_kind::encoder,
                  "a movie needs FFmpeg, without which this arrayreel was built (Debian: "
                  "libavcodec-dev, libavformat-dev, libavutil-dev)",
                  what);
}

} // namespace

void check_movie(const ar::video_options&) {}

void write_movie(const std::string& path, const loaded_array&, const ar::video_options&) {
  refuse(printable(path));
}

ar::encoded encode_movie(const loaded_array& loaded, const ar::video_options&) {
  refuse(loaded.label);
}

void add_movie(ar::page&, const loaded_array& loaded, const ar::video_options&,
               std::optional<std::size_t>, const std::string&) {
  refuse(loaded.label);
}

#endif

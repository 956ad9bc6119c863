// Arrays to movies, frame by frame.
#include "movie.hpp"

#include <cstdint>
#include <iterator>
#include <span>
#include <utility>
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

/// Frames that show how far it is as they are gone through. (Not a view of the standard's, with
/// which clang++ 14 does not get along.)
class watched_frames {
public:
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using value_type = ar::any_view;
    using difference_type = std::ptrdiff_t;
    using reference = ar::any_view;
    using pointer = void;

    iterator() = default;
    iterator(const watched_frames& frames, std::size_t index) : frames_(&frames), index_(index) {}

    ar::any_view operator*() const { return frames_->frame(index_); }
    iterator& operator++() {
      ++index_;
      return *this;
    }
    iterator operator++(int) {
      const iterator before = *this;
      ++index_;
      return before;
    }
    friend bool operator==(const iterator&, const iterator&) = default;

  private:
    const watched_frames* frames_ = nullptr;
    std::size_t index_ = 0;
  };

  watched_frames(std::vector<ar::any_view> frames, std::string what)
      : frames_(std::move(frames)), what_(std::move(what)), waiting_(frames_.size()) {}

  [[nodiscard]] iterator begin() const { return {*this, 0}; }
  [[nodiscard]] iterator end() const { return {*this, frames_.size()}; }

private:
  [[nodiscard]] ar::any_view frame(std::size_t index) const {
    waiting_.at(index, what_);
    return frames_[index];
  }

  std::vector<ar::any_view> frames_;
  std::string what_;
  mutable progress waiting_; // on a terminal: no part of the frames
};

/// Calls `make(frames, options)`.
template <class Make>
auto with_progress(const loaded_array& loaded, ar::video_options options, const std::string& what,
                   const Make& make) {
  return naming(loaded, [&] {
    const watched_frames frames(frames_of(loaded, options.axes), what);
    options.axes = ar::axes::automatic; // each frame's view says it
    return make(frames, options);
  });
}

} // namespace

void check_movie(const ar::video_options& options) {
  const ar::video_writer movie([](std::span<const std::uint8_t>) { return true; }, options);
}

void write_movie(const std::string& path, const loaded_array& loaded,
                 const ar::video_options& options) {
  with_progress(loaded, options, printable(path),
                [&](const auto& frames, const ar::video_options& o) {
                  return ar::write_video(path, frames, o);
                });
}

ar::encoded encode_movie(const loaded_array& loaded, const ar::video_options& options) {
  return with_progress(
      loaded, options, loaded.label,
      [](const auto& frames, const ar::video_options& o) { return ar::encode_video(frames, o); });
}

void add_movie(ar::page& page, const loaded_array& loaded, const ar::video_options& options,
               std::optional<std::size_t> width, const std::string& caption) {
  const auto encode = [&](const auto& frames, const ar::video_options& o) {
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

// Arrays to movies, frame by frame.
#include "movie.hpp"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <iterator>
#include <mutex>
#include <span>
#include <utility>
#include <vector>

#if ARRAYREEL_TOOL_MOVIES
#include <arrayreel/detail/values/range_of_options.hpp>
#include <arrayreel/detail/video/codec_table.hpp>
#include <arrayreel/detail/video/frame_stack.hpp>
#include <arrayreel/encoder_licence.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_segments.hpp>
#include <arrayreel/video_writer.hpp>
#endif

#include "interruption.hpp"
#include "progress.hpp"

namespace ar = arrayreel;

#if ARRAYREEL_TOOL_MOVIES

namespace {

/// A frame in memory of its own.
class frame_copy {
public:
  explicit frame_copy(const ar::any_view& frame)
      : element_(ar::detail::bytes_of(frame.type())), steps_(frame.steps()), frame_(frame) {
    const std::size_t rank = frame.rank();
    std::size_t count = 1;
    for (std::size_t axis = rank; axis-- > 0;) {
      steps_[axis] = static_cast<std::ptrdiff_t>(count);
      count *= frame.extent(axis);
    }
    bytes_.resize(count * element_);
    if (count > 0) copy<0>(static_cast<const std::byte*>(frame.data()), bytes_.data());
  }
  [[nodiscard]] ar::any_view view() const {
    return ar::any_view(frame_.type(), bytes_.data(), frame_.extents(), steps_, frame_.layout(),
                        frame_.order());
  }

private:
  template <std::size_t axis> void copy(const std::byte* from, std::byte* to) {
    const auto bytes = static_cast<std::ptrdiff_t>(element_);
    const bool last = axis + 1 == ar::max_rank || axis + 1 == frame_.rank();
    if (last && frame_.steps()[axis] == 1) {
      std::memcpy(to, from, frame_.extent(axis) * element_);
      return;
    }
    for (std::size_t i = 0; i < frame_.extent(axis); ++i) {
      if (last)
        std::memcpy(to, from, element_);
      else if constexpr (axis + 1 < ar::max_rank)
        copy<axis + 1>(from, to);
      from += frame_.steps()[axis] * bytes;
      to += steps_[axis] * bytes;
    }
  }

  std::size_t element_;
  ar::strides steps_;
  ar::any_view frame_; // of whose elements only the description is used
  std::vector<std::byte> bytes_;
};

/// Frames of an array that show how far it is as they are gone through. They end before the first
/// that cannot be read, or is of another shape, but for the very first, which is an error; and
/// where the program is interrupted.
class watched_frames {
public:
  /// A frame is read when it is arrived at, so that it can be the end.
  class iterator {
  public:
    using iterator_category = std::input_iterator_tag;
    using iterator_concept = std::forward_iterator_tag;
    using value_type = ar::any_view;
    using difference_type = std::ptrdiff_t;
    using reference = ar::any_view;
    using pointer = void;

    iterator() = default;
    iterator(watched_frames& frames, std::size_t index) : frames_(&frames), index_(index) {
      arrive();
    }

    ar::any_view operator*() const { return *frames_->current_; }
    iterator& operator++() {
      ++index_;
      arrive();
      return *this;
    }
    iterator operator++(int) {
      const iterator before = *this;
      ++*this;
      return before;
    }
    friend bool operator==(const iterator&, const iterator&) = default;

  private:
    void arrive() {
      if (index_ < frames_->size_) frames_->waiting_.at(index_, frames_->what_);
      if (!frames_->read(index_)) index_ = end_index;
    }

    friend class watched_frames;
    static constexpr std::size_t end_index = static_cast<std::size_t>(-1);
    watched_frames* frames_ = nullptr;
    std::size_t index_ = end_index;
  };

  watched_frames(asked_array& array, movie_part part, ar::axes layout, std::string what)
      : array_(array), part_(std::move(part)), layout_(frame_layout_of(layout)),
        what_(std::move(what)), size_(frames_in(array, layout, part_.every)),
        waiting_(array.is_open_ended() ? 0 : size_) {}

  [[nodiscard]] iterator begin() { return {*this, 0}; }
  [[nodiscard]] iterator end() {
    iterator result;
    result.frames_ = this;
    return result;
  }

  [[nodiscard]] std::size_t size() const { return size_; }
  /// Whether all have the element type of the first.
  [[nodiscard]] bool has_one_type() const { return !array_.may_mix_types(); }
  [[nodiscard]] bool can_go_back() const { return array_.can_go_back(); }
  /// Looks at the first frame, which says what all are like, before others are picked.
  void begin_picking() { static_cast<void>(read(0)); }
  /// Hands over a frame, which may be asked for by several threads at once: one reads at a time.
  /// \returns false where the frames end before it
  bool pick(std::size_t index, ar::detail::frame_taker& taker) {
    std::unique_lock lock(mutex_);
    if (!read(index)) return false;
    waiting_.at(picked_++, what_);
    const frame_copy mine(*current_);
    lock.unlock();
    taker.take(ar::detail::as_ref(mine.view()), nullptr);
    return true;
  }
  /// Why they end before the array does; empty where they do not.
  [[nodiscard]] const std::optional<ar::error>& failure() const { return failure_; }

private:
  static std::size_t frames_in(const asked_array& array, ar::axes layout, std::size_t every) {
    const array_reading reading = reading_of(array, layout);
    if (reading.frames == 0) {
      // Says what the shape is and what was expected.
      const unsigned char element = 0;
      static_cast<void>(ar::detail::frame_stack(
          ar::array_view<unsigned char>(&element, ar::shape(array.extents())), layout));
      throw ar::error(ar::error_kind::parameter,
                      "an array of shape " + shape_text(array.extents()) + " is no movie",
                      array.label());
    }
    if (array.is_open_ended()) return static_cast<std::size_t>(-1); // until it ends
    return (reading.frames + every - 1) / every;
  }

  /// Whether there is such a frame, which becomes the current one.
  [[nodiscard]] bool read(std::size_t index) {
    current_.reset();
    if (index >= size_) return false;
    const std::size_t t = index * part_.every;
    try {
      if (interruption() != 0)
        throw ar::error(ar::error_kind::io, "interrupted", array_.label_of_frame(t));
      if (!array_.has_frame(t)) {
        size_ = index;
        return false;
      }
      const ar::any_view frame = array_.frame(t);
      check_alike(frame, index, t);
      current_ = part_.area ? cropped(frame, layout_, *part_.area) : frame.with(layout_);
      return true;
    } catch (const ar::error& e) {
      if (index == 0) throw;
      failure_ = *e.path() != '\0' ? e : ar::error(e.kind(), e.what(), array_.label_of_frame(t));
      size_ = index;
      return false;
    }
  }

  void check_alike(const ar::any_view& frame, std::size_t index, std::size_t t) {
    const auto text = [](const ar::shape& extents, ar::dtype type) {
      std::vector<std::size_t> all;
      for (std::size_t i = 0; i < extents.rank(); ++i) all.push_back(extents[i]);
      return shape_text(all) + " " + ar::name_of(type);
    };
    if (index == 0) {
      extents_ = frame.extents();
      type_ = frame.type();
    } else if (frame.extents() != extents_) {
      throw ar::error(ar::error_kind::parameter,
                      "an array of shape " + text(frame.extents(), frame.type()) +
                          "; expected that of the frames before it, " + text(extents_, type_),
                      array_.label_of_frame(t));
    }
  }

  asked_array& array_;
  movie_part part_;
  ar::axes layout_;
  std::string what_;
  std::size_t size_;
  progress waiting_; // on a terminal
  ar::shape extents_{1};
  ar::dtype type_ = ar::dtype::boolean;
  std::optional<ar::any_view> current_;
  std::optional<ar::error> failure_;
  std::mutex mutex_; // of all, where frames are picked
  std::size_t picked_ = 0;
};

std::string early_end(const watched_frames& frames, const std::string& holder) {
  const std::size_t kept = frames.size();
  return holder + (kept == 1 ? " has the 1 frame before it"
                             : " has the " + std::to_string(kept) + " frames before it");
}

/// Calls `make(frames, options)`; an error says which array it is about, unless it is about a file.
/// \param failure why the frames end early, where they do.
template <class Make>
auto with_progress(asked_array& array, const movie_part& part, ar::video_options options,
                   const std::string& what, std::optional<ends_early>& failure, const Make& make) {
  try {
    watched_frames frames(array, part, options.axes, what);
    options.axes = ar::axes::automatic; // each frame's view says it
    // What comes once has its range from the first frame that has one, unless it is given.
    if (!array.can_go_back() && options.range_policy == ar::range_policy::automatic &&
        ar::detail::leaves_range_open(ar::detail::mapping_of(options)))
      options.range_policy = ar::range_policy::first_frame;
    auto result = make(frames, options);
    if (frames.failure())
      failure.emplace(frames.failure()->kind(),
                      std::string(frames.failure()->what()) + "; " + early_end(frames, what));
    array.release();
    return result;
  } catch (const ar::error& e) {
    if (*e.path() != '\0') throw;
    throw ar::error(e.kind(), e.what(), array.label());
  }
}

} // namespace

void check_movie(const ar::video_options& options) {
  const ar::video_writer movie([](std::span<const std::uint8_t>) { return true; }, options);
}

void write_movie(const std::string& path, asked_array& array, const movie_part& part,
                 const ar::video_options& options) {
  std::optional<ends_early> failure;
  const finish_when_interrupted with_the_frames_so_far;
  with_progress(
      array, part, options, printable(path), failure,
      [&](auto& frames, const ar::video_options& o) {
        if (part.jobs == 1 || !array.can_go_back()) return ar::write_video(path, frames, o);
        frames.begin_picking();
        const ar::detail::frame_picker picker{
            &frames, frames.size(),
            [](const void* all, std::size_t index, ar::detail::frame_taker& taker) {
              return const_cast<watched_frames*>(static_cast<const watched_frames*>(all))
                  ->pick(index, taker);
            }};
        return ar::detail::write_segments(path, ar::detail::frame_source(frames, true), picker, o,
                                          part.jobs, 0);
      });
  if (failure) throw *failure;
}

ar::encoded encode_movie(asked_array& array, const movie_part& part,
                         const ar::video_options& options, std::string& problem) {
  std::optional<ends_early> failure;
  ar::encoded movie = with_progress(
      array, part, options, "the movie", failure,
      [](auto& frames, const ar::video_options& o) { return ar::encode_video(frames, o); });
  if (failure) problem = failure->what();
  return movie;
}

void add_movie(ar::page& page, asked_array& array, const movie_part& part,
               const ar::video_options& options, std::optional<std::size_t> width,
               const std::string& caption, std::string& problem) {
  const auto encode = [&](auto& frames, const ar::video_options& o) {
    ar::nbvideo_options show;
#define ARRAYREEL_FIELD(type, name, ...) show.name = o.name;
#include <arrayreel/detail/options/mapping_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) show.name = o.name;
#include <arrayreel/detail/options/movie_fields.inc>
    show.alt = array.label();
    show.width = width;
    return ar::nbvideo(frames, show);
  };
  std::optional<ends_early> failure;
  const ar::notebook_video movie =
      with_progress(array, part, options, "the movie", failure, encode);
  if (failure) problem = failure->what();
  page.movie(movie.sources, caption, movie.display);
}

std::string encoders_text() {
  std::string with, without;
  for (const ar::detail::codec_facts& codec : ar::detail::codec_table) {
    std::string encoders;
    for (const std::string& name : ar::encoders_of(ar::codec(ar::detail::default_settings(codec.id))))
      encoders += (encoders.empty() ? "" : " or ") + name;
    if (encoders.empty())
      without += (without.empty() ? "" : ", ") + std::string(codec.name);
    else
      with += "  " + std::string(codec.name) + " (" + encoders + ")\n";
  }
  if (!without.empty()) with += "  no encoder for " + without + "\n";
  return with + "FFmpeg " + ar::ffmpeg_version() + ", " + ar::encoder_licence();
}

#else

std::string encoders_text() { return {}; }

namespace {

[[noreturn]] void refuse(const std::string& what) {
  throw ar::error(ar::error_kind::encoder,
                  "a movie needs FFmpeg, without which this arrayreel was built (Debian: "
                  "libavcodec-dev, libavformat-dev, libavutil-dev)",
                  what);
}

} // namespace

void check_movie(const ar::video_options&) {}

void write_movie(const std::string& path, asked_array&, const movie_part&,
                 const ar::video_options&) {
  refuse(printable(path));
}

ar::encoded encode_movie(asked_array& array, const movie_part&, const ar::video_options&,
                         std::string&) {
  refuse(array.label());
}

void add_movie(ar::page&, asked_array& array, const movie_part&, const ar::video_options&,
               std::optional<std::size_t>, const std::string&, std::string&) {
  refuse(array.label());
}

#endif

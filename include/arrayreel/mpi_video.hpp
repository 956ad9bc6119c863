// mpi_video_writer: frames whose blocks lie on many MPI processes, as one movie.
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/array/array_ref.hpp"
#include "detail/mpi/libmpi.hpp"
#include "mpi_video_options.hpp"
#include "placement.hpp"
#include "video_options.hpp"
#include "video_writer.hpp" // frame_info

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {
class rank_movie;
} // namespace detail

/// Writes a movie of frames that lie on the ranks of a communicator in blocks.
///
/// ```cpp
/// ar::mpi_video_writer movie(MPI_COMM_WORLD, "run.mp4", {.vmin = 0, .vmax = 1});
/// for (int step = 0; step < 100; ++step)
///   movie.push(field, {.size = {4 * h, w}, .at = {2 * h, 0}});
/// movie.finish();
/// ```
/// Each rank maps its own block to levels of 8 bits (16 with `bit_depth`), and only these travel, to
/// rank 0, which encodes in a thread of its own while the solver goes on. The movie is that of one
/// process which has the whole array. Blocks may lie anywhere and differ from frame to frame in
/// number, size and cells; a finer block covers a coarser one. Elements have one channel, or are
/// `uint8` pixels of two to four.
///
/// The constructor, `push`, `finish` and `fail` are collective: every rank calls them in the same
/// order. `push` returns as soon as this rank's levels are on their way, unless more than
/// `options.queue` frames are: then it waits, and the report says how often and how long. The range of
/// values is the given one, else that of the first frame with finite values, over all ranks.
///
/// With `.segments = true` stretches of frames, of a key frame's distance each, go to the ranks in
/// turn, and each encodes those that it gets; `finish` joins them on rank 0. A rank holds up to a
/// stretch of frames, `keyframe_interval` times `fps`, at a byte a pixel, while it encodes, and compressed
/// frames until the end, so there is no `crash_safe`.
///
/// **Errors** are the same on all ranks: what one rank throws in a call, all throw, that of the lowest
/// rank, with its number in the message. An error of the encoder or of the disk is thrown by one of the
/// next calls. A frame that is refused leaves the movie unchanged. A rank that cannot make a call,
/// because something of its own failed, must call `fail` instead, or end the program (`MPI_Abort`):
/// the others wait for it otherwise, as in any collective call of MPI. If a rank dies, MPI ends the
/// program, and nothing is under the movie's name; with `crash_safe` "run.partial.mp4" plays. If
/// memory runs out while levels are sent, `MPI_Abort` is called.
///
/// **Threads**: MPI is called by the caller's thread alone. Rank 0 (with `segments` every rank) has
/// threads beside it, so MPI must be initialised by `MPI_Init_thread` with `MPI_THREAD_FUNNELED` or
/// more, which the constructor checks. On Linux, an encoder of all ranks' movie (as many as
/// MPI_COMM_WORLD has) runs on processors that no rank of its machine is bound to, where the system
/// lets it: launchers bind a rank to a processor together with its threads.
class ARRAYREEL_API mpi_video_writer {
public:
  /// \param comm its ranks make the movie; it is duplicated
  /// \param path rank 0's file, the same text on all ranks
  /// \throws error on all ranks: (parameter) for options that are wrong or differ between ranks, more
  /// than one source, `crash_safe` with `segments`, or threads that MPI does not allow; (io) where the
  /// file cannot be made. On ranks where there is no usable communicator, (parameter) at once.
  explicit mpi_video_writer(MPI_Comm comm, std::string path, const mpi_video_options& options = {});

  ARRAYREEL_REFUSES_MAKING(ARRAYREEL_SAY_OPTIONS("an mpi_video_writer", "mpi_video_options"))
  explicit mpi_video_writer(MPI_Comm comm, std::string path, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES_MAKING("the communicator comes first: write mpi_video_writer movie(MPI_COMM_WORLD, "
                           "path)", detail::path_like P)
  explicit mpi_video_writer(const P& path, ...) ARRAYREEL_REFUSED;

  mpi_video_writer(mpi_video_writer&& other) noexcept;
  mpi_video_writer& operator=(mpi_video_writer&& other) noexcept;
  /// Without `finish()` the movie is given up; never throws, and waits for no other rank but to take
  /// levels that are on their way.
  ~mpi_video_writer();

  /// Adds a frame of which this rank has one block. It is read before `push` returns.
  /// \throws error on all ranks: (parameter) for blocks outside of the picture, of equally large cells
  /// on each other, or with pixels that no block covers, unless `options.allow_holes`; for another size of
  /// the picture than before; for times that differ between ranks; as `video_writer::push` does.
  template <viewable A>
  void push(const A& block, const placement& where, const frame_info& info = {}) {
    auto&& whole = view(block);
    push_blocks({{detail::as_ref(whole), where}}, info);
  }
  /// The same at a time in seconds.
  template <viewable A, class Seconds>
    requires(std::floating_point<Seconds> || std::integral<Seconds>)
  void push(const A& block, const placement& where, Seconds timestamp) {
    push(block, where, frame_info{.timestamp = static_cast<double>(timestamp)});
  }
  /// Adds a frame of which this rank has several blocks, or none.
  /// \throws error (parameter) also for another number of places than blocks.
  template <viewable A>
  void push(const std::vector<A>& blocks, const std::vector<placement>& where,
            const frame_info& info = {}) {
    std::vector<detail::pushed_block> all;
    for (std::size_t i = 0; i < blocks.size(); ++i)
      all.push_back({detail::as_ref(view(blocks[i])), i < where.size() ? where[i] : placement{}});
    push_blocks(std::move(all), info, where.size());
  }

  ARRAYREEL_REFUSES_ARRAY(!viewable<A>) void push(const A& block, ...) ARRAYREEL_REFUSED;
  ARRAYREEL_REFUSES("behind the block stands its place in the picture: write push(block, {.size = {ny, "
                    "nx}, .at = {row, column}}), and seconds or {.label = ...} behind that")
  void push(detail::any_array, ...) ARRAYREEL_REFUSED;

  /// Takes the place of a call that this rank cannot make: the others' call ends with this error.
  /// \throws error on all ranks, this one; with `video_error::keep_going` nothing: all skip the frame.
  void fail(const std::string& why);

  /// Completes the movie and gives the file its name.
  /// \throws error on all ranks, as `video_writer::finish` does. With `video_error::keep_going` nothing
  /// is thrown, and `failure` of the report says why there is no movie.
  mpi_video_report finish();

  /// Frames pushed so far.
  [[nodiscard]] std::size_t frames() const;
  /// With `video_error::keep_going`, frames skipped so far by all ranks.
  [[nodiscard]] std::size_t skipped() const;

private:
  static constexpr std::size_t as_many = static_cast<std::size_t>(-1);

  void push_blocks(std::vector<detail::pushed_block> blocks, const frame_info& info,
                   std::size_t places = as_many);
  [[nodiscard]] detail::rank_movie& movie() const;

  detail::rank_movie* movie_; // owned; nullptr once it was moved from
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "mpi_video.ipp"
#endif

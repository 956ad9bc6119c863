// How frames that lie on many MPI processes become a movie, and what is told of it.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>

#include "detail/array/array_ref.hpp"
#include "placement.hpp"
#include "video_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// How frames on many ranks become a movie: the same on all ranks. The fields of
/// `video_options`, then those of many ranks.
struct mpi_video_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
#include "detail/options/movie_fields.inc"
  /// as `video_options::crash_safe`: whatever happens to a rank, the file plays up to the last second
  bool crash_safe = false;
  /// frames that may be on their way to the rank that encodes them, and as many that may wait there,
  /// before `push` waits; 1 or more
  std::size_t queue = 4;
  /// what becomes of errors after the constructor's: with `keep_going` a frame that a rank cannot
  /// give is skipped on all ranks
  video_error on_error = video_error::raise;
  bool durable = true; ///< as `video_options::durable`
  /// whether pixels that no block covers are bad; otherwise they are an error
  bool allow_holes = false;
  /// each rank encodes its share of the frames, which are joined at the end
  bool segments = false;
};

/// What `mpi_video_writer::finish` has written, the same on all ranks.
struct mpi_video_report {
  /// of the whole movie; `waits`, `waited` and `most_queued` are the largest of any rank
  video_report movie{};
  std::uint64_t bytes_sent = 0; ///< levels and what goes with them, by all ranks together
};

namespace detail {

/// A block of a frame, and where it lies.
struct pushed_block {
  array_ref array;
  placement where;
};

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI

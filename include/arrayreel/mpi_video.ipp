// The writer hands everything to this rank's part of the movie, which it owns.
#pragma once

#include "mpi_video.hpp"

#include "detail/base/message.hpp"
#include "detail/mpi/rank_movie.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE mpi_video_writer::mpi_video_writer(MPI_Comm comm, std::string path,
                                                    const mpi_video_options& options)
    : movie_(new detail::rank_movie(comm, std::move(path), options)) {}

ARRAYREEL_INLINE mpi_video_writer::mpi_video_writer(mpi_video_writer&& other) noexcept
    : movie_(std::exchange(other.movie_, nullptr)) {}

ARRAYREEL_INLINE mpi_video_writer& mpi_video_writer::operator=(mpi_video_writer&& other) noexcept {
  if (this == &other) return *this;
  delete std::exchange(movie_, std::exchange(other.movie_, nullptr));
  return *this;
}

ARRAYREEL_INLINE mpi_video_writer::~mpi_video_writer() { delete movie_; }

ARRAYREEL_INLINE detail::rank_movie& mpi_video_writer::movie() const {
  if (movie_ == nullptr)
    detail::refuse(error_kind::parameter,
                   {"an mpi_video_writer that was moved from; expected a new one"});
  return *movie_;
}

ARRAYREEL_INLINE void mpi_video_writer::push_blocks(std::vector<detail::pushed_block> blocks,
                                                    const frame_info& info, std::size_t places) {
  movie().push(blocks, info, places == as_many ? blocks.size() : places);
}

ARRAYREEL_INLINE void mpi_video_writer::fail(const std::string& why) { movie().fail(why); }

ARRAYREEL_INLINE mpi_video_report mpi_video_writer::finish() { return movie().finish(); }

ARRAYREEL_INLINE std::size_t mpi_video_writer::frames() const { return movie().frames(); }

ARRAYREEL_INLINE std::size_t mpi_video_writer::skipped() const { return movie().skipped(); }

} // namespace arrayreel::ARRAYREEL_ABI

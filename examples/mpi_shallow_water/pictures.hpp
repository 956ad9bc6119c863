// What the running processes write together: a movie, a poster, a picture of two levels and a page.
#pragma once

#include <cstddef>
#include <string>

#include <arrayreel/mpi.hpp>
#include <arrayreel/mpi_video.hpp>

#include "basin.hpp"
#include "decomposition.hpp"

/// What the page says of a run.
struct run_facts {
  std::size_t nx = 0, ny = 0; ///< cells of the whole basin
  std::size_t steps = 0;
  std::size_t steps_per_frame = 0;
  double time_step = 0;
  double volume_first = 0, volume_last = 0;
  double seconds = 0;
};

/// Each process maps its own block. What travels is a byte a pixel.
///
/// All functions are called by all processes.
class pictures {
public:
  /// Cells of a side of a tile, which is one cell on the coarse level.
  static constexpr std::size_t tile = 8;

  /// \param ranks must outlive it
  pictures(const std::string& folder, const decomposition& ranks, const run_facts& facts);

  /// Adds a frame of the movie, shallow_water.mp4.
  void frame(const basin& block);
  /// Finishes the movie and writes poster.png, levels.png and, on rank 0, shallow_water.html.
  /// \param block with ghost cells filled
  void finish(const basin& block, const run_facts& facts);

private:
  void write_poster(const basin& block) const;
  void write_levels(const basin& block) const;
  void write_page(const run_facts& facts, const arrayreel::video_report& movie) const;
  /// Where this process's cells lie in a picture in which each covers `cell` times `cell` pixels.
  [[nodiscard]] arrayreel::placement place(std::size_t cell) const;

  std::string folder_;
  const decomposition& ranks_;
  std::size_t nx_, ny_;
  std::size_t poster_cell_;
  arrayreel::mpi_video_writer movie_;
};

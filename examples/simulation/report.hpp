// The page of a finished run.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>

#include "recorder.hpp"

/// What the page says of a run besides the recording.
struct run_facts {
  double waves = 0; ///< eddies over the height at the beginning
  std::uint32_t seed = 0;
  std::size_t steps = 0;
  std::size_t steps_per_frame = 0;
  double seconds = 0;          ///< from the first step to the finished movies
  std::size_t peak_memory = 0; ///< bytes, resident, before the page was made
};

/// Bytes as "12.3 MiB".
[[nodiscard]] std::string mebibytes(std::uint64_t bytes);

/// Writes simulation.html: the movies and stills, read back from their files, the parameters, and
/// energy and enstrophy over time. Memory is in proportion to the movies, which become part of the
/// page, or files beside it where they are larger than a page takes.
/// \throws arrayreel::error (io) with the path.
void write_report(const std::string& path, const flow& model, const recording& made,
                  const run_facts& facts);

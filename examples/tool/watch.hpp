// Following files that a simulation is still writing.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <arrayreel/image.hpp>
#include <arrayreel/video_options.hpp>

#include "input.hpp"
#include "movie.hpp"

struct watching {
  std::string name{};  ///< a folder, a pattern, or one file that is written again and again
  std::string array{}; ///< of each file
  raw_arguments raw{};
  std::string page{}; ///< kept up to date; empty: none
  bool link_large = false;
  std::string title{};                      ///< of the page; the name unless given
  std::string movie{};                      ///< a file; empty: none
  arrayreel::video_options movie_options{}; ///< of the movie
  arrayreel::nbimage_options show{};
  movie_part part{};
  double interval = 2;          ///< seconds between looks
  double patience = 30;         ///< seconds after which a file that is not whole is left out
  std::optional<double> idle{}; ///< ends after so many seconds without anything new
};

/// Takes each file as a frame once it is whole, in natural order, until it is interrupted (SIGINT,
/// SIGTERM, SIGHUP) or nothing new has come for a while. The movie is written crash-safe; at the
/// end it gets its name. Pipes, sockets and devices are left out. A page that cannot be written is
/// tried again, and says so; a movie that cannot go on ends, and the page goes on.
/// \returns whether all files could be taken and all outputs be written; what could not is named
/// on stderr.
/// \throws arrayreel::error where an output cannot be begun.
[[nodiscard]] bool watch(const watching& w);

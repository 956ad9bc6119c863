// The demo's simulation as a movie.
#pragma once

#include <cstddef>
#include <string>

#include <arrayreel/page.hpp>

/// Runs the Gray–Scott model, writes `output`/gray_scott.mp4 while it runs, and shows the movie in
/// the page.
/// \param frames 1 or more.
/// \throws arrayreel::error where the movie cannot be encoded or written.
void add_simulation(arrayreel::page& page, const std::string& output, std::size_t frames);

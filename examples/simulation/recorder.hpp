// What the running simulation writes: two movies, and stills.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <arrayreel/array_view.hpp>
#include <arrayreel/colormap.hpp>
#include <arrayreel/encoded.hpp>
#include <arrayreel/range.hpp>
#include <arrayreel/video_writer.hpp>

#include "turbulence.hpp"

/// Views of the solver's memory, y upwards, without ghost cells. Nothing is copied.
[[nodiscard]] arrayreel::array_view<double> vorticity_of(const flow& model);
[[nodiscard]] arrayreel::array_view<double> dye_of(const flow& model);

/// Colours on black: blue turns clockwise, red against the clock.
[[nodiscard]] const arrayreel::colormap& fire_and_ice();

/// A still that was written, and the state that it shows.
struct still {
  std::string path;
  std::size_t width;
  std::size_t height;
  flow_state state;
};

/// What a finished recording is.
struct recording {
  arrayreel::video_report vorticity{};
  arrayreel::video_report dye{};
  std::vector<still> stills{};
  arrayreel::value_range range{}; ///< of the vorticity, in every frame and still
  /// the vorticity at the first and the last still, without a colorbar
  arrayreel::encoded first{}, last{};
  /// of each movie: the last still with half of the enstrophy left, where most is seen
  arrayreel::encoded vorticity_poster{}, dye_poster{};
};

/// Writes vorticity.mp4, dye.mp4 and vorticity_0000.png … into a folder while the simulation runs.
/// In memory it keeps four pictures, and a name and a few numbers for each still; frames leave
/// nothing.
class recorder {
public:
  /// \param model at its beginning, from which the range of values follows.
  /// \throws arrayreel::error where a movie cannot be begun.
  recorder(const std::string& folder, const flow& model, std::size_t steps_per_frame);

  void frame(const flow& model);
  /// Also prints the file's name.
  void picture(const flow& model);
  [[nodiscard]] recording finish();

private:
  std::string folder_;
  recording result_;
  arrayreel::video_writer vorticity_;
  arrayreel::video_writer dye_;
};

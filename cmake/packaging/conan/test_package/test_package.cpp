// A program of a package's user: what it writes with each part of the library that the package has.
#include <arrayreel/image.hpp>
#ifdef WITH_VIDEO
#include <arrayreel/video.hpp>
#endif
#ifdef WITH_JSON
#include <arrayreel/vega.hpp>
#endif
#ifdef WITH_HDF5
#include <arrayreel/hdf5.hpp>
#endif

#include <cstdio>
#include <vector>

namespace ar = arrayreel;

int main() {
  std::vector<float> u;
  for (int i = 0; i < 24 * 32; ++i) u.push_back(static_cast<float>(i));
  const auto field = ar::view(u, {24, 32});
  const ar::encoded picture = ar::encode_png(field, {.colormap = ar::colormaps::viridis});
  std::printf("arrayreel %s: a PNG file of %zu bytes\n", ar::version, picture.bytes.size());
  if (picture.width != 32 || picture.height != 24) return 1;
#ifdef WITH_VIDEO
  // GIF needs none of the encoders that FFmpeg may be without.
  ar::video_writer movie("test_package.gif", {.vmin = 0, .vmax = 768});
  for (int step = 0; step < 3; ++step) movie.push(field);
  movie.finish();
#endif
#ifdef WITH_HDF5
  try {
    const auto array = ar::read_hdf5("there-is-no-such-file.h5", "u");
    return array.view().rank() == 0 ? 2 : 4;
  } catch (const ar::error& e) {
    if (e.kind() != ar::error_kind::io) return 3;
  }
#endif
}

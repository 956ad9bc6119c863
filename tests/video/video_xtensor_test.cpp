// Movies of xtensor's arrays, whose library has a `view` of its own that takes anything.
#include <cstddef>
#include <vector>

#if __has_include(<xtensor/containers/xtensor.hpp>) // since 0.26
#include <xtensor/containers/xtensor.hpp>
#include <xtensor/views/xview.hpp>
#else
#include <xtensor/xtensor.hpp>
#include <xtensor/xview.hpp>
#endif

#include <arrayreel/nbvideo.hpp>

#include "catch.hpp"

namespace ar = arrayreel;

namespace {

constexpr std::size_t n = 3, h = 5, w = 7;

std::vector<float> make_values() {
  std::vector<float> values;
  for (std::size_t i = 0; i < n * h * w; ++i) values.push_back(static_cast<float>(i * i % 97));
  return values;
}

const ar::video_options exact{.vmin = 0, .vmax = 97, .sources = {ar::apng{}}};

} // namespace

TEST_CASE("xtensor: a movie of an array that is not const, and of a range of arrays") {
  const std::vector<float> values = make_values();
  const ar::encoded expected = ar::encode_video(ar::view(values, {n, h, w}), exact);

  xt::xtensor<float, 3> stack = xt::zeros<float>({n, h, w});
  std::vector<xt::xtensor<float, 2>> frames(n, xt::xtensor<float, 2>(xt::zeros<float>({h, w})));
  for (std::size_t t = 0; t < n; ++t)
    for (std::size_t y = 0; y < h; ++y)
      for (std::size_t x = 0; x < w; ++x)
        stack(t, y, x) = frames[t](y, x) = values[(t * h + y) * w + x];

  CHECK(ar::encode_video(stack, exact) == expected);
  CHECK(ar::encode_video(frames, exact) == expected);
  const auto& constant = frames;
  CHECK(ar::encode_video(constant, exact) == expected);
}

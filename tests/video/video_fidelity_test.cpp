// What the default quality of each codec with loss makes of colours that change with every frame:
// patches of random colours, whose centres must come back.
#include <arrayreel/nbvideo.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/random.hpp"
#include "support/read_movie.hpp"

namespace {

namespace ar = arrayreel;

constexpr std::size_t frames = 12;
constexpr std::size_t height = 256;
constexpr std::size_t width = 384;

/// Frames of patches, and the colours of these.
struct patches {
  std::size_t side;
  std::size_t channels;
  std::vector<std::uint8_t> colors; ///< frame, row, column, channel
  std::vector<std::uint8_t> pixels;

  patches(std::size_t side_, std::size_t channels_, unsigned seed)
      : side(side_), channels(channels_) {
    test::random_source random(seed);
    const std::size_t count = frames * (height / side) * (width / side) * channels;
    for (std::size_t i = 0; i < count; ++i)
      colors.push_back(static_cast<std::uint8_t>(random.below(256)));
    for (std::size_t t = 0; t < frames; ++t)
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          for (std::size_t c = 0; c < channels; ++c) pixels.push_back(at(t, y / side, x / side, c));
  }

  [[nodiscard]] std::uint8_t at(std::size_t t, std::size_t row, std::size_t column,
                                std::size_t c) const {
    return colors[((t * (height / side) + row) * (width / side) + column) * channels +
                  std::min(c, channels - 1)];
  }
};

/// The largest error of a component in the centre of a patch, and the movie's size.
struct outcome {
  double largest = 0;
  std::size_t bytes = 0;
};

outcome outcome_of(const patches& p, const std::vector<std::uint8_t>& bytes) {
  outcome result{0, bytes.size()};
  const auto compare = [&](std::size_t t, const AVFrame& frame, double) {
    REQUIRE(t < frames);
    const test::decoded_frame read = test::colors_of(frame, true, p.side / 2);
    for (std::size_t row = 0; row < height / p.side; ++row)
      for (std::size_t column = 0; column < width / p.side; ++column) {
        const auto& is = read.at(row * p.side + p.side / 2, column * p.side + p.side / 2);
        for (std::size_t c = 0; c < 3; ++c) {
          const double off = std::abs(std::round(is[c]) - p.at(t, row, column, c));
          result.largest = std::max(result.largest, off);
        }
      }
  };
  REQUIRE(test::read_with_libav(bytes, compare).frames == frames);
  return result;
}

/// Gives the frames as a stack.
template <class Write> void push_all(const patches& p, const Write& write) {
  if (p.channels == 1)
    write(ar::view(p.pixels.data(), {frames, height, width}));
  else
    write(ar::view(p.pixels.data(), {frames, height, width, p.channels}));
}

outcome outcome_of(const patches& p, const ar::codec& codec) {
  outcome result;
  push_all(p, [&](const auto& stack) {
    result =
        outcome_of(p, ar::encode_video(stack, {.vmin = 0, .vmax = 256, .sources = {codec}}).bytes);
  });
  return result;
}

} // namespace

// Sizes beside H.264's with ARRAYREEL_SHOW_SIZES in the environment.
TEST_CASE("video_fidelity: patches keep their colours at the default quality of every codec") {
  for (const std::size_t channels : {1U, 3U})
    for (const std::size_t side : {32U, 16U}) {
      std::size_t bytes_of_h264 = 0;
      for (const test::codec_facts& codec : test::writable_codecs()) {
        if (codec.exact) continue;
        outcome worst;
        for (unsigned seed = 1; seed <= 2; ++seed) {
          const outcome one = outcome_of(patches(side, channels, seed), codec.options);
          worst.largest = std::max(worst.largest, one.largest);
          worst.bytes += one.bytes;
        }
        if (std::string(codec.name) == "h264") bytes_of_h264 = worst.bytes;
        INFO(codec.name << ", patches of " << side << " pixels, " << channels << " channels");
        CHECK(worst.largest <= (side == 32 ? 4 : 8));
        if (std::getenv("ARRAYREEL_SHOW_SIZES") != nullptr)
          std::printf("%-8s %2zu pixels, %zu channels: off by %.0f, %7zu bytes, %.2f of H.264\n",
                      codec.name, side, channels, worst.largest, worst.bytes,
                      static_cast<double>(worst.bytes) / static_cast<double>(bytes_of_h264));
      }
    }
}

// libaom stands in where SVT-AV1 is not there or cannot be used, as in movies that are crash-safe.
TEST_CASE("video_fidelity: libaom, too, keeps the colours of patches") {
  if (avcodec_find_encoder_by_name("libaom-av1") == nullptr) return;
  const test::folder folder;
  for (const std::size_t channels : {1U, 3U})
    for (const std::size_t side : {32U, 16U}) {
      const patches p(side, channels, 1);
      push_all(p, [&](const auto& stack) {
        const ar::video_report report =
            ar::write_video(folder / "a.mp4", stack,
                            {.vmin = 0, .vmax = 256, .sources = {ar::av1{}}, .crash_safe = true});
        CHECK(report.sources.at(0).encoder == "libaom-av1");
      });
      INFO("patches of " << side << " pixels, " << channels << " channels");
      CHECK(outcome_of(p, test::read_file(folder / "a.mp4")).largest <= (side == 32 ? 4 : 8));
    }
}

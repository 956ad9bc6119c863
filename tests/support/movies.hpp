// Movies that tests of failures are made of: every container, small frames, large files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <arrayreel/video_writer.hpp>

namespace test {

struct movie_kind {
  std::string name; ///< also the file's extension
  arrayreel::codec source;
};

/// The containers, each with a codec.
[[nodiscard]] inline std::vector<movie_kind> movie_kinds() {
  namespace ar = arrayreel;
  return {{"mp4", ar::h264{.preset = "ultrafast"}},
          {"webm", ar::vp9{.cpu_used = 8}},
          {"mkv", ar::ffv1{}},
          {"ogg", ar::theora{}},
          {"gif", ar::gif{}},
          {"apng", ar::apng{}},
          {"webp", ar::webp{.quality = 50, .options = {{"compression_level", "0"}}}}};
}

/// Containers that never go back to written bytes.
[[nodiscard]] inline std::vector<movie_kind> streaming_kinds() {
  std::vector<movie_kind> kinds = movie_kinds();
  std::erase_if(kinds, [](const movie_kind& kind) { return kind.name == "apng"; });
  return kinds;
}

/// Containers that play while they are written.
[[nodiscard]] inline std::vector<movie_kind> crash_safe_kinds() {
  namespace ar = arrayreel;
  return {{"mp4", ar::h264{.preset = "ultrafast"}},
          {"webm", ar::vp9{.cpu_used = 8}},
          {"mkv", ar::ffv1{}}};
}

[[nodiscard]] inline arrayreel::video_options options_of(const movie_kind& kind) {
  return {.vmin = 0, .vmax = 255, .fps = 25, .sources = {kind.source}, .threads = 1};
}

/// Noise, which codecs make as little smaller as possible.
class noise_frame {
public:
  noise_frame(std::size_t height, std::size_t width, std::size_t number)
      : height_(height), width_(width), values_(height * width) {
    std::uint64_t state = 88172645463325252U + number * 7919U;
    for (float& value : values_) {
      state ^= state << 13;
      state ^= state >> 7;
      state ^= state << 17;
      value = static_cast<float>(state & 255U);
    }
  }
  [[nodiscard]] arrayreel::array_view<float> view() const {
    return arrayreel::view(values_.data(), {height_, width_});
  }

private:
  std::size_t height_;
  std::size_t width_;
  std::vector<float> values_;
};

[[nodiscard]] inline const std::vector<noise_frame>& noise_frames() {
  static const std::vector<noise_frame> frames = [] {
    std::vector<noise_frame> made;
    for (std::size_t k = 0; k < 16; ++k) made.emplace_back(72, 96, k);
    return made;
  }();
  return frames;
}

/// Pushes `count` frames and finishes.
inline arrayreel::video_report write_noise(arrayreel::video_writer& movie, std::size_t count = 16) {
  for (std::size_t k = 0; k < count; ++k) movie.push(noise_frames()[k % 16].view());
  return movie.finish();
}

} // namespace test

// What any movie of smooth_frames must be like: its facts and its pixels, codec by codec.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/nbvideo.hpp>

#include "codecs.hpp"
#include "read_movie.hpp"
#include "test_frames.hpp"

namespace test {

/// Frames become blocks of `factor` pixels, and the edge is repeated up to the size.
struct movie_size {
  std::size_t factor;
  std::size_t height;
  std::size_t width;
};

[[nodiscard]] inline movie_size documented_size(const codec_facts& codec, std::size_t height,
                                                std::size_t width) {
  movie_size size{1, 0, 0};
  while (std::min(height, width) * size.factor < codec.smallest_side &&
         std::max(height, width) * (size.factor + 1) <= 4096)
    ++size.factor;
  const auto side = [&](std::size_t n) {
    n = std::max(n * size.factor, codec.smallest_side);
    return codec.even && n % 2 == 1 ? n + 1 : n;
  };
  size.height = side(height);
  size.width = side(width);
  return size;
}

/// A movie of the first `frames` of `source`.
[[nodiscard]] inline arrayreel::encoded make_movie(const smooth_frames& source, std::size_t frames,
                                                   const arrayreel::codec& codec,
                                                   const arrayreel::frame_rate& fps,
                                                   arrayreel::video_report& report) {
  namespace ar = arrayreel;
  ar::video_options o{.fps = fps, .sources = {codec}};
  ar::video_writer writer(ar::in_memory, [&] {
    if (source.channels() == 1) o.range = ar::value_range{0, 256};
    if (source.kind() == frame_kind::colormap) o.colormap = ar::colormaps::viridis;
    o.axes = source.channels() == 1 ? ar::axes::yx : ar::axes::yxc;
    return o;
  }());
  const std::size_t pixels = source.height() * source.width();
  for (std::size_t t = 0; t < frames; ++t)
    if (source.channels() == 1)
      writer.push(ar::array_view<float>(source.scalars().data() + t * pixels,
                                        {source.height(), source.width()}));
    else
      writer.push(
          ar::array_view<std::uint8_t>(source.colors().data() + t * pixels * source.channels(),
                                       {source.height(), source.width(), source.channels()}));
  report = writer.finish();
  return std::move(std::move(writer).media().at(0));
}

class movie_check {
public:
  movie_check(const smooth_frames& source, std::size_t frames, const codec_facts& codec,
              arrayreel::container container, const arrayreel::frame_rate& fps)
      : source_(source), frames_(frames), codec_(codec), container_(container), fps_(fps),
        size_(documented_size(codec, source.height(), source.width())) {}

  /// Everything that is wrong, a line each; nothing where all is right.
  [[nodiscard]] std::string operator()(const arrayreel::encoded& movie,
                                       const arrayreel::video_report& report) {
    faults_.str("");
    try {
      check_report(movie, report);
      movie_facts facts;
      if (is_webp(movie.bytes))
        facts =
            read_webp(movie.bytes, [&](std::size_t t, const decoded_frame& f) { take(t, f, 1); });
      else
        facts = read_with_libav(movie.bytes, [&](std::size_t t, const AVFrame& f, double time) {
          // Every pixel of some frames, and some rows of all.
          const bool fully = t < 2 || t + 1 == frames_ || t % 16 == 0;
          const std::size_t step = fully ? 1 : 8;
          decoded_frame colors = colors_of(f, size_.factor % 2 == 0, step);
          colors.time = time;
          take(t, colors, step);
        });
      check_facts(facts);
    } catch (const std::exception& e) {
      fault() << "it does not decode: " << e.what();
    }
    return faults_.str();
  }

  /// Frames of a few pixels may be equal, and libwebp makes one of equal frames.
  [[nodiscard]] bool merges() const {
    return std::string_view(codec_.name) == "webp" && size_.height <= 2 && size_.width <= 2;
  }

  /// The lowest of all frames, in dB.
  [[nodiscard]] double lowest_psnr() const { return lowest_psnr_; }
  [[nodiscard]] const movie_size& size() const { return size_; }

  /// The pixels that a frame should have.
  [[nodiscard]] std::array<std::uint8_t, 4> intended(std::size_t t, std::size_t y,
                                                     std::size_t x) const {
    const auto c = source_.intended(t, std::min(y / size_.factor, source_.height() - 1),
                                    std::min(x / size_.factor, source_.width() - 1));
    return codec_.keeps_alpha ? c : over_white(c);
  }
  /// GIF has 256 colours, which suffice for scalar fields only.
  [[nodiscard]] bool is_exact() const {
    return codec_.exact && (!is_gif() || source_.channels() == 1);
  }

private:
  [[nodiscard]] bool is_gif() const { return codec_.options.name() == "gif"; }

  std::ostream& fault() { return faults_ << "\n  "; }

  template <class A, class B> void same(const char* what, const A& is, const B& expected) {
    if (is != expected) fault() << what << " is " << is << ", expected " << expected;
  }
  void near(const char* what, double is, double expected, double most_off) {
    if (!(std::abs(is - expected) <= most_off))
      fault() << what << " is " << is << ", expected " << expected << " within " << most_off;
  }

  /// Half of the shortest time that the format tells apart, or nothing where it is exact.
  [[nodiscard]] double rounding() const {
    using c = arrayreel::container;
    switch (container_) {
      case c::gif: return 0.005;
      case c::webm:
      case c::mkv:
      case c::webp: return 0.0005;
      case c::apng: return 0.000005; // of FFmpeg's reader
      default: return 0;
    }
  }

  /// FFmpeg's reader of APNG rounds each delay and adds them.
  [[nodiscard]] double adding_up(std::size_t t) const {
    return container_ == arrayreel::container::apng ? static_cast<double>(t + 1) : 1;
  }

  void check_report(const arrayreel::encoded& movie, const arrayreel::video_report& report) {
    const double duration = static_cast<double>(frames_) * fps_.denominator() / fps_.numerator();
    same("the report's frames", report.frames, frames_);
    near("the report's duration", report.duration, duration, 1e-12 * duration);
    near("the movie's duration", movie.duration, duration, 1e-12 * duration);
    same("the report's height", report.height, size_.height);
    same("the report's width", report.width, size_.width);
    same("the movie's height", movie.height, size_.height);
    same("the movie's width", movie.width, size_.width);
    same("the report's bytes", report.bytes, movie.bytes.size());
    same("values below", report.under, 0U);
    same("values above", report.over, 0U);
    same("values without a level", report.nan, 0U);
    if (report.sources.size() != 1 || report.sources[0].codec != codec_.name ||
        report.sources[0].mime != movie.mime || report.sources[0].bytes != movie.bytes.size() ||
        !report.sources[0].path.empty() || report.sources[0].encoder.empty())
      fault() << "the report's source is another";
    const std::string mime = movie.mime.substr(0, movie.mime.find(';'));
    constexpr std::array<const char*, 8> mimes{
        "",          "video/mp4", "video/webm", "video/x-matroska",
        "video/ogg", "image/gif", "image/apng", "image/webp"};
    same("the media type", mime, std::string(mimes[static_cast<std::size_t>(container_)]));
  }

  void check_facts(const movie_facts& f) {
    using c = arrayreel::container;
    const double duration = static_cast<double>(frames_) / fps_.value();
    if (!merges()) same("the number of frames", f.frames, frames_);
    same("the height", f.height, size_.height);
    same("the width", f.width, size_.width);
    // One picture of APNG is a PNG, without a duration.
    if (frames_ == 1 && container_ == c::apng) return;
    same("the codec", f.codec, std::string(codec_in_ffmpeg()));
    // A frame's time and its length are rounded each for itself.
    near("the duration", f.duration, duration,
         2 * rounding() * adding_up(frames_) + 1e-6 / fps_.value());
    near("the beginning", f.start, 0, 0);
    if (container_ == c::webp) {
      same("the loops", f.loops, 0);
      return;
    }
    if (container_ != c::gif && container_ != c::apng) check_rate(f);
    check_colors(f);
    if (codec_.name == std::string("hevc") && container_ == c::mp4)
      same("the tag", f.tag, std::string("hvc1"));
  }

  void check_rate(const movie_facts& f) {
    const auto text = [](int numerator, int denominator) {
      return std::to_string(numerator) + "/" + std::to_string(denominator);
    };
    same("the rate", text(f.rate.num, f.rate.den), text(fps_.numerator(), fps_.denominator()));
  }

  void check_colors(const movie_facts& f) {
    const std::string name = codec_.name;
    const bool gray = source_.kind() == frame_kind::gray;
    if (name == "ffv1" || name == "apng" || name == "gif") {
      const bool alpha = source_.kind() == frame_kind::rgba;
      // FFmpeg keeps the colours of these as numbers of 32 bits in the machine's own order.
      const char* const colors = little_endian ? "bgra" : "argb";
      const char* const opaque = little_endian ? "bgr0" : "0rgb";
      const char* format = name == "gif"    ? colors
                           : name == "ffv1" ? (alpha  ? colors
                                               : gray ? "gray"
                                                      : opaque)
                                            : (alpha  ? "rgba"
                                               : gray ? "gray"
                                                      : "rgb24");
      same("the pixel format", f.pixel_format, std::string(format));
      return;
    }
    if (codec_.exact) {
      same("the pixel format", f.pixel_format, std::string("gbrp"));
      same("the matrix", f.space, std::string("gbr"));
      return;
    }
    same("the pixel format", f.pixel_format, std::string("yuv420p"));
    // Ogg and Theora have no words for them.
    if (container_ == arrayreel::container::ogg) return;
    same("the matrix", f.space, std::string("smpte170m"));
    same("the range", f.range, std::string("tv"));
    same("the primaries", f.primaries, std::string("bt709"));
    same("the transfer", f.transfer, std::string("bt709"));
  }

  [[nodiscard]] const char* codec_in_ffmpeg() const {
    const std::string name = codec_.name;
    if (name == "h264_rgb") return "h264";
    if (name == "vp9_lossless") return "vp9";
    return codec_.name;
  }

  void take(std::size_t t, const decoded_frame& f, std::size_t row_step) {
    if (t >= frames_ || f.height != size_.height || f.width != size_.width) {
      fault() << "frame " << t << " of " << f.height << " x " << f.width;
      return;
    }
    if (merges())
      t = std::min(frames_ - 1, static_cast<std::size_t>(std::llround(f.time * fps_.value())));
    else
      near("a frame's time", f.time, static_cast<double>(t) / fps_.value(),
           rounding() * adding_up(t) + 1e-9);
    if (is_exact())
      compare_exactly(t, f, row_step);
    else
      compare_roughly(t, f, row_step);
  }

  void compare_exactly(std::size_t t, const decoded_frame& f, std::size_t row_step) {
    for (std::size_t y = 0; y < f.height; y += row_step)
      for (std::size_t x = 0; x < f.width; ++x) {
        const auto expected = intended(t, y, x);
        const auto& is = f.rgba[y * f.width + x];
        // The colour of a transparent pixel does not matter, and WebP does not keep it.
        if (expected[3] == 0 && is[3] == 0) continue;
        for (std::size_t i = 0; i < 4; ++i)
          if (is[i] != static_cast<float>(expected[i])) {
            fault() << "frame " << t << " at row " << y << ", column " << x << ", component " << i
                    << " is " << is[i] << ", expected " << +expected[i];
            return;
          }
      }
  }

  void compare_roughly(std::size_t t, const decoded_frame& f, std::size_t row_step) {
    double sum = 0;
    std::size_t count = 0;
    for (std::size_t y = 0; y < f.height; y += row_step)
      for (std::size_t x = 0; x < f.width; ++x) {
        const auto expected = intended(t, y, x);
        const auto& is = f.rgba[y * f.width + x];
        for (std::size_t i = 0; i < 3; ++i) {
          const double off = static_cast<double>(is[i]) - expected[i];
          sum += off * off;
          ++count;
        }
        if (is[3] != 255) {
          fault() << "frame " << t << " has alpha";
          return;
        }
      }
    const double psnr =
        10 * std::log10(255.0 * 255.0 * static_cast<double>(count) / std::max(sum, 1e-9));
    lowest_psnr_ = std::min(lowest_psnr_, psnr);
    // There are 256 colours, chosen and dithered; in a few hundred pixels one block may decide.
    const bool tiny = size_.height * size_.width < 48 * 48;
    // The blocks of an enlarged picture are no smooth field.
    const double least = size_.factor > 1                              ? 25
                         : is_gif() || tiny ? 30
                                                                       : 38;
    if (!(psnr >= least)) fault() << "frame " << t << " has a PSNR of " << psnr << " dB";
  }

  const smooth_frames& source_;
  std::size_t frames_;
  const codec_facts& codec_;
  arrayreel::container container_;
  arrayreel::frame_rate fps_;
  movie_size size_;
  double lowest_psnr_ = std::numeric_limits<double>::infinity();
  std::ostringstream faults_;
};

} // namespace test

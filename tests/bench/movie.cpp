// What arrays cost on their way into H.264: float fields through video_writer, and the encoder
// alone on frames that are YUV already.
//
//   movie_bench [ROUNDS [FRAMES [HEIGHT WIDTH]]]
//
// Prints a row per kind of field, preset and way: milliseconds per frame and, relative to the
// encoder alone, time by the clock and by the processor: medians of interleaved runs, each ratio
// within its round. All make an MP4 in memory, with the same settings of x264. The last rows are a
// small clip in memory, and the same bytes given to a spawned ffmpeg.
#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <ctime>
#include <filesystem>
#include <functional>
#include <optional>
#include <random>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/detail/video/frame_filler.hpp>
#include <arrayreel/detail/video/frame_mapper.hpp>
#include <arrayreel/detail/video/libav.hpp>
#include <arrayreel/detail/video/yuv.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/rerange.hpp>
#include <arrayreel/video_writer.hpp>

namespace ar = arrayreel;

namespace {

using field = std::vector<float>;

struct clip {
  std::size_t height;
  std::size_t width;
  std::vector<field> frames{};

  [[nodiscard]] auto frame(std::size_t t) const {
    return ar::view(frames[t].data(), {height, width});
  }
};

constexpr float two_pi = 6.2831853F;

/// Wide waves that travel.
clip smooth(std::size_t count, std::size_t height, std::size_t width) {
  clip c{height, width};
  for (std::size_t t = 0; t < count; ++t) {
    const float time = 0.1F * static_cast<float>(t);
    field f(height * width);
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x) {
        const auto u = static_cast<float>(x) / static_cast<float>(width);
        const auto v = static_cast<float>(y) / static_cast<float>(width);
        f[y * width + x] = 0.5F * std::sin(9 * u + 2 * v - time) * std::cos(7 * v) +
                           0.5F * std::sin(5 * v - 3 * u + 0.7F * time);
      }
    c.frames.push_back(std::move(f));
  }
  return c;
}

/// Octaves of random waves, amplitudes falling as wavelength^(4/3); repeats itself at the edges.
field texture(std::size_t height, std::size_t width, unsigned seed) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> phase(0, two_pi);
  field f(height * width, 0.0F);
  for (int octave = 0; octave < 8; ++octave) {
    const float k = std::exp2(static_cast<float>(octave));
    const float amplitude = 0.25F * std::exp2(-1.33F * static_cast<float>(octave));
    for (int wave = 0; wave < 4; ++wave) {
      const float angle = phase(random);
      const float kx = two_pi * std::round(k * std::cos(angle)) / static_cast<float>(width);
      const float ky = two_pi * std::round(k * std::sin(angle)) / static_cast<float>(height);
      const float shift = phase(random);
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          f[y * width + x] +=
              amplitude * std::sin(kx * static_cast<float>(x) + ky * static_cast<float>(y) + shift);
    }
  }
  return f;
}

/// Two such textures that drift through each other: no block of a frame is in the one before.
clip turbulent(std::size_t count, std::size_t height, std::size_t width) {
  clip c{height, width};
  const field a = texture(height, width, 7);
  const field b = texture(height, width, 8);
  for (std::size_t t = 0; t < count; ++t) {
    field f(height * width);
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        f[y * width + x] = a[y * width + (x + t) % width] + b[(y + 2 * t) % height * width + x];
    c.frames.push_back(std::move(f));
  }
  return c;
}

double seconds() {
  return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

/// Of all threads of the process.
double processor_seconds() {
  timespec t{};
  clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
  return static_cast<double>(t.tv_sec) + 1e-9 * static_cast<double>(t.tv_nsec);
}

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  return *middle;
}

struct way {
  std::string name;
  std::function<void()> run;
  std::vector<double> wall{};
  std::vector<double> processor{};
};

/// Runs all ways in turn, and prints them relative to the first.
void compare(const std::string& title, std::size_t frames, std::vector<way> ways, int rounds) {
  for (int round = 0; round < rounds; ++round)
    for (way& one : ways) {
      const double wall = seconds();
      const double processor = processor_seconds();
      one.run();
      one.wall.push_back(seconds() - wall);
      one.processor.push_back(processor_seconds() - processor);
    }
  for (const way& one : ways) {
    std::vector<double> wall;
    std::vector<double> processor;
    for (std::size_t i = 0; i < one.wall.size(); ++i) {
      wall.push_back(one.wall[i] / ways[0].wall[i]);
      processor.push_back(one.processor[i] / ways[0].processor[i]);
    }
    std::printf("%-28s %-18s %8.3f ms  clock %6.3f  processor %6.3f\n", title.c_str(),
                one.name.c_str(), 1e3 * median(one.wall) / static_cast<double>(frames),
                median(wall), median(processor));
  }
  std::fflush(stdout);
}

void check(int code, const char* what) {
  if (code < 0) throw std::runtime_error(std::string(what) + " fails");
}

constexpr ar::value_range range{-1, 1};
constexpr int fps = 25;

/// The frames that the writer gives the encoder.
std::vector<ar::detail::av_frame> ready_frames(const clip& c,
                                               const std::optional<ar::colormap>& map) {
  std::vector<ar::detail::av_frame> frames;
  ar::detail::yuv_converter convert{ar::color{255, 255, 255}};
  for (std::size_t t = 0; t < c.frames.size(); ++t) {
    const auto picture = ar::rerange(c.frame(t), {.range = range, .colormap = map});
    ar::detail::av_frame frame = ar::detail::new_av_frame();
    frame->format = AV_PIX_FMT_YUV420P;
    frame->width = static_cast<int>(c.width);
    frame->height = static_cast<int>(c.height);
    frame->color_range = AVCOL_RANGE_MPEG;
    frame->color_primaries = AVCOL_PRI_BT709;
    frame->color_trc = AVCOL_TRC_BT709;
    frame->colorspace = AVCOL_SPC_SMPTE170M;
    frame->chroma_location = AVCHROMA_LOC_CENTER;
    frame->pts = static_cast<std::int64_t>(t);
    check(av_frame_get_buffer(frame.get(), 0), "av_frame_get_buffer");
    std::array<ar::detail::plane, 3> planes{};
    for (std::size_t i = 0; i < 3; ++i) planes[i] = {frame->data[i], frame->linesize[i]};
    convert(picture_of(picture), planes, c.height, c.width);
    frames.push_back(std::move(frame));
  }
  return frames;
}

/// FFmpeg as one would call it by hand. Returns the size of the movie.
std::size_t encode_alone(const std::vector<ar::detail::av_frame>& frames, const char* preset) {
  const AVFrame& first = *frames.front();
  const AVCodec* const encoder = avcodec_find_encoder_by_name("libx264");
  if (encoder == nullptr) throw std::runtime_error("libx264 is missing");
  const ar::detail::av_codec_context context(avcodec_alloc_context3(encoder));
  context->width = first.width;
  context->height = first.height;
  context->pix_fmt = AV_PIX_FMT_YUV420P;
  context->time_base = {1, fps};
  context->framerate = {fps, 1};
  context->sample_aspect_ratio = {1, 1};
  context->gop_size = 2 * fps;
  context->thread_count = 0;
  context->flags |= AV_CODEC_FLAG_GLOBAL_HEADER;
  context->color_range = first.color_range;
  context->color_primaries = first.color_primaries;
  context->color_trc = first.color_trc;
  context->colorspace = first.colorspace;
  context->chroma_sample_location = first.chroma_location;
  context->log_level_offset = 100;
  AVDictionary* options = nullptr;
  av_dict_set(&options, "preset", preset, 0);
  av_dict_set(&options, "crf", "20", 0);
  check(avcodec_open2(context.get(), encoder, &options), "avcodec_open2");
  av_dict_free(&options);

  AVFormatContext* made = nullptr;
  check(avformat_alloc_output_context2(&made, nullptr, "mp4", nullptr), "the muxer");
  const ar::detail::av_format_context muxer(made);
  check(avio_open_dyn_buf(&muxer->pb), "avio_open_dyn_buf");
  AVStream* const stream = avformat_new_stream(muxer.get(), nullptr);
  check(avcodec_parameters_from_context(stream->codecpar, context.get()), "parameters");
  stream->time_base = context->time_base;
  check(avformat_write_header(muxer.get(), nullptr), "avformat_write_header");
  const ar::detail::av_packet packet = ar::detail::new_av_packet();
  const auto send = [&](const AVFrame* frame) {
    check(avcodec_send_frame(context.get(), frame), "avcodec_send_frame");
    while (avcodec_receive_packet(context.get(), packet.get()) >= 0) {
      packet->duration = 1;
      av_packet_rescale_ts(packet.get(), context->time_base, stream->time_base);
      check(av_interleaved_write_frame(muxer.get(), packet.get()), "av_interleaved_write_frame");
    }
  };
  for (const auto& frame : frames) send(frame.get());
  send(nullptr);
  check(av_write_trailer(muxer.get()), "av_write_trailer");
  std::uint8_t* bytes = nullptr;
  const int size = avio_close_dyn_buf(muxer->pb, &bytes);
  muxer->pb = nullptr;
  av_free(bytes);
  return static_cast<std::size_t>(size);
}

/// Returns the size of the movie.
std::size_t encode_field(const clip& c, const std::optional<ar::colormap>& map, const char* preset,
                         bool threaded) {
  ar::video_writer movie(ar::in_memory, {.range = range,
                                         .colormap = map,
                                         .fps = fps,
                                         .sources = {ar::h264{.crf = 20, .preset = preset}},
                                         .threaded = threaded});
  for (std::size_t t = 0; t < c.frames.size(); ++t) movie.push(c.frame(t));
  return movie.finish().bytes;
}

/// The way to YUV and no further.
void convert_field(const clip& c, const std::optional<ar::colormap>& map,
                   ar::detail::av_frame& frame) {
  ar::detail::frame_mapper mapper({.range = range, .colormap = map});
  ar::detail::frame_filler fill(AV_PIX_FMT_YUV420P, ar::color{255, 255, 255}, false);
  for (std::size_t t = 0; t < c.frames.size(); ++t) fill(mapper(c.frame(t)), *frame);
}

void compare_with_encoder(const std::string& name, const clip& c, int rounds) {
  for (const std::string map_name : {"gray", "viridis"}) {
    std::optional<ar::colormap> map;
    if (map_name == "viridis") map = ar::colormaps::viridis;
    const std::vector<ar::detail::av_frame> ready = ready_frames(c, map);
    ar::detail::av_frame scratch(av_frame_clone(ready.front().get()));
    check(av_frame_make_writable(scratch.get()), "av_frame_make_writable");
    for (const char* preset : {"veryfast", "ultrafast"}) {
      // The same movie, but for the encoder's threads, which do not always decide alike, and the
      // muxer's boxes.
      const auto alone = static_cast<double>(encode_alone(ready, preset));
      const auto own = static_cast<double>(encode_field(c, map, preset, false));
      if (std::abs(own / alone - 1) > 0.02)
        throw std::runtime_error("the movies that are compared differ in size");
      compare(name + ", " + map_name + ", " + preset, c.frames.size(),
              {{"encoder alone", [&] { encode_alone(ready, preset); }},
               {"video_writer", [&] { encode_field(c, map, preset, false); }},
               {"threaded", [&] { encode_field(c, map, preset, true); }},
               {"to YUV alone", [&] { convert_field(c, map, scratch); }}},
              rounds);
    }
  }
}

/// The same clip as bytes through a pipe into an ffmpeg of its own, to a file.
void spawn_ffmpeg(const clip& c, const char* preset, const std::string& path) {
  const std::string command = "ffmpeg -v error -y -f rawvideo -pix_fmt gray -s " +
                              std::to_string(c.width) + "x" + std::to_string(c.height) + " -r " +
                              std::to_string(fps) +
                              " -i - -c:v libx264 -pix_fmt yuv420p -crf 20 -g " +
                              std::to_string(2 * fps) + " -preset " + preset + " " + path;
  FILE* const pipe = popen(command.c_str(), "w");
  if (pipe == nullptr) throw std::runtime_error("popen fails");
  for (std::size_t t = 0; t < c.frames.size(); ++t) {
    const auto picture = ar::rerange(c.frame(t), {.range = range});
    std::fwrite(picture.pixels().data(), 1, picture.pixels().size(), pipe);
  }
  if (pclose(pipe) != 0) throw std::runtime_error("ffmpeg fails");
}

void compare_with_spawning(int rounds) {
  const clip c = smooth(60, 240, 320);
  const std::string path =
      (std::filesystem::temp_directory_path() / "arrayreel_movie_bench.mp4").string();
  std::vector<ar::array_view<float>> frames;
  for (std::size_t t = 0; t < c.frames.size(); ++t) frames.push_back(c.frame(t));
  for (const char* preset : {"veryfast", "ultrafast"})
    compare(std::string("clip 320x240x60, ") + preset, c.frames.size(),
            {{"encode_video",
              [&] {
                static_cast<void>(ar::encode_video(
                    frames, {.range = range, .fps = fps, .sources = {ar::h264{.preset = preset}}}));
              }},
             {"spawned ffmpeg", [&] { spawn_ffmpeg(c, preset, path); }}},
            rounds);
  std::filesystem::remove(path);
}

} // namespace

int main(int argc, char** argv) {
  const auto number = [&](int i, int otherwise) {
    return argc > i ? std::atoi(argv[i]) : otherwise;
  };
  const int rounds = number(1, 11);
  const auto frames = static_cast<std::size_t>(number(2, 60));
  const auto height = static_cast<std::size_t>(number(3, 720));
  const auto width = static_cast<std::size_t>(number(4, 1280));
  try {
    compare_with_encoder("smooth", smooth(frames, height, width), rounds);
    compare_with_encoder("turbulent", turbulent(frames, height, width), rounds);
    compare_with_spawning(rounds);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "movie_bench: %s\n", e.what());
    return 1;
  }
  return 0;
}

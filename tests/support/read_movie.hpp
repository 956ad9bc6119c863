// Movies in memory back to their frames and facts: a small reader of its own over libavformat and
// libavcodec, and over libwebpdemux for WebP, which FFmpeg 5.1 does not decode when animated.
#pragma once

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <webp/demux.h>

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/imgutils.h>
#include <libavutil/pixdesc.h>
}

namespace test {

/// Red, green, blue, alpha of every pixel, 0…255 or 0…65535, or anything between after YUV.
struct decoded_frame {
  std::size_t width = 0;
  std::size_t height = 0;
  unsigned depth = 8;
  double time = 0;
  bool key = false;
  std::vector<std::array<float, 4>> rgba;

  [[nodiscard]] const std::array<float, 4>& at(std::size_t y, std::size_t x) const {
    return rgba.at(y * width + x);
  }
};

struct movie_facts {
  std::string format;
  std::string codec;
  std::string pixel_format; // of the decoded frames
  std::string range;
  std::string space;
  std::string primaries;
  std::string transfer;
  std::string tag;
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t frames = 0;
  double duration = 0; // seconds, as the file says it; of pictures the sum of their delays
  double start = 0;
  AVRational rate{0, 1};
  int loops = -1; // of WebP
};

namespace detail {

struct memory_input {
  std::span<const std::uint8_t> bytes;
  std::int64_t at = 0;
};

inline int read_memory(void* opaque, std::uint8_t* to, int size) {
  auto& in = *static_cast<memory_input*>(opaque);
  const std::int64_t left = static_cast<std::int64_t>(in.bytes.size()) - in.at;
  if (left <= 0) return AVERROR_EOF;
  const auto n = static_cast<std::size_t>(std::min<std::int64_t>(left, size));
  std::memcpy(to, in.bytes.data() + in.at, n);
  in.at += static_cast<std::int64_t>(n);
  return static_cast<int>(n);
}
inline std::int64_t seek_memory(void* opaque, std::int64_t offset, int whence) {
  auto& in = *static_cast<memory_input*>(opaque);
  const auto size = static_cast<std::int64_t>(in.bytes.size());
  whence &= ~AVSEEK_FORCE;
  if (whence == AVSEEK_SIZE) return size;
  const std::int64_t from = whence == SEEK_CUR ? in.at : whence == SEEK_END ? size : 0;
  if (from + offset < 0 || from + offset > size) return AVERROR(EINVAL);
  return in.at = from + offset;
}

struct av_closer {
  void operator()(AVFormatContext* p) const { avformat_close_input(&p); }
  void operator()(AVCodecContext* p) const { avcodec_free_context(&p); }
  void operator()(AVPacket* p) const { av_packet_free(&p); }
  void operator()(AVFrame* p) const { av_frame_free(&p); }
  void operator()(AVIOContext* p) const {
    av_freep(&p->buffer);
    avio_context_free(&p);
  }
  void operator()(WebPAnimDecoder* p) const { WebPAnimDecoderDelete(p); }
};
template <class T> using av_owner = std::unique_ptr<T, av_closer>;

inline void must(int code, const char* what) {
  if (code >= 0) return;
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  av_strerror(code, text, sizeof text);
  throw std::runtime_error(std::string("read_movie: ") + what + ": " + text);
}

inline std::string or_unknown(const char* name) { return name == nullptr ? "unknown" : name; }

/// One component of a pixel, wherever the format keeps it.
inline unsigned component(const AVFrame& f, const AVPixFmtDescriptor& d, int index, std::size_t y,
                          std::size_t x) {
  const AVComponentDescriptor& c = d.comp[index];
  const bool chroma =
      (index == 1 || index == 2) && (d.flags & AV_PIX_FMT_FLAG_RGB) == 0 && d.nb_components >= 3;
  if (chroma) {
    y >>= d.log2_chroma_h;
    x >>= d.log2_chroma_w;
  }
  const std::uint8_t* p = f.data[c.plane] + static_cast<std::ptrdiff_t>(y) * f.linesize[c.plane] +
                          static_cast<std::ptrdiff_t>(x) * c.step + c.offset;
  unsigned v = *p;
  if (c.depth > 8)
    v = (d.flags & AV_PIX_FMT_FLAG_BE) != 0 ? p[0] * 256U + p[1] : p[1] * 256U + p[0];
  return v >> c.shift & ((1U << c.depth) - 1);
}

/// A plane of chroma at a place of luma, between the four samples around, which lie in the middle
/// of their 2 × 2 pixels; or that of the pixel's own block.
inline float chroma_at(const AVFrame& f, int plane, std::size_t y, std::size_t x, bool blocks) {
  const int height = (f.height + 1) / 2;
  const int width = (f.width + 1) / 2;
  const auto sample = [&](int v, int u) {
    v = std::clamp(v, 0, height - 1);
    u = std::clamp(u, 0, width - 1);
    return static_cast<float>(
        f.data[plane][static_cast<std::ptrdiff_t>(v) * f.linesize[plane] + u]);
  };
  const int v = static_cast<int>(y / 2);
  const int u = static_cast<int>(x / 2);
  if (blocks) return sample(v, u);
  const int dv = y % 2 == 0 ? -1 : 1;
  const int du = x % 2 == 0 ? -1 : 1;
  return (9 * sample(v, u) + 3 * sample(v + dv, u) + 3 * sample(v, u + du) +
          sample(v + dv, u + du)) /
         16;
}

} // namespace detail

/// Colours of a frame, only of every `row_step`-th row where so much is enough (others stay 0).
/// \param blocks colours change with blocks of even size only
[[nodiscard]] inline decoded_frame colors_of(const AVFrame& f, bool blocks,
                                             std::size_t row_step = 1) {
  decoded_frame result;
  result.width = static_cast<std::size_t>(f.width);
  result.height = static_cast<std::size_t>(f.height);
  result.rgba.assign(result.width * result.height, {0, 0, 0, 0});
  const auto format = static_cast<AVPixelFormat>(f.format);
  const AVPixFmtDescriptor& d = *av_pix_fmt_desc_get(format);
  result.depth = static_cast<unsigned>(d.comp[0].depth);
  const bool yuv = format == AV_PIX_FMT_YUV420P;
  const bool rgb = (d.flags & AV_PIX_FMT_FLAG_RGB) != 0;
  if (!yuv && !rgb && d.nb_components > 2)
    throw std::runtime_error(std::string("read_movie: frames of ") + d.name);
  const bool alpha = (d.flags & AV_PIX_FMT_FLAG_ALPHA) != 0;
  const auto full = static_cast<float>((1U << result.depth) - 1);
  for (std::size_t y = 0; y < result.height; y += row_step)
    for (std::size_t x = 0; x < result.width; ++x) {
      std::array<float, 4>& p = result.rgba[y * result.width + x];
      if (yuv) {
        // BT.601, limited range, as the stream must say.
        const float luma =
            255.0F / 219 * (static_cast<float>(detail::component(f, d, 0, y, x)) - 16);
        const float u = (detail::chroma_at(f, 1, y, x, blocks) - 128) * 255.0F / 224;
        const float v = (detail::chroma_at(f, 2, y, x, blocks) - 128) * 255.0F / 224;
        constexpr float kr = 0.299F;
        constexpr float kb = 0.114F;
        const float r = luma + 2 * (1 - kr) * v;
        const float b = luma + 2 * (1 - kb) * u;
        const float g = (luma - kr * r - kb * b) / (1 - kr - kb);
        p = {std::clamp(r, 0.0F, 255.0F), std::clamp(g, 0.0F, 255.0F), std::clamp(b, 0.0F, 255.0F),
             255};
      } else if (rgb) {
        for (int i = 0; i < 3; ++i)
          p[static_cast<std::size_t>(i)] = static_cast<float>(detail::component(f, d, i, y, x));
        p[3] = alpha ? static_cast<float>(detail::component(f, d, 3, y, x)) : full;
      } else {
        p[0] = p[1] = p[2] = static_cast<float>(detail::component(f, d, 0, y, x));
        p[3] = alpha ? static_cast<float>(detail::component(f, d, 1, y, x)) : full;
      }
    }
  return result;
}

/// Goes through an animated WebP.
/// \param on_frame `void(std::size_t index, decoded_frame&&)`
template <class OnFrame>
movie_facts read_webp(std::span<const std::uint8_t> bytes, OnFrame&& on_frame) {
  WebPAnimDecoderOptions options;
  WebPAnimDecoderOptionsInit(&options);
  options.color_mode = MODE_RGBA;
  const WebPData data{bytes.data(), bytes.size()};
  const detail::av_owner<WebPAnimDecoder> decoder(WebPAnimDecoderNew(&data, &options));
  WebPAnimInfo info;
  if (decoder == nullptr || WebPAnimDecoderGetInfo(decoder.get(), &info) == 0)
    throw std::runtime_error("read_webp: no animated WebP");
  movie_facts facts;
  facts.format = "webp";
  facts.codec = "webp";
  facts.width = info.canvas_width;
  facts.height = info.canvas_height;
  facts.loops = static_cast<int>(info.loop_count);
  int last = 0;
  while (WebPAnimDecoderHasMoreFrames(decoder.get()) != 0) {
    std::uint8_t* pixels = nullptr;
    int end = 0;
    if (WebPAnimDecoderGetNext(decoder.get(), &pixels, &end) == 0)
      throw std::runtime_error("read_webp: a frame that does not decode");
    decoded_frame frame;
    frame.width = facts.width;
    frame.height = facts.height;
    frame.time = last / 1000.0;
    frame.rgba.resize(frame.width * frame.height);
    for (std::size_t i = 0; i < frame.rgba.size(); ++i)
      for (std::size_t k = 0; k < 4; ++k) frame.rgba[i][k] = pixels[4 * i + k];
    on_frame(facts.frames++, std::move(frame));
    last = end;
  }
  facts.duration = last / 1000.0;
  return facts;
}

/// Goes through any movie that FFmpeg reads.
/// \param on_frame `void(std::size_t index, const AVFrame&, double time)`
template <class OnFrame>
movie_facts read_with_libav(std::span<const std::uint8_t> bytes, OnFrame&& on_frame) {
  detail::memory_input input{bytes};
  constexpr int buffer_size = 1 << 16;
  const detail::av_owner<AVIOContext> io(
      avio_alloc_context(static_cast<unsigned char*>(av_malloc(buffer_size)), buffer_size, 0,
                         &input, detail::read_memory, nullptr, detail::seek_memory));
  AVFormatContext* opened = avformat_alloc_context();
  opened->pb = io.get();
  detail::must(avformat_open_input(&opened, "", nullptr, nullptr), "opening");
  const detail::av_owner<AVFormatContext> format(opened);
  detail::must(avformat_find_stream_info(format.get(), nullptr), "the streams");
  if (format->nb_streams != 1) throw std::runtime_error("read_movie: not one stream");
  const AVStream& stream = *format->streams[0];
  const AVCodec* codec = avcodec_find_decoder(stream.codecpar->codec_id);
  // Debian's FFmpeg decodes AV1 with libdav1d first, VP9 by itself.
  if (codec == nullptr) throw std::runtime_error("read_movie: no decoder");
  const detail::av_owner<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  detail::must(avcodec_parameters_to_context(decoder.get(), stream.codecpar), "the parameters");
  decoder->pkt_timebase = stream.time_base;
  decoder->thread_count = 1;
  detail::must(avcodec_open2(decoder.get(), codec, nullptr), "the decoder");
  movie_facts facts;
  facts.format = format->iformat->name;
  facts.codec = avcodec_get_name(stream.codecpar->codec_id);
  facts.range = detail::or_unknown(av_color_range_name(stream.codecpar->color_range));
  facts.space = detail::or_unknown(av_color_space_name(stream.codecpar->color_space));
  facts.primaries = detail::or_unknown(av_color_primaries_name(stream.codecpar->color_primaries));
  facts.transfer = detail::or_unknown(av_color_transfer_name(stream.codecpar->color_trc));
  char tag[AV_FOURCC_MAX_STRING_SIZE] = {};
  av_fourcc_make_string(tag, stream.codecpar->codec_tag);
  facts.tag = tag;
  facts.width = static_cast<std::size_t>(stream.codecpar->width);
  facts.height = static_cast<std::size_t>(stream.codecpar->height);
  facts.rate = stream.avg_frame_rate;
  // Ogg has a constant rate by its nature.
  if (facts.rate.num == 0 && facts.format == "ogg") facts.rate = av_inv_q(stream.time_base);
  const double tick = av_q2d(stream.time_base);
  const detail::av_owner<AVPacket> packet(av_packet_alloc());
  const detail::av_owner<AVFrame> frame(av_frame_alloc());
  std::int64_t delays = 0;
  std::int64_t first = AV_NOPTS_VALUE;
  const auto take_frames = [&] {
    while (true) {
      const int code = avcodec_receive_frame(decoder.get(), frame.get());
      if (code == AVERROR(EAGAIN) || code == AVERROR_EOF) return;
      detail::must(code, "decoding");
      if (frame->decode_error_flags != 0) throw std::runtime_error("read_movie: a damaged frame");
      const std::int64_t pts = frame->best_effort_timestamp;
      if (first == AV_NOPTS_VALUE) first = pts;
      facts.pixel_format =
          detail::or_unknown(av_get_pix_fmt_name(static_cast<AVPixelFormat>(frame->format)));
      on_frame(facts.frames++, std::as_const(*frame), static_cast<double>(pts) * tick);
      av_frame_unref(frame.get());
    }
  };
  while (true) {
    const int code = av_read_frame(format.get(), packet.get());
    if (code == AVERROR_EOF) break;
    detail::must(code, "reading");
    delays += packet->duration;
    detail::must(avcodec_send_packet(decoder.get(), packet.get()), "decoding");
    av_packet_unref(packet.get());
    take_frames();
  }
  detail::must(avcodec_send_packet(decoder.get(), nullptr), "decoding");
  take_frames();
  facts.start = static_cast<double>(first) * tick;
  if (facts.format == "gif" || facts.format == "apng")
    facts.duration = static_cast<double>(delays) * tick;
  else if (stream.duration != AV_NOPTS_VALUE)
    facts.duration = static_cast<double>(stream.duration) * tick;
  else
    facts.duration = static_cast<double>(format->duration) / AV_TIME_BASE;
  return facts;
}

/// Facts and all frames of a movie.
struct decoded_movie {
  movie_facts facts;
  std::vector<decoded_frame> frames;
};

/// FFmpeg 6.1 made a flag of the field.
[[nodiscard]] inline bool is_key_frame(const AVFrame& frame) {
#ifdef AV_FRAME_FLAG_KEY
  return (frame.flags & AV_FRAME_FLAG_KEY) != 0;
#else
  return frame.key_frame != 0;
#endif
}

[[nodiscard]] inline bool is_webp(std::span<const std::uint8_t> bytes) {
  return bytes.size() > 12 && std::memcmp(bytes.data() + 8, "WEBP", 4) == 0;
}

/// \throws std::runtime_error for what does not decode without a complaint.
[[nodiscard]] inline decoded_movie read_movie(std::span<const std::uint8_t> bytes,
                                              bool blocks = false) {
  decoded_movie movie;
  if (is_webp(bytes))
    movie.facts = read_webp(
        bytes, [&](std::size_t, decoded_frame&& f) { movie.frames.push_back(std::move(f)); });
  else
    movie.facts = read_with_libav(bytes, [&](std::size_t, const AVFrame& f, double time) {
      movie.frames.push_back(colors_of(f, blocks));
      movie.frames.back().time = time;
      movie.frames.back().key = is_key_frame(f);
    });
  return movie;
}

} // namespace test

// Parts of a movie joined: the frames, times and pixels of one encoding, in each codec and container
// that can be joined, and what is no part of the same movie refused.
#include <arrayreel/join_videos.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/read_encoded.hpp>

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/folder.hpp"
#include "support/movie_check.hpp"
#include "support/read_movie.hpp"
#include "support/test_frames.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::error_of;
using test::says;

namespace {

constexpr std::size_t height = 96;
constexpr std::size_t width = 128;
// Among them one frame alone, and as many as an encoder looks ahead and not.
const std::vector<std::size_t> lengths{9, 1, 2, 30, 5};
constexpr std::size_t all = 47;

const test::smooth_frames& source() {
  static const test::smooth_frames frames(test::frame_kind::colormap, all, height, width);
  return frames;
}

ar::array_view<float> frame(std::size_t t) {
  return {source().scalars().data() + t * height * width, {height, width}};
}

bool joins(ar::container c) {
  return c == ar::container::mp4 || c == ar::container::webm || c == ar::container::mkv;
}

enum class times : unsigned char { rate, callers };
enum class places : unsigned char { said, not_said };

/// Not at any constant rate, and with fractions that formats round.
double time_of(std::size_t t) {
  return 1e6 + 0.0371 * static_cast<double>(t) + 0.0101 * static_cast<double>(t % 3);
}

ar::video_options options_of(const ar::codec& codec) {
  return {.range = ar::value_range{0, 256},
          .colormap = ar::colormaps::viridis,
          .fps = {30000, 1001},
          .sources = {codec},
          .threads = 1,
          .describe = true};
}

ar::encoded encode(ar::video_options o, std::size_t begin, std::size_t end, times when) {
  ar::video_writer movie(ar::in_memory, o);
  for (std::size_t t = begin; t < end; ++t)
    if (when == times::callers)
      movie.push(frame(t), time_of(t));
    else
      movie.push(frame(t));
  movie.finish();
  return std::move(movie).media().at(0);
}

std::vector<ar::encoded> parts_of(const ar::video_options& options, times when, places place) {
  std::vector<ar::encoded> result;
  std::size_t begin = 0;
  for (const std::size_t length : lengths) {
    ar::video_options o = options;
    if (place == places::said) o.segment.first_frame = begin;
    if (place == places::said && when == times::callers) o.segment.first_time = time_of(0);
    result.push_back(encode(o, begin, begin + length, when));
    begin += length;
  }
  return result;
}

/// What the container says of each packet.
struct packet {
  std::int64_t pts;
  std::int64_t dts;
  bool key;
};

struct packets {
  std::vector<packet> in_order;
  AVRational unit{};
  [[nodiscard]] std::vector<std::int64_t> shown() const {
    std::vector<std::int64_t> result;
    for (const packet& p : in_order) result.push_back(p.pts);
    std::sort(result.begin(), result.end());
    return result;
  }
};

packets packets_of(const std::vector<std::uint8_t>& bytes) {
  test::detail::memory_input input{bytes};
  constexpr int buffer_size = 1 << 16;
  const test::detail::av_owner<AVIOContext> io(avio_alloc_context(
      static_cast<unsigned char*>(av_malloc(buffer_size)), buffer_size, 0, &input,
      test::detail::read_memory, nullptr, test::detail::seek_memory));
  AVFormatContext* opened = avformat_alloc_context();
  opened->pb = io.get();
  test::detail::must(avformat_open_input(&opened, "", nullptr, nullptr), "opening");
  const test::detail::av_owner<AVFormatContext> format(opened);
  const test::detail::av_owner<AVPacket> p(av_packet_alloc());
  packets result;
  while (av_read_frame(format.get(), p.get()) >= 0) {
    result.in_order.push_back({p->pts, p->dts, (p->flags & AV_PKT_FLAG_KEY) != 0});
    av_packet_unref(p.get());
  }
  result.unit = format->streams[0]->time_base;
  return result;
}

/// The luma or first component of each frame, as one number, to tell frames apart exactly.
std::map<std::int64_t, std::uint64_t> frames_by_time(const std::vector<std::uint8_t>& bytes,
                                                     std::optional<std::int64_t> seek) {
  test::detail::memory_input input{bytes};
  constexpr int buffer_size = 1 << 16;
  const test::detail::av_owner<AVIOContext> io(avio_alloc_context(
      static_cast<unsigned char*>(av_malloc(buffer_size)), buffer_size, 0, &input,
      test::detail::read_memory, nullptr, test::detail::seek_memory));
  AVFormatContext* opened = avformat_alloc_context();
  opened->pb = io.get();
  test::detail::must(avformat_open_input(&opened, "", nullptr, nullptr), "opening");
  const test::detail::av_owner<AVFormatContext> format(opened);
  test::detail::must(avformat_find_stream_info(format.get(), nullptr), "the streams");
  const AVCodecParameters& parameters = *format->streams[0]->codecpar;
  const AVCodec* codec = avcodec_find_decoder(parameters.codec_id);
  const test::detail::av_owner<AVCodecContext> decoder(avcodec_alloc_context3(codec));
  test::detail::must(avcodec_parameters_to_context(decoder.get(), &parameters), "the parameters");
  decoder->thread_count = 1;
  test::detail::must(avcodec_open2(decoder.get(), codec, nullptr), "the decoder");
  if (seek)
    test::detail::must(av_seek_frame(format.get(), 0, *seek, AVSEEK_FLAG_BACKWARD), "seeking");
  const test::detail::av_owner<AVPacket> p(av_packet_alloc());
  const test::detail::av_owner<AVFrame> f(av_frame_alloc());
  std::map<std::int64_t, std::uint64_t> result;
  const auto take = [&] {
    while (avcodec_receive_frame(decoder.get(), f.get()) >= 0) {
      std::uint64_t hash = 1469598103934665603U;
      for (int y = 0; y < f->height; ++y)
        for (int x = 0; x < f->width; ++x) {
          hash ^= f->data[0][static_cast<std::ptrdiff_t>(y) * f->linesize[0] + x];
          hash *= 1099511628211U;
        }
      result[f->best_effort_timestamp] = hash;
    }
  };
  while (av_read_frame(format.get(), p.get()) >= 0) {
    test::detail::must(avcodec_send_packet(decoder.get(), p.get()), "decoding");
    av_packet_unref(p.get());
    take();
  }
  test::detail::must(avcodec_send_packet(decoder.get(), nullptr), "decoding");
  take();
  return result;
}

ar::encoded h264_part(std::size_t begin, std::size_t end, const ar::video_options& more = {}) {
  ar::video_options o = more;
  if (!o.range) o.range = ar::value_range{0, 256};
  o.threads = 1;
  return encode(o, begin, end, times::rate);
}

std::string refusal_of_join(const std::vector<ar::encoded>& parts) {
  return test::refusal_of([&] { static_cast<void>(ar::join_videos(parts)); });
}

} // namespace

TEST_CASE("joined parts have the frames, times and pixels of one encoding") {
  for (const test::codec_facts& codec : test::writable_codecs())
    for (const ar::container c : codec.containers) {
      if (!joins(c)) continue;
      const bool whole = std::getenv("ARRAYREEL_WHOLE") != nullptr;
      if (!whole && c != codec.containers[0] && codec.name != std::string("h264")) continue;
      const ar::codec settings = test::in_container(codec.options, c);
      for (const times when : {times::rate, times::callers}) {
        if (when == times::callers && codec.name == std::string("theora")) continue;
        // FFmpeg 4.4 cuts an MP4 file's beginning to a millisecond.
        if (when == times::callers && c == ar::container::mp4 && avformat_version() >> 16 < 59) continue;
        const ar::video_options o = options_of(settings);
        const ar::encoded one = encode(o, 0, all, when);
        const packets expected = packets_of(one.bytes);
        for (const places place : {places::said, places::not_said}) {
          // The end of a part, and so the beginning of the next, is one period after its last frame.
          if (place == places::not_said && when == times::callers) continue;
          if (!whole && place == places::not_said && codec.exact) continue;
          INFO(codec.name << " in " << test::name_of(c) << (when == times::rate ? "" : " at times")
                          << (place == places::said ? "" : " without places"));
          const ar::encoded joined = ar::join_videos(parts_of(o, when, place));
          const packets is = packets_of(joined.bytes);
          REQUIRE(is.in_order.size() == all);
          CHECK(av_cmp_q(is.unit, expected.unit) == 0);
          CHECK(is.shown() == expected.shown());
          CHECK(joined.width == one.width);
          CHECK(joined.height == one.height);
          CHECK(joined.mime == one.mime);
          CHECK(std::abs(joined.duration - one.duration) < 0.0011);
          // Decoding begins no later than showing, in order, and each part with a key frame.
          std::size_t begin = 0;
          for (const std::size_t length : lengths) {
            CHECK(is.in_order[begin].key);
            begin += length;
          }
          for (std::size_t i = 0; i < all; ++i) {
            const packet& p = is.in_order[i];
            if (p.dts == AV_NOPTS_VALUE) continue; // Matroska does not say it
            CHECK(p.dts <= p.pts);
            if (i > 0 && is.in_order[i - 1].dts != AV_NOPTS_VALUE)
              CHECK(is.in_order[i - 1].dts < p.dts);
            CHECK(p.dts == expected.in_order[i].dts);
          }
          const test::decoded_movie decoded = test::read_movie(joined.bytes);
          const test::decoded_movie once = test::read_movie(one.bytes);
          REQUIRE(decoded.frames.size() == all);
          CHECK(decoded.facts.start == 0);
          CHECK(std::abs(decoded.facts.duration - once.facts.duration) < 1e-9);
          CHECK(decoded.facts.rate.num == once.facts.rate.num);
          for (std::size_t t = 0; t < all; ++t) {
            double sum = 0;
            for (std::size_t y = 0; y < height; y += 8)
              for (std::size_t x = 0; x < width; ++x)
                for (std::size_t k = 0; k < 3; ++k) {
                  const double off = static_cast<double>(decoded.frames[t].at(y, x)[k]) -
                                     source().intended(t, y, x)[k];
                  sum += off * off;
                }
            const double psnr = 10 * std::log10(255.0 * 255 * (height / 8 * width * 3) /
                                                std::max(sum, 1e-9));
            CHECK(psnr > (codec.exact ? 170.0 : 38.0));
          }
        }
      }
    }
}

TEST_CASE("a joined movie seeks to each of its frames") {
  for (const ar::codec& codec : {ar::codec(ar::h264{}), ar::codec(ar::hevc{}), ar::codec(ar::vp9{})}) {
    if (!test::is_writable(codec.name())) continue;
    const ar::encoded joined =
        ar::join_videos(parts_of(options_of(codec), times::rate, places::said));
    const auto straight = frames_by_time(joined.bytes, {});
    REQUIRE(straight.size() == all);
    for (const auto& [time, hash] : straight) {
      INFO(codec.name() << " at " << time);
      const auto from_there = frames_by_time(joined.bytes, time);
      REQUIRE(from_there.count(time) == 1);
      CHECK(from_there.at(time) == hash);
    }
  }
}

TEST_CASE("files are joined, crash-safe ones and what these left behind too") {
  const test::folder folder;
  ar::video_options o = options_of(ar::h264{});
  o.crash_safe = true;
  std::vector<std::string> parts;
  for (std::size_t i = 0; i < 3; ++i) {
    parts.push_back(folder / ("p" + std::to_string(i) + ".mp4"));
    o.segment.first_frame = 10 * i;
    ar::video_writer movie(parts.back(), o);
    for (std::size_t t = 10 * i; t < 10 * i + 10; ++t) movie.push(frame(t));
    if (i < 2) movie.finish();
    if (i == 2) parts.back() = movie.unfinished_files().at(0); // given up
  }
  const std::string path = folder / "run.mp4";
  const ar::video_report report = ar::join_videos(path, parts);
  CHECK(report.frames == 30);
  CHECK(std::abs(report.duration - 30 * 1001 / 30000.0) < 1e-9);
  CHECK(report.width == width);
  CHECK(report.height == height);
  REQUIRE(report.sources.size() == 1);
  CHECK(report.sources[0].path == path);
  CHECK(report.sources[0].codec == "h264");
  CHECK(report.bytes == test::read_file(path).size());
  const test::decoded_movie decoded = test::read_movie(test::read_file(path));
  CHECK(decoded.frames.size() == 30);
  CHECK(decoded.facts.start == 0);
  const auto said = ar::read_description(path);
  REQUIRE(said.vmax);
  CHECK(*said.vmax == 256);
  CHECK(said.colormap == "viridis");
}

TEST_CASE("numbers and times on frames of a part are those of the whole") {
  ar::video_options o{.range = ar::value_range{0, 1},
                      .fps = 10,
                      .label = "{frame} {time:.1f}",
                      .sources = {ar::ffv1{}}};
  const std::vector<float> zero(64 * 128, 0.0F);
  const ar::array_view<float> dark(zero.data(), {64, 128});
  const auto pixels = [&](std::size_t begin, std::size_t end, bool segment) {
    ar::video_options mine = o;
    if (segment) mine.segment.first_frame = begin;
    ar::video_writer movie(ar::in_memory, mine);
    for (std::size_t t = begin; t < end; ++t) movie.push(dark);
    CHECK(movie.finish().frames == end - begin);
    std::vector<std::vector<std::array<float, 4>>> result;
    for (const test::decoded_frame& f : test::read_movie(movie.media().at(0).bytes).frames)
      result.push_back(f.rgba);
    return result;
  };
  const auto whole = pixels(0, 13, false);
  const auto part = pixels(9, 13, true);
  REQUIRE(part.size() == 4);
  for (std::size_t i = 0; i < 4; ++i) CHECK(part[i] == whole[9 + i]);
  CHECK(part[0] != pixels(9, 10, false)[0]);
}

TEST_CASE("parts of other movies are refused, and say in what they differ") {
  const ar::encoded first = h264_part(0, 5);
  const auto with = [&](const ar::video_options& o) {
    return refusal_of_join({first, h264_part(5, 9, o)});
  };
  if (test::is_writable("hevc"))
    CHECK_THAT(with({.sources = {ar::hevc{}}}),
               says("part 1: has the codec 'hevc'; expected 'h264'"));
  CHECK_THAT(with({.upscale = 2}), says("part 1: has a width of 256; expected 128"));
  CHECK_THAT(with({.fps = 30}), says("another frame rate, its frames count time in 1/15360 s; "
                                     "expected 1/12800 s"));
  // Of these, MP4 counts in the same unit.
  CHECK_THAT(with({.fps = 50}), says("other parameter sets"));
  CHECK_THAT(with({.sources = {ar::h264{.preset = "ultrafast"}}}), says("other parameter sets"));
  CHECK_THAT(with({.sources = {ar::vp9{}}}), says("is in matroska,webm; expected mp4"));
  ar::video_options describing{.range = ar::value_range{0, 256}, .describe = true};
  const ar::encoded described = h264_part(0, 5, describing);
  describing.range = ar::value_range{0, 255};
  CHECK_THAT(refusal_of_join({described, h264_part(5, 9, describing)}),
             says("says of its values vmax '255'; expected '256'"));
  CHECK_THAT(refusal_of_join({described, h264_part(5, 9)}), says("says of its values"));
  CHECK_THAT(refusal_of_join({first, described}), says("says of its values"));
  CHECK(refusal_of_join({}) == "no parts to join; expected 1 or more");
}

TEST_CASE("parts that leave out or repeat frames are refused") {
  const auto part = [](std::size_t begin, std::size_t end) {
    return h264_part(begin, end, {.fps = 25, .segment = {.first_frame = begin}});
  };
  const ar::encoded first = part(0, 10);
  CHECK_THAT(refusal_of_join({first, part(11, 15)}),
             says("part 1: begins at 0.44 s (frame 11); expected 0.4 s (frame 10)"));
  CHECK_THAT(refusal_of_join({first, part(9, 15)}), says("(frame 9); expected 0.4 s (frame 10)"));
  CHECK_THAT(refusal_of_join({part(10, 15), first}), says("expected the first part first"));
  const auto at_times = [](std::size_t begin, std::size_t end) {
    return encode({.range = ar::value_range{0, 256}, .segment = {.first_time = time_of(0)}}, begin,
                  end, times::callers);
  };
  CHECK_THAT(refusal_of_join({at_times(0, 10), at_times(9, 12)}), says("expected later than"));
  // With the caller's times there may be a pause.
  const ar::encoded paused = ar::join_videos({at_times(0, 10), at_times(20, 30)});
  CHECK(test::read_movie(paused.bytes).frames.size() == 20);
}

TEST_CASE("what is no part is an error of its own, and nothing is written") {
  const test::folder folder;
  const std::string good = folder / "good.mp4";
  ar::write_file(good, h264_part(0, 5));
  const std::string path = folder / "run.mp4";
  const auto join = [&](const std::vector<std::string>& parts, const std::string& to) {
    return error_of([&] { ar::join_videos(to, parts); });
  };
  auto e = join({good, folder / "none.mp4"}, path);
  REQUIRE(e);
  CHECK(e->kind == ar::error_kind::io);
  CHECK(e->path == folder / "none.mp4");
  test::make_file(folder / "text.mp4", "no movie at all, but a text of some length");
  e = join({good, folder / "text.mp4"}, path);
  REQUIRE(e);
  CHECK(e->kind == ar::error_kind::format);
  CHECK(e->path == folder / "text.mp4");
  const std::vector<std::uint8_t> whole = test::read_file(good);
  for (const std::size_t kept : {whole.size() / 2, whole.size() - 300}) {
    test::make_file(folder / "cut.mp4", std::string(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(kept)));
    e = join({folder / "cut.mp4"}, path);
    REQUIRE(e);
    CHECK(e->kind == ar::error_kind::format);
  }
  ar::write_file(folder / "a.gif", encode({.range = ar::value_range{0, 256}, .sources = {ar::gif{}}}, 0,
                                          3, times::rate));
  e = join({folder / "a.gif"}, folder / "b.gif");
  REQUIRE(e);
  CHECK(e->kind == ar::error_kind::parameter);
  CHECK_THAT(e->message, says("expected a part in mp4, webm or mkv"));
  e = join({good}, folder / "run.webm");
  REQUIRE(e);
  CHECK_THAT(e->message, says("is a part in mp4; expected one in webm"));
  e = join({good}, folder / "nowhere/run.mp4");
  REQUIRE(e);
  CHECK(e->kind == ar::error_kind::io);
  e = join({good, good}, "/dev/full");
  REQUIRE(e);
  CHECK(e->kind == ar::error_kind::io);
  CHECK(folder.names() == std::vector<std::string>{"a.gif", "cut.mp4", "good.mp4", "text.mp4"});
}

TEST_CASE("a segment is for containers that can be joined") {
  for (const ar::codec& codec : {ar::codec(ar::gif{}), ar::codec(ar::apng{}), ar::codec(ar::theora{})})
    CHECK_THAT(test::refusal_of([&] {
                 const ar::video_writer movie(
                     ar::in_memory, {.sources = {codec}, .segment = {.first_frame = 3}});
               }),
               says("expected mp4, webm or mkv"));
  CHECK_THAT(test::refusal_of([&] {
               ar::video_writer movie(ar::in_memory, {.segment = {.first_time = 5.0}});
               movie.push(frame(0), 4.0);
             }),
             says("a timestamp of 4 in a part of a movie from 5"));
  CHECK_THAT(test::refusal_of([&] {
               const ar::video_writer movie(
                   ar::in_memory, {.segment = {.first_time = std::nan("")}});
             }),
             says("expected a finite number"));
}

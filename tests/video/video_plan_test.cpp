// The table of codecs, detail/video/encoder_plan.hpp and mime.hpp: what options become, and which
// are refused.
#include <arrayreel/detail/video/codec_table.hpp>
#include <arrayreel/detail/video/encoder_plan.hpp>
#include <arrayreel/detail/video/mime.hpp>

#include <array>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/codecs.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using ar::container;
using ar::error_kind;
using ar::detail::plan_of;

ar::detail::encoder_plan plan(const ar::codec& source, container from_path = container::automatic,
                              bool crash_safe = false) {
  return plan_of(source, {.crash_safe = crash_safe}, from_path);
}

std::string setting(const ar::detail::encoder_choice& choice, const char* name) {
  for (const auto& [key, value] : choice.settings)
    if (key == name) return value;
  return {};
}

constexpr std::array<container, 7> containers{container::mp4, container::webm, container::mkv,
                                              container::ogg, container::gif,  container::apng,
                                              container::webp};
constexpr std::array<const char*, 7> container_names{"mp4", "webm", "mkv", "ogg",
                                                     "gif", "apng", "webp"};

} // namespace

TEST_CASE("codec_table: the documented codecs, in their order, and what is promised of them") {
  const std::vector<test::codec_facts>& documented = test::all_codecs();
  REQUIRE(std::size(ar::detail::codec_table) == documented.size());
  for (std::size_t i = 0; i < documented.size(); ++i) {
    const ar::detail::codec_facts& row = ar::detail::codec_table[i];
    INFO(row.name);
    CHECK(row.name == std::string(documented[i].name));
    CHECK(documented[i].options.name() == row.name);
    CHECK(&ar::detail::facts_of(row.id) == &row);
    CHECK(ar::codec(ar::detail::default_settings(row.id)).name() == row.name);
    CHECK(row.smallest_side == documented[i].smallest_side);
    CHECK(row.even == documented[i].even);
    CHECK_FALSE(row.containers.front() == container::automatic);
  }
}

TEST_CASE("codec: what it is made of stays when it is copied and moved") {
  ar::codec c = ar::h264{.crf = 18, .preset = "slow", .options = {{"g", "3"}}};
  const ar::codec copy = c;
  CHECK(copy.settings().quality == 18);
  CHECK(copy.settings().preset == "slow");
  CHECK(copy.settings().options == ar::ffmpeg_options{{"g", "3"}});
  const ar::codec moved = std::move(c);
  CHECK(moved.settings().quality == 18);
  c = ar::vp9{.cpu_used = 2};
  CHECK(c.name() == "vp9");
  CHECK(c.settings().speed == 2);
  c = copy;
  CHECK(c.name() == "h264");
  CHECK(ar::codec().name() == "h264");
}

TEST_CASE("video_plan: every codec in every container, or a message that names both") {
  for (const test::codec_facts& p : test::all_codecs()) {
    CHECK(plan(p.options).container->id == p.containers.front());
    CHECK(plan(p.options).codec->name == std::string(p.name));
    for (std::size_t i = 0; i < containers.size(); ++i) {
      bool accepted = false;
      std::string names;
      for (const container c : p.containers) {
        accepted |= c == containers[i];
        names += (names.empty() ? "" : ", ") +
                 std::string(container_names[static_cast<std::size_t>(c) - 1]);
      }
      const ar::codec with = test::in_container(p.options, containers[i]);
      INFO(p.name << " in " << container_names[i]);
      if (accepted) {
        CHECK(plan(with).container->id == containers[i]);
        CHECK(plan(p.options, containers[i]).container->id == containers[i]);
        // What the options say goes before what the file's name says.
        CHECK(plan(with, container::gif).container->id == containers[i]);
      } else {
        const std::string message =
            std::string(p.name) + " in the container " + container_names[i] + "; expected " + names;
        CHECK_REFUSED(plan(with), error_kind::parameter, message);
        CHECK_REFUSED(plan(p.options, containers[i]), error_kind::parameter, message);
      }
    }
  }
}

TEST_CASE("video_plan: crash safety is for what plays while it is written") {
  for (const test::codec_facts& p : test::all_codecs()) {
    const container c = p.containers.front();
    INFO(p.name);
    if (c == container::mp4 || c == container::webm || c == container::mkv) {
      CHECK(plan(p.options, {}, true).container->id == c);
    } else {
      CHECK_REFUSED(plan(p.options, {}, true), error_kind::parameter,
                    "crash_safe with the container " +
                        std::string(container_names[static_cast<std::size_t>(c) - 1]) +
                        "; expected mp4, webm or mkv");
    }
  }
}

TEST_CASE("video_plan: qualities within their ranges") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  const auto refuses = [](const ar::codec& c, const char* message) {
    CHECK_REFUSED(plan(c), error_kind::parameter, message);
  };
  refuses(ar::h264{.crf = -1}, "h264 with a crf of -1; expected 0 to 51");
  refuses(ar::h264{.crf = 51.5}, "h264 with a crf of 51.5; expected 0 to 51");
  refuses(ar::h264{.crf = nan}, "h264 with a crf of nan; expected 0 to 51");
  refuses(ar::hevc{.crf = 52}, "hevc with a crf of 52; expected 0 to 51");
  refuses(ar::av1{.crf = 64}, "av1 with a crf of 64; expected 1 to 63");
  // SVT-AV1 takes a crf of 0 for none.
  refuses(ar::av1{.crf = 0}, "av1 with a crf of 0; expected 1 to 63");
  refuses(ar::vp9{.crf = 64}, "vp9 with a crf of 64; expected 0 to 63");
  refuses(ar::vp8{.crf = 3}, "vp8 with a crf of 3; expected 4 to 63");
  refuses(ar::theora{.quality = 11}, "theora with a quality of 11; expected 0 to 10");
  refuses(ar::webp{.quality = 101}, "webp with a quality of 101; expected 0 to 100");
  refuses(ar::h264{.bitrate = 0}, "h264 with a bitrate of 0; expected bits per second above 0");
  refuses(ar::vp9{.bitrate = -5}, "vp9 with a bitrate of -5; expected");
  refuses(ar::theora{.bitrate = 0}, "theora with a bitrate of 0");
  refuses(ar::av1{.preset = 14}, "av1 with a preset of 14; expected 0 to 13");
  refuses(ar::av1{.preset = -1}, "av1 with a preset of -1; expected 0 to 13");
  refuses(ar::vp9{.cpu_used = 9}, "vp9 with a cpu_used of 9; expected 0 to 8");
  refuses(ar::vp9_lossless{.cpu_used = -1}, "vp9_lossless with a cpu_used of -1; expected 0 to 8");
  refuses(ar::vp8{.cpu_used = 17}, "vp8 with a cpu_used of 17; expected 0 to 16");
  for (const ar::codec& c : {ar::codec(ar::h264{.crf = 0}), ar::codec(ar::h264{.crf = 51}),
                             ar::codec(ar::av1{.crf = 1}), ar::codec(ar::av1{.crf = 63}),
                             ar::codec(ar::vp8{.crf = 4}), ar::codec(ar::theora{.quality = 10}),
                             ar::codec(ar::webp{.quality = 0}), ar::codec(ar::h264{.bitrate = 1})})
    CHECK_NOTHROW(plan(c));
}

TEST_CASE("video_plan: at most one rate control") {
  const auto refuses = [](const ar::codec& c, const char* message) {
    CHECK_REFUSED(plan(c), error_kind::parameter, message);
    CHECK_REFUSED(plan(c), error_kind::parameter, "; expected at most one rate control");
  };
  refuses(ar::h264{.crf = 20, .bitrate = 1000}, "h264 with crf 20 and bitrate 1000");
  refuses(ar::hevc{.crf = 20, .bitrate = 1000}, "hevc with crf 20 and bitrate 1000");
  refuses(ar::av1{.crf = 20, .bitrate = 1000}, "av1 with crf 20 and bitrate 1000");
  refuses(ar::vp9{.crf = 20, .bitrate = 1000}, "vp9 with crf 20 and bitrate 1000");
  refuses(ar::vp8{.crf = 20, .bitrate = 1000}, "vp8 with crf 20 and bitrate 1000");
  refuses(ar::theora{.quality = 5, .bitrate = 1000}, "theora with quality 5 and bitrate 1000");
  refuses(ar::h264{.crf = 20, .options = {{"qp", "3"}}}, "h264 with crf 20 and the option 'qp'");
  refuses(ar::h264{.bitrate = 9, .options = {{"crf", "3"}}},
          "h264 with bitrate 9 and the option 'crf'");
  refuses(ar::h264{.options = {{"crf", "3"}, {"b", "1M"}}},
          "h264 with the option 'crf' and the option 'b'");
  refuses(ar::webp{.quality = 50, .options = {{"lossless", "1"}}},
          "webp with quality 50 and the option 'lossless'");
  // Also where they are hidden in an encoder's own syntax.
  refuses(ar::h264{.crf = 20, .options = {{"x264-params", "crf=40"}}},
          "h264 with crf 20 and the option 'x264-params'");
  refuses(ar::h264{.bitrate = 9, .options = {{"x264opts", "ref=1:qp=3"}}},
          "h264 with bitrate 9 and the option 'x264opts'");
  refuses(ar::hevc{.crf = 20, .options = {{"x265-params", "ref=1:lossless=1"}}},
          "hevc with crf 20 and the option 'x265-params'");
  CHECK_NOTHROW(plan(ar::h264{.crf = 20, .options = {{"x264-params", "xcrf=1:ref=2"}}}));
  const auto given = plan(ar::h264{.options = {{"x264-params", "crf=40"}}});
  CHECK(setting(given.encoders.front(), "crf").empty());
  CHECK_NOTHROW(plan(ar::h264{.options = {{"crf", "3"}}}));
  CHECK_NOTHROW(plan(ar::webp{.options = {{"quality", "3"}}}));
}

TEST_CASE("video_plan: what is exact takes no rate control") {
  for (const char* option : {"crf", "qp", "b"})
    for (const ar::codec& c : {ar::codec(ar::h264_rgb{.options = {{option, "20"}}}),
                               ar::codec(ar::vp9_lossless{.options = {{option, "20"}}})})
      CHECK_REFUSED(plan(c), error_kind::parameter,
                    "with an option of rate control; expected none");
  CHECK_REFUSED(plan(ar::h264_rgb{.options = {{"x264-params", "crf=20"}}}), error_kind::parameter,
                "h264_rgb with an option of rate control");
  CHECK_NOTHROW(plan(ar::h264_rgb{.options = {{"x264-params", "ref=2"}}}));
}

TEST_CASE("video_plan: presets and tunes are single names that the encoder knows") {
  const auto refuses = [](const ar::codec& c, const char* message) {
    CHECK_REFUSED(plan(c), error_kind::parameter, message);
  };
  refuses(ar::h264{.preset = "fastest"},
          "h264 with the preset 'fastest'; expected one of ultrafast");
  refuses(ar::h264{.preset = "fast medium"}, "h264 with the preset 'fast medium'; expected");
  refuses(ar::h264{.preset = " "}, "h264 with the preset ' '; expected");
  refuses(ar::h264{.tune = "movie"}, "h264 with the tune 'movie'; expected one of film");
  refuses(ar::h264{.options = {{"preset", "fastest"}}}, "h264 with the preset 'fastest'");
  refuses(ar::h264{.options = {{"profile", "best"}}}, "h264 with the profile 'best'");
  refuses(ar::h264_rgb{.preset = "fastest"}, "h264_rgb with the preset 'fastest'");
  refuses(ar::hevc{.preset = "fastest"}, "hevc with the preset 'fastest'");
  refuses(ar::hevc{.preset = "fast medium"}, "hevc with the preset 'fast medium'");
  refuses(ar::hevc{.tune = "film"}, "hevc with the tune 'film'; expected one of psnr");
  CHECK_NOTHROW(plan(ar::hevc{.preset = "placebo", .tune = "grain"}));
}

TEST_CASE("video_plan: the defaults of each codec") {
  const auto first = [](const ar::codec& c) { return plan(c).encoders.front(); };
  CHECK(first(ar::h264{}).name == "libx264");
  CHECK(setting(first(ar::h264{}), "crf") == "20");
  CHECK(setting(first(ar::h264{}), "preset") == "veryfast");
  CHECK(setting(first(ar::h264{.crf = 18.5}), "crf") == "18.5");
  CHECK(setting(first(ar::h264{.bitrate = 5}), "crf").empty());
  CHECK(plan(ar::h264{.bitrate = 5}).bitrate == 5);
  CHECK(setting(first(ar::h264{.options = {{"qp", "9"}}}), "crf").empty());
  CHECK(setting(first(ar::h264{.preset = "slow", .tune = "film"}), "tune") == "film");
  CHECK(setting(first(ar::h264_rgb{}), "qp") == "0");
  CHECK(first(ar::h264_rgb{}).name == "libx264rgb");
  CHECK(setting(first(ar::hevc{}), "crf") == "12");
  CHECK(first(ar::av1{}).name == "libsvtav1");
  CHECK(setting(first(ar::av1{}), "crf") == "10");
  CHECK(setting(first(ar::av1{}), "preset") == "6");
  const std::string boost = "enable-variance-boost=1:variance-boost-strength=1";
  CHECK(setting(first(ar::av1{}), "svtav1-params") == boost);
  CHECK(plan(ar::av1{.options = {{"svtav1-params", "tune=0"}}}).user ==
        ar::ffmpeg_options{{"svtav1-params", boost + ":tune=0"}});
  CHECK(plan(ar::av1{}).encoders.at(1).name == "libaom-av1");
  CHECK(plan(ar::av1{}, container::automatic, true).encoders.front().name == "libaom-av1");
  CHECK(plan(ar::av1{.options = {{"svtav1-params", "tune=0"}}}, container::automatic, true)
            .encoders.front()
            .name == "libsvtav1");
  CHECK(setting(first(ar::vp9{}), "crf") == "8");
  CHECK(setting(first(ar::vp9{}), "cpu-used") == "6");
  CHECK(setting(first(ar::vp9{}), "deadline") == "realtime");
  CHECK(setting(first(ar::vp9_lossless{}), "lossless") == "1");
  CHECK(setting(first(ar::vp8{}), "crf") == "4");
  // Below 0 libvpx keeps it, whatever time frames take.
  CHECK(setting(first(ar::vp8{}), "cpu-used") == "-4");
  CHECK(setting(first(ar::vp8{.cpu_used = 0}), "cpu-used") == "-1");
  CHECK_FALSE(setting(first(ar::vp8{}), "b").empty());
  CHECK(plan(ar::theora{}).qscale == 9);
  CHECK(plan(ar::theora{.quality = 3}).qscale == 3);
  CHECK_FALSE(plan(ar::theora{.bitrate = 3}).qscale.has_value());
  CHECK(setting(first(ar::webp{}), "lossless") == "1");
  CHECK(setting(first(ar::webp{.quality = 7}), "lossless") == "0");
  CHECK(setting(first(ar::webp{.quality = 7}), "quality") == "7");
}

TEST_CASE("video_plan: settings in an encoder's own syntax are joined, the user's last") {
  const auto p = plan(ar::hevc{.options = {{"x265-params", "qpmin=5"}}});
  CHECK(p.user.front().second == "log-level=none:qpmin=5");
  const auto safe = plan(ar::h264{.options = {{"x264-params", "keyint=7"}}}, {}, true);
  CHECK(safe.user.front().second.ends_with(":keyint=7"));
}

TEST_CASE("video_plan: a file's name says the container") {
  using ar::detail::container_of_extension;
  using ar::detail::extension_of;
  CHECK(extension_of("run.mp4") == "mp4");
  CHECK(extension_of("/a.b/run.WebM") == "webm");
  CHECK(extension_of("/a.b/run").empty());
  CHECK(extension_of("run.").empty());
  CHECK(extension_of(".mp4").empty());
  CHECK(extension_of("a/.mp4").empty());
  CHECK(extension_of("").empty());
  CHECK(extension_of("a.tar.gif") == "gif");
  for (std::size_t i = 0; i < containers.size(); ++i)
    CHECK(container_of_extension(container_names[i]) == containers[i]);
  CHECK(container_of_extension("m4v") == container::mp4);
  CHECK(container_of_extension("ogv") == container::ogg);
  CHECK(container_of_extension("avi") == container::automatic);
  CHECK(container_of_extension("") == container::automatic);
  const auto codec_for = [](container c) {
    return std::string(facts_of(ar::detail::default_codec(c)).name);
  };
  CHECK(codec_for(container::automatic) == "h264");
  CHECK(codec_for(container::mp4) == "h264");
  CHECK(codec_for(container::webm) == "vp9");
  CHECK(codec_for(container::mkv) == "ffv1");
  CHECK(codec_for(container::ogg) == "theora");
  CHECK(codec_for(container::gif) == "gif");
  CHECK(codec_for(container::apng) == "apng");
  CHECK(codec_for(container::webp) == "webp");
}

TEST_CASE("video_mime: the codecs parameter of H.264 is its profile, constraints and level") {
  using ar::detail::avc_codecs;
  const std::vector<std::uint8_t> sps{0, 0, 0, 1, 0x67, 0x64, 0x00, 0x1f, 0xac, 0xd9};
  CHECK(avc_codecs(sps) == "avc1.64001F");
  const std::vector<std::uint8_t> behind{0, 0, 1, 0x09, 0xf0, 0, 0, 1, 0x27, 0x42, 0xc0, 0x0a, 1};
  CHECK(avc_codecs(behind) == "avc1.42C00A");
  CHECK(avc_codecs({}).empty());
  const std::vector<std::uint8_t> cut{0, 0, 1, 0x67, 0x64};
  CHECK(avc_codecs(cut).empty());
  const std::vector<std::uint8_t> avcc{1, 0x64, 0x00, 0x1f, 0xff};
  CHECK(avc_codecs(avcc) == "avc1.64001F");
  // High 4:4:4 Predictive, as x264 writes without loss.
  const std::vector<std::uint8_t> lossless{0, 0, 0, 1, 0x67, 0xf4, 0x00, 0x0a, 0x91, 0x96};
  CHECK(avc_codecs(lossless).empty());
}

TEST_CASE("video_mime: VP9 has its short name in WebM alone, where browsers take it") {
  const auto mime = [](const ar::codec& c) {
    return ar::detail::mime_of(plan(c), AV_CODEC_ID_VP9, {});
  };
  CHECK(mime(ar::vp9{}) == "video/webm; codecs=\"vp9\"");
  CHECK(mime(ar::vp9{.container = ar::container::mp4}) == "video/mp4");
  CHECK(mime(ar::vp9{.container = ar::container::mkv}) == "video/x-matroska");
}

TEST_CASE("video_mime: the codecs parameter of AV1 is its profile, level and tier") {
  using ar::detail::av1_codecs;
  // OBU header (sequence header, with size), size, then profile 0, no still picture, no timing
  // information, no display delay, one operating point 0, level 8, tier by level.
  const std::vector<std::uint8_t> with_c{0x81, 0x08, 0x0c, 0x00, 0x0a, 0x0a, 0x00, 0x00,
                                         0x00, 0x42, 0xab, 0xbf, 0xc3, 0x70, 0x0b, 0xe4};
  CHECK(av1_codecs(with_c) == "av01.0.08M.08");
  const std::vector<std::uint8_t> without_c(with_c.begin() + 4, with_c.end());
  CHECK(av1_codecs(without_c) == "av01.0.08M.08");
  std::vector<std::uint8_t> stream{0x12, 0x00}; // a temporal delimiter
  stream.insert(stream.end(), without_c.begin(), without_c.end());
  CHECK(av1_codecs(stream) == "av01.0.08M.08");
  // As rav1e 0.7 describes its stream: the four bytes alone, profile 0, level 31 (any), tier 0.
  const std::vector<std::uint8_t> c_alone{0x81, 0x1f, 0x0c, 0x00};
  CHECK(av1_codecs(c_alone) == "av01.0.31M.08");
  const std::vector<std::uint8_t> high_tier{0x81, 0x2d, 0x8c, 0x00};
  CHECK(av1_codecs(high_tier) == "av01.1.13H.08");
  const std::vector<std::uint8_t> of_10_bits{0x81, 0x00, 0x4c, 0x00};
  CHECK(av1_codecs(of_10_bits) == "av01.0.00M.10");
  const std::vector<std::uint8_t> of_12_bits{0x81, 0x48, 0x6c, 0x00};
  CHECK(av1_codecs(of_12_bits) == "av01.2.08M.12");
  const std::vector<std::uint8_t> cut_c{0x81, 0x08, 0x0c};
  CHECK(av1_codecs(cut_c).empty());
  CHECK(av1_codecs({}).empty());
  const std::vector<std::uint8_t> other{0x12, 0x00, 0x00, 0x00};
  CHECK(av1_codecs(other).empty());
  const std::vector<std::uint8_t> endless{0x0a, 0x80, 0x80, 0x80};
  CHECK(av1_codecs(endless).empty());
}

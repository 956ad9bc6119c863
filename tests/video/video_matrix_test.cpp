// Movies of every codec in every container, of every kind of array, size, length and rate: read
// back by a reader of the tests' own, and a sample by the programs ffprobe and ffmpeg.
//
// ARRAYREEL_WHOLE in the environment asks for all combinations, which takes minutes;
// otherwise every two properties meet in one movie at least. ARRAYREEL_SHOW_PSNR prints the lowest
// PSNR of each codec.
#include <arrayreel/nbvideo.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>
#include <thread>
#include <tuple>
#include <utility>
#include <vector>

#include "catch.hpp"
#include "support/each_frame.hpp"
#include "support/folder.hpp"
#include "support/movie_check.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"

namespace {

namespace ar = arrayreel;
using test::frame_kind;

struct size {
  std::size_t height;
  std::size_t width;
};
constexpr std::array<size, 7> sizes{
    {{1, 1}, {2, 2}, {17, 15}, {16, 16}, {48, 64}, {243, 321}, {720, 1280}}};
constexpr std::size_t largest = 6;
constexpr std::array<std::size_t, 3> lengths{1, 2, 61};
const std::array<ar::frame_rate, 4> rates{1, 25, {30000, 1001}, 240};
constexpr std::array<frame_kind, 4> kinds{frame_kind::gray, frame_kind::colormap, frame_kind::rgb,
                                          frame_kind::rgba};

/// A codec in a container; the kind, size, length and rate by their numbers above.
struct movie_case {
  const test::codec_facts* codec;
  ar::container container;
  std::array<std::size_t, 4> choice;

  [[nodiscard]] std::string text() const {
    const size s = sizes[choice[1]];
    return std::string(codec->name) + " in " + test::name_of(container) + ", " +
           test::kind_names[choice[0]] + ", " + std::to_string(s.width) + " x " +
           std::to_string(s.height) + ", " + std::to_string(lengths[choice[2]]) + " frames at " +
           std::to_string(rates[choice[3]].value());
  }
};
constexpr std::array<std::size_t, 4> choices{4, 7, 3, 4};

bool is_possible(const movie_case& c) {
  return c.container != ar::container::gif || rates[c.choice[3]].value() <= 50;
}

/// The largest is one kind at one rate where it is longer than one frame, and longest for one
/// container of each codec; the second largest has one rate for each kind where it is longest.
bool is_affordable(const movie_case& c) {
  const std::size_t length = lengths[c.choice[2]];
  if (c.choice[1] == largest && length > 1)
    return c.choice[0] == 1 && c.choice[3] == 1 &&
           (length == 2 || c.container == c.codec->containers.front());
  if (c.choice[1] + 1 == largest && length == lengths.back()) return c.choice[0] == c.choice[3];
  return true;
}

/// At users' defaults, but for AV1, which would take minutes for all sizes and lengths;
/// video_fidelity_test has AV1's default.
const std::vector<test::codec_facts>& fast_codecs() {
  static const std::vector<test::codec_facts> all = [] {
    std::vector<test::codec_facts> result = test::writable_codecs();
    for (test::codec_facts& c : result)
      if (c.name == std::string_view("av1")) c.options = ar::av1{.preset = 12};
    return result;
  }();
  return all;
}

std::vector<movie_case> all_cases() {
  std::vector<movie_case> result;
  for (const test::codec_facts& codec : fast_codecs())
    for (const ar::container container : codec.containers)
      for (std::size_t s = 0; s < choices[1]; ++s)
        for (std::size_t k = 0; k < choices[0]; ++k)
          for (std::size_t l = 0; l < choices[2]; ++l)
            for (std::size_t r = 0; r < choices[3]; ++r)
              if (const movie_case c{&codec, container, {k, s, l, r}};
                  is_possible(c) && is_affordable(c))
                result.push_back(c);
  return result;
}

/// A few of the cases, in which every two properties that go together do so once, but for the two
/// largest sizes with the greatest length. Greedy, from a fixed random order.
std::vector<movie_case> pairwise_cases() {
  std::vector<movie_case> candidates;
  for (const movie_case& c : all_cases())
    if (c.choice[1] + 1 < largest || c.choice[2] == 0 ||
        (c.choice[1] < largest && c.choice[2] == 1))
      candidates.push_back(c);
  test::random_source random(3);
  for (std::size_t i = candidates.size(); i-- > 1;)
    std::swap(candidates[i], candidates[random.below(i + 1)]);
  using pair = std::tuple<std::size_t, std::size_t, std::size_t, std::size_t>;
  const auto pairs = [](const movie_case& c) {
    const std::size_t medium = static_cast<std::size_t>(c.codec->options.settings().id) * 8 +
                               static_cast<std::size_t>(c.container);
    const std::array<std::size_t, 5> values{medium, c.choice[0], c.choice[1], c.choice[2],
                                            c.choice[3]};
    std::vector<pair> result;
    for (std::size_t i = 0; i < values.size(); ++i)
      for (std::size_t j = 0; j < i; ++j) result.emplace_back(i, j, values[i], values[j]);
    return result;
  };
  std::set<pair> met;
  std::vector<movie_case> result;
  for (std::size_t wanted = 10; wanted > 0; --wanted)
    for (const movie_case& c : candidates) {
      std::size_t fresh = 0;
      for (const pair& p : pairs(c)) fresh += met.contains(p) ? 0U : 1U;
      if (fresh < wanted) continue;
      for (const pair& p : pairs(c)) met.insert(p);
      result.push_back(c);
    }
  return result;
}

/// The frames of a kind and size, made once.
class frame_store {
public:
  std::shared_ptr<const test::smooth_frames> operator()(std::size_t kind, std::size_t s,
                                                        std::size_t length) {
    const std::lock_guard lock(mutex_);
    // Frames of the largest size are not kept.
    const bool large = s == largest;
    auto& kept = frames_[{kind, s, large ? length : 0}];
    if (auto found = kept.lock()) return found;
    auto made = std::make_shared<const test::smooth_frames>(
        kinds[kind], large ? length : lengths.back(), sizes[s].height, sizes[s].width);
    kept = made;
    if (!large) stay_.push_back(made);
    return made;
  }

private:
  std::mutex mutex_;
  std::map<std::tuple<std::size_t, std::size_t, std::size_t>,
           std::weak_ptr<const test::smooth_frames>>
      frames_;
  std::vector<std::shared_ptr<const test::smooth_frames>> stay_;
};

/// Runs cases in two threads; `function` returns what is wrong.
std::vector<std::string> faults_of(const std::vector<movie_case>& cases,
                                   const std::function<std::string(const movie_case&)>& function) {
  std::vector<std::string> faults(cases.size());
  std::atomic<std::size_t> next = 0;
  const auto work = [&] {
    for (std::size_t i = next++; i < cases.size(); i = next++) {
      try {
        faults[i] = function(cases[i]);
      } catch (const std::exception& e) {
        faults[i] = std::string("\n  an exception: ") + e.what();
      }
    }
  };
  std::thread other(work);
  work();
  other.join();
  std::vector<std::string> result;
  for (std::size_t i = 0; i < cases.size(); ++i)
    if (!faults[i].empty()) result.push_back(cases[i].text() + ":" + faults[i]);
  return result;
}

void check_all(const std::vector<movie_case>& cases,
               const std::function<std::string(const movie_case&)>& function) {
  const std::vector<std::string> faults = faults_of(cases, function);
  for (const std::string& fault : faults) {
    UNSCOPED_INFO(fault);
    CHECK(fault.empty());
  }
  CHECK(faults.empty());
  CHECK(cases.size() > 50);
}

/// What a program prints.
std::string output_of(const std::string& command) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> pipe(::popen(command.c_str(), "r"),
                                                             ::pclose);
  std::string result;
  std::array<char, 65536> buffer{};
  for (std::size_t n = 0; (n = std::fread(buffer.data(), 1, buffer.size(), pipe.get())) > 0;)
    result.append(buffer.data(), n);
  return result;
}

bool whole() { return std::getenv("ARRAYREEL_WHOLE") != nullptr; }

} // namespace

TEST_CASE("video_matrix: facts and pixels of every movie") {
  frame_store store;
  std::mutex mutex;
  std::map<std::string, double> lowest;
  check_all(whole() ? all_cases() : pairwise_cases(), [&](const movie_case& c) {
    const auto frames = store(c.choice[0], c.choice[1], lengths[c.choice[2]]);
    ar::video_report report;
    const ar::encoded movie = test::make_movie(*frames, lengths[c.choice[2]],
                                               test::in_container(c.codec->options, c.container),
                                               rates[c.choice[3]], report);
    test::movie_check check(*frames, lengths[c.choice[2]], *c.codec, c.container,
                            rates[c.choice[3]]);
    std::string faults = check(movie, report);
    const std::lock_guard lock(mutex);
    double& least = lowest.try_emplace(c.codec->name, 1e9).first->second;
    least = std::min(least, check.lowest_psnr());
    return faults;
  });
  if (std::getenv("ARRAYREEL_SHOW_PSNR") != nullptr)
    for (const auto& [name, psnr] : lowest) std::printf("%-14s %.1f dB\n", name.c_str(), psnr);
}

TEST_CASE("video_matrix: encoders that are wrong on a big-endian processor are not used there") {
  const auto attempt = [](const ar::codec& codec) {
    const std::vector<std::uint8_t> a(64 * 64);
    ar::video_writer movie(ar::in_memory, {.sources = {codec}});
    movie.push(ar::array_view<std::uint8_t>(a.data(), {64, 64}));
    return movie.finish().sources.at(0).encoder;
  };
  if constexpr (test::little_endian) {
    CHECK(attempt(ar::hevc{}) == "libx265");
    if (avcodec_find_encoder_by_name("libsvtav1") != nullptr)
      CHECK(attempt(ar::av1{}) == "libsvtav1");
  } else {
    CHECK_REFUSED(attempt(ar::hevc{}), ar::error_kind::encoder,
                  "libx265: writes wrong movies on a big-endian processor; hevc_nvenc");
    CHECK(attempt(ar::av1{}) == "libaom-av1");
  }
}

TEST_CASE("video_matrix: GIF refuses rates that browsers do not play") {
  for (const int fps : {51, 60, 100, 240})
    CHECK_REFUSED(ar::video_writer(ar::in_memory, {.fps = fps, .sources = {ar::gif{}}}),
                  ar::error_kind::parameter,
                  "an fps of " + std::to_string(fps) + " for gif; expected up to 50");
  CHECK_NOTHROW(ar::video_writer(ar::in_memory, {.fps = 50, .sources = {ar::gif{}}}));
}

TEST_CASE("video_matrix: ffprobe and ffmpeg say the same of a sample") {
  std::vector<movie_case> sample;
  std::map<std::string, int> taken;
  for (const movie_case& c : pairwise_cases()) {
    // FFmpeg 5.1 does not read animated WebP.
    if (c.container == ar::container::webp || c.choice[1] == largest) continue;
    const int most = whole() ? 12 : 3;
    if (taken[std::string(c.codec->name) + test::name_of(c.container)]++ < most)
      sample.push_back(c);
  }
  frame_store store;
  const test::folder folder;
  std::atomic<int> number = 0;
  check_all(sample, [&](const movie_case& c) -> std::string {
    const std::size_t length = lengths[c.choice[2]];
    const auto frames = store(c.choice[0], c.choice[1], length);
    const ar::frame_rate fps = rates[c.choice[3]];
    ar::video_report report;
    const ar::encoded movie = test::make_movie(
        *frames, length, test::in_container(c.codec->options, c.container), fps, report);
    const test::movie_check check(*frames, length, *c.codec, c.container, fps);
    if (check.merges()) return {}; // frames that are alike are one
    const std::string path = folder / (std::to_string(number++) + "." + test::name_of(c.container));
    std::ofstream(path, std::ios::binary)
        .write(reinterpret_cast<const char*>(movie.bytes.data()),
               static_cast<std::streamsize>(movie.bytes.size()));

    std::string faults;
    const std::string facts =
        "\n" + output_of(ARRAYREEL_FFPROBE " -v warning -count_frames -show_entries "
                                           "stream=width,height,nb_read_frames,avg_frame_rate,"
                                           "color_space,color_range,color_primaries,"
                                           "color_transfer:format=duration "
                                           "-of default=noprint_wrappers=1 '" +
                         path + "' 2>&1");
    const auto expect = [&](const std::string& line) {
      if (facts.find("\n" + line + "\n") == std::string::npos)
        faults += "\n  ffprobe does not say " + line + " but" + facts;
    };
    expect("width=" + std::to_string(check.size().width));
    expect("height=" + std::to_string(check.size().height));
    expect("nb_read_frames=" + std::to_string(length));
    const bool picture = c.container == ar::container::gif || c.container == ar::container::apng;
    if (!picture && c.container != ar::container::ogg) {
      expect("avg_frame_rate=" + std::to_string(fps.numerator()) + "/" +
             std::to_string(fps.denominator()));
      const std::size_t at = facts.find("\nduration=");
      const double duration = std::atof(facts.c_str() + (at == facts.npos ? 0 : at + 10));
      if (std::abs(duration - static_cast<double>(length) / fps.value()) > 0.0011)
        faults += "\n  ffprobe says another duration:" + facts;
    }
    if (!c.codec->exact && c.container != ar::container::ogg) {
      expect("color_space=smpte170m");
      expect("color_range=tv");
      expect("color_primaries=bt709");
      expect("color_transfer=bt709");
    }

    const bool alpha = c.codec->keeps_alpha;
    const std::string raw = output_of(ARRAYREEL_FFMPEG " -v error -nostdin -i '" + path +
                                      "'" + test::each_frame + " -f rawvideo -pix_fmt rgba "
                                      "-sws_flags accurate_rnd+full_chroma_int+bitexact - 2>&1");
    const std::size_t pixels = check.size().height * check.size().width;
    if (raw.size() != 4 * pixels * length)
      return faults + "\n  ffmpeg decodes " + std::to_string(raw.size()) + " bytes, expected " +
             std::to_string(4 * pixels * length);
    double sum = 0;
    for (std::size_t t = 0; t < length; ++t)
      for (std::size_t y = 0; y < check.size().height; ++y)
        for (std::size_t x = 0; x < check.size().width; ++x) {
          const auto expected = check.intended(t, y, x);
          const std::size_t at = 4 * ((t * check.size().height + y) * check.size().width + x);
          for (std::size_t i = 0; i < (alpha ? 4U : 3U); ++i) {
            const double off = static_cast<unsigned char>(raw[at + i]) - double{1} * expected[i];
            sum += off * off;
          }
        }
    const double psnr = 10 * std::log10(255.0 * 255.0 * 3 * static_cast<double>(pixels * length) /
                                        std::max(sum, 1e-9));
    // swscale spreads chroma over the borders of enlarged blocks.
    const bool tiny = check.size().height * check.size().width < 48 * 48;
    const double least = check.size().factor > 1 ? 25 : tiny ? 30 : 37;
    if (check.is_exact() ? sum != 0 : psnr < least && c.codec->options.name() != "gif")
      faults += "\n  ffmpeg decodes with a PSNR of " + std::to_string(psnr) + " dB";
    return faults;
  });
}

TEST_CASE("video_matrix: 289 sizes through every codec's defaults") {
  std::vector<movie_case> cases;
  for (const test::codec_facts& codec : test::writable_codecs())
    for (std::size_t i = 0; i < 289; ++i)
      cases.push_back({&codec, codec.containers.front(), {i % 17 + 1, i / 17 + 1, i % 4, 0}});
  if (!whole()) {
    // One of seven for each codec, all sizes for some codec.
    std::vector<movie_case> some;
    for (std::size_t i = 0; i < cases.size(); ++i)
      if ((i + i / 289) % 7 == 0) some.push_back(cases[i]);
    cases = std::move(some);
  }
  const std::vector<std::string> faults = [&] {
    std::vector<std::string> all(cases.size());
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
      for (std::size_t i = next++; i < cases.size(); i = next++) {
        const movie_case& c = cases[i];
        const std::size_t height = c.choice[0];
        const std::size_t width = c.choice[1];
        const test::smooth_frames frames(kinds[c.choice[2]], 3, height, width);
        std::string fault;
        try {
          ar::video_report report;
          const ar::encoded movie = test::make_movie(frames, 3, c.codec->options, 25, report);
          test::movie_check check(frames, 3, *c.codec, c.container, 25);
          fault = check(movie, report);
        } catch (const std::exception& e) {
          fault = std::string("\n  an exception: ") + e.what();
        }
        if (!fault.empty())
          all[i] = std::string(c.codec->name) + ", " + test::kind_names[c.choice[2]] + " of " +
                   std::to_string(width) + " x " + std::to_string(height) + ":" + fault;
      }
    };
    std::thread other(work);
    work();
    other.join();
    return all;
  }();
  for (const std::string& fault : faults) {
    INFO(fault);
    CHECK(fault.empty());
  }
}

namespace {

/// Fills memory with various contents and frees a part of it, so that the next allocation finds
/// them.
class used_memory {
public:
  explicit used_memory(test::random_source& random) {
    for (int i = 0; i < 50; ++i) {
      std::vector<std::uint8_t> block(random.below(200'000) + 16);
      for (std::uint8_t& byte : block) byte = static_cast<std::uint8_t>(random.bits());
      if (random.one_in(2)) kept_.push_back(std::move(block));
    }
  }

private:
  std::vector<std::vector<std::uint8_t>> kept_;
};

} // namespace

// SVT-AV1 is not among them: what it makes depends on how its threads run.
TEST_CASE("video_matrix: the same array gives the same bytes, whatever was in memory before") {
  test::random_source random(9);
  for (const ar::codec& codec :
       {ar::codec(ar::h264{}), ar::codec(ar::h264_rgb{}), ar::codec(ar::hevc{}),
        ar::codec(ar::vp9{}), ar::codec(ar::vp9_lossless{}), ar::codec(ar::vp8{}),
        ar::codec(ar::ffv1{}), ar::codec(ar::gif{}), ar::codec(ar::apng{}), ar::codec(ar::webp{}),
        ar::codec(ar::theora{})})
    for (const frame_kind kind : kinds)
      for (const size& s : {size{48, 64}, size{24, 28}}) {
        if (!test::is_writable(codec.name())) continue;
        const test::smooth_frames frames(kind, 12, s.height, s.width);
        ar::video_report report;
        const ar::encoded once = test::make_movie(frames, 12, codec, 25, report);
        INFO(report.sources.at(0).codec << " of "
                                        << test::kind_names[static_cast<std::size_t>(kind)] << ", "
                                        << s.width << " x " << s.height);
        for (int i = 0; i < 4; ++i) {
          const used_memory before(random);
          CHECK((once == test::make_movie(frames, 12, codec, 25, report)));
        }
      }
}

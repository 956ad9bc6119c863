// What each set of vector instructions gains, kernel by kernel.
//
//   kernels [ROUNDS]
//
// Prints a row per kernel: the time of the portable one, and how many times as fast each set is as
// the set before it. A set that gains less than 5 % there is not worth its code.
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/detail/deflate/block_writer.hpp>
#include <arrayreel/detail/deflate/checksums.hpp>
#include <arrayreel/detail/io/big_endian.hpp>
#include <arrayreel/detail/page/base64_text.hpp>
#include <arrayreel/detail/png/filters.hpp>
#include <arrayreel/detail/simd/byte_table.hpp>
#include <arrayreel/detail/values/interleave.hpp>
#include <arrayreel/detail/values/value_kernels.hpp>
#include <arrayreel/detail/video/yuv.hpp>

#include "measure.hpp"

namespace {

namespace ar = arrayreel::detail;
using bytes = std::vector<std::uint8_t>;

struct kernel {
  std::string name;
  std::function<void()> run;
};

constexpr std::size_t count = 512 * 512;

std::uint32_t noise() {
  static std::uint32_t state = 1;
  state = state * 1664525U + 1013904223U;
  return state >> 16;
}

/// A row of waves with a little noise, as differences, as filters leave it.
bytes residues() {
  bytes result(count);
  for (std::size_t i = 0; i < count; ++i)
    result[i] = static_cast<std::uint8_t>(
        std::lround(6 * std::sin(0.001 * static_cast<double>(i))) + static_cast<int>(noise() % 5));
  return result;
}

/// Labels: long runs of few values.
bytes labels() {
  bytes result(count);
  for (std::size_t i = 0; i < count; ++i)
    result[i] = i > 0 && noise() % 40 != 0 ? result[i - 1] : static_cast<std::uint8_t>(noise() % 6);
  return result;
}

/// Half of the bytes repeat what was at most a few hundred bytes before.
bytes repeats() {
  bytes result = residues();
  for (std::size_t i = 600; i + 16 < count; i += 16)
    if (noise() % 2 == 0)
      for (std::size_t k = 0; k < 12; ++k) result[i + k] = result[i + k - 300];
  return result;
}

template <class T> std::vector<T> values() {
  std::vector<T> result(count);
  for (std::size_t i = 0; i < count; ++i)
    result[i] = static_cast<T>(60 + 50 * std::sin(0.01 * static_cast<double>(i)));
  return result;
}

struct kernel_list {
  std::vector<kernel> kernels;
  bytes out = bytes(8 * count + 4096);
  std::vector<std::uint16_t> out_16 = std::vector<std::uint16_t>(4 * count);
  volatile std::uint64_t result = 0;

  /// \param find_alone tokens are found, and not written
  void deflate(const char* name, bytes in, ar::block_strategy strategy, std::size_t block,
               bool find_alone = false) {
    kernels.push_back({name, [this, in = std::move(in), strategy, block, find_alone,
                              writer = std::make_shared<ar::block_writer>()] {
                         ar::literal_costs costs;
                         costs.least_run = 8;
                         for (std::uint8_t& least : costs.least_match) least = 5;
                         ar::bit_writer to{out.data()};
                         for (std::size_t done = 0; done < count; done += block) {
                           const bool alone = strategy == ar::block_strategy::matches_of_few;
                           if (alone || done == 0) writer->restart(alone ? block : count);
                           const std::size_t before = alone ? 0
                                                      : done < ar::deflate_window
                                                          ? done
                                                          : ar::deflate_window;
                           if (find_alone) {
                             ar::token_list list{};
                             writer->find_tokens(list, in.data() + done - before, in.data() + done,
                                                 block, strategy, costs);
                             result = list.size;
                             continue;
                           }
                           writer->write(to, in.data() + done - before, in.data() + done, block,
                                         strategy, costs, false);
                           if (alone) to.out = out.data();
                         }
                       }});
  }

  template <class T, class C, class P> void levels(const char* name, ar::watching what) {
    kernels.push_back(
        {name, [this, in = values<T>(), what] {
           const C top = static_cast<C>(sizeof(P) == 1 ? 255 : 65535);
           const ar::linear_levels<C> f{C{15}, static_cast<C>((static_cast<double>(top) + 1) / 90),
                                        top, C{15}, C{105}};
           P* to = nullptr;
           if constexpr (sizeof(P) == 1)
             to = out.data();
           else
             to = out_16.data();
           ar::special_counts counts;
           std::size_t done = ar::level_row(in.data(), count, f, to, counts, what, false);
           // What rows do without kernels.
           for (; done < count; ++done) {
             const C x = (static_cast<C>(in[done]) - f.lo) * f.scale;
             counts.under += static_cast<C>(in[done]) < f.lowest ? 1U : 0U;
             to[done] = static_cast<P>(x > 0 ? x < f.top ? x : f.top : C{0});
           }
           result = counts.under;
         }});
  }

  template <class T> void extremes(const char* name) {
    kernels.push_back({name, [this, in = values<T>()] {
                         ar::extremes<T> found;
                         ar::special_numbers special;
                         std::size_t done = ar::add_extremes(in.data(), count, found, special);
                         for (; done < count; ++done) {
                           const T x = in[done];
                           found.least = x < found.least ? x : found.least;
                           found.most = x > found.most ? x : found.most;
                         }
                         result = special.nan + static_cast<std::uint64_t>(found.most);
                       }});
  }

  template <class P> void interleave(const char* name, std::size_t channels) {
    kernels.push_back({name, [this, in = std::vector<P>(count, P{7}), channels] {
                         const P* const from[4] = {in.data(), in.data(), in.data(), in.data()};
                         if constexpr (sizeof(P) == 1)
                           ar::interleave(out.data(), from, channels, count);
                         else
                           ar::interleave(out_16.data(), from, channels, count);
                       }});
  }

  void yuv(const char* name, std::size_t channels) {
    kernels.push_back(
        {name, [this, in = residues(), channels] {
           const arrayreel::color background{255, 255, 255};
           constexpr std::size_t width = 512;
           for (std::size_t at = 0; at + 2 * width * channels <= count;
                at += 2 * width * channels) {
             const ar::yuv_block_row to{out.data(), out.data() + width, out.data() + 2 * width,
                                        out.data() + 3 * width};
             ar::yuv_kernels_in_use().color_blocks[channels - 2](
                 in.data() + at, in.data() + at + width * channels, width / 2, background, to);
           }
         }});
  }
};

} // namespace

int main(int argc, char** argv) {
  kernel_list all;
  bytes& out = all.out;
  auto add = [&](const char* name, std::function<void()> run) {
    all.kernels.push_back({name, std::move(run)});
  };
  const bytes plain = residues();
  add("base64",
      [&] { ar::encode_base64(plain.data(), count, reinterpret_cast<char*>(out.data())); });
  add("CRC-32", [&] { all.result = ar::crc32(plain); });
  add("Adler-32", [&] { all.result = ar::adler32(plain); });
  for (const std::size_t pixel : {std::size_t{1}, std::size_t{3}, std::size_t{4}})
    for (const auto& [filter, name] :
         {std::pair{ar::row_filter::sub, "sub"}, std::pair{ar::row_filter::up, "up"},
          std::pair{ar::row_filter::average, "average"}, std::pair{ar::row_filter::paeth, "Paeth"}})
      all.kernels.push_back(
          {std::string("filter ") + name + ", " + std::to_string(pixel) + " bytes",
           [&all, &plain, pixel, chosen = filter] {
             for (std::size_t at = 0; at + 2048 <= count; at += 1024)
               ar::filter_row_to(all.out.data(), chosen,
                                 {plain.data() + at + 1024, plain.data() + at, 1024, pixel});
           }});
  add("magnitudes", [&] { all.result = ar::magnitudes_of(plain.data(), count); });
  all.deflate("deflate: literals", residues(), ar::block_strategy::literals, 65536);
  all.deflate("deflate: literals, 8 kB", residues(), ar::block_strategy::literals, 8192);
  all.deflate("deflate: runs", labels(), ar::block_strategy::runs, 65536);
  all.deflate("deflate: runs of noise", residues(), ar::block_strategy::runs, 65536);
  all.deflate("deflate: matches", repeats(), ar::block_strategy::matches, 65536);
  all.deflate("deflate: matches of labels", labels(), ar::block_strategy::matches, 65536);
  all.deflate("deflate: short matches", repeats(), ar::block_strategy::matches_of_few, 8192);
  all.deflate("find runs", labels(), ar::block_strategy::runs, 65536, true);
  all.deflate("find runs in noise", residues(), ar::block_strategy::runs, 65536, true);
  all.deflate("find matches", repeats(), ar::block_strategy::matches, 65536, true);
  all.deflate("find matches in labels", labels(), ar::block_strategy::matches, 65536, true);
  all.deflate("find short matches", repeats(), ar::block_strategy::matches_of_few, 8192, true);
  add("16 bits, high byte first", [&] { ar::to_big_endian(out.data(), all.out_16.data(), count); });
  bytes table(256);
  for (std::size_t i = 0; i < 256; ++i) table[i] = static_cast<std::uint8_t>(255 - i);
  add("table of bytes", [&] { ar::look_up(plain.data(), count, table.data(), out.data()); });
  all.levels<float, float, std::uint8_t>("levels: float to 8", ar::watching::nothing);
  all.levels<float, float, std::uint8_t>("levels: float to 8, watched", ar::watching::bad);
  all.levels<float, float, std::uint8_t>("levels: float to 8, counted", ar::watching::all);
  all.levels<float, float, std::uint16_t>("levels: float to 16", ar::watching::nothing);
  all.levels<double, double, std::uint8_t>("levels: double to 8", ar::watching::nothing);
  all.levels<double, double, std::uint8_t>("levels: double to 8, counted", ar::watching::all);
  all.levels<double, double, std::uint16_t>("levels: double to 16", ar::watching::nothing);
  all.levels<std::uint8_t, double, std::uint8_t>("levels: uint8 to 8", ar::watching::all);
  all.levels<std::uint8_t, double, std::uint16_t>("levels: uint8 to 16", ar::watching::nothing);
  all.levels<std::int16_t, double, std::uint8_t>("levels: int16 to 8", ar::watching::nothing);
  all.levels<std::uint16_t, double, std::uint16_t>("levels: uint16 to 16", ar::watching::nothing);
  all.levels<std::int32_t, double, std::uint8_t>("levels: int32 to 8", ar::watching::nothing);
  all.levels<std::uint32_t, double, std::uint16_t>("levels: uint32 to 16", ar::watching::nothing);
  all.extremes<float>("extremes: float");
  all.extremes<double>("extremes: double");
  all.extremes<std::uint8_t>("extremes: uint8");
  all.extremes<std::int16_t>("extremes: int16");
  all.extremes<std::int32_t>("extremes: int32");
  for (const std::size_t channels : {std::size_t{2}, std::size_t{3}, std::size_t{4}}) {
    const std::string number = std::to_string(channels);
    all.interleave<std::uint8_t>(("interleave " + number + " of 8").c_str(), channels);
    all.interleave<std::uint16_t>(("interleave " + number + " of 16").c_str(), channels);
    all.yuv(("YUV of " + number + " channels").c_str(), channels);
  }
  add("YUV of gray", [&] { ar::yuv_kernels_in_use().gray_row(plain.data(), count, out.data()); });
  auto palette = std::make_unique<ar::yuv_table>();
  for (std::size_t i = 0; i < 256; ++i)
    palette->assign(i, {static_cast<std::uint8_t>(i), 100, 50, 255});
  add("YUV of a palette", [&] {
    ar::yuv_kernels_in_use().palette_blocks(
        *palette, plain.data(), plain.data() + count / 2, count / 4,
        {out.data(), out.data() + count, out.data() + 2 * count, out.data() + 3 * count});
  });

  const ar::simd_level best = ar::simd_in_use();
  const auto sets = static_cast<std::size_t>(best) + 1;
  std::printf("%-28s %12s", "", "portable us");
  for (std::size_t set = 1; set < sets; ++set) std::printf(" %9s", ar::simd_names[set]);
  std::printf("\n");
  const std::size_t rounds = argc > 1 ? static_cast<std::size_t>(std::atoi(argv[1])) : 15;
  for (const kernel& one : all.kernels) {
    std::vector<std::function<void()>> ways;
    for (std::size_t set = 0; set < sets; ++set)
      ways.emplace_back([&, set] {
        ar::simd_choice() = static_cast<ar::simd_level>(set);
        one.run();
      });
    bench::measure_options options;
    options.rounds = rounds;
    options.turn = 0.003;
    const std::vector<bench::times> times = bench::measure(ways, options);
    std::printf("%-28s %12.1f", one.name.c_str(), 1e6 * times[0].median);
    for (std::size_t set = 1; set < sets; ++set)
      std::printf(" %8.2fx", times[set - 1].median / times[set].median);
    std::printf("\n");
  }
  return 0;
}

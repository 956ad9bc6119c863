// A picture far larger than the memory that writing it may take, from a function that knows rows.
#include "catch.hpp"

#include <algorithm>
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <iostream>
#include <span>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <arrayreel/png.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/png_decode.hpp"

namespace ar = arrayreel;

namespace {

// Two gigabytes of pixels where that takes seconds; two hundred megabytes in slow builds, which
// is many times the limit still.
#if defined(__OPTIMIZE__)
constexpr std::size_t height = test::under_asan ? 2'000 : 20'000;
#else
constexpr std::size_t height = 2'000;
#endif
constexpr std::size_t width = 100'000;
constexpr long limit_kilobytes = 32 * 1024;

// Every row differs from its neighbours and from those further away, in a way that compresses.
template <class P> void fill_row(std::size_t y, std::span<P> row) {
  const auto first = static_cast<P>(y * 40503U >> 3);
  std::fill(row.begin(), row.end(), first);
  for (std::size_t i = 0; i < 16; ++i)
    row[(y * 7919 + i * 6151) % row.size()] ^= static_cast<P>(y + i + 1);
  row[y % row.size()] = static_cast<P>(~first);
}

// The largest memory that this process has held, in kilobytes.
long peak_kilobytes() {
  rusage usage{};
  ::getrusage(RUSAGE_SELF, &usage);
  return usage.ru_maxrss;
}

template <class P> void check_stream(const ar::png_format& format, const std::string& path) {
  const auto begin = std::chrono::steady_clock::now();
  const auto seconds = [&] {
    return std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
  };
  CHECK(test::in_child([&]() -> std::string {
          const long before = peak_kilobytes();
          ar::write_png_rows(path, format, fill_row<P>, {.level = 1});
          const long growth = peak_kilobytes() - before;
          std::cout << format.width << " x " << format.height << " x " << format.channels << " of "
                    << format.bit_depth << " bits: " << growth << " KiB more at most, "
                    << std::filesystem::file_size(path) << " bytes, " << seconds() << " s"
                    << std::endl;
          // AddressSanitizer keeps freed memory.
          if (!test::under_asan && growth >= limit_kilobytes)
            return std::to_string(growth) + " KiB more";
          return "";
        }) == "");

  test::png_rows rows(path);
  REQUIRE(rows.shape().width == format.width);
  REQUIRE(rows.shape().height == format.height);
  REQUIRE(rows.shape().channels == format.channels);
  REQUIRE(rows.shape().bit_depth == format.bit_depth);
  std::vector<P> expected(format.width * format.channels);
  std::size_t wrong = 0;
  for (std::size_t y = 0; y < format.height; ++y) {
    fill_row<P>(y, expected);
    const std::span<const std::uint8_t> row = rows.next();
    if (row.size() != expected.size() * sizeof(P) ||
        std::memcmp(row.data(), expected.data(), row.size()) != 0)
      ++wrong;
  }
  rows.end();
  CHECK(wrong == 0);
  std::cout << "read again after " << seconds() << " s" << std::endl;
}

} // namespace

TEST_CASE("100,000 x 20,000 gray pixels in less than 32 MB") {
  const test::folder folder;
  check_stream<std::uint8_t>({.width = width, .height = height}, folder / "gray.png");
}

TEST_CASE("the widest pixels in less than 32 MB") {
  const test::folder folder;
  check_stream<std::uint16_t>(
      {.width = width, .height = height / 40, .channels = 4, .bit_depth = 16}, folder / "rgba.png");
}

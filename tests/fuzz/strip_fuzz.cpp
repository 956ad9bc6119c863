// Arbitrary rows as strips of deflate: zlib reads back what was written, and every kernel writes
// the same bytes.
#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <vector>

#include <zlib.h>

#include <arrayreel/detail/png/fast_compressor.hpp>

#include "fuzzed.hpp"

namespace ar = arrayreel::detail;

namespace {

struct strips {
  std::vector<std::uint8_t> deflated;
  std::vector<std::uint32_t> checksums; // of each strip
};

struct shape {
  std::size_t rows;
  std::size_t row_bytes;
  std::size_t pixel;
  std::size_t rows_of_strip;
};

strips written(const std::vector<std::uint8_t>& bytes, const shape& s,
               ar::fast_compressor& compressor) {
  strips result;
  for (std::size_t y = 0; y < s.rows; y += s.rows_of_strip) {
    const std::size_t count = std::min(s.rows_of_strip, s.rows - y);
    const std::uint8_t* const row = bytes.data() + y * s.row_bytes;
    const ar::compressed_strip part = compressor.compress(
        {row, y == 0 ? nullptr : row - s.row_bytes, count, s.row_bytes, s.pixel},
        y + count == s.rows);
    result.deflated.insert(result.deflated.end(), part.data, part.data + part.size);
    result.checksums.push_back(part.adler);
    fuzz::require(part.filtered_size == count * (s.row_bytes + 1), "another count of bytes");
  }
  return result;
}

std::vector<std::uint8_t> inflated(const std::vector<std::uint8_t>& deflated, std::size_t size) {
  std::vector<std::uint8_t> out(size + 1);
  z_stream z{};
  fuzz::require(inflateInit2(&z, -15) == Z_OK, "inflateInit2");
  z.next_in = const_cast<Bytef*>(deflated.data()); // NOLINT: only read
  z.avail_in = static_cast<uInt>(deflated.size());
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&z, Z_FINISH);
  fuzz::require(status == Z_STREAM_END, z.msg != nullptr ? z.msg : "inflate");
  fuzz::require(z.avail_in == 0, "bytes behind the end");
  fuzz::require(z.total_out == size, "another length");
  inflateEnd(&z);
  out.resize(size);
  return out;
}

/// Takes back the filters in place (PNG specification, section 9).
void unfilter(std::vector<std::uint8_t>& filtered, const shape& s) {
  for (std::size_t y = 0; y < s.rows; ++y) {
    std::uint8_t* const row = filtered.data() + y * (s.row_bytes + 1) + 1;
    const std::uint8_t* const above = y == 0 ? nullptr : row - s.row_bytes - 1;
    for (std::size_t i = 0; i < s.row_bytes; ++i) {
      const int a = i >= s.pixel ? row[i - s.pixel] : 0;
      const int b = above != nullptr ? above[i] : 0;
      const int c = above != nullptr && i >= s.pixel ? above[i - s.pixel] : 0;
      int guess = 0;
      switch (row[-1]) {
        case 0: break;
        case 1: guess = a; break;
        case 2: guess = b; break;
        case 3: guess = (a + b) / 2; break;
        case 4: {
          const int p = a + b - c;
          const int pa = std::abs(p - a);
          const int pb = std::abs(p - b);
          const int pc = std::abs(p - c);
          guess = pa <= pb && pa <= pc ? a : pb <= pc ? b : c;
          break;
        }
        default: fuzz::found("a filter beyond 4");
      }
      row[i] = static_cast<std::uint8_t>(row[i] + guess);
    }
  }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  shape s{};
  static constexpr std::size_t pixels[] = {1, 2, 3, 4, 6, 8};
  s.pixel = pixels[in.below(6)];
  s.rows = fuzz::length(in, 300);
  s.row_bytes = s.pixel * fuzz::length(in, s.rows > 48 ? 200 / s.pixel : 2000 / s.pixel);
  s.rows_of_strip = in.chance() ? s.rows : in.below(s.rows) + 1;
  std::vector<std::uint8_t> bytes(s.rows * s.row_bytes);
  fuzz::fill_rows(in, bytes, s.row_bytes);

  static ar::fast_compressor compressor; // which keeps its memory from one picture to the next
  ar::simd_choice() = fuzz::best_kernels();
  const strips best = written(bytes, s, compressor);
  fuzz::choose_kernels(in);
  const strips other = written(bytes, s, compressor);
  fuzz::require(best.deflated == other.deflated && best.checksums == other.checksums,
                "kernels that differ");

  std::vector<std::uint8_t> filtered = inflated(best.deflated, s.rows * (s.row_bytes + 1));
  std::size_t at = 0;
  for (std::size_t strip = 0; strip < best.checksums.size(); ++strip) {
    const std::size_t first = strip * s.rows_of_strip;
    const std::size_t n = std::min(s.rows_of_strip, s.rows - first) * (s.row_bytes + 1);
    fuzz::require(adler32(1, filtered.data() + at, static_cast<uInt>(n)) == best.checksums[strip],
                  "another Adler-32");
    at += n;
  }
  unfilter(filtered, s);
  for (std::size_t y = 0; y < s.rows; ++y)
    fuzz::require(std::equal(bytes.data() + y * s.row_bytes, bytes.data() + (y + 1) * s.row_bytes,
                             filtered.data() + y * (s.row_bytes + 1) + 1),
                  "other rows");
  return 0;
}

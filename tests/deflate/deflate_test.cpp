// The blocks of deflate: zlib reads what they hold, and their codes are close to the best possible.
#include <arrayreel/detail/deflate/block_writer.hpp>
#include <arrayreel/detail/deflate/huffman.hpp>
#include <arrayreel/detail/deflate/tokens.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <queue>
#include <string>
#include <vector>

#include <zlib.h>

#include "catch.hpp"
#include "support/simd_sets.hpp"

namespace {

namespace ar = arrayreel::detail;
using bytes = std::vector<std::uint8_t>;

std::uint32_t next_random() {
  static std::uint32_t x = 3;
  x = x * 1664525 + 1013904223;
  return x >> 8;
}

// Bytes of one kind, with memory behind them that may be read.
bytes made(const std::string& kind, std::size_t size) {
  bytes result(size + 64);
  for (std::size_t i = 0; i < size; ++i) {
    const std::uint32_t r = next_random();
    if (kind == "noise")
      result[i] = static_cast<std::uint8_t>(r);
    else if (kind == "few values") // the code's lengths go from 1 to the longest
      result[i] = static_cast<std::uint8_t>(__builtin_ctz(r | 1U << 20));
    else if (kind == "small values") {
      const auto spread = static_cast<int>(r % 7) + static_cast<int>(r / 7 % 7) - 6;
      result[i] = static_cast<std::uint8_t>(spread);
    } else if (kind == "runs")
      result[i] = i > 0 && r % 40 != 0 ? result[i - 1] : static_cast<std::uint8_t>(r / 40);
    else if (kind == "repeated rows")
      result[i] = i >= 301 && r % 1000 != 0 ? result[i - 301] : static_cast<std::uint8_t>(r / 7);
    else if (kind == "changes late") // beyond what a sample of the beginning shows
      result[i] = static_cast<std::uint8_t>(i % 8192 < 1024 ? 0 : r);
    else if (kind == "one value")
      result[i] = 200;
  }
  return result;
}

const std::vector<std::string> kinds = {"noise",         "few values",   "small values", "runs",
                                        "repeated rows", "changes late", "one value"};

ar::literal_costs costs_for_all() {
  ar::literal_costs costs;
  costs.least_run = 8;
  for (std::uint8_t& least : costs.least_match) least = 5;
  return costs;
}

// The bytes, in blocks of so many, as deflate.
bytes deflated(const bytes& in, std::size_t size, std::size_t of_block,
               ar::block_strategy strategy) {
  ar::block_writer writer;
  bytes out(ar::block_writer::room_for(size) + 4096 * (size / of_block + 1));
  ar::bit_writer to{out.data()};
  writer.restart(size);
  for (std::size_t done = 0; done < size;) {
    const std::size_t part = std::min(of_block, size - done);
    const std::size_t begin = done > ar::deflate_window ? done - ar::deflate_window : 0;
    writer.write(to, in.data() + begin, in.data() + done, part, strategy, costs_for_all(),
                 done + part == size);
    done += part;
  }
  to.align();
  out.resize(static_cast<std::size_t>(to.out - out.data()));
  return out;
}

bytes inflated(const bytes& in, std::size_t size) {
  z_stream z{};
  REQUIRE(inflateInit2(&z, -15) == Z_OK);
  bytes out(size + 1);
  z.next_in = const_cast<Bytef*>(in.data());
  z.avail_in = static_cast<uInt>(in.size());
  z.next_out = out.data();
  z.avail_out = static_cast<uInt>(out.size());
  const int status = inflate(&z, Z_FINISH);
  CHECK(status == Z_STREAM_END);
  CHECK(z.avail_in == 0);
  out.resize(z.total_out);
  inflateEnd(&z);
  return out;
}

std::uint64_t best_bits(const std::vector<std::uint32_t>& counts) {
  std::priority_queue<std::uint64_t, std::vector<std::uint64_t>, std::greater<>> queue;
  for (const std::uint32_t c : counts)
    if (c != 0) queue.push(c);
  std::uint64_t sum = 0;
  while (queue.size() > 1) {
    const std::uint64_t a = queue.top();
    queue.pop();
    const std::uint64_t b = queue.top();
    queue.pop();
    sum += a + b;
    queue.push(a + b);
  }
  return sum;
}

} // namespace

TEST_CASE("zlib reads every kind of block, which is the same by all vectors") {
  for (const std::string& kind : kinds)
    for (const std::size_t size :
         {1U, 2U, 15U, 16U, 63U, 64U, 65U, 300U, 5000U, 65'535U, 70'000U, 300'000U})
      for (const ar::block_strategy strategy :
           {ar::block_strategy::stored, ar::block_strategy::literals, ar::block_strategy::runs,
            ar::block_strategy::matches, ar::block_strategy::matches_of_few}) {
        const bool few = strategy == ar::block_strategy::matches_of_few;
        if (few && size > ar::match_map::most) continue;
        const bytes in = made(kind, size);
        const bytes expected(in.begin(), in.begin() + static_cast<std::ptrdiff_t>(size));
        bytes first;
        for (const ar::simd_level set : test::simd_sets()) {
          const test::using_simd used(set);
          for (const std::size_t of_block : {ar::block_writer::largest, std::size_t{60'000}}) {
            if (few && size > of_block) continue;
            const bytes out = deflated(in, size, of_block, strategy);
            CAPTURE(kind, size, static_cast<int>(strategy), static_cast<int>(set), of_block);
            CHECK(inflated(out, size) == expected);
            CHECK(out.size() <= size + 5 * (size / 60'000 + 2) + 5);
            if (of_block != ar::block_writer::largest) continue;
            if (first.empty()) first = out;
            CHECK(out == first);
          }
        }
      }
}

TEST_CASE("Runs and matches make repeated bytes small") {
  const bytes runs = made("runs", 300'000);
  const bytes rows = made("repeated rows", 300'000);
  const std::size_t by_literals =
      deflated(runs, 300'000, ar::block_writer::largest, ar::block_strategy::literals).size();
  CHECK(deflated(runs, 300'000, ar::block_writer::largest, ar::block_strategy::runs).size() * 5 <
        by_literals);
  CHECK(deflated(rows, 300'000, ar::block_writer::largest, ar::block_strategy::matches).size() *
            20 <
        300'000);
  CHECK(deflated(rows, 60'000, 60'000, ar::block_strategy::matches_of_few).size() * 10 < 60'000);
}

TEST_CASE("Codes are complete, within the limit, and near the best") {
  struct shape {
    double falls;
    unsigned symbols;
    double most_worse; // than a code without a limit
  };
  for (const auto& [falls, symbols, most_worse] :
       {shape{1.02, 286, 1.0001}, shape{1.1, 286, 1.01}, shape{1.3, 256, 1.02},
        shape{1.7, 30, 1.005}, shape{3, 20, 1.002}, shape{1, 2, 1}, shape{1, 1, 2}}) {
    std::vector<std::uint32_t> counts(ar::literal_symbols);
    double count = 1 << 20;
    for (std::size_t i = 0; i < symbols; ++i, count /= falls)
      counts[(i * 37) % symbols] = 1 + static_cast<std::uint32_t>(count);
    const auto code = ar::make_code<ar::literal_symbols>(counts.data(), ar::longest_code);
    std::uint64_t bits = 0;
    std::uint32_t taken = 0;
    for (std::size_t s = 0; s < counts.size(); ++s) {
      bits += std::uint64_t{counts[s]} * code.length[s];
      CHECK(code.length[s] <= ar::longest_code);
      CHECK((counts[s] == 0 || code.length[s] != 0));
      if (code.length[s] != 0) taken += 1U << (ar::longest_code - code.length[s]);
    }
    CAPTURE(falls, symbols);
    CHECK(taken == 1U << ar::longest_code);
    CHECK(static_cast<double>(bits) <=
          most_worse * static_cast<double>(std::max(best_bits(counts), std::uint64_t{1} << 20)) +
              1);
  }
}

TEST_CASE("Lengths and distances have the symbols of RFC 1951") {
  // Some lines of its tables: the first of each symbol, and the last.
  CHECK(ar::lengths_as_symbols.symbol[3] == 0);
  CHECK(ar::lengths_as_symbols.symbol[10] == 7);
  CHECK(ar::lengths_as_symbols.symbol[11] == 8);
  CHECK(ar::lengths_as_symbols.symbol[18] == 11);
  CHECK(ar::lengths_as_symbols.symbol[19] == 12);
  CHECK(ar::lengths_as_symbols.symbol[131] == 24);
  CHECK(ar::lengths_as_symbols.symbol[257] == 27);
  CHECK(ar::lengths_as_symbols.symbol[258] == 28);
  CHECK(ar::lengths_as_symbols.base[27] == 227);
  const unsigned first[30] = {1,    2,    3,    4,    5,    7,    9,    13,    17,    25,
                              33,   49,   65,   97,   129,  193,  257,  385,   513,   769,
                              1025, 1537, 2049, 3073, 4097, 6145, 8193, 12289, 16385, 24577};
  for (unsigned s = 0; s < 30; ++s) {
    CHECK(ar::distance_symbol(first[s]) == s);
    CHECK(ar::distance_symbol((s < 29 ? first[s + 1] : 32769) - 1) == s);
  }
}

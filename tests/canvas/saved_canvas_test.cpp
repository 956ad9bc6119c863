// Bytes of canvases: what comes back, and bytes that are damaged or meant for another canvas.
#include "catch.hpp"

#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/canvas.hpp>
#include <arrayreel/detail/deflate/checksums.hpp>

#include "support/random.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::overlap;

namespace {

using bytes = std::vector<std::uint8_t>;
template <class T> using rows = std::vector<std::vector<T>>;

/// The same with a checksum that is right.
[[nodiscard]] bytes resealed(bytes b) {
  const std::span<const std::uint8_t> body(b.data(), b.size() - 4);
  const std::uint32_t sum = ar::detail::crc32(body);
  std::memcpy(b.data() + b.size() - 4, &sum, 4);
  return b;
}

[[nodiscard]] ar::canvas example(overlap how) {
  ar::canvas c({70, 300}, {.overlap = how});
  c.put(rows<float>(70, std::vector<float>(40, 2.5F)), {0, 240});
  c.put(rows<float>{{1, 2}, {3, 4}}, {60, 0}, {.cell = {4, 7}});
  return c;
}

} // namespace

TEST_CASE("a canvas comes back from its bytes") {
  for (const auto how :
       {overlap::replace, overlap::min, overlap::max, overlap::sum, overlap::mean}) {
    const ar::canvas c = example(how);
    ar::canvas back({70, 300}, {.overlap = how});
    back.merge(c.save());
    CHECK(back.save() == c.save());
    CHECK(ar::encode_png(back).bytes == ar::encode_png(c).bytes);
    // A part of it, and the rest.
    ar::canvas parts({70, 300}, {.overlap = how});
    parts.merge(c.save({.at = {62, 5}, .size = {8, 295}}));
    CHECK(parts.filled() == 8 * 40 + 6 * 9);
    parts.merge(c.save({.at = {0, 0}, .size = {62, 300}}));
    parts.merge(c.save({.at = {62, 0}, .size = {8, 5}}));
    CHECK(ar::encode_png(parts).bytes == ar::encode_png(c).bytes);
  }
  // Nothing is nothing, and goes with every type.
  ar::canvas c = example(overlap::replace);
  const bytes before = c.save();
  c.merge(ar::canvas({70, 300}).save());
  c.merge(ar::canvas({70, 300}));
  CHECK(c.save() == before);
  // A byte and the element for each pixel at most.
  CHECK(before.size() < 5 * c.filled() + 300);
  ar::canvas full({64, 256});
  full.put(rows<std::uint8_t>(64, std::vector<std::uint8_t>(256)), {0, 0});
  CHECK(full.save().size() < 64 * 256 + 100);
  // Later values replace earlier ones.
  ar::canvas later({70, 300});
  later.put(rows<float>{{9}}, {0, 240});
  c.merge(later.save());
  CHECK(static_cast<const float*>(c.array().elements().data())[240] == 9);
  // Onto itself.
  ar::canvas doubled = example(overlap::sum);
  doubled.merge(doubled);
  CHECK(static_cast<const float*>(doubled.array({.at = {0, 240}, .size = {1, 1}}).data())[0] == 5);
}

TEST_CASE("bytes for another canvas are refused") {
  const bytes saved = example(overlap::replace).save();
  const auto refuses = [&](ar::canvas c, const std::string& why) {
    const bytes before = c.save();
    CHECK_REFUSED(c.merge(saved), error_kind::parameter, why);
    CHECK(c.save() == before);
    CHECK_REFUSED(c.merge(example(overlap::replace)), error_kind::parameter, why);
    CHECK(c.save() == before);
  };
  refuses(ar::canvas({70, 301}),
          "a canvas of 70 x 300 pixels merged into one of 70 x 301; expected the same size");
  refuses(ar::canvas({70, 300}, {.overlap = overlap::max}),
          "a canvas with overlap::replace merged into one with overlap::max; expected the same");
  refuses(ar::canvas({70, 300}, {.all_cells = true}),
          "a canvas with all_cells false merged into one with true; expected the same");
  refuses(ar::canvas({70, 300}, {.skip_nan = true}),
          "a canvas with skip_nan false merged into one with true; expected the same");
  ar::canvas other({70, 300});
  other.put(rows<int>{{1}}, {0, 0});
  refuses(other, "values of float32 on a canvas of int32; expected one element type");
}

TEST_CASE("damaged bytes are refused") {
  for (const auto how : {overlap::replace, overlap::mean}) {
    ar::canvas c({3, 4}, {.overlap = how});
    c.put(rows<float>{{1, 2}}, {1, 1});
    c.put(rows<float>{{5}}, {0, 0}, {.cell = {3, 2}});
    const bytes whole = c.save();
    ar::canvas to({3, 4}, {.overlap = how});
    for (std::size_t size = 0; size < whole.size(); ++size) {
      CHECK_REFUSED(to.merge(std::span(whole).first(size)), error_kind::format, "bytes");
      bytes cut(whole.begin(), whole.begin() + static_cast<std::ptrdiff_t>(size));
      if (cut.size() >= 4)
        CHECK_REFUSED(to.merge(resealed(cut)), error_kind::format, "expected what save() gave");
    }
    for (std::size_t i = 0; i < whole.size(); ++i) {
      bytes damaged = whole;
      damaged[i] ^= 0x10;
      CHECK_REFUSED(to.merge(damaged), error_kind::format, "expected");
    }
    bytes longer = whole;
    longer.push_back(0);
    CHECK_REFUSED(to.merge(longer), error_kind::format, "damaged or cut short");
    CHECK_REFUSED(to.merge(resealed(longer)), error_kind::format, "more behind its end");
    CHECK(to.filled() == 0);
    CHECK(to.memory_bytes() == 0);
  }
  ar::canvas to({3, 4});
  CHECK_REFUSED(to.merge(bytes{}), error_kind::format, "end 8 bytes too early");
  CHECK_REFUSED(to.merge(bytes(200, 'x')), error_kind::format,
                "do not begin as those of a canvas do");
  bytes swapped = to.save();
  std::swap(swapped[8], swapped[9]);
  CHECK_REFUSED(to.merge(swapped), error_kind::format, "another order of bytes");
}

TEST_CASE("bytes that somebody made up do no harm") {
  // Every byte changed, with a checksum that is right: refused, or a canvas of valid values.
  test::random_source random(7);
  std::size_t taken = 0;
  for (const auto how : {overlap::replace, overlap::sum}) {
    ar::canvas c({66, 4}, {.overlap = how}); // two tiles
    c.put(rows<bool>{{true, false}}, {1, 1});
    c.put(rows<bool>{{true}}, {63, 2}, {.cell = {2, 2}});
    const bytes whole = c.save();
    const auto attempt = [&](const bytes& b) {
      ar::canvas to({66, 4}, {.overlap = how});
      try {
        to.merge(resealed(b));
        ++taken;
        CHECK(to.save().size() > 50);
        static_cast<void>(ar::encode_png(to));
      } catch (const ar::error&) {
        CHECK(to.filled() == 0);
      }
    };
    for (std::size_t i = 0; i + 4 < whole.size(); ++i)
      for (const int value : {0, 1, 2, 3, 16, 127, 128, 255}) {
        bytes b = whole;
        b[i] = static_cast<std::uint8_t>(value);
        attempt(b);
      }
    for (int i = 0; i < 3000; ++i) {
      bytes b = whole;
      for (std::size_t n = 1 + random.below(4); n-- > 0;)
        b[random.below(b.size() - 4)] = static_cast<std::uint8_t>(random.bits());
      if (random.one_in(3)) b.resize(4 + random.below(b.size() - 4));
      attempt(b);
    }
  }
  CHECK(taken > 100);
}

TEST_CASE("sums and booleans from elsewhere are valid ones") {
  ar::canvas c({1, 1}, {.overlap = overlap::sum});
  c.put(rows<float>{{1}}, {0, 0});
  const bytes whole = c.save();
  const std::size_t sum = whole.size() - 4 - 30;
  const auto refuses = [&](std::size_t at, auto value) {
    bytes b = whole;
    std::memcpy(b.data() + sum + at, &value, sizeof value);
    ar::canvas to({1, 1}, {.overlap = overlap::sum});
    CHECK_REFUSED(to.merge(resealed(b)), error_kind::format, "a sum that is none");
  };
  refuses(0, std::int64_t{1} << 33); // more than a value's digit
  refuses(8, -(std::int64_t{1} << 33));
  refuses(24, std::uint32_t{0}); // no value
  refuses(24, (std::uint32_t{1} << 30) + 1);
  refuses(28, std::int8_t{32}); // beyond double
  refuses(28, std::int8_t{-35});
  refuses(28, std::int8_t{-128}); // digits of nothing
  refuses(29, std::uint8_t{8});
  ar::canvas truth({1, 1});
  truth.put(rows<bool>{{true}}, {0, 0});
  bytes b = truth.save();
  b[b.size() - 5] = 2;
  CHECK_REFUSED(truth.merge(resealed(b)), error_kind::format, "a bool of 2");
}

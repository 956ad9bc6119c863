// base64 and data URIs against RFC 4648's vectors and a decoder written from its text.
#include "catch.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/base64.hpp>
#include <arrayreel/detail/page/base64_text.hpp>
#include <arrayreel/detail/simd/sets.hpp>

#include "support/property.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;

namespace {

std::vector<std::uint8_t> bytes_of(std::string_view text) { return {text.begin(), text.end()}; }

// RFC 4648, table 1, by comparison of ranges rather than by the table of the encoder.
unsigned value_of(char c) {
  if (c >= 'A' && c <= 'Z') return static_cast<unsigned>(c - 'A');
  if (c >= 'a' && c <= 'z') return static_cast<unsigned>(c - 'a') + 26;
  if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0') + 52;
  if (c == '+') return 62;
  if (c == '/') return 63;
  throw std::runtime_error(std::string("not of the alphabet: ") + c);
}

// Strict: whole groups, padding at the end alone, unused bits zero.
std::vector<std::uint8_t> decoded(std::string_view text) {
  if (text.size() % 4 != 0) throw std::runtime_error("not in groups of four");
  std::size_t padding = 0;
  while (padding < 2 && text.ends_with('=')) {
    text.remove_suffix(1);
    ++padding;
  }
  std::vector<std::uint8_t> result;
  unsigned bits = 0;
  unsigned count = 0;
  for (const char c : text) {
    bits = bits << 6 | value_of(c);
    count += 6;
    if (count >= 8) {
      count -= 8;
      result.push_back(static_cast<std::uint8_t>(bits >> count));
      bits &= (1U << count) - 1;
    }
  }
  if (bits != 0) throw std::runtime_error("unused bits that are set");
  if (count != 2 * padding) throw std::runtime_error("padding that does not fit");
  return result;
}

// The text of a reference that goes bit by bit.
std::string text_of(std::span<const std::uint8_t> bytes) {
  static constexpr std::string_view alphabet =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string text;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 6) {
    std::size_t digit = 0;
    for (std::size_t i = bit; i < bit + 6; ++i) {
      const bool set = i / 8 < bytes.size() && (bytes[i / 8] >> (7 - i % 8) & 1) != 0;
      digit = 2 * digit + (set ? 1 : 0);
    }
    text += alphabet.at(digit);
  }
  while (text.size() % 4 != 0) text += '=';
  return text;
}

// Calls a function with each set of instructions that this processor has.
template <class Function> void with_every_kernel(const Function& function) {
  for (const ar::detail::simd_level set : test::simd_sets()) {
    const test::using_simd use(set);
    function(static_cast<unsigned>(set));
  }
}

} // namespace

TEST_CASE("every kernel writes the same text, and nothing beyond it") {
  std::vector<std::uint8_t> bytes(1000);
  std::uint32_t state = 1;
  for (std::uint8_t& byte : bytes) {
    state = state * 1664525U + 1013904223U;
    byte = static_cast<std::uint8_t>(state >> 24);
  }
  with_every_kernel([&](unsigned level) {
    CAPTURE(level);
    for (std::size_t length = 0; length <= 300; ++length)
      for (const std::size_t begin : {0U, 1U, 2U, 3U, 7U}) {
        // A block of its own, beyond whose ends the sanitizer sees every access.
        const std::vector<std::uint8_t> part(bytes.begin() + static_cast<std::ptrdiff_t>(begin),
                                             bytes.begin() +
                                                 static_cast<std::ptrdiff_t>(begin + length));
        const std::string expected = text_of(part);
        std::vector<char> text(expected.size() + 1, '#');
        ar::detail::encode_base64(part.data(), part.size(), text.data());
        REQUIRE(std::string_view(text.data(), text.size()) == expected + "#");
        std::string appended = "before";
        ar::detail::append_base64(appended, part);
        REQUIRE(appended == "before" + expected);
      }
    // Every value of every digit at every place of a vector.
    std::vector<std::uint8_t> all;
    for (unsigned value = 0; value < 64; ++value) {
      all.assign(48, 0);
      for (std::size_t bit = 0; bit < 8 * all.size(); ++bit)
        all[bit / 8] = static_cast<std::uint8_t>(all[bit / 8] | (value >> (5 - bit % 6) & 1U)
                                                                    << (7 - bit % 8));
      REQUIRE(ar::base64(all) == text_of(all));
    }
    REQUIRE(ar::base64(bytes) == text_of(bytes));
  });
}

TEST_CASE("the vectors of RFC 4648, section 10") {
  CHECK(ar::base64(bytes_of("")) == "");
  CHECK(ar::base64(bytes_of("f")) == "Zg==");
  CHECK(ar::base64(bytes_of("fo")) == "Zm8=");
  CHECK(ar::base64(bytes_of("foo")) == "Zm9v");
  CHECK(ar::base64(bytes_of("foob")) == "Zm9vYg==");
  CHECK(ar::base64(bytes_of("fooba")) == "Zm9vYmE=");
  CHECK(ar::base64(bytes_of("foobar")) == "Zm9vYmFy");
}

TEST_CASE("every length from 0 to 200 and every byte") {
  std::vector<std::uint8_t> bytes;
  for (std::size_t length = 0; length <= 200; ++length) {
    const std::string text = ar::base64(bytes);
    REQUIRE(text.size() == (length + 2) / 3 * 4);
    REQUIRE(decoded(text) == bytes);
    bytes.push_back(static_cast<std::uint8_t>(length * 151 + 200));
  }
  for (unsigned a = 0; a < 256; ++a)
    for (unsigned b = 0; b < 256; b += 5) {
      const std::vector<std::uint8_t> two{static_cast<std::uint8_t>(a),
                                          static_cast<std::uint8_t>(b)};
      REQUIRE(decoded(ar::base64(std::span(two).first(1))) ==
              std::vector<std::uint8_t>{two.front()});
      REQUIRE(decoded(ar::base64(two)) == two);
    }
  // The whole alphabet, in order.
  std::vector<std::uint8_t> alphabet;
  for (unsigned i = 0; i < 64; i += 4) {
    const unsigned group = i << 18 | (i + 1) << 12 | (i + 2) << 6 | (i + 3);
    for (const unsigned shift : {16U, 8U, 0U})
      alphabet.push_back(static_cast<std::uint8_t>(group >> shift));
  }
  CHECK(ar::base64(alphabet) == "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/");
}

TEST_CASE("the decoder of this test refuses what is wrong") {
  for (const std::string_view text :
       {"Zg=", "Zg", "Zh==", "Zm9=", "Z===", "Zg==Zg==", "Zm 9", "=Zg="})
    CHECK_THROWS(decoded(text));
}

TEST_CASE("a data URI is the type and the bytes") {
  CHECK(ar::data_uri(bytes_of("foob"), "image/png") == "data:image/png;base64,Zm9vYg==");
  CHECK(ar::data_uri(bytes_of(""), "text/plain") == "data:text/plain;base64,");
  const ar::encoded medium{.bytes = bytes_of("fo"), .mime = "video/mp4", .width = 1, .height = 1};
  CHECK(ar::data_uri(medium) == "data:video/mp4;base64,Zm8=");
}

TEST_CASE("any bytes come back") {
  test::check_property("base64 round trip", 20'000, [](const std::vector<std::uint8_t>& bytes) {
    const std::string text = ar::base64(bytes);
    RC_ASSERT(text == text_of(bytes));
    RC_ASSERT(text.size() == (bytes.size() + 2) / 3 * 4);
    RC_ASSERT(decoded(text) == bytes);
    RC_ASSERT(ar::data_uri(bytes, "a/b") == "data:a/b;base64," + text);
  });
}

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

#include "support/property.hpp"

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

} // namespace

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
    RC_ASSERT(text.size() == (bytes.size() + 2) / 3 * 4);
    RC_ASSERT(decoded(text) == bytes);
    RC_ASSERT(ar::data_uri(bytes, "a/b") == "data:a/b;base64," + text);
  });
}

// SHA-256: the examples of FIPS 180-4, and every length around the ends of blocks.
#include "catch.hpp"

#include <cstddef>
#include <string>
#include <string_view>

#include <arrayreel/detail/base/sha256.hpp>

namespace {

std::string hex(std::string_view text) {
  std::string result;
  for (const unsigned byte : arrayreel::detail::sha256(text)) {
    result += "0123456789abcdef"[byte >> 4];
    result += "0123456789abcdef"[byte & 15];
  }
  return result;
}

} // namespace

TEST_CASE("the published examples") {
  CHECK(hex("") == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
  CHECK(hex("abc") == "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
  CHECK(hex("abcdbcdecdefdefgefghfghighijhijkijkljklmklmnlmnomnopnopq") ==
        "248d6a61d20638b8e5c026930c3e6039a33ce45964ff2167f6ecedd419db06c1");
  CHECK(
      hex("abcdefghbcdefghicdefghijdefghijkefghijklfghijklmghijklmnhijklmnoijklmnopjklmnopqklmnopq"
          "rlmnopqrsmnopqrstnopqrstu") ==
      "cf5b16a778af8380036ce59e7b0492370b249b11e8f07a51afac45037afee9d1");
  CHECK(hex(std::string(1'000'000, 'a')) ==
        "cdc76e5c9914fb9281a1c7e284d73e67f1809a48a497200e046d39ccc7112cd0");
}

TEST_CASE("lengths around the ends of blocks") {
  // The digest of the digests of 0 to 199 letters, by another implementation (Python's hashlib).
  std::string all;
  for (std::size_t size = 0; size < 200; ++size) all += hex(std::string(size, 'x'));
  CHECK(hex(all) == "f61ffcc417e1f0e59eba2da7fa32fbe05b64e478b68c6bacf990455f00248b98");
}

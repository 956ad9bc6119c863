// base64 of arbitrary bytes by every kernel, against a reference that goes digit by digit.
#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include <arrayreel/base64.hpp>

#include "fuzzed.hpp"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  namespace ar = arrayreel;
  static constexpr char digits[] =
      "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  fuzz::input in(data, size);
  fuzz::choose_kernels(in);
  // A copy of its own, beyond whose ends every access is seen.
  const std::vector<std::uint8_t> bytes(in.rest().begin(), in.rest().end());
  std::string expected;
  for (std::size_t bit = 0; bit < 8 * bytes.size(); bit += 6) {
    const unsigned next = bit / 8 + 1 < bytes.size() ? bytes[bit / 8 + 1] : 0U;
    expected += digits[(bytes[bit / 8] * 256U | next) >> (10 - bit % 8) & 63];
  }
  while (expected.size() % 4 != 0) expected += '=';
  fuzz::require(ar::base64(bytes) == expected, "another text");
  return 0;
}

// npy.hpp on damaged files: cut anywhere, and changed at random. To be run under ASan and UBSan.

#include "catch.hpp"

#include <cstdint>
#include <cstdlib>
#include <random>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/npy.hpp>

#include "npy/npy_bytes.hpp"
#include "npy/npy_check.hpp"

namespace ar = arrayreel;
using namespace npy_bytes;
using namespace npy_check;

namespace {

bytes ramp(std::size_t count) {
  bytes out(count);
  for (std::size_t i = 0; i < count; ++i) out[i] = static_cast<std::uint8_t>(i * 7);
  return out;
}

std::vector<bytes> single_files() {
  return {
      npy(literal("'<f8'", "(2, 3)"), ramp(48)),
      npy(literal("'>f2'", "(3, 4, 5)", true), ramp(120), 2),
      npy(literal("'|b1'", "(17,)"), ramp(17), 3),
      npy(literal("'>c16'", "(2, 2, 2, 1)"), ramp(128)),
      npy(literal("'<f16'", "()"), ramp(16)),
      npy(literal("[('a', '<f4'), ('b', '<i2', (2,))]", "(2L,)"), ramp(16)),
  };
}

std::vector<bytes> archives() {
  const auto files = single_files();
  archive plain{{{"a.npy", files[0]}, {"b.npy", files[1]}, {"c.txt", ramp(30)}}};
  archive packed;
  for (const bytes& file : files) {
    member m{"m" + std::to_string(packed.members.size()) + ".npy", file};
    m.deflate = true;
    m.descriptor = packed.members.size() % 2 == 1;
    packed.members.push_back(m);
  }
  packed.comment = "a comment";
  archive large = plain;
  large.zip64 = true;
  for (member& m : large.members) m.zip64 = true;
  large.members[1].deflate = true;
  return {zip(plain), zip(packed), zip(large), zip({})};
}

// Reads every byte, so that a sanitizer sees accesses outside.
double sum(const ar::npy_array& array) {
  double total = 0;
  if (array.rank() < 1 || array.rank() > 4) return total;
  array.view().visit([&](const auto& v) {
    if (v.empty()) return;
    using T = typename std::remove_cvref_t<decltype(v)>::value_type;
    const auto flat = std::span<const T>(v.data(), v.size());
    for (const T& value : flat) {
      if constexpr (ar::detail::is_complex<T>)
        total += static_cast<double>(value.real()) + static_cast<double>(value.imag());
      else
        total += static_cast<double>(value);
    }
  });
  return total;
}

// Counts arrays that are read and those that are refused; anything else ends the test.
struct outcome {
  std::size_t read = 0;
  std::size_t refused = 0;
  double total = 0; // so that the sums are not optimized away
};

void try_all(std::span<const std::uint8_t> file, outcome& result) {
  // A copy of exactly this size: a byte beyond it is not ours.
  const bytes copy(file.begin(), file.end());
  try {
    for (const auto& array : ar::parse_arrays(copy)) result.total += sum(array);
    ++result.read;
  } catch (const ar::error&) {
    ++result.refused;
  }
  // The code above stops at the first array that cannot be read; here every entry is tried.
  if (copy.size() > 2 && copy[0] == 'P') {
    try {
      const ar::npz_file npz{std::span<const std::uint8_t>(copy)};
      for (const auto& entry : npz.entries()) {
        try {
          result.total += sum(npz.read(entry.name));
        } catch (const ar::error&) {
          ++result.refused;
        }
      }
    } catch (const ar::error&) {
      ++result.refused;
    }
  }
}

} // namespace

TEST_CASE("npy: a file that is cut anywhere is refused") {
  for (const bytes& file : single_files()) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      const bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
      if (!failure_of([&] { return ar::parse_npy(cut); }) ||
          !failure_of([&] { return ar::parse_arrays(cut); }))
        FAIL(size << " of " << file.size() << " bytes were read");
    }
  }
}

TEST_CASE("npz: an archive that is cut anywhere is refused") {
  for (const bytes& file : archives()) {
    for (std::size_t size = 0; size < file.size(); ++size) {
      const bytes cut(file.begin(), file.begin() + static_cast<std::ptrdiff_t>(size));
      if (!failure_of([&] { return ar::parse_npz(cut); }))
        FAIL(size << " of " << file.size() << " bytes were read");
    }
  }
}

TEST_CASE("npy: random changes are read or refused, and nothing else") {
  const char* const given = std::getenv("ARRAYREEL_SEED");
  const auto seed = given != nullptr ? static_cast<std::uint32_t>(std::strtoul(given, nullptr, 10))
                                     : std::random_device{}();
  WARN("ARRAYREEL_SEED=" << seed);
  std::mt19937 random(seed);
  const auto below = [&](std::size_t n) { return static_cast<std::size_t>(random()) % n; };
  std::vector<bytes> files = single_files();
  for (bytes& file : archives()) files.push_back(std::move(file));
  const std::vector<std::uint8_t> favourites = {0,   1,   0x7f, 0x80, 0xff, '(',
                                                ')', ',', '\'', '9',  'L'};
  outcome result;
  constexpr int rounds = 4000;
  for (const bytes& original : files) {
    for (int round = 0; round < rounds; ++round) {
      bytes file = original;
      for (std::size_t change = 1 + below(4); change-- > 0;) {
        const std::size_t at = below(file.size());
        switch (below(6)) {
          case 0: file[at] ^= static_cast<std::uint8_t>(1U << below(8)); break;
          case 1: file[at] = static_cast<std::uint8_t>(random()); break;
          case 2: file[at] = favourites[below(favourites.size())]; break;
          case 3:
            file.insert(file.begin() + static_cast<std::ptrdiff_t>(at),
                        favourites[below(favourites.size())]);
            break;
          case 4: file.erase(file.begin() + static_cast<std::ptrdiff_t>(at)); break;
          default: // a field of all ones
            for (std::size_t i = at; i < std::min(at + 4, file.size()); ++i) file[i] = 0xff;
        }
        if (file.empty()) break;
      }
      try_all(file, result);
    }
  }
  WARN(files.size() * rounds << " changed files: " << result.read << " read, " << result.refused
                             << " refusals");
  CHECK(result.read > 100);
  CHECK(result.refused > 10000);
}

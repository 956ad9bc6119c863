// natural_order.hpp: series of names in the order of what they are named after.
#include "natural_order.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "catch.hpp"

namespace {

using names = std::vector<std::string>;

/// Whatever order they come in, the result must be the order in which they stand.
void check(const names& expected) {
  names mixed = expected;
  std::sort(mixed.begin(), mixed.end());
  for (int round = 0; round < 5; ++round) {
    names got = mixed;
    sort_naturally(got);
    CHECK(got == expected);
    std::rotate(mixed.begin(), mixed.begin() + static_cast<std::ptrdiff_t>(mixed.size() / 3 + 1),
                mixed.end());
    std::reverse(mixed.begin() + 1, mixed.end());
  }
  // Of any two, one comes first.
  const natural_order before(expected);
  for (std::size_t i = 0; i < expected.size(); ++i)
    for (std::size_t k = 0; k < expected.size(); ++k) {
      INFO(expected[i] << " before " << expected[k]);
      CHECK(before(expected[i], expected[k]) == (i < k));
    }
}

} // namespace

TEST_CASE("natural order: whole numbers") {
  check({"dump_1.npy", "dump_2.npy", "dump_10.npy", "dump_100.npy"});
  check({"a1b2", "a1b10", "a2b1", "a10b1"});
  check({"dump_1", "dump_01", "dump_001", "dump_2"});
  check({"a", "a0", "a1", "b"});
  check({"/data/0/u", "/data/100/u", "/data/200/u", "/data/1000/u"});
  check({"f99999999999999999999.npy", "f100000000000000000000.npy"});
  check({"mean", "u1", "u2", "v"});
}

TEST_CASE("natural order: times") {
  check({"u_0.npy", "u_0.1.npy", "u_0.25.npy", "u_0.5.npy", "u_0.75.npy", "u_1.npy", "u_1.5.npy",
         "u_10.npy"});
  check({"u_0.05", "u_0.1", "u_0.15", "u_0.2", "u_0.25"}); // Python's shortest
  check({"0.00", "0.50", "1.00", "9.75", "10.00"});        // %.2f
  check({"0/U.npy", "0.005/U.npy", "0.01/U.npy", "0.1/U.npy", "1/U.npy", "1.5/U.npy", "12/U.npy"});
  check({"t.5.npy", "t1.npy"});
  check({"t_.25.npy", "t_.5.npy", "t_1.npy"});
  check({"Re1.10_t0.25", "Re1.10_t0.5", "Re1.10_t1"});
  check({"u_0.25.h5", "u_0.5.h5", "u_1.h5"});
  check({"u_0.25.7z", "u_0.5.7z"});
}

TEST_CASE("natural order: exponents") {
  check({"u_0", "u_1e-10", "u_1e-3", "u_2.5e-3", "u_0.1", "u_1", "u_1e+01", "u_20", "u_1e5"});
  check({"1e-05/p.npy", "0.0001/p.npy", "1e-03/p.npy", "0.5/p.npy"});
  check({"x1.E-03.npy", "x1.5E-03.npy", "x2.E-03.npy"});
  check({"x_1e-999999999999999999999", "x_1", "x_1e999999999999999999999"});
  check({"f_3e4a", "f_12e1a"}); // a part of a word is no exponent
  check({"fe3", "fe20"});
}

TEST_CASE("natural order: signs") {
  check({"u_-10.npy", "u_-1.5.npy", "u_-1.npy", "u_0.npy", "u_0.5.npy", "u_+1.npy", "u_2.npy"});
  check({"-1/u", "-0.5/u", "0/u", "1/u"});
  check({"t-1e-2", "t-1e-3", "t0", "t1e-3"});         // the same letters without a hyphen
  check({"dump-1.npy", "dump-2.npy", "dump-10.npy"}); // a hyphen between a name and its number
  check({"2024-01-02", "2024-01-15", "2024-02-01", "2024-11-01"});
  check({"x=-2", "x=-1", "x=0"});
}

TEST_CASE("natural order: dots that separate") {
  check({"run2.1.npy", "run2.2.npy", "run2.9.npy", "run2.10.npy", "run2.11.npy"});
  check({"v1.2.3", "v1.2.10", "v1.10.1"});
  check({"2024.01.15", "2024.02.01", "2024.10.01"});
  check({"out.0001.npy", "out.0002.npy", "out.0010.npy"});
  check({"plt.1", "plt.9", "plt.10"});
}

// npy.hpp on files that NumPy itself has written: make_npy_files.py, in ARRAYREEL_NPY_FILES.

#include "catch.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <arrayreel/npy.hpp>

#include "npy/npy_check.hpp"

namespace ar = arrayreel;
using namespace npy_check;

namespace {

using row = std::vector<std::string>;

std::vector<row> read_table(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (!file) throw std::runtime_error("cannot open " + path);
  std::vector<row> rows;
  row current(1);
  for (int c = std::fgetc(file.get()); c != EOF; c = std::fgetc(file.get())) {
    if (c == '\t') {
      current.emplace_back();
    } else if (c == '\n') {
      rows.push_back(std::move(current));
      current.assign(1, {});
    } else {
      current.back() += static_cast<char>(c);
    }
  }
  return rows;
}

// Where the files are; empty, with a warning, where nobody made them.
std::string files() {
  const char* const directory = std::getenv("ARRAYREEL_NPY_FILES");
  if (directory == nullptr) {
    WARN("SKIPPED: NumPy's files are not compared. Run make_npy_files.py and set "
         "ARRAYREEL_NPY_FILES to its directory.");
    return {};
  }
  return std::string(directory) + "/";
}

std::string shape_of(const ar::npy_array& array) {
  std::string text;
  for (const std::size_t extent : array.extents())
    text += (text.empty() ? "" : ",") + std::to_string(extent);
  return text.empty() ? "-" : text;
}

// The significant bytes of a real number, the lowest first.
template <class Real> void append_hex(std::string& out, const Real& value) {
  constexpr char digits[] = "0123456789abcdef";
  std::uint8_t raw[sizeof(Real)];
  std::memcpy(raw, &value, sizeof raw);
  if (std::endian::native == std::endian::big) std::reverse(raw, raw + sizeof raw);
  const bool is_x87 = sizeof(Real) == 16;
  for (std::size_t i = 0; i < (is_x87 ? 10 : sizeof raw); ++i) {
    out += digits[raw[i] >> 4];
    out += digits[raw[i] & 15];
  }
}

template <class T> void append_element(std::string& out, const T& value) {
  if constexpr (ar::detail::is_complex<T>) {
    append_hex(out, value.re);
    append_hex(out, value.im);
  } else {
    append_hex(out, value);
  }
}

// Through the view, as everybody reads it.
std::string hex_of_view(const ar::npy_array& array) {
  std::string out;
  array.view().visit([&](const auto& v) {
    const auto extent = [&](std::size_t axis) { return axis < v.rank() ? v.extent(axis) : 1; };
    if (v.empty()) return;
    for (std::size_t i = 0; i < extent(0); ++i)
      for (std::size_t j = 0; j < extent(1); ++j)
        for (std::size_t k = 0; k < extent(2); ++k)
          for (std::size_t l = 0; l < extent(3); ++l)
            append_element(out, v.rank() == 1   ? v(i)
                                : v.rank() == 2 ? v(i, j)
                                : v.rank() == 3 ? v(i, j, k)
                                                : v(i, j, k, l));
  });
  return out.empty() ? "-" : out;
}

template <class T> std::string hex_as(const ar::npy_array& array) {
  std::string out;
  for (const T& value : elements<T>(array)) append_element(out, value);
  return out.empty() ? "-" : out;
}

// Scalars and ranks above 4 have no view.
std::string hex_of(const ar::npy_array& array) {
  if (array.rank() >= 1 && array.rank() <= ar::max_rank) return hex_of_view(array);
  switch (array.type()) {
    case ar::dtype::boolean:
    case ar::dtype::int8:
    case ar::dtype::uint8: return hex_as<std::uint8_t>(array);
    case ar::dtype::int16:
    case ar::dtype::uint16:
    case ar::dtype::float16:
    case ar::dtype::bfloat16: return hex_as<std::uint16_t>(array);
    case ar::dtype::int32:
    case ar::dtype::uint32:
    case ar::dtype::float32: return hex_as<std::uint32_t>(array);
    case ar::dtype::int64:
    case ar::dtype::uint64:
    case ar::dtype::float64: return hex_as<std::uint64_t>(array);
    case ar::dtype::long_double: return hex_as<long double>(array);
    case ar::dtype::complex64: return hex_as<ar::complex_value<float>>(array);
    case ar::dtype::complex128: return hex_as<ar::complex_value<double>>(array);
    case ar::dtype::complex_long_double: return hex_as<ar::complex_value<long double>>(array);
  }
  return "?";
}

// Of 64-bit x86, whose long doubles have 16 bytes, where this machine's have others.
bool is_foreign(const row& r) {
  return sizeof(long double) != 16 && r.at(2).find("longdouble") != std::string::npos;
}

// An empty string where the array is as the row says.
std::string difference(const row& expected, const ar::npy_array& array) {
  const std::string& type = expected.at(2);
  const bool is_expanded = type == "float16" && !ARRAYREEL_HAS_FLOAT16;
  if (array.name() != expected.at(1)) return "name " + array.name();
  if ((is_expanded ? "float32" : type) != ar::name_of(array.type()))
    return std::string("type ") + ar::name_of(array.type());
  if (shape_of(array) != expected.at(3)) return "shape " + shape_of(array);
  if (hex_of(array) != expected.at(is_expanded ? 5 : 4)) return "elements " + hex_of(array);
  return {};
}

} // namespace

TEST_CASE("npy: NumPy's own .npy files, every element") {
  const std::string directory = files();
  if (directory.empty()) return;
  std::size_t compared = 0;
  for (const row& r : read_table(directory + "manifest.txt")) {
    if (!r[0].ends_with(".npy")) continue;
    INFO(r[0]);
    std::string differs;
    try {
      differs = difference(r, ar::read_npy(directory + r[0]));
    } catch (const ar::error& e) {
      const std::string_view said = e.what();
      const bool is_due = is_foreign(r) && said.find("a long double of another size") != said.npos;
      if (!is_due) differs = said;
    }
    if (!differs.empty()) CHECK(differs == "");
    ++compared;
  }
  WARN(compared << " .npy files of NumPy compared");
  CHECK(compared >= 1700);
}

TEST_CASE("npz: NumPy's own archives, every element of every array") {
  const std::string directory = files();
  if (directory.empty()) return;
  std::map<std::string, std::vector<row>> archives;
  for (const row& r : read_table(directory + "manifest.txt"))
    if (r[0].ends_with(".npz")) archives[r[0]].push_back(r);
  CHECK(archives.size() == 6);
  std::size_t compared = 0;
  for (const auto& [name, rows] : archives) {
    INFO(name);
    const ar::npz_file file(directory + name);
    for (const row& r : rows) {
      INFO(r[1]);
      REQUIRE(file.contains(r[1]));
      if (is_foreign(r)) continue;
      CHECK(difference(r, file.read(r[1])) == "");
      ++compared;
    }
    const bool is_whole = name != "mixed.npz" && std::none_of(rows.begin(), rows.end(), is_foreign);
    for (const auto& entry : file.entries()) CHECK((entry.problem.empty() || !is_whole));
    if (is_whole) {
      CHECK(file.entries().size() == rows.size());
      CHECK(ar::read_arrays(directory + name).size() == rows.size());
    }
  }
  WARN(compared << " arrays in .npz files of NumPy compared");
  CHECK(compared >= 150);
  CHECK(ar::read_arrays(directory + "none.npz").empty());
}

TEST_CASE("npy: what NumPy writes and is refused, by name") {
  const std::string directory = files();
  if (directory.empty()) return;
  const ar::npz_file mixed(directory + "mixed.npz");
  CHECK(mixed.entries().size() == 11);
  std::size_t refused = 0;
  for (const row& r : read_table(directory + "refused.txt")) {
    std::string said;
    CHECK(fails([&] { return ar::read_arrays(directory + r.at(0)); }, ar::error_kind::format,
                r.at(1), said));
    INFO(r[0] << ": " << said);
    CHECK(said.find(directory + r[0]) == 0);
    ++refused;
    const std::string prefix = "refused_";
    if (!r[0].starts_with(prefix)) continue;
    const std::string entry = r[0].substr(prefix.size(), r[0].size() - prefix.size() - 4);
    CHECK(fails([&] { return mixed.read(entry); }, ar::error_kind::format, r[1], said));
    for (const auto& e : mixed.entries())
      if (e.name == entry) CHECK(e.problem.find(r[1]) != std::string::npos);
  }
  CHECK(refused >= 12);
}

// hdf5.hpp on a file that h5py has written: make_hdf5_files.py, in ARRAYREEL_HDF5_FILES.
#include "catch.hpp"

#include <array>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <sstream>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/hdf5.hpp>

#include "support/thrown.hpp"

namespace ar = arrayreel;

namespace {

/// Where the file is; empty, with a warning, where nobody made it.
std::string files() {
  const char* const directory = std::getenv("ARRAYREEL_HDF5_FILES");
  if (directory == nullptr) {
    WARN("SKIPPED: h5py's file is not compared. Run make_hdf5_files.py and set "
         "ARRAYREEL_HDF5_FILES to its directory.");
    return {};
  }
  return std::string(directory) + "/";
}

std::vector<std::vector<std::string>> read_table(const std::string& path) {
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot open " + path);
  std::vector<std::vector<std::string>> rows;
  for (std::string line; std::getline(in, line);) {
    std::istringstream columns(line);
    rows.emplace_back();
    for (std::string column; std::getline(columns, column, '\t');) rows.back().push_back(column);
  }
  return rows;
}

std::string text_of(double sum) {
  std::array<char, 64> text{};
  std::snprintf(text.data(), text.size(), "%.1f", sum);
  return text.data();
}

/// The sum and the weighted sum of make_hdf5_files.py, over any views in order.
class sums {
public:
  void add(const ar::any_view& view) {
    view.visit([&](const auto& v) {
      using T = typename std::remove_cvref_t<decltype(v)>::value_type;
      for (std::size_t i = 0; i < v.size(); ++i) {
        double x = 0;
        if constexpr (ar::detail::is_complex<T>)
          x = static_cast<double>(v.data()[i].re) + 2 * static_cast<double>(v.data()[i].im);
        else
          x = static_cast<double>(v.data()[i]);
        if (!ar::detail::is_finite(x)) x = 0;
        sum_ += x;
        weighted_ += x * static_cast<double>(count_++ % 97);
      }
    });
  }
  [[nodiscard]] std::string text() const { return text_of(sum_) + " " + text_of(weighted_); }

private:
  double sum_ = 0;
  double weighted_ = 0;
  std::size_t count_ = 0;
};

} // namespace

TEST_CASE("hdf5: h5py's datasets of every type and layout") {
  const std::string directory = files();
  if (directory.empty()) return;
  const std::string path = directory + "h5py.h5";
  std::size_t compared = 0;
  std::size_t without_filter = 0;
  for (const std::vector<std::string>& row : read_table(directory + "manifest.txt")) {
    INFO(row.at(0));
    const std::string expected = row.at(3) + " " + row.at(4);
    const bool expanded = row[1] == "float16" && ARRAYREEL_HAS_FLOAT16 == 0;
    // A filter of h5py's own, which HDF5 does not have; h5py leaves it out where it gains nothing.
    if (row[0].find("/lzf/") != std::string::npos) {
      const auto e = test::error_of([&] { return ar::read_hdf5(path, row[0]); });
      if (e) {
        CHECK_THAT(e->message, test::says("needs the filter 'lzf' (32000)"));
        ++without_filter;
        continue;
      }
    }
    const ar::hdf5_array array = ar::read_hdf5(path, row[0]);
    CHECK(ar::name_of(array.type()) == (expanded ? "float32" : row[1]));
    std::string shape;
    for (const std::size_t extent : array.extents())
      shape += (shape.empty() ? "" : ",") + std::to_string(extent);
    CHECK((shape.empty() ? "-" : shape) == row[2]);
    sums whole;
    whole.add(ar::any_view(array.type(), array.data(), ar::shape(array.size()), ar::strides(1)));
    CHECK(whole.text() == expected);
    if (array.rank() >= 2) {
      ar::hdf5_frames frames(path, row[0]);
      sums by_steps;
      for (const ar::any_view& frame : frames) by_steps.add(frame);
      CHECK(by_steps.text() == expected);
    }
    ++compared;
  }
  WARN(compared << " datasets of h5py compared");
  CHECK(compared >= 300);
  CHECK(without_filter >= 10);

  const ar::hdf5_frames u(path, "/float32/gzip/=3");
  CHECK(u.number_attribute("fps") == 12.5);
  CHECK(u.number_attribute("steps") == 7);
  CHECK(u.number_attribute("units") == std::nullopt);
  CHECK(u.pair_attribute("range") == std::array<double, 2>{-1, 4});
  CHECK(u.pair_attribute("pair") == std::array<double, 2>{0.25, 8});
}

TEST_CASE("hdf5: what h5py writes and is refused, by name") {
  const std::string directory = files();
  if (directory.empty()) return;
  const std::string path = directory + "h5py.h5";
  const std::vector<ar::hdf5_entry> entries = ar::hdf5_entries(path);
  std::size_t refused = 0;
  for (const std::vector<std::string>& row : read_table(directory + "refused.txt")) {
    INFO(row.at(0));
    const auto e = test::error_of([&] { return ar::read_hdf5(path, row[0]); });
    REQUIRE(e);
    CHECK(e->kind == ar::error_kind::format);
    CHECK_THAT(e->message, test::says(row.at(1)));
    for (const ar::hdf5_entry& entry : entries)
      if (entry.dataset == row[0]) {
        CHECK(entry.type == std::nullopt);
        CHECK_THAT(entry.problem, test::says(row[1]));
        ++refused;
      }
  }
  CHECK(refused == 6);
}

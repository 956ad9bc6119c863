// Arrays whose type is known at run time only: NumPy files made here, and views by type.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/any_view.hpp>
#include <arrayreel/npy.hpp>
#include <arrayreel/npy_frames.hpp>
#include <arrayreel/rerange.hpp>

#include "../support/folder.hpp"
#include "mapping_lines.hpp"

namespace golden {

namespace {

/// A .npy of version 1.0 whose elements are bytes of a fixed sequence.
std::vector<std::uint8_t> npy_of(const std::string& descr, bool fortran, const std::string& shape,
                                 std::size_t bytes, bool numbers) {
  std::string header = "{'descr': '" + descr + "', 'fortran_order': " +
                       (fortran ? "True" : "False") + ", 'shape': (" + shape + "), }";
  while ((header.size() + 11) % 64 != 0) header += ' ';
  header += '\n';
  std::vector<std::uint8_t> file{0x93, 'N', 'U', 'M', 'P', 'Y', 1, 0};
  file.push_back(static_cast<std::uint8_t>(header.size() & 255U));
  file.push_back(static_cast<std::uint8_t>(header.size() >> 8));
  file.insert(file.end(), header.begin(), header.end());
  for (std::size_t i = 0; i < bytes; ++i)
    file.push_back(static_cast<std::uint8_t>(numbers ? mixed(i / 3) >> 13 : mixed(i) & 1U));
  return file;
}

struct stored_type {
  const char* descr;
  std::size_t bytes;
};

} // namespace

void file_array_lines(recorder& lines) {
  constexpr stored_type types[] = {{"|b1", 1},  {"|i1", 1}, {"|u1", 1},  {"<i2", 2}, {">i2", 2},
                                   {"<u2", 2},  {"<i4", 4}, {">u4", 4},  {"<i8", 8}, {"<u8", 8},
                                   {"<f2", 2},  {"<f4", 4}, {">f4", 4},  {"<f8", 8}, {"<c8", 8},
                                   {">c16", 16}};
  for (const auto& [descr, bytes] : types)
    for (const bool fortran : {false, true}) {
      const std::string type = descr;
      const std::string key = (type.find('c') != std::string::npos ? libm_prefix() : "") +
                              "npy/" + type + (fortran ? "/fortran" : "/c");
      const auto file = npy_of(type, fortran, "12, 17", 12 * 17 * bytes, type != "|b1");
      // Half precision that becomes float, without a compiler's type, has float's range.
      if (type == "<f2") {
        lines.hash(key + "/normalize", [&](hasher& h) {
          const auto array = ar::parse_npy(file);
          const auto result = ar::normalize(array, {.range = ar::value_range{-2, 2}});
          for (std::size_t i = 0; i < result.size(); ++i) h.real(result.data()[i]);
        });
        continue;
      }
      lines.hash(key + "/pixels", [&](hasher& h) {
        const auto array = ar::parse_npy(file);
        h.picture(ar::rerange(array, {.percentile = ar::percentiles{5, 90},
                                      .colormap = ar::colormaps::viridis}));
        h.picture(ar::rerange<std::uint16_t>(array));
      });
      lines.hash(key + "/normalize", [&](hasher& h) {
        const auto array = ar::parse_npy(file);
        const auto result = ar::normalize(array, {.vsym = true});
        for (std::size_t i = 0; i < result.size(); ++i) h.real(result.data()[i]);
      });
      lines.text(key + "/range", [&] {
        const auto array = ar::parse_npy(file);
        return range_text(ar::resolve_range(array, {})) + "," +
               summary_text(ar::summarize(array)) + "," + ar::name_of(array.view().type());
      });
    }

  // Frames of files, stored either way round.
  const test::folder folder;
  for (const bool fortran : {false, true}) {
    const auto bytes = npy_of("<f4", fortran, "6, 9, 11", 6 * 9 * 11 * 4, true);
    const std::string path = folder / (fortran ? "f.npy" : "c.npy");
    test::make_file(path, std::string(bytes.begin(), bytes.end()));
    lines.hash(std::string("npy_frames/") + (fortran ? "fortran" : "c"), [&](hasher& h) {
      ar::npy_frames frames(path);
      h.number(frames.size());
      for (const auto& frame : frames)
        h.picture(ar::rerange(frame, {.range = ar::value_range{-1e3, 1e3}}));
    });
  }
  const auto raw = npy_of("<u2", false, "", 4 * 8 * 9 * 2, true);
  const std::string path = folder / "u.raw";
  test::make_file(path, std::string(raw.begin(), raw.end()));
  for (const bool big : {false, true})
    lines.hash(std::string("raw_frames/") + (big ? "big" : "little"), [&](hasher& h) {
      ar::npy_frames frames(path, {.extents = {0, 8, 9},
                                   .type = ar::dtype::uint16,
                                   .offset = raw.size() - 4 * 8 * 9 * 2,
                                   .big_endian = big});
      h.number(frames.size());
      for (const auto& frame : frames) h.picture(ar::rerange<std::uint16_t>(frame));
    });
}

} // namespace golden

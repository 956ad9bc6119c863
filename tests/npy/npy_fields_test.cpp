// npy.hpp and npy_frames.hpp: fields of structured elements, and bfloat16, from bytes built here.
#include "catch.hpp"

#include <cstdint>
#include <limits>
#include <string>
#include <vector>

#include <arrayreel/detail/npy/structure.hpp>
#include <arrayreel/npy.hpp>
#include <arrayreel/npy_frames.hpp>

#include "npy/npy_bytes.hpp"
#include "npy/npy_check.hpp"

namespace ar = arrayreel;
using namespace npy_bytes;
using namespace npy_check;
using ar::error_kind;

namespace {

/// Of 1 + 4 + 2 + 6 bytes: padding, a float, a big-endian integer, three integers.
const std::string descr = "[('', '|V1'), ('rho', '<f4'), ('n', '>i2'), ('rgb', '<u2', (3,))]";

bytes structures(std::size_t count) {
  bytes data;
  for (std::size_t i = 0; i < count; ++i) {
    append(data, bytes{0xee});
    append(data, bytes_of<float>({static_cast<float>(i) + 0.25F}));
    append(data, bytes_of<std::int16_t>({static_cast<std::int16_t>(-static_cast<int>(i))}, true));
    for (std::size_t c = 0; c < 3; ++c)
      append(data, bytes_of<std::uint16_t>({static_cast<std::uint16_t>(100 * c + i)}));
  }
  return data;
}

ar::detail::npy_structure structure_of(const std::string& text) {
  return ar::detail::npy_structure_parser(text).parse();
}

} // namespace

TEST_CASE("npy: one field of structures, whole and by frames") {
  temporary_directory directory;
  const std::string path =
      directory.write("s.npy", npy(literal(descr, "(2, 1, 3)"), structures(6)));
  const ar::npy_array rho = ar::read_npy(path, "rho");
  CHECK(rho.type() == ar::dtype::float32);
  CHECK(std::vector<std::size_t>(rho.extents().begin(), rho.extents().end()) ==
        std::vector<std::size_t>{2, 1, 3});
  CHECK(elements<float>(rho) == std::vector<float>{0.25F, 1.25F, 2.25F, 3.25F, 4.25F, 5.25F});
  CHECK(elements<std::int16_t>(ar::read_npy(path, "n")) ==
        std::vector<std::int16_t>{0, -1, -2, -3, -4, -5});
  const ar::npy_array rgb = ar::read_npy(path, "rgb");
  CHECK(std::vector<std::size_t>(rgb.extents().begin(), rgb.extents().end()) ==
        std::vector<std::size_t>{2, 1, 3, 3});
  CHECK(elements<std::uint16_t>(rgb) == std::vector<std::uint16_t>{0, 100, 200, 1, 101, 201, 2, 102,
                                                                   202, 3, 103, 203, 4, 104, 204, 5,
                                                                   105, 205});

  const std::vector<ar::npz_entry> fields = ar::npy_fields(path);
  REQUIRE(fields.size() == 3);
  CHECK(fields[0].name == "rho");
  CHECK(fields[1].type == ar::dtype::int16);
  CHECK(fields[2].extents == std::vector<std::size_t>{2, 1, 3, 3});

  ar::npy_frames frames = ar::npy_frames::of_field(path, "n");
  CHECK(frames.size() == 2);
  CHECK(frames.complete() == 2);
  CHECK(static_cast<const std::int16_t*>(frames.read(1).data())[2] == -5);
}

TEST_CASE("npy: a field in Fortran order, of a short file, of an archive") {
  temporary_directory directory;
  const std::string path =
      directory.write("f.npy", npy(literal(descr, "(2, 3)", true), structures(6)));
  CHECK(elements<float>(ar::read_npy(path, "rho")) ==
        std::vector<float>{0.25F, 2.25F, 4.25F, 1.25F, 3.25F, 5.25F});
  std::string said;
  CHECK(fails([&] { return ar::read_npy(path, "rgb"); }, error_kind::format, "in Fortran order",
              said));
  bytes cut = npy(literal(descr, "(2, 3)"), structures(6));
  cut.pop_back();
  const std::string short_path = directory.write("cut.npy", cut);
  CHECK(fails([&] { return ar::read_npy(short_path, "rho"); }, error_kind::format,
              "truncated: 77 bytes of data; expected 78 for shape (2, 3)", said));
  CHECK(ar::npy_frames::of_field(short_path, "rho").complete() == 1);
  const bytes archive = zip({{{"s.npy", npy(literal(descr, "(2, 3)"), structures(6)), true}}});
  const ar::npz_file file(archive);
  CHECK(elements<std::int16_t>(file.read("s", "n")) ==
        std::vector<std::int16_t>{0, -1, -2, -3, -4, -5});
  CHECK(fails([&] { return file.read("t", "n"); }, error_kind::parameter, "no array named 't'",
              said));
}

TEST_CASE("npy: fields that are not there or no numbers") {
  temporary_directory directory;
  std::string said;
  const auto refuses = [&](const std::string& type, const std::string& field, error_kind kind,
                           const std::string& text) {
    const std::string path = directory.write("x.npy", npy(literal(type, "(1,)"), bytes(64)));
    const bool is_refused = fails([&] { return ar::read_npy(path, field); }, kind, text, said);
    if (!is_refused) WARN(said);
    return is_refused;
  };
  CHECK(refuses(descr, "u", error_kind::parameter,
                "has no field named 'u'; expected 'rho', 'n', 'rgb'"));
  CHECK(refuses(descr, "", error_kind::parameter, "no field named ''"));
  CHECK(refuses("'<f8'", "u", error_kind::parameter, "expected none: its elements, '<f8'"));
  CHECK(refuses("[('a', '|S5'), ('b', '<M8[ns]')]", "a", error_kind::format,
                "field 'a': elements of the type '|S5' (text)"));
  CHECK(refuses("[('a', '|O'), ('b', '<f4')]", "b", error_kind::parameter,
                "expected elements whose fields have a known size"));
  const std::string path = directory.write("x.npy", npy(literal(descr, "(1,)"), structures(1)));
  CHECK(fails([&] { return ar::read_npy(path); }, error_kind::format,
              "one of the fields by its name: 'rho', 'n', 'rgb'", said));
  CHECK(ar::npy_fields(directory.write("y.npy", npy(literal("'<f8'", "(1,)"), bytes(8)))).empty());
}

TEST_CASE("npy: structures as NumPy spells them") {
  // numpy.dtype(…).itemsize and .fields of each.
  auto s = structure_of("[(('a title', 'a'), '<U3'), ('b', [('c', '|b1'), ('d', '<f8')]), "
                        "(u'e', '<i4', 2L), ('f', '<c16', (2, 3)),]");
  REQUIRE(s.is_known);
  CHECK(s.size == 12 + 9 + 8 + 96);
  REQUIRE(s.fields.size() == 5);
  CHECK(s.fields[0].name == "a");
  CHECK(s.fields[1].name == "b.c");
  CHECK(s.fields[1].offset == 12);
  CHECK(s.fields[2].name == "b.d");
  CHECK(s.fields[2].offset == 13);
  CHECK(s.fields[3].extents == std::vector<std::size_t>{2});
  CHECK(s.fields[4].offset == 29);
  CHECK(s.fields[4].extents == std::vector<std::size_t>{2, 3});
  // Of an array of structures there is no field without gaps.
  s = structure_of("[('a', [('b', '<f4')], (4,)), ('c', '<f4')]");
  CHECK(s.size == 20);
  REQUIRE(s.fields.size() == 1);
  CHECK(s.fields[0].offset == 16);
  CHECK(structure_of(R"([('it\'s', "<f4"), ("a \" b", '<f4')])").fields.at(1).name == "a \" b");
  for (const char* text :
       {"", "[", "[(", "[('a'", "[('a',", "[('a', '<f4'", "[('a', '<f4'), ", "('a', '<f4')",
        "[('a', '<f')]", "[('a', '')]", "[('a', '<f99999999999')]", "[(1, '<f4')]",
        "[('a', '<f4', (9223372036854775807, 9223372036854775807))]", "[('a', '<f4', 'x')]",
        "[('a', None)]"})
    CHECK_FALSE(structure_of(text).is_known);
}

TEST_CASE("npy: bfloat16, which is the upper half of a float") {
  const std::vector<std::uint16_t> halves{0x0000, 0x3f80, 0xc040, 0x7f7f, 0x7f80, 0x0001};
  const std::vector<float> expected{
      0, 1, -3, 0x1.fep127F, std::numeric_limits<float>::infinity(), 0x1p-133F};
  temporary_directory directory;
  for (const bool is_big : {false, true}) {
    const bytes file = npy(literal(is_big ? "'>V2'" : "'<V2'", "(2, 3)"), bytes_of(halves, is_big));
    const ar::npy_array array = ar::parse_npy(file);
    CHECK(array.type() == ar::dtype::float32);
    CHECK(elements<float>(array) == expected);
    ar::npy_frames frames(directory.write("b.npy", file));
    CHECK(frames.type() == ar::dtype::float32);
    CHECK(static_cast<const float*>(frames.read(1).data())[0] == expected[3]);
    const std::string raw = directory.write("b.raw", bytes_of(halves, is_big));
    ar::npy_frames of_raw(raw, {{0, 3}, ar::dtype::bfloat16, 0, is_big});
    CHECK(of_raw.size() == 2);
    CHECK(static_cast<const float*>(of_raw.read(0).data())[2] == -3);
  }
  std::string said;
  CHECK(fails([&] { return ar::parse_npy(npy(literal("'|V2'", "(6,)"), bytes_of(halves))); },
              error_kind::format, "raw bytes; bfloat16 has a byte order", said));
}

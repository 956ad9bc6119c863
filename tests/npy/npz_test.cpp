// npy.hpp: archives of arrays, right ones and wrong ones, from bytes built here.

#include "catch.hpp"

#include <cstdint>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/npy.hpp>

#include "npy/npy_bytes.hpp"
#include "npy/npy_check.hpp"

namespace ar = arrayreel;
using namespace npy_bytes;
using namespace npy_check;
using ar::error_kind;

static_assert(std::is_move_constructible_v<ar::npz_file> &&
              !std::is_copy_constructible_v<ar::npz_file>);

namespace {

// Data that compress, but are neither constant nor short.
bytes sample(std::size_t count = 1000) {
  std::vector<std::int32_t> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<std::int32_t>(i * i % 977));
  return npy(literal("'<i4'", "(" + std::to_string(count) + ",)"), bytes_of(values));
}

bytes noise(std::size_t count) {
  std::vector<std::uint32_t> values;
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < count; ++i) values.push_back(state = state * 1664525U + 1013904223U);
  return npy(literal("'<u4'", "(" + std::to_string(count) + ",)"), bytes_of(values));
}

bool same(const ar::npy_array& array, const bytes& file) {
  return elements<std::int32_t>(array) == elements<std::int32_t>(ar::parse_npy(file));
}

member deflated_member(const std::string& name = "a.npy") {
  member m{name, sample()};
  m.deflate = true;
  return m;
}
member stored_member(const std::string& name = "a.npy") { return {name, sample()}; }

// Refused when opened or when all is read.
void refuses(const bytes& file, error_kind kind, const std::string& text) {
  std::string said;
  const bool ok = fails([&] { return ar::parse_npz(file); }, kind, text, said);
  INFO("expected: " << text << "\ngave: " << said);
  CHECK(ok);
}
void refuses(const archive& a, const std::string& text) {
  refuses(zip(a), error_kind::format, text);
}

std::size_t find(const bytes& file, std::uint32_t signature) {
  for (std::size_t i = 0; i + 4 <= file.size(); ++i) {
    std::uint32_t here = 0; // little-endian
    for (std::size_t byte = 4; byte-- > 0;) here = here << 8 | file[i + byte];
    if (here == signature) return i;
  }
  throw std::runtime_error("no such signature");
}

} // namespace

TEST_CASE("npz: stored and deflated, with and without ZIP64, descriptors, extras and comments") {
  for (const bool deflate : {false, true})
    for (const bool zip64 : {false, true})
      for (const bool descriptor : {false, true})
        for (const bool zip64_end : {false, true})
          for (const std::size_t comment : {0U, 1U, 65535U}) {
            archive a;
            a.zip64 = zip64_end;
            a.comment = std::string(comment, 'P');
            for (const char* name : {"a.npy", "größe.npy"}) {
              member m{name, sample()};
              m.deflate = deflate;
              m.zip64 = zip64;
              m.descriptor = descriptor;
              m.extra = std::string("UT\x05\x00\x03\x01\x02\x03\x04", 9);
              a.members.push_back(m);
            }
            INFO(deflate << zip64 << descriptor << zip64_end << ' ' << comment);
            const auto arrays = ar::parse_npz(zip(a));
            REQUIRE(arrays.size() == 2);
            CHECK(arrays[0].name() == "a");
            CHECK(arrays[1].name() == "größe");
            CHECK(same(arrays[0], a.members[0].content));
            CHECK(same(arrays[1], a.members[1].content));
          }
}

TEST_CASE("npz: data longer than the pieces in which it is read") {
  for (const bool deflate : {false, true}) {
    member m{"a.npy", noise(300000)};
    m.deflate = deflate;
    const auto arrays = ar::parse_npz(zip({{m}}));
    REQUIRE(arrays.size() == 1);
    CHECK(same(arrays[0], m.content));
  }
  member zeros{"a.npy", npy(literal("'<i4'", "(1000000,)"), bytes(4000000))};
  zeros.deflate = true;
  CHECK(same(ar::parse_npz(zip({{zeros}})).at(0), zeros.content));
}

TEST_CASE("npz: entries are listed without their data and read by name") {
  archive a;
  a.members = {{"readme.txt", bytes{'h', 'i'}},
               deflated_member("z.npy"),
               {"scalar.npy", npy(literal("'<f8'", "()"), bytes(8))},
               {"object.npy", npy(literal("'|O'", "(2, 3)"), bytes{1, 2, 3})},
               {"fields.npy", npy(literal("[('a', '<f4')]", "(4,)"), bytes(16))},
               {"broken.npy", bytes{1, 2, 3}},
               deflated_member("secret.npy"),
               {".npy", npy(literal("'|b1'", "(0, 2)"), {})},
               {"folder/", {}}};
  a.members[6].flags = 1;
  const bytes file = zip(a);
  const ar::npz_file npz{std::span<const std::uint8_t>(file)};
  const auto& e = npz.entries();
  REQUIRE(e.size() == 7);
  CHECK(e[0].name == "z");
  CHECK(e[0].type == ar::dtype::int32);
  CHECK(e[0].extents == std::vector<std::size_t>{1000});
  CHECK(e[0].problem.empty());
  CHECK(e[1].name == "scalar");
  CHECK(e[1].type == ar::dtype::float64);
  CHECK(e[1].extents.empty());
  CHECK(e[2].name == "object");
  CHECK(!e[2].type);
  CHECK(e[2].extents == std::vector<std::size_t>{2, 3});
  CHECK(e[2].problem.find("'|O' (Python objects)") != std::string::npos);
  CHECK(e[3].problem.find("'[('a', '<f4')]'") != std::string::npos);
  CHECK(e[4].problem.find("begins with '\\x01\\x02\\x03'") != std::string::npos);
  CHECK(e[5].problem.find("encrypted") != std::string::npos);
  CHECK(e[6].name.empty());
  CHECK(e[6].extents == std::vector<std::size_t>{0, 2});

  CHECK(same(npz.read("z"), a.members[1].content));
  CHECK(npz.read("z").name() == "z");
  CHECK(npz.read("scalar").rank() == 0);
  CHECK(npz.read("").size() == 0);
  CHECK(npz.contains("object"));
  CHECK(!npz.contains("readme.txt"));
  CHECK(!npz.contains("z.npy"));
  std::string said;
  CHECK(fails([&] { return npz.read("object"); }, error_kind::format,
              "entry 'object.npy': elements of the type '|O'", said));
  CHECK(fails([&] { return npz.read("zz"); }, error_kind::parameter,
              "no array named 'zz'; expected 'z', 'scalar', 'object'", said));
  CHECK(fails([&] { return npz.read_all(); }, error_kind::format, "entry 'object.npy'", said));
}

TEST_CASE("npz: names in the error for an unknown name are limited") {
  archive a;
  for (int i = 0; i < 30; ++i)
    a.members.push_back({"n" + std::to_string(i) + ".npy", npy(literal("'|u1'", "(1,)"), {7})});
  const bytes file = zip(a);
  const ar::npz_file npz{std::span<const std::uint8_t>(file)};
  std::string said;
  CHECK(fails([&] { return npz.read("x"); }, error_kind::parameter, "'n19' or one of 10 others",
              said));
  const bytes none = zip({});
  const ar::npz_file empty{std::span<const std::uint8_t>(none)};
  CHECK(empty.entries().empty());
  CHECK(fails([&] { return empty.read("x"); }, error_kind::parameter, "it has none", said));
  CHECK(ar::parse_arrays(none).empty());
}

TEST_CASE("npz: files, pipes and memory; the magic bytes decide, not the name") {
  temporary_directory directory;
  const bytes file = zip({{deflated_member("a.npy"), stored_member("b.npy")}});
  const std::string path = directory.write("really.npy", file);
  CHECK(ar::read_npz(path).size() == 2);
  REQUIRE(ar::read_arrays(path).size() == 2);
  CHECK(ar::read_arrays(path)[1].name() == "b");
  CHECK(ar::parse_arrays(file).size() == 2);
  CHECK(ar::parse_arrays(sample()).size() == 1);
  CHECK(with_pipe(file, [](const std::string& p) { return ar::read_npz(p); }).size() == 2);
  CHECK(with_pipe(file, [](const std::string& p) { return ar::read_arrays(p); }).size() == 2);

  // A moved file goes on.
  ar::npz_file first(path);
  const ar::npz_file second(std::move(first));
  CHECK(same(second.read("a"), sample()));
  CHECK(same(with_pipe(file,
                       [](const std::string& p) {
                         ar::npz_file from_pipe(p);
                         const ar::npz_file moved(std::move(from_pipe));
                         return moved.read("b");
                       }),
             sample()));

  const auto expect = [&](const std::string& p, error_kind kind, const std::string& text) {
    const auto f = failure_of([&] { return ar::read_npz(p); });
    REQUIRE(f);
    INFO(f->message);
    CHECK(f->kind == kind);
    CHECK(f->path == p);
    CHECK(f->message.find(text) != std::string::npos);
  };
  expect(directory.path(), error_kind::io, "is a directory");
  expect(directory.path() + "/missing", error_kind::io, "No such file");
  expect(directory.write("empty.npz", {}), error_kind::format, "is empty; expected a .npz");
  expect(directory.write("text.npz", bytes(1000, 'x')), error_kind::format, "is no zip archive");
  expect(directory.write("single.npz", sample()), error_kind::format, "is a .npy array");
  expect(directory.write("cut.npz", bytes(file.begin(), file.end() - 1)), error_kind::format,
         "truncated: a zip archive without its end record");
  member wrong = deflated_member("wrong.npy");
  wrong.crc = 1;
  expect(directory.write("wrong.npz", zip({{wrong}})), error_kind::format,
         "/wrong.npz: entry 'wrong.npy': malformed zip: its CRC-32");
  std::string said;
  CHECK(fails([&] { return ar::read_npy(path); }, error_kind::format, "zip archive (.npz)", said));
}

TEST_CASE("npz: checksums, sizes and names that contradict each other are refused") {
  for (const bool deflate : {false, true}) {
    const member good{"a.npy", sample(), deflate};
    const auto with = [&](auto&& change) {
      member m = good;
      change(m);
      return archive{{m}};
    };
    const std::uint64_t size = good.content.size();
    REQUIRE(ar::parse_npz(zip({{good}})).size() == 1);
    refuses(with([](member& m) { m.crc = 12345; }), "its CRC-32 is");
    refuses(with([](member& m) { m.local_crc = 12345; }),
            "its CRC-32 is 12345 in the local header");
    refuses(with([](member& m) { m.local_crc = 0; }), "its CRC-32 is 0 in the local header");
    refuses(with([&](member& m) { m.local_unpacked_size = size + 1; }), "its size is");
    refuses(with([](member& m) { m.local_packed_size = 7; }), "its compressed size is 7");
    refuses(with([](member& m) {
              m.local_packed_size = 7;
              m.descriptor = true;
            }),
            "its compressed size is 7");
    refuses(with([](member& m) {
              m.local_packed_size = 7;
              m.zip64 = true;
            }),
            "its compressed size is 7");
    refuses(with([](member& m) { m.local_name = "b.npy"; }), "the local header names it 'b.npy'");
    refuses(with([](member& m) { m.local_name = "a.npy2"; }), "the local header names it 'a.npy2'");
    refuses(with([&](member& m) { m.local_method = deflate ? 0 : 8; }),
            "its compression method is");
    refuses(with([](member& m) { m.local_flags = 1; }), "its encryption is 1");
    refuses(with([](member& m) { m.offset = 1; }), "overlap");
    refuses(with([](member& m) { m.offset = 0xfffffff0U; }), "overlap");
    refuses(with([](member& m) {
              m.offset = 0xfffffffffffffff0U;
              m.zip64 = true;
            }),
            "overlap");
    refuses(with([](member& m) { m.packed_size = 1U << 30; }), "overlap");
    refuses(with([](member& m) {
              m.packed_size = 0xffffffffffffffffU;
              m.zip64 = true;
            }),
            "overlap");
    // The local header's longer extra field pushes the data over the end.
    bytes file = zip(with([](member&) {}));
    put_number(file, 28, 5, 2);
    refuses(file, error_kind::format, "overlap");
    file = zip(with([](member&) {}));
    file[0] = 'Q';
    refuses(file, error_kind::format, "no local header at offset 0");
  }
}

TEST_CASE("npz: a stored member has one size") {
  member m = stored_member();
  m.unpacked_size = m.content.size() + 1;
  refuses({{m}}, "is said to have");
}

TEST_CASE("npz: the header's shape must fit the member exactly") {
  for (const bool deflate : {false, true})
    for (const int difference : {-1, 1}) {
      member m{"a.npy", sample(), deflate};
      m.content.resize(m.content.size() + static_cast<std::size_t>(difference));
      refuses({{m}}, "bytes of data; expected 4000 for shape (1000,) of int32");
    }
}

TEST_CASE("npz: deflated data that yields more or less than declared") {
  const bytes content = sample();
  member m = deflated_member();
  m.packed = deflated(content);
  // Declares what its header needs, but the stream goes on.
  bytes longer = content;
  longer.push_back(0);
  m.packed = deflated(longer);
  refuses({{m}}, "inflates to more than the");
  bytes shorter = content;
  shorter.pop_back();
  m.packed = deflated(shorter);
  refuses({{m}}, "truncated: 3999 bytes of data; expected 4000");
  m.packed = deflated(content);
  m.packed->push_back(0);
  refuses({{m}}, "1 bytes behind the end of its deflated data");
  m.packed = deflated(content);
  m.packed->pop_back();
  refuses({{m}}, "end early");
  m.packed = bytes{};
  refuses({{m}}, "0 bytes cannot inflate");
  m.packed = bytes(300, 0xff);
  refuses({{m}}, "its deflated data is damaged (invalid block type)");
  m.packed = deflated(content);
  (*m.packed)[m.packed->size() / 2] ^= 0x10;
  CHECK(failure_of([&] { return ar::parse_npz(zip({{m}})); }));
  // 1032 to 1 is the most that deflate can.
  m = deflated_member();
  m.unpacked_size = 1032 * deflated(content).size() + 1;
  refuses({{m}}, "cannot inflate to");
  m.unpacked_size = 1032 * deflated(content).size();
  refuses({{m}}, "bytes of data; expected 4000");
  m.unpacked_size = 0xffffffffffffffffU;
  m.zip64 = true;
  refuses({{m}}, "cannot inflate to the 18446744073709551615");
  m = deflated_member();
  m.unpacked_size = 0;
  refuses({{m}}, "is empty");
}

TEST_CASE("npz: encrypted, patched and otherwise compressed entries are refused by name") {
  for (const unsigned flag : {1U, 1U << 6, 1U << 13}) {
    member m = stored_member();
    m.flags = static_cast<std::uint16_t>(flag);
    refuses({{m}}, "entry 'a.npy': is encrypted");
  }
  member patched = stored_member();
  patched.flags = 1U << 5;
  refuses({{patched}}, "is a patch");
  const std::vector<std::pair<int, std::string>> methods = {
      {1, "shrink"},     {6, "implode"}, {9, "deflate64"}, {12, "bzip2"}, {14, "LZMA"},
      {93, "Zstandard"}, {95, "XZ"},     {98, "PPMd"},     {99, "AES"},   {77, "number 77"}};
  for (const auto& [method, name] : methods) {
    member m = stored_member();
    m.method = static_cast<std::uint16_t>(method);
    refuses({{m}}, "is compressed with " + name);
  }
}

TEST_CASE("npz: members that overlap are refused, whatever their order") {
  archive a{{stored_member("a.npy"), stored_member("b.npy")}};
  a.members[1].offset = 0;
  refuses(a, "overlap what begins at offset 0");
  a.members[1].offset = 200;
  refuses(a, "overlap");
  // One that is no array counts, too.
  a.members[1].name = "b.txt";
  refuses(a, "overlap");
  a = archive{{stored_member("a.npy"), stored_member("b.npy")}};
  a.members[0].packed_size = a.members[0].content.size() + 40;
  a.members[0].unpacked_size = a.members[0].packed_size;
  refuses(a, "overlap");
  // An empty one, by its header alone.
  a = archive{{stored_member("a.npy"), {"empty.txt", {}}, stored_member("b.npy")}};
  REQUIRE(ar::parse_npz(zip(a)).size() == 2);
  a.members[1].offset = 30 + 5 + a.members[0].content.size() + 1;
  refuses(a, "entry 'empty.txt': malformed zip: 0 bytes at offset");
  // The last one reaches into the directory.
  a = archive{{stored_member("a.npy"), stored_member("b.npy")}};
  a.members[1].packed_size = a.members[1].content.size() + 1;
  refuses(a, "overlap");
}

TEST_CASE("npz: an archive beyond 4 GiB") {
  if (sizeof(off_t) < 8) return; // nor does the system open such files
  archive a{{stored_member("a.npy"), deflated_member("b.npy")}};
  a.base = std::uint64_t{5} << 30; // a hole, which costs no disk
  a.zip64 = true;
  for (member& m : a.members) m.zip64 = true;
  temporary_directory directory;
  const std::string path = directory.write("a.npz", zip(a), static_cast<off_t>(a.base));
  const auto arrays = ar::read_npz(path);
  REQUIRE(arrays.size() == 2);
  CHECK(same(arrays[0], a.members[0].content));
  CHECK(same(arrays[1], a.members[1].content));
}

TEST_CASE("npz: two entries of one name") {
  refuses({{stored_member(), deflated_member()}}, "two entries named 'a.npy'");
}

TEST_CASE("npz: end records") {
  const archive a{{stored_member("a.npy"), deflated_member("b.npy")}};
  const bytes good = zip(a);
  const std::size_t end = good.size() - 22;
  const auto with = [&](std::size_t at, std::uint64_t value, int size) {
    bytes file = good;
    put_number(file, end + at, value, size);
    return file;
  };
  refuses(with(4, 1, 2), error_kind::format, "split over several disks");
  refuses(with(6, 1, 2), error_kind::format, "split over several disks");
  refuses(with(8, 1, 2), error_kind::format, "split over several disks");
  const auto with_count = [&](std::uint64_t count) {
    bytes file = with(8, count, 2);
    put_number(file, end + 10, count, 2);
    return file;
  };
  refuses(with_count(1), error_kind::format, "behind the last of 1 members");
  refuses(with_count(3), error_kind::format, "3 members in a directory");
  refuses(with_count(0xffff), error_kind::format, "65535 members in a directory");
  refuses(with(12, 0xffffffff, 4), error_kind::format, "a directory of 4294967295 bytes");
  refuses(with(16, 0xffffffff, 4), error_kind::format, "at offset 4294967295");
  refuses(with(16, 0, 4), error_kind::format, "no member at offset");
  refuses(with(12, 40, 4), error_kind::format, "members in a directory of 40 bytes");
  refuses(with(20, 1, 2), error_kind::format, "without its end record");
  bytes trailing = good;
  trailing.push_back(0);
  refuses(trailing, error_kind::format, "without its end record");

  const std::size_t directory = find(good, 0x02014b50U);
  bytes disk = good;
  put_number(disk, directory + 34, 1, 2);
  refuses(disk, error_kind::format, "split over several disks");
  for (const std::size_t field : {28U, 30U, 32U}) {
    bytes reaching = good;
    put_number(reaching, directory + field, 0xffff, 2);
    refuses(reaching, error_kind::format, "a member that reaches beyond the directory");
  }

  // A comment that contains an end record: its length does not fit.
  archive commented = a;
  commented.comment = std::string("PK\x05\x06", 4) + std::string(40, '\0');
  CHECK(ar::parse_npz(zip(commented)).size() == 2);
  // The same for a prefix that was not there when the offsets were written.
  bytes prefixed = {'#', '!', '\n'};
  append(prefixed, good);
  refuses(prefixed, error_kind::format, "");
  archive self_extracting = a;
  self_extracting.prefix = "#!/bin/sh\n";
  CHECK(ar::parse_npz(zip(self_extracting)).size() == 2);
}

TEST_CASE("npz: ZIP64 end records and fields") {
  archive a{{stored_member("a.npy"), deflated_member("b.npy")}};
  a.zip64 = true;
  a.members[0].zip64 = true;
  const bytes good = zip(a);
  REQUIRE(ar::parse_npz(good).size() == 2);
  const std::size_t locator = good.size() - 42;
  const std::size_t record = locator - 56;
  const auto with = [&](std::size_t at, std::uint64_t value, int size) {
    bytes file = good;
    put_number(file, at, value, size);
    return file;
  };
  refuses(with(locator, 0, 4), error_kind::format, "split over several disks");
  refuses(with(locator + 4, 1, 4), error_kind::format, "split over several disks");
  refuses(with(locator + 16, 2, 4), error_kind::format, "split over several disks");
  refuses(with(locator + 8, 0xfffffffffffffff0U, 8), error_kind::format, "a ZIP64 end record at");
  refuses(with(locator + 8, record + 1, 8), error_kind::format, "a ZIP64 end record at");
  refuses(with(locator + 8, record - 1, 8), error_kind::format, "no ZIP64 end record at");
  refuses(with(record + 4, 43, 8), error_kind::format, "no ZIP64 end record at");
  refuses(with(record + 4, 0xffffffffffffffffU, 8), error_kind::format, "no ZIP64 end record at");
  refuses(with(record + 16, 1, 4), error_kind::format, "split over several disks");
  refuses(with(record + 20, 1, 4), error_kind::format, "split over several disks");
  refuses(with(record + 24, 1, 8), error_kind::format, "split over several disks");
  refuses(with(record + 40, 0xffffffffffffffffU, 8), error_kind::format, "a directory of 1844");
  refuses(with(record + 48, 0xffffffffffffffffU, 8), error_kind::format, "at offset 1844");
  bytes many = with(record + 24, 0x4000000000000000U, 8);
  put_number(many, record + 32, 0x4000000000000000U, 8);
  refuses(many, error_kind::format, "4611686018427387904 members in a directory");

  // The extra field of the first member in the directory: name of 5 bytes, then id and length.
  const std::size_t extra = find(good, 0x02014b50U) + 46 + 5;
  refuses(with(extra + 2, 200, 2), error_kind::format, "an extra field of 200 bytes");
  bytes short_field = with(extra + 2, 8, 2);
  put_number(short_field, extra + 4 + 8, 0x9999, 2); // what is left is another extra field
  put_number(short_field, extra + 4 + 10, 12, 2);
  refuses(short_field, error_kind::format, "a ZIP64 field that is too short");
  // Without it the saturated sizes are taken at their word.
  refuses(with(extra, 0x9999, 2), error_kind::format, "overlap");
}

// An archive in a temporary would be gone before its arrays are read.
static_assert(!std::is_constructible_v<ar::npz_file, std::vector<std::uint8_t>>);
static_assert(std::is_constructible_v<ar::npz_file, const std::vector<std::uint8_t>&>);

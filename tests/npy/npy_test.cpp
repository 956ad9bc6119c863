// npy.hpp: single arrays, from bytes built here; npz_test.cpp has the archives.

#include "catch.hpp"

#include <bit>
#include <cstdint>
#include <cstdlib>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/detail/npy/format.hpp>
#include <arrayreel/npy.hpp>

#include "npy/npy_bytes.hpp"
#include "npy/npy_check.hpp"

namespace ar = arrayreel;
using namespace npy_bytes;
using namespace npy_check;
using ar::error_kind;

static_assert(ar::viewable<ar::npy_array>);
static_assert(std::is_nothrow_move_constructible_v<ar::npy_array>);

namespace {

template <class T> std::vector<T> parsed(const std::string& descr, const bytes& data) {
  const std::string shape = "(" + std::to_string(data.size() / sizeof(T)) + ",)";
  return elements<T>(ar::parse_npy(npy(literal("'" + descr + "'", shape), data)));
}

template <class T>
void check_both_orders(const std::string& code, ar::dtype type, const std::vector<T>& values) {
  INFO(code);
  CHECK(parsed<T>("<" + code, bytes_of(values)) == values);
  CHECK(parsed<T>(">" + code, bytes_of(values, true)) == values);
  const auto array = ar::parse_npy(npy(literal("'<" + code + "'", "(1,)"), bytes(sizeof(T))));
  CHECK(array.type() == type);
}

bytes doubles(std::size_t count) {
  std::vector<double> values;
  for (std::size_t i = 0; i < count; ++i) values.push_back(static_cast<double>(i) + 0.5);
  return bytes_of(values);
}

} // namespace

TEST_CASE("npy: every type, both byte orders") {
  check_both_orders<std::int16_t>("i2", ar::dtype::int16, {-2, 258, 32767});
  check_both_orders<std::uint16_t>("u2", ar::dtype::uint16, {1, 258, 65535});
  check_both_orders<std::int32_t>("i4", ar::dtype::int32, {-2, 0x01020304});
  check_both_orders<std::uint32_t>("u4", ar::dtype::uint32, {1, 0xfffefdfcU});
  check_both_orders<std::int64_t>("i8", ar::dtype::int64, {-2, 0x0102030405060708});
  check_both_orders<std::uint64_t>("u8", ar::dtype::uint64, {1, 0xfffefdfcfbfaf9f8U});
  check_both_orders<float>("f4", ar::dtype::float32, {1.5F, -3.25e-20F});
  check_both_orders<double>("f8", ar::dtype::float64, {1.5, -3.25e-200});
  CHECK(parsed<std::int8_t>("|i1", {0xff, 7}) == std::vector<std::int8_t>{-1, 7});
  CHECK(parsed<std::uint8_t>("|u1", {0xff, 7}) == std::vector<std::uint8_t>{255, 7});
  // Written by others than NumPy.
  CHECK(parsed<std::uint8_t>("<u1", {0xff, 7}) == std::vector<std::uint8_t>{255, 7});
  // In this machine's order.
  const bytes half = bytes_of(std::vector<double>{0.5}, std::endian::native == std::endian::big);
  CHECK(parsed<double>("=f8", half) == std::vector<double>{0.5});
  CHECK(parsed<double>("f8", half) == std::vector<double>{0.5});
}

TEST_CASE("npy: complex numbers swap by halves") {
  const std::vector<float> parts = {1.5F, -2.5F, 3.5F, 4.5F};
  for (const bool is_swapped : {false, true}) {
    const auto array = ar::parse_npy(
        npy(literal(is_swapped ? "'>c8'" : "'<c8'", "(2,)"), bytes_of(parts, is_swapped)));
    CHECK(array.type() == ar::dtype::complex64);
    const auto z = elements<ar::complex_value<float>>(array);
    REQUIRE(z.size() == 2);
    CHECK(z[0].real() == 1.5F);
    CHECK(z[0].imag() == -2.5F);
    CHECK(z[1].real() == 3.5F);
    CHECK(z[1].imag() == 4.5F);
  }
}

TEST_CASE("npy: long double is read where it has the size it has here") {
  const auto read = [](const char* descr, std::size_t size) {
    return ar::parse_npy(npy(literal(descr, "(1,)"), bytes(size)));
  };
  std::string said;
  if (sizeof(long double) == 16) {
    const std::vector<long double> values = {1.0L / 3.0L, -2.0L};
    CHECK(parsed<long double>("<f16", bytes_of(values)) == values);
    CHECK(parsed<long double>(">f16", bytes_of(values, true)) == values);
    CHECK(read("'<c32'", 32).type() == ar::dtype::complex_long_double);
  } else {
    CHECK(fails([&] { return read("'<f16'", 16); }, error_kind::format, "'<f16'", said));
  }
  CHECK(
      fails([&] { return read("'<f12'", 12); }, error_kind::format, "'<f12' (a long double", said));
  CHECK(
      fails([&] { return read("'>c24'", 24); }, error_kind::format, "'>c24' (a long double", said));
}

TEST_CASE("npy: any byte but 0 is true, as C++'s bool must be 0 or 1") {
  const auto array = ar::parse_npy(npy(literal("'|b1'", "(5,)"), bytes{0, 1, 2, 0x80, 0xff}));
  CHECK(elements<std::uint8_t>(array) == std::vector<std::uint8_t>{0, 1, 1, 1, 1});
}

TEST_CASE("npy: float16") {
  // 1, -2, the smallest subnormal, the largest, infinity
  const std::vector<std::uint16_t> halves = {0x3c00, 0xc000, 0x0001, 0x7bff, 0x7c00};
  const std::vector<float> expected = {1.0F, -2.0F, 0x1p-24F, 65504.0F,
                                       std::numeric_limits<float>::infinity()};
  for (const bool is_swapped : {false, true}) {
    const auto array = ar::parse_npy(
        npy(literal(is_swapped ? "'>f2'" : "'<f2'", "(5,)"), bytes_of(halves, is_swapped)));
    CHECK(array.type() == (ARRAYREEL_HAS_FLOAT16 ? ar::dtype::float16 : ar::dtype::float32));
    std::vector<float> values;
    array.view().visit([&](const auto& v) {
      using T = typename std::remove_cvref_t<decltype(v)>::value_type;
      if constexpr (!ar::detail::is_complex<T>)
        for (std::size_t i = 0; i < v.size(); ++i) values.push_back(static_cast<float>(v(i)));
    });
    CHECK(values == expected);
  }
#if ARRAYREEL_HAS_FLOAT16
  // The conversion that replaces the type elsewhere, for all halves.
  std::size_t differences = 0;
  for (std::uint32_t i = 0; i < 65536; ++i) {
    const auto bits = static_cast<std::uint16_t>(i);
    const auto real = static_cast<float>(std::bit_cast<ar::detail::half>(bits));
    if (std::bit_cast<std::uint32_t>(ar::detail::float_from_half(bits)) !=
        std::bit_cast<std::uint32_t>(real))
      ++differences;
  }
  CHECK(differences == 0);
#endif
}

TEST_CASE("npy: Fortran order becomes strides") {
  const bytes data = bytes_of<std::int32_t>({0, 1, 2, 3, 4, 5});
  for (const bool fortran_order : {false, true}) {
    const auto array = ar::parse_npy(npy(literal("'<i4'", "(2, 3)", fortran_order), data));
    CHECK(array.fortran_order() == fortran_order);
    CHECK(array.rank() == 2);
    CHECK(array.size() == 6);
    CHECK(array.extents()[0] == 2);
    CHECK(array.extents()[1] == 3);
    ar::detail::with_view(array, [&](const auto& v) {
      CHECK(v.extent(0) == 2);
      CHECK(v.extent(1) == 3);
      CHECK(v.stride(0) == (fortran_order ? 1 : 3));
      CHECK(v.stride(1) == (fortran_order ? 2 : 1));
      CHECK(static_cast<const void*>(v.data()) == array.data());
    });
    CHECK(elements<std::int32_t>(array) == (fortran_order
                                                ? std::vector<std::int32_t>{0, 2, 4, 1, 3, 5}
                                                : std::vector<std::int32_t>{0, 1, 2, 3, 4, 5}));
  }
}

TEST_CASE("npy: scalars and ranks above 4 are read, but have no view") {
  const auto scalar = ar::parse_npy(npy(literal("'<f8'", "()"), doubles(1)));
  CHECK(scalar.rank() == 0);
  CHECK(scalar.size() == 1);
  CHECK(scalar.name().empty());
  CHECK(elements<double>(scalar) == std::vector<double>{0.5});
  const auto five = ar::parse_npy(npy(literal("'<f8'", "(1, 2, 1, 1, 1)"), doubles(2)));
  CHECK(five.rank() == 5);
  CHECK(elements<double>(five) == std::vector<double>{0.5, 1.5});
  std::string said;
  CHECK(fails([&] { return scalar.view(); }, error_kind::parameter,
              "rank 0 and shape (); expected 1 to 4 axes", said));
  CHECK(fails([&] { return view(five); }, error_kind::parameter,
              "rank 5 and shape (1, 2, 1, 1, 1); expected 1 to 4 axes", said));
  std::string ones = "(";
  for (int i = 0; i < 64; ++i) ones += "1, ";
  CHECK(ar::parse_npy(npy(literal("'<f8'", ones + ")"), doubles(1))).rank() == 64);
  CHECK(fails([&] { return ar::parse_npy(npy(literal("'<f8'", ones + "1)"), doubles(1))); },
              error_kind::limit, "more than 64 axes", said));
}

TEST_CASE("npy: empty arrays") {
  for (const bool fortran_order : {false, true})
    for (const char* shape : {"(0,)", "(0, 3)", "(3, 0)", "(2, 0, 4)"}) {
      const auto array = ar::parse_npy(npy(literal("'<f8'", shape, fortran_order), {}));
      CHECK(array.size() == 0);
      array.view().visit([](const auto& v) { CHECK(v.empty()); });
    }
}

TEST_CASE("npy: a copy is deep, a move leaves the elements where they are") {
  auto array = ar::parse_npy(npy(literal("'<f8'", "(3,)"), doubles(3)));
  const auto copy = array;
  CHECK(copy.data() != array.data());
  const void* const place = array.data();
  const auto moved = std::move(array);
  CHECK(moved.data() == place);
  CHECK(elements<double>(moved) == elements<double>(copy));
}

TEST_CASE("npy: spellings of the header that are accepted") {
  const std::vector<std::string> spellings = {
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3), }",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}",
      "{'descr': '<f8', 'fortran_order': False, 'shape': (2L, 3L), }",
      "{'shape': (2, 3,), 'fortran_order': False, 'descr': '<f8'}",
      "{\"descr\":\"<f8\",\"fortran_order\":False,\"shape\":(2,3)}",
      "  { 'descr' :\t'<f8' ,\n'fortran_order' : False , 'shape' : ( 2 , 3 , ) , }  \n\n",
      "{u'descr': u'<f8', u'fortran_order': False, u'shape': (2, 3)}",
  };
  for (const std::string& text : spellings)
    for (const int version : {1, 2, 3}) {
      INFO(text);
      const auto array = ar::parse_npy(npy(text, doubles(6), version));
      CHECK(array.type() == ar::dtype::float64);
      CHECK(array.rank() == 2);
      CHECK(elements<double>(array).back() == 5.5);
    }
}

TEST_CASE("npy: headers that are refused, by what is wrong") {
  struct refusal {
    std::string text;
    error_kind kind;
    std::string message;
  };
  const auto with_descr = [](const std::string& d) { return literal(d, "(1,)"); };
  const auto with_shape = [](const std::string& s) { return literal("'<f8'", s); };
  const std::string big = "18446744073709551615";
  const std::vector<refusal> refusals = {
      {"", error_kind::format, "expected '{'"},
      {"[]", error_kind::format, "expected '{'"},
      {"{}", error_kind::format, "'descr' is missing"},
      {"{'descr': '<f8', 'shape': (1,)}", error_kind::format, "'fortran_order' is missing"},
      {"{'descr': '<f8', 'fortran_order': False}", error_kind::format, "'shape' is missing"},
      {"{'descr': '<f8', 'descr': '<f8', 'fortran_order': False, 'shape': (1,)}",
       error_kind::format, "once each"},
      {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,), 'extra': 1}", error_kind::format,
       "''extra'"},
      {with_descr("'<f8'") + "x", error_kind::format, "'x"},
      {with_descr("'<f8'") + "{}", error_kind::format, "nothing but spaces"},
      {with_descr("'<f8'") + std::string(1, '\0'), error_kind::format, "'\\x00"},
      {"{'descr': '<f8', 'fortran_order': False, 'shape': (1,)", error_kind::format,
       "expected '}'"},
      {"{'descr': '<f8' 'fortran_order': False, 'shape': (1,)}", error_kind::format,
       "expected '}'"},
      {"{'descr' '<f8', 'fortran_order': False, 'shape': (1,)}", error_kind::format,
       "expected ':'"},
      {"{'descr': '<f8, 'fortran_order': False, 'shape': (1,)}", error_kind::format, "expected"},
      {"{'descr': '<f8", error_kind::format, "a string that ends"},
      {"{'descr': '<f8\\", error_kind::format, "a string that ends"},
      {"{'descr': '<f8', 'fortran_order': 0, 'shape': (1,)}", error_kind::format, "True or False"},
      {"{'descr': '<f8', 'fortran_order': false, 'shape': (1,)}", error_kind::format,
       "True or False"},
      {with_shape("(3)"), error_kind::format, "no tuple"},
      {with_shape("[3]"), error_kind::format, "expected '('"},
      {with_shape("3"), error_kind::format, "expected '('"},
      {with_shape("(-3,)"), error_kind::format, "'-3,)"},
      {with_shape("(3.0,)"), error_kind::format, "expected ')'"},
      {with_shape("(3, 4.5)"), error_kind::format, "expected ')'"},
      {with_shape("(,)"), error_kind::format, "extent 0"},
      {with_shape("(3,,)"), error_kind::format, "extent 1"},
      {with_shape("(03,)"), error_kind::format, "extent 0"},
      {with_shape("(0x3,)"), error_kind::format, "expected"},
      {with_shape("(True,)"), error_kind::format, "extent 0"},
      {with_shape("(3,"), error_kind::format, "extent 1"},
      {with_shape("(18446744073709551616,)"), error_kind::limit, "'18446744073709551616'"},
      {with_shape("(99999999999999999999999999,)"), error_kind::limit, "larger than any memory"},
      {with_shape("(" + big + ",)"), error_kind::limit, "larger than any memory"},
      {with_shape("(4294967296, 4294967296)"), error_kind::limit,
       sizeof(std::size_t) > 4 ? "(4294967296, 4294967296)" : "larger than any memory"},
      {with_shape("(2305843009213693952,)"), error_kind::limit, "larger than any memory"},
      // NumPy refuses these, too: no strides exist.
      {with_shape("(0, 4294967296, 4294967296)"), error_kind::limit, "larger than any memory"},
      {with_shape("(" + big + ", 0)"), error_kind::limit, "larger than any memory"},
      {with_descr("'O'"), error_kind::format, "'O' (Python objects)"},
      {with_descr("'|O'"), error_kind::format, "'|O' (Python objects)"},
      {with_descr("'<U5'"), error_kind::format, "'<U5' (text)"},
      {with_descr("'|S3'"), error_kind::format, "'|S3' (text)"},
      {with_descr("'<M8[ns]'"), error_kind::format, "'<M8[ns]' (dates or times)"},
      {with_descr("'>m8[D]'"), error_kind::format, "'>m8[D]' (dates or times)"},
      {with_descr("'|V8'"), error_kind::format, "'|V8' (raw bytes)"},
      {with_descr("'<f3'"), error_kind::format, "type '<f3'; expected bool"},
      {with_descr("'<i16'"), error_kind::format, "type '<i16'"},
      {with_descr("'<f8 '"), error_kind::format, "type '<f8 '"},
      {with_descr("''"), error_kind::format, "type ''"},
      {with_descr("'<'"), error_kind::format, "type '<'"},
      {with_descr("'<<f8'"), error_kind::format, "type '<<f8'"},
      {with_descr("[('a', '<f4'), ('b', '<i2')]"), error_kind::format,
       "structured type '[('a', '<f4'), ('b', '<i2')]'"},
      {with_descr("[(('t\\'t', 'n'), [('x', '>f8', (2L, 3,)), ('y', '|S5')], 4)]"),
       error_kind::format, "structured type '[(('t"},
      {with_descr("('<f4', (2, 3))"), error_kind::format, "structured type '('<f4', (2, 3))'"},
      {with_descr("None"), error_kind::format, "structured type 'None'"},
      {with_descr("f8"), error_kind::format, "expected a type"},
      {with_descr("[('a', '<f4')"), error_kind::format, "expected"},
      {with_descr(std::string(100000, '[')), error_kind::format, "nested less deeply"},
  };
  for (const refusal& r : refusals) {
    std::string said;
    const bool ok =
        fails([&] { return ar::parse_npy(npy(r.text, doubles(8), r.text.size() > 60000 ? 2 : 1)); },
              r.kind, r.message, said);
    INFO(r.text.substr(0, 200) << " gave: " << said);
    CHECK(ok);
  }
}

TEST_CASE("npy: the type's text is UTF-8 in the message, whatever the header's encoding") {
  std::string said;
  const std::string latin1 = literal("[('gr\xf6\xdf"
                                     "e', '<f4')]",
                                     "(1,)");
  const std::string utf8 = literal("[('größe', '<f4')]", "(1,)");
  CHECK(fails([&] { return ar::parse_npy(npy(latin1, {})); }, error_kind::format, "größe", said));
  CHECK(
      fails([&] { return ar::parse_npy(npy(latin1, {}, 2)); }, error_kind::format, "größe", said));
  CHECK(fails([&] { return ar::parse_npy(npy(utf8, {}, 3)); }, error_kind::format, "größe", said));
}

TEST_CASE("npy: magic, version and lengths") {
  const bytes good = npy(literal("'<f8'", "(2, 3)"), doubles(6));
  std::string said;
  const auto refuses = [&](const bytes& file, error_kind kind, const std::string& text) {
    const bool ok = fails([&] { return ar::parse_npy(file); }, kind, text, said);
    if (!ok) WARN(said);
    return ok;
  };
  CHECK(refuses({}, error_kind::format, "is empty"));
  CHECK(refuses({0x89, 'P', 'N', 'G', '\r', '\n', 26, '\n'}, error_kind::format,
                "begins with '\\x89PNG\\x0d\\x0a'; expected '\\x93NUMPY'"));
  CHECK(refuses({'P', 'K', 3, 4, 0, 0, 0, 0, 0, 0}, error_kind::format, "(.npz)"));
  for (const int version : {0, 4, 255}) {
    bytes file = good;
    file[6] = static_cast<std::uint8_t>(version);
    CHECK(refuses(file, error_kind::format, "version " + std::to_string(version) + ".0 of"));
  }
  bytes minor = good;
  minor[7] = 1;
  CHECK(refuses(minor, error_kind::format, "version 1.1 of"));

  bytes long_header = good;
  put_number(long_header, 8, 0xffff, 2);
  CHECK(refuses(long_header, error_kind::format, "a header of 65535 bytes, of which"));
  bytes longer_header = npy(literal("'<f8'", "(2, 3)"), doubles(6), 2);
  put_number(longer_header, 8, 0xffffffff, 4);
  CHECK(refuses(longer_header, error_kind::format, "a header of 4294967295 bytes, of which"));
  longer_header = npy(literal("'<f8'", "(2, 3)") + std::string(1 << 20, ' '), doubles(6), 2);
  CHECK(refuses(longer_header, error_kind::limit, "expected at most 1048576"));

  bytes short_data = good;
  short_data.pop_back();
  CHECK(refuses(short_data, error_kind::format,
                "truncated: 47 bytes of data; expected 48 for shape (2, 3) of float64"));
  bytes long_data = good;
  long_data.resize(long_data.size() + 100);
  CHECK(elements<double>(ar::parse_npy(long_data)).back() == 5.5);
}

TEST_CASE("npy: a file, and paths that are none") {
  temporary_directory directory;
  const bytes good = npy(literal("'<f8'", "(2, 3)"), doubles(6));
  const std::string path = directory.write("a.txt", good);
  CHECK(elements<double>(ar::read_npy(path)) == elements<double>(ar::parse_npy(good)));
  CHECK(ar::read_arrays(path).size() == 1);

  const auto error_of = [](const std::string& p) {
    return failure_of([&] { return ar::read_npy(p); })
        .value_or(failure{error_kind::encoder, {}, {}});
  };
  const auto expect = [&](const std::string& p, error_kind kind, const std::string& text) {
    const failure f = error_of(p);
    INFO(f.message);
    CHECK(f.kind == kind);
    CHECK(f.path == p);
    CHECK(f.message.starts_with(p + ": "));
    CHECK(f.message.find(text) != std::string::npos);
  };
  expect(directory.path() + "/missing.npy", error_kind::io, "No such file or directory");
  expect(directory.path(), error_kind::io, "is a directory");
  expect(path + "/a.npy", error_kind::io, "Not a directory");
  expect(directory.write("empty.npy", {}), error_kind::format, "is empty");
  expect("/dev/null", error_kind::format, "is empty");
  expect(directory.write("text.npy", bytes{'h', 'e', 'l', 'l', 'o', ' ', 'y', 'o', 'u'}),
         error_kind::format, "begins with 'hello '");
  expect(directory.write("cut.npy", bytes(good.begin(), good.end() - 3)), error_kind::format,
         "truncated: 45 bytes");
  CHECK(error_of(std::string("a\0b", 3)).kind == error_kind::io);
  CHECK(error_of("").kind == error_kind::io);
}

TEST_CASE("npy: a pipe") {
  const bytes good = npy(literal("'<f8'", "(2, 3)"), doubles(6));
  const auto array = with_pipe(good, [](const std::string& p) { return ar::read_npy(p); });
  CHECK(elements<double>(array) == elements<double>(ar::parse_npy(good)));
  const auto arrays = with_pipe(good, [](const std::string& p) { return ar::read_arrays(p); });
  REQUIRE(arrays.size() == 1);
  CHECK(elements<double>(arrays[0]) == elements<double>(array));
  std::string said;
  CHECK(fails(
      [&] {
        return with_pipe(std::span(good).first(good.size() - 3),
                         [](const std::string& p) { return ar::read_npy(p); });
      },
      error_kind::format, "truncated: 45 bytes of data; expected 48", said));
  // One header claims a terabyte, or with 32 bits a gigabyte, the other 4 GiB of header.
  const bool wide = sizeof(std::size_t) > 4;
  const bytes hostile =
      npy(literal("'<f8'", wide ? "(131072, 1048576)" : "(128, 1048576)"), doubles(6));
  CHECK(fails(
      [&] { return with_pipe(hostile, [](const std::string& p) { return ar::read_npy(p); }); },
      error_kind::format,
      wide ? "truncated: 48 bytes of data; expected 1099511627776"
           : "truncated: 48 bytes of data; expected 1073741824",
      said));
}

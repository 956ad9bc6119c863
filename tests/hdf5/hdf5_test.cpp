// hdf5.hpp on files that the tests write with HDF5 itself: types, layouts, links, attributes, and
// all that can be wrong with a file.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cfloat>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <limits>
#include <optional>
#include <string>
#include <type_traits>
#include <vector>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/hdf5.hpp>
#include <arrayreel/nbvideo.hpp>

#include "support/child.hpp"
#include "support/folder.hpp"
#include "support/h5_file.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::error_of;
using test::h5;
using test::h5_file;

static_assert(!ar::viewable<ar::hdf5_frames>);
static_assert(ar::frame_range<ar::hdf5_frames>);
static_assert(std::ranges::forward_range<ar::hdf5_frames>);
static_assert(ar::viewable<ar::hdf5_array>);

namespace {

/// Numbers that tell their place: 10000 for a step, 100 for a row, 1 for a column.
template <class T = float>
std::vector<T> numbered(std::size_t steps, std::size_t height, std::size_t width) {
  std::vector<T> values;
  for (std::size_t t = 0; t < steps; ++t)
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        values.push_back(static_cast<T>(10000 * t + 100 * y + x));
  return values;
}

/// The elements of a view of any rank, as text; those of complex numbers one after the other.
std::string text_of(const ar::any_view& v) {
  std::string text;
  v.visit([&](const auto& typed) {
    using T = typename std::remove_cvref_t<decltype(typed)>::value_type;
    for (std::size_t i = 0; i < typed.size(); ++i) {
      const T& value = typed.data()[i]; // in C order, which the strides are checked for below
      if constexpr (ar::detail::is_complex<T>)
        text += ar::detail::to_text(value.re) + "+" + ar::detail::to_text(value.im) + "i ";
      else if constexpr (ar::detail::is_half<T>)
        text += ar::detail::to_text(static_cast<float>(value)) + " ";
      else
        text += ar::detail::to_text(value) + " ";
    }
    std::ptrdiff_t step = 1;
    for (std::size_t i = typed.rank(); i-- > 0;) {
      CHECK(typed.stride(i) == step);
      step *= static_cast<std::ptrdiff_t>(typed.extent(i));
    }
  });
  return text;
}

/// Whether every element of every frame is the one of `numbered`.
bool is_numbered(ar::hdf5_frames& frames) {
  bool all = true;
  for (std::size_t t = 0; t < frames.size(); ++t)
    frames.read(t).visit([&](const auto& v) {
      using T = typename std::remove_cvref_t<decltype(v)>::value_type;
      if constexpr (std::is_same_v<T, float>) {
        for (std::size_t y = 0; y < v.extent(0); ++y)
          for (std::size_t x = 0; x < v.extent(1); ++x)
            all = all && v(y, x) == static_cast<float>(10000 * t + 100 * y + x);
      } else {
        all = false;
      }
    });
  return all;
}

struct typed_dataset {
  std::string name;
  hid_t type;
  hid_t memory;
  ar::dtype expected;
  std::string text;
  std::vector<std::uint8_t> bytes;
};

template <class T> std::vector<std::uint8_t> bytes_of(const std::vector<T>& values) {
  const auto* first = reinterpret_cast<const std::uint8_t*>(values.data());
  return {first, first + values.size() * sizeof(T)};
}

template <class T>
typed_dataset of_integers(const std::string& name, hid_t type, hid_t memory, ar::dtype expected) {
  const std::vector<T> values{0, 1, std::numeric_limits<T>::min(), std::numeric_limits<T>::max()};
  std::string text;
  for (const T value : values) text += std::to_string(value) + " ";
  return {name, type, memory, expected, text, bytes_of(values)};
}

/// An enumeration of bytes, as h5py makes them of bool.
hid_t bytes_named(const std::vector<std::string>& names) {
  const hid_t type = h5(H5Tenum_create(H5T_NATIVE_INT8));
  std::int8_t value = 0;
  for (const std::string& name : names) {
    h5(H5Tenum_insert(type, name.c_str(), &value));
    ++value;
  }
  return type;
}

hid_t compound_of(const std::vector<std::string>& names, hid_t part) {
  const std::size_t size = H5Tget_size(part);
  const hid_t type = h5(H5Tcreate(H5T_COMPOUND, names.size() * size));
  for (std::size_t i = 0; i < names.size(); ++i)
    h5(H5Tinsert(type, names[i].c_str(), i * size, part));
  return type;
}

/// Floats of a size that is not the machine's, with a first bit of the mantissa that is not written.
hid_t wide_float(std::size_t size, std::size_t exponent, std::size_t mantissa, std::size_t bias) {
  const hid_t type = h5(H5Tcopy(H5T_IEEE_F64BE));
  h5(H5Tset_size(type, size));
  h5(H5Tset_precision(type, 8 * size));
  h5(H5Tset_fields(type, exponent + mantissa, mantissa, exponent, 0, mantissa));
  h5(H5Tset_ebias(type, bias));
  return type;
}

/// IEEE 754's half, or what else has these fields.
hid_t small_float(hid_t base, std::size_t exponent, std::size_t mantissa, std::size_t bias) {
  const hid_t type = h5(H5Tcopy(base));
  h5(H5Tset_fields(type, 15, mantissa, exponent, 0, mantissa));
  h5(H5Tset_size(type, 2));
  h5(H5Tset_ebias(type, bias));
  return type;
}

constexpr ar::dtype half_type =
    ARRAYREEL_HAS_FLOAT16 != 0 ? ar::dtype::float16 : ar::dtype::float32;

std::vector<typed_dataset> all_types() {
  using ar::dtype;
  std::vector<typed_dataset> all;
  all.push_back(of_integers<std::int8_t>("i1", H5T_STD_I8BE, H5T_NATIVE_INT8, dtype::int8));
  all.push_back(of_integers<std::uint8_t>("u1", H5T_STD_U8LE, H5T_NATIVE_UINT8, dtype::uint8));
  all.push_back(of_integers<std::int16_t>("i2", H5T_STD_I16BE, H5T_NATIVE_INT16, dtype::int16));
  all.push_back(of_integers<std::uint16_t>("u2", H5T_STD_U16LE, H5T_NATIVE_UINT16, dtype::uint16));
  all.push_back(of_integers<std::int32_t>("i4", H5T_STD_I32BE, H5T_NATIVE_INT32, dtype::int32));
  all.push_back(of_integers<std::uint32_t>("u4", H5T_STD_U32BE, H5T_NATIVE_UINT32, dtype::uint32));
  all.push_back(of_integers<std::int64_t>("i8", H5T_STD_I64LE, H5T_NATIVE_INT64, dtype::int64));
  all.push_back(of_integers<std::uint64_t>("u8", H5T_STD_U64BE, H5T_NATIVE_UINT64, dtype::uint64));
  const std::vector<float> floats{0, 0.5F, -2, 65504};
  const std::string text = "0 0.5 -2 65504 ";
  const std::vector<std::uint8_t> as_floats = bytes_of(floats);
  all.push_back({"f4", H5T_IEEE_F32BE, H5T_NATIVE_FLOAT, dtype::float32, text, as_floats});
  all.push_back({"f8", H5T_IEEE_F64BE, H5T_NATIVE_FLOAT, dtype::float64, text, as_floats});
  all.push_back({"g", H5T_NATIVE_LDOUBLE, H5T_NATIVE_FLOAT, dtype::long_double, text, as_floats});
  // Not the machine's, but each value is one of its long doubles too.
  if (LDBL_MANT_DIG > 60)
    all.push_back({"f9", wide_float(9, 11, 60, 1023), H5T_NATIVE_FLOAT, dtype::long_double, text,
                   as_floats});
  all.push_back(
      {"f2", small_float(H5T_IEEE_F32BE, 5, 10, 15), H5T_NATIVE_FLOAT, half_type, text, as_floats});
  // The upper half of a float, of which 65504 has more bits.
  all.push_back({"bfloat", small_float(H5T_IEEE_F32LE, 8, 7, 127), H5T_NATIVE_FLOAT, dtype::float32,
                 "0 0.5 -2 65536 ", as_floats});
  // 24 bits in three bytes, and 12 in two.
  const hid_t three = h5(H5Tcopy(H5T_STD_I32BE));
  h5(H5Tset_precision(three, 24));
  h5(H5Tset_size(three, 3));
  const std::vector<std::int32_t> integers{0, 1, -8388608, 8388607};
  all.push_back(
      {"i3", three, H5T_NATIVE_INT32, dtype::int32, "0 1 -8388608 8388607 ", bytes_of(integers)});
  const hid_t twelve = h5(H5Tcopy(H5T_STD_U16LE));
  h5(H5Tset_precision(twelve, 12));
  const std::vector<std::uint16_t> shorts{0, 1, 2048, 4095};
  all.push_back(
      {"u12", twelve, H5T_NATIVE_UINT16, dtype::uint16, "0 1 2048 4095 ", bytes_of(shorts)});
  // 7 is no value that the enumeration names.
  const hid_t boolean = bytes_named({"FALSE", "TRUE"});
  all.push_back({"bool", boolean, boolean, dtype::boolean, "false true true true ", {0, 1, 1, 7}});
  const std::vector<std::complex<float>> complexes{{0, 1}, {2, 3}, {-1, 0.5F}, {4, 5}};
  const std::string complex_text = "0+1i 2+3i -1+0.5i 4+5i ";
  const hid_t complex_in_memory = compound_of({"r", "i"}, H5T_NATIVE_FLOAT);
  for (const auto& [name, part, expected] :
       {std::tuple{"c8", H5T_IEEE_F32BE, dtype::complex64},
        std::tuple{"c16", H5T_IEEE_F64BE, dtype::complex128},
        std::tuple{"c32", H5T_NATIVE_LDOUBLE, dtype::complex_long_double},
        std::tuple{"c4", small_float(H5T_IEEE_F32LE, 5, 10, 15), dtype::complex64}})
    all.push_back({name, compound_of({"r", "i"}, part), complex_in_memory, expected, complex_text,
                   bytes_of(complexes)});
  all.push_back({"matlab", compound_of({"real", "imag"}, H5T_IEEE_F64LE),
                 compound_of({"real", "imag"}, H5T_NATIVE_FLOAT), dtype::complex128, complex_text,
                 bytes_of(complexes)});
  return all;
}

/// What a function writes to descriptors 1 and 2 of a process of its own, and what it returns.
template <class Function> std::string said_by(const std::string& log, const Function& function) {
  const std::string result = test::in_child(
      [&]() -> std::string {
        const int file = ::open(log.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND, 0600);
        ::dup2(file, 1);
        ::dup2(file, 2);
        ::close(file);
        return function();
      },
      test::leaks::unchecked);
  const auto said = test::read_file(log);
  return result + std::string(said.begin(), said.end());
}

/// Writes 8 steps of 16 x 16, two of them a chunk, and flips a byte in the chunk of steps 2 and 3.
void write_damaged(const std::string& path) {
  const std::vector<float> values = numbered(8, 16, 16);
  h5_file(path).add("/u", {8, 16, 16}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(),
                    {.chunk = {2, 16, 16}, .fletcher32 = true});
  std::vector<std::uint8_t> bytes = test::read_file(path);
  std::vector<std::uint8_t> row = bytes_of(std::vector<float>{20100, 20101, 20102, 20103});
  if (std::endian::native == std::endian::big)
    for (auto at = row.begin(); at != row.end(); at += sizeof(float))
      std::reverse(at, at + sizeof(float));
  const auto place = std::search(bytes.begin(), bytes.end(), row.begin(), row.end());
  REQUIRE(place != bytes.end());
  *place ^= 0x10;
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes.data()),
             static_cast<std::streamsize>(bytes.size()));
}

} // namespace

TEST_CASE("hdf5: every type of element, whole and by steps") {
  const test::folder folder;
  const std::string path = folder / "types.h5";
  const std::vector<typed_dataset> all = all_types();
  {
    const h5_file file(path);
    for (const typed_dataset& d : all) {
      file.add("/whole/" + d.name, {2, 2}, d.type, d.memory, d.bytes.data());
      file.add("/steps/" + d.name, {2, 1, 2}, d.type, d.memory, d.bytes.data(),
               {.chunk = {2, 1, 1}, .shuffle = true, .gzip = 1});
    }
  }
  for (const typed_dataset& d : all) {
    INFO(d.name);
    const ar::hdf5_array array = ar::read_hdf5(path, "/whole/" + d.name);
    CHECK(array.type() == d.expected);
    CHECK(array.rank() == 2);
    CHECK(array.size() == 4);
    CHECK(text_of(array.view()) == d.text);
    CHECK(text_of(ar::view(array)) == d.text);
    // A bool of another byte would print as if it were true.
    if (d.expected == ar::dtype::boolean)
      CHECK(static_cast<const std::uint8_t*>(array.data())[3] == 1);
    ar::hdf5_frames frames(path, "/steps/" + d.name);
    CHECK(frames.type() == d.expected);
    CHECK(frames.size() == 2);
    CHECK(frames.extents() == std::vector<std::size_t>{2, 1, 2});
    std::string text;
    for (const ar::any_view& frame : frames) {
      CHECK(frame.type() == d.expected);
      CHECK(frame.extents() == ar::shape(1, 2));
      text += text_of(frame);
    }
    CHECK(text == d.text);
  }
}

TEST_CASE("hdf5: every layout, in any order of steps") {
  const test::folder folder;
  const std::string path = folder / "layouts.h5";
  const std::vector<float> values = numbered(9, 12, 10);
  {
    const h5_file file(path);
    const std::vector<hsize_t> extents{9, 12, 10};
    const auto add = [&](const std::string& name, const test::h5_layout& layout) {
      file.add(name, extents, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(), layout);
    };
    add("contiguous", {});
    add("compact", {.compact = true});
    add("a step", {.chunk = {1, 12, 10}});
    add("odd", {.chunk = {4, 5, 3}, .shuffle = true, .gzip = 9});
    add("across time", {.chunk = {9, 2, 2}, .gzip = 1, .extendible = true});
    add("sums", {.chunk = {2, 12, 5}, .gzip = 1, .fletcher32 = true});
  }
  for (const char* name : {"contiguous", "compact", "a step", "odd", "across time", "sums"}) {
    INFO(name);
    for (const std::size_t cache : {ar::default_hdf5_cache, std::size_t{0}, std::size_t{100}}) {
      INFO(cache);
      ar::hdf5_frames frames(path, name, cache);
      CHECK(is_numbered(frames));
      CHECK(text_of(frames.read(7)).substr(0, 6) == "70000 ");
      CHECK(text_of(frames.read(2)).substr(0, 6) == "20000 ");
    }
  }
}

TEST_CASE("hdf5: any rank") {
  const test::folder folder;
  const std::string path = folder / "ranks.h5";
  const std::vector<float> values = numbered(6, 2, 4);
  {
    const h5_file file(path);
    const std::vector<std::vector<hsize_t>> shapes{
        {}, {48}, {6, 8}, {6, 2, 4}, {6, 2, 2, 2}, {3, 2, 2, 2, 2}, {3, 2, 2, 2, 2, 1}, {6, 0, 4}};
    for (std::size_t rank = 0; rank < shapes.size(); ++rank)
      file.add("u" + std::to_string(rank), shapes[rank], H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
               values.data());
    file.add("none", {0, 4, 4}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, nullptr,
             {.chunk = {1, 4, 4}, .extendible = true});
    // 2^62 bytes, of which none are in the file.
    file.add("huge", {4, hsize_t{1} << 30, hsize_t{1} << 28}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
             nullptr, {.chunk = {1, 1024, 1024}});
    file.add("too huge", {4, hsize_t{1} << 32, hsize_t{1} << 30}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT,
             nullptr, {.chunk = {1, 1024, 1024}});
    const hid_t null = h5(H5Screate(H5S_NULL));
    h5(H5Dclose(h5(H5Dcreate2(file.id(), "null", H5T_IEEE_F32LE, null, H5P_DEFAULT, H5P_DEFAULT,
                              H5P_DEFAULT))));
    h5(H5Sclose(null));
  }
  const ar::hdf5_array scalar = ar::read_hdf5(path, "u0");
  CHECK(scalar.rank() == 0);
  CHECK(scalar.size() == 1);
  CHECK(*static_cast<const float*>(scalar.data()) == 0);
  CHECK_THAT(test::refusal_of([&] { return scalar.view(); }), test::says("rank 0"));
  for (std::size_t rank = 1; rank <= 6; ++rank) {
    const ar::hdf5_array array = ar::read_hdf5(path, "u" + std::to_string(rank));
    CHECK(array.rank() == rank);
    CHECK(array.size() == 48);
    CHECK(static_cast<const float*>(array.data())[47] == 50103);
    if (rank <= 4) CHECK(text_of(array.view()).ends_with("50102 50103 "));
  }
  CHECK_THAT(test::refusal_of([&] { return ar::read_hdf5(path, "u5").view(); }),
             test::says("rank 5"));

  for (std::size_t rank = 2; rank <= 5; ++rank) {
    ar::hdf5_frames frames(path, "u" + std::to_string(rank));
    const ar::any_view frame = frames.read(1);
    CHECK(frame.rank() == rank - 1);
    CHECK(text_of(frame).substr(0, 6) == (rank == 5 ? "20000 " : "10000 "));
  }
  const auto refusal = [&](const std::string& name) {
    return test::refusal_of([&] { ar::hdf5_frames(path, name); });
  };
  CHECK(refusal("u0") == path + ": dataset 'u0' of shape () has no frames; expected 2 to 5 axes, "
                                "time first");
  CHECK_THAT(refusal("u1"), test::says("of shape (48,) has no frames; expected 2 to 5 axes"));
  CHECK_THAT(refusal("u6"), test::says("of shape (3, 2, 2, 2, 2, 1) has no frames"));
  CHECK_THAT(refusal("none"), test::says("of shape (0, 4, 4) has no steps; expected 1 or more"));
  CHECK(ar::read_hdf5(path, "none").size() == 0);
  CHECK(ar::read_hdf5(path, "none").view().extent(0) == 0);
  ar::hdf5_frames empty(path, "u7");
  CHECK(empty.read(5).extents() == ar::shape(0, 4));
  CHECK(ar::read_hdf5(path, "u7").size() == 0);

  const auto nothing = error_of([&] { return ar::read_hdf5(path, "null"); });
  REQUIRE(nothing);
  CHECK(nothing->kind == ar::error_kind::format);
  CHECK_THAT(nothing->message, test::says("dataset 'null' holds nothing; expected numbers"));
  for (const char* name : {"huge", "too huge"}) {
    INFO(name);
    // AddressSanitizer takes a failed allocation for an error of its own.
    if (test::under_asan && std::string(name) == "huge") continue;
    const auto whole = error_of([&] { return ar::read_hdf5(path, name); });
    REQUIRE(whole);
    CHECK(whole->kind == ar::error_kind::limit);
    const auto step = error_of([&] { return ar::hdf5_frames(path, name); });
    REQUIRE(step);
    CHECK(step->kind == ar::error_kind::limit);
    CHECK(step->path == path);
  }
}

TEST_CASE("hdf5: links of all kinds and names of all sorts") {
  const test::folder folder;
  const std::string path = folder / "links.h5";
  const std::vector<float> values = numbered(3, 4, 5);
  {
    const h5_file other(folder / "other.h5");
    other.add("/far/u", {3, 4, 5}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data());
    const h5_file file(path);
    file.add("/fields/u", {3, 4, 5}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data());
    h5(H5Lcreate_soft("/fields/u", file.id(), "soft", H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Lcreate_hard(file.id(), "/fields/u", file.id(), "hard", H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Lcreate_external("other.h5", "/far/u", file.id(), "external", H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Lcreate_external("gone.h5", "/u", file.id(), "broken", H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Lcreate_soft("/nowhere", file.id(), "dangling", H5P_DEFAULT, H5P_DEFAULT));
  }
  for (const char* name :
       {"/fields/u", "fields/u", "//fields//u", "soft", "/hard", "external", "./fields/./u"}) {
    INFO(name);
    ar::hdf5_frames frames(path, name);
    CHECK(is_numbered(frames));
    CHECK(ar::read_hdf5(path, name).size() == 60);
  }
  std::vector<std::string> names;
  for (const ar::hdf5_entry& entry : ar::hdf5_entries(path)) names.push_back(entry.dataset);
  CHECK(names.size() == 1); // by one of its two names
  for (const char* name : {"broken", "dangling", "", "/", "//", "fields/u/x", "no/such/thing"}) {
    INFO(name);
    const auto e = error_of([&] { ar::hdf5_frames(path, name); });
    REQUIRE(e);
    CHECK(e->kind == ar::error_kind::parameter);
    CHECK_THAT(e->message, test::says("has no dataset '" + std::string(name) + "'"));
    CHECK_THAT(e->message, test::says("; expected '/"));
  }
  CHECK_THAT(test::refusal_of([&] { ar::hdf5_frames(path, "broken"); }), test::says("gone.h5"));
  CHECK_THAT(test::refusal_of([&] { ar::hdf5_frames(path, std::string("a\0b", 3)); }),
             test::says("'a\\x00b'"));
}

TEST_CASE("hdf5: attributes that are numbers") {
  const test::folder folder;
  const std::string path = folder / "attributes.h5";
  const std::vector<float> values = numbered(2, 2, 2);
  {
    const h5_file file(path);
    file.add("/u", {2, 2, 2}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data());
    file.attach("/u", "fps", {29.97}, true);
    file.attach("/u", "one", {12}, false, H5T_STD_U16BE);
    file.attach("/u", "range", {-1.5, 2.5}, false, H5T_IEEE_F32BE);
    file.attach("/u", "three", {1, 2, 3});
    const hid_t object = h5(H5Oopen(file.id(), "/u", H5P_DEFAULT));
    const hid_t text = h5(H5Tcopy(H5T_C_S1));
    const hid_t space = h5(H5Screate(H5S_SCALAR));
    const hid_t attribute = h5(H5Acreate2(object, "text", text, space, H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Awrite(attribute, text, "x"));
    h5(H5Aclose(attribute));
    h5(H5Sclose(space));
    h5(H5Tclose(text));
    h5(H5Oclose(object));
  }
  const ar::hdf5_frames frames(path, "/u");
  CHECK(frames.number_attribute("fps") == 29.97);
  CHECK(frames.number_attribute("one") == 12);
  CHECK(frames.pair_attribute("range") == std::array<double, 2>{-1.5, 2.5});
  for (const std::string& name : {std::string("range"), std::string("three"), std::string("text"),
                                  std::string("absent"), std::string(), std::string("fps\0x", 5)})
    CHECK(frames.number_attribute(name) == std::nullopt);
  for (const std::string& name : {std::string("fps"), std::string("one"), std::string("three"),
                                  std::string("text"), std::string("absent"), std::string()})
    CHECK(frames.pair_attribute(name) == std::nullopt);
}

TEST_CASE("hdf5: what a file holds, and what cannot be read of it") {
  const test::folder folder;
  const std::string path = folder / "entries.h5";
  const std::vector<float> values = numbered(2, 3, 4);
  const std::vector<std::uint8_t> zeros(8 * 24);
  const hid_t text = h5(H5Tcopy(H5T_C_S1));
  h5(H5Tset_size(text, 4));
  const hid_t ladder = h5(H5Tvlen_create(H5T_NATIVE_INT));
  const hsize_t three = 3;
  const hid_t rows = h5(H5Tarray_create2(H5T_NATIVE_FLOAT, 1, &three));
  const hid_t opaque = h5(H5Tcreate(H5T_OPAQUE, 4));
  const hid_t wide = h5(H5Tcopy(H5T_STD_I64LE));
  h5(H5Tset_size(wide, 16));
  h5(H5Tset_precision(wide, 128));
  const std::vector<std::tuple<std::string, hid_t, std::string>> refused{
      {"strings", text, "strings"},
      {"references", H5T_STD_REF_OBJ, "references"},
      {"vlen", ladder, "sequences of different lengths"},
      {"arrays", rows, "arrays as elements"},
      {"opaque", opaque, "opaque bytes"},
      {"bits", H5T_STD_B8LE, "bit fields"},
      {"wide", wide, "integers of 128 bits"},
      {"exponent", wide_float(10, 20, 50, 524287), "floats with 50 bits of mantissa and 20 of exponent"},
      {"point", compound_of({"x", "y", "z"}, H5T_NATIVE_FLOAT), "compounds (x, y, z)"},
      {"gauss", compound_of({"r", "i"}, H5T_NATIVE_INT), "compounds (r, i)"}};
  {
    const h5_file file(path);
    file.add("/a/float", {2, 3, 4}, H5T_IEEE_F32BE, H5T_NATIVE_FLOAT, values.data());
    file.add("/a/scalar", {}, H5T_STD_I16LE, H5T_NATIVE_FLOAT, values.data());
    for (const auto& [name, type, what] : refused)
      file.add("/refused/" + name, {2, 3, 4}, type, type, nullptr);
    file.add("/z", {2, 3, 4}, H5T_STD_I16LE, H5T_NATIVE_FLOAT, values.data());
  }
  const std::vector<ar::hdf5_entry> entries = ar::hdf5_entries(path);
  REQUIRE(entries.size() == 3 + refused.size());
  CHECK(entries[0].dataset == "/a/float");
  CHECK(entries[0].type == ar::dtype::float32);
  CHECK(entries[0].extents == std::vector<std::size_t>{2, 3, 4});
  CHECK(entries[0].problem == "");
  CHECK(entries[1].dataset == "/a/scalar");
  CHECK(entries[1].extents.empty());
  CHECK(entries.back().dataset == "/z");
  CHECK(entries.back().type == ar::dtype::int16);
  for (const auto& [name, type, what] : refused) {
    INFO(name);
    const std::string dataset = "/refused/" + name;
    const auto entry = std::find_if(entries.begin(), entries.end(),
                                    [&](const auto& e) { return e.dataset == dataset; });
    REQUIRE(entry != entries.end());
    CHECK(entry->type == std::nullopt);
    CHECK(entry->extents == std::vector<std::size_t>{2, 3, 4});
    CHECK(entry->problem == "holds " + what);
    for (const auto& e : {error_of([&] { ar::hdf5_frames(path, dataset); }),
                          error_of([&] { return ar::read_hdf5(path, dataset); })}) {
      REQUIRE(e);
      CHECK(e->kind == ar::error_kind::format);
      CHECK(e->message == path + ": dataset '" + dataset + "' holds " + what +
                              "; expected numbers, bool or complex numbers");
    }
  }
}

TEST_CASE("hdf5: files that are none, or not whole") {
  const test::folder folder;
  const std::string path = folder / "u.h5";
  const std::vector<float> values = numbered(8, 16, 16);
  h5_file(path).add("/u", {8, 16, 16}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data());
  const auto check = [&](const std::string& file, ar::error_kind kind, const std::string& part) {
    INFO(file);
    for (const auto& e : {error_of([&] { ar::hdf5_frames(file, "/u"); }),
                          error_of([&] { return ar::read_hdf5(file, "/u"); }),
                          error_of([&] { return ar::hdf5_entries(file); })}) {
      REQUIRE(e);
      CHECK(e->kind == kind);
      CHECK(e->path == file);
      CHECK_THAT(e->message, test::says(part));
    }
  };
  check(folder / "no.h5", ar::error_kind::io, "cannot be opened: No such file or directory");
  check(folder.path().string(), ar::error_kind::io, "is a directory; expected a file");
  test::make_file(folder / "text.h5", "These are no data.\n");
  check(folder / "text.h5", ar::error_kind::format, "is not an HDF5 file; it is a text file: ");
  test::make_file(folder / "empty.h5", "");
  check(folder / "empty.h5", ar::error_kind::format, "is not an HDF5 file; it is empty");
  test::make_file(folder / "old.nc", std::string("CDF\x01\0\0\0\0\0\0\0\0", 12));
  check(folder / "old.nc", ar::error_kind::format,
        "is not an HDF5 file; it is a netCDF-3 file (classic): nccopy -k nc4 makes netCDF-4 of it");
  REQUIRE(::mkfifo((folder / "pipe.h5").c_str(), 0600) == 0);
  check(folder / "pipe.h5", ar::error_kind::io, "is no regular file");

  // A file of any length below its own is refused, wherever it is cut.
  const std::vector<std::uint8_t> bytes = test::read_file(path);
  const std::string cut = folder / "cut.h5";
  for (std::size_t size = 8; size < bytes.size(); size += size < 1000 ? 37 : 1009) {
    test::make_file(cut, std::string(bytes.begin(), bytes.begin() + static_cast<long>(size)));
    INFO(size << " of " << bytes.size());
    const auto e = error_of([&] { ar::hdf5_frames(cut, "/u"); });
    REQUIRE(e);
    CHECK(e->kind == ar::error_kind::format);
    if (size > 100) CHECK_THAT(e->message, test::says("truncated file: eof = "));
  }

  // A file that another program is writing.
  int ready[2];
  int done[2];
  REQUIRE(::pipe(ready) == 0);
  REQUIRE(::pipe(done) == 0);
  std::fflush(nullptr);
  const pid_t writer = ::fork();
  REQUIRE(writer >= 0);
  char byte = 0;
  if (writer == 0) {
    const h5_file file(folder / "busy.h5");
    static_cast<void>(!::write(ready[1], &byte, 1));
    ::close(done[1]);
    static_cast<void>(!::read(done[0], &byte, 1));
    ::_exit(0);
  }
  REQUIRE(::read(ready[0], &byte, 1) == 1);
  check(folder / "busy.h5", ar::error_kind::io, "unable to lock file");
  for (const int end : {ready[0], ready[1], done[0], done[1]}) ::close(end);
  int status = 0;
  CHECK(::waitpid(writer, &status, 0) == writer);

  // Extents that are wrong may be larger than AddressSanitizer lets a program ask for.
  if (test::under_asan) return;

  // Any byte of the metadata may be wrong: that gives an error or other numbers, and nothing worse.
  // HDF5 1.10 does not always close such a file, and would say so when this program ends.
  const std::string flipped = folder / "flipped.h5";
  CHECK(test::in_child(
            [&]() -> std::string {
              std::size_t errors = 0;
              for (std::size_t i = 0; i < 2600 && i < bytes.size(); i += 3) {
                std::vector<std::uint8_t> other = bytes;
                other[i] ^= 0xff;
                test::make_file(flipped, std::string(other.begin(), other.end()));
                if (error_of([&] {
                      ar::hdf5_frames frames(flipped, "/u");
                      for (std::size_t t = 0; t < frames.size() && t < 20; ++t)
                        static_cast<void>(frames.read(t));
                    }))
                  ++errors;
                static_cast<void>(error_of([&] { return ar::hdf5_entries(flipped); }));
              }
              return errors > 50 ? "" : std::to_string(errors) + " errors";
            },
            test::leaks::unchecked) == "");
}

TEST_CASE("hdf5: a dataset that is not there, and the names of those that are") {
  const test::folder folder;
  const std::string path = folder / "names.h5";
  const float zero = 0;
  const auto refusal = [&](const std::string& name) {
    return test::refusal_of([&] { ar::hdf5_frames(path, name); });
  };
  {
    const h5_file none(path);
  }
  CHECK_THAT(refusal("/u"), test::says("has no dataset '/u' (HDF5: "));
  CHECK(refusal("/u").ends_with("; it has none"));
  CHECK(ar::hdf5_entries(path).empty());
  {
    const h5_file file(path);
    for (int i = 0; i < 25; ++i)
      file.add("/g/u" + std::to_string(100 + i), {}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, &zero);
    const hid_t type = h5(H5Tcopy(H5T_IEEE_F32LE));
    h5(H5Tcommit2(file.id(), "type", type, H5P_DEFAULT, H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Tclose(type));
  }
  const std::string said = refusal("/g/v");
  CHECK_THAT(said, test::says("object 'v' doesn't exist"));
  CHECK_THAT(said, test::says("; expected '/g/u100', '/g/u101', "));
  CHECK(said.ends_with(", '/g/u119' or one of 5 others"));
  CHECK_THAT(refusal("/g"),
             test::says("has no dataset '/g', which is a group; expected '/g/u100'"));
  CHECK_THAT(refusal("type"), test::says("which is a named type"));
}

TEST_CASE("hdf5: steps that are not there, and a chunk that is damaged") {
  const test::folder folder;
  const std::string path = folder / "damaged.h5";
  write_damaged(path);
  ar::hdf5_frames frames(path, "/u");
  const auto beyond = error_of([&] { return frames.read(8); });
  REQUIRE(beyond);
  CHECK(beyond->kind == ar::error_kind::parameter);
  CHECK(beyond->message == path + ": dataset '/u' has no step 8; expected 0 to 7");
  for (std::size_t t = 0; t < 8; ++t) {
    INFO(t);
    const auto e = error_of([&] { return frames.read(t); });
    if (t == 2 || t == 3) {
      REQUIRE(e);
      CHECK(e->kind == ar::error_kind::format);
      CHECK(e->path == path);
      CHECK_THAT(e->message, test::says("dataset '/u' cannot be read at step " + std::to_string(t) +
                                        " (HDF5: "));
      // HDF5 1.14 does not pass on a filter's message; those before and after it do.
      const bool says_less = H5_VERSION_GE(1, 14, 0) != 0 && H5_VERSION_GE(2, 0, 0) == 0;
      CHECK_THAT(e->message, test::says(says_less ? "filter returned failure" : "Fletcher32"));
    } else {
      REQUIRE(!e);
      CHECK(text_of(frames.read(t)).starts_with(std::to_string(10000 * t) + " "));
    }
  }
  const auto whole = error_of([&] { return ar::read_hdf5(path, "/u"); });
  REQUIRE(whole);
  CHECK(whole->kind == ar::error_kind::format);
  CHECK_THAT(whole->message, test::says("dataset '/u' cannot be read (HDF5: "));
}

TEST_CASE("hdf5: a filter that HDF5 does not have is named") {
  // A filter that copies. The file is written with it, and read after it was removed.
  constexpr H5Z_filter_t number = 31999;
  H5Z_class2_t filter{};
  filter.version = H5Z_CLASS_T_VERS;
  filter.id = number;
  filter.encoder_present = 1;
  filter.decoder_present = 1;
  filter.name = "squeeze";
  filter.filter = [](unsigned, std::size_t, const unsigned*, std::size_t bytes, std::size_t*,
                     void**) { return bytes; };
  const test::folder folder;
  const std::string path = folder / "filter.h5";
  const std::vector<float> values = numbered(2, 4, 4);
  h5(H5Zregister(&filter));
  h5_file(path).add("/u", {2, 4, 4}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(),
                    {.chunk = {1, 4, 4}, .filter = number});
  h5(H5Zunregister(number));
  const std::vector<ar::hdf5_entry> entries = ar::hdf5_entries(path);
  REQUIRE(entries.size() == 1);
  CHECK(entries[0].type == ar::dtype::float32);
  CHECK(entries[0].problem == "needs the filter 'squeeze' (31999), which HDF5 does not find");
  {
    ar::hdf5_frames frames(path, "/u");
    for (const auto& e : {error_of([&] { return frames.read(1); }),
                          error_of([&] { return ar::read_hdf5(path, "/u"); })}) {
      REQUIRE(e);
      CHECK(e->kind == ar::error_kind::format);
      CHECK_THAT(e->message,
                 test::says(": it needs the filter 'squeeze' (31999), which HDF5 does not find"));
    }
    h5(H5Zregister(&filter));
    CHECK(is_numbered(frames));
  }
  h5(H5Zunregister(number));
}

TEST_CASE("hdf5: nothing is printed, and who printed before prints after") {
  const test::folder folder;
  const std::string path = folder / "damaged.h5";
  write_damaged(path);
  const std::string log = folder / "said";
  const auto attempt = [&] {
    static_cast<void>(error_of([&] { ar::hdf5_frames(path, "/v"); }));
    static_cast<void>(error_of([&] { ar::hdf5_frames(folder / "no.h5", "/v"); }));
    static_cast<void>(error_of([&] { return ar::read_hdf5(path, "/u"); }));
    ar::hdf5_frames frames(path, "/u");
    static_cast<void>(error_of([&] { return frames.read(2); }));
    static_cast<void>(frames.number_attribute("no"));
    static_cast<void>(ar::hdf5_entries(path));
  };
  CHECK(said_by(log, [&]() -> std::string {
          attempt();
          return "";
        }) == "");
  const std::string after = said_by(log, [&]() -> std::string {
    attempt();
    H5Dclose(-1);
    return "";
  });
  CHECK_THAT(after, test::says("HDF5-DIAG"));

  // A handler of the user's, of both kinds.
  int calls = 0;
  H5E_auto2_t before = nullptr;
  void* data = nullptr;
  h5(H5Eget_auto2(H5E_DEFAULT, &before, &data));
  h5(H5Eset_auto2(
      H5E_DEFAULT,
      [](hid_t, void* count) -> herr_t {
        ++*static_cast<int*>(count);
        return 0;
      },
      &calls));
  attempt();
  CHECK(calls == 0);
  H5Dclose(-1);
  CHECK(calls == 1);
  h5(H5Eset_auto1(
      [](void* count) -> herr_t {
        ++*static_cast<int*>(count);
        return 0;
      },
      &calls));
  attempt();
  CHECK(calls == 1);
  H5Dclose(-1);
  CHECK(calls == 2);
  h5(H5Eset_auto2(H5E_DEFAULT, before, data));
}

TEST_CASE("hdf5: a movie of the steps is a movie of the array") {
  const test::folder folder;
  const std::string path = folder / "movie.h5";
  std::vector<float> values(12 * 32 * 48);
  for (std::size_t i = 0; i < values.size(); ++i)
    values[i] = static_cast<float>((i * 7 + i / 48 * 3 + i / 1536 * 5) % 200);
  h5_file(path).add("/u", {12, 32, 48}, H5T_IEEE_F64LE, H5T_NATIVE_FLOAT, values.data(),
                    {.chunk = {5, 16, 16}, .gzip = 1});
  ar::hdf5_frames frames(path, "/u");
  const ar::video_options options{.colormap = ar::colormaps::magma, .sources = {ar::apng{}}};
  const std::vector<double> wide(values.begin(), values.end());
  const ar::encoded expected = ar::encode_video(
      ar::view(wide.data(), {std::size_t{12}, std::size_t{32}, std::size_t{48}}), options);
  CHECK(ar::encode_video(frames, options).bytes == expected.bytes);
  CHECK(ar::encode_video(ar::hdf5_frames(path, "/u"), options).bytes == expected.bytes);
  ar::write_video(folder / "u.apng", frames, options);
  CHECK(test::read_file(folder / "u.apng") == expected.bytes);
}

TEST_CASE("hdf5: a chunk of many steps is decompressed once, and memory stays") {
  // Counts how often chunks go through a filter that copies.
  static std::size_t decoded = 0;
  constexpr H5Z_filter_t number = 31998;
  H5Z_class2_t filter{};
  filter.version = H5Z_CLASS_T_VERS;
  filter.id = number;
  filter.encoder_present = 1;
  filter.decoder_present = 1;
  filter.name = "count";
  filter.filter = [](unsigned flags, std::size_t, const unsigned*, std::size_t bytes, std::size_t*,
                     void**) {
    if ((flags & H5Z_FLAG_REVERSE) != 0) ++decoded;
    return bytes;
  };
  h5(H5Zregister(&filter));
  const test::folder folder;
  const std::string path = folder / "chunks.h5";
  const std::vector<float> values = numbered(100, 64, 64);
  {
    const h5_file file(path);
    file.add("/small", {100, 64, 64}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(),
             {.chunk = {25, 8, 4}, .filter = number});
    file.add("/large", {100, 64, 64}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(),
             {.chunk = {100, 64, 64}, .filter = number});
  }
  const auto decodings = [&](const char* dataset, std::size_t cache) {
    ar::hdf5_frames frames(path, dataset, cache);
    decoded = 0;
    CHECK(is_numbered(frames));
    return decoded;
  };
  CHECK(decodings("/small", ar::default_hdf5_cache) == 4 * 8 * 16);
  CHECK(decodings("/large", ar::default_hdf5_cache) == 1);
  // 128 chunks of 3,200 bytes take 400 KB; one less would not help.
  CHECK(decodings("/small", 128 * 3200) == 4 * 8 * 16);
  // A chunk of 1.6 MB fits into the 8 MB of HDF5 2's own cache, not into the 1 MB of those before.
  CHECK(decodings("/large", std::size_t{1} << 20) == (H5_VERSION_GE(2, 0, 0) != 0 ? 1 : 100));
  h5(H5Zunregister(number));
}

namespace {

/// The peak resident memory in kB of a process that goes through a file; 0 where it failed.
long peak_of(const std::string& path) {
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child == 0) {
    try {
      ar::hdf5_frames frames(path, "/u");
      double sum = 0;
      for (const ar::any_view& frame : frames)
        frame.visit([&](const auto& v) {
          using T = typename std::remove_cvref_t<decltype(v)>::value_type;
          if constexpr (std::is_same_v<T, float>) sum += static_cast<double>(v(63, 63));
        });
      ::_exit(sum > 0 ? 0 : 1);
    } catch (...) {
      ::_exit(1);
    }
  }
  int status = 0;
  rusage usage{};
  while (::wait4(child, &status, 0, &usage) < 0 && errno == EINTR) continue;
  return status == 0 ? usage.ru_maxrss : 0;
}

/// Steps of 64 x 64, chunked and compressed, written a hundred at a time.
void write_steps(const std::string& path, std::size_t steps) {
  const std::vector<float> values = numbered(100, 64, 64);
  const h5_file file(path);
  file.add("/u", {steps, 64, 64}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, nullptr,
           {.chunk = {20, 32, 32}, .shuffle = true, .gzip = 1});
  const hid_t dataset = h5(H5Dopen2(file.id(), "/u", H5P_DEFAULT));
  const std::array<hsize_t, 3> count{100, 64, 64};
  const hid_t memory = h5(H5Screate_simple(3, count.data(), nullptr));
  for (std::size_t t = 0; t < steps; t += 100) {
    const hid_t space = h5(H5Dget_space(dataset));
    const std::array<hsize_t, 3> start{t, 0, 0};
    h5(H5Sselect_hyperslab(space, H5S_SELECT_SET, start.data(), nullptr, count.data(), nullptr));
    h5(H5Dwrite(dataset, H5T_NATIVE_FLOAT, memory, space, H5P_DEFAULT, values.data()));
    h5(H5Sclose(space));
  }
  h5(H5Sclose(memory));
  h5(H5Dclose(dataset));
}

} // namespace

TEST_CASE("hdf5: 10,000 steps take the memory of 1,000") {
  if (test::under_asan) return; // whose memory is not the program's
  const test::folder folder;
  write_steps(folder / "1000.h5", 1000);
  write_steps(folder / "10000.h5", 10000);
  const long few = peak_of(folder / "1000.h5");
  const long many = peak_of(folder / "10000.h5");
  WARN("peak of 1,000 steps: " << few << " kB, of 10,000: " << many << " kB");
  REQUIRE(few > 0);
  CHECK(static_cast<double>(many) < 1.05 * static_cast<double>(few));
}

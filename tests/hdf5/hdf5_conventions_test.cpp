// hdf5.hpp on datasets whose attributes say what elements stand for, as netCDF and CF have it; and
// on those that cannot be what their file says of them.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <fstream>
#include <limits>
#include <string>
#include <type_traits>
#include <vector>

#include <arrayreel/hdf5.hpp>
#include <arrayreel/range.hpp>

#include "support/folder.hpp"
#include "support/h5_file.hpp"
#include "support/thrown.hpp"

namespace ar = arrayreel;
using test::error_of;
using test::h5;
using test::h5_file;

namespace {

constexpr double missing = std::numeric_limits<double>::quiet_NaN();

/// The elements of a view, in C order.
std::vector<double> numbers_of(const ar::any_view& v) {
  std::vector<double> all;
  v.visit([&](const auto& typed) {
    using T = typename std::remove_cvref_t<decltype(typed)>::value_type;
    for (std::size_t i = 0; i < typed.size(); ++i)
      if constexpr (!ar::detail::is_complex<T>) all.push_back(static_cast<double>(typed.data()[i]));
  });
  return all;
}

bool are_same(const std::vector<double>& a, const std::vector<double>& b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](double x, double y) { return x == y || (std::isnan(x) && std::isnan(y)); });
}

struct attribute {
  std::string name;
  std::vector<double> values;
  hid_t type = H5T_NATIVE_DOUBLE;
};

void attach_text(const h5_file& file, const std::string& dataset, const std::string& name,
                 const std::string& text, bool is_variable) {
  const hid_t object = h5(H5Oopen(file.id(), dataset.c_str(), H5P_DEFAULT));
  const hid_t type = h5(H5Tcopy(H5T_C_S1));
  h5(H5Tset_size(type, is_variable ? H5T_VARIABLE : text.size()));
  const hid_t space = h5(H5Screate(H5S_SCALAR));
  const hid_t id = h5(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
  const char* const pointer = text.c_str();
  if (is_variable)
    h5(H5Awrite(id, type, &pointer));
  else
    h5(H5Awrite(id, type, text.data()));
  h5(H5Aclose(id));
  h5(H5Sclose(space));
  h5(H5Tclose(type));
  h5(H5Oclose(object));
}

/// A dataset of two steps of 1 x 3 with attributes, read whole and by steps, which must agree.
struct reading {
  std::vector<double> values;
  ar::dtype type = ar::dtype::boolean;
};

class files {
public:
  [[nodiscard]] std::string write(hid_t type, const std::vector<double>& stored,
                                  const std::vector<attribute>& attributes,
                                  const std::string& is_unsigned = {}) {
    const std::string path = folder_ / ("u" + std::to_string(count_++) + ".nc");
    const h5_file file(path);
    file.add("/u", {2, 1, 3}, type, H5T_NATIVE_DOUBLE, stored.data());
    for (const attribute& a : attributes)
      file.attach("/u", a.name, a.values, a.values.size() == 1 && count_ % 2 == 0, a.type);
    if (!is_unsigned.empty()) attach_text(file, "/u", "_Unsigned", is_unsigned, count_ % 2 == 0);
    return path;
  }

  [[nodiscard]] static reading read(const std::string& path,
                                    ar::hdf5_values how = ar::hdf5_values::decoded) {
    reading result;
    const ar::hdf5_array whole = ar::read_hdf5(path, "/u", how);
    result.values = numbers_of(whole.view());
    result.type = whole.type();
    ar::hdf5_frames frames(path, "/u", ar::default_hdf5_cache, how);
    CHECK(frames.type() == result.type);
    std::vector<double> steps;
    for (const ar::any_view& frame : frames)
      for (const double number : numbers_of(frame)) steps.push_back(number);
    CHECK(are_same(steps, result.values));
    if (how == ar::hdf5_values::decoded) CHECK(ar::hdf5_entries(path).at(0).type == result.type);
    return result;
  }

  reading read(hid_t type, const std::vector<double>& stored,
               const std::vector<attribute>& attributes, const std::string& is_unsigned = {}) {
    return read(write(type, stored, attributes, is_unsigned));
  }

private:
  test::folder folder_;
  int count_ = 0;
};

} // namespace

TEST_CASE("hdf5: a fill value is missing, in every type of element") {
  files f;
  constexpr ar::dtype wide =
      std::numeric_limits<long double>::digits >= 64 ? ar::dtype::long_double : ar::dtype::float64;
  struct each {
    hid_t type;
    ar::dtype expected;
    double fill;
  };
  for (const each& e :
       {each{H5T_STD_I8BE, ar::dtype::float64, -128}, each{H5T_STD_U8LE, ar::dtype::float64, 255},
        each{H5T_STD_I16BE, ar::dtype::float64, -32767},
        each{H5T_STD_U16LE, ar::dtype::float64, 65535},
        each{H5T_STD_I32LE, ar::dtype::float64, -2147483647},
        each{H5T_STD_U32BE, ar::dtype::float64, 4294967295}, each{H5T_STD_I64LE, wide, -9999},
        each{H5T_STD_U64LE, wide, 0}, each{H5T_IEEE_F32BE, ar::dtype::float32, -9999},
        each{H5T_IEEE_F64LE, ar::dtype::float64, 9.9692099683868690e+36},
        each{H5T_NATIVE_LDOUBLE, ar::dtype::long_double, 1e300}}) {
    for (const char* name : {"_FillValue", "missing_value"}) {
      INFO(name << " " << e.fill);
      // The attribute is of the element's type, and of another one that has the number.
      for (const hid_t type : {e.type, H5T_IEEE_F64BE}) {
        const reading r = f.read(e.type, {1, 50, e.fill, 100, e.fill, 2}, {{name, {e.fill}, type}});
        CHECK(r.type == e.expected);
        CHECK(are_same(r.values, {1, 50, missing, 100, missing, 2}));
      }
    }
  }
  // CF allows several missing values.
  CHECK(are_same(f.read(H5T_STD_I16LE, {-1, -2, 3, 4, 5, 6},
                        {{"_FillValue", {-1}}, {"missing_value", {-2, 5}}})
                     .values,
                 {missing, missing, 3, 4, missing, 6}));
  // A float is compared as a float: 0.1 in a double is another number.
  CHECK(are_same(f.read(H5T_IEEE_F32LE, {0.1, 1, 2, 3, 4, 5}, {{"_FillValue", {0.1}}}).values,
                 {missing, 1, 2, 3, 4, 5}));
}

TEST_CASE("hdf5: the range of a picture is that without fill values") {
  files f;
  const std::string path = f.write(H5T_IEEE_F32LE, {0, 50, 100, 9.96921e36, 25, 75},
                                   {{"_FillValue", {9.96921e36}, H5T_IEEE_F32LE}});
  const ar::value_summary all = ar::summarize(ar::read_hdf5(path, "/u").view());
  CHECK(all.min == 0);
  CHECK(all.max == 100);
  CHECK(all.nan == 1);
  const ar::value_summary stored =
      ar::summarize(ar::read_hdf5(path, "/u", ar::hdf5_values::stored).view());
  CHECK(stored.max > 9e36);
}

TEST_CASE("hdf5: fill values that no element can be are no element") {
  files f;
  // HDF5 would make 0, 255 and 4 of them.
  const reading r = f.read(
      H5T_STD_U8LE, {0, 1, 2, 3, 4, 255},
      {{"_FillValue", {-9999}, H5T_STD_I16LE}, {"missing_value", {1e20, 4.5, missing, 256}}});
  CHECK(are_same(r.values, {0, 1, 2, 3, 4, 255}));
  // The largest integers of 64 bits, which are not all of a double's numbers.
  const std::string path = f.write(H5T_STD_I64LE, {0, 1, 2, 3, 4, 5}, {});
  {
    const hid_t file = h5(H5Fopen(path.c_str(), H5F_ACC_RDWR, H5P_DEFAULT));
    const hid_t dataset = h5(H5Dopen2(file, "/u", H5P_DEFAULT));
    const std::array<std::int64_t, 6> values{-9223372036854775806, -9223372036854775807, 1,
                                             9223372036854775807,  9007199254740993,     2};
    h5(H5Dwrite(dataset, H5T_NATIVE_INT64, H5S_ALL, H5S_ALL, H5P_DEFAULT, values.data()));
    const hid_t space = h5(H5Screate(H5S_SCALAR));
    const hid_t id =
        h5(H5Acreate2(dataset, "_FillValue", H5T_STD_I64LE, space, H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Awrite(id, H5T_NATIVE_INT64, values.data()));
    h5(H5Aclose(id));
    h5(H5Sclose(space));
    h5(H5Dclose(dataset));
    h5(H5Fclose(file));
  }
  if (std::numeric_limits<long double>::digits < 64) return;
  const ar::hdf5_array array = ar::read_hdf5(path, "/u");
  REQUIRE(array.type() == ar::dtype::long_double);
  const auto* values = static_cast<const long double*>(array.data());
  CHECK(std::isnan(values[0]));
  CHECK(values[1] == -9223372036854775807.0L);
  CHECK(values[3] == 9223372036854775807.0L);
  CHECK(values[4] == 9007199254740993.0L);
}

TEST_CASE("hdf5: packed values are scaled, and the type says how exactly") {
  files f;
  const std::vector<double> packed{-100, 0, 1, 2, 300, -32768};
  reading r = f.read(H5T_STD_I16BE, packed,
                     {{"scale_factor", {0.5}}, {"add_offset", {10}}, {"_FillValue", {-32768}}});
  CHECK(r.type == ar::dtype::float64);
  CHECK(are_same(r.values, {-40, 10, 10.5, 11, 160, missing}));
  CHECK(are_same(f.read(H5T_STD_I32LE, packed, {{"scale_factor", {-2}}}).values,
                 {200, 0, -2, -4, -600, 65536}));
  CHECK(are_same(f.read(H5T_STD_I64LE, packed, {{"add_offset", {0.25}}}).values,
                 {-99.75, 0.25, 1.25, 2.25, 300.25, -32767.75}));
  // A fill value is compared before scaling: 100 is what 50 becomes.
  CHECK(are_same(
      f.read(H5T_STD_U8LE, {50, 100, 0, 1, 2, 3}, {{"scale_factor", {2}}, {"_FillValue", {100}}})
          .values,
      {100, missing, 0, 2, 4, 6}));
  r = f.read(H5T_IEEE_F32LE, {1, 2, 3, 4, 5, 6}, {{"scale_factor", {2}, H5T_IEEE_F32BE}});
  CHECK(r.type == ar::dtype::float32);
  CHECK(are_same(r.values, {2, 4, 6, 8, 10, 12}));
  r = f.read(H5T_IEEE_F32LE, {1, 2, 3, 4, 5, 6}, {{"add_offset", {1e9}}});
  CHECK(r.type == ar::dtype::float64);
  CHECK(are_same(r.values, {1e9 + 1, 1e9 + 2, 1e9 + 3, 1e9 + 4, 1e9 + 5, 1e9 + 6}));
  // A scale of 1 and an offset of 0 leave the type.
  r = f.read(H5T_STD_U8LE, {1, 2, 3, 4, 5, 6}, {{"scale_factor", {1}}, {"add_offset", {0}}});
  CHECK(r.type == ar::dtype::uint8);
}

TEST_CASE("hdf5: values outside the valid ones are missing") {
  files f;
  const std::vector<double> stored{-5, 0, 5, 10, 11, 99};
  reading r = f.read(H5T_STD_I16LE, stored, {{"valid_range", {0, 10}, H5T_STD_I16LE}});
  CHECK(are_same(r.values, {missing, 0, 5, 10, missing, missing}));
  r = f.read(H5T_IEEE_F64LE, stored, {{"valid_min", {0}}});
  CHECK(are_same(r.values, {missing, 0, 5, 10, 11, 99}));
  CHECK(are_same(f.read(H5T_STD_U8BE, {0, 1, 2, 3, 4, 5}, {{"valid_max", {3}}}).values,
                 {0, 1, 2, 3, missing, missing}));
  r = f.read(H5T_STD_I32LE, stored, {{"valid_min", {0}}, {"valid_max", {10}}});
  CHECK(are_same(r.values, {missing, 0, 5, 10, missing, missing}));
  // Limits that are integers are in packed units, wider floats in units of the result.
  r = f.read(H5T_STD_I16LE, stored,
             {{"scale_factor", {-0.5}}, {"valid_range", {0, 10}, H5T_STD_I16LE}});
  CHECK(are_same(r.values, {missing, 0, -2.5, -5, missing, missing}));
  r = f.read(H5T_STD_I16LE, stored, {{"scale_factor", {0.5}}, {"valid_range", {0, 5.5}}});
  CHECK(are_same(r.values, {missing, 0, 2.5, 5, 5.5, missing}));
}

TEST_CASE("hdf5: _Unsigned is the other reading of the same bits") {
  files f;
  const std::vector<double> bytes{0, 1, 127, -128, -1, -2};
  for (const char* yes : {"true", "True"}) {
    const reading r = f.read(H5T_STD_I8LE, bytes, {}, yes);
    CHECK(r.type == ar::dtype::uint8);
    CHECK(are_same(r.values, {0, 1, 127, 128, 255, 254}));
  }
  // The fill value and the limits are of the signed type.
  CHECK(are_same(f.read(H5T_STD_I8LE, bytes,
                        {{"_FillValue", {-1}, H5T_STD_I8LE}, {"scale_factor", {2}}}, "true")
                     .values,
                 {0, 2, 254, 256, missing, 508}));
  CHECK(are_same(
      f.read(H5T_STD_I16LE, bytes, {{"valid_range", {1, -2}, H5T_STD_I16LE}}, "true").values,
      {missing, 1, 127, 65408, missing, 65534}));
  CHECK(f.read(H5T_STD_I32LE, bytes, {}, "true").values.at(4) == 4294967295.0);
  CHECK(f.read(H5T_STD_I64LE, bytes, {}, "true").type == ar::dtype::uint64);
  const reading back = f.read(H5T_STD_U8LE, {0, 1, 127, 128, 255, 254}, {}, "false");
  CHECK(back.type == ar::dtype::int8);
  CHECK(are_same(back.values, bytes));
  CHECK(f.read(H5T_STD_I8LE, bytes, {}, "false").type == ar::dtype::int8);
  CHECK(f.read(H5T_STD_I8LE, bytes, {}, "perhaps").type == ar::dtype::int8);
}

TEST_CASE("hdf5: what netCDF fills with is missing, and other fill values of HDF5 are not") {
  const test::folder folder;
  const std::string path = folder / "u.nc";
  const auto write = [&](const std::string& name, hid_t type, double fill) {
    const hid_t file =
        h5(H5Fcreate((folder / name).c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT));
    const hid_t properties = h5(H5Pcreate(H5P_DATASET_CREATE));
    h5(H5Pset_fill_value(properties, H5T_NATIVE_DOUBLE, &fill));
    const hsize_t extents[2] = {4, 3};
    const hsize_t chunk[2] = {1, 3};
    h5(H5Pset_chunk(properties, 2, chunk));
    const hid_t space = h5(H5Screate_simple(2, extents, nullptr));
    const hid_t dataset =
        h5(H5Dcreate2(file, "/u", type, space, H5P_DEFAULT, properties, H5P_DEFAULT));
    const double row[3] = {1, 2, 3};
    const hsize_t start[2] = {1, 0};
    const hid_t part = h5(H5Screate_simple(2, chunk, nullptr));
    h5(H5Sselect_hyperslab(space, H5S_SELECT_SET, start, nullptr, chunk, nullptr));
    h5(H5Dwrite(dataset, H5T_NATIVE_DOUBLE, part, space, H5P_DEFAULT, row));
    for (const hid_t id : {part, space}) h5(H5Sclose(id));
    h5(H5Pclose(properties));
    h5(H5Dclose(dataset));
    h5(H5Fclose(file));
    return ar::read_hdf5(folder / name, "/u");
  };
  struct each {
    hid_t type;
    double fill;
    ar::dtype expected;
  };
  for (const each& e : {each{H5T_IEEE_F32LE, 9.9692099683868690e+36, ar::dtype::float32},
                        each{H5T_IEEE_F64LE, 9.9692099683868690e+36, ar::dtype::float64},
                        each{H5T_STD_I16LE, -32767, ar::dtype::float64},
                        each{H5T_STD_I32LE, -2147483647, ar::dtype::float64}}) {
    const ar::hdf5_array array = write("default.nc", e.type, e.fill);
    CHECK(array.type() == e.expected);
    CHECK(are_same(numbers_of(array.view()), {missing, missing, missing, 1, 2, 3, missing, missing,
                                              missing, missing, missing, missing}));
  }
  const ar::hdf5_array array = write("own.nc", H5T_STD_I16LE, -7);
  CHECK(array.type() == ar::dtype::int16);
  CHECK(are_same(numbers_of(array.view()), {-7, -7, -7, 1, 2, 3, -7, -7, -7, -7, -7, -7}));
}

TEST_CASE("hdf5: attributes that make no sense are named, and can be passed by") {
  files f;
  const std::vector<double> stored{1, 2, 3, 4, 5, 6};
  for (const auto& [attributes, said] :
       {std::pair<std::vector<attribute>, std::string>{{{"scale_factor", {0}}},
                                                       "has a scale_factor of 0; expected"},
        {{{"scale_factor", {missing}}}, "has a scale_factor of nan"},
        {{{"add_offset", {std::numeric_limits<double>::infinity()}}}, "has an add_offset of inf"},
        {{{"valid_range", {5, 1}}}, "has valid values from 5 to 1; expected the least first"},
        {{{"valid_min", {5}}, {"valid_max", {1}}}, "has valid values from 5 to 1"}}) {
    INFO(said);
    const std::string path = f.write(H5T_STD_I16LE, stored, attributes);
    for (const auto& e : {error_of([&] { ar::hdf5_frames(path, "/u"); }),
                          error_of([&] { return ar::read_hdf5(path, "/u"); })}) {
      REQUIRE(e);
      CHECK(e->kind == ar::error_kind::format);
      CHECK_THAT(e->message, test::says("dataset '/u' " + said));
    }
    CHECK_THAT(ar::hdf5_entries(path).at(0).problem, test::says(said));
    const reading r = files::read(path, ar::hdf5_values::stored);
    CHECK(r.type == ar::dtype::int16);
    CHECK(are_same(r.values, stored));
  }
  // Attributes of another kind or number say nothing.
  const reading r = f.read(H5T_STD_I16LE, stored,
                           {{"scale_factor", {2, 3}}, {"valid_range", {2}}, {"valid_min", {1, 2}}});
  CHECK(r.type == ar::dtype::int16);
  CHECK(are_same(r.values, stored));
}

TEST_CASE("hdf5: an enumeration is its numbers") {
  const test::folder folder;
  const std::string path = folder / "kinds.h5";
  const auto kinds = [](hid_t base, const std::vector<int>& values) {
    const hid_t type = h5(H5Tenum_create(base));
    for (std::size_t i = 0; i < values.size(); ++i) {
      std::array<std::uint8_t, 8> bytes{};
      std::copy_n(reinterpret_cast<const std::uint8_t*>(&values[i]), sizeof(int), bytes.begin());
      h5(H5Tconvert(H5T_NATIVE_INT, base, 1, bytes.data(), nullptr, H5P_DEFAULT));
      h5(H5Tenum_insert(type, ("k" + std::to_string(i)).c_str(), bytes.data()));
    }
    return type;
  };
  const std::vector<std::pair<hid_t, ar::dtype>> bases{
      {H5T_STD_I8LE, ar::dtype::int8},   {H5T_STD_U8LE, ar::dtype::uint8},
      {H5T_STD_I16BE, ar::dtype::int16}, {H5T_STD_U16LE, ar::dtype::uint16},
      {H5T_STD_I32BE, ar::dtype::int32}, {H5T_STD_U64LE, ar::dtype::uint64}};
  const std::vector<int> labels{0, 2, 7, 7, 0, 2};
  const auto lowest = [](std::size_t size) {
    return std::endian::native == std::endian::big ? size - 1 : 0;
  };
  {
    const h5_file file(path);
    for (std::size_t i = 0; i < bases.size(); ++i) {
      const hid_t type = kinds(bases[i].first, {0, 2, 7});
      const hid_t native = h5(H5Tget_native_type(type, H5T_DIR_ASCEND));
      std::vector<std::uint8_t> bytes;
      const std::size_t size = H5Tget_size(native);
      for (const int label : labels)
        for (std::size_t b = 0; b < size; ++b)
          bytes.push_back(b == lowest(size) ? static_cast<std::uint8_t>(label) : std::uint8_t{0});
      file.add("/k" + std::to_string(i), {2, 1, 3}, type, native, bytes.data());
    }
    file.attach("/k1", "_FillValue", {7}, true, H5T_STD_U8LE);
  }
  for (std::size_t i = 0; i < bases.size(); ++i) {
    INFO(i);
    const ar::hdf5_array array = ar::read_hdf5(path, "/k" + std::to_string(i));
    CHECK(array.type() == (i == 1 ? ar::dtype::float64 : bases[i].second));
    CHECK(are_same(numbers_of(array.view()),
                   i == 1 ? std::vector<double>{0, 2, missing, missing, 0, 2}
                          : std::vector<double>(labels.begin(), labels.end())));
    CHECK(numbers_of(ar::hdf5_frames(path, "/k" + std::to_string(i)).read(1)).at(2) == 2);
  }
}

namespace {

/// Replaces a number of 8 bytes (or of 4), which must be in the file once or more.
void replace_number(const std::string& path, std::uint64_t from, std::uint64_t to,
                    std::size_t size) {
  std::ifstream in(path, std::ios::binary);
  std::vector<char> bytes((std::istreambuf_iterator<char>(in)), std::istreambuf_iterator<char>());
  in.close();
  std::size_t found = 0;
  for (std::size_t at = 0; at + size <= bytes.size(); ++at) {
    std::uint64_t here = 0;
    for (std::size_t i = size; i-- > 0;)
      here = here << 8 | static_cast<std::uint8_t>(bytes[at + i]);
    if (here != from) continue;
    for (std::size_t i = 0; i < size; ++i) bytes[at + i] = static_cast<char>(to >> (8 * i));
    ++found;
  }
  REQUIRE(found != 0);
  std::ofstream(path, std::ios::binary)
      .write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}

} // namespace

TEST_CASE("hdf5: extents that the data in the file cannot fill are refused at once") {
  const test::folder folder;
  std::vector<float> values(37 * 41);
  for (std::size_t i = 0; i < values.size(); ++i) values[i] = static_cast<float>(i);
  const auto check = [&](const char* name, const test::h5_layout& layout, std::uint64_t from,
                         std::uint64_t to, std::size_t size, ar::error_kind kind,
                         const std::string& said) {
    INFO(name);
    const std::string path = folder / name;
    h5_file(path).add("/u", {37, 41}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(), layout);
    replace_number(path, from, to, size);
    const auto before = std::chrono::steady_clock::now();
    for (const auto& e : {error_of([&] { return ar::read_hdf5(path, "/u"); }),
                          error_of([&] { return ar::hdf5_frames(path, "/u").read(0).rank(); })}) {
      if (!e && kind == ar::error_kind::limit) continue; // a step alone may be small enough
      REQUIRE(e);
      // Later releases of HDF5 find some of these themselves, and use their own words.
      CHECK(e->kind == (H5_VERSION_GE(2, 0, 0) != 0 ? ar::error_kind::format : kind));
      const std::string words =
          H5_VERSION_GE(1, 12, 0) != 0 ? "dataset '/u' " : "dataset '/u' " + said;
      // 32 bits do not even count so many elements.
      if (sizeof(std::size_t) > 4 || kind != ar::error_kind::limit)
        CHECK_THAT(e->message, test::says(words));
      else
        CHECK_THAT(e->message, test::says(words) || test::says("'/u' is larger than any memory"));
    }
    CHECK(std::chrono::steady_clock::now() - before < std::chrono::seconds(5));
  };
  // HDF5 copies 37 x 4100 floats out of the 37 x 41 in the header.
  check("compact.h5", {.compact = true}, 41, 4100, 8, ar::error_kind::format,
        "is damaged: 6068 bytes of data in its header; expected 606800 for shape (37, 4100)");
  check("contiguous.h5", {}, 41, 4100, 8, ar::error_kind::format,
        "is damaged: 6068 bytes of data; expected 606800 for shape (37, 4100)");
  check("chunks.h5", {.chunk = {37, 39}}, 39, 39 << 15, 4, ar::error_kind::format,
        "is damaged: chunks of 189136896 bytes in a file of ");
  check("sides.h5", {.chunk = {37, 39}}, 39, 40, 4, ar::error_kind::format,
        "is damaged: 2 chunks of 11544 bytes together; expected 5920 for each");
  check("deflated.h5", {.chunk = {37, 39}, .gzip = 6}, 39, 40, 4, ar::error_kind::format,
        "is damaged: a chunk of 5772 bytes; expected 5920");
  check("smaller.h5", {.chunk = {37, 39}, .shuffle = true, .gzip = 1, .fletcher32 = true}, 39, 38,
        4, ar::error_kind::format, "is damaged: a chunk of more than 5624 bytes; expected 5624");
  // A million chunks and more, of which the index has four.
  check("steps.h5", {.chunk = {1, 39}}, 37, std::uint64_t{37} << 32, 8, ar::error_kind::limit,
        "has 317827579904 chunks to read in a file of ");
  check("fill.h5", {.chunk = {37, 39}}, 41, std::uint64_t{41} << 30, 8, ar::error_kind::limit,
        "has ");
}

TEST_CASE("hdf5: files of fill values, far smaller than what they stand for, are read") {
  const test::folder folder;
  const std::string path = folder / "sparse.h5";
  {
    const h5_file file(path);
    file.add("/chunks", {3, 4000, 4000}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, nullptr,
             {.chunk = {1, 500, 500}, .gzip = 1});
    file.add("/contiguous", {4000, 4000}, H5T_STD_I16LE, H5T_NATIVE_FLOAT, nullptr);
    // Larger than the file, in which they are not stored.
    file.add("/chunk", {2, 3000, 3000}, H5T_IEEE_F64LE, H5T_NATIVE_FLOAT, nullptr,
             {.chunk = {2, 3000, 3000}});
    file.add("/small", {200, 200}, H5T_STD_U8LE, H5T_NATIVE_FLOAT, nullptr, {.chunk = {1, 1}});
  }
  CHECK(std::ifstream(path, std::ios::ate | std::ios::binary).tellg() < 20000);
  for (const char* name : {"/chunks", "/contiguous", "/chunk", "/small"}) {
    INFO(name);
    CHECK(ar::summarize(ar::hdf5_frames(path, name).read(1)).max == 0);
    CHECK(ar::hdf5_frames(path, name).extents().size() >= 2);
  }
  CHECK(ar::read_hdf5(path, "/small").size() == 40000);
  CHECK(ar::read_hdf5(path, "/contiguous").size() == 16000000);
}

TEST_CASE("hdf5: chunks that are whole are read, whatever filters made them") {
  // Noise, which deflate stores; a ramp; zeros: stored, fixed and dynamic blocks, of every level.
  const test::folder folder;
  std::vector<float> values(3 * 64 * 96);
  std::uint32_t state = 1;
  for (std::size_t i = 0; i < values.size(); ++i) {
    state = state * 1664525U + 1013904223U;
    const float noise = static_cast<float>(state >> 8) * 1e-7F;
    values[i] = i < 6144 ? noise : i < 12288 ? static_cast<float>(i / 7) : 0;
  }
  for (unsigned level = 1; level <= 9; ++level)
    for (const bool is_shuffled : {false, true})
      for (const bool has_sum : {false, true})
        for (const hsize_t side : {hsize_t{1}, hsize_t{7}, hsize_t{64}}) {
          INFO(level << is_shuffled << has_sum << side);
          const std::string path = folder / "good.h5";
          h5_file(path).add("/u", {3, 64, 96}, H5T_IEEE_F32LE, H5T_NATIVE_FLOAT, values.data(),
                            {.chunk = {1, side, 96},
                             .shuffle = is_shuffled,
                             .gzip = level,
                             .fletcher32 = has_sum});
          const ar::hdf5_array array = ar::read_hdf5(path, "/u");
          CHECK(std::equal(values.begin(), values.end(), static_cast<const float*>(array.data())));
        }
}

// Frames of files, one at a time.
#include "catch.hpp"

#include <algorithm>
#include <bit>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <numeric>
#include <string>
#include <thread>
#include <vector>

#include <sys/stat.h>
#include <unistd.h>

#include <arrayreel/npy.hpp>
#include <arrayreel/npy_frames.hpp>
#include <arrayreel/range.hpp>

#include "support/limits.hpp"

namespace ar = arrayreel;
namespace fs = std::filesystem;

namespace {

class folder {
public:
  folder() : path_(fs::temp_directory_path() / ("npy_frames_" + std::to_string(::getpid()))) {
    fs::create_directories(path_);
  }
  ~folder() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }
  folder(const folder&) = delete;
  folder& operator=(const folder&) = delete;
  [[nodiscard]] std::string file(const std::string& name) const { return (path_ / name).string(); }

private:
  fs::path path_;
};

void put(const std::string& path, const std::string& bytes) {
  std::ofstream out(path, std::ios::binary);
  out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  REQUIRE(out.flush());
}

std::string npy_head(const std::string& descr, bool fortran, const std::string& shape) {
  std::string text = "{'descr': '" + descr + "', 'fortran_order': " + (fortran ? "True" : "False") +
                     ", 'shape': (" + shape + "), }";
  while ((10 + text.size() + 1) % 64 != 0) text += ' ';
  text += '\n';
  const auto size = static_cast<unsigned>(text.size());
  return std::string("\x93NUMPY\x01\x00", 8) + static_cast<char>(size & 255) +
         static_cast<char>(size >> 8) + text;
}

template <class T> std::string bytes_of(const std::vector<T>& values, bool is_big = false) {
  std::string bytes(values.size() * sizeof(T), '\0');
  if (!values.empty()) std::memcpy(bytes.data(), values.data(), bytes.size());
  if (is_big != (std::endian::native == std::endian::big))
    for (std::size_t i = 0; i < values.size(); ++i)
      std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(i * sizeof(T)),
                   bytes.begin() + static_cast<std::ptrdiff_t>((i + 1) * sizeof(T)));
  return bytes;
}

// 5 frames of 3 x 4, every value another one.
constexpr std::size_t frames = 5, height = 3, width = 4;
double value(std::size_t t, std::size_t y, std::size_t x) {
  return static_cast<double>(100 * t + 10 * y + x);
}

template <class T> std::vector<T> stack(bool fortran) {
  std::vector<T> all(frames * height * width);
  for (std::size_t t = 0; t < frames; ++t)
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        all[fortran ? t + frames * (y + height * x) : x + width * (y + height * t)] =
            static_cast<T>(value(t, y, x));
  return all;
}

void check_frame(const ar::any_view& frame, std::size_t t) {
  REQUIRE(frame.rank() == 2);
  REQUIRE(frame.extent(0) == height);
  REQUIRE(frame.extent(1) == width);
  frame.visit([&](const auto& v) {
    using T = typename std::remove_cvref_t<decltype(v)>::value_type;
    if constexpr (std::is_same_v<T, double> || std::is_same_v<T, std::int16_t>)
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          CHECK(static_cast<double>(v(y, x)) == value(t, y, x));
    else
      FAIL("another type");
  });
}

template <class Function>
void check_error(ar::error_kind kind, const std::string& part, const Function& function) {
  try {
    function();
    FAIL_CHECK("no error where one with '" << part << "' was expected");
  } catch (const ar::error& e) {
    CHECK(e.kind() == kind);
    INFO(e.what());
    CHECK(std::string(e.what()).find(part) != std::string::npos);
  }
}

} // namespace

TEST_CASE("frames of a .npy in every order of bytes and of memory") {
  const folder tmp;
  const std::string path = tmp.file("a.npy");
  for (const bool fortran : {false, true})
    for (const bool big : {false, true}) {
      INFO("fortran " << fortran << ", big endian " << big);
      put(path, npy_head(big ? ">f8" : "<f8", fortran, "5, 3, 4") +
                    bytes_of(stack<double>(fortran), big));
      ar::npy_frames a(path);
      CHECK(a.type() == ar::dtype::float64);
      CHECK(a.extents() == std::vector<std::size_t>{5, 3, 4});
      REQUIRE(a.size() == frames);
      CHECK(a.complete() == frames);
      for (const std::size_t t : {0U, 1U, 4U, 2U, 0U, 3U}) check_frame(a.read(t), t);
      // As a range, twice.
      for (int pass = 0; pass < 2; ++pass) {
        std::size_t t = 0;
        for (const ar::any_view& frame : a) check_frame(frame, t++);
        CHECK(t == frames);
      }
    }
}

TEST_CASE("a stack in Fortran order that is larger than what is held") {
  const folder tmp;
  const std::string path = tmp.file("f.npy");
  // 40 frames of 2 MiB: the block of 64 MiB has 32 of them.
  const std::size_t count = 40, pixels = std::size_t{1} << 21;
  std::string bytes(count * pixels, '\0');
  for (std::size_t i = 0; i < pixels; ++i)
    for (std::size_t t = 0; t < count; ++t)
      bytes[t + count * i] = static_cast<char>((7 * t + i) & 0xff);
  put(path, npy_head("|u1", true, "40, 1024, 2048") + bytes);
  ar::npy_frames a(path);
  for (const std::size_t t : {0U, 31U, 32U, 39U, 5U}) {
    const ar::any_view frame = a.read(t);
    std::size_t wrong = 0;
    frame.visit([&](const auto& v) {
      using T = typename std::remove_cvref_t<decltype(v)>::value_type;
      if constexpr (std::is_same_v<T, std::uint8_t>)
        for (std::size_t y = 0; y < 1024; ++y)
          for (std::size_t x = 0; x < 2048; ++x)
            if (v(y, x) != ((7 * t + y + 1024 * x) & 0xff)) ++wrong;
    });
    CHECK(wrong == 0);
  }
}

TEST_CASE("frames of a raw file") {
  const folder tmp;
  const std::string path = tmp.file("a.raw");
  for (const bool big : {false, true}) {
    put(path, "head" + bytes_of(stack<std::int16_t>(false), big));
    ar::npy_frames a(path, {{5, 3, 4}, ar::dtype::int16, 4, big});
    REQUIRE(a.size() == frames);
    for (std::size_t t = 0; t < frames; ++t) check_frame(a.read(t), t);
    // As many as there are.
    ar::npy_frames counted(path, {{0, 3, 4}, ar::dtype::int16, 4, big});
    REQUIRE(counted.size() == frames);
    check_frame(counted.read(4), 4);
  }
  check_error(ar::error_kind::format, "holds 120 bytes behind byte 4; expected whole frames of 26",
              [&] { ar::npy_frames(path, {{0, 13}, ar::dtype::int16, 4}); });
  check_error(ar::error_kind::format, "holds 0 bytes behind byte 400",
              [&] { ar::npy_frames(path, {{0, 3, 4}, ar::dtype::int16, 400}); });
  check_error(ar::error_kind::parameter, "no stack of frames",
              [&] { ar::npy_frames(path, {{4}, ar::dtype::int16}); });
  check_error(ar::error_kind::parameter, "no stack of frames",
              [&] { ar::npy_frames(path, {{}, ar::dtype::int16}); });
  const std::size_t huge = test::root_of_sizes << 8;
  check_error(ar::error_kind::limit, "ends beyond any file",
              [&] { ar::npy_frames(path, {{huge, 1024, 1024}, ar::dtype::float64}); });
  check_error(ar::error_kind::limit, "larger than any memory",
              [&] { ar::npy_frames(path, {{2, huge, huge}, ar::dtype::float64}); });
}

TEST_CASE("a file that ends too early gives the frames before its end") {
  const folder tmp;
  const std::string path = tmp.file("cut.npy");
  const std::string head = npy_head("<f8", false, "5, 3, 4");
  put(path, head + bytes_of(stack<double>(false)).substr(0, 2 * 96 + 50));
  ar::npy_frames a(path);
  CHECK(a.size() == frames);
  CHECK(a.complete() == 2);
  check_frame(a.read(1), 1);
  check_error(ar::error_kind::format,
              "cut.npy: truncated: 242 bytes of data; expected 480 for shape (5, 3, 4) of float64; "
              "frame 2 is not whole",
              [&] { static_cast<void>(a.read(2)); });
  check_frame(a.read(0), 0); // goes on
  // It grows while it is open.
  put(path, head + bytes_of(stack<double>(false)));
  CHECK(a.complete() == 5);
  check_frame(a.read(4), 4);
  // The file shrinks, which would end a process that has it mapped.
  REQUIRE(::truncate(path.c_str(), 100) == 0);
  CHECK(a.complete() == 0);
  check_error(ar::error_kind::format, "truncated: 0 bytes of data",
              [&] { static_cast<void>(a.read(4)); });
  check_error(ar::error_kind::parameter, "frame 5 of an array of shape (5, 3, 4); expected 0 to 4",
              [&] { static_cast<void>(a.read(5)); });

  put(path, npy_head("<f8", true, "5, 3, 4") + bytes_of(stack<double>(true)).substr(0, 400));
  ar::npy_frames f(path);
  CHECK(f.complete() == 0);
  check_error(ar::error_kind::format, "truncated", [&] { static_cast<void>(f.read(0)); });
}

TEST_CASE("what is no stack of frames") {
  const folder tmp;
  const std::string path = tmp.file("no.npy");
  check_error(ar::error_kind::io, "no.npy", [&] { ar::npy_frames a(path); });
  put(path, "nothing of the kind");
  check_error(ar::error_kind::format, "no.npy: begins with", [&] { ar::npy_frames a(path); });
  put(path, npy_head("<f8", false, "5,") + std::string(40, '\0'));
  check_error(ar::error_kind::parameter, "shape (5,) is no stack of frames",
              [&] { ar::npy_frames a(path); });
  put(path, npy_head("<f8", false, "0, 3, 4"));
  check_error(ar::error_kind::parameter, "shape (0, 3, 4) is no stack",
              [&] { ar::npy_frames a(path); });
  put(path, npy_head("<U3", false, "2, 3, 4"));
  check_error(ar::error_kind::format, "'<U3'", [&] { ar::npy_frames a(path); });
}

TEST_CASE("frames through a pipe, each once") {
  const folder tmp;
  const std::string path = tmp.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const std::string whole =
      npy_head(">f8", false, "5, 3, 4") + bytes_of(stack<double>(false), true);
  const auto feed = [&](const std::string& bytes) {
    return std::thread([&path, bytes] {
      std::ofstream out(path, std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
  };
  {
    std::thread writer = feed(whole);
    ar::npy_frames a(path);
    CHECK(a.complete() == frames);
    for (std::size_t t = 0; t < frames; ++t) check_frame(a.read(t), t);
    check_error(ar::error_kind::parameter, "of a pipe of which frame 5 comes next",
                [&] { static_cast<void>(a.read(0)); });
    writer.join();
  }
  {
    std::thread writer = feed(whole.substr(0, whole.size() - 1));
    ar::npy_frames a(path);
    for (std::size_t t = 0; t + 1 < frames; ++t) check_frame(a.read(t), t);
    check_error(ar::error_kind::format, "truncated", [&] { static_cast<void>(a.read(4)); });
    writer.join();
  }
  {
    std::thread writer = feed(std::string(70'000, 'x') + bytes_of(stack<std::int16_t>(false)));
    ar::npy_frames a(path, {{5, 3, 4}, ar::dtype::int16, 70'000});
    for (std::size_t t = 0; t < frames; ++t) check_frame(a.read(t), t);
    writer.join();
  }
  {
    std::thread writer = feed(npy_head("<f8", true, "5, 3, 4") + bytes_of(stack<double>(true)));
    check_error(ar::error_kind::parameter, "Fortran order from a pipe",
                [&] { ar::npy_frames a(path); });
    writer.join();
  }
}

namespace {

/// Frames of several .npy arrays in one file, one behind the other.
template <class T>
std::string appended(const std::string& descr, const std::string& shape, std::size_t first,
                     std::size_t count, bool fortran = false) {
  std::vector<T> all;
  for (std::size_t t = first; t < first + count; ++t)
    for (std::size_t i = 0; i < height * width; ++i)
      all.push_back(static_cast<T>(fortran ? value(t, i % height, i / height)
                                           : value(t, i / width, i % width)));
  return npy_head(descr, fortran, shape) + bytes_of(all);
}

/// The same from a file and through a pipe.
template <class Check> void from_both(const std::string& bytes, const Check& check) {
  const folder tmp;
  {
    INFO("file");
    const std::string path = tmp.file("a.npy");
    put(path, bytes);
    ar::npy_frames a(path);
    check(a, true);
  }
  INFO("pipe");
  const std::string path = tmp.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  std::thread writer([&] {
    std::ofstream out(path, std::ios::binary);
    out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
  });
  {
    ar::npy_frames a(path);
    check(a, false);
  }
  writer.join();
}

void check_all(ar::npy_frames& a, std::size_t count) {
  std::size_t t = 0;
  for (const ar::any_view& frame : a) check_frame(frame, t++);
  CHECK(t == count);
  CHECK(a.size() == count);
}

} // namespace

TEST_CASE("arrays appended to one file: a frame each") {
  std::string bytes;
  for (std::size_t t = 0; t < frames; ++t) bytes += appended<double>("<f8", "3, 4", t, 1);
  from_both(bytes, [](ar::npy_frames& a, bool is_file) {
    CHECK(a.type() == ar::dtype::float64);
    CHECK(a.arrays() == (is_file ? 5 : 1));
    CHECK(a.has_one_type() == is_file); // what comes through a pipe is not known
    check_all(a, frames);
    CHECK(a.extents() == std::vector<std::size_t>{5, 3, 4});
    CHECK(a.complete() == frames);
    if (is_file)
      for (const std::size_t t : {4U, 0U, 3U}) check_frame(a.read(t), t);
  });
}

TEST_CASE("arrays appended to one file: stacks, types and orders of all kinds") {
  // Two frames, one frame, a frame without an axis for it, none, and two; other types and headers.
  const std::string bytes =
      appended<double>("<f8", "2, 3, 4", 0, 2) + appended<std::int16_t>("<i2", "1, 3, 4", 2, 1) +
      appended<double>("<f8", "3, 4", 3, 1, true) + appended<double>("<f8", "0, 3, 4", 4, 0) +
      appended<std::int16_t>("<i2", "2, 3, 4", 4, 2) + std::string(7, ' '); // behind all, ignored
  from_both(bytes, [](ar::npy_frames& a, bool is_file) {
    CHECK_FALSE(a.has_one_type());
    check_all(a, 6);
    CHECK(a.arrays() == 5);
    if (is_file)
      for (const std::size_t t : {5U, 1U, 4U, 2U, 3U}) check_frame(a.read(t), t);
  });
  // Of a file, stacks in Fortran order too.
  const folder tmp;
  const std::string path = tmp.file("f.npy");
  const std::string stack_of_five =
      npy_head("<f8", true, "5, 3, 4") + bytes_of(stack<double>(true));
  put(path, stack_of_five + stack_of_five + stack_of_five);
  ar::npy_frames a(path);
  REQUIRE(a.size() == 15);
  for (const std::size_t t : {0U, 7U, 14U, 5U, 4U}) check_frame(a.read(t), t % 5);
}

TEST_CASE("arrays appended to one file: the axes of the whole decide") {
  // Colours in the last of three axes: frames of a file of several, unless the caller says stacks.
  const std::string color = npy_head("|u1", false, "6, 5, 3") + std::string(90, 'a');
  const folder tmp;
  const std::string path = tmp.file("c.npy");
  put(path, color + color);
  CHECK(ar::npy_frames(path).extents() == std::vector<std::size_t>{2, 6, 5, 3});
  CHECK(ar::npy_frames(path, ar::axes::tyx).extents() == std::vector<std::size_t>{12, 5, 3});
  CHECK(ar::npy_frames(path, ar::axes::tyxc).extents() == std::vector<std::size_t>{2, 6, 5, 3});
  const std::string planes = npy_head("|u1", false, "3, 6, 5") + std::string(90, 'a');
  put(path, planes + planes);
  CHECK(ar::npy_frames(path).extents() == std::vector<std::size_t>{6, 6, 5});
  CHECK(ar::npy_frames(path, ar::axes::tcyx).extents() == std::vector<std::size_t>{2, 3, 6, 5});
  // A single array is a stack.
  put(path, color);
  CHECK(ar::npy_frames(path).extents() == std::vector<std::size_t>{6, 5, 3});
}

TEST_CASE("arrays appended to one file: what cannot be a frame ends them") {
  const std::string two =
      appended<double>("<f8", "3, 4", 0, 1) + appended<double>("<f8", "3, 4", 1, 1);
  const auto ends = [&](const std::string& more, ar::error_kind kind, const std::string& part) {
    from_both(two + more, [&](ar::npy_frames& a, bool is_file) {
      for (std::size_t t = 0; t < 2; ++t) check_frame(a.read(t), t);
      if (is_file) CHECK(a.complete() == 2);
      check_error(kind, part, [&] {
        if (a.has(2)) static_cast<void>(a.read(2));
      });
    });
  };
  ends(npy_head("<f8", false, "4, 3") + std::string(96, '\0'), ar::error_kind::parameter,
       "frame 2: an array of shape (4, 3); expected frames of shape (3, 4)");
  ends(npy_head("<U3", false, "3, 4"), ar::error_kind::format, "'<U3'");
  ends(npy_head("<f8", false, "3, 4").substr(0, 40), ar::error_kind::format, "truncated");
  ends(appended<double>("<f8", "3, 4", 2, 1).substr(0, 200), ar::error_kind::format, "truncated");
}

TEST_CASE("raw frames through a pipe, as many as come") {
  const folder tmp;
  const std::string path = tmp.file("pipe");
  REQUIRE(::mkfifo(path.c_str(), 0600) == 0);
  const auto with = [&](const std::string& bytes, const auto& check) {
    std::thread writer([&] {
      std::ofstream out(path, std::ios::binary);
      out.write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
    });
    check();
    writer.join();
  };
  const ar::raw_layout layout{{0, 3, 4}, ar::dtype::int16, 4};
  const std::string whole = "head" + bytes_of(stack<std::int16_t>(false));
  with(whole, [&] {
    ar::npy_frames a(path, layout);
    check_all(a, frames);
  });
  with(whole.substr(0, whole.size() - 5), [&] {
    ar::npy_frames a(path, layout);
    for (std::size_t t = 0; t < 4; ++t) check_frame(a.read(t), t);
    check_error(ar::error_kind::format, "truncated: frame 4 has 19 bytes; expected 24", [&] {
      REQUIRE(a.has(4));
      static_cast<void>(a.read(4));
    });
  });
  with("head", [&] {
    check_error(ar::error_kind::format, "holds no frame; expected 1 or more of shape (3, 4)",
                [&] { ar::npy_frames a(path, layout); });
  });
  with(whole, [&] {
    check_error(ar::error_kind::parameter, "Fortran order from a pipe", [&] {
      ar::npy_frames a(path, {{0, 3, 4}, ar::dtype::int16, 4, false, true});
    });
  });
}

TEST_CASE("all arrays of a .npy") {
  const std::string bytes = appended<double>("<f8", "3, 4", 0, 1) +
                            appended<std::int16_t>("<i2", "2, 3, 4", 1, 2) +
                            npy_head("<f8", false, "2,") + bytes_of(std::vector<double>{5, 7});
  const folder tmp;
  const std::string path = tmp.file("all.npy");
  const auto check = [](const std::vector<ar::npy_array>& all) {
    REQUIRE(all.size() == 3);
    check_frame(all[0].view(), 0);
    CHECK(all[1].extents().size() == 3);
    CHECK(all[1].type() == ar::dtype::int16);
    CHECK(static_cast<const double*>(all[2].data())[1] == 7);
  };
  put(path, bytes + "\n and more");
  check(ar::read_arrays(path));
  check(ar::parse_arrays({reinterpret_cast<const std::uint8_t*>(bytes.data()), bytes.size()}));
  CHECK(ar::read_npy(path).extents().size() == 2); // as NumPy does
  put(path, bytes.substr(0, bytes.size() - 1));
  check_error(ar::error_kind::format, "truncated: 15 bytes of data",
              [&] { static_cast<void>(ar::read_arrays(path)); });
}

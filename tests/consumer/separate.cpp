// A user's program that is compiled separately: every way in which what is elsewhere is called, and
// elements of types that have no instances there.
#include <arrayreel/arrayreel.hpp>

#if defined(PNG_LIBPNG_VER_STRING) || defined(AV_NUM_DATA_POINTERS)
#error "the headers of libpng or FFmpeg, which are for the other file"
#endif

#include <complex>
#include <cstdint>
#include <cstdio>
#include <span>
#include <string>
#include <utility>
#include <vector>

namespace ar = arrayreel;

namespace {

int failures = 0;

void check(bool is_so, const char* what) {
  if (is_so) return;
  std::fprintf(stderr, "not so: %s\n", what);
  ++failures;
}

template <class T> ar::encoded picture_of() {
  const std::vector<T> values{T(1), T(2), T(3), T(4), T(5), T(6)};
  return ar::encode_png(ar::view(values, {2, 3}), {.vmin = 0, .vmax = 6, .bit_depth = 16});
}

void check_pictures() {
  const ar::encoded expected = picture_of<float>();
  check(picture_of<double>() == expected, "doubles as floats");
  check(picture_of<std::int32_t>() == expected, "32-bit integers as floats");
  check(picture_of<std::int8_t>() == expected, "8-bit integers as floats");
  check(picture_of<std::complex<float>>() == expected, "complex numbers as floats");

  const std::vector<std::uint8_t> row{1, 2, 3};
  ar::png_writer rows("rows.png", {.width = 3, .height = 2});
  for (int y = 0; y < 2; ++y) rows.push_row(std::span<const std::uint8_t>(row));
  check(rows.rows() == 2, "two rows");
  rows.finish();
  std::string refusal;
  try {
    rows.push_row(std::span<const std::uint8_t>(row));
  } catch (const ar::error& e) {
    refusal = e.what();
  }
  check(refusal.find("finished already") != std::string::npos, "no row after the last");

  const std::vector<std::uint8_t> levels{1, 2, 3, 1, 2, 3};
  ar::write_png("whole.png", ar::view(levels, {2, 3}));
  check(ar::nbimage(ar::view(levels, {2, 3})).html().find("<img") != std::string::npos, "a tag");
  check(ar::normalize(ar::view(levels, {2, 3})).size() == 6, "six numbers");
  check(ar::resolve_range(ar::view(levels, {2, 3}), {.vmin = 1}).hi == 3, "a range to 3");
}

void check_movies() {
  const std::vector<float> values(3 * 16 * 24, 0.5F);
  const auto movie = ar::nbvideo(ar::view(values, {3, 16, 24}), {.fps = 30});
  check(movie.report.frames == 3, "three frames");
  check(movie.codecs.size() == 1 && movie.sources.at(0).mime.find("mp4") != std::string::npos,
        "MP4");
  check(!movie.poster.bytes.empty(), "a poster");
  movie.save("saved.mp4");

  ar::raster<std::uint8_t> picture(16, 24);
  for (std::uint8_t& index : picture.pixels()) index = 1;
  picture.palette({{255, 0, 0}, {0, 255, 0}});
  ar::video_writer writer("frames.gif");
  writer.push(picture, 0.0);
  writer.push(picture, 0.5);
  writer.flush();
  check(writer.frames() == 2, "two frames");
  check(!writer.unfinished_files().empty(), "a file that is not finished");
  check(writer.finish().frames == 2, "two frames in the end");
  ar::video_writer given_up(ar::in_memory);
  given_up = std::move(writer);

  const std::vector<std::int8_t> integers(2 * 16 * 24, 1);
  check(ar::write_video("integers.mkv", ar::view(integers, {2, 16, 24}), {.vmin = 0}).frames == 2,
        "two frames of 8-bit integers");
  check(!ar::encoder_licence().empty(), "a licence");
}

} // namespace

int main() {
  try {
    check_pictures();
    check_movies();
  } catch (const ar::error& e) {
    check(false, e.what());
  }
  return failures;
}

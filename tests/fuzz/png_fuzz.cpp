// Arbitrary pixels, shapes and options as PNG: libpng and libspng read back what was written.
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <fcntl.h>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <unistd.h>
#include <vector>

#include <png.h>
#include <spng.h>

#include <arrayreel/png.hpp>

#include "fuzzed.hpp"

namespace ar = arrayreel;

namespace {

/// Red, green, blue and alpha of 16 bits of every pixel.
using colors = std::vector<std::uint16_t>;

template <class P>
colors colors_of(const ar::raster<P>& picture, const ar::upscale_factors& upscale) {
  const std::size_t n = picture.channels();
  constexpr unsigned scale = sizeof(P) == 1 ? 257 : 1;
  colors result;
  result.reserve(picture.height() * picture.width() * upscale.y() * upscale.x() * 4);
  for (std::size_t y = 0; y < picture.height() * upscale.y(); ++y)
    for (std::size_t x = 0; x < picture.width() * upscale.x(); ++x) {
      const P* const p = picture(y / upscale.y(), x / upscale.x());
      std::array<unsigned, 4> c{};
      if (!picture.palette().empty()) {
        const ar::color& entry = picture.palette()[p[0]];
        c = {entry.r, entry.g, entry.b, entry.a};
      } else {
        const unsigned full = sizeof(P) == 1 ? 255 : 65535;
        c = {p[0], p[n >= 3 ? 1 : 0], p[n >= 3 ? 2 : 0], n % 2 == 0 ? p[n - 1] : full};
      }
      for (const unsigned value : c) result.push_back(static_cast<std::uint16_t>(value * scale));
    }
  return result;
}

extern "C" {
[[noreturn]] void on_error(png_structp, png_const_charp text) { fuzz::found(text); }
void give(png_structp png, png_bytep to, std::size_t size) {
  auto& left = *static_cast<std::span<const std::uint8_t>*>(png_get_io_ptr(png));
  fuzz::require(size <= left.size(), "libpng reads beyond the end");
  std::memcpy(to, left.data(), size);
  left = left.subspan(size);
}
}

void check_by_libpng(std::span<const std::uint8_t> file, std::size_t width, std::size_t height,
                     const colors& expected) {
  // libpng's warnings are findings, too.
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_error, on_error);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &file, give);
  png_read_info(png, info);
  fuzz::require(png_get_image_width(png, info) == width &&
                    png_get_image_height(png, info) == height,
                "another size");
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  if (std::endian::native == std::endian::little) png_set_swap(png);
  png_read_update_info(png, info);
  fuzz::require(png_get_rowbytes(png, info) == width * 8, "another length of rows");
  std::vector<std::uint16_t> row(width * 4);
  for (std::size_t y = 0; y < height; ++y) {
    png_read_row(png, reinterpret_cast<png_bytep>(row.data()), nullptr);
    fuzz::require(std::memcmp(row.data(), expected.data() + y * row.size(), width * 8) == 0,
                  "other pixels by libpng");
  }
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
  fuzz::require(file.empty(), "bytes behind the end");
}

void check_by_libspng(std::span<const std::uint8_t> file, const colors& expected) {
  const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(0), spng_ctx_free);
  fuzz::require(spng_set_png_buffer(context.get(), file.data(), file.size()) == 0, "libspng");
  colors pixels(expected.size());
  const int status = spng_decode_image(context.get(), pixels.data(), pixels.size() * 2,
                                       SPNG_FMT_RGBA16, SPNG_DECODE_TRNS);
  fuzz::require(status == 0, spng_strerror(status));
  fuzz::require(pixels == expected, "other pixels by libspng");
}

void check(std::span<const std::uint8_t> file, std::size_t width, std::size_t height,
           const colors& expected) {
  check_by_libpng(file, width, height, expected);
  check_by_libspng(file, expected);
}

/// A pipe, into which a writer of files writes without a name to give them.
class channel {
public:
  channel() {
    fuzz::require(pipe2(ends_.data(), O_NONBLOCK) == 0, "a pipe");
    const int size = fcntl(ends_[1], F_SETPIPE_SZ, 1 << 20);
    fuzz::require(size >= 1 << 20, "a pipe of 1 MiB");
    path_ = "/proc/self/fd/" + std::to_string(ends_[1]);
  }
  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  [[nodiscard]] std::vector<std::uint8_t> all() {
    std::vector<std::uint8_t> bytes;
    std::array<std::uint8_t, 65536> part{};
    for (ssize_t n = 0; (n = read(ends_[0], part.data(), part.size())) > 0;)
      bytes.insert(bytes.end(), part.data(), part.data() + n);
    return bytes;
  }

private:
  std::array<int, 2> ends_{};
  std::string path_;
};

std::vector<std::uint8_t> by_rows(const auto& picture, const ar::png_options& o) {
  static channel pipe;
  using P = std::remove_cvref_t<decltype(*picture.row(0).data())>;
  ar::png_writer writer(pipe.path(),
                        {.width = picture.width(),
                         .height = picture.height(),
                         .channels = picture.channels(),
                         .bit_depth = 8 * sizeof(P),
                         .palette = picture.palette()},
                        o);
  for (std::size_t y = 0; y < picture.height(); ++y) writer.push_row(picture.row(y));
  writer.finish();
  return pipe.all();
}

/// \param size the picture's bytes
ar::png_options options_from(fuzz::input& in, std::size_t size) {
  ar::png_options o;
  // Six compressions of the library's own to two of libpng's.
  const std::size_t way = in.below(8);
  if (way < 6) {
    // The strongest takes as long as fifty others, of large pictures as hundreds.
    const std::size_t kind = in.by_all(size < 2048 ? 32 : 256);
    if (way < 5)
      o.compression = kind == 0  ? ar::png_compression::smallest
                      : kind < 8 ? ar::png_compression::balanced
                                 : ar::png_compression::fast;
    o.threads = static_cast<unsigned>(in.below(3));
  } else {
    o.filter = ar::png_filter{static_cast<unsigned char>(in.below(7))};
    o.strategy = ar::png_strategy{static_cast<unsigned char>(in.below(5))};
    if (in.chance()) o.level = static_cast<int>(in.below(10));
  }
  if (in.below(16) == 0) o.upscale = {in.below(4) + 1, in.below(4) + 1};
  if (in.below(16) == 0) o.dpi = 300;
  if (in.below(16) == 0) o.text.push_back({"Title", "u at t = 3 µs, η"});
  return o;
}

template <class P> void run(fuzz::input& in) {
  const std::size_t channels = in.below(4) + 1;
  const std::size_t height = fuzz::length(in, 300);
  const std::size_t width = fuzz::length(in, height > 48 ? 100 : 1000);
  ar::png_options o = options_from(in, height * width * channels * sizeof(P));
  const bool rows = in.below(8) == 0;
  std::vector<ar::color> palette;
  if (sizeof(P) == 1 && channels == 1 && in.chance()) {
    palette.resize(in.below(256) + 1);
    for (ar::color& c : palette) {
      const unsigned seed = in.word();
      c = {static_cast<std::uint8_t>(seed), static_cast<std::uint8_t>(seed >> 8),
           static_cast<std::uint8_t>(seed * 31)};
      if (seed % 8 == 0) c.a = static_cast<std::uint8_t>(seed >> 4);
    }
  }
  ar::raster<P> picture(height, width, channels);
  auto* const bytes = reinterpret_cast<std::uint8_t*>(picture.pixels().data());
  const std::size_t size = picture.pixels().size_bytes();
  fuzz::fill_rows(in, {bytes, size}, width * channels * sizeof(P));
  if (!palette.empty()) {
    for (P& index : picture.pixels()) index = static_cast<P>(index % palette.size());
    picture.palette(palette);
  }
  if (rows && size <= 1 << 19) {
    o.upscale = 1;
    check(by_rows(picture, o), width, height, colors_of(picture, 1));
  }
  const ar::encoded file = ar::encode_png(picture, o);
  fuzz::require(file.width == width * o.upscale.x() && file.height == height * o.upscale.y(),
                "another size told");
  check(file.bytes, file.width, file.height, colors_of(picture, o.upscale));
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  fuzz::input in(data, size);
  fuzz::choose_kernels(in);
  if (in.below(4) == 0)
    run<std::uint16_t>(in);
  else
    run<std::uint8_t>(in);
  return 0;
}

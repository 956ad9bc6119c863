// Independent readings of PNG files: by libpng, whole or row by row, and by libspng.
#pragma once

#include <bit>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <tuple>
#include <vector>

#include <png.h>
#include <spng.h>

#include <arrayreel/color.hpp>

namespace test {

/// What a file says of its pixels.
struct png_shape {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 0; // 1 for palette indices too
  unsigned bit_depth = 0;
  int color_type = 0; // the specification's number
  friend bool operator==(const png_shape&, const png_shape&) = default;
};

/// A decoded file: the stored components, palette indices as they are.
struct decoded_png {
  png_shape shape{};
  std::vector<std::uint16_t> components{};
  std::vector<arrayreel::color> palette{};

  friend bool operator==(const decoded_png&, const decoded_png&) = default;
};

namespace detail {

struct reading {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::FILE* file = nullptr; // either this or the bytes
  std::span<const std::uint8_t> bytes{};
  std::size_t at = 0;
  std::jmp_buf jump;
  char complaint[200] = {}; // an error, or a warning that would have gone unseen
};

extern "C" {
[[noreturn]] inline void test_png_error(png_structp png, png_const_charp message) {
  auto* r = static_cast<reading*>(png_get_error_ptr(png));
  std::strncpy(r->complaint, message, sizeof r->complaint - 1);
  std::longjmp(r->jump, 1);
}
inline void test_png_warning(png_structp png, png_const_charp message) {
  auto* r = static_cast<reading*>(png_get_error_ptr(png));
  std::strncpy(r->complaint, message, sizeof r->complaint - 1);
}
inline void test_png_read(png_structp png, png_bytep to, std::size_t count) {
  auto* r = static_cast<reading*>(png_get_io_ptr(png));
  const bool enough = r->file != nullptr ? std::fread(to, 1, count, r->file) == count
                                         : r->bytes.size() - r->at >= count;
  if (!enough) png_error(png, "the file ends early");
  if (r->file == nullptr) std::memcpy(to, r->bytes.data() + r->at, count);
  r->at += count;
}
}

// Each may be left by longjmp, so nothing in them has a destructor.
[[nodiscard]] inline bool read_header(reading& r) {
  if (setjmp(r.jump) != 0) return false; // NOLINT: libpng has no other way
  r.info = png_create_info_struct(r.png);
  png_set_read_fn(r.png, &r, test_png_read);
  png_set_user_limits(r.png, 0x7fffffff, 0x7fffffff);
  png_read_info(r.png, r.info);
  if (png_get_bit_depth(r.png, r.info) == 16 && std::endian::native == std::endian::little)
    png_set_swap(r.png);
  png_read_update_info(r.png, r.info);
  return true;
}
[[nodiscard]] inline bool read_row(reading& r, png_bytep row) {
  if (setjmp(r.jump) != 0) return false; // NOLINT
  png_read_row(r.png, row, nullptr);
  return true;
}
[[nodiscard]] inline bool read_end(reading& r) {
  if (setjmp(r.jump) != 0) return false; // NOLINT
  png_read_end(r.png, nullptr);
  return true;
}

} // namespace detail

/// A PNG read by libpng row by row, which holds two rows whatever the height. Anything that
/// libpng finds wrong, warnings included, is an exception.
class png_rows {
public:
  explicit png_rows(std::span<const std::uint8_t> bytes) {
    reading_.bytes = bytes;
    open();
  }
  explicit png_rows(const std::string& path) : file_(std::fopen(path.c_str(), "rb")) {
    if (file_ == nullptr) throw std::runtime_error("cannot open " + path);
    reading_.file = file_.get();
    open();
  }
  png_rows(const png_rows&) = delete;
  png_rows& operator=(const png_rows&) = delete;
  ~png_rows() { png_destroy_read_struct(&reading_.png, &reading_.info, nullptr); }

  [[nodiscard]] const png_shape& shape() const noexcept { return shape_; }

  /// The bytes of the next row; 16-bit components in the machine's order.
  [[nodiscard]] std::span<const std::uint8_t> next() {
    check(detail::read_row(reading_, row_.data()));
    return row_;
  }

  /// Reads what follows the pixels, to the last byte of the file.
  void end() {
    check(detail::read_end(reading_));
    const bool at_end = reading_.file != nullptr ? std::fgetc(reading_.file) == EOF
                                                 : reading_.at == reading_.bytes.size();
    if (!at_end) throw std::runtime_error("bytes after IEND");
  }

  [[nodiscard]] std::vector<arrayreel::color> palette() {
    std::vector<arrayreel::color> result;
    png_colorp colors = nullptr;
    int count = 0;
    if (png_get_PLTE(reading_.png, reading_.info, &colors, &count) == 0) return result;
    for (int i = 0; i < count; ++i)
      result.push_back({colors[i].red, colors[i].green, colors[i].blue, 255});
    png_bytep alpha = nullptr;
    int alpha_count = 0;
    if (png_get_tRNS(reading_.png, reading_.info, &alpha, &alpha_count, nullptr) != 0)
      for (int i = 0; i < alpha_count; ++i) result.at(static_cast<std::size_t>(i)).a = alpha[i];
    return result;
  }

private:
  void open() {
    reading_.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &reading_, detail::test_png_error,
                                          detail::test_png_warning);
    if (reading_.png == nullptr) throw std::runtime_error("no libpng");
    try {
      check(detail::read_header(reading_));
    } catch (...) {
      png_destroy_read_struct(&reading_.png, &reading_.info, nullptr);
      throw;
    }
    shape_ = {png_get_image_width(reading_.png, reading_.info),
              png_get_image_height(reading_.png, reading_.info),
              png_get_channels(reading_.png, reading_.info),
              png_get_bit_depth(reading_.png, reading_.info),
              png_get_color_type(reading_.png, reading_.info)};
    row_.resize(png_get_rowbytes(reading_.png, reading_.info));
  }
  void check(bool succeeded) const {
    if (!succeeded || reading_.complaint[0] != 0)
      throw std::runtime_error(std::string("libpng reading: ") + reading_.complaint);
  }

  struct close_file {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, close_file> file_;
  detail::reading reading_;
  png_shape shape_;
  std::vector<std::uint8_t> row_;
};

/// Bytes as components of the depth.
inline void append_components(std::vector<std::uint16_t>& to, std::span<const std::uint8_t> bytes,
                              unsigned bit_depth) {
  if (bit_depth == 8) {
    to.insert(to.end(), bytes.begin(), bytes.end());
    return;
  }
  const std::size_t begin = to.size();
  to.resize(begin + bytes.size() / 2);
  std::memcpy(to.data() + begin, bytes.data(), bytes.size());
}

/// The whole file as libpng reads it.
/// \throws std::runtime_error for whatever libpng finds wrong.
[[nodiscard]] inline decoded_png decode_with_libpng(std::span<const std::uint8_t> bytes) {
  png_rows rows(bytes);
  decoded_png result{.shape = rows.shape(), .palette = rows.palette()};
  for (std::size_t y = 0; y < rows.shape().height; ++y)
    append_components(result.components, rows.next(), rows.shape().bit_depth);
  rows.end();
  return result;
}

/// The whole file as libspng reads it.
/// \throws std::runtime_error for whatever libspng finds wrong.
[[nodiscard]] inline decoded_png decode_with_spng(std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(0), &spng_ctx_free);
  const auto check = [](int code) {
    if (code != 0) throw std::runtime_error(std::string("libspng: ") + spng_strerror(code));
  };
  check(spng_set_image_limits(context.get(), 0x7fffffff, 0x7fffffff));
  check(spng_set_png_buffer(context.get(), bytes.data(), bytes.size()));
  spng_ihdr header{};
  check(spng_get_ihdr(context.get(), &header));
  static constexpr std::size_t channels_of[] = {1, 0, 3, 1, 2, 0, 4};
  decoded_png result{.shape = {header.width, header.height, channels_of[header.color_type % 7],
                               header.bit_depth, header.color_type}};
  std::size_t size = 0;
  check(spng_decoded_image_size(context.get(), SPNG_FMT_PNG, &size));
  std::vector<std::uint8_t> pixels(size);
  check(spng_decode_image(context.get(), pixels.data(), size, SPNG_FMT_PNG, 0));
  append_components(result.components, pixels, header.bit_depth);
  spng_plte table{};
  if (spng_get_plte(context.get(), &table) == 0)
    for (std::size_t i = 0; i < table.n_entries; ++i)
      result.palette.push_back(
          {table.entries[i].red, table.entries[i].green, table.entries[i].blue, 255});
  spng_trns transparency{};
  if (spng_get_trns(context.get(), &transparency) == 0)
    for (std::size_t i = 0; i < transparency.n_type3_entries; ++i)
      result.palette.at(i).a = transparency.type3_alpha[i];
  check(spng_decode_chunks(context.get()));
  return result;
}

} // namespace test

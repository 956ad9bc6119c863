// The colours of PNG files whatever their form: every pixel as RGBA of 16 bits, by libpng and by
// libspng.
#pragma once

#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <png.h>
#include <spng.h>

namespace test {

namespace detail {

struct expanding {
  png_structp png = nullptr;
  png_infop info = nullptr;
  std::span<const std::uint8_t> bytes{};
  std::size_t at = 0;
  std::jmp_buf jump;
  char complaint[200] = {};
};

extern "C" {
[[noreturn]] inline void test_expand_error(png_structp png, png_const_charp message) {
  auto* e = static_cast<expanding*>(png_get_error_ptr(png));
  std::strncpy(e->complaint, message, sizeof e->complaint - 1);
  std::longjmp(e->jump, 1);
}
inline void test_expand_warning(png_structp png, png_const_charp message) {
  auto* e = static_cast<expanding*>(png_get_error_ptr(png));
  std::strncpy(e->complaint, message, sizeof e->complaint - 1);
}
inline void test_expand_read(png_structp png, png_bytep to, std::size_t count) {
  auto* e = static_cast<expanding*>(png_get_io_ptr(png));
  if (e->bytes.size() - e->at < count) png_error(png, "the file ends early");
  std::memcpy(to, e->bytes.data() + e->at, count);
  e->at += count;
}
}

// Each may be left by longjmp, so nothing in them has a destructor.
[[nodiscard]] inline bool begin_expanding(expanding& e) {
  if (setjmp(e.jump) != 0) return false; // NOLINT: libpng has no other way
  e.info = png_create_info_struct(e.png);
  png_set_read_fn(e.png, &e, test_expand_read);
  png_read_info(e.png, e.info);
  png_set_expand(e.png);
  png_set_expand_16(e.png);
  png_set_gray_to_rgb(e.png);
  png_set_add_alpha(e.png, 0xffff, PNG_FILLER_AFTER);
  png_read_update_info(e.png, e.info);
  return true;
}
[[nodiscard]] inline bool expand_row(expanding& e, png_bytep row) {
  if (setjmp(e.jump) != 0) return false; // NOLINT
  png_read_row(e.png, row, nullptr);
  return true;
}
[[nodiscard]] inline bool end_expanding(expanding& e) {
  if (setjmp(e.jump) != 0) return false; // NOLINT
  png_read_end(e.png, nullptr);
  return true;
}

} // namespace detail

/// Red, green, blue and alpha of every pixel. What libpng finds wrong is an exception.
[[nodiscard]] inline std::vector<std::uint16_t>
rgba16_by_libpng(std::span<const std::uint8_t> bytes) {
  detail::expanding e;
  e.bytes = bytes;
  e.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &e, detail::test_expand_error,
                                 detail::test_expand_warning);
  if (e.png == nullptr) throw std::runtime_error("no libpng");
  const std::unique_ptr<detail::expanding, void (*)(detail::expanding*)> guard(
      &e, [](detail::expanding* x) { png_destroy_read_struct(&x->png, &x->info, nullptr); });
  const auto check = [&](bool good) {
    if (!good || e.complaint[0] != 0)
      throw std::runtime_error(std::string("libpng expanding: ") + e.complaint);
  };
  check(detail::begin_expanding(e));
  const std::size_t row_bytes = png_get_rowbytes(e.png, e.info);
  if (row_bytes != std::size_t{8} * png_get_image_width(e.png, e.info))
    throw std::runtime_error("libpng expands to something else");
  std::vector<png_byte> row(row_bytes);
  std::vector<std::uint16_t> result;
  for (png_uint_32 y = 0; y < png_get_image_height(e.png, e.info); ++y) {
    check(detail::expand_row(e, row.data()));
    for (std::size_t i = 0; i < row_bytes; i += 2)
      result.push_back(static_cast<std::uint16_t>(row[i] << 8 | row[i + 1]));
  }
  check(detail::end_expanding(e));
  return result;
}

/// The same by libspng.
[[nodiscard]] inline std::vector<std::uint16_t>
rgba16_by_spng(std::span<const std::uint8_t> bytes) {
  const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(0), &spng_ctx_free);
  const auto check = [](int code) {
    if (code != 0) throw std::runtime_error(std::string("libspng: ") + spng_strerror(code));
  };
  check(spng_set_png_buffer(context.get(), bytes.data(), bytes.size()));
  std::size_t size = 0;
  check(spng_decoded_image_size(context.get(), SPNG_FMT_RGBA16, &size));
  std::vector<std::uint16_t> result(size / 2);
  check(spng_decode_image(context.get(), result.data(), size, SPNG_FMT_RGBA16, SPNG_DECODE_TRNS));
  check(spng_decode_chunks(context.get()));
  return result;
}

} // namespace test

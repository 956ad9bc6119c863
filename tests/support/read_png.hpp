// PNG files in memory back to their pixels and chunks, by libpng's reader: what the tests compare
// with.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <vector>

#include <png.h>

namespace test {

struct read_picture {
  std::size_t width = 0;
  std::size_t height = 0;
  int bit_depth = 0;
  int color_type = 0; // PNG_COLOR_TYPE_*
  std::size_t channels = 0;
  std::vector<unsigned> components;             // as they are in the file, palette indices included
  std::vector<std::array<unsigned, 4>> palette; // with the alphas of tRNS
  std::map<std::string, std::string> texts;
  bool tagged_srgb = false;

  /// Red, green, blue, alpha at the file's depth (8 bits for a palette), whatever its colour type.
  [[nodiscard]] std::array<unsigned, 4> rgba(std::size_t y, std::size_t x) const {
    const unsigned* p = components.data() + (y * width + x) * channels;
    const unsigned full = bit_depth == 16 ? 65535 : 255;
    switch (color_type) {
      case PNG_COLOR_TYPE_PALETTE: return palette.at(p[0]);
      case PNG_COLOR_TYPE_GRAY: return {p[0], p[0], p[0], full};
      case PNG_COLOR_TYPE_GRAY_ALPHA: return {p[0], p[0], p[0], p[1]};
      case PNG_COLOR_TYPE_RGB: return {p[0], p[1], p[2], full};
      default: return {p[0], p[1], p[2], p[3]};
    }
  }
};

namespace detail {

struct png_input {
  std::span<const std::uint8_t> left;
  std::array<char, 200> message{};
};

inline void take(png_structp png, png_bytep to, std::size_t size) {
  auto* in = static_cast<png_input*>(png_get_io_ptr(png));
  if (size > in->left.size()) png_error(png, "the file ends too early");
  std::memcpy(to, in->left.data(), size);
  in->left = in->left.subspan(size);
}
[[noreturn]] inline void fail(png_structp png, png_const_charp text) {
  auto* in = static_cast<png_input*>(png_get_error_ptr(png));
  std::strncpy(in->message.data(), text, in->message.size() - 1);
  png_longjmp(png, 1);
}
// A warning of the reader is a mistake of the writer.
inline void warn(png_structp png, png_const_charp text) { fail(png, text); }

// No variable here has a destructor, as libpng leaves by longjmp.
inline bool read_all(png_structp png, png_infop info) {
  if (setjmp(png_jmpbuf(png)) != 0) return false; // NOLINT
  png_read_png(png, info, PNG_TRANSFORM_IDENTITY, nullptr);
  return true;
}

} // namespace detail

/// \throws std::runtime_error for what libpng does not read, or reads with a warning.
[[nodiscard]] inline read_picture read_png(std::span<const std::uint8_t> bytes) {
  detail::png_input in{bytes};
  png_structp png = png_create_read_struct(PNG_LIBPNG_VER_STRING, &in, detail::fail, detail::warn);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &in, detail::take);
  const bool done = detail::read_all(png, info);

  read_picture result;
  if (done) {
    result.width = png_get_image_width(png, info);
    result.height = png_get_image_height(png, info);
    result.bit_depth = png_get_bit_depth(png, info);
    result.color_type = png_get_color_type(png, info);
    result.channels = png_get_channels(png, info);
    int intent = 0;
    result.tagged_srgb = png_get_sRGB(png, info, &intent) != 0;
    png_bytepp rows = png_get_rows(png, info);
    for (std::size_t y = 0; y < result.height; ++y)
      for (std::size_t i = 0; i < result.width * result.channels; ++i)
        result.components.push_back(
            result.bit_depth == 16 ? rows[y][2 * i] * 256U + rows[y][2 * i + 1] : rows[y][i]);
    png_colorp colors = nullptr;
    int count = 0;
    if (png_get_PLTE(png, info, &colors, &count) != 0)
      for (int i = 0; i < count; ++i)
        result.palette.push_back({colors[i].red, colors[i].green, colors[i].blue, 255});
    png_bytep alphas = nullptr;
    png_color_16p key = nullptr;
    if (png_get_tRNS(png, info, &alphas, &count, &key) != 0 && alphas != nullptr)
      for (std::size_t i = 0; i < static_cast<std::size_t>(count); ++i)
        result.palette.at(i)[3] = alphas[i];
    png_textp texts = nullptr;
    png_get_text(png, info, &texts, &count);
    for (int i = 0; texts != nullptr && i < count; ++i) result.texts[texts[i].key] = texts[i].text;
  }
  png_destroy_read_struct(&png, &info, nullptr);
  if (!done) throw std::runtime_error(std::string("read_png: ") + in.message.data());
  if (!in.left.empty()) throw std::runtime_error("read_png: bytes behind the end");
  return result;
}

} // namespace test

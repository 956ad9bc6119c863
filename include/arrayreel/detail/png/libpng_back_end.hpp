// The one place that calls libpng, with its structures, its setjmp and its callbacks.
#pragma once

#include <bit>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <string_view>
#include <utility>
#include <vector>

#include <png.h>

#include "../platform/interpreter_library.hpp"
#include "../base/message.hpp"
#include "../io/sink.hpp"
#include "plan.hpp"
#include "row_encoder.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
inline const interpreter_library png_library{
    ARRAYREEL_DETAIL_LIBRARY("png16", PNG_LIBPNG_VER_SONUM)};
#endif

// libpng may leave these functions by longjmp, so no object with a destructor lives in them. They
// then return false, and the state has the reason.
struct png_state {
  png_structp png = nullptr;
  png_infop info = nullptr;
  sink* out = nullptr;
  std::exception_ptr stashed; // thrown by the sink, inside a callback of C
  std::jmp_buf jump;
  char message[200] = {};
};

// In the namespace, unlike an extern "C" function: two releases of the library must not share one
// definition. C can call them all the same.
[[noreturn]] inline void on_png_error(png_structp png, png_const_charp message) {
  auto* state = static_cast<png_state*>(png_get_error_ptr(png));
  std::strncpy(state->message, message, sizeof state->message - 1);
  std::longjmp(state->jump, 1); // NOLINT: libpng has no other way
}
// The input was checked, so libpng has nothing to warn of; a warning is not printed.
inline void on_png_warning(png_structp, png_const_charp) {}

inline void on_png_write(png_structp png, png_bytep data, std::size_t size) {
  auto* state = static_cast<png_state*>(png_get_io_ptr(png));
  bool failed = false;
  try {
    state->out->write({data, size});
  } catch (...) {
    state->stashed = std::current_exception();
    failed = true;
  }
  // Not inside the catch block, which a longjmp must not leave.
  if (failed) png_error(png, "the output failed");
}
inline void on_png_flush(png_structp) {}

[[nodiscard]] inline bool create_png(png_state& s) {
  if (setjmp(s.jump) != 0) return false; // NOLINT: libpng has no other way
  s.png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &s, on_png_error, on_png_warning);
  if (s.png == nullptr) return false;
  s.info = png_create_info_struct(s.png);
  if (s.info == nullptr) return false;
  png_set_write_fn(s.png, &s, on_png_write, on_png_flush);
  return true;
}

[[nodiscard]] inline int libpng_filters(png_filter filter) noexcept {
  static constexpr int filters[] = {PNG_FILTER_SUB, PNG_FILTER_NONE,  PNG_FILTER_SUB, PNG_FILTER_UP,
                                    PNG_FILTER_AVG, PNG_FILTER_PAETH, PNG_ALL_FILTERS};
  return filters[static_cast<std::size_t>(filter)];
}

// libpng copies the colours.
inline void set_png_palette(png_state& s, const std::vector<color>& palette) {
  png_color colors[256] = {};
  png_byte alpha[256] = {};
  int alpha_count = 0; // up to the last entry that is not opaque
  for (std::size_t i = 0; i < palette.size(); ++i) {
    colors[i] = {palette[i].r, palette[i].g, palette[i].b};
    alpha[i] = palette[i].a;
    if (palette[i].a != 255) alpha_count = static_cast<int>(i) + 1;
  }
  png_set_PLTE(s.png, s.info, colors, static_cast<int>(palette.size()));
  if (alpha_count > 0) png_set_tRNS(s.png, s.info, alpha, alpha_count, nullptr);
  // The indices have been checked against the table.
  png_set_check_for_invalid_index(s.png, 0);
}

// libpng copies what the pointers point to and does not write there.
inline void set_png_text(png_state& s, const png_text_chunk& chunk) {
  png_text t{};
  t.compression = chunk.international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
  t.key = const_cast<char*>(chunk.keyword.c_str()); // NOLINT
  t.text = const_cast<char*>(chunk.text.c_str());   // NOLINT
  (chunk.international ? t.itxt_length : t.text_length) = chunk.text.size();
  png_set_text(s.png, s.info, &t, 1);
}

[[nodiscard]] inline bool write_png_header(png_state& s, const png_plan& plan) {
  if (setjmp(s.jump) != 0) return false; // NOLINT
  static constexpr int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                        PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  const png_form& form = plan.form;
  png_set_user_limits(s.png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(s.png, s.info, static_cast<png_uint_32>(form.width),
               static_cast<png_uint_32>(form.height), static_cast<int>(form.bit_depth),
               form.palette.empty() ? color_types[form.channels - 1] : PNG_COLOR_TYPE_PALETTE,
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(s.png, s.info, PNG_sRGB_INTENT_PERCEPTUAL);
  if (!form.palette.empty()) set_png_palette(s, form.palette);
  if (plan.pixels_per_meter != 0)
    png_set_pHYs(s.png, s.info, plan.pixels_per_meter, plan.pixels_per_meter, PNG_RESOLUTION_METER);
  for (const png_text_chunk& text : plan.texts) set_png_text(s, text);
  png_set_compression_level(s.png, plan.level);
  png_set_compression_strategy(s.png, plan.zlib_strategy);
  png_set_compression_mem_level(s.png, 9);
  png_set_compression_buffer_size(s.png, 65536);
  png_set_filter(s.png, PNG_FILTER_TYPE_BASE, libpng_filters(plan.filter));
  png_write_info(s.png, s.info);
  if (form.bit_depth == 16 && std::endian::native == std::endian::little) png_set_swap(s.png);
  return true;
}

[[nodiscard]] inline bool write_png_row(png_state& s, const png_byte* row) {
  if (setjmp(s.jump) != 0) return false; // NOLINT
  png_write_row(s.png, row);
  return true;
}

[[nodiscard]] inline bool write_png_end(png_state& s) {
  if (setjmp(s.jump) != 0) return false; // NOLINT
  png_write_end(s.png, nullptr);
  return true;
}

/// A PNG that libpng writes. It cannot be moved: libpng keeps its address.
class libpng_back_end final : public png_encoder {
public:
  /// Writes all bytes before the pixels.
  libpng_back_end(sink& out, const png_plan& plan)
      : height_(plan.form.height), row_bytes_(plan.form.row_bytes()) {
    state_.out = &out;
    if (create_png(state_) && write_png_header(state_, plan)) return;
    destroy();
    fail();
  }
  ~libpng_back_end() override { destroy(); }

  void row(const void* components) override {
    check(write_png_row(state_, static_cast<const png_byte*>(components)));
  }
  void all_rows(const void* components) override {
    const auto* row_bytes = static_cast<const png_byte*>(components);
    for (std::size_t y = 0; y < height_; ++y, row_bytes += row_bytes_) row(row_bytes);
  }
  void end() override { check(write_png_end(state_)); }

private:
  void check(bool succeeded) {
    if (!succeeded) fail();
  }
  [[noreturn, gnu::cold]] void fail() {
    if (state_.stashed) std::rethrow_exception(std::exchange(state_.stashed, nullptr));
    if (state_.message[0] == 0) refuse(error_kind::encoder, {"libpng could not be started"});
    refuse(error_kind::encoder, {"libpng: ", std::string_view(state_.message)});
  }
  void destroy() noexcept {
    if (state_.png != nullptr) png_destroy_write_struct(&state_.png, &state_.info);
  }

  png_state state_;
  std::size_t height_;
  std::size_t row_bytes_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

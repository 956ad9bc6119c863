// libpng and nothing else: the one place that knows its structures, its setjmp and its callbacks.
#pragma once

#include <bit>
#include <csetjmp>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <exception>
#include <span>
#include <string>
#include <vector>

#include <png.h>

#include "../../error.hpp"
#include "../base/interpreter_library.hpp"
#include "../base/message.hpp"
#include "plan.hpp"
#include "../io/sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
inline const interpreter_library png_library{
    ARRAYREEL_DETAIL_LIBRARY("png16", PNG_LIBPNG_VER_SONUM)};
#endif

// The functions that libpng may leave by longjmp: no object with a destructor lives in them.
// They return false where it did; the reason is then in the state.
struct png_state {
  png_structp png = nullptr;
  png_infop info = nullptr;
  sink* out = nullptr;
  std::exception_ptr stashed; // thrown by the sink, inside a callback of C
  std::jmp_buf jump;
  char message[200] = {};
};

// Named by the namespace, which an extern "C" function would leave: two releases must not share
// one definition. C calls them all the same.
[[noreturn]] inline void on_png_error(png_structp png, png_const_charp message) {
  auto* state = static_cast<png_state*>(png_get_error_ptr(png));
  std::strncpy(state->message, message, sizeof state->message - 1);
  std::longjmp(state->jump, 1); // NOLINT: libpng has no other way
}
// What libpng warns of has been checked before; nothing is printed.
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
  // Outside the handler, which a longjmp must not leave.
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

[[nodiscard]] inline bool write_png_header(png_state& s, const png_plan& plan,
                                           const png_color* palette, const png_byte* alpha,
                                           int alpha_count, png_text* texts, int text_count) {
  if (setjmp(s.jump) != 0) return false; // NOLINT
  static constexpr int color_types[] = {PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA,
                                        PNG_COLOR_TYPE_RGB, PNG_COLOR_TYPE_RGB_ALPHA};
  png_set_user_limits(s.png, 0x7fffffff, 0x7fffffff);
  png_set_IHDR(s.png, s.info, static_cast<png_uint_32>(plan.width),
               static_cast<png_uint_32>(plan.height), static_cast<int>(plan.bit_depth),
               palette != nullptr ? PNG_COLOR_TYPE_PALETTE : color_types[plan.channels - 1],
               PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_set_sRGB(s.png, s.info, PNG_sRGB_INTENT_PERCEPTUAL);
  if (palette != nullptr) {
    png_set_PLTE(s.png, s.info, palette, static_cast<int>(plan.palette.size()));
    if (alpha_count > 0) png_set_tRNS(s.png, s.info, alpha, alpha_count, nullptr);
    // The indices have been checked against the table.
    png_set_check_for_invalid_index(s.png, 0);
  }
  if (plan.pixels_per_meter != 0)
    png_set_pHYs(s.png, s.info, plan.pixels_per_meter, plan.pixels_per_meter, PNG_RESOLUTION_METER);
  if (text_count > 0) png_set_text(s.png, s.info, texts, text_count);
  png_set_compression_level(s.png, plan.level);
  png_set_compression_strategy(s.png, plan.strategy);
  png_set_compression_mem_level(s.png, 9);
  png_set_compression_buffer_size(s.png, 65536);
  png_set_filter(s.png, PNG_FILTER_TYPE_BASE, plan.filters);
  png_write_info(s.png, s.info);
  if (plan.bit_depth == 16 && std::endian::native == std::endian::little) png_set_swap(s.png);
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

/// A PNG being written to a sink, row by row. Not to be moved: libpng keeps its address.
class libpng_file {
public:
  /// Writes everything before the pixels.
  libpng_file(sink& out, const png_plan& plan) {
    state_.out = &out;
    try {
      check(create_png(state_));
      write_header(plan);
    } catch (...) {
      destroy();
      throw;
    }
  }
  libpng_file(const libpng_file&) = delete;
  libpng_file& operator=(const libpng_file&) = delete;
  ~libpng_file() { destroy(); }

  /// One row: 8-bit components, or 16-bit ones in the machine's byte order.
  void row(const void* components) {
    check(write_png_row(state_, static_cast<const png_byte*>(components)));
  }
  void end() { check(write_png_end(state_)); }

private:
  void write_header(const png_plan& plan) {
    std::vector<png_color> palette;
    std::vector<png_byte> alpha;
    std::size_t alpha_count = 0; // up to the last entry that is not opaque
    for (const color& c : plan.palette) {
      palette.push_back({c.r, c.g, c.b});
      alpha.push_back(c.a);
      if (c.a != 255) alpha_count = alpha.size();
    }
    std::vector<png_text> texts;
    for (const png_text_chunk& chunk : plan.texts) {
      png_text t{};
      t.compression = chunk.international ? PNG_ITXT_COMPRESSION_NONE : PNG_TEXT_COMPRESSION_NONE;
      // libpng copies what these point to and does not write there.
      t.key = const_cast<char*>(chunk.keyword.c_str()); // NOLINT
      t.text = const_cast<char*>(chunk.text.c_str());   // NOLINT
      if (chunk.international)
        t.itxt_length = chunk.text.size();
      else
        t.text_length = chunk.text.size();
      texts.push_back(t);
    }
    check(write_png_header(state_, plan, palette.empty() ? nullptr : palette.data(), alpha.data(),
                           static_cast<int>(alpha_count), texts.data(),
                           static_cast<int>(texts.size())));
  }

  void check(bool succeeded) {
    if (succeeded) return;
    if (state_.stashed) std::rethrow_exception(std::exchange(state_.stashed, nullptr));
    throw error(error_kind::encoder, state_.message[0] != 0
                                         ? std::string("libpng: ") + state_.message
                                         : std::string("libpng could not be started"));
  }

  void destroy() noexcept {
    if (state_.png != nullptr) png_destroy_write_struct(&state_.png, &state_.info);
  }

  png_state state_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

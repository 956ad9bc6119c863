// The chunks of PNG files (specification, section 11), and their order.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "../deflate/checksums.hpp"
#include "plan.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline void put_big_endian(std::uint8_t* out, std::uint32_t x) noexcept {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(x >> (24 - 8 * i));
}

/// A chunk in place: `bytes` begins with 8 bytes for its header, and 4 bytes for the checksum
/// follow it. It has less than 2³¹ bytes.
[[gnu::noinline]] inline void finish_chunk(std::span<std::uint8_t> bytes,
                                           const char* type) noexcept {
  const std::size_t size = bytes.size() - 12;
  put_big_endian(bytes.data(), static_cast<std::uint32_t>(size));
  for (std::size_t i = 0; i < 4; ++i) bytes[4 + i] = static_cast<std::uint8_t>(type[i]);
  put_big_endian(bytes.data() + 8 + size, crc32(bytes.subspan(4, 4 + size)));
}

/// All bytes of a file before the pixels.
class png_head {
public:
  /// \param form of the pixels in the file, which may differ from the plan's
  png_head(const png_form& form, const png_plan& plan) {
    add("\x89PNG\r\n\x1a\n");
    begin("IHDR");
    add32(static_cast<std::uint32_t>(form.width));
    add32(static_cast<std::uint32_t>(form.height));
    static constexpr std::uint8_t color_types[] = {0, 4, 2, 6}; // by channels
    add(static_cast<std::uint8_t>(form.bit_depth));
    add(form.palette.empty() ? color_types[form.channels - 1] : std::uint8_t{3});
    for (int i = 0; i < 3; ++i) add(0); // compression, filters, interlacing: none
    end();
    begin("sRGB");
    add(0); // rendering intent: perceptual
    end();
    add_palette(form.palette);
    if (!form.transparent.empty()) {
      begin("tRNS");
      for (const std::uint16_t component : form.transparent) {
        add(static_cast<std::uint8_t>(component >> 8));
        add(static_cast<std::uint8_t>(component));
      }
      end();
    }
    if (plan.pixels_per_meter != 0) {
      begin("pHYs");
      add32(plan.pixels_per_meter);
      add32(plan.pixels_per_meter);
      add(1); // unit: metre
      end();
    }
    for (const png_text_chunk& text : plan.texts) add_text(text);
  }

  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept {
    return {reinterpret_cast<const std::uint8_t*>(bytes_.data()), bytes_.size()};
  }

private:
  // Out of line: it is called often, and its speed does not matter.
  [[gnu::noinline]] void add(std::uint8_t byte) { bytes_.push_back(static_cast<char>(byte)); }
  [[gnu::noinline]] void add32(std::uint32_t x) {
    for (int i = 0; i < 4; ++i) add(static_cast<std::uint8_t>(x >> (24 - 8 * i)));
  }
  void add(std::string_view text) { bytes_.append(text); }
  [[gnu::noinline]] void begin(const char* type) {
    begin_ = bytes_.size();
    type_ = type;
    bytes_.append(8, '\0');
  }
  [[gnu::noinline]] void end() {
    bytes_.append(4, '\0');
    finish_chunk({reinterpret_cast<std::uint8_t*>(bytes_.data()) + begin_, bytes_.size() - begin_},
                 type_);
  }

  void add_palette(const std::vector<color>& palette) {
    if (palette.empty()) return;
    begin("PLTE");
    std::size_t alphas = 0; // up to the last entry that is not opaque
    for (std::size_t i = 0; i < palette.size(); ++i) {
      add(palette[i].r);
      add(palette[i].g);
      add(palette[i].b);
      if (palette[i].a != 255) alphas = i + 1;
    }
    end();
    if (alphas == 0) return;
    begin("tRNS");
    for (std::size_t i = 0; i < alphas; ++i) add(palette[i].a);
    end();
  }

  void add_text(const png_text_chunk& text) {
    begin(text.international ? "iTXt" : "tEXt");
    add(text.keyword);
    // Not compressed, no language, no translated keyword.
    for (int zeros = text.international ? 5 : 1; zeros > 0; --zeros) add(0);
    add(text.text);
    end();
  }

  std::string bytes_; // its functions are compiled in the standard library
  std::size_t begin_ = 0;
  const char* type_ = nullptr;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

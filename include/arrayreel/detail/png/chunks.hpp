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
#include "../io/sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

inline void put_big_endian(std::uint8_t* out, std::uint32_t x) noexcept {
  for (int i = 0; i < 4; ++i) out[i] = static_cast<std::uint8_t>(x >> (24 - 8 * i));
}

/// A chunk in the memory that it is in: `bytes` begins with 8 for its head, and 4 follow it for the
/// checksum. Its size is below 2³¹.
inline void finish_chunk(std::span<std::uint8_t> bytes, const char (&type)[5]) noexcept {
  const std::size_t size = bytes.size() - 12;
  put_big_endian(bytes.data(), static_cast<std::uint32_t>(size));
  for (std::size_t i = 0; i < 4; ++i) bytes[4 + i] = static_cast<std::uint8_t>(type[i]);
  put_big_endian(bytes.data() + 8 + size, crc32(bytes.subspan(4, 4 + size)));
}

/// All bytes of a file up to its pixels.
class png_head {
public:
  explicit png_head(const png_plan& plan) {
    static constexpr std::uint8_t signature[8] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    bytes_.assign(signature, signature + 8);
    begin("IHDR");
    add32(static_cast<std::uint32_t>(plan.width));
    add32(static_cast<std::uint32_t>(plan.height));
    static constexpr std::uint8_t color_types[] = {0, 4, 2, 6}; // by channels
    add(static_cast<std::uint8_t>(plan.bit_depth));
    add(plan.palette.empty() ? color_types[plan.channels - 1] : std::uint8_t{3});
    for (int i = 0; i < 3; ++i) add(0); // deflate, the filters, not interlaced
    end();
    begin("sRGB");
    add(0); // perceptual
    end();
    add_palette(plan.palette);
    if (!plan.transparent.empty()) {
      begin("tRNS");
      for (const std::uint16_t component : plan.transparent) {
        add(static_cast<std::uint8_t>(component >> 8));
        add(static_cast<std::uint8_t>(component));
      }
      end();
    }
    if (plan.pixels_per_meter != 0) {
      begin("pHYs");
      add32(plan.pixels_per_meter);
      add32(plan.pixels_per_meter);
      add(1); // a metre
      end();
    }
    for (const png_text_chunk& text : plan.texts) add_text(text);
  }

  [[nodiscard]] std::span<const std::uint8_t> bytes() const noexcept {
    return {bytes_.data(), bytes_.size()};
  }

private:
  void add(std::uint8_t byte) { bytes_.push_back(byte); }
  void add32(std::uint32_t x) {
    for (int i = 0; i < 4; ++i) add(static_cast<std::uint8_t>(x >> (24 - 8 * i)));
  }
  void add(std::string_view text) {
    for (const char c : text) add(static_cast<std::uint8_t>(c));
  }
  void begin(const char (&type)[5]) {
    begin_ = bytes_.size();
    type_ = &type;
    bytes_.resize(begin_ + 8);
  }
  void end() {
    bytes_.resize(bytes_.size() + 4);
    finish_chunk({bytes_.data() + begin_, bytes_.size() - begin_}, *type_);
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
    if (text.international)
      begin("iTXt");
    else
      begin("tEXt");
    add(text.keyword);
    // Not compressed, in no language, the keyword not translated.
    for (int zeros = text.international ? 5 : 1; zeros > 0; --zeros) add(0);
    add(text.text);
    end();
  }

  std::vector<std::uint8_t> bytes_;
  std::size_t begin_ = 0;
  const char (*type_)[5] = nullptr;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

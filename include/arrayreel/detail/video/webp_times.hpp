// Corrects the times of an animated WebP file, which its encoder guesses.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string_view>
#include <vector>

#include "../base/config.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Turns libwebp's output for a movie into an animation that ends when the movie ends.
///
/// FFmpeg does not tell libwebp when the last frame ends: it gets the mean of the others. A single
/// frame (or many equal ones, which libwebp merges) becomes a picture without a duration. The
/// format is that of the WebP Container Specification.
class webp_times {
public:
  /// \param duration of the movie, in milliseconds
  /// \param loops 0: for ever
  webp_times(std::size_t width, std::size_t height, std::int64_t duration, unsigned loops)
      : width_(width), height_(height), duration_(duration), loops_(loops) {}

  /// \throws error (encoder) for bytes that are not a WebP file.
  [[nodiscard, gnu::cold]] std::vector<std::uint8_t>
  operator()(std::span<const std::uint8_t> file) const {
    std::vector<std::uint8_t> result(file.begin(), file.end());
    std::size_t last_frame = 0;
    std::int64_t before = 0;
    std::vector<std::uint8_t> image;
    bool has_alpha = false;
    for (std::size_t at = riff_head; at < file.size();) {
      if (file.size() - at < chunk_head) refuse_file();
      const std::string_view name(reinterpret_cast<const char*>(file.data() + at), 4);
      const std::size_t size = number(file, at + 4, 4);
      const std::size_t whole = chunk_head + size + size % 2;
      if (whole > file.size() - at) refuse_file();
      if (name == "ANIM" && size >= 6) put(result, at + chunk_head + 4, loops_, 2);
      if (name == "ANMF" && size >= frame_head) {
        if (last_frame != 0) before += delay(file, last_frame);
        last_frame = at + chunk_head;
      }
      if (name == "ALPH" || name == "VP8 " || name == "VP8L") {
        image.insert(image.end(), file.begin() + static_cast<std::ptrdiff_t>(at),
                     file.begin() + static_cast<std::ptrdiff_t>(at + whole));
        // In VP8L it is the 29th bit after a byte of signature.
        has_alpha = has_alpha || name == "ALPH" ||
                    (name == "VP8L" && size >= 5 && (file[at + chunk_head + 4] & 0x10U) != 0);
      }
      at += whole;
    }
    if (last_frame == 0 && image.empty()) refuse_file();
    if (last_frame == 0) return animation(image, has_alpha);
    const std::int64_t last = std::clamp<std::int64_t>(duration_ - before, 1, longest_delay);
    put(result, last_frame + 12, static_cast<std::size_t>(last), 3);
    return result;
  }

private:
  static constexpr std::size_t riff_head = 12;
  static constexpr std::size_t chunk_head = 8;
  static constexpr std::size_t frame_head = 16;
  static constexpr std::int64_t longest_delay = 0xff'ffff;

  [[noreturn, gnu::cold]] static void refuse_file() {
    refuse(error_kind::encoder, {"the encoder libwebp_anim gave no WebP file"});
  }

  [[nodiscard]] static std::size_t number(std::span<const std::uint8_t> bytes, std::size_t at,
                                          std::size_t size) noexcept {
    std::size_t value = 0;
    for (std::size_t i = size; i-- > 0;) value = value << 8 | bytes[at + i];
    return value;
  }
  [[nodiscard]] static std::int64_t delay(std::span<const std::uint8_t> bytes,
                                          std::size_t frame) noexcept {
    return static_cast<std::int64_t>(number(bytes, frame + 12, 3));
  }
  static void put(std::vector<std::uint8_t>& bytes, std::size_t at, std::size_t value,
                  std::size_t size) noexcept {
    for (std::size_t i = 0; i < size; ++i)
      bytes[at + i] = static_cast<std::uint8_t>(value >> 8 * i);
  }
  static void append(std::vector<std::uint8_t>& bytes, std::size_t value, std::size_t size) {
    for (std::size_t i = 0; i < size; ++i)
      bytes.push_back(static_cast<std::uint8_t>(value >> 8 * i));
  }
  static void append_name(std::vector<std::uint8_t>& bytes, std::string_view name) {
    for (const char c : name) bytes.push_back(static_cast<std::uint8_t>(c));
  }
  static void append_head(std::vector<std::uint8_t>& bytes, std::string_view name,
                          std::size_t size) {
    append_name(bytes, name);
    append(bytes, size, 4);
  }

  /// Repeats a picture as often as its duration needs.
  [[nodiscard]] std::vector<std::uint8_t> animation(const std::vector<std::uint8_t>& image,
                                                    bool has_alpha) const {
    std::vector<std::uint8_t> bytes;
    append_head(bytes, "RIFF", 0);
    append_name(bytes, "WEBP");
    append_head(bytes, "VP8X", 10);
    append(bytes, has_alpha ? 0x12U : 0x02U, 4);
    append(bytes, width_ - 1, 3);
    append(bytes, height_ - 1, 3);
    append_head(bytes, "ANIM", 6);
    append(bytes, 0xffff'ffff, 4); // a white background, as libwebp's, which no browser shows
    append(bytes, loops_, 2);
    std::int64_t left = std::max<std::int64_t>(duration_, 1);
    for (; left > 0; left -= longest_delay) {
      append_head(bytes, "ANMF", frame_head + image.size());
      append(bytes, 0, 6); // its place
      append(bytes, width_ - 1, 3);
      append(bytes, height_ - 1, 3);
      append(bytes, static_cast<std::size_t>(std::min(left, longest_delay)), 3);
      append(bytes, 2, 1); // it replaces what was there
      bytes.insert(bytes.end(), image.begin(), image.end());
    }
    put(bytes, 4, bytes.size() - chunk_head, 4);
    return bytes;
  }

  std::size_t width_;
  std::size_t height_;
  std::int64_t duration_;
  unsigned loops_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

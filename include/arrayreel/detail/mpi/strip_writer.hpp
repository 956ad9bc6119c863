// A rank's strips of a PNG: rows in, compressed strips out, which need nothing of other ranks.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

#include "../../layout.hpp"
#include "../io/big_endian.hpp"
#include "../png/strips.hpp"
#include "rows.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Which rows of the file a rank compresses, all strips of it, and which of the picture it needs
/// for them: also the row above, from which the first is predicted.
struct strip_share {
  std::size_t begin = 0; ///< rows of the file
  std::size_t end = 0;
  row_share needed{}; ///< of the picture, which is smaller where it is enlarged
};

/// The strips go to the ranks in equal parts, in their order. Where they are cut depends on the
/// picture alone.
[[nodiscard]] inline std::vector<strip_share> shares_of_strips(std::size_t ranks,
                                                               std::size_t file_rows,
                                                               std::size_t strip_rows,
                                                               std::size_t rows_of_pixel) {
  const std::size_t strips = (file_rows - 1) / strip_rows + 1;
  std::vector<strip_share> shares(ranks);
  std::size_t first = 0;
  for (std::size_t r = 0; r < ranks; ++r) {
    const std::size_t count = strips / ranks + (r < strips % ranks ? 1 : 0);
    strip_share& s = shares[r];
    s.begin = std::min(first * strip_rows, file_rows);
    first += count;
    s.end = std::min(first * strip_rows, file_rows);
    if (s.begin == s.end) continue;
    s.needed = {(s.begin == 0 ? 0 : s.begin - 1) / rows_of_pixel, (s.end - 1) / rows_of_pixel + 1};
  }
  return shares;
}

/// Compresses the strips of a share. All go to the sink but the last one of the file, which waits
/// for the checksum of all.
class strip_writer final : public row_consumer {
public:
  strip_writer(sink& out, const png_form& form, const strip_method& method,
               const strip_share& share, const upscale_factors& upscale)
      : out_(out), share_(share), upscale_(upscale), row_bytes_(form.row_bytes()),
        pixel_bytes_(form.pixel_bytes()), deep_(form.bit_depth == 16), height_(form.height),
        strip_rows_(rows_of_strip(method, row_bytes_, height_)), next_(share.begin),
        compressor_(new pooled_compressor(method)), rows_((strip_rows_ + 1) * row_bytes_) {}

  void take(std::size_t first, std::size_t count, std::span<const std::uint8_t> rows) override {
    const std::size_t bytes = rows.size() / count;
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t begin = (first + i) * upscale_.y();
      const std::size_t end = begin + upscale_.y();
      const std::uint8_t* const from = rows.data() + i * bytes;
      if (share_.begin > 0 && begin < share_.begin && share_.begin <= end)
        convert(from, rows_.data()); // the row above
      for (std::size_t y = std::max(begin, share_.begin); y < end && y < share_.end; ++y) {
        convert(from, rows_.data() + (pending_ + 1) * row_bytes_);
        ++pending_;
        if (pending_ == strip_rows_ || next_ + pending_ == share_.end) compress();
      }
    }
  }

  /// Of the filtered rows so far.
  [[nodiscard]] std::uint32_t adler() const noexcept { return adler_; }
  [[nodiscard]] std::uint64_t filtered_bytes() const noexcept { return filtered_bytes_; }

  /// Writes the last strip of the file.
  void write_last(std::uint32_t adler_of_all) {
    compressed_strip strip;
    strip.data = last_.data() + compressed_strip::front;
    strip.size = last_.size() - compressed_strip::front - compressed_strip::behind;
    write_strip(out_, strip, is_first_of_file_, &adler_of_all);
  }

private:
  void convert(const std::uint8_t* from, std::uint8_t* to) const {
    const std::size_t pixels = row_bytes_ / pixel_bytes_;
    if (upscale_.x() == 1) {
      std::memcpy(to, from, row_bytes_);
    } else {
      for (std::size_t x = 0; x < pixels; ++x)
        std::memcpy(to + x * pixel_bytes_, from + x / upscale_.x() * pixel_bytes_, pixel_bytes_);
    }
    if (deep_) {
      converted_.resize(row_bytes_ / 2);
      std::memcpy(converted_.data(), to, row_bytes_);
      to_big_endian(to, converted_.data(), row_bytes_ / 2);
    }
  }

  void compress() {
    const bool is_last = next_ + pending_ == height_;
    std::uint8_t* const first = rows_.data() + row_bytes_;
    const compressed_strip strip = (*compressor_)
                                       ->compress({first, next_ > 0 ? rows_.data() : nullptr,
                                                   pending_, row_bytes_, pixel_bytes_},
                                                  is_last);
    adler_ = filtered_bytes_ == 0 ? strip.adler
                                  : adler32_joined(adler_, strip.adler, strip.filtered_size);
    filtered_bytes_ += strip.filtered_size;
    is_first_of_file_ = next_ == 0;
    if (is_last)
      last_.assign(strip.data - compressed_strip::front,
                   strip.data + strip.size + compressed_strip::behind);
    else
      write_strip(out_, strip, is_first_of_file_, nullptr);
    std::memcpy(rows_.data(), first + (pending_ - 1) * row_bytes_, row_bytes_);
    next_ += pending_;
    pending_ = 0;
  }

  sink& out_;
  strip_share share_;
  upscale_factors upscale_;
  std::size_t row_bytes_;
  std::size_t pixel_bytes_;
  bool deep_;
  std::size_t height_;
  std::size_t strip_rows_;
  std::size_t next_; // the first row of the strip that is being filled
  std::unique_ptr<pooled_compressor> compressor_;
  std::vector<std::uint8_t> rows_; // the row above, and a strip
  std::size_t pending_ = 0;
  std::uint32_t adler_ = 1;
  std::uint64_t filtered_bytes_ = 0;
  std::vector<std::uint8_t> last_;
  bool is_first_of_file_ = false;
  mutable std::vector<std::uint16_t> converted_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// The back ends of PNG: strips that our own compressors make, the smallest of many files, libpng.
#pragma once

#include "encoder.hpp"

#include <cstdint>
#include <cstring>
#include <span>
#include <utility>
#include <vector>

#include "../base/parallel.hpp"
#include "../base/scratch.hpp"
#include "../deflate/checksums.hpp"
#include "../io/big_endian.hpp"
#include "balanced_compressor.hpp"
#include "chunks.hpp"
#include "compressor.hpp"
#include "fast_compressor.hpp"
#include "reduce.hpp"
#include "smallest_compressor.hpp"
#include "strips.hpp"

#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
#include "libpng_back_end.hpp"
#endif

namespace arrayreel::ARRAYREEL_ABI::detail {

template <class Compressor> [[nodiscard]] strip_compressor* make_compressor() {
  return new Compressor;
}
template <class Compressor> [[nodiscard]] scratch_pool* pool_of() {
  static scratch_pool pool;
  return &pool;
}

inline constexpr strip_method fast_method{&make_compressor<fast_compressor>,
                                          &pool_of<fast_compressor>, fast_compressor::strip_bytes,
                                          false};
inline constexpr strip_method balanced_method{&make_compressor<balanced_compressor>,
                                              &pool_of<balanced_compressor>,
                                              balanced_compressor::strip_bytes, true};
// Getting memory takes little of its time.
inline constexpr strip_method smallest_method{&make_compressor<smallest_compressor>, nullptr,
                                              smallest_compressor::strip_bytes, true};

/// A PNG by our own compressors. Its strips are compressed one after the other, or on several
/// threads if all rows are there; the bytes are the same.
class strip_encoder final : public png_encoder {
public:
  strip_encoder(sink& out, const png_form& form, const png_plan& plan, const strip_method& method)
      : out_(out), height_(form.height), row_bytes_(form.row_bytes()),
        pixel_bytes_(form.pixel_bytes()), deep_(form.bit_depth == 16), threads_(plan.threads),
        method_(method), strip_rows_(rows_of_strip(method, row_bytes_, height_)),
        compressor_(method) {
    out_.write(png_head(form, plan).bytes());
  }

  void row(const void* components) override {
    if (rows_.empty()) rows_.resize((strip_rows_ + 1) * row_bytes_); // the row above, and a strip
    convert(rows_.data() + (pending_ + 1) * row_bytes_, components, 1);
    if (++pending_ < strip_rows_ && written_ + pending_ < height_) return;
    const std::size_t count = pending_;
    const std::uint8_t* const first = rows_.data() + row_bytes_;
    const bool last = written_ + count == height_;
    put_strip(compressor_->compress({first, written_ > 0 ? rows_.data() : nullptr, count,
                                     row_bytes_, pixel_bytes_},
                                    last),
              last);
    std::memcpy(rows_.data(), first + (count - 1) * row_bytes_, row_bytes_);
    written_ += count;
    pending_ = 0;
  }

  void all_rows(const void* components) override {
    const auto* const bytes = static_cast<const std::uint8_t*>(components);
    const std::size_t strips = (height_ - 1) / strip_rows_ + 1;
    const std::size_t most = threads_for(threads_, height_ * row_bytes_);
    const std::size_t workers = most < strips ? most : strips;
    if (workers > 1) return all_rows_by(workers, strips, bytes);
    for (std::size_t strip = 0; strip < strips; ++strip)
      put_strip(compressed(compressor_, rows_, bytes, strip), strip + 1 == strips);
  }

  void end() override { write_end(out_); }

  [[nodiscard]] const strip_method* strips() const noexcept override { return &method_; }

private:
  void convert(std::uint8_t* to, const void* components, std::size_t rows) const {
    if (deep_)
      to_big_endian(to, static_cast<const std::uint16_t*>(components), rows * row_bytes_ / 2);
    else
      std::memcpy(to, components, rows * row_bytes_);
  }

  [[nodiscard, gnu::noinline]] compressed_strip compressed(const pooled_compressor& compressor,
                                                           std::vector<std::uint8_t>& converted,
                                                           const std::uint8_t* bytes,
                                                           std::size_t strip) const {
    const std::size_t first = strip * strip_rows_;
    const std::size_t count = height_ - first < strip_rows_ ? height_ - first : strip_rows_;
    const std::size_t above = first > 0 ? 1 : 0;
    const std::uint8_t* from = bytes + (first - above) * row_bytes_;
    if (deep_) {
      if (converted.empty()) converted.resize((strip_rows_ + 1) * row_bytes_);
      convert(converted.data(), from, count + above);
      from = converted.data();
    }
    return compressor->compress({from + above * row_bytes_, above > 0 ? from : nullptr, count,
                                 row_bytes_, pixel_bytes_},
                                first + count == height_);
  }

  // Each worker has its own compressor and waits until the strips before its own are written.
  [[gnu::noinline]] void all_rows_by(std::size_t workers, std::size_t strips,
                                     const std::uint8_t* bytes) {
    struct worker {
      std::unique_ptr<pooled_compressor> compressor;
      std::vector<std::uint8_t> rows;
    };
    struct result {
      std::vector<std::uint8_t> memory;
      compressed_strip strip;
    };
    std::vector<worker> own(workers);
    for (worker& w : own) w.compressor.reset(new pooled_compressor(method_));
    const std::size_t at_once = 4 * workers < strips ? 4 * workers : strips;
    std::vector<result> results(at_once);
    for (std::size_t first = 0; first < strips; first += at_once) {
      const std::size_t count = strips - first < at_once ? strips - first : at_once;
      in_chunks(count, 1, workers, [&](std::size_t w, std::size_t begin, std::size_t end) {
        for (std::size_t i = begin; i < end; ++i) {
          result& r = results[i];
          r.strip = compressed(*own[w].compressor, own[w].rows, bytes, first + i);
          r.memory.assign(r.strip.data - compressed_strip::front,
                          r.strip.data + r.strip.size + compressed_strip::behind);
          r.strip.data = r.memory.data() + compressed_strip::front;
        }
      });
      for (std::size_t i = 0; i < count; ++i)
        put_strip(results[i].strip, first + i + 1 == strips);
    }
  }

  [[gnu::noinline]] void put_strip(const compressed_strip& strip, bool last) {
    const bool is_first = first_;
    if (first_) {
      const std::size_t strips = (height_ - 1) / strip_rows_ + 1;
      constexpr std::size_t most = std::size_t{1} << 30; // the stream may end early
      const std::size_t size = compressed_strip::front + strip.size;
      if (size < most / strips) out_.expect(strips * (size + size / 32) + 64);
      adler_ = strip.adler;
      first_ = false;
    } else {
      adler_ = adler32_joined(adler_, strip.adler, strip.filtered_size);
    }
    write_strip(out_, strip, is_first, last ? &adler_ : nullptr);
  }

  sink& out_;
  std::size_t height_;
  std::size_t row_bytes_;
  std::size_t pixel_bytes_;
  bool deep_;
  unsigned threads_;
  const strip_method& method_;
  std::size_t strip_rows_;
  pooled_compressor compressor_;
  std::vector<std::uint8_t> rows_;
  std::size_t pending_ = 0;
  std::size_t written_ = 0;
  bool first_ = true;
  std::uint32_t adler_ = 1;
};

/// Tries many ways and keeps the smallest file, if all rows are there; row by row, it uses the
/// compressor `smallest` alone.
class smallest_encoder final : public png_encoder {
public:
  smallest_encoder(sink& out, const png_plan& plan) noexcept : out_(out), plan_(plan) {}

  void row(const void* components) override {
    if (!rows_)
      rows_.reset(new strip_encoder(out_, plan_.form, plan_, smallest_method));
    rows_->row(components);
  }
  // Tries all forms with as few bits as the picture allows, and its own form. The result is never
  // larger than that of the other compressors.
  void all_rows(const void* components) override {
    keep(encoded_as(plan_.form, fast_method, components));
    std::size_t least = keep(encoded_as(plan_.form, balanced_method, components));
    const png_reducer reduced(plan_.form, components);
    const std::span<const reduced_picture> pictures = reduced.pictures();
    const png_form* form = &plan_.form;
    const void* pixels = components;
    const bool same_with_less = pictures.size() == 1 && pictures[0].form.palette.empty();
    for (const reduced_picture& p : pictures) {
      // A quick compressor chooses the form.
      const std::size_t size =
          same_with_less ? 0 : keep(encoded_as(p.form, balanced_method, p.pixels.data()));
      if (size >= least) continue;
      least = size;
      form = &p.form;
      pixels = p.pixels.data();
    }
    keep(encoded_as(*form, smallest_method, pixels));
    out_.write({best_.data(), best_.size()});
  }
  void end() override {
    if (rows_) rows_->end();
  }
  [[nodiscard]] const strip_method* strips() const noexcept override { return &smallest_method; }

private:
  [[nodiscard, gnu::noinline]] std::vector<std::uint8_t>
  encoded_as(const png_form& form, const strip_method& method, const void* components) const {
    memory_sink out;
    strip_encoder file(out, form, plan_, method);
    file.all_rows(components);
    file.end();
    return out.take();
  }
  // Returns the file's size; keeps the file if it is the smallest so far.
  [[gnu::noinline]] std::size_t keep(std::vector<std::uint8_t> file) {
    const std::size_t size = file.size();
    if (best_.empty() || size < best_.size()) best_.swap(file);
    return size;
  }

  sink& out_;
  const png_plan& plan_;
  std::unique_ptr<strip_encoder> rows_;
  std::vector<std::uint8_t> best_;
};

ARRAYREEL_INLINE png_encoder* make_fast_encoder(sink& out, const png_plan& plan) {
  return new strip_encoder(out, plan.form, plan, fast_method);
}
ARRAYREEL_INLINE png_encoder* make_balanced_encoder(sink& out, const png_plan& plan) {
  return new strip_encoder(out, plan.form, plan, balanced_method);
}
ARRAYREEL_INLINE png_encoder* make_smallest_encoder(sink& out, const png_plan& plan) {
  return new smallest_encoder(out, plan);
}
#if !defined(ARRAYREEL_WITHOUT_LIBPNG)
ARRAYREEL_INLINE png_encoder* make_libpng_encoder(sink& out, const png_plan& plan) {
  return new libpng_back_end(out, plan);
}
#endif

ARRAYREEL_INLINE std::unique_ptr<png_encoder> make_png_encoder(sink& out, const png_plan& plan) {
  return std::unique_ptr<png_encoder>(plan.maker(out, plan));
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

// Encoders by their own interfaces, as their users call them, from pixels to bytes in memory.
#include "png_peers.hpp"

#include <array>
#include <bit>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <limits>
#include <stdexcept>
#include <utility>

#include <png.h>

#include <arrayreel/png.hpp>

// Which of them there are, CMake says.
#if BENCH_SPNG
#include <spng.h>
#endif
#if BENCH_OPENCV
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#endif
#if BENCH_LODEPNG
#include <lodepng.h>
#endif
#if BENCH_LIBDEFLATE
#include <libdeflate.h>
#endif
#if BENCH_ISAL
#include <isa-l/crc.h>
#include <isa-l/igzip_lib.h>
#endif
#if BENCH_STB
#define STBI_WRITE_NO_STDIO
extern "C" unsigned char* stbi_write_png_to_mem(const unsigned char* pixels, int stride_bytes,
                                                int width, int height, int channels, int* size);
#endif
#if BENCH_FPNGE
#include <fpnge.h>
#endif
#if BENCH_FPNG
#include <fpng.h>
#endif

namespace bench {

namespace {

namespace ar = arrayreel;
using bytes = std::vector<std::uint8_t>;

[[noreturn]] void fail(const std::string& what) { throw std::runtime_error(what); }

// ---- libpng

extern "C" {
// No exception may cross libpng, and none of this is expected to fail.
[[noreturn]] void end_for_libpng(const char* text) {
  std::fprintf(stderr, "libpng: %s\n", text);
  std::exit(1);
}
[[noreturn]] void on_libpng_error(png_structp, png_const_charp text) { end_for_libpng(text); }
void on_libpng_warning(png_structp, png_const_charp) {}
void append_from_libpng(png_structp png, png_bytep data, std::size_t size) {
  auto& out = *static_cast<bytes*>(png_get_io_ptr(png));
  out.insert(out.end(), data, data + size);
}
void flush_for_libpng(png_structp) {}
struct reading {
  std::span<const std::uint8_t> left;
};
void give_to_libpng(png_structp png, png_bytep to, std::size_t size) {
  auto& in = *static_cast<reading*>(png_get_io_ptr(png));
  if (size > in.left.size()) end_for_libpng("the file ends too early");
  std::memcpy(to, in.left.data(), size);
  in.left = in.left.subspan(size);
}
}

class libpng_encoder : public encoder {
public:
  libpng_encoder(std::string name, int level) : encoder(std::move(name)), level_(level) {}

  void encode(const source& p) override {
    out_ = {};
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, on_libpng_error, on_libpng_warning);
    png_infop info = png_create_info_struct(png);
    png_set_write_fn(png, &out_, append_from_libpng, flush_for_libpng);
    if (level_ >= 0) png_set_compression_level(png, level_);
    constexpr std::array types{PNG_COLOR_TYPE_GRAY, PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB,
                               PNG_COLOR_TYPE_RGB_ALPHA};
    png_set_IHDR(png, info, static_cast<png_uint_32>(p.width), static_cast<png_uint_32>(p.height),
                 static_cast<int>(p.depth), types.at(p.channels - 1), PNG_INTERLACE_NONE,
                 PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    if (p.depth == 16 && std::endian::native == std::endian::little) png_set_swap(png);
    for (std::size_t y = 0; y < p.height; ++y)
      png_write_row(png, p.native.data() + y * p.row_bytes());
    png_write_end(png, info);
    png_destroy_write_struct(&png, &info);
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return out_; }

private:
  int level_;
  bytes out_;
};

// ---- this library

class arrayreel_encoder : public encoder {
public:
  arrayreel_encoder(std::string name, ar::png_options options)
      : encoder(std::move(name)), options_(std::move(options)) {}

  void encode(const source& p) override {
    out_ = p.deep != nullptr ? ar::encode_png(*p.deep, options_)
                             : ar::encode_png(*p.picture, options_);
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return out_.bytes; }

private:
  ar::png_options options_;
  ar::encoded out_;
};

// ---- libspng

#if BENCH_SPNG
class spng_encoder : public encoder {
public:
  using encoder::encoder;
  ~spng_encoder() override { std::free(out_); }
  spng_encoder(const spng_encoder&) = delete;
  spng_encoder& operator=(const spng_encoder&) = delete;

  void encode(const source& p) override {
    std::free(out_);
    out_ = nullptr;
    const std::unique_ptr<spng_ctx, void (*)(spng_ctx*)> context(spng_ctx_new(SPNG_CTX_ENCODER),
                                                                 spng_ctx_free);
    spng_set_option(context.get(), SPNG_ENCODE_TO_BUFFER, 1);
    constexpr std::array types{SPNG_COLOR_TYPE_GRAYSCALE, SPNG_COLOR_TYPE_GRAYSCALE_ALPHA,
                               SPNG_COLOR_TYPE_TRUECOLOR, SPNG_COLOR_TYPE_TRUECOLOR_ALPHA};
    spng_ihdr header{};
    header.width = static_cast<std::uint32_t>(p.width);
    header.height = static_cast<std::uint32_t>(p.height);
    header.bit_depth = static_cast<std::uint8_t>(p.depth);
    header.color_type = static_cast<std::uint8_t>(types.at(p.channels - 1));
    spng_set_ihdr(context.get(), &header);
    int status = spng_encode_image(context.get(), p.native.data(), p.native.size(), SPNG_FMT_PNG,
                                   SPNG_ENCODE_FINALIZE);
    if (status == 0) out_ = spng_get_png_buffer(context.get(), &size_, &status);
    if (status != 0) fail(std::string("libspng: ") + spng_strerror(status));
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override {
    return {static_cast<const std::uint8_t*>(out_), size_};
  }

private:
  void* out_ = nullptr;
  std::size_t size_ = 0;
};
#endif

// ---- OpenCV

#if BENCH_OPENCV
class opencv_encoder : public encoder {
public:
  using encoder::encoder;
  [[nodiscard]] bool takes(const source& p) const override { return p.channels != 2; }
  void encode(const source& p) override {
    const int type = CV_MAKETYPE(p.depth == 16 ? CV_16U : CV_8U, static_cast<int>(p.channels));
    const cv::Mat picture(static_cast<int>(p.height), static_cast<int>(p.width), type,
                          const_cast<std::uint8_t*>(p.bgr.data())); // NOLINT: only read
    out_ = {};
    if (!cv::imencode(".png", picture, out_)) fail("OpenCV's imencode");
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return out_; }

private:
  bytes out_;
};
#endif

// ---- stb_image_write

#if BENCH_STB
class stb_encoder : public encoder {
public:
  using encoder::encoder;
  ~stb_encoder() override { std::free(out_); }
  stb_encoder(const stb_encoder&) = delete;
  stb_encoder& operator=(const stb_encoder&) = delete;

  [[nodiscard]] bool takes(const source& p) const override { return p.depth == 8; }
  void encode(const source& p) override {
    std::free(out_);
    out_ = stbi_write_png_to_mem(p.native.data(), static_cast<int>(p.row_bytes()),
                                 static_cast<int>(p.width), static_cast<int>(p.height),
                                 static_cast<int>(p.channels), &size_);
    if (out_ == nullptr) fail("stb_image_write");
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override {
    return {out_, static_cast<std::size_t>(size_)};
  }

private:
  unsigned char* out_ = nullptr;
  int size_ = 0;
};
#endif

// ---- lodepng

#if BENCH_LODEPNG
class lodepng_encoder : public encoder {
public:
  using encoder::encoder;
  void encode(const source& p) override {
    constexpr std::array types{LCT_GREY, LCT_GREY_ALPHA, LCT_RGB, LCT_RGBA};
    out_ = {};
    const unsigned status = lodepng::encode(
        out_, p.big_endian, static_cast<unsigned>(p.width), static_cast<unsigned>(p.height),
        types.at(p.channels - 1), static_cast<unsigned>(p.depth));
    if (status != 0) fail(std::string("lodepng: ") + lodepng_error_text(status));
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return out_; }

private:
  bytes out_;
};
#endif

// ---- compressors of whole buffers, in a frame of our own

#if BENCH_LIBDEFLATE || BENCH_ISAL

enum class row_filter : std::uint8_t { sub = 1, up = 2, paeth = 4 };

void filter_sub(const std::uint8_t* row, std::size_t size, std::size_t step, std::uint8_t* out) {
  for (std::size_t i = 0; i < step; ++i) out[i] = row[i];
  for (std::size_t i = step; i < size; ++i)
    out[i] = static_cast<std::uint8_t>(row[i] - row[i - step]);
}

void filter_up(const std::uint8_t* row, const std::uint8_t* above, std::size_t size,
               std::uint8_t* out) {
  for (std::size_t i = 0; i < size; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
}

void filter_paeth(const std::uint8_t* row, const std::uint8_t* above, std::size_t size,
                  std::size_t step, std::uint8_t* out) {
  for (std::size_t i = 0; i < step; ++i) out[i] = static_cast<std::uint8_t>(row[i] - above[i]);
  for (std::size_t i = step; i < size; ++i) {
    const int left = row[i - step];
    const int over = above[i];
    const int corner = above[i - step];
    const int to_left = std::abs(over - corner);
    const int to_over = std::abs(left - corner);
    const int to_corner = std::abs(left + over - 2 * corner);
    const int other = to_over <= to_corner ? over : corner;
    const int guess = to_left <= to_over && to_left <= to_corner ? left : other;
    out[i] = static_cast<std::uint8_t>(row[i] - guess);
  }
}

/// The rows with their filters' numbers, as the compressor takes them.
void filter_rows(const source& p, row_filter filter, bytes& out) {
  const std::size_t size = p.row_bytes();
  const std::size_t step = p.channels * p.depth / 8;
  out.resize((size + 1) * p.height);
  const bytes nothing(size, 0);
  for (std::size_t y = 0; y < p.height; ++y) {
    const std::uint8_t* const row = p.big_endian.data() + y * size;
    const std::uint8_t* const above = y == 0 ? nothing.data() : row - size;
    std::uint8_t* const to = out.data() + y * (size + 1);
    *to = static_cast<std::uint8_t>(filter);
    if (filter == row_filter::sub)
      filter_sub(row, size, step, to + 1);
    else if (filter == row_filter::up)
      filter_up(row, above, size, to + 1);
    else
      filter_paeth(row, above, size, step, to + 1);
  }
}

/// Signature, header, one IDAT and the end around a zlib stream.
template <class Compress, class Crc> class framed_encoder : public encoder {
public:
  framed_encoder(std::string name, row_filter filter, Compress compress, Crc crc)
      : encoder(std::move(name)), filter_(filter), compress_(std::move(compress)),
        crc_(std::move(crc)) {}

  void encode(const source& p) override {
    filter_rows(p, filter_, filtered_);
    const std::size_t bound = filtered_.size() + filtered_.size() / 8 + 4096;
    out_ = bytes(bound);
    constexpr std::array<std::uint8_t, 8> signature{0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};
    std::uint8_t* to = std::copy(signature.begin(), signature.end(), out_.data());
    constexpr std::array<std::uint8_t, 4> types{0, 4, 2, 6};
    to = put_head(to, 13, "IHDR");
    std::uint8_t* const header = to;
    to = put_number(to, static_cast<std::uint32_t>(p.width));
    to = put_number(to, static_cast<std::uint32_t>(p.height));
    *to++ = static_cast<std::uint8_t>(p.depth);
    *to++ = types.at(p.channels - 1);
    for (int i = 0; i < 3; ++i) *to++ = 0;
    to = put_number(to, crc_(header - 4, 17));
    std::uint8_t* const data = to + 8;
    const std::size_t size = compress_(filtered_, std::span<std::uint8_t>(data, bound - 128));
    put_head(to, static_cast<std::uint32_t>(size), "IDAT");
    to = put_number(data + size, crc_(data - 4, size + 4));
    to = put_head(to, 0, "IEND");
    to = put_number(to, crc_(to - 4, 4));
    size_ = static_cast<std::size_t>(to - out_.data());
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return {out_.data(), size_}; }

private:
  static std::uint8_t* put_number(std::uint8_t* to, std::uint32_t number) {
    for (const unsigned shift : {24U, 16U, 8U, 0U})
      *to++ = static_cast<std::uint8_t>(number >> shift);
    return to;
  }
  static std::uint8_t* put_head(std::uint8_t* to, std::uint32_t size, const char* type) {
    to = put_number(to, size);
    return std::copy(type, type + 4, to);
  }

  row_filter filter_;
  Compress compress_;
  Crc crc_;
  bytes filtered_;
  bytes out_;
  std::size_t size_ = 0;
};

template <class Compress, class Crc>
std::unique_ptr<encoder> framed(std::string name, row_filter filter, Compress compress, Crc crc) {
  return std::make_unique<framed_encoder<Compress, Crc>>(std::move(name), filter,
                                                         std::move(compress), std::move(crc));
}

#endif

#if BENCH_LIBDEFLATE
std::unique_ptr<encoder> libdeflate_encoder(std::string name, int level, row_filter filter) {
  const std::shared_ptr<libdeflate_compressor> compressor(libdeflate_alloc_compressor(level),
                                                          libdeflate_free_compressor);
  return framed(
      std::move(name), filter,
      [compressor](const bytes& from, std::span<std::uint8_t> to) {
        const std::size_t size = libdeflate_zlib_compress(compressor.get(), from.data(),
                                                          from.size(), to.data(), to.size());
        if (size == 0) fail("libdeflate");
        return size;
      },
      [](const std::uint8_t* data, std::size_t size) { return libdeflate_crc32(0, data, size); });
}
#endif

#if BENCH_ISAL
std::unique_ptr<encoder> isal_encoder(std::string name, row_filter filter) {
  const auto buffer = std::make_shared<bytes>(std::size_t{ISAL_DEF_LVL1_DEFAULT});
  return framed(
      std::move(name), filter,
      [buffer](const bytes& from, std::span<std::uint8_t> to) {
        isal_zstream stream{};
        isal_deflate_init(&stream);
        stream.level = 1;
        stream.level_buf = buffer->data();
        stream.level_buf_size = static_cast<std::uint32_t>(buffer->size());
        stream.gzip_flag = IGZIP_ZLIB;
        stream.end_of_stream = 1;
        stream.flush = NO_FLUSH;
        stream.next_in = const_cast<std::uint8_t*>(from.data()); // NOLINT: only read
        stream.avail_in = static_cast<std::uint32_t>(from.size());
        stream.next_out = to.data();
        stream.avail_out = static_cast<std::uint32_t>(to.size());
        if (isal_deflate(&stream) != COMP_OK || stream.avail_in != 0) fail("ISA-L");
        return std::size_t{stream.total_out};
      },
      [](const std::uint8_t* data, std::size_t size) { return crc32_gzip_refl(0, data, size); });
}
#endif

// ---- fpnge and fpng, of sources that CMake is told of

#if BENCH_FPNGE
class fpnge_encoder : public encoder {
public:
  using encoder::encoder;
  void encode(const source& p) override {
    out_ = bytes(FPNGEOutputAllocSize(p.depth / 8, p.channels, p.width, p.height));
    FPNGEOptions options{};
    FPNGEFillOptions(&options, FPNGE_COMPRESS_LEVEL_DEFAULT, FPNGE_CICP_NONE);
    size_ = FPNGEEncode(p.depth / 8, p.channels, p.big_endian.data(), p.width, p.row_bytes(),
                        p.height, out_.data(), &options);
    if (size_ == 0) fail("fpnge");
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return {out_.data(), size_}; }

private:
  bytes out_;
  std::size_t size_ = 0;
};
#endif

#if BENCH_FPNG
class fpng_encoder : public encoder {
public:
  explicit fpng_encoder(std::string name) : encoder(std::move(name)) { fpng::fpng_init(); }
  [[nodiscard]] bool takes(const source& p) const override {
    return p.depth == 8 && p.channels >= 3;
  }
  void encode(const source& p) override {
    out_ = {};
    if (!fpng::fpng_encode_image_to_memory(p.native.data(), static_cast<std::uint32_t>(p.width),
                                           static_cast<std::uint32_t>(p.height),
                                           static_cast<std::uint32_t>(p.channels), out_))
      fail("fpng");
  }
  [[nodiscard]] std::span<const std::uint8_t> file() const override { return out_; }

private:
  bytes out_;
};
#endif

// ---- pixels

source with_orders(source s) {
  s.big_endian = s.native;
  if (s.depth == 16 && std::endian::native == std::endian::little)
    for (std::size_t i = 0; i < s.native.size(); i += 2)
      std::swap(s.big_endian[i], s.big_endian[i + 1]);
  s.bgr = s.native;
  const std::size_t size = s.depth / 8;
  if (s.channels >= 3)
    for (std::size_t i = 0; i < s.native.size(); i += s.channels * size)
      for (std::size_t b = 0; b < size; ++b) std::swap(s.bgr[i + b], s.bgr[i + 2 * size + b]);
  return s;
}

template <class P> source source_of(const ar::raster<P>& picture) {
  source s{.width = picture.width(),
           .height = picture.height(),
           .channels = picture.channels(),
           .depth = 8 * sizeof(P),
           .native = {},
           .big_endian = {},
           .bgr = {}};
  if (picture.palette().empty()) {
    const auto* const begin = reinterpret_cast<const std::uint8_t*>(picture.pixels().data());
    s.native.assign(begin, begin + picture.pixels().size_bytes());
  } else {
    s.channels = 3;
    for (const P index : picture.pixels()) {
      const ar::color c = picture.palette()[index];
      s.native.insert(s.native.end(), {c.r, c.g, c.b});
    }
  }
  if constexpr (sizeof(P) == 1)
    s.picture = &picture;
  else
    s.deep = &picture;
  return with_orders(std::move(s));
}

} // namespace

std::vector<source> sources_of(const item& pictures) {
  std::vector<source> result;
  for (const auto& picture : pictures.pictures) result.push_back(source_of(picture));
  for (const auto& picture : pictures.deep) result.push_back(source_of(picture));
  return result;
}

std::vector<std::unique_ptr<encoder>> all_encoders() {
  std::vector<std::unique_ptr<encoder>> all;
  all.push_back(std::make_unique<libpng_encoder>("libpng", -1));
  all.push_back(std::make_unique<libpng_encoder>("libpng-9", 9));
  const auto add_own = [&](const char* name, ar::png_compression compression) {
    all.push_back(std::make_unique<arrayreel_encoder>(
        name, ar::png_options{.compression = compression, .threads = 1}));
  };
  add_own("arrayreel fast", ar::png_compression::fast);
  add_own("arrayreel balanced", ar::png_compression::balanced);
  add_own("arrayreel smallest", ar::png_compression::smallest);
#if BENCH_SPNG
  all.push_back(std::make_unique<spng_encoder>("libspng"));
#endif
#if BENCH_OPENCV
  cv::setNumThreads(1);
  all.push_back(std::make_unique<opencv_encoder>("OpenCV"));
#endif
#if BENCH_STB
  all.push_back(std::make_unique<stb_encoder>("stb"));
#endif
#if BENCH_LODEPNG
  all.push_back(std::make_unique<lodepng_encoder>("lodepng"));
#endif
#if BENCH_LIBDEFLATE
  all.push_back(libdeflate_encoder("libdeflate-1 up", 1, row_filter::up));
  all.push_back(libdeflate_encoder("libdeflate-1 sub", 1, row_filter::sub));
  all.push_back(libdeflate_encoder("libdeflate-1 paeth", 1, row_filter::paeth));
  all.push_back(libdeflate_encoder("libdeflate-12 sub", 12, row_filter::sub));
  all.push_back(libdeflate_encoder("libdeflate-12 paeth", 12, row_filter::paeth));
#endif
#if BENCH_ISAL
  all.push_back(isal_encoder("ISA-L-1 up", row_filter::up));
  all.push_back(isal_encoder("ISA-L-1 sub", row_filter::sub));
  all.push_back(isal_encoder("ISA-L-1 paeth", row_filter::paeth));
#endif
#if BENCH_FPNGE
  all.push_back(std::make_unique<fpnge_encoder>("fpnge"));
#endif
#if BENCH_FPNG
  all.push_back(std::make_unique<fpng_encoder>("fpng"));
#endif
  return all;
}

void check_file(std::span<const std::uint8_t> file, const source& picture) {
  reading in{file};
  png_structp png =
      png_create_read_struct(PNG_LIBPNG_VER_STRING, nullptr, on_libpng_error, on_libpng_warning);
  png_infop info = png_create_info_struct(png);
  png_set_read_fn(png, &in, give_to_libpng);
  png_read_info(png, info);
  if (png_get_image_width(png, info) != picture.width ||
      png_get_image_height(png, info) != picture.height)
    fail("a file of another size");
  // Encoders may choose another type of colour that shows the same: all as RGBA of 16 bits.
  png_set_expand_16(png);
  png_set_gray_to_rgb(png);
  png_set_add_alpha(png, 0xffff, PNG_FILLER_AFTER);
  png_read_update_info(png, info);
  bytes row(png_get_rowbytes(png, info));
  if (row.size() != picture.width * 8) fail("rows of another length");
  for (std::size_t y = 0; y < picture.height; ++y) {
    png_read_row(png, row.data(), nullptr);
    for (std::size_t x = 0; x < picture.width; ++x)
      for (std::size_t c = 0; c < 4; ++c) {
        const std::size_t n = picture.channels;
        const bool color = n >= 3;
        const bool has_alpha = n == 2 || n == 4;
        unsigned expected = 0xffff;
        if (c < 3 || has_alpha) {
          const std::size_t channel = c == 3 ? n - 1 : color ? c : 0;
          const std::size_t at = (y * picture.width + x) * n + channel;
          expected = picture.depth == 8
                         ? picture.big_endian[at] * 257U
                         : picture.big_endian[2 * at] * 256U + picture.big_endian[2 * at + 1];
        }
        if (row[8 * x + 2 * c] * 256U + row[8 * x + 2 * c + 1] != expected)
          fail("another pixel at row " + std::to_string(y) + ", column " + std::to_string(x));
      }
  }
  png_read_end(png, nullptr);
  png_destroy_read_struct(&png, &info, nullptr);
}

} // namespace bench

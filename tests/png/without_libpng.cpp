// Compiled without the compiled library and with ARRAYREEL_WITHOUT_LIBPNG; TEST_BUILD is the name of what
// it defines.
#include "without_libpng.hpp"

#if !defined(ARRAYREEL_WITHOUT_LIBPNG) || defined(ARRAYREEL_COMPILED)
#error this file is about the library without libpng
#endif

#include <algorithm>

#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

#if defined(PNG_LIBPNG_VER) || defined(ZLIB_VERNUM)
#error headers of libpng or zlib are included
#endif

namespace ar = arrayreel;

namespace {

template <class P>
ar::encoded encoded(const test::plain_picture& picture, ar::png_compression compression) {
  ar::raster<P> raster(picture.height, picture.width, picture.channels);
  std::transform(picture.components.begin(), picture.components.end(), raster.pixels().begin(),
                 [](std::uint16_t x) { return static_cast<P>(x); });
  return ar::encode_png(raster, {.compression = compression});
}

std::vector<std::uint8_t> encode(const test::plain_picture& picture, int compression) {
  const ar::png_compression all[] = {ar::png_compression::fast, ar::png_compression::balanced,
                                     ar::png_compression::smallest};
  const ar::png_compression one = all[compression];
  return picture.is_deep ? encoded<std::uint16_t>(picture, one).bytes
                         : encoded<std::uint8_t>(picture, one).bytes;
}

std::string uri(std::size_t height, std::size_t width, const std::vector<double>& field) {
  return ar::nbimage(ar::view(field.data(), {height, width}),
                     {.colormap = ar::colormaps::viridis})
      .data_uri();
}

std::string refusal(int option) {
  ar::png_options options;
  if (option == 0) options.level = 6;
  if (option == 1) options.filter = ar::png_filter::paeth;
  if (option == 2) options.strategy = ar::png_strategy::rle;
  try {
    static_cast<void>(ar::encode_png(ar::raster<std::uint8_t>(2, 2, 1), options));
  } catch (const ar::error& e) {
    return e.kind() == ar::error_kind::parameter ? e.what() : "an error of another kind";
  }
  return "none";
}

std::string npz(std::span<const std::uint8_t> archive, std::vector<std::int32_t>& elements) {
  try {
    const std::vector<ar::npy_array> arrays = ar::parse_npz(archive);
    const auto* const data = static_cast<const std::int32_t*>(arrays.at(0).data());
    elements.assign(data, data + arrays[0].size());
  } catch (const ar::error& e) {
    return e.what();
  }
  return "";
}

} // namespace

namespace test {

#define TEST_TEXT_OF(name) #name
#define TEST_TEXT(name) TEST_TEXT_OF(name)
const without_libpng TEST_BUILD = {TEST_TEXT(TEST_BUILD), &encode, &uri, &refusal, &npz};

} // namespace test

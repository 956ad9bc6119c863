// view() of CImg: the real one where its header is, else one with the members that it documents.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"

namespace ar = arrayreel;

#if __has_include(<CImg.h>)
#pragma GCC diagnostic ignored "-Wold-style-cast"
#define cimg_display 0
#define cimg_verbosity 0
#include <CImg.h>
using cimg_library::CImg;
#else
namespace {
/// x is the fastest in memory, then y, z and the channel.
template <class T> class CImg {
public:
  using value_type = T;
  CImg(unsigned w, unsigned h, unsigned d, unsigned c)
      : width_(w), height_(h), depth_(d), spectrum_(c),
        data_(ar::shape(std::size_t{w} * h * d * c)) {}
  [[nodiscard]] int width() const { return static_cast<int>(width_); }
  [[nodiscard]] int height() const { return static_cast<int>(height_); }
  [[nodiscard]] int depth() const { return static_cast<int>(depth_); }
  [[nodiscard]] int spectrum() const { return static_cast<int>(spectrum_); }
  [[nodiscard]] unsigned long size() const { return data_.size(); }
  [[nodiscard]] T* data() { return data_.data(); }
  [[nodiscard]] const T* data() const { return data_.data(); }
  [[nodiscard]] const T* begin() const { return data_.data(); }
  [[nodiscard]] const T* end() const { return data_.data() + data_.size(); }
  [[nodiscard]] const T& operator()(unsigned x, unsigned y, unsigned z, unsigned c) const {
    return data_.data()[x + std::size_t{width_} * (y + std::size_t{height_} * (z + depth_ * c))];
  }

private:
  unsigned width_, height_, depth_, spectrum_;
  ar::owned_array<T> data_; // std::vector<bool> has no data()
};
} // namespace
#endif

namespace {

template <class T>
CImg<T> filled(unsigned width, unsigned height, unsigned depth, unsigned channels) {
  CImg<T> result(width, height, depth, channels);
  for (std::size_t i = 0; i < result.size(); ++i) result.data()[i] = test::value_of<T>(i + 1);
  return result;
}

constexpr auto u = [](std::size_t i) { return static_cast<unsigned>(i); };

template <class T> void check_element() {
  const auto gray = filled<T>(4, 3, 1, 1);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(gray)), ar::array_view<T>>);
  CHECK(ar::view(gray).extents() == ar::shape(3, 4));
  CHECK(ar::view(gray).data() == gray.data());
  CHECK(ar::view(gray).layout() == ar::axes::yx);
  CHECK(test::differences(ar::view(gray), [&](std::size_t y, std::size_t x) {
          return gray(u(x), u(y), 0, 0);
        }) == 0);
  for (const unsigned channels : {2U, 3U, 4U}) {
    const auto colour = filled<T>(4, 3, 1, channels);
    CHECK(ar::view(colour).extents() == ar::shape(3, 4, channels));
    CHECK(ar::view(colour).layout() == ar::axes::yxc);
    CHECK(test::differences(ar::view(colour), [&](std::size_t y, std::size_t x, std::size_t c) {
            return colour(u(x), u(y), 0, u(c));
          }) == 0);
  }
  const auto volume = filled<T>(4, 3, 5, 1);
  CHECK(ar::view(volume).extents() == ar::shape(5, 3, 4));
  CHECK(ar::view(volume).layout() == ar::axes::tyx);
  CHECK(test::differences(ar::view(volume), [&](std::size_t z, std::size_t y, std::size_t x) {
          return volume(u(x), u(y), u(z), 0);
        }) == 0);
  const auto movie = filled<T>(4, 3, 5, 3);
  CHECK(ar::view(movie).layout() == ar::axes::tyxc);
  CHECK(test::differences(ar::view(movie),
                          [&](std::size_t z, std::size_t y, std::size_t x, std::size_t c) {
                            return movie(u(x), u(y), u(z), u(c));
                          }) == 0);
}

} // namespace

TEST_CASE("CImg: every element type, gray, colours and volumes") {
  check_element<float>();
  check_element<double>();
  check_element<std::uint8_t>();
  check_element<std::int8_t>();
  check_element<std::uint16_t>();
  check_element<std::int32_t>();
  check_element<std::uint64_t>();
  check_element<bool>();
}

TEST_CASE("CImg: planes become pixels") {
  CImg<std::uint8_t> image(2, 1, 1, 3);
  const std::uint8_t planes[]{10, 40, 20, 50, 30, 60};
  for (std::size_t i = 0; i < 6; ++i) image.data()[i] = planes[i];
  const ar::raster<std::uint8_t> pixels = ar::rerange(image);
  CHECK(pixels.channels() == 3);
  for (std::size_t i = 0; i < 6; ++i) CHECK(pixels.pixels()[i] == 10 * (i + 1));
}

TEST_CASE("CImg: several are not one array") {
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<CImg<float>>>);
}

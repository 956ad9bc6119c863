// Pictures for tooltips, of the example's blobs: what tooltip_bytes_test.py and
// bench/tooltip_pictures.py set against Pillow.
//
//   tooltip_driver arrays FILE     400 arrays of 96 x 96 float32
//   tooltip_driver bytes FILE      their labelled pixels, 400 x 96 x 96 bytes; prints the bytes of
//                                  all PNG files, by the library's defaults and as the example has
//   tooltip_driver time FILE       loads the arrays; for each line "defaults" or "smallest" of its
//                                  input makes all data URIs, and prints the seconds and the bytes
#include <chrono>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <exception>
#include <fstream>
#include <iostream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <arrayreel/base64.hpp>
#include <arrayreel/png.hpp>

#include "blobs.hpp"

namespace {

namespace ar = arrayreel;

constexpr std::size_t count = 400;
constexpr std::size_t size = blobs::side * blobs::side;

std::vector<blobs::array> make_arrays() {
  std::vector<blobs::array> arrays;
  for (blobs::sample& sample : blobs::make_samples(count / 2)) {
    arrays.push_back(std::move(sample.im1));
    arrays.push_back(std::move(sample.im2));
  }
  return arrays;
}

ar::raster<std::uint8_t> picture_of(const blobs::array& array, std::size_t number) {
  return blobs::labelled(array, number % 2 == 0 ? "im1" : "im2");
}

void write_arrays(const char* path) {
  std::ofstream out(path, std::ios::binary);
  for (const blobs::array& array : make_arrays())
    out.write(reinterpret_cast<const char*>(array.data()), size * sizeof(float));
  if (!out.flush()) throw std::runtime_error(std::string("cannot write ") + path);
}

void write_pixels(const char* path) {
  std::ofstream out(path, std::ios::binary);
  std::size_t defaults = 0;
  std::size_t smallest = 0;
  const std::vector<blobs::array> arrays = make_arrays();
  for (std::size_t i = 0; i < arrays.size(); ++i) {
    const ar::raster<std::uint8_t> picture = picture_of(arrays[i], i);
    out.write(reinterpret_cast<const char*>(picture.pixels().data()), size);
    defaults += ar::encode_png(picture).bytes.size();
    smallest +=
        ar::encode_png(picture, {.compression = ar::png_compression::smallest}).bytes.size();
  }
  if (!out.flush()) throw std::runtime_error(std::string("cannot write ") + path);
  std::cout << defaults << ' ' << smallest << '\n';
}

void take_time(const char* path) {
  std::ifstream in(path, std::ios::binary);
  std::vector<blobs::array> arrays(count, blobs::array(size));
  for (blobs::array& array : arrays)
    in.read(reinterpret_cast<char*>(array.data()), size * sizeof(float));
  if (!in) throw std::runtime_error(std::string("cannot read ") + path);
  for (std::string way; std::getline(std::cin, way);) {
    const auto begin = std::chrono::steady_clock::now();
    std::size_t bytes = 0;
    for (std::size_t i = 0; i < arrays.size(); ++i) {
      const ar::raster<std::uint8_t> picture = picture_of(arrays[i], i);
      const ar::encoded png =
          way == "smallest"
              ? ar::encode_png(picture, {.compression = ar::png_compression::smallest})
              : ar::encode_png(picture);
      bytes += ar::data_uri(png).size();
    }
    const std::chrono::duration<double> seconds = std::chrono::steady_clock::now() - begin;
    std::cout << seconds.count() << ' ' << bytes << std::endl;
  }
}

} // namespace

int main(int argc, char** argv) {
  try {
    const std::string_view job = argc == 3 ? argv[1] : "";
    if (job == "arrays")
      write_arrays(argv[2]);
    else if (job == "bytes")
      write_pixels(argv[2]);
    else if (job == "time")
      take_time(argv[2]);
    else
      throw std::runtime_error("usage: tooltip_driver arrays|bytes|time FILE");
    return 0;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "tooltip_driver: %s\n", e.what());
    return 1;
  }
}

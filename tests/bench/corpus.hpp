// The pictures that the benchmarks compress, the same on every machine: from formulas, from
// examples/data and photographs of Debian packages.
#pragma once

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <numbers>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/colormap.hpp>
#include <arrayreel/npy.hpp>
#include <arrayreel/raster.hpp>
#include <arrayreel/rerange.hpp>

// The photograph is in a file of bzip2's, where that library is: compile with BENCH_BZIP2=1 and
// link bz2.
#ifndef BENCH_BZIP2
#define BENCH_BZIP2 0
#endif
#if BENCH_BZIP2
#include <bzlib.h>
#endif
// Another is a JPEG, which OpenCV reads: BENCH_OPENCV=1, and link its imgcodecs.
#ifndef BENCH_OPENCV
#define BENCH_OPENCV 0
#endif
#if BENCH_OPENCV
#include <opencv2/imgcodecs.hpp>
#endif

namespace bench {

using field = std::vector<float>;

/// Numbers that follow from the seed alone (Steele, Lea and Flood 2014: SplitMix64). Those of
/// <random>'s distributions differ among standard libraries.
class random_numbers {
public:
  explicit random_numbers(std::uint64_t seed) noexcept : state_(seed) {}

  [[nodiscard]] std::uint64_t bits() noexcept {
    state_ += 0x9e3779b97f4a7c15U;
    std::uint64_t z = state_;
    z = (z ^ z >> 30) * 0xbf58476d1ce4e5b9U;
    z = (z ^ z >> 27) * 0x94d049bb133111ebU;
    return z ^ z >> 31;
  }
  /// 0 ≤ x < 1
  [[nodiscard]] double unit() noexcept { return static_cast<double>(bits() >> 11) * 0x1p-53; }

private:
  std::uint64_t state_;
};

/// n × n values: a few waves and some bumps, as a solver's pressure or temperature looks.
/// \param radians of the shortest wave along a side
[[nodiscard]] inline field smooth_field(std::size_t n, double radians = 60,
                                        std::uint64_t seed = 1) {
  random_numbers random(seed);
  struct wave {
    double kx, ky, phase, amplitude;
  };
  struct bump {
    double x, y, width, height;
  };
  std::vector<wave> waves;
  for (int i = 0; i < 4; ++i) {
    const double kx = radians * (2 * random.unit() - 1);
    const double ky = radians * (2 * random.unit() - 1);
    const double phase = 2 * std::numbers::pi * random.unit();
    waves.push_back({kx, ky, phase, 0.5 + 0.5 * random.unit()});
  }
  std::vector<bump> bumps;
  for (int i = 0; i < 6; ++i) {
    const double x = random.unit();
    const double y = random.unit();
    const double width = 0.05 + 0.15 * random.unit();
    bumps.push_back({x, y, width, 3 * random.unit() - 1.5});
  }
  field f(n * n);
  for (std::size_t y = 0; y < n; ++y)
    for (std::size_t x = 0; x < n; ++x) {
      const double u = static_cast<double>(x) / static_cast<double>(n);
      const double v = static_cast<double>(y) / static_cast<double>(n);
      double value = 0;
      for (const wave& w : waves) value += w.amplitude * std::sin(w.kx * u + w.ky * v + w.phase);
      for (const bump& b : bumps) {
        const double r = ((u - b.x) * (u - b.x) + (v - b.y) * (v - b.y)) / (2 * b.width * b.width);
        if (r < 20) value += b.height * std::exp(-r);
      }
      f[y * n + x] = static_cast<float>(value);
    }
  return f;
}

namespace detail {

using complexes = std::vector<std::complex<double>>;

/// Radix 2, in place, without a factor; `count` numbers, a power of two, `stride` apart.
inline void transform(std::complex<double>* data, std::size_t count, std::size_t stride,
                      complexes& line) {
  line.resize(count);
  std::size_t reversed = 0;
  for (std::size_t i = 0; i < count; ++i) {
    line[reversed] = data[i * stride];
    std::size_t bit = count >> 1;
    while (bit != 0 && (reversed & bit) != 0) {
      reversed ^= bit;
      bit >>= 1;
    }
    reversed |= bit;
  }
  for (std::size_t half = 1; half < count; half *= 2) {
    const std::complex<double> turn = std::polar(1.0, std::numbers::pi / static_cast<double>(half));
    std::complex<double> factor = 1;
    for (std::size_t k = 0; k < half; ++k) {
      for (std::size_t i = k; i < count; i += 2 * half) {
        const std::complex<double> a = line[i];
        const std::complex<double> b = line[i + half];
        const std::complex<double> turned{b.real() * factor.real() - b.imag() * factor.imag(),
                                          b.real() * factor.imag() + b.imag() * factor.real()};
        line[i] = a + turned;
        line[i + half] = a - turned;
      }
      factor *= turn;
    }
  }
  for (std::size_t i = 0; i < count; ++i) data[i * stride] = line[i];
}

[[nodiscard]] inline complexes transformed(complexes spectrum, std::size_t n) {
  complexes line;
  for (std::size_t y = 0; y < n; ++y) transform(spectrum.data() + y * n, n, 1, line);
  for (std::size_t x = 0; x < n; ++x) transform(spectrum.data() + x, n, n, line);
  return spectrum;
}

/// Of a periodic field, between its points, by cubic convolution (Keys 1981), which keeps what is
/// small.
template <class Function>
[[nodiscard]] double between(const Function& at, std::size_t n, double y, double x) {
  const auto weights = [](double t, double(&w)[4]) {
    w[0] = ((-0.5 * t + 1) * t - 0.5) * t;
    w[1] = (1.5 * t - 2.5) * t * t + 1;
    w[2] = ((-1.5 * t + 2) * t + 0.5) * t;
    w[3] = (0.5 * t - 0.5) * t * t;
  };
  const double y0 = std::floor(y);
  const double x0 = std::floor(x);
  double wy[4];
  double wx[4];
  weights(y - y0, wy);
  weights(x - x0, wx);
  const auto side = static_cast<std::ptrdiff_t>(n);
  const auto wrapped = [&](double from, std::ptrdiff_t step) {
    return static_cast<std::size_t>((static_cast<std::ptrdiff_t>(from) + step + 4 * side) % side);
  };
  double sum = 0;
  for (std::ptrdiff_t j = 0; j < 4; ++j) {
    double row = 0;
    for (std::ptrdiff_t i = 0; i < 4; ++i)
      row += wx[i] * at(wrapped(y0, j - 1) * n + wrapped(x0, i - 1));
    sum += wy[j] * row;
  }
  return sum;
}

} // namespace detail

/// n × n values, n a power of two: vorticity as two-dimensional turbulence has it. Waves of random
/// phase with a spectrum that falls as a power of the wave number, wound up by the flow that
/// belongs to the large ones, so that there are eddies and filaments.
[[nodiscard]] inline field turbulent_field(std::size_t n, std::uint64_t seed = 2) {
  random_numbers random(seed);
  detail::complexes vorticity(n * n);
  detail::complexes flow(n * n); // x in the real, y in the imaginary part
  const double high = 0.3 * static_cast<double>(n);
  for (std::size_t j = 0; j < n; ++j)
    for (std::size_t i = 0; i < n; ++i) {
      const double ky = static_cast<double>(j) - (j > n / 2 ? static_cast<double>(n) : 0.0);
      const double kx = static_cast<double>(i) - (i > n / 2 ? static_cast<double>(n) : 0.0);
      const double k = std::hypot(kx, ky);
      const double phase = 2 * std::numbers::pi * random.unit();
      if (k == 0) continue;
      const double low = (k / 5) * (k / 5);
      const double amplitude = low / std::pow(1 + low, 1.75) * std::exp(-(k / high) * (k / high));
      const std::complex<double> w = std::polar(amplitude, phase);
      vorticity[j * n + i] = w;
      // u = (∂ψ/∂y, −∂ψ/∂x) with ψ of the real part: both halves of the spectrum are needed.
      if (k < 24) flow[j * n + i] = w / (k * k);
    }
  vorticity = detail::transformed(std::move(vorticity), n);
  flow = detail::transformed(std::move(flow), n);
  std::vector<double> stream(n * n);
  for (std::size_t i = 0; i < n * n; ++i) stream[i] = flow[i].real();
  std::vector<double> u(n * n);
  std::vector<double> v(n * n);
  double fastest = 0;
  for (std::size_t y = 0; y < n; ++y)
    for (std::size_t x = 0; x < n; ++x) {
      const auto psi = [&](std::size_t row, std::size_t column) {
        return stream[row % n * n + column % n];
      };
      u[y * n + x] = psi(y + 1, x) - psi(y + n - 1, x);
      v[y * n + x] = psi(y, x + n - 1) - psi(y, x + 1);
      fastest = std::max(fastest, std::hypot(u[y * n + x], v[y * n + x]));
    }
  // Where each point came from: steps of the flow, backwards.
  constexpr int steps = 14;
  const double step = 0.010 * static_cast<double>(n) / fastest;
  const auto nearest = [&](const std::vector<double>& of, double y, double x) {
    const auto side = static_cast<std::ptrdiff_t>(n);
    const auto wrapped = [&](double place) {
      return static_cast<std::size_t>((std::lround(place) + 4 * side) % side);
    };
    return of[wrapped(y) * n + wrapped(x)];
  };
  field f(n * n);
  for (std::size_t row = 0; row < n; ++row)
    for (std::size_t column = 0; column < n; ++column) {
      auto y = static_cast<double>(row);
      auto x = static_cast<double>(column);
      for (int i = 0; i < steps; ++i) {
        const double half_x = x - step / 2 * nearest(u, y, x);
        const double half_y = y - step / 2 * nearest(v, y, x);
        x -= step * nearest(u, half_y, half_x);
        y -= step * nearest(v, half_y, half_x);
      }
      f[row * n + column] = static_cast<float>(
          detail::between([&](std::size_t at) { return vorticity[at].real(); }, n, y, x));
    }
  return f;
}

/// n × n values: octaves of waves whose amplitude falls with the wavelength, and an instrument's
/// noise of about one level of 256.
[[nodiscard]] inline field octaves_field(std::size_t n) {
  random_numbers random(7);
  field f(n * n, 0.0F);
  std::vector<double> sines(2 * n);
  for (int octave = 0; octave < 8; ++octave)
    for (int wave = 0; wave < 6; ++wave) {
      const double k = 2 * std::numbers::pi * std::exp2(octave) / static_cast<double>(n);
      const double angle = 2 * std::numbers::pi * random.unit();
      const double phase = 2 * std::numbers::pi * random.unit();
      const double amplitude = std::exp2(-octave);
      for (std::size_t x = 0; x < n; ++x) {
        sines[2 * x] = std::sin(k * std::cos(angle) * static_cast<double>(x));
        sines[2 * x + 1] = std::cos(k * std::cos(angle) * static_cast<double>(x));
      }
      for (std::size_t y = 0; y < n; ++y) {
        const double at = k * std::sin(angle) * static_cast<double>(y) + phase;
        const double sine = amplitude * std::sin(at);
        const double cosine = amplitude * std::cos(at);
        for (std::size_t x = 0; x < n; ++x)
          f[y * n + x] += static_cast<float>(sines[2 * x] * cosine + sines[2 * x + 1] * sine);
      }
    }
  const auto [low, high] = std::minmax_element(f.begin(), f.end());
  const auto level = static_cast<double>(*high - *low) / 256;
  for (float& value : f) value += static_cast<float>(level * (random.unit() - 0.5));
  return f;
}

[[nodiscard]] inline field noise_field(std::size_t n) {
  random_numbers random(3);
  field f(n * n);
  for (float& value : f) value = static_cast<float>(random.unit());
  return f;
}

/// n × n labels 0…9: 60 Voronoi cells, as a segmentation or the ranks of a domain look.
[[nodiscard]] inline std::vector<std::uint8_t> label_field(std::size_t n) {
  random_numbers random(4);
  struct seed {
    double x, y;
  };
  std::vector<seed> seeds;
  for (int i = 0; i < 60; ++i) {
    const double x = random.unit();
    seeds.push_back({x * static_cast<double>(n), random.unit() * static_cast<double>(n)});
  }
  std::vector<std::uint8_t> f(n * n);
  for (std::size_t y = 0; y < n; ++y)
    for (std::size_t x = 0; x < n; ++x) {
      double nearest = 1e30;
      for (std::size_t s = 0; s < seeds.size(); ++s) {
        const double dx = static_cast<double>(x) - seeds[s].x;
        const double dy = static_cast<double>(y) - seeds[s].y;
        if (dx * dx + dy * dy < nearest) {
          nearest = dx * dx + dy * dy;
          f[y * n + x] = static_cast<std::uint8_t>(s % 10);
        }
      }
    }
  return f;
}

/// An item of the corpus: pictures of one kind, which are encoded one after the other. Either those
/// of 8 or those of 16 bits are there.
struct item {
  std::string name{};
  std::string what{};
  std::vector<arrayreel::raster<std::uint8_t>> pictures{};
  std::vector<arrayreel::raster<std::uint16_t>> deep{};
};

/// The photograph of a raccoon that comes with SciPy (Debian: python3-scipy), 768 × 1024, RGB; by
/// Judy Weggelaar, in the public domain. None where the file or the library for it is not there.
[[nodiscard]] inline std::vector<arrayreel::raster<std::uint8_t>>
photograph(const char* path = nullptr) {
  std::vector<arrayreel::raster<std::uint8_t>> result;
#if BENCH_BZIP2
  if (path == nullptr) path = "/usr/lib/python3/dist-packages/scipy/misc/face.dat";
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path, "rb"), std::fclose);
  if (!file) return result;
  int status = BZ_OK;
  BZFILE* const stream = BZ2_bzReadOpen(&status, file.get(), 0, 0, nullptr, 0);
  arrayreel::raster<std::uint8_t> picture(768, 1024, 3);
  const auto size = static_cast<int>(picture.pixels().size());
  const bool whole =
      status == BZ_OK && BZ2_bzRead(&status, stream, picture.pixels().data(), size) == size;
  BZ2_bzReadClose(&status, stream);
  if (whole) result.push_back(std::move(picture));
#else
  static_cast<void>(path);
#endif
  return result;
}

/// The photograph of Grace Hopper that comes with matplotlib (Debian: python-matplotlib-data),
/// 600 × 512, RGB; by James S. Davis for the US Navy, in the public domain. It has been a JPEG, as
/// most photographs have. None where the file or OpenCV, which reads it, is not there.
[[nodiscard]] inline std::vector<arrayreel::raster<std::uint8_t>> portrait() {
  std::vector<arrayreel::raster<std::uint8_t>> result;
#if BENCH_OPENCV
  const cv::Mat bgr =
      cv::imread("/usr/share/matplotlib/mpl-data/sample_data/grace_hopper.jpg", cv::IMREAD_COLOR);
  if (bgr.empty()) return result;
  arrayreel::raster<std::uint8_t> picture(static_cast<std::size_t>(bgr.rows),
                                          static_cast<std::size_t>(bgr.cols), 3);
  auto pixel = picture.pixels().begin();
  for (int y = 0; y < bgr.rows; ++y)
    for (int x = 0; x < bgr.cols; ++x)
      for (int channel = 2; channel >= 0; --channel) *pixel++ = bgr.at<cv::Vec3b>(y, x)[channel];
  result.push_back(std::move(picture));
#endif
  return result;
}

/// The names of all items, in the order of the tables.
[[nodiscard]] inline std::vector<std::string> item_names() {
  return {"smooth",          "turbulence", "octaves",  "noise", "labels",
          "photo",           "portrait",   "smooth16", "small", "palette",
          "octaves_palette", "elevation",  "topobathy"};
}

/// One item. Without pictures where its source is not there.
/// \param data_folder examples/data
[[nodiscard]] inline item make_item(const std::string& name, const std::string& data_folder) {
  namespace ar = arrayreel;
  constexpr std::size_t n = 1024;
  item result;
  result.name = name;
  const auto square = [](const auto& f) {
    const auto side = static_cast<std::size_t>(std::lround(std::sqrt(f.size())));
    return ar::view(f, {side, side});
  };
  if (name == "smooth") {
    result.what = "1024² smooth field, gray";
    result.pictures.push_back(ar::rerange(square(smooth_field(n))));
  } else if (name == "turbulence") {
    result.what = "1024² turbulence, gray";
    result.pictures.push_back(ar::rerange(square(turbulent_field(n))));
  } else if (name == "octaves") {
    result.what = "1024² waves of all lengths and some noise, gray";
    result.pictures.push_back(ar::rerange(square(octaves_field(n))));
  } else if (name == "noise") {
    result.what = "1024² white noise, gray";
    result.pictures.push_back(ar::rerange(square(noise_field(n))));
  } else if (name == "labels") {
    result.what = "1024² label map, flat areas, gray";
    result.pictures.push_back(ar::rerange(square(label_field(n)), {.vmin = 0, .vmax = 9}));
  } else if (name == "photo") {
    result.what = "768 × 1024 photograph, RGB";
    result.pictures = photograph();
  } else if (name == "portrait") {
    result.what = "600 × 512 photograph that was a JPEG, RGB";
    result.pictures = portrait();
  } else if (name == "smooth16") {
    result.what = "1024² smooth field, gray, 16 bit";
    result.deep.push_back(ar::rerange<std::uint16_t>(square(smooth_field(n))));
  } else if (name == "small") {
    result.what = "400 pictures of 96², gray";
    for (std::uint64_t i = 0; i < 400; ++i)
      result.pictures.push_back(ar::rerange(square(smooth_field(96, 24, 1000 + i))));
  } else if (name == "palette") {
    result.what = "1024² turbulence through a colormap";
    result.pictures.push_back(
        ar::rerange(square(turbulent_field(n)), {.colormap = ar::colormaps::viridis}));
  } else if (name == "octaves_palette") {
    result.what = "1024² waves of all lengths and some noise, through a colormap";
    result.pictures.push_back(
        ar::rerange(square(octaves_field(n)), {.colormap = ar::colormaps::viridis}));
  } else if (name == "elevation") {
    result.what = "344 × 403 elevation, gray";
    result.pictures.push_back(
        ar::rerange(ar::npz_file(data_folder + "/jacksboro_fault_dem.npz").read("elevation")));
  } else if (name == "topobathy") {
    result.what = "91 × 120 topography, colormap";
    result.pictures.push_back(ar::rerange(ar::npz_file(data_folder + "/topobathy.npz").read("topo"),
                                          {.colormap = ar::colormaps::viridis}));
  }
  return result;
}

} // namespace bench

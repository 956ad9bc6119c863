// Stages of the fast Fourier transform.
#include "fft.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <stdexcept>
#include <string>
#include <utility>

namespace {

constexpr std::array<std::size_t, 4> radices{4, 2, 3, 5};

/// exp(−2πi·part / whole)
complex_number root(std::size_t part, std::size_t whole) {
  const double angle =
      2 * std::numbers::pi * static_cast<double>(part % whole) / static_cast<double>(whole);
  return {std::cos(angle), -std::sin(angle)};
}

constexpr complex_number times_minus_i(complex_number a) noexcept { return {a.im, -a.re}; }
constexpr complex_number scaled(double factor, complex_number a) noexcept {
  return {factor * a.re, factor * a.im};
}

void transform(std::array<complex_number, 2>& x) noexcept {
  const complex_number a = x[0];
  x[0] = a + x[1];
  x[1] = a - x[1];
}

void transform(std::array<complex_number, 3>& x) noexcept {
  const complex_number sum = x[1] + x[2];
  const complex_number middle = x[0] - scaled(0.5, sum);
  const complex_number side = scaled(std::numbers::sqrt3 / 2, times_minus_i(x[1] - x[2]));
  x[0] = x[0] + sum;
  x[1] = middle + side;
  x[2] = middle - side;
}

void transform(std::array<complex_number, 4>& x) noexcept {
  const complex_number a = x[0] + x[2];
  const complex_number b = x[0] - x[2];
  const complex_number c = x[1] + x[3];
  const complex_number d = times_minus_i(x[1] - x[3]);
  x[0] = a + c;
  x[1] = b + d;
  x[2] = a - c;
  x[3] = b - d;
}

void transform(std::array<complex_number, 5>& x) noexcept {
  static const double c1 = std::cos(2 * std::numbers::pi / 5);
  static const double c2 = std::cos(4 * std::numbers::pi / 5);
  static const double s1 = std::sin(2 * std::numbers::pi / 5);
  static const double s2 = std::sin(4 * std::numbers::pi / 5);
  const complex_number sum1 = x[1] + x[4];
  const complex_number sum2 = x[2] + x[3];
  const complex_number turned1 = times_minus_i(x[1] - x[4]);
  const complex_number turned2 = times_minus_i(x[2] - x[3]);
  const complex_number m1 = x[0] + scaled(c1, sum1) + scaled(c2, sum2);
  const complex_number m2 = x[0] + scaled(c2, sum1) + scaled(c1, sum2);
  const complex_number n1 = scaled(s1, turned1) + scaled(s2, turned2);
  const complex_number n2 = scaled(s2, turned1) - scaled(s1, turned2);
  x[0] = x[0] + sum1 + sum2;
  x[1] = m1 + n1;
  x[2] = m2 + n2;
  x[3] = m2 - n2;
  x[4] = m1 - n1;
}

/// The short transforms of one stage. The indices are known when it is compiled, so that the
/// numbers stay in registers.
template <std::size_t... J>
void run_stage(std::index_sequence<J...>, std::size_t stride, std::size_t blocks,
               const complex_number* twiddles, const complex_number* in, complex_number* out) {
  constexpr std::size_t radix = sizeof...(J);
  for (std::size_t block = 0; block < blocks; ++block) {
    std::array<complex_number, radix> turn;
    ((turn[J] = twiddles[block * radix + J]), ...);
    const complex_number* const from = in + stride * block;
    complex_number* const to = out + stride * radix * block;
    for (std::size_t s = 0; s < stride; ++s) {
      std::array<complex_number, radix> x;
      ((x[J] = from[s + stride * blocks * J]), ...);
      transform(x);
      ((to[s + stride * J] = x[J] * turn[J]), ...);
    }
  }
}

template <std::size_t Radix>
void run_stage(std::size_t stride, std::size_t blocks, const complex_number* twiddles,
               const complex_number* in, complex_number* out) {
  run_stage(std::make_index_sequence<Radix>{}, stride, blocks, twiddles, in, out);
}

} // namespace

bool fft::takes(std::size_t length) noexcept {
  if (length == 0) return false;
  for (const std::size_t radix : {std::size_t{2}, std::size_t{3}, std::size_t{5}})
    while (length % radix == 0) length /= radix;
  return length == 1;
}

fft::fft(std::size_t length) : length_(length), work_(length) {
  if (!takes(length))
    throw std::invalid_argument("a line of " + std::to_string(length) +
                                " numbers; expected a product of powers of 2, 3 and 5");
  std::size_t stride = 1;
  for (std::size_t left = length; left > 1;) {
    const std::size_t radix =
        *std::find_if(radices.begin(), radices.end(), [&](std::size_t r) { return left % r == 0; });
    stage next{radix, stride, left / radix, {}};
    for (std::size_t block = 0; block < next.blocks; ++block)
      for (std::size_t j = 0; j < radix; ++j) next.twiddles.push_back(root(block * j, left));
    stages_.push_back(std::move(next));
    stride *= radix;
    left /= radix;
  }
}

void fft::forward(complex_number* line) {
  complex_number* from = line;
  complex_number* to = work_.data();
  for (const stage& s : stages_) {
    switch (s.radix) {
      case 2: run_stage<2>(s.stride, s.blocks, s.twiddles.data(), from, to); break;
      case 3: run_stage<3>(s.stride, s.blocks, s.twiddles.data(), from, to); break;
      case 4: run_stage<4>(s.stride, s.blocks, s.twiddles.data(), from, to); break;
      default: run_stage<5>(s.stride, s.blocks, s.twiddles.data(), from, to); break;
    }
    std::swap(from, to);
  }
  if (from != line) std::copy_n(from, length_, line);
}

void fft::backward(complex_number* line) {
  // conj(F(conj(x))) is the transform with the other sign.
  for (std::size_t i = 0; i < length_; ++i) line[i] = conjugate(line[i]);
  forward(line);
  for (std::size_t i = 0; i < length_; ++i) line[i] = conjugate(line[i]);
}

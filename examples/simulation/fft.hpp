// The discrete Fourier transform of one line of complex numbers.
#pragma once

#include <cstddef>
#include <vector>

/// Without the checks for NaN and infinity that std::complex has in its product.
struct complex_number {
  double re = 0;
  double im = 0;
};

[[nodiscard]] constexpr complex_number operator+(complex_number a, complex_number b) noexcept {
  return {a.re + b.re, a.im + b.im};
}
[[nodiscard]] constexpr complex_number operator-(complex_number a, complex_number b) noexcept {
  return {a.re - b.re, a.im - b.im};
}
[[nodiscard]] constexpr complex_number operator*(complex_number a, complex_number b) noexcept {
  return {a.re * b.re - a.im * b.im, a.re * b.im + a.im * b.re};
}
[[nodiscard]] constexpr complex_number conjugate(complex_number a) noexcept {
  return {a.re, -a.im};
}

/// X(k) = Σ x(i) exp(∓2πi·ik / n), not scaled, by Stockham's algorithm with the radices 4, 2, 3
/// and 5: C. Van Loan, "Computational Frameworks for the Fast Fourier Transform" (1992).
class fft {
public:
  /// \param length a product of powers of 2, 3 and 5.
  /// \throws std::invalid_argument for another.
  explicit fft(std::size_t length);

  /// Whether a line of this length can be transformed.
  [[nodiscard]] static bool takes(std::size_t length) noexcept;

  /// In place, the sign of the exponent −.
  void forward(complex_number* line);
  /// In place, the sign of the exponent +: forward and backward are `length` times the identity.
  void backward(complex_number* line);

private:
  struct stage {
    std::size_t radix;
    std::size_t stride; ///< product of the radices before it
    std::size_t blocks; ///< of those behind it
    std::vector<complex_number> twiddles;
  };

  std::size_t length_;
  std::vector<stage> stages_;
  std::vector<complex_number> work_;
};

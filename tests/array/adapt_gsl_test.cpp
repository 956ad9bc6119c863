// view() of the real GSL: matrices and vectors of each type, pointers to them, and views of them.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>

#include <gsl/gsl_matrix.h>
#include <gsl/gsl_vector.h>

#include <arrayreel/adapt.hpp>
#include <arrayreel/rerange.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;

namespace {

template <class T> [[nodiscard]] auto element_of(std::size_t i, std::size_t j) {
  return static_cast<T>(10 * i + j);
}

/// Row i, column j is 10 i + j.
#define CHECK_MATRIX(name, T)                                                                      \
  do {                                                                                             \
    gsl_matrix##name* const m = gsl_matrix##name##_alloc(3, 4);                                    \
    for (std::size_t i = 0; i < 3; ++i)                                                            \
      for (std::size_t j = 0; j < 4; ++j) gsl_matrix##name##_set(m, i, j, element_of<T>(i, j));    \
    STATIC_REQUIRE(std::is_same_v<decltype(ar::view(*m)), ar::array_view<T>>);                     \
    CHECK(ar::view(*m).data() == m->data);                                                         \
    CHECK(test::differences(ar::view(*m), element_of<T>) == 0);                                    \
    CHECK(test::differences(ar::view(m), element_of<T>) == 0);                                     \
    const auto part = gsl_matrix##name##_const_submatrix(m, 1, 2, 2, 2);                           \
    CHECK(test::differences(ar::view(part), [](std::size_t i, std::size_t j) {                     \
            return element_of<T>(i + 1, j + 2);                                                    \
          }) == 0);                                                                                \
    CHECK(ar::view(part.matrix).data() == m->data + 6);                                            \
    const auto column = gsl_matrix##name##_const_column(m, 3);                                     \
    CHECK(test::differences(ar::view(column),                                                      \
                            [](std::size_t i) { return element_of<T>(i, 3); }) == 0);              \
    gsl_matrix##name##_free(m);                                                                    \
  } while (false)

} // namespace

TEST_CASE("GSL: matrices, submatrices and columns of each type") {
  CHECK_MATRIX(, double);
  CHECK_MATRIX(_float, float);
  CHECK_MATRIX(_long_double, long double);
  CHECK_MATRIX(_char, char);
  CHECK_MATRIX(_uchar, unsigned char);
  CHECK_MATRIX(_short, short);
  CHECK_MATRIX(_ushort, unsigned short);
  CHECK_MATRIX(_int, int);
  CHECK_MATRIX(_uint, unsigned);
  CHECK_MATRIX(_long, long);
  CHECK_MATRIX(_ulong, unsigned long);
}

TEST_CASE("GSL: complex matrices and vectors") {
  gsl_matrix_complex* const m = gsl_matrix_complex_alloc(2, 3);
  for (std::size_t i = 0; i < 2; ++i)
    for (std::size_t j = 0; j < 3; ++j)
      gsl_matrix_complex_set(m, i, j,
                             gsl_complex{{static_cast<double>(i), static_cast<double>(j)}});
  const auto v = ar::view(*m);
  STATIC_REQUIRE(std::is_same_v<decltype(v), const ar::array_view<ar::complex_value<double>>>);
  CHECK(v.extents() == ar::shape(2, 3));
  CHECK((v(1, 2).re == 1.0 && v(1, 2).im == 2.0));
  const auto part = gsl_matrix_complex_submatrix(m, 0, 1, 2, 2);
  CHECK((ar::view(part)(1, 1).re == 1.0 && ar::view(part)(1, 1).im == 2.0));
  const auto column = gsl_matrix_complex_column(m, 2);
  CHECK(ar::view(column).stride(0) == 3);
  CHECK(ar::view(column)(1).im == 2.0);
  // |z| of the largest is the white one.
  CHECK(ar::rerange(*m).pixels()[5] == 255);
  gsl_matrix_complex_free(m);
  gsl_matrix_complex_float* const f = gsl_matrix_complex_float_calloc(2, 2);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(*f)), ar::array_view<ar::complex_value<float>>>);
  CHECK(ar::view(f)(1, 1).re == 0.0F);
  gsl_matrix_complex_float_free(f);
}

TEST_CASE("GSL: vectors, pointers that own, and none") {
  double memory[12];
  for (int i = 0; i < 12; ++i) memory[i] = i;
  const auto every_third = gsl_vector_const_view_array_with_stride(memory, 3, 4);
  CHECK(test::differences(ar::view(every_third),
                          [](std::size_t i) { return 3.0 * static_cast<double>(i); }) == 0);
  const auto matrix = gsl_matrix_const_view_array_with_tda(memory, 3, 2, 4);
  CHECK(ar::view(matrix)(2, 1) == 9.0);
  CHECK(ar::view(matrix).data() == memory);

  const std::unique_ptr<gsl_matrix, decltype(&gsl_matrix_free)> owned(gsl_matrix_calloc(2, 3),
                                                                      &gsl_matrix_free);
  CHECK(ar::view(owned).extents() == ar::shape(2, 3));
  const gsl_matrix* const none = nullptr;
  CHECK_REFUSED(ar::view(none), ar::error_kind::parameter, "null pointer");
  STATIC_REQUIRE_FALSE(ar::viewable<gsl_block>);
}

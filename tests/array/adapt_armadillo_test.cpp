// view() of the real Armadillo: matrices, vectors, cubes, parts of them, and expressions.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <armadillo>

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"

namespace ar = arrayreel;

namespace {

template <class M> M filled(arma::uword rows, arma::uword cols) {
  M result(rows, cols);
  for (arma::uword i = 0; i < rows; ++i)
    for (arma::uword j = 0; j < cols; ++j)
      result(i, j) = test::value_of<typename M::elem_type>(7 * i + j + 1);
  return result;
}

template <class C> C filled(arma::uword rows, arma::uword cols, arma::uword slices) {
  C result(rows, cols, slices);
  for (arma::uword i = 0; i < rows; ++i)
    for (arma::uword j = 0; j < cols; ++j)
      for (arma::uword k = 0; k < slices; ++k)
        result(i, j, k) = test::value_of<typename C::elem_type>(31 * i + 7 * j + k + 1);
  return result;
}

/// Checks that a view looks at m's own memory and has every element.
template <class M> void check_view(const M& m) {
  using T = typename M::elem_type;
  STATIC_REQUIRE(ar::viewable<M>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(m)), ar::array_view<T>>);
  const auto v = ar::view(m);
  CHECK(v.extents() == ar::shape(m.n_rows, m.n_cols));
  CHECK(v.data() == m.colptr(0));
  CHECK(test::differences(v, [&](std::size_t i, std::size_t j) { return m.at(i, j); }) == 0);
}

template <class C> void check_cube(const C& c) {
  using T = typename C::elem_type;
  STATIC_REQUIRE(ar::viewable<C>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(c)), ar::array_view<T>>);
  const auto v = ar::view(c);
  CHECK(v.extents() == ar::shape(c.n_rows, c.n_cols, c.n_slices));
  CHECK(v.data() == c.slice_colptr(0, 0));
  CHECK(test::differences(
            v, [&](std::size_t i, std::size_t j, std::size_t k) { return c.at(i, j, k); }) == 0);
}

/// Checks that an expression becomes a copy of its values.
template <class X> void check_copy(const X& x) {
  using T = typename X::elem_type;
  STATIC_REQUIRE(ar::viewable<X>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(x)), ar::owned_array<T>>);
  const arma::Mat<T> evaluated(x);
  const auto copy = ar::view(x);
  CHECK(copy.extents() == ar::shape(evaluated.n_rows, evaluated.n_cols));
  CHECK(test::differences(copy, [&](std::size_t i, std::size_t j) { return evaluated.at(i, j); }) ==
        0);
}

/// Every kind of part: which of them are views does not depend on the element type.
template <class T> void check_parts() {
  const auto m = filled<arma::Mat<T>>(5, 6);
  check_view(m);
  check_view(m.submat(1, 2, 3, 4));
  check_view(m.submat(1, 2, 1, 2));
  check_view(m.row(3));
  check_view(m.col(4));
  check_view(m.rows(1, 2));
  check_view(m.cols(2, 5));
  check_view(m.head_cols(1));
  check_view(m.row(2).subvec(1, 3));
  check_view(m.col(2).subvec(1, 3));
  check_copy(m.t());
  check_copy(m + m);

  check_view(arma::Col<T>(m.col(2)));
  check_view(arma::Row<T>(m.row(2)));
  check_view(arma::Col<T>(m.col(2)).subvec(1, 3));

  const auto c = filled<arma::Cube<T>>(4, 5, 3);
  check_cube(c);
  check_view(c.slice(1));
  check_view(c.slice(2).submat(1, 1, 2, 3));
  check_cube(c.subcube(1, 1, 1, 3, 2, 2));
  check_cube(c.subcube(1, 1, 1, 1, 1, 1));
  check_cube(c.subcube(0, 2, 0, 3, 2, 2)); // one column
  check_cube(c.slices(1, 1));
  check_cube(c.tube(1, 2));
  check_cube(c.row(2));
  check_cube(c.col(3));
  const ar::owned_array<T> sum = ar::view(c + c);
  const arma::Cube<T> expected = c + c;
  CHECK(test::differences(sum, [&](std::size_t i, std::size_t j, std::size_t k) {
          return expected.at(i, j, k);
        }) == 0);
}

template <class T> void check_element() {
  const auto m = filled<arma::Mat<T>>(5, 6);
  check_view(m);
  check_view(m.submat(1, 2, 3, 4));
  check_copy(m.t());
  check_cube(filled<arma::Cube<T>>(4, 5, 3));
}

template <class T> void check_fixed() {
  const auto m = filled<arma::Mat<T>>(5, 6);
  const typename arma::Mat<T>::template fixed<3, 4> fixed(m.submat(0, 0, 2, 3));
  check_view(fixed);
  check_view(fixed.submat(1, 1, 2, 2));
  check_view(typename arma::Col<T>::template fixed<4>(m.submat(0, 0, 3, 0)));
  const auto c = filled<arma::Cube<T>>(4, 5, 3);
  const typename arma::Cube<T>::template fixed<4, 5, 3> fixed_cube(c);
  check_cube(fixed_cube);
}

} // namespace

TEST_CASE("Armadillo: every kind of part") {
  check_parts<double>();
  check_parts<std::complex<float>>();
  check_parts<unsigned char>();
}

TEST_CASE("Armadillo: every element type") {
  check_element<float>();
  check_element<double>();
  check_element<std::complex<float>>();
  check_element<std::complex<double>>();
  check_element<unsigned char>();
  check_element<arma::s8>(); // char or signed char, by version
  check_element<std::uint16_t>();
  check_element<std::int16_t>();
  check_element<std::uint32_t>();
  check_element<std::int32_t>();
  check_element<std::uint64_t>();
  check_element<std::int64_t>();
}

TEST_CASE("Armadillo: sizes in the type") {
  check_fixed<float>();
  check_fixed<double>();
  check_fixed<std::complex<double>>();
  check_fixed<unsigned char>();
  check_fixed<std::int32_t>();
  check_fixed<std::uint64_t>();
}

TEST_CASE("Armadillo: a view follows its matrix, a copy does not") {
  auto m = filled<arma::mat>(4, 5);
  const auto v = ar::view(m.submat(1, 1, 2, 2)); // the submatrix object is gone
  const auto copy = ar::view(m.t());
  m(1, 1) = 1234;
  CHECK(v(0, 0) == 1234.0);
  CHECK(copy(1, 1) != 1234.0);
}

TEST_CASE("Armadillo: memory of others") {
  std::vector<double> memory{0, 1, 2, 3, 4, 5};
  const arma::mat m(memory.data(), 2, 3, false, true);
  check_view(m);
  CHECK(ar::view(m).data() == memory.data());
}

TEST_CASE("Armadillo: expressions are evaluated") {
  const auto a = filled<arma::mat>(4, 4);
  const auto z = filled<arma::cx_mat>(4, 3);
  check_copy(2.0 * a - a);
  check_copy(a * a.t());
  check_copy(a % a);
  check_copy(arma::sin(a));
  check_copy(arma::sum(a, 0));
  check_copy(arma::reshape(a, 2, 8));
  check_copy(arma::fliplr(a));
  check_copy(arma::repmat(a, 2, 1));
  check_copy(a.diag());
  check_copy(a.elem(arma::uvec{0, 5, 2}));
  check_copy(a.rows(arma::uvec{3, 0}));
  check_copy((a + a).t());
  check_copy(z.t());
  check_copy(z.st());
  check_copy(arma::real(z));
  check_copy(arma::abs(z));
  check_copy(a > 5.0);
}

TEST_CASE("Armadillo: no elements") {
  CHECK(ar::view(arma::mat()).extents() == ar::shape(0, 0));
  CHECK(ar::view(arma::mat(0, 5)).extents() == ar::shape(0, 5));
  CHECK(ar::view(arma::mat(5, 0)).empty());
  CHECK(ar::view(arma::vec()).extents() == ar::shape(0, 1));
  CHECK(ar::view(arma::cube(2, 0, 3)).extents() == ar::shape(2, 0, 3));
  const arma::mat none(3, 0);
  CHECK(ar::view(none + none).extents() == ar::shape(3, 0));
  const arma::vec five(5, arma::fill::ones);
  CHECK(ar::view(five.head(0)).empty());
}

TEST_CASE("Armadillo: what is no array of numbers is not viewable") {
  STATIC_REQUIRE_FALSE(ar::viewable<arma::sp_mat>);
  STATIC_REQUIRE_FALSE(ar::viewable<arma::field<arma::mat>>);
  // These are several arrays, which are neither joined nor guessed at.
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<arma::mat>>);
}

// view() of the real Eigen: matrices, arrays, maps, blocks, expressions and tensors.
#include <complex>
#include <cstddef>
#include <cstdint>
#include <type_traits>
#include <vector>

#include <Eigen/Core>
#include <Eigen/LU> // inverse(), an expression that is solved when evaluated
#include <Eigen/SparseCore>
#include <unsupported/Eigen/CXX11/Tensor>

#include <arrayreel/adapt.hpp>

#include "catch.hpp"
#include "support/elements.hpp"
#include "support/limits.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using Eigen::Dynamic;
using Eigen::Index;
#if EIGEN_VERSION_AT_LEAST(3, 4, 90)
using Eigen::placeholders::all;
#else
using Eigen::all;
#endif

namespace {

template <class M> M filled(Index rows, Index cols) {
  M result(rows, cols);
  for (Index i = 0; i < rows; ++i)
    for (Index j = 0; j < cols; ++j)
      result(i, j) = test::value_of<typename M::Scalar>(static_cast<std::size_t>(7 * i + j + 1));
  return result;
}

template <class M> [[nodiscard]] std::size_t wrong_elements(const M& m) {
  const auto v = ar::view(m);
  if (v.extents() != ar::shape(m.rows(), m.cols())) return static_cast<std::size_t>(-1);
  return test::differences(v, [&](std::size_t i, std::size_t j) {
    return m.coeff(static_cast<Index>(i), static_cast<Index>(j));
  });
}

/// Checks that a view looks at m's own memory and has every element.
template <class M> void check_view(const M& m) {
  using expected = ar::array_view<typename M::Scalar>;
  STATIC_REQUIRE(ar::viewable<M>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(m)), expected>);
  CHECK(ar::view(m).data() == m.data());
  CHECK(wrong_elements(m) == 0);
}

/// Checks that an expression becomes a copy of its values.
template <class X> void check_copy(const X& x) {
  using expected = ar::owned_array<typename X::Scalar>;
  STATIC_REQUIRE(ar::viewable<X>);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(x)), expected>);
  const Eigen::Matrix<typename X::Scalar, Dynamic, Dynamic> evaluated(x);
  const auto v = ar::view(x);
  CHECK(v.extents() == ar::shape(evaluated.rows(), evaluated.cols()));
  CHECK(test::differences(v, [&](std::size_t i, std::size_t j) {
          return evaluated(static_cast<Index>(i), static_cast<Index>(j));
        }) == 0);
}

/// Every kind of expression: which of them are views does not depend on the scalar.
template <class T, int Order> void check_kinds() {
  using matrix = Eigen::Matrix<T, Dynamic, Dynamic, Order>;
  const auto m = filled<matrix>(5, 7);
  check_view(m.block(1, 2, 3, 4).transpose());
  check_view(m.row(3));
  check_view(m.col(6));
  check_view(m.row(3).transpose());
  check_view(m.diagonal());
  check_view(m.topRows(2));
  check_view(m.template leftCols<3>());
  check_view(m.array());
  check_view(m.col(2).segment(1, 3));
  check_view(Eigen::Ref<const matrix>(m));
  check_copy(m.block(1, 2, 3, 4).colwise().reverse());
  check_copy(m.replicate(2, 1));
}

template <class T, int Order> void check_scalar() {
  const auto m = filled<Eigen::Matrix<T, Dynamic, Dynamic, Order>>(5, 7);
  check_view(m);
  check_view(m.transpose());
  check_view(m.block(1, 2, 3, 4));
  check_copy(m.reverse());
}

template <class T> void check_both() {
  check_scalar<T, Eigen::ColMajor>();
  check_scalar<T, Eigen::RowMajor>();
}

} // namespace

TEST_CASE("Eigen: every scalar, row- and column-major") {
  check_both<float>();
  check_both<double>();
  check_both<long double>();
  check_both<bool>();
  check_both<std::int8_t>();
  check_both<std::uint8_t>();
  check_both<std::int16_t>();
  check_both<std::uint16_t>();
  check_both<std::int32_t>();
  check_both<std::uint32_t>();
  check_both<std::int64_t>();
  check_both<std::uint64_t>();
  check_both<std::complex<float>>();
  check_both<std::complex<double>>();
}

TEST_CASE("Eigen: every kind of expression, row- and column-major") {
  check_kinds<double, Eigen::ColMajor>();
  check_kinds<double, Eigen::RowMajor>();
  check_kinds<bool, Eigen::ColMajor>();
  check_kinds<std::complex<float>, Eigen::RowMajor>();
}

TEST_CASE("Eigen: sizes in the type, vectors and arrays") {
  check_view(filled<Eigen::Matrix3d>(3, 3));
  check_view(filled<Eigen::Matrix<int, 2, 5, Eigen::RowMajor>>(2, 5));
  check_view(filled<Eigen::Matrix<float, 1, 1>>(1, 1));
  check_view(filled<Eigen::Matrix<float, Dynamic, Dynamic, 0, 8, 8>>(3, 4));
  check_view(filled<Eigen::ArrayXXf>(4, 3));
  check_view(filled<Eigen::ArrayXXf>(4, 3).matrix());
  const Eigen::VectorXd column = Eigen::VectorXd::LinSpaced(9, 0, 8);
  const Eigen::RowVectorXd row = column.transpose();
  check_view(column);
  check_view(row);
  check_view(column.transpose());
  check_view(column.segment(2, 4));
  check_view(row.head<3>());
  CHECK(ar::view(column).extents() == ar::shape(9, 1));
  CHECK(ar::view(row).extents() == ar::shape(1, 9));
}

TEST_CASE("Eigen: maps with strides, of writable and constant memory") {
  std::vector<int> memory(120);
  for (std::size_t i = 0; i < memory.size(); ++i) memory[i] = static_cast<int>(i);
  const int* const constant = memory.data();
  using columns = Eigen::MatrixXi;
  using rows = Eigen::Matrix<int, Dynamic, Dynamic, Eigen::RowMajor>;
  check_view(Eigen::Map<columns>(memory.data(), 4, 5));
  check_view(Eigen::Map<const columns>(constant, 4, 5));
  check_view(Eigen::Map<const rows>(constant, 4, 5));
  check_view(
      Eigen::Map<const columns, 0, Eigen::OuterStride<>>(constant, 4, 5, Eigen::OuterStride<>(9)));
  check_view(Eigen::Map<const rows, 0, Eigen::OuterStride<11>>(constant, 4, 5));
  check_view(
      Eigen::Map<const columns, 0, Eigen::Stride<Dynamic, Dynamic>>(constant, 4, 5, {20, 3}));
  check_view(Eigen::Map<const rows, 0, Eigen::Stride<Dynamic, 2>>(constant, 4, 5, {13, 2}));
  check_view(Eigen::Map<const Eigen::VectorXi, 0, Eigen::InnerStride<>>(constant, 8,
                                                                        Eigen::InnerStride<>(7)));
  check_view(Eigen::Map<const Eigen::RowVectorXi, 0, Eigen::InnerStride<3>>(constant, 8));
  const Eigen::Map<const rows, 0, Eigen::Stride<Dynamic, Dynamic>> wide(constant, 4, 5, {20, 3});
  check_view(wide.block(1, 1, 2, 3));
  check_view(wide.row(2));
  check_view(wide.col(2));
  check_view(wide.transpose());
  check_view(Eigen::Ref<const rows, 0, Eigen::Stride<Dynamic, Dynamic>>(wide));
  columns m = columns::Random(6, 6);
  check_view(Eigen::Ref<columns>(m));
  check_view(Eigen::Ref<columns, 0, Eigen::OuterStride<>>(m.block(1, 1, 3, 3)));
}

TEST_CASE("Eigen: a view follows its matrix, a copy does not") {
  Eigen::MatrixXd m = filled<Eigen::MatrixXd>(3, 4);
  const auto v = ar::view(m.block(1, 1, 2, 2)); // the block is gone, the matrix is not
  const auto copy = ar::view(m.reverse());
  m(1, 1) = 1234;
  CHECK(v(0, 0) == 1234.0);
  CHECK(copy(1, 2) != 1234.0);
}

TEST_CASE("Eigen: expressions are evaluated, also those with the members of a matrix") {
  const auto a = filled<Eigen::MatrixXd>(3, 4);
  const auto b = filled<Eigen::Matrix<double, Dynamic, Dynamic, Eigen::RowMajor>>(3, 4);
  const auto z = filled<Eigen::MatrixXcd>(3, 4);
  check_copy(a + b);
  check_copy(2.0 * a - b);
  check_copy(a * b.transpose());
  check_copy(a.cwiseProduct(b));
  check_copy((a + b).transpose());
  check_copy((a + b).array());
  check_copy((a.array() * 2.0).matrix());
  check_copy((a + b).diagonal());
  check_copy((a + b).block(1, 1, 2, 2));
  check_copy((a + b).row(1));
  check_copy((a * b.transpose()).transpose());
  check_copy((a * b.transpose()).diagonal());
  check_copy(a.reverse().transpose());
  check_copy(a.replicate(1, 2).array());
  check_copy(a.array().sin());
  check_copy((a.array() > 3.0));
  check_copy(a.cast<float>());
  check_copy(a.rowwise().sum());
  check_copy(a.colwise().maxCoeff());
  check_copy(Eigen::MatrixXd::Constant(2, 3, 7.0));
  check_copy(Eigen::MatrixXd::Identity(3, 3));
  check_copy(Eigen::VectorXf::LinSpaced(5, 0.0F, 1.0F));
  check_copy(Eigen::Matrix2d(Eigen::Matrix2d::Identity() * 4).inverse());
#if EIGEN_VERSION_AT_LEAST(3, 4, 90) // knows that these are at even distances
  check_view(a(Eigen::seq(0, 2, 2), all));
  check_view(a(Eigen::seq(0, 2, 2), all).transpose());
  check_view(a(Eigen::seq(0, 2, 2), all).transpose().diagonal());
#else
  check_copy(a(Eigen::seq(0, 2, 2), all));
  check_copy(a(Eigen::seq(0, 2, 2), all).transpose());
  check_copy(a(Eigen::seq(0, 2, 2), all).transpose().diagonal());
#endif
  check_copy(a(std::vector<int>{2, 0}, all));
  check_copy(z.real());
  check_copy(z.imag());
  check_copy(z.adjoint());
  check_copy(z.conjugate());
  check_copy(z.cwiseAbs());
  check_copy(z.block(0, 1, 2, 2).real());
  auto writable = z;
  check_copy(writable.real());
  check_copy(writable.block(0, 1, 2, 2).imag());
  check_copy(writable.real().diagonal());
  check_copy(writable.imag().row(1));
  check_copy(writable.block(0, 1, 2, 2).imag().array());
  check_copy(writable.block(0, 1, 2, 2).real().transpose());
}

TEST_CASE("Eigen: reshaped matrices") {
  const auto m = filled<Eigen::MatrixXd>(4, 6);
  const auto same = [&](const auto& x) {
    const Eigen::MatrixXd evaluated = x;
    CHECK(ar::view(x).extents() == ar::shape(evaluated.rows(), evaluated.cols()));
    CHECK(test::differences(ar::view(x), [&](std::size_t i, std::size_t j) {
            return evaluated(static_cast<Index>(i), static_cast<Index>(j));
          }) == 0);
  };
  same(m.reshaped(3, 8));
  same(m.reshaped<Eigen::RowMajor>(3, 8));
  same(m.block(1, 1, 2, 4).reshaped(4, 2));
  same(m.reshaped());
}

TEST_CASE("Eigen: diagonals of matrices with gaps between neighbours") {
  using gaps = Eigen::Stride<Dynamic, Dynamic>;
  const Eigen::VectorXd memory = Eigen::VectorXd::LinSpaced(200, 0, 199);
  const auto check = [](const auto& m) {
    check_view(m.diagonal());
    check_view(m.diagonal(1));
    check_view(m.diagonal(-1));
    check_view(m.diagonal().transpose());
    check_view(m.diagonal().segment(1, 2));
    check_view(m.transpose().diagonal());
    check_view(m.block(1, 1, 3, 3).diagonal());
  };
  check(Eigen::Map<const Eigen::MatrixXd, 0, gaps>(memory.data(), 5, 6, gaps(20, 3)));
  check(Eigen::Map<const Eigen::Matrix<double, Dynamic, Dynamic, Eigen::RowMajor>, 0, gaps>(
      memory.data(), 5, 6, gaps(20, 3)));
  check(Eigen::Map<const Eigen::MatrixXd>(memory.data(), 5, 6));
}

TEST_CASE("Eigen: no elements") {
  CHECK(ar::view(Eigen::MatrixXd()).extents() == ar::shape(0, 0));
  CHECK(ar::view(Eigen::MatrixXd(0, 5)).extents() == ar::shape(0, 5));
  CHECK(ar::view(Eigen::MatrixXd(5, 0)).empty());
  CHECK(ar::view(Eigen::VectorXf()).extents() == ar::shape(0, 1));
  const Eigen::MatrixXd none(3, 0);
  CHECK(ar::view(none + none).extents() == ar::shape(3, 0));
  CHECK(ar::view(none.transpose()).extents() == ar::shape(0, 3));
  CHECK(ar::view(filled<Eigen::MatrixXd>(3, 3).block(3, 0, 0, 3)).empty());
}

TEST_CASE("Eigen: what is no array of numbers is not viewable") {
  STATIC_REQUIRE_FALSE(ar::viewable<Eigen::SparseMatrix<double>>);
  STATIC_REQUIRE_FALSE(ar::viewable<Eigen::DiagonalMatrix<double, 3>>);
  STATIC_REQUIRE_FALSE(ar::viewable<Eigen::PermutationMatrix<3>>);
  STATIC_REQUIRE_FALSE(ar::viewable<Eigen::TriangularView<Eigen::MatrixXd, Eigen::Upper>>);
  STATIC_REQUIRE_FALSE(ar::viewable<Eigen::Matrix<Eigen::Vector2d, 2, 2>>);
  // These are several arrays, which are neither joined nor guessed at.
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<Eigen::MatrixXd>>);
  STATIC_REQUIRE_FALSE(ar::viewable<std::vector<Eigen::VectorXd>>);
}

namespace {

template <class T, int Layout> void check_tensor() {
  Eigen::Tensor<T, 3, Layout> t(2, 3, 4);
  for (Index i = 0; i < 2; ++i)
    for (Index j = 0; j < 3; ++j)
      for (Index k = 0; k < 4; ++k)
        t(i, j, k) = test::value_of<T>(static_cast<std::size_t>(12 * i + 4 * j + k));
  const auto expected = [](std::size_t i, std::size_t j, std::size_t k) {
    return test::value_of<T>(12 * i + 4 * j + k);
  };
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(t)), ar::array_view<T>>);
  CHECK(ar::view(t).data() == t.data());
  CHECK(ar::view(t).extents() == ar::shape(2, 3, 4));
  CHECK(test::differences(ar::view(t), expected) == 0);

  const Eigen::TensorMap<Eigen::Tensor<T, 3, Layout>> map(t.data(), 2, 3, 4);
  CHECK(test::differences(ar::view(map), expected) == 0);
  const T* const constant = t.data();
  const Eigen::TensorMap<Eigen::Tensor<const T, 3, Layout>> constant_map(constant, 2, 3, 4);
  STATIC_REQUIRE(std::is_same_v<decltype(ar::view(constant_map)), ar::array_view<T>>);
  CHECK(test::differences(ar::view(constant_map), expected) == 0);

  const Eigen::TensorFixedSize<T, Eigen::Sizes<2, 3, 4>, Layout> fixed = t;
  CHECK(test::differences(ar::view(fixed), expected) == 0);

  Eigen::Tensor<T, 1, Layout> line(5);
  line.setConstant(test::value_of<T>(4));
  CHECK(test::differences(ar::view(line), [](std::size_t) { return test::value_of<T>(4); }) == 0);
}

} // namespace

TEST_CASE("Eigen: tensors of both layouts") {
  check_tensor<float, Eigen::ColMajor>();
  check_tensor<float, Eigen::RowMajor>();
  check_tensor<double, Eigen::RowMajor>();
  check_tensor<bool, Eigen::ColMajor>();
  check_tensor<std::uint8_t, Eigen::RowMajor>();
  check_tensor<std::int64_t, Eigen::ColMajor>();
  check_tensor<std::complex<float>, Eigen::RowMajor>();

  Eigen::Tensor<int, 4> four(2, 3, 4, 5);
  four.setConstant(3);
  four(1, 2, 3, 4) = 8;
  CHECK(ar::view(four)(1, 2, 3, 4) == 8);
  CHECK(ar::view(Eigen::Tensor<int, 3>(0, 3, 4)).empty());
  CHECK_REFUSED(ar::view(Eigen::Tensor<int, 0>()), error_kind::parameter, "rank 0");
  CHECK_REFUSED(ar::view(Eigen::Tensor<int, 5>(1, 1, 1, 1, 1)), error_kind::parameter, "rank 5");
  const auto wide = static_cast<Index>(test::root_of_sizes << 8);
  CHECK_REFUSED(ar::view(Eigen::Tensor<int, 3>(0, wide, wide)), error_kind::limit,
                std::to_string(wide));
  CHECK_REFUSED(ar::view(Eigen::Tensor<int, 3, Eigen::RowMajor>(0, wide, wide)), error_kind::limit,
                std::to_string(wide));
}

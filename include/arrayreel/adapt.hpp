// view(): other people's arrays as views, recognised by their members; none of their headers.
#pragma once

#include "detail/base/config.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

#include "any_view.hpp"
#include "array_view.hpp"
#include "detail/array/array_fault.hpp"
#include "detail/array/library_arrays.hpp"
#include "detail/array/memory_layout.hpp"
#include "owned_array.hpp"
#include "view_member.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

template <class A>
using pointed_t = std::remove_cvref_t<decltype(*std::declval<const A&>().data())>;

// Matrix classes have the members of containers too; members that only matrices have tell them
// apart.
template <class A>
concept has_matrix_members = requires(const A& a) { a.rows(); } || requires(const A& a) {
  a.shape();
} || requires(const A& a) { a.n_elem; } || requires(const A& a) { a.extents(); } ||
                             requires(const A& a) { a.spectrum(); };

// std::vector, std::array, std::span and their like. Volatile elements are copied.
template <class A>
concept contiguous_container = !has_matrix_members<A> && requires(const A& a) {
  { a.size() } -> std::convertible_to<std::size_t>;
  requires std::is_pointer_v<decltype(a.data())>;
  requires !std::is_volatile_v<std::remove_pointer_t<decltype(a.data())>>;
  a.begin();
  requires flat_block<pointed_t<A>>::is_flat;
  requires flat_block<pointed_t<A>>::rank < max_rank;
};

// mdspan declares stride() for every mapping; whether it has a body, only the mapping tells.
template <class A>
concept mdspan_like = requires(const A& a, typename A::rank_type axis) {
  { a.rank() } -> std::convertible_to<std::size_t>;
  { a.extent(axis) } -> std::convertible_to<std::size_t>;
  { a.mapping().stride(axis) } -> std::convertible_to<std::size_t>;
  { a.is_strided() } -> std::convertible_to<bool>;
  requires element<std::remove_cv_t<typename A::element_type>>;
  // An accessor that computes its results has no memory to view.
  requires std::is_same_v<typename A::reference, typename A::element_type&>;
  { a.data_handle() } -> std::convertible_to<const std::remove_cv_t<typename A::element_type>*>;
};

// Elementwise expressions have a functor. block.real() does, too, and claims to be in memory, but
// its data() does not compile.
template <class A>
concept eigen_claims_memory = !requires(const A& a) { a.functor(); } && requires(const A& a) {
  typename A::Scalar;
  requires element<typename A::Scalar>;
  { A::IsRowMajor } -> std::convertible_to<bool>;
  { a.rows() } -> std::convertible_to<std::ptrdiff_t>;
  { a.cols() } -> std::convertible_to<std::ptrdiff_t>;
  { a.innerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { a.outerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { a.data() } -> std::convertible_to<const typename A::Scalar*>;
};

// (a + b).transpose() has all these members too: what is made from others must have memory of its
// own.
template <class A> struct eigen_origin_in_memory {
  static constexpr bool value = true;
};
template <class A>
  requires requires(const A& a) { a.nestedExpression(); }
struct eigen_origin_in_memory<A> {
  using origin = std::remove_cvref_t<decltype(std::declval<const A&>().nestedExpression())>;
  static constexpr bool value =
      eigen_claims_memory<origin> && eigen_origin_in_memory<origin>::value;
};
template <class A>
concept eigen_dense = eigen_claims_memory<A> && eigen_origin_in_memory<A>::value;

template <class A>
concept eigen_tensor = requires(const A& a) {
  typename A::Scalar;
  requires element<std::remove_const_t<typename A::Scalar>>;
  { a.dimension(0) } -> std::convertible_to<std::ptrdiff_t>;
  { A::NumDimensions } -> std::convertible_to<int>;
  { static_cast<int>(A::Layout) } -> std::convertible_to<int>;
  { a.data() } -> std::convertible_to<const typename A::Scalar*>;
};

// a + b, broadcasts and views with a list of indices: elements that can be asked for one by one.
template <class A>
concept xtensor_expression = requires(const A& a, const std::size_t* index) {
  typename A::value_type;
  requires element<typename A::value_type>;
  { a.shape().size() } -> std::convertible_to<std::size_t>;
  { a.shape()[0] } -> std::convertible_to<std::size_t>;
  { a.element(index, index) } -> std::convertible_to<typename A::value_type>;
};

template <class A>
concept xtensor_strided = xtensor_expression<A> && requires(const A& a, const std::size_t* index) {
  { a.strides()[0] } -> std::convertible_to<std::ptrdiff_t>;
  { a.data() } -> std::convertible_to<const typename A::value_type*>;
  requires std::is_lvalue_reference_v<decltype(a.element(index, index))>;
};

template <class A>
concept armadillo_matrix = requires(const A& a) {
  typename A::elem_type;
  requires element<typename A::elem_type>;
  { a.n_rows } -> std::convertible_to<std::size_t>;
  { a.n_cols } -> std::convertible_to<std::size_t>;
  { a.colptr(0) } -> std::convertible_to<const typename A::elem_type*>;
};

template <class A>
concept armadillo_cube = requires(const A& a) {
  typename A::elem_type;
  requires element<typename A::elem_type>;
  { a.n_rows } -> std::convertible_to<std::size_t>;
  { a.n_cols } -> std::convertible_to<std::size_t>;
  { a.n_slices } -> std::convertible_to<std::size_t>;
  { a.slice_colptr(0, 0) } -> std::convertible_to<const typename A::elem_type*>;
};

template <class A>
concept evaluated_matrix = eigen_dense<A> || armadillo_matrix<A> || armadillo_cube<A>;

// Eigen's and Armadillo's a + b: no memory until it is evaluated. Eigen's permutations and triangles are not
// meant, some of which can be evaluated too.
template <class A>
concept matrix_expression =
    (requires { typename A::Scalar; } || requires { typename A::elem_type; }) &&
    !evaluated_matrix<A> && !requires(const A& a) { a.toDenseMatrix(); } && requires(const A& a) {
      requires evaluated_matrix<std::remove_cvref_t<decltype(a.eval())>>;
    };

template <class A>
concept opencv_mat = requires(const A& a) {
  { a.data } -> std::convertible_to<const unsigned char*>;
  { a.dims } -> std::convertible_to<int>;
  { a.depth() } -> std::convertible_to<int>;
  { a.channels() } -> std::convertible_to<int>;
  { a.elemSize1() } -> std::convertible_to<std::size_t>;
  { a.size[0] } -> std::convertible_to<int>;
  { a.step[0] } -> std::convertible_to<std::size_t>;
};

template <class A>
concept foreign_matrix = mdspan_like<A> || evaluated_matrix<A> || matrix_expression<A> ||
                         eigen_tensor<A> || xtensor_expression<A> || opencv_mat<A> ||
                         library_array<A>;

// std::string and the like: their characters are integers, but not values to show.
template <class A>
concept text = requires { typename A::traits_type; };

// Containers of containers that do not lie together, and std::vector<bool>.
template <class A>
concept sized_range = !has_matrix_members<A> && requires(const A& a) {
  { a.size() } -> std::convertible_to<std::size_t>;
  *a.begin();
  a.end();
  typename A::value_type;
};
// Bounded, because a type may contain itself, as JSON values do.
template <class A, std::size_t most = max_rank> struct nested_depth {
  static constexpr std::size_t value = 0;
};
template <sized_range A, std::size_t most>
  requires(most > 0 && !text<A>)
struct nested_depth<A, most> {
  static constexpr std::size_t inner = nested_depth<typename A::value_type, most - 1>::value;
  static constexpr std::size_t value =
      element<typename A::value_type> ? 1 : (inner == 0 ? 0 : inner + 1);
};
template <class A>
concept nested_container =
    !contiguous_container<A> && !foreign_matrix<A> && nested_depth<A>::value >= 1;

template <class A> struct nested_element {
  using type = typename nested_element<typename A::value_type>::type;
};
template <class A>
  requires element<typename A::value_type>
struct nested_element<A> {
  using type = typename A::value_type;
};

template <class A>
concept known_array =
    !text<A> && (foreign_matrix<A> || contiguous_container<A> || nested_container<A>);

/// Frees its elements when it is destroyed: a view of a temporary one would dangle.
template <class A>
concept owns_elements =
    (contiguous_container<A> &&
     (requires(const A& a) { a.get_allocator(); } || (flat_block<A>::rank > 0))) ||
    (eigen_dense<A> && requires { requires std::is_same_v<typename A::PlainObject, A>; }) ||
    ((armadillo_matrix<A> || armadillo_cube<A>) && requires(A& a) { a.reset(); });

[[noreturn]] ARRAYREEL_API void refuse_mdspan();
[[noreturn]] ARRAYREEL_API void refuse_nested(std::size_t axis, std::size_t length,
                                              std::size_t first_length);

template <class A> [[nodiscard]] auto view_contiguous(const A& container) {
  using block = flat_block<pointed_t<A>>;
  using value_type = std::remove_cv_t<typename block::value_type>;
  std::array<std::size_t, max_rank> extents{static_cast<std::size_t>(container.size())};
  block::extents(extents, 1);
  return array_view<value_type>(
      reinterpret_cast<const value_type*>(container.data()),
      shape(std::span<const std::size_t>(extents.data(), 1 + block::rank)));
}

template <class A> [[nodiscard]] auto view_mdspan(const A& a) {
  using value_type = std::remove_cv_t<typename A::element_type>;
  using index = typename A::rank_type;
  if (!a.is_strided())
    refuse_mdspan();
  const geometry g(
      a.rank(), [&](std::size_t i) { return a.extent(static_cast<index>(i)); },
      [&](std::size_t i) { return a.stride(static_cast<index>(i)); });
  return array_view<value_type>(a.data_handle(), g.extents, g.steps);
}

template <class A> [[nodiscard]] auto view_eigen(const A& a) {
  constexpr bool row_major = static_cast<bool>(A::IsRowMajor);
  std::ptrdiff_t down = row_major ? a.outerStride() : a.innerStride();
  std::ptrdiff_t right = row_major ? a.innerStride() : a.outerStride();
  // A diagonal's own stride is wrong where its matrix has gaps between neighbours.
  if constexpr (requires { &a.coeffRef(0, 0) - a.data(); }) {
    if (a.rows() > 1 && a.cols() > 0) down = &a.coeffRef(1, 0) - a.data();
    if (a.cols() > 1 && a.rows() > 0) right = &a.coeffRef(0, 1) - a.data();
  }
  return array_view<typename A::Scalar>(a.data(), shape(a.rows(), a.cols()), strides(down, right));
}

template <class T> [[nodiscard]] owned_array<T> copy_of(const array_view<T>& source) {
  owned_array<T> result(source.extents(), source.layout(), source.order());
  copy_blocks(source.data(), source.geometry(), sizeof(T), sizeof(T), result.data());
  return result;
}

template <class A> [[nodiscard]] auto view_eigen_tensor(const A& a) {
  constexpr auto rank = static_cast<std::size_t>(A::NumDimensions);
  constexpr bool row_major = static_cast<int>(A::Layout) == 1;
  // Tensor takes the axis as unsigned and TensorMap as signed: this type widens to both.
  const auto extent = [&](std::size_t i) { return a.dimension(static_cast<unsigned char>(i)); };
  const geometry g(rank, extent, [&](std::size_t axis) {
    std::size_t step = 1; // wraps only where the array is empty
    for (std::size_t i = 0; i < rank; ++i)
      if (row_major ? i > axis : i < axis) step *= static_cast<std::size_t>(extent(i));
    return step;
  });
  return array_view<std::remove_const_t<typename A::Scalar>>(a.data(), g.extents, g.steps);
}

template <class A> [[nodiscard]] auto view_xtensor(const A& a) {
  const geometry g(
      a.shape().size(), [&](std::size_t i) { return a.shape()[i]; },
      [&](std::size_t i) { return a.strides()[i]; });
  // Not data() + data_offset(): xtensor 0.24 miscounts the offset of views that add an axis.
  const std::array<std::size_t, max_rank> origin{};
  return array_view<typename A::value_type>(
      has_zero(g.extents) ? a.data() : &a.element(origin.data(), origin.data() + g.extents.rank()),
      g.extents, g.steps);
}

template <class A> [[nodiscard]] auto evaluate_xtensor(const A& a) {
  using T = typename A::value_type;
  const geometry g(
      a.shape().size(), [&](std::size_t i) { return a.shape()[i]; }, [](std::size_t) { return 0; });
  const std::size_t rank = g.extents.rank();
  owned_array<T> result(g.extents);
  std::array<std::size_t, max_rank> index{};
  for (std::size_t i = 0; i < result.size(); ++i) {
    const std::size_t* const first = index.data();
    result.data()[i] = static_cast<T>(a.element(first, first + rank));
    for (std::size_t axis = rank; axis-- > 0 && ++index[axis] == g.extents[axis];) index[axis] = 0;
  }
  return result;
}

// Columns are contiguous; the distance between columns also covers submatrices.
template <class A> [[nodiscard]] auto view_armadillo(const A& a) {
  using T = typename A::elem_type;
  const bool none = a.n_rows == 0 || a.n_cols == 0;
  return array_view<T>(none ? nullptr : a.colptr(0), shape(a.n_rows, a.n_cols),
                       strides(1, !none && a.n_cols > 1 ? a.colptr(1) - a.colptr(0) : 0));
}

template <class A> [[nodiscard]] auto view_armadillo_cube(const A& a) {
  using T = typename A::elem_type;
  const bool none = a.n_rows == 0 || a.n_cols == 0 || a.n_slices == 0;
  const T* first = none ? nullptr : a.slice_colptr(0, 0);
  return array_view<T>(first, shape(a.n_rows, a.n_cols, a.n_slices),
                       strides(1, !none && a.n_cols > 1 ? a.slice_colptr(0, 1) - first : 0,
                               !none && a.n_slices > 1 ? a.slice_colptr(1, 0) - first : 0));
}

/// The view of a cv::Mat's members.
/// \param size, step of each of `dims` axes, in elements and in bytes
[[nodiscard]] ARRAYREEL_API any_view view_opencv(const void* data, std::size_t dims,
                                                 std::size_t depth, std::size_t channels,
                                                 std::size_t component_bytes, const int* size,
                                                 const std::size_t* step);

template <class A> [[nodiscard]] any_view view_cv_mat(const A& a) {
  const int* const size = a.dims > 0 ? &a.size[0] : nullptr;
  const std::size_t* const step = a.dims > 0 ? &a.step[0] : nullptr;
  return view_opencv(a.data, static_cast<std::size_t>(a.dims), static_cast<std::size_t>(a.depth()),
                     static_cast<std::size_t>(a.channels()),
                     static_cast<std::size_t>(a.elemSize1()), size, step);
}

template <class A>
void nested_extents(const A& a, std::array<std::size_t, max_rank>& extents, std::size_t axis) {
  extents[axis] = a.size();
  if constexpr (!element<typename A::value_type>)
    if (a.size() != 0) nested_extents(*a.begin(), extents, axis + 1);
}

template <class A>
void check_nested(const A& a, const std::array<std::size_t, max_rank>& extents, std::size_t axis) {
  if (a.size() != extents[axis])
    refuse_nested(axis, a.size(), extents[axis]);
  if constexpr (!element<typename A::value_type>)
    for (const auto& entry : a) check_nested(entry, extents, axis + 1);
}

template <class A, class T> void copy_nested(const A& a, T*& out) {
  for (const auto& entry : a)
    if constexpr (element<typename A::value_type>)
      *out++ = entry;
    else
      copy_nested(entry, out);
}

template <class A> [[nodiscard]] auto view_nested(const A& a) {
  using T = typename nested_element<A>::type;
  std::array<std::size_t, max_rank> extents{};
  nested_extents(a, extents, 0);
  check_nested(a, extents, 0); // before a memory the size of a false rectangle is asked for
  owned_array<T> result(
      shape(std::span<const std::size_t>(extents.data(), nested_depth<A>::value)));
  T* out = result.data();
  copy_nested(a, out);
  return result;
}

/// \throws error (parameter) where a container has another number of elements.
ARRAYREEL_API void require_count(std::size_t have, const shape& extents, std::size_t element_bytes);

} // namespace detail

/// The view itself.
template <element T> [[nodiscard]] array_view<T> view(const array_view<T>& array) { return array; }

/// `pointer` to the element at index (0, 0, …), the extents outermost first, elements in C order
/// or at the given strides (in elements).
/// \throws error as `array_view` does.
template <class P>
  requires std::is_pointer_v<P> && element<std::remove_cv_t<std::remove_pointer_t<P>>>
[[nodiscard]] auto view(const P& pointer, const shape& extents, axes layout = axes::automatic) {
  return array_view<std::remove_cv_t<std::remove_pointer_t<P>>>(pointer, extents, layout);
}
template <class P>
  requires std::is_pointer_v<P> && element<std::remove_cv_t<std::remove_pointer_t<P>>>
[[nodiscard]] auto view(const P& pointer, const shape& extents, const strides& steps,
                        axes layout = axes::automatic) {
  return array_view<std::remove_cv_t<std::remove_pointer_t<P>>>(pointer, extents, steps, layout);
}

/// A C array of rank 1 to 4: `float field[480][640]`.
template <class T, std::size_t N>
  requires detail::flat_block<T[N]>::is_flat
[[nodiscard]] auto view(const T (&array)[N]) {
  return detail::view_contiguous(std::span<const T>(array));
}

/// A container with its elements in one piece (`std::vector`, `std::array`, `std::span`, a C
/// array), read as an array of the given extents in C order. `std::vector<bool>` is copied.
/// \throws error (parameter) where the number of elements is not the product of the extents.
template <class A>
  requires detail::contiguous_container<A> && element<detail::pointed_t<A>> &&
           (!detail::owns_elements<A>)
[[nodiscard]] auto view(const A& container, const shape& extents, axes layout = axes::automatic) {
  using T = detail::pointed_t<A>;
  detail::require_count(container.size(), extents, sizeof(T));
  return array_view<T>(container.data(), extents, layout);
}
template <class A>
  requires detail::contiguous_container<A> && element<detail::pointed_t<A>> &&
           detail::owns_elements<A>
[[nodiscard]] auto view(const A& container ARRAYREEL_LIFETIMEBOUND, const shape& extents,
                        axes layout = axes::automatic) {
  return view(std::span<const detail::pointed_t<A>>(container.data(), container.size()), extents,
              layout);
}
template <element T, std::size_t N>
[[nodiscard]] auto view(const T (&array)[N], const shape& extents, axes layout = axes::automatic) {
  return view(std::span<const T>(array), extents, layout);
}
template <class A>
  requires detail::nested_container<A> && (detail::nested_depth<A>::value == 1)
[[nodiscard]] auto view(const A& container, const shape& extents, axes layout = axes::automatic) {
  detail::require_count(container.size(), extents, sizeof(typename A::value_type));
  owned_array<typename A::value_type> result(extents, layout);
  auto* out = result.data();
  for (const typename A::value_type value : container) *out++ = value;
  return result;
}

/// A `std::valarray`, read as an array of the given extents in C order.
/// \throws error (parameter) where the number of elements is not the product of the extents.
template <detail::valarray_like A>
[[nodiscard]] auto view(const A& array, const shape& extents, axes layout = axes::automatic) {
  detail::require_count(array.size(), extents, sizeof(typename A::value_type));
  return detail::view_valarray(array, extents, layout);
}

// Two templates that one type could instantiate would have one name for the linker: no type has both.
template <class A>
  requires detail::known_array<A> && detail::owns_elements<A>
[[nodiscard]] auto view(const A& array ARRAYREEL_LIFETIMEBOUND) {
  if constexpr (detail::eigen_dense<A>)
    return detail::view_eigen(array);
  else if constexpr (detail::armadillo_cube<A>)
    return detail::view_armadillo_cube(array);
  else if constexpr (detail::armadillo_matrix<A>)
    return detail::view_armadillo(array);
  else
    return detail::view_contiguous(array);
}

/// Arrays that know their own extents:
///  - nested C arrays and `std::array`s, and containers of them: no copy;
///  - nested vectors (`std::vector<std::vector<T>>` and deeper): copied, `owned_array`;
///  - `std::mdspan` and its like with strides; `axes` as its extents;
///  - Eigen's matrices, arrays, maps, blocks, transposes and tensors;
///  - xtensor's arrays, tensors, adaptors and strided views;
///  - Armadillo's matrices, cubes and their submatrices: (rows, columns[, slices]);
///  - expressions of these three (`a + b`, but not of tensors): evaluated, `owned_array`;
///  - `cv::Mat`, as an `any_view`; 3 and 4 channels are in the order `bgr`, as OpenCV keeps them;
///  - `boost::multi_array`, its references, subarrays and views, and `blitz::Array`, in any order
///    of storage and with any base of the indices: axes as its indices;
///  - GSL's matrices and vectors, pointers to them and views of them;
///  - `CImg`: (height, width[, channels]), frames of these where its depth is above 1;
///  - `Kokkos::View`s in memory that the host can read, and other classes with `data()`,
///    `extent(i)`, `stride(i)` in elements and `rank`: axes as its indices;
///  - AMReX' `Array4`: (component, y, x), or (component, z, y, x) of a box with several planes, so
///    that a row has one y; `view(box.const_array()).slice(0, n)` is component n;
///  - `std::valarray`, of one axis.
///
/// Your own type joins by a function `view(const your_type&)` beside it that returns a view; a
/// class derived from it needs its own.
/// \throws error (parameter) for a rank outside 1…4 or rows of unequal lengths.
template <class A>
  requires detail::known_array<A> && (!detail::owns_elements<A>)
[[nodiscard]] auto view(const A& array) {
  if constexpr (detail::mdspan_like<A>)
    return detail::view_mdspan(array);
  else if constexpr (detail::eigen_tensor<A>)
    return detail::view_eigen_tensor(array);
  else if constexpr (detail::eigen_dense<A>)
    return detail::view_eigen(array);
  else if constexpr (detail::matrix_expression<A>) {
    const auto evaluated = array.eval();
    return detail::copy_of(view(evaluated));
  } else if constexpr (detail::xtensor_strided<A>)
    return detail::view_xtensor(array);
  else if constexpr (detail::xtensor_expression<A>)
    return detail::evaluate_xtensor(array);
  else if constexpr (detail::armadillo_cube<A>)
    return detail::view_armadillo_cube(array);
  else if constexpr (detail::armadillo_matrix<A>)
    return detail::view_armadillo(array);
  else if constexpr (detail::opencv_mat<A>)
    return detail::view_cv_mat(array);
  else if constexpr (detail::library_array<A>)
    return detail::view_library_array(array);
  else if constexpr (detail::contiguous_container<A>)
    return detail::view_contiguous(array);
  else
    return detail::view_nested(array);
}

/// Nothing else has a view. `std::string` has one only with extents, as bytes, and
/// `std::vector<std::string>` has none. Without this, argument-dependent lookup would find another
/// library's `view` that accepts anything (xtensor's does, also for standard containers of its
/// arrays) and fail inside it.
ARRAYREEL_REFUSES_ARRAY(!detail::known_array<A>) void view(const A& array) ARRAYREEL_REFUSED;

namespace detail {

template <class R>
concept array_result = typed_at_run_time<R> || requires(const R& result) {
  requires element<typename R::value_type>;
  { result } -> std::convertible_to<array_view<typename R::value_type>>;
};

} // namespace detail

/// Anything for which `view(array)` returns an array: what every function of arrayreel takes. The
/// result counts, because other libraries have a `view` too.
template <class A>
concept viewable = requires(const A& array) {
  requires detail::array_result<std::remove_cvref_t<decltype(view(array))>>;
};

namespace detail {

/// Memory without a shape, of which `view(memory, {height, width})` makes an array.
template <class T> struct is_memory {
  static constexpr bool value = nested_depth<T>::value == 1;
};
template <class T> struct is_memory<T*> {
  static constexpr bool value = element<std::remove_cv_t<T>>;
};
template <class T, std::size_t N> struct is_memory<T[N]> {
  static constexpr bool value = element<T>;
};
template <class T>
  requires contiguous_container<T>
struct is_memory<T> {
  static constexpr bool value = element<pointed_t<T>>;
};

/// What any array converts to.
struct any_array {
  template <viewable A> any_array(const A&); // NOLINT
};

} // namespace detail

// Extents beside what takes none, or in another way than as one list of integers.
ARRAYREEL_REFUSES_ARRAY(!detail::is_memory<A>::value && !viewable<A>)
void view(const A& array, const shape& extents, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the extents are one list of integers: write view(x, {height, width})",
                  class A, class H, class W)
void view(const A& array, H, W, ...)
  requires(std::is_arithmetic_v<H> && std::is_arithmetic_v<W>)
ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("view() takes (array), (memory, {height, width}), or (pointer, {height, width}, "
                  "{strides}), each with axes behind it")
void view(detail::anything, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the memory comes before its extents: write view(x, {height, width})", class A)
void view(const shape& extents, const A& array, ...)
  requires(detail::is_memory<A>::value && !detail::integer_sequence<A>)
ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("a list in braces is gone before it can be viewed: name it, float x[2][2] = {{1, "
                  "2}, {3, 4}}, and write view(x)")
void view(detail::braces list) ARRAYREEL_REFUSED;

namespace detail {

/// Calls `function` with the `array_view<T>` of anything viewable; keeps a copy alive meanwhile.
template <viewable A, class Function>
decltype(auto) with_view(const A& array, Function&& function) {
  const auto& held = view(array);
  if constexpr (requires { typename std::remove_cvref_t<decltype(held)>::value_type; })
    return function(array_view<typename std::remove_cvref_t<decltype(held)>::value_type>(held));
  else
    return held.visit(function);
}

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "adapt.ipp"
#endif

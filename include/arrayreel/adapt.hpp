// view(): other people's arrays as views, recognised by their members; none of their headers.
#pragma once

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <string>
#include <type_traits>

#include "any_view.hpp"
#include "array_view.hpp"
#include "owned_array.hpp"

namespace arrayreel::inline v0 {

namespace detail {

// Blocks that lie in memory as their elements alone: an element, or arrays of such.
template <class T> struct flat_block {
  using value_type = T;
  static constexpr bool is_flat = element<T>;
  static constexpr std::size_t rank = 0;
  static constexpr void extents(std::array<std::size_t, max_rank>&, std::size_t) {}
};
template <class T, std::size_t N> struct flat_block_array {
  using value_type = typename flat_block<T>::value_type;
  static constexpr std::size_t rank = 1 + flat_block<T>::rank;
  static constexpr bool is_flat = flat_block<T>::is_flat && N > 0 && rank <= max_rank;
  static constexpr void extents(std::array<std::size_t, max_rank>& result, std::size_t axis) {
    result[axis] = N;
    flat_block<T>::extents(result, axis + 1);
  }
};
template <class T, std::size_t N> struct flat_block<T[N]> : flat_block_array<T, N> {};
template <class T, std::size_t N> struct flat_block<std::array<T, N>> : flat_block_array<T, N> {
  static constexpr bool is_flat =
      flat_block_array<T, N>::is_flat && sizeof(std::array<T, N>) == N * sizeof(T);
};

template <class A>
using pointed_t = std::remove_cvref_t<decltype(*std::declval<const A&>().data())>;

// std::vector, std::array, std::span and their like. Matrix classes have these members too, and
// are told apart by the ones that only they have.
template <class A>
concept contiguous_container = requires(const A& a) {
  { a.size() } -> std::convertible_to<std::size_t>;
  requires std::is_pointer_v<decltype(a.data())>;
  a.begin();
  requires flat_block<pointed_t<A>>::is_flat;
  requires flat_block<pointed_t<A>>::rank < max_rank;
} && !requires(const A& a) { a.rows(); } && !requires(const A& a) {
  a.shape();
} && !requires(const A& a) { a.n_elem; } && !requires(const A& a) { a.extents(); };

template <class A>
concept mdspan_like = requires(const A& a, typename A::rank_type axis) {
  { a.rank() } -> std::convertible_to<std::size_t>;
  { a.extent(axis) } -> std::convertible_to<std::size_t>;
  { a.stride(axis) } -> std::convertible_to<std::size_t>;
  { a.is_strided() } -> std::convertible_to<bool>;
  requires element<std::remove_cv_t<typename A::element_type>>;
  // An accessor that computes what it returns has no memory to look at.
  requires std::is_same_v<typename A::reference, typename A::element_type&>;
  { a.data_handle() } -> std::convertible_to<const typename A::element_type*>;
};

template <class A>
concept eigen_dense = requires(const A& a) {
  typename A::Scalar;
  requires element<typename A::Scalar>;
  { A::IsRowMajor } -> std::convertible_to<bool>;
  { a.rows() } -> std::convertible_to<std::ptrdiff_t>;
  { a.cols() } -> std::convertible_to<std::ptrdiff_t>;
  { a.innerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { a.outerStride() } -> std::convertible_to<std::ptrdiff_t>;
  { a.data() } -> std::convertible_to<const typename A::Scalar*>;
};

// a + b and its like: no memory until it is evaluated.
template <class A>
concept eigen_expression = !eigen_dense<A> && requires(const A& a) {
  typename A::Scalar;
  requires eigen_dense<std::remove_cvref_t<decltype(a.eval())>>;
};

template <class A>
concept eigen_tensor = requires(const A& a) {
  typename A::Scalar;
  requires element<typename A::Scalar>;
  { a.dimension(0) } -> std::convertible_to<std::ptrdiff_t>;
  { A::NumDimensions } -> std::convertible_to<int>;
  { static_cast<int>(A::Layout) } -> std::convertible_to<int>;
  { a.data() } -> std::convertible_to<const typename A::Scalar*>;
};

template <class A>
concept xtensor_like = requires(const A& a) {
  typename A::value_type;
  requires element<typename A::value_type>;
  { a.shape().size() } -> std::convertible_to<std::size_t>;
  { a.shape()[0] } -> std::convertible_to<std::size_t>;
  { a.strides()[0] } -> std::convertible_to<std::ptrdiff_t>;
  { a.data_offset() } -> std::convertible_to<std::size_t>;
  { a.data() } -> std::convertible_to<const typename A::value_type*>;
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
concept opencv_mat = requires(const A& a) {
  { a.data } -> std::convertible_to<const unsigned char*>;
  { a.dims } -> std::convertible_to<int>;
  { a.depth() } -> std::convertible_to<int>;
  { a.channels() } -> std::convertible_to<int>;
  { a.elemSize1() } -> std::convertible_to<std::size_t>;
  { a.size[0] } -> std::convertible_to<int>;
  { a.step[0] } -> std::convertible_to<std::size_t>;
};

// Containers of containers that do not lie together, and std::vector<bool>.
template <class A> struct nested_depth {
  static constexpr std::size_t value = 0;
};
template <class A>
concept sized_range = requires(const A& a) {
  { a.size() } -> std::convertible_to<std::size_t>;
  a.begin();
  a.end();
  typename A::value_type;
};
template <sized_range A> struct nested_depth<A> {
  static constexpr std::size_t inner = nested_depth<typename A::value_type>::value;
  static constexpr std::size_t value =
      element<typename A::value_type> ? 1 : (inner == 0 ? 0 : inner + 1);
};
template <class A>
concept foreign_matrix =
    mdspan_like<A> || eigen_dense<A> || eigen_expression<A> || eigen_tensor<A> || xtensor_like<A> ||
    armadillo_matrix<A> || armadillo_cube<A> || opencv_mat<A>;
template <class A>
concept nested_container =
    !contiguous_container<A> && !foreign_matrix<A> && !requires(const A& a) { a.rows(); } &&
    !requires(const A& a) { a.shape(); } && nested_depth<A>::value >= 1 &&
    nested_depth<A>::value <= max_rank;

template <class A> struct nested_element {
  using type = typename nested_element<typename A::value_type>::type;
};
template <class A>
  requires element<typename A::value_type>
struct nested_element<A> {
  using type = typename A::value_type;
};

/// Extents and strides of a rank that is known at run time, or the error of a rank above 4.
struct geometry {
  shape extents;
  strides steps;

  template <class Extent, class Stride>
  geometry(std::size_t rank, const Extent& extent, const Stride& stride) {
    if (rank < 1 || rank > max_rank) refuse_rank(rank);
    std::array<std::size_t, max_rank> extent_of{};
    std::array<std::ptrdiff_t, max_rank> stride_of{};
    for (std::size_t i = 0; i < rank; ++i) {
      extent_of[i] = static_cast<std::size_t>(extent(i));
      stride_of[i] = static_cast<std::ptrdiff_t>(stride(i));
    }
    extents = shape(std::span<const std::size_t>(extent_of.data(), rank));
    steps = strides(std::span<const std::ptrdiff_t>(stride_of.data(), rank));
  }
};

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
    throw error(error_kind::parameter, "an mdspan whose layout has no strides; expected "
                                       "layout_right, layout_left or layout_stride");
  const geometry g(
      a.rank(), [&](std::size_t i) { return a.extent(static_cast<index>(i)); },
      [&](std::size_t i) { return a.stride(static_cast<index>(i)); });
  return array_view<value_type>(a.data_handle(), g.extents, g.steps);
}

template <class A> [[nodiscard]] auto view_eigen(const A& a) {
  constexpr bool row_major = static_cast<bool>(A::IsRowMajor);
  return array_view<typename A::Scalar>(a.data(), shape(a.rows(), a.cols()),
                                        row_major ? strides(a.outerStride(), a.innerStride())
                                                  : strides(a.innerStride(), a.outerStride()));
}

template <class T> [[nodiscard]] owned_array<T> copy_of(const array_view<T>& source) {
  owned_array<T> result(source.extents(), source.layout());
  T* out = result.data();
  const auto copy_axis = [&](const auto& self, const T* from, std::size_t axis) -> void {
    for (std::size_t i = 0; i < source.extent(axis); ++i, from += source.stride(axis))
      if (axis + 1 == source.rank())
        *out++ = *from;
      else
        self(self, from, axis + 1);
  };
  copy_axis(copy_axis, source.data(), 0);
  return result;
}

template <class A> [[nodiscard]] auto view_eigen_tensor(const A& a) {
  constexpr auto rank = static_cast<std::size_t>(A::NumDimensions);
  constexpr bool row_major = static_cast<int>(A::Layout) == 1;
  const auto extent = [&](std::size_t i) { return a.dimension(i); };
  const geometry g(rank, extent, [&](std::size_t axis) {
    std::ptrdiff_t step = 1;
    for (std::size_t i = 0; i < rank; ++i)
      if (row_major ? i > axis : i < axis) step *= static_cast<std::ptrdiff_t>(a.dimension(i));
    return step;
  });
  return array_view<typename A::Scalar>(a.data(), g.extents, g.steps);
}

template <class A> [[nodiscard]] auto view_xtensor(const A& a) {
  const geometry g(
      a.shape().size(), [&](std::size_t i) { return a.shape()[i]; },
      [&](std::size_t i) { return a.strides()[i]; });
  return array_view<typename A::value_type>(a.data() + static_cast<std::ptrdiff_t>(a.data_offset()),
                                            g.extents, g.steps);
}

// Columns lie together; the distance between two of them also serves submatrices.
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

template <class A> [[nodiscard]] any_view view_opencv(const A& a) {
  constexpr std::array depths{dtype::uint8, dtype::int8,    dtype::uint16,  dtype::int16,
                              dtype::int32, dtype::float32, dtype::float64, dtype::float16};
  const auto depth = static_cast<std::size_t>(a.depth());
  if (depth >= depths.size())
    throw error(error_kind::parameter,
                "a cv::Mat of depth " + to_text(depth) + "; expected CV_8U to CV_16F (0 to 7)");
  const auto dims = static_cast<std::size_t>(a.dims);
  const auto channels = static_cast<std::size_t>(a.channels());
  const auto bytes = static_cast<std::size_t>(a.elemSize1());
  const geometry g(
      dims + (channels > 1 && dims > 0 ? 1U : 0U),
      [&](std::size_t i) {
        return i < dims ? static_cast<std::size_t>(a.size[static_cast<int>(i)]) : channels;
      },
      [&](std::size_t i) {
        const std::size_t step =
            i < dims ? static_cast<std::size_t>(a.step[static_cast<int>(i)]) : bytes;
        if (step % bytes != 0)
          throw error(error_kind::parameter, "a cv::Mat with a step of " + to_text(step) +
                                                 " bytes; expected a multiple of the element's " +
                                                 to_text(bytes));
        return step / bytes;
      });
  const axes layout = channels == 1 ? axes::automatic
                      : dims == 2   ? axes::yxc
                      : dims == 3   ? axes::tyxc
                                    : axes::automatic;
  return {depths[depth], a.data,
          g.extents,     g.steps,
          layout,        channels == 3 || channels == 4 ? channel_order::bgr : channel_order::rgb};
}

template <class A>
void nested_extents(const A& a, std::array<std::size_t, max_rank>& extents, std::size_t axis) {
  extents[axis] = a.size();
  if constexpr (!element<typename A::value_type>)
    if (a.size() != 0) nested_extents(*a.begin(), extents, axis + 1);
}

template <class A, class T>
void copy_nested(const A& a, const std::array<std::size_t, max_rank>& extents, std::size_t axis,
                 T*& out) {
  if (a.size() != extents[axis])
    throw error(error_kind::parameter, "a nested container in which one entry along axis " +
                                           to_text(axis) + " has " + to_text(a.size()) +
                                           " elements and the first has " + to_text(extents[axis]) +
                                           "; expected equal lengths");
  for (const auto& entry : a) {
    if constexpr (element<typename A::value_type>)
      *out++ = entry;
    else
      copy_nested(entry, extents, axis + 1, out);
  }
}

template <class A> [[nodiscard]] auto view_nested(const A& a) {
  using T = typename nested_element<A>::type;
  std::array<std::size_t, max_rank> extents{};
  nested_extents(a, extents, 0);
  owned_array<T> result(
      shape(std::span<const std::size_t>(extents.data(), nested_depth<A>::value)));
  T* out = result.data();
  copy_nested(a, extents, 0, out);
  return result;
}

[[noreturn]] inline void refuse_count(std::size_t have, const shape& extents) {
  throw error(error_kind::parameter, "a container of " + to_text(have) +
                                         " elements for an array of shape " +
                                         shape_text(extents, extents.rank()));
}

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
  requires detail::contiguous_container<A> && element<detail::pointed_t<A>>
[[nodiscard]] auto view(const A& container, const shape& extents, axes layout = axes::automatic) {
  const array_view<detail::pointed_t<A>> result(container.data(), extents, layout);
  if (result.size() != container.size()) detail::refuse_count(container.size(), extents);
  return result;
}
template <element T, std::size_t N>
[[nodiscard]] auto view(const T (&array)[N], const shape& extents, axes layout = axes::automatic) {
  return view(std::span<const T>(array), extents, layout);
}
template <class A>
  requires detail::nested_container<A> && (detail::nested_depth<A>::value == 1)
[[nodiscard]] auto view(const A& container, const shape& extents, axes layout = axes::automatic) {
  owned_array<typename A::value_type> result(extents, layout);
  if (result.size() != container.size()) detail::refuse_count(container.size(), extents);
  auto* out = result.data();
  for (const typename A::value_type value : container) *out++ = value;
  return result;
}

/// Arrays that know their own extents:
///  - nested C arrays and `std::array`s, and containers of them: no copy;
///  - nested vectors (`std::vector<std::vector<T>>` and deeper): copied, `owned_array`;
///  - `std::mdspan` and its like with strides; `axes` as its extents;
///  - Eigen's matrices, arrays, maps, blocks, transposes and tensors; other expressions are
///    evaluated into an `owned_array`;
///  - xtensor's arrays, tensors, adaptors and strided views;
///  - Armadillo's matrices, cubes and their submatrices: (rows, columns[, slices]);
///  - `cv::Mat`, as an `any_view`; 3 and 4 channels are in the order `bgr`, as OpenCV keeps them.
///
/// Your own type joins by a function `view(const your_type&)` beside it that returns a view.
/// \throws error (parameter) for a rank outside 1…4 or rows of unequal lengths.
template <class A>
  requires detail::foreign_matrix<A> || detail::contiguous_container<A> ||
           detail::nested_container<A>
[[nodiscard]] auto view(const A& array) {
  if constexpr (detail::mdspan_like<A>)
    return detail::view_mdspan(array);
  else if constexpr (detail::eigen_tensor<A>)
    return detail::view_eigen_tensor(array);
  else if constexpr (detail::eigen_dense<A>)
    return detail::view_eigen(array);
  else if constexpr (detail::eigen_expression<A>) {
    const auto evaluated = array.eval();
    return detail::copy_of(detail::view_eigen(evaluated));
  } else if constexpr (detail::xtensor_like<A>)
    return detail::view_xtensor(array);
  else if constexpr (detail::armadillo_cube<A>)
    return detail::view_armadillo_cube(array);
  else if constexpr (detail::armadillo_matrix<A>)
    return detail::view_armadillo(array);
  else if constexpr (detail::opencv_mat<A>)
    return detail::view_opencv(array);
  else if constexpr (detail::contiguous_container<A>)
    return detail::view_contiguous(array);
  else
    return detail::view_nested(array);
}

/// Anything for which `view(array)` gives an array: what every function of arrayreel takes.
template <class A>
concept viewable = requires(const A& array) { view(array); };

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

} // namespace arrayreel::inline v0

// Arrays of Boost, Blitz++, CImg, GSL, Kokkos and AMReX, and std::valarray, recognised by their
// members.
#pragma once

#include <concepts>
#include <cstddef>
#include <type_traits>
#include <utility>

#include "../../any_view.hpp"
#include "../../array_view.hpp"
#include "memory_layout.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A pointer to elements that a view may read.
template <class P>
concept element_pointer =
    std::is_pointer_v<P> && element<std::remove_const_t<std::remove_pointer_t<P>>>;

/// The plain pointer that a member gives: g++ keeps `restrict`, which Blitz++ has.
template <class P> using plain_pointer_t = std::remove_reference_t<decltype(*std::declval<P>())>*;

template <class P> using pointee_t = std::remove_const_t<std::remove_pointer_t<P>>;

/// Blitz++'s arrays, Kokkos' views and whatever else has their members: data() is the address of
/// the first element, strides are in elements.
template <class A>
concept strided_array = requires(const A& a, unsigned char axis) {
  requires element_pointer<plain_pointer_t<decltype(a.data())>>;
  { a.data() } -> std::convertible_to<plain_pointer_t<decltype(a.data())>>;
  { a.extent(axis) } -> std::convertible_to<std::size_t>;
  { a.stride(axis) } -> std::convertible_to<std::ptrdiff_t>;
}
&&(
    requires(const A& a) {
      { a.rank() } -> std::convertible_to<std::size_t>;
    } ||
    requires { static_cast<std::size_t>(A::rank); });

/// boost::multi_array, references, subarrays and views of it.
template <class A>
concept boost_multi_array = requires(const A& a) {
  requires element_pointer<decltype(a.origin())>;
  { A::dimensionality } -> std::convertible_to<std::size_t>;
  { a.shape()[0] } -> std::convertible_to<std::size_t>;
  { a.strides()[0] } -> std::convertible_to<std::ptrdiff_t>;
  { a.index_bases()[0] } -> std::convertible_to<std::ptrdiff_t>;
};

template <class A>
concept cimg_image = requires(const A& a) {
  requires element_pointer<decltype(a.data())>;
  { a.width() } -> std::convertible_to<std::size_t>;
  { a.height() } -> std::convertible_to<std::size_t>;
  { a.depth() } -> std::convertible_to<std::size_t>;
  { a.spectrum() } -> std::convertible_to<std::size_t>;
};

/// gsl_matrix, gsl_matrix_float and so on.
template <class A>
concept gsl_matrix_struct = requires(const A& a) {
  requires element_pointer<std::remove_const_t<decltype(a.data)>>;
  { a.size1 } -> std::convertible_to<std::size_t>;
  { a.size2 } -> std::convertible_to<std::size_t>;
  { a.tda } -> std::convertible_to<std::size_t>;
  a.block;
  a.owner;
};
template <class A>
concept gsl_vector_struct = requires(const A& a) {
  requires element_pointer<std::remove_const_t<decltype(a.data)>>;
  { a.size } -> std::convertible_to<std::size_t>;
  { a.stride } -> std::convertible_to<std::size_t>;
  a.block;
  a.owner;
};
/// What gsl_matrix_submatrix() and its like give.
template <class A>
concept gsl_view_struct = requires(const A& a) {
  requires gsl_matrix_struct<std::remove_cvref_t<decltype(a.matrix)>>;
}
|| requires(const A& a) { requires gsl_vector_struct<std::remove_cvref_t<decltype(a.vector)>>; };
template <class A>
concept gsl_struct = gsl_matrix_struct<A> || gsl_vector_struct<A> || gsl_view_struct<A>;
/// gsl_matrix_alloc() gives a pointer.
template <class A>
concept gsl_pointer = requires(const A& a) {
  requires gsl_struct<std::remove_cvref_t<decltype(*a)>>;
  static_cast<bool>(a);
};

// The members of complex arrays are those of real ones, with two numbers for an element: GSL's own
// functions tell them apart.
template <class A>
concept gsl_complex = requires(const A* a, std::size_t i) {
  gsl_matrix_complex_const_ptr(a, i, i);
}
|| requires(const A* a, std::size_t i) { gsl_matrix_complex_float_const_ptr(a, i, i); }
|| requires(const A* a, std::size_t i) { gsl_matrix_complex_long_double_const_ptr(a, i, i); }
|| requires(const A* a, std::size_t i) { gsl_vector_complex_const_ptr(a, i); }
|| requires(const A* a, std::size_t i) { gsl_vector_complex_float_const_ptr(a, i); }
|| requires(const A* a, std::size_t i) { gsl_vector_complex_long_double_const_ptr(a, i); };

/// AMReX' Array4, of its versions with and without ArrayND.
template <class A>
concept amrex_array4 = requires(const A& a, int i) {
  requires element_pointer<decltype(&a(i, i, i, i))>;
  { a.nComp() } -> std::convertible_to<std::size_t>;
}
&&(
    requires(const A& a) {
      { a.end.z - a.begin.z } -> std::convertible_to<std::size_t>;
    } ||
    requires(const A& a) {
      { a.end.vect[2] - a.begin.vect[2] } -> std::convertible_to<std::size_t>;
    });

/// A sum of two std::valarrays has no memory: its elements are values.
template <class A>
concept valarray_like = requires(const A& a, std::size_t i) {
  requires element<typename A::value_type>;
  { a.size() } -> std::convertible_to<std::size_t>;
  { a[i] } -> std::same_as<const typename A::value_type&>;
  a.sum();
  a.cshift(0);
};

template <class A>
concept library_array = strided_array<A> || boost_multi_array<A> || cimg_image<A> ||
    gsl_struct<A> || gsl_pointer<A> || amrex_array4<A> || valarray_like<A>;

[[noreturn]] ARRAYREEL_API void refuse_null_matrix();

template <class A> [[nodiscard]] auto view_strided(const A& a) {
  if constexpr (requires {
                  typename A::memory_space;
                  typename A::host_mirror_space::memory_space;
                })
    static_assert(
        std::same_as<typename A::memory_space, typename A::host_mirror_space::memory_space>,
        "arrayreel: this Kokkos::View is in a device's memory; make a copy that the host "
        "can read, and keep it as long as its view: auto copy = "
        "Kokkos::create_mirror_view_and_copy(Kokkos::HostSpace(), v)");
  std::size_t rank = 0;
  if constexpr (requires { a.rank(); })
    rank = static_cast<std::size_t>(a.rank());
  else
    rank = static_cast<std::size_t>(A::rank);
  // Axes are of any integer type, to which this one widens.
  const geometry g(
      rank, [&](std::size_t i) { return a.extent(static_cast<unsigned char>(i)); },
      [&](std::size_t i) { return a.stride(static_cast<unsigned char>(i)); });
  return array_view<pointee_t<plain_pointer_t<decltype(a.data())>>>(a.data(), g.extents, g.steps);
}

template <class A> [[nodiscard]] auto view_multi_array(const A& a) {
  const geometry g(
      static_cast<std::size_t>(A::dimensionality), [&](std::size_t i) { return a.shape()[i]; },
      [&](std::size_t i) { return a.strides()[i]; });
  // origin() is where all indices are 0, which may be outside; the first element has the bases.
  std::ptrdiff_t first = 0;
  if (!has_zero(g.extents))
    for (std::size_t i = 0; i < g.extents.rank(); ++i)
      first += static_cast<std::ptrdiff_t>(a.index_bases()[i]) * g.steps[i];
  return array_view<pointee_t<decltype(a.origin())>>(a.origin() + first, g.extents, g.steps);
}

/// \returns what a picture of planes for the channels is: (y, x[, c]), or (z, y, x[, c]).
struct cimg_geometry {
  shape extents;
  strides steps;
  axes layout;
};
[[nodiscard]] ARRAYREEL_API cimg_geometry geometry_of_cimg(std::size_t width, std::size_t height,
                                                           std::size_t depth, std::size_t channels);

template <class A> [[nodiscard]] auto view_cimg(const A& a) {
  const cimg_geometry g =
      geometry_of_cimg(static_cast<std::size_t>(a.width()), static_cast<std::size_t>(a.height()),
                       static_cast<std::size_t>(a.depth()), static_cast<std::size_t>(a.spectrum()));
  return array_view<pointee_t<decltype(a.data())>>(a.data(), g.extents, g.steps, g.layout);
}

template <class A> [[nodiscard]] auto view_gsl(const A& a) {
  if constexpr (gsl_pointer<A>) {
    if (!static_cast<bool>(a)) refuse_null_matrix();
    return view_gsl(*a);
  } else if constexpr (gsl_view_struct<A>) {
    if constexpr (requires { a.matrix; })
      return view_gsl(a.matrix);
    else
      return view_gsl(a.vector);
  } else {
    using number = pointee_t<std::remove_cvref_t<decltype(a.data)>>;
    using T = std::conditional_t<gsl_complex<A>, complex_value<number>, number>;
    const T* const data = static_cast<const T*>(static_cast<const void*>(a.data));
    if constexpr (gsl_matrix_struct<A>)
      return array_view<T>(data, shape(a.size1, a.size2), strides(a.tda, 1));
    else
      return array_view<T>(data, shape(a.size), strides(a.stride));
  }
}

template <class A> [[nodiscard]] auto view_array4(const A& a) {
  // Written out for both kinds of bounds, {x, y, z} and vect[].
  const auto at = [](const auto& bounds, int axis) {
    if constexpr (requires { bounds.vect[0]; })
      return static_cast<int>(bounds.vect[axis]);
    else
      return static_cast<int>(axis == 0 ? bounds.x : axis == 1 ? bounds.y : bounds.z);
  };
  const int x = at(a.begin, 0), y = at(a.begin, 1), z = at(a.begin, 2);
  const auto components = static_cast<std::size_t>(a.nComp());
  const int planes = at(a.end, 2) - z;
  shape extents(components);
  if (planes != 1) extents.append(planes);
  extents.append(at(a.end, 1) - y);
  extents.append(at(a.end, 0) - x);
  const std::size_t rank = extents.rank();
  using T = pointee_t<decltype(&a(x, y, z, 0))>;
  const T* const first = has_zero(extents) ? nullptr : &a(x, y, z, 0);
  // Nothing beyond the last element is asked for: debug builds of AMReX check it.
  strides steps(first != nullptr && components > 1 ? &a(x, y, z, 1) - first : 0);
  if (planes != 1) steps.append(first != nullptr ? &a(x, y, z + 1, 0) - first : 0);
  steps.append(first != nullptr && extents[rank - 2] > 1 ? &a(x, y + 1, z, 0) - first : 0);
  steps.append(1);
  // One component is one gray picture, however few columns there are.
  return array_view<T>(first, extents, steps,
                       rank == 3 && components == 1 ? axes::cyx : axes::automatic);
}

template <class A> [[nodiscard]] auto view_valarray(const A& a, const shape& extents, axes layout) {
  return array_view<typename A::value_type>(a.size() == 0 ? nullptr : &a[0], extents, layout);
}

template <library_array A> [[nodiscard]] auto view_library_array(const A& a) {
  if constexpr (boost_multi_array<A>)
    return view_multi_array(a);
  else if constexpr (cimg_image<A>)
    return view_cimg(a);
  else if constexpr (gsl_struct<A> || gsl_pointer<A>)
    return view_gsl(a);
  else if constexpr (amrex_array4<A>)
    return view_array4(a);
  else if constexpr (valarray_like<A>)
    return view_valarray(a, shape(a.size()), axes::automatic);
  else
    return view_strided(a);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "library_arrays.ipp"
#endif

// Classes with the members that Kokkos and AMReX document for Kokkos::View and amrex::Array4.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

namespace test {

struct host_space {
  using memory_space = host_space;
};
struct device_space {
  using memory_space = device_space;
};

/// As of Kokkos 4: `rank` is a constant. Copies refer to the same memory.
template <class T, std::size_t Rank, class Space = host_space> class kokkos_view {
public:
  using value_type = T;
  using memory_space = Space;
  using host_mirror_space = host_space;
  static constexpr std::integral_constant<std::size_t, Rank> rank = {};

  kokkos_view(T* data, const std::array<std::size_t, Rank>& extents,
              const std::array<std::size_t, Rank>& strides)
      : data_(data), extents_(extents), strides_(strides) {}

  template <class I> [[nodiscard]] constexpr std::size_t extent(const I& axis) const {
    return extents_[static_cast<std::size_t>(axis)];
  }
  template <class I> [[nodiscard]] constexpr std::size_t stride(I axis) const {
    return strides_[static_cast<std::size_t>(axis)];
  }
  [[nodiscard]] constexpr T* data() const { return data_; }
  template <class... I> [[nodiscard]] T& operator()(I... index) const {
    std::size_t axis = 0, at = 0;
    ((at += static_cast<std::size_t>(index) * strides_[axis++]), ...);
    return data_[at];
  }

private:
  T* data_;
  std::array<std::size_t, Rank> extents_, strides_;
};

/// As of Kokkos 3: `rank` is an enumerator.
template <class T> struct kokkos3_view {
  enum { rank = 2 };
  T* memory;
  std::size_t rows, columns;
  [[nodiscard]] T* data() const { return memory; }
  [[nodiscard]] std::size_t extent(const int& axis) const { return axis == 0 ? rows : columns; }
  [[nodiscard]] std::size_t stride(int axis) const { return axis == 0 ? 1 : rows; }
};

/// As DynRankView: `rank()` is known at run time.
template <class T> struct dynamic_view {
  T* memory;
  std::size_t axes;
  std::array<std::size_t, 7> extents;
  [[nodiscard]] T* data() const { return memory; }
  [[nodiscard]] std::size_t rank() const { return axes; }
  [[nodiscard]] std::size_t extent(std::size_t axis) const { return extents[axis]; }
  [[nodiscard]] std::ptrdiff_t stride(std::size_t axis) const {
    std::size_t step = 1;
    for (std::size_t i = axis + 1; i < axes; ++i) step *= extents[i];
    return static_cast<std::ptrdiff_t>(step);
  }
};

struct dim3 {
  int x, y, z;
};

/// `end` is behind the last cell; what is asked for beyond it counts as a fault.
template <class T> struct array4 {
  T* p;
  long jstride, kstride, nstride;
  dim3 begin, end;
  int ncomp;

  array4(T* data, const dim3& first, const dim3& behind, int components)
      : p(data), jstride(behind.x - first.x), kstride(jstride * (behind.y - first.y)),
        nstride(kstride * (behind.z - first.z)), begin(first), end(behind), ncomp(components) {}
  [[nodiscard]] int nComp() const { return ncomp; }
  [[nodiscard]] T& operator()(int i, int j, int k, int n = 0) const {
    if (i < begin.x || i >= end.x || j < begin.y || j >= end.y || k < begin.z || k >= end.z ||
        n >= ncomp)
      throw "beyond the box";
    return p[(i - begin.x) + (j - begin.y) * jstride + (k - begin.z) * kstride + n * nstride];
  }
};

/// The same as an ArrayND of four axes: bounds are vectors of numbers.
template <class T> struct array_nd {
  struct bounds {
    int vect[4];
  };
  T* p;
  bounds begin, end;
  [[nodiscard]] int nComp() const { return end.vect[3]; }
  [[nodiscard]] T& operator()(int i, int j, int k, int n) const {
    return array4<T>(p, {begin.vect[0], begin.vect[1], begin.vect[2]},
                     {end.vect[0], end.vect[1], end.vect[2]}, nComp())(i, j, k, n);
  }
};

} // namespace test

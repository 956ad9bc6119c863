// view() of one member of an array of structs: cells[i].u as an array of numbers.
#pragma once

#include "detail/base/config.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <span>
#include <type_traits>

#include "array_view.hpp"
#include "detail/array/memory_layout.hpp"
#include "owned_array.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

// The cells of an array of structs, or of arrays of structs.
template <class T> struct cell_block {
  using cell = std::remove_const_t<T>;
  static constexpr std::size_t rank = 0;
  static constexpr void extents(std::array<std::size_t, max_rank>&, std::size_t) {}
};
template <class T, std::size_t N> struct cell_block_array {
  using cell = typename cell_block<T>::cell;
  static constexpr std::size_t rank = 1 + cell_block<T>::rank;
  static constexpr void extents(std::array<std::size_t, max_rank>& result, std::size_t axis) {
    if (axis >= max_rank) return; // refused by its rank
    result[axis] = N;
    cell_block<T>::extents(result, axis + 1);
  }
};
template <class T, std::size_t N> struct cell_block<T[N]> : cell_block_array<T, N> {};
// A vector of three numbers is a cell.
template <class T, std::size_t N>
requires std::is_class_v<typename cell_block<T>::cell>
struct cell_block<std::array<T, N>> : cell_block_array<T, N> {
};

template <class T> using cell_t = typename cell_block<std::remove_const_t<T>>::cell;
template <class A>
using cell_in_t = cell_t<std::remove_pointer_t<decltype(std::declval<const A&>().data())>>;

// Containers of cells in one piece of memory.
template <class A>
concept cell_container = requires(const A& a) {
  { a.size() } -> std::convertible_to<std::size_t>;
  requires std::is_pointer_v<decltype(a.data())>;
  requires !std::is_volatile_v<std::remove_pointer_t<decltype(a.data())>>;
  requires std::is_class_v<cell_in_t<A>>;
};
template <class P>
concept cell_pointer = std::is_pointer_v<P> && !std::is_volatile_v<std::remove_pointer_t<P>> &&
                       std::is_class_v<std::remove_cv_t<std::remove_pointer_t<P>>>;

template <class> inline constexpr bool never = false;

/// `&cell::u`, or a function of a cell.
template <class F, class Cell>
concept member_selector = std::is_member_pointer_v<F> || requires(const F& f, const Cell& cell) {
  f(cell);
};

template <class F, class Cell>
concept data_member_of = std::is_member_object_pointer_v<F> &&
    requires(const F& f, const Cell& cell) {
  cell.*f;
};
template <class F, class Cell>
concept function_of_cell = requires(const F& f, const Cell& cell) {
  (cell.*f)();
}
|| requires(const F& f, const Cell& cell) { f(cell); };

template <class Cell, class F> [[nodiscard]] constexpr auto value_in(const Cell& cell, const F& f) {
  if constexpr (std::is_member_function_pointer_v<F>)
    return (cell.*f)();
  else
    return f(cell);
}

/// Checks that the extents state as many cells as there are.
/// \throws error (parameter) if they do not.
ARRAYREEL_API void require_cells(std::size_t cells, const shape& extents, std::size_t cell_bytes);

/// The geometry of a member: that of its cells, and the axes of the member itself.
/// \param distance elements from one cell to the next
/// \throws error (parameter, limit) for a rank above 4 or strides beyond any address.
[[nodiscard]] ARRAYREEL_API array_geometry member_geometry(const shape& cells, const strides& steps,
                                                           std::size_t distance,
                                                           std::span<const std::size_t> member,
                                                           axes layout);
/// \throws error (parameter) where an address is no multiple of the alignment.
ARRAYREEL_API void require_aligned(const void* member, std::size_t alignment);

template <class Cell, class F>
[[nodiscard]] auto view_data_member(const Cell* cells, const F& member, const shape& extents,
                                    const strides& steps, axes layout) {
  using value_type = std::remove_cvref_t<decltype(std::declval<const Cell&>().*member)>;
  using block = flat_block<value_type>;
  static_assert(block::is_flat,
                "arrayreel: view(cells, &cell::member, {h, w}) shows a member that is a number, a "
                "complex number or an array of these; of a member of a member, give a function: "
                "[](const cell& c) { return c.velocity.x; }");
  if constexpr (block::is_flat) {
    using T = typename block::value_type;
    array_geometry{extents, steps, axes::automatic}.check(cells, sizeof(Cell));
    std::array<std::size_t, max_rank> inner{};
    block::extents(inner, 0);
    const std::span<const std::size_t> member_extents(inner.data(), block::rank);
    const bool none = cells == nullptr || has_zero(extents);
    const void* const first = none ? nullptr : __builtin_addressof((*cells).*member);
    // Packed structs, and complex numbers among single ones: no stride of whole elements.
    if constexpr (sizeof(Cell) % sizeof(T) != 0 || alignof(Cell) % alignof(T) != 0) {
      const array_geometry all = member_geometry(extents, steps, 1, member_extents, layout);
      owned_array<T> result(all.extents, layout);
      copy_blocks(first, {extents, steps, layout}, sizeof(Cell), sizeof(value_type), result.data());
      return result;
    } else {
      const array_geometry all =
          member_geometry(extents, steps, sizeof(Cell) / sizeof(T), member_extents, layout);
      require_aligned(first, alignof(T));
      return array_view<T>(static_cast<const T*>(first), all.extents, all.steps, layout);
    }
  }
}

template <class Cell, class F>
[[nodiscard]] auto evaluate_cells(const Cell* cells, const F& function, const shape& extents,
                                  const strides& steps, axes layout) {
  using T = std::remove_cvref_t<decltype(value_in(*cells, function))>;
  constexpr bool is_number = element<T>; // so that compilers do not say what elements are not
  static_assert(is_number, "arrayreel: view(cells, function, {h, w}) takes a function of a cell "
                           "that returns a number or a complex number");
  if constexpr (is_number) {
    array_geometry{extents, steps, axes::automatic}.check(cells, sizeof(Cell));
    owned_array<T> result(extents, layout);
    std::array<std::size_t, max_rank> index{};
    for (std::size_t i = 0; i < result.size(); ++i) {
      std::ptrdiff_t at = 0;
      for (std::size_t axis = 0; axis < extents.rank(); ++axis)
        at += static_cast<std::ptrdiff_t>(index[axis]) * steps[axis];
      result.data()[i] = value_in(cells[at], function);
      for (std::size_t axis = extents.rank(); axis-- > 0 && ++index[axis] == extents[axis];)
        index[axis] = 0;
    }
    return result;
  }
}

template <class Cell, class F>
[[nodiscard]] auto view_cells(const Cell* cells, const F& member, const shape& extents,
                              const strides& steps, axes layout) {
  static_assert(data_member_of<F, Cell> || function_of_cell<F, Cell>,
                "arrayreel: view(cells, &cell::member, {h, w}) got a member of another class than "
                "that of the cells, or one that a constant cell does not offer; copy vectors of "
                "vectors of cells into one");
  if constexpr (data_member_of<F, Cell>)
    return view_data_member(cells, member, extents, steps, layout);
  else if constexpr (function_of_cell<F, Cell>)
    return evaluate_cells(cells, member, extents, steps, layout);
}

/// The cells of an array of arrays of cells, in the order of memory.
template <class T> [[nodiscard]] const cell_t<T>* first_cell(const T* blocks) noexcept {
  return static_cast<const cell_t<T>*>(static_cast<const void*>(blocks));
}

template <class T, class F>
[[nodiscard]] auto view_cells_in(std::span<const T> blocks, const F& member, const shape& extents,
                                 axes layout) {
  using cell = cell_t<T>;
  require_cells(blocks.size() * (sizeof(T) / sizeof(cell)), extents, sizeof(cell));
  return view_cells(first_cell(blocks.data()), member, extents,
                    array_geometry::contiguous(extents, sizeof(cell)), layout);
}
template <class T, class F>
[[nodiscard]] auto view_cells_in(std::span<const T> blocks, const F& member) {
  using block = cell_block<T>;
  if constexpr (block::rank >= max_rank) refuse_rank(block::rank + 1);
  std::array<std::size_t, max_rank> extents{blocks.size()};
  block::extents(extents, 1);
  constexpr std::size_t rank = block::rank < max_rank ? 1 + block::rank : max_rank;
  return view_cells_in(blocks, member, shape(std::span<const std::size_t>(extents.data(), rank)),
                       axes::automatic);
}
template <class A> [[nodiscard]] auto blocks_of(const A& container) {
  using T = std::remove_const_t<std::remove_pointer_t<decltype(container.data())>>;
  return std::span<const T>(container.data(), container.size());
}

} // namespace detail

/// One member of every struct of an array: `u` of contiguous cells.
///
/// ```cpp
/// struct cell {
///   double density;
///   float u, v;
/// };
/// std::vector<cell> cells(h * w);
/// auto u = ar::view(cells, &cell::u, {h, w});
/// auto speed = ar::view(cells, [](const cell& c) { return std::hypot(c.u, c.v); }, {h, w});
/// ```
///
/// The cells are in a contiguous container (`std::vector`, `std::array`, `std::span`), in a C
/// array, or behind a pointer. Without extents a container has its own, of nested arrays all. A
/// member is viewed, not copied; if it is an array, its axes come last: `float rgb[3]` makes (h, w,
/// 3). It is copied (`owned_array`) if its stride is not a whole number of elements, as in packed
/// structs, or if a function of a cell, which may be a member function, computes it.
/// \throws error (parameter) where the number of cells is not the product of the extents, for a
/// rank above 4, and for a member of a packed struct that no pointer can point to.
template <detail::cell_container A, class F>
requires detail::member_selector<F, detail::cell_in_t<A>>
[[nodiscard]] auto view(const A& cells, const F& member, const shape& extents,
                        axes layout = axes::automatic) {
  return detail::view_cells_in(detail::blocks_of(cells), member, extents, layout);
}
template <detail::cell_container A, class F>
requires detail::member_selector<F, detail::cell_in_t<A>>
[[nodiscard]] auto view(const A& cells, const F& member) {
  return detail::view_cells_in(detail::blocks_of(cells), member);
}
template <class T, std::size_t N, class F>
requires(std::is_class_v<detail::cell_t<T>>&& detail::member_selector<F, detail::cell_t<T>>)
    [[nodiscard]] auto view(const T (&cells)[N], const F& member, const shape& extents,
                            axes layout = axes::automatic) {
  return detail::view_cells_in(std::span<const T>(cells), member, extents, layout);
}
template <class T, std::size_t N, class F>
requires(std::is_class_v<detail::cell_t<T>>&& detail::member_selector<F, detail::cell_t<T>>)
    [[nodiscard]] auto view(const T (&cells)[N], const F& member) {
  return detail::view_cells_in(std::span<const T>(cells), member);
}
template <detail::cell_pointer P, class F>
requires detail::member_selector<F, std::remove_pointer_t<P>>
[[nodiscard]] auto view(const P& cells, const F& member, const shape& extents,
                        axes layout = axes::automatic) {
  using cell = std::remove_const_t<std::remove_pointer_t<P>>;
  return detail::view_cells(static_cast<const cell*>(cells), member, extents,
                            detail::array_geometry::contiguous(extents, sizeof(cell)), layout);
}
/// The same with strides in cells: `column_major({nx, ny})` where the first index is the fast one.
template <detail::cell_pointer P, class F>
requires detail::member_selector<F, std::remove_pointer_t<P>>
[[nodiscard]] auto view(const P& cells, const F& member, const shape& extents, const strides& steps,
                        axes layout = axes::automatic) {
  using cell = std::remove_const_t<std::remove_pointer_t<P>>;
  return detail::view_cells(static_cast<const cell*>(cells), member, extents, steps, layout);
}

/// Nothing else has contiguous cells and knows how many there are.
template <class A, class F>
requires(std::is_member_pointer_v<F> && !detail::cell_container<A> &&
         !std::is_array_v<A>) auto view(const A&, const F&) {
  static_assert(
      detail::never<A>,
      "arrayreel: view(cells, &cell::member) takes a std::vector, std::array, std::span or "
      "C array of structs; behind a pointer, say how many: view(cells, &cell::member, "
      "{h, w}); copy vectors of vectors into one");
}
template <class A, class F>
requires(std::is_member_pointer_v<F> && !detail::cell_container<A> && !detail::cell_pointer<A> &&
         !std::is_array_v<A>) auto view(const A&, const F&, const shape&, axes = axes::automatic) {
  static_assert(detail::never<A>,
                "arrayreel: view(cells, &cell::member, {h, w}) takes a std::vector, std::array, "
                "std::span, C array or pointer of structs; copy vectors of vectors into one");
}

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "view_member.ipp"
#endif

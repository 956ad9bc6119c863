// Test elements of every type, and the comparison of a view with a function of the index.
#pragma once

#include <array>
#include <cstddef>
#include <type_traits>

#include <arrayreel/adapt.hpp>

namespace test {

/// A value of type T that tells small numbers apart as far as T can.
template <class T> [[nodiscard]] T value_of(std::size_t number) {
  if constexpr (std::is_same_v<T, bool>)
    return number % 3 == 1;
  else if constexpr (requires { typename T::value_type; })
    return T(static_cast<typename T::value_type>(number % 97),
             -static_cast<typename T::value_type>(number % 89));
  else
    return static_cast<T>(number % 101);
}

template <class T>
[[nodiscard]] const T& at(const arrayreel::array_view<T>& view,
                          const std::array<std::size_t, 4>& index) {
  switch (view.rank()) {
    case 1: return view(index[0]);
    case 2: return view(index[0], index[1]);
    case 3: return view(index[0], index[1], index[2]);
    default: return view(index[0], index[1], index[2], index[3]);
  }
}

/// Calls `function` with every index of an array of these extents, the last axis fastest.
template <class Extents, class Function>
void for_each_index(std::size_t rank, const Extents& extents, Function&& function) {
  std::array<std::size_t, 4> size{1, 1, 1, 1};
  for (std::size_t i = 0; i < rank; ++i) size[i] = static_cast<std::size_t>(extents[i]);
  std::array<std::size_t, 4> index{};
  for (index[0] = 0; index[0] < size[0]; ++index[0])
    for (index[1] = 0; index[1] < size[1]; ++index[1])
      for (index[2] = 0; index[2] < size[2]; ++index[2])
        for (index[3] = 0; index[3] < size[3]; ++index[3]) function(index);
}

/// How many elements differ from `expected(i, j, …)`, which takes as many indices as the view has.
template <class T, class Function>
[[nodiscard]] std::size_t differences(const arrayreel::array_view<T>& view, Function&& expected) {
  std::size_t count = 0;
  for_each_index(view.rank(), view.extents(), [&](const std::array<std::size_t, 4>& i) {
    const T have = at(view, i);
    if constexpr (std::is_invocable_v<Function, std::size_t>)
      count += have == static_cast<T>(expected(i[0])) ? 0U : 1U;
    else if constexpr (std::is_invocable_v<Function, std::size_t, std::size_t>)
      count += have == static_cast<T>(expected(i[0], i[1])) ? 0U : 1U;
    else if constexpr (std::is_invocable_v<Function, std::size_t, std::size_t, std::size_t>)
      count += have == static_cast<T>(expected(i[0], i[1], i[2])) ? 0U : 1U;
    else
      count += have == static_cast<T>(expected(i[0], i[1], i[2], i[3])) ? 0U : 1U;
  });
  return count;
}

template <class T, class Function>
[[nodiscard]] std::size_t differences(const arrayreel::owned_array<T>& array, Function&& expected) {
  return differences(arrayreel::view(array), expected);
}

} // namespace test

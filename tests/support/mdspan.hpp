// A minimal mdspan after the interface of the C++23 standard, for compilers that have none yet.
#pragma once

#include <array>
#include <cstddef>
#include <span> // std::dynamic_extent
#include <type_traits>
#include <utility>

namespace test {

/// [mdspan.extents]: the sizes of the axes, each in the type or at run time.
template <class IndexType, std::size_t... Extents> class extents {
public:
  using index_type = IndexType;
  using size_type = std::make_unsigned_t<index_type>;
  using rank_type = std::size_t;

  static constexpr rank_type rank() noexcept { return sizeof...(Extents); }
  static constexpr rank_type rank_dynamic() noexcept {
    return (rank_type{0} + ... + (Extents == std::dynamic_extent ? 1U : 0U));
  }
  static constexpr std::size_t static_extent(rank_type axis) noexcept {
    constexpr std::array<std::size_t, sizeof...(Extents) + 1> all{Extents..., 0};
    return all[axis];
  }
  [[nodiscard]] constexpr index_type extent(rank_type axis) const noexcept { return sizes_[axis]; }

  constexpr extents() = default;

  /// One integer for each axis or, as in the standard, only for each that is not in the type.
  template <class... I>
    requires((std::is_convertible_v<I, index_type> && ...) && sizeof...(I) > 0 &&
             (sizeof...(I) == rank() || sizeof...(I) == rank_dynamic()))
  constexpr explicit extents(I... sizes) {
    const std::array<index_type, sizeof...(I)> given{static_cast<index_type>(sizes)...};
    for (rank_type axis = 0, next = 0; axis < rank(); ++axis)
      if (sizeof...(I) == rank())
        sizes_[axis] = given[axis];
      else if (static_extent(axis) == std::dynamic_extent)
        sizes_[axis] = given[next++];
  }

private:
  std::array<index_type, sizeof...(Extents) + 1> sizes_{
      (Extents == std::dynamic_extent ? index_type{0} : static_cast<index_type>(Extents))...,
      index_type{0}};
};

namespace detail {
template <class IndexType, class Sequence> struct dynamic_extents;
template <class IndexType, std::size_t... I>
struct dynamic_extents<IndexType, std::index_sequence<I...>> {
  using type = extents<IndexType, ((void)I, std::dynamic_extent)...>;
};
} // namespace detail

template <class IndexType, std::size_t Rank>
using dextents = typename detail::dynamic_extents<IndexType, std::make_index_sequence<Rank>>::type;

/// [mdspan.layout.right]: the last axis is contiguous.
struct layout_right {
  template <class Extents> class mapping {
  public:
    using extents_type = Extents;
    using index_type = typename Extents::index_type;
    using rank_type = typename Extents::rank_type;
    using layout_type = layout_right;

    constexpr mapping() = default;
    constexpr mapping(const Extents& e) : extents_(e) {} // NOLINT: implicit in the standard
    [[nodiscard]] constexpr const Extents& extents() const noexcept { return extents_; }
    static constexpr bool is_always_strided() noexcept { return true; }
    static constexpr bool is_strided() noexcept { return true; }
    [[nodiscard]] constexpr index_type stride(rank_type axis) const noexcept
      requires(Extents::rank() > 0)
    {
      index_type result = 1;
      for (rank_type i = axis + 1; i < Extents::rank(); ++i)
        result = static_cast<index_type>(result * extents_.extent(i));
      return result;
    }
    template <class... I> [[nodiscard]] constexpr index_type operator()(I... index) const noexcept {
      index_type offset = 0;
      rank_type axis = 0;
      ((offset = static_cast<index_type>(offset * extents_.extent(axis++) +
                                         static_cast<index_type>(index))),
       ...);
      return offset;
    }

  private:
    Extents extents_{};
  };
};

/// [mdspan.layout.left]: the first axis is contiguous.
struct layout_left {
  template <class Extents> class mapping {
  public:
    using extents_type = Extents;
    using index_type = typename Extents::index_type;
    using rank_type = typename Extents::rank_type;
    using layout_type = layout_left;

    constexpr mapping() = default;
    constexpr mapping(const Extents& e) : extents_(e) {} // NOLINT: implicit in the standard
    [[nodiscard]] constexpr const Extents& extents() const noexcept { return extents_; }
    static constexpr bool is_always_strided() noexcept { return true; }
    static constexpr bool is_strided() noexcept { return true; }
    [[nodiscard]] constexpr index_type stride(rank_type axis) const noexcept
      requires(Extents::rank() > 0)
    {
      index_type result = 1;
      for (rank_type i = 0; i < axis; ++i)
        result = static_cast<index_type>(result * extents_.extent(i));
      return result;
    }
    template <class... I> [[nodiscard]] constexpr index_type operator()(I... index) const noexcept {
      index_type offset = 0;
      index_type step = 1;
      rank_type axis = 0;
      ((offset = static_cast<index_type>(offset + static_cast<index_type>(index) * step),
        step = static_cast<index_type>(step * extents_.extent(axis++))),
       ...);
      return offset;
    }

  private:
    Extents extents_{};
  };
};

/// [mdspan.layout.stride]: a distance for each axis.
struct layout_stride {
  template <class Extents> class mapping {
  public:
    using extents_type = Extents;
    using index_type = typename Extents::index_type;
    using rank_type = typename Extents::rank_type;
    using layout_type = layout_stride;

    constexpr mapping() = default;
    constexpr mapping(const Extents& e, const std::array<index_type, Extents::rank()>& steps)
        : extents_(e), strides_(steps) {}
    [[nodiscard]] constexpr const Extents& extents() const noexcept { return extents_; }
    [[nodiscard]] constexpr std::array<index_type, Extents::rank()> strides() const noexcept {
      return strides_;
    }
    static constexpr bool is_always_strided() noexcept { return true; }
    static constexpr bool is_strided() noexcept { return true; }
    [[nodiscard]] constexpr index_type stride(rank_type axis) const noexcept {
      return strides_[axis];
    }
    template <class... I> [[nodiscard]] constexpr index_type operator()(I... index) const noexcept {
      index_type offset = 0;
      rank_type axis = 0;
      ((offset =
            static_cast<index_type>(offset + static_cast<index_type>(index) * strides_[axis++])),
       ...);
      return offset;
    }

  private:
    Extents extents_{};
    std::array<index_type, Extents::rank()> strides_{};
  };
};

/// [mdspan.accessor.default]: the element at a place in memory.
template <class ElementType> struct default_accessor {
  using offset_policy = default_accessor;
  using element_type = ElementType;
  using reference = ElementType&;
  using data_handle_type = ElementType*;

  [[nodiscard]] constexpr reference access(data_handle_type p, std::size_t i) const noexcept {
    return p[i];
  }
  [[nodiscard]] constexpr data_handle_type offset(data_handle_type p,
                                                  std::size_t i) const noexcept {
    return p + i;
  }
};

/// [mdspan.mdspan], with operator() for operator[], which takes one index only before C++23.
template <class ElementType, class Extents, class LayoutPolicy = layout_right,
          class AccessorPolicy = default_accessor<ElementType>>
class mdspan {
public:
  using extents_type = Extents;
  using layout_type = LayoutPolicy;
  using accessor_type = AccessorPolicy;
  using mapping_type = typename LayoutPolicy::template mapping<Extents>;
  using element_type = ElementType;
  using value_type = std::remove_cv_t<ElementType>;
  using index_type = typename Extents::index_type;
  using size_type = typename Extents::size_type;
  using rank_type = typename Extents::rank_type;
  using data_handle_type = typename AccessorPolicy::data_handle_type;
  using reference = typename AccessorPolicy::reference;

  static constexpr rank_type rank() noexcept { return Extents::rank(); }
  static constexpr rank_type rank_dynamic() noexcept { return Extents::rank_dynamic(); }
  static constexpr std::size_t static_extent(rank_type axis) noexcept {
    return Extents::static_extent(axis);
  }
  [[nodiscard]] constexpr index_type extent(rank_type axis) const noexcept {
    return map_.extents().extent(axis);
  }

  constexpr mdspan() = default;
  template <class... I>
    requires(std::is_constructible_v<Extents, I...> &&
             std::is_constructible_v<mapping_type, const Extents&>)
  constexpr explicit mdspan(data_handle_type p, I... sizes) : ptr_(p), map_(Extents(sizes...)) {}
  constexpr mdspan(data_handle_type p, const mapping_type& m) : ptr_(p), map_(m) {}
  constexpr mdspan(data_handle_type p, const mapping_type& m, const accessor_type& a)
      : ptr_(p), map_(m), acc_(a) {}

  template <class... I> [[nodiscard]] constexpr reference operator()(I... index) const {
    return acc_.access(ptr_, static_cast<std::size_t>(map_(index...)));
  }
  [[nodiscard]] constexpr size_type size() const noexcept {
    size_type result = 1;
    for (rank_type i = 0; i < rank(); ++i)
      result = static_cast<size_type>(result * static_cast<size_type>(extent(i)));
    return result;
  }
  [[nodiscard]] constexpr bool empty() const noexcept { return size() == 0; }

  [[nodiscard]] constexpr const extents_type& extents() const noexcept { return map_.extents(); }
  [[nodiscard]] constexpr const data_handle_type& data_handle() const noexcept { return ptr_; }
  [[nodiscard]] constexpr const mapping_type& mapping() const noexcept { return map_; }
  [[nodiscard]] constexpr const accessor_type& accessor() const noexcept { return acc_; }
  static constexpr bool is_always_strided() { return mapping_type::is_always_strided(); }
  [[nodiscard]] constexpr bool is_strided() const { return map_.is_strided(); }
  [[nodiscard]] constexpr index_type stride(rank_type axis) const { return map_.stride(axis); }

private:
  data_handle_type ptr_{};
  mapping_type map_{};
  accessor_type acc_{};
};

} // namespace test

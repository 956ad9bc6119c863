// Colormaps: tables from a level to a colour, built in, the user's own, or by name.
#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "color.hpp"
#include "detail/values/colormap_data.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// A colour at a place between 0 and 1, from which a colormap is interpolated.
struct color_stop {
  double position = 0;
  color value;
};

/// A table of 256 colours. Where it was made of fewer (`count()`), they repeat.
///
/// A value in the range reaches entry `floor(t * count())`, t being its place between vmin (0)
/// and vmax (1). A *qualitative* colormap is for labels: an integer array without a range reaches
/// entry `label mod count()`.
class colormap {
public:
  /// The longest name, in bytes.
  static constexpr std::size_t longest_name = 31;

  /// Gray, black to white.
  constexpr colormap() noexcept : colormap("gray", detail::gray_table, 256, false) {}

  /// From red, green, blue bytes.
  template <std::size_t N>
    requires(N > 0 && N <= 768 && N % 3 == 0)
  constexpr colormap(std::string_view name, const unsigned char (&rgb)[N],
                     bool qualitative = false) noexcept
      : count_(N / 3), qualitative_(qualitative) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::size_t at = 3 * (i % count_);
      entries_[i] = {rgb[at], rgb[at + 1], rgb[at + 2], 255};
    }
    rename(name);
  }

  /// A table of one's own.
  /// \param table 1 to 256 colours, lowest value first; alpha is kept.
  /// \param qualitative whether the entries stand for labels.
  /// \throws error (parameter) for an empty or longer table.
  [[nodiscard]] static colormap from_table(std::span<const color> table, bool qualitative = false,
                                           std::string_view name = "custom") {
    if (table.empty() || table.size() > 256)
      throw error(error_kind::parameter,
                  "a colormap of " + detail::to_text(table.size()) + " colours; expected 1 to 256");
    colormap result;
    result.count_ = table.size();
    result.qualitative_ = qualitative;
    for (std::size_t i = 0; i < 256; ++i) result.entries_[i] = table[i % table.size()];
    result.rename(name);
    return result;
  }

  [[nodiscard]] static colormap from_table(std::initializer_list<color> table,
                                           bool qualitative = false,
                                           std::string_view name = "custom") {
    return from_table(std::span<const color>(table.begin(), table.size()), qualitative, name);
  }

  /// 256 colours interpolated linearly (in sRGB values, as matplotlib does) between stops: entry
  /// i has the colour at i / 255, rounded to the nearest.
  /// \param stops two or more; positions from 0 to 1, never decreasing.
  /// \throws error (parameter) for fewer stops or other positions.
  [[nodiscard]] static colormap from_stops(std::span<const color_stop> stops,
                                           std::string_view name = "custom") {
    check(stops);
    colormap result;
    std::size_t next = 1;
    for (std::size_t i = 0; i < 256; ++i) {
      const double x = static_cast<double>(i) / 255;
      while (next + 1 < stops.size() && x >= stops[next].position) ++next;
      const color_stop& a = stops[next - 1];
      const color_stop& b = stops[next];
      const double width = b.position - a.position;
      const double t = width > 0 ? (x - a.position) / width : 1;
      const auto mix = [&](std::uint8_t from, std::uint8_t to) {
        return static_cast<std::uint8_t>(from + t * (to - from) + 0.5);
      };
      result.entries_[i] = {mix(a.value.r, b.value.r), mix(a.value.g, b.value.g),
                            mix(a.value.b, b.value.b), mix(a.value.a, b.value.a)};
    }
    result.rename(name);
    return result;
  }

  [[nodiscard]] static colormap from_stops(std::initializer_list<color_stop> stops,
                                           std::string_view name = "custom") {
    return from_stops(std::span<const color_stop>(stops.begin(), stops.size()), name);
  }

  /// The same colours from the other end; the name gains or loses `_r`.
  [[nodiscard]] constexpr colormap reversed() const noexcept {
    colormap result = *this;
    for (std::size_t i = 0; i < 256; ++i) result.entries_[i] = entries_[count_ - 1 - i % count_];
    const std::string_view old = name();
    if (old.ends_with("_r")) {
      result.rename(old.substr(0, old.size() - 2));
    } else if (old.size() + 2 <= longest_name) {
      result.name_[old.size()] = '_';
      result.name_[old.size() + 1] = 'r';
      result.name_size_ = static_cast<std::uint8_t>(old.size() + 2);
    }
    return result;
  }

  [[nodiscard]] constexpr const color& operator[](std::uint8_t entry) const noexcept {
    return entries_[entry];
  }
  [[nodiscard]] constexpr const std::array<color, 256>& entries() const noexcept {
    return entries_;
  }
  /// The number of different places: 256, or fewer for a shorter table.
  [[nodiscard]] constexpr std::size_t count() const noexcept { return count_; }
  [[nodiscard]] constexpr bool qualitative() const noexcept { return qualitative_; }
  [[nodiscard]] constexpr std::string_view name() const noexcept {
    return {name_.data(), name_size_};
  }

  friend constexpr bool operator==(const colormap& a, const colormap& b) noexcept {
    return a.count_ == b.count_ && a.qualitative_ == b.qualitative_ && a.entries_ == b.entries_;
  }

  /// One of the built-in ones, from the 256 entries as bytes.
  constexpr colormap(std::string_view name, const char (&table)[1025], std::size_t count,
                     bool qualitative) noexcept
      : entries_(std::bit_cast<built_in>(table).entries), count_(count), qualitative_(qualitative) {
    rename(name);
  }

private:
  struct built_in {
    std::array<color, 256> entries;
    char end_of_string;
  };

  constexpr void rename(std::string_view name) noexcept {
    name_size_ = static_cast<std::uint8_t>(name.size() < longest_name ? name.size() : longest_name);
    for (std::size_t i = 0; i < name_size_; ++i) name_[i] = name[i];
  }

  static void check(std::span<const color_stop> stops) {
    if (stops.size() < 2)
      throw error(error_kind::parameter,
                  "a colormap of " + detail::to_text(stops.size()) + " stops; expected 2 or more");
    double last = 0;
    for (const color_stop& stop : stops) {
      if (!(stop.position >= last && stop.position <= 1))
        throw error(error_kind::parameter, "a colour stop at " + detail::to_text(stop.position) +
                                               " after one at " + detail::to_text(last) +
                                               "; expected positions from 0 to 1 in order");
      last = stop.position;
    }
    if (stops.front().position != 0 || stops.back().position != 1)
      throw error(error_kind::parameter,
                  "colour stops from " + detail::to_text(stops.front().position) + " to " +
                      detail::to_text(stops.back().position) + "; expected from 0 to 1");
  }

  std::array<color, 256> entries_{};
  std::size_t count_ = 256;
  bool qualitative_ = false;
  std::uint8_t name_size_ = 0;
  std::array<char, longest_name> name_{};
};

/// The built-in colormaps. All but `gray` have the bytes of matplotlib's of the same name.
namespace colormaps {
inline constexpr colormap gray; ///< black to white
inline constexpr colormap viridis{"viridis", detail::viridis_table, 256,
                                  false}; ///< sequential, uniform
inline constexpr colormap plasma{"plasma", detail::plasma_table, 256,
                                 false}; ///< sequential, uniform
inline constexpr colormap magma{"magma", detail::magma_table, 256,
                                false}; ///< sequential, from black
inline constexpr colormap inferno{"inferno", detail::inferno_table, 256,
                                  false}; ///< sequential, from black
inline constexpr colormap cividis{"cividis", detail::cividis_table, 256,
                                  false}; ///< for colour-blind eyes
inline constexpr colormap turbo{"turbo", detail::turbo_table, 256, false}; ///< rainbow
inline constexpr colormap twilight{"twilight", detail::twilight_table, 256,
                                   false}; ///< cyclic: phases
inline constexpr colormap coolwarm{"coolwarm", detail::coolwarm_table, 256, false}; ///< diverging
inline constexpr colormap RdBu{"RdBu", detail::rdbu_table, 256, false};             ///< diverging
inline constexpr colormap tab10{"tab10", detail::tab10_table, 10, true};            ///< 10 labels
inline constexpr colormap tab20{"tab20", detail::tab20_table, 20, true};            ///< 20 labels

/// Every built-in colormap, in the order above.
inline constexpr std::array<const colormap*, 12> all{&gray,     &viridis, &plasma, &magma,
                                                     &inferno,  &cividis, &turbo,  &twilight,
                                                     &coolwarm, &RdBu,    &tab10,  &tab20};
} // namespace colormaps

/// The built-in colormap of that name; with `_r` behind it, reversed.
/// \throws error (parameter) that lists the names.
[[nodiscard]] inline colormap colormap_named(std::string_view name) {
  const bool reverse = name.ends_with("_r");
  const std::string_view base = reverse ? name.substr(0, name.size() - 2) : name;
  std::string names;
  for (const colormap* map : colormaps::all) {
    if (map->name() == base) return reverse ? map->reversed() : *map;
    names += (names.empty() ? "" : ", ") + std::string(map->name());
  }
  throw error(error_kind::parameter, "a colormap named " + detail::in_quotes(name) +
                                         "; expected one of " + names +
                                         ", each also with _r for reversed");
}

} // namespace arrayreel::inline ARRAYREEL_ABI

// Colormaps: tables from a level to a colour, built in, the user's own, or by name.
#pragma once

#include "detail/base/config.hpp"

#include <array>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>

#include "color.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// A colour at a place between 0 and 1, from which a colormap is interpolated.
struct color_stop {
  double position = 0;
  color value;
};

class colormap;
[[nodiscard]] ARRAYREEL_API colormap colormap_named(std::string_view name); // see below

/// A table of 256 colours. Fewer colours (`count()`) are repeated.
///
/// A value in the range has the colour `floor(t * count())`, where t is its place between vmin (0)
/// and vmax (1). A *qualitative* colormap is for labels: in an integer array without a range, a
/// value has the colour `label mod count()`.
class ARRAYREEL_API colormap {
public:
  /// The longest name, in bytes.
  static constexpr std::size_t longest_name = 31;

  /// Gray, black to white.
  constexpr colormap() noexcept {
    for (std::size_t i = 0; i < 256; ++i) {
      const auto level = static_cast<std::uint8_t>(i);
      entries_[i] = {level, level, level, 255};
    }
    rename("gray");
  }

  /// From red, green, blue bytes.
  template <std::size_t N>
  requires(N > 0 && N <= 768 && N % 3 == 0) constexpr colormap(std::string_view name,
                                                               const unsigned char (&rgb)[N],
                                                               bool qualitative = false) noexcept
      : count_(N / 3), qualitative_(qualitative) {
    for (std::size_t i = 0; i < 256; ++i) {
      const std::size_t at = 3 * (i % count_);
      entries_[i] = {rgb[at], rgb[at + 1], rgb[at + 2], 255};
    }
    rename(name);
  }

  /// A built-in colormap by its name: options take `.colormap = "magma_r"`.
  /// \throws error (parameter) as `colormap_named` does.
  template <class Text>
    requires(std::convertible_to<const Text&, std::string_view> &&
             !std::same_as<Text, std::nullptr_t>)
  colormap(const Text& name) : colormap(colormap_named(name)) {} // NOLINT: names convert

  // At run time it calls a function that is not constexpr: compilers turn a copy of a constant into
  // 256 assignments, which takes more than a second for each function that has one.
  constexpr colormap(const colormap& other) noexcept {
    if (std::is_constant_evaluated())
      *this = other;
    else
      assign(other);
  }
  constexpr colormap& operator=(const colormap&) noexcept = default;

  /// A table of one's own.
  /// \param table 1 to 256 colours, lowest value first; alpha is kept.
  /// \param qualitative whether the entries stand for labels.
  /// \throws error (parameter) for an empty or longer table.
  [[nodiscard]] static colormap from_table(std::span<const color> table, bool qualitative = false,
                                           std::string_view name = "custom");

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
                                           std::string_view name = "custom");

  [[nodiscard]] static colormap from_stops(std::initializer_list<color_stop> stops,
                                           std::string_view name = "custom") {
    return from_stops(std::span<const color_stop>(stops.begin(), stops.size()), name);
  }

  /// The same colours in reverse order; `_r` is added to the name or removed from it.
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

  // A built-in table: the bytes of 256 entries as a string, which compilers read much faster than
  // numbers.
  struct table {
    char bytes[1025];
  };
  constexpr colormap(std::string_view name, const table& of, std::size_t count,
                     bool qualitative) noexcept
      : built_in_(of), count_(count), qualitative_(qualitative) {
    rename(name);
  }

private:
  void assign(const colormap& other) noexcept { *this = other; }

  constexpr void rename(std::string_view name) noexcept {
    name_size_ = static_cast<std::uint8_t>(name.size() < longest_name ? name.size() : longest_name);
    for (std::size_t i = 0; i < name_size_; ++i) name_[i] = name[i];
  }

  static void check(std::span<const color_stop> stops);

  // Two views of the same bytes. Converting each table to entries would take compilers a
  // millisecond.
  union {
    std::array<color, 256> entries_{};
    table built_in_;
  };
  std::size_t count_ = 256;
  bool qualitative_ = false;
  std::uint8_t name_size_ = 0;
  std::array<char, longest_name> name_{};
};

/// The built-in colormaps: all of matplotlib's with the same bytes, except `gray`, whose levels are
/// exact. Reversed they are exact mirrors; matplotlib interpolates its `_r` tables anew, so that some
/// of their bytes differ by 1 (by up to 2 in twilight's). A colormap costs nothing in programs that do
/// not name it.
namespace colormaps {
extern ARRAYREEL_API const colormap gray;     ///< black to white
extern ARRAYREEL_API const colormap viridis;  ///< sequential, uniform
extern ARRAYREEL_API const colormap plasma;   ///< sequential, uniform
extern ARRAYREEL_API const colormap magma;    ///< sequential, from black
extern ARRAYREEL_API const colormap inferno;  ///< sequential, from black
extern ARRAYREEL_API const colormap cividis;  ///< for colour-blind eyes
extern ARRAYREEL_API const colormap turbo;    ///< rainbow
extern ARRAYREEL_API const colormap twilight; ///< cyclic: phases
extern ARRAYREEL_API const colormap coolwarm; ///< diverging
extern ARRAYREEL_API const colormap RdBu;     ///< diverging
extern ARRAYREEL_API const colormap tab10;    ///< 10 labels
extern ARRAYREEL_API const colormap tab20;    ///< 20 labels

// Matplotlib's others: sequential, diverging, cyclic, of other kinds, for labels.
extern ARRAYREEL_API const colormap Greys, Purples, Blues, Greens, Oranges, Reds, YlOrBr, YlOrRd,
    OrRd, PuRd, RdPu, BuPu, GnBu, PuBu, YlGnBu, PuBuGn, BuGn, YlGn, binary, gist_yarg, gist_gray,
    bone, pink, spring, summer, autumn, winter, cool, Wistia, hot, afmhot, gist_heat, copper;
extern ARRAYREEL_API const colormap PiYG, PRGn, BrBG, PuOr, RdGy, RdYlBu, RdYlGn, Spectral, bwr,
    seismic;
extern ARRAYREEL_API const colormap twilight_shifted, hsv;
extern ARRAYREEL_API const colormap flag, prism, ocean, gist_earth, terrain, gist_stern, gnuplot,
    gnuplot2, CMRmap, cubehelix, brg, gist_rainbow, rainbow, jet, nipy_spectral, gist_ncar;
extern ARRAYREEL_API const colormap Pastel1, Pastel2, Paired, Accent, Dark2, Set1, Set2, Set3,
    tab20b, tab20c;

/// cmocean's, for oceanography: K. M. Thyng and others 2016. Their names begin with "cmo.".
namespace cmo {
extern ARRAYREEL_API const colormap algae, amp, balance, curl, deep, delta, dense, diff, gray,
    haline, ice, matter, oxy, phase, rain, solar, speed, tarn, tempo, thermal, topo, turbid;
} // namespace cmo

/// F. Crameri's scientific colour maps (2021), uniform and for colour-blind eyes; those whose names
/// end with O are cyclic. Their names begin with "cmc.".
namespace cmc {
extern ARRAYREEL_API const colormap acton, bam, bamO, bamako, batlow, batlowK, batlowW, berlin,
    bilbao, broc, brocO, buda, bukavu, cork, corkO, davos, devon, fes, grayC, hawaii, imola,
    lajolla, lapaz, lisbon, nuuk, oleron, oslo, roma, romaO, tofino, tokyo, turku, vanimo, vik,
    vikO;
} // namespace cmc
} // namespace colormaps

} // namespace arrayreel::ARRAYREEL_ABI

#include "colormap_names.hpp"

#if !defined(ARRAYREEL_COMPILED)
#include "colormap.ipp"
#include "detail/values/cmocean_colormap_data.inc"
#include "detail/values/crameri_colormap_data.inc"
#include "detail/values/matplotlib_colormap_data.inc"
#endif

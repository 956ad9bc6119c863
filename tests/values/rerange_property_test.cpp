// Random arrays of every type, layout and range against a reference that goes pixel by pixel.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <numeric>
#include <optional>
#include <set>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <arrayreel/compose.hpp>
#include <arrayreel/rerange.hpp>

#include "support/numbers.hpp"
#include "support/property.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"
#include "support/simd_sets.hpp"

namespace ar = arrayreel;
using ar::color;
using ar::mapping_options;
using ar::raster;
using ar::value_range;
using test::random_source;

namespace {

constexpr int trials = 10'000;

// ---- The reference: written from the documentation, one value at a time. ----

/// Red, green, blue and alpha at the depth of the picture.
using rgba = std::array<unsigned, 4>;

template <class P> constexpr unsigned full = std::numeric_limits<P>::max();

template <class P> [[nodiscard]] rgba of_color(const color& c) {
  const unsigned factor = full<P> / 255;
  return {c.r * factor, c.g * factor, c.b * factor, c.a * factor};
}

[[nodiscard]] unsigned clipped(long double place, unsigned bins) {
  if (std::isnan(place) || place < 0) return 0;
  return place >= bins ? bins - 1 : static_cast<unsigned>(std::floor(place));
}

/// Whether a double is a finite number above zero (or any finite one) of a type.
template <class C> [[nodiscard]] bool holds(double x, bool above_zero) {
  const auto converted = test::converted<C>(x);
  return std::isfinite(static_cast<double>(converted)) && (!above_zero || converted > C{});
}

/// (x - lo) * scale with each step rounded to C.
template <class C> [[nodiscard]] C stepwise(C x, C lo, C scale) {
  volatile C difference = static_cast<C>(x - lo); // volatile: nothing wider is carried over
  volatile C product = static_cast<C>(difference * scale);
  return product;
}

/// Integers of 64 bits, which double may not hold.
template <class T> inline constexpr bool is_wide = std::is_integral_v<T> && sizeof(T) == 8;
#ifdef __SIZEOF_INT128__
__extension__ typedef __int128 wide_integer;
#else // 32 bits: x87's long doubles, which hold such integers and what is between two of them
using wide_integer = long double;
static_assert(std::numeric_limits<wide_integer>::digits >= 64);
#endif

[[nodiscard]] bool reaches_2_to_53(const value_range& r) {
  return std::fabs(r.lo) >= 0x1p53 || std::fabs(r.hi) >= 0x1p53;
}

/// The level of an integer of 64 bits: what is counted from the range's begin, or from the type's
/// first integer where the range begins below it, is counted as integers.
template <class T> [[nodiscard]] unsigned wide_level(T x, const value_range& r, unsigned bins) {
  constexpr auto least = static_cast<wide_integer>(std::numeric_limits<T>::min());
  wide_integer from = least;
  double rest = r.lo - static_cast<double>(least);
  if (r.lo >= static_cast<double>(least)) {
    from = static_cast<wide_integer>(std::ceil(r.lo)) + static_cast<wide_integer>(r.lo_rest);
    rest = r.lo - std::ceil(r.lo);
  }
  const double distance = static_cast<double>(static_cast<wide_integer>(x) - from) - rest;
  double width = r.hi - r.lo;
  // Both ends have rests, or none.
  if (r.lo_rest != 0 || r.hi_rest != 0)
    width = static_cast<double>(
        (static_cast<wide_integer>(r.hi) + static_cast<wide_integer>(r.hi_rest)) - from);
  return clipped(static_cast<long double>(distance * (bins / width)), bins);
}

/// The level of x by the formula, in a type that holds its range; by division in double elsewhere.
template <class C> [[nodiscard]] unsigned level_in(C x, const value_range& r, unsigned bins) {
  const double scale = bins / (r.hi - r.lo);
  if (holds<C>(scale, true) && holds<C>(r.lo, false) && holds<C>(r.hi - r.lo, false))
    return clipped(
        static_cast<long double>(stepwise<C>(x, static_cast<C>(r.lo), static_cast<C>(scale))),
        bins);
  const auto wide = static_cast<double>(x);
  const double place = std::isfinite(r.hi - r.lo) ? (wide - r.lo) / (r.hi - r.lo)
                                                  : (wide / 2 - r.lo / 2) / (r.hi / 2 - r.lo / 2);
  return clipped(place * bins, bins);
}

template <class T>
[[nodiscard]] unsigned reference_level(T x, const value_range& r, unsigned bins) {
  if constexpr (is_wide<T>)
    if (reaches_2_to_53(r) && std::isfinite(r.hi - r.lo) && bins / (r.hi - r.lo) > 0 &&
        r.lo <= static_cast<double>(std::numeric_limits<T>::max()) &&
        r.hi >= static_cast<double>(std::numeric_limits<T>::min()))
      return wide_level(x, r, bins);
  if constexpr (std::is_integral_v<T>) {
    return level_in<double>(static_cast<double>(x), r, bins);
#if ARRAYREEL_HAS_FLOAT16
  } else if constexpr (std::is_same_v<T, ar::detail::half>) {
    if (bins <= 256 && holds<T>(bins / (r.hi - r.lo), true) && holds<T>(r.lo, false) &&
        holds<T>(r.hi - r.lo, false))
      return level_in<T>(x, r, bins);
    return level_in<float>(static_cast<float>(x), r, bins);
#endif
  } else {
    return level_in<T>(x, r, bins);
  }
}

template <class T> [[nodiscard]] bool is_nan(T x) {
  if constexpr (std::is_integral_v<T>)
    return false;
  else
    return std::isnan(static_cast<long double>(x));
}

/// What the options mean for one array.
struct reference_options {
  std::optional<value_range> range{}; // none: integers that are pixels pass
  std::optional<ar::colormap> map{};
  color bad = ar::transparent;
  std::optional<color> under{};
  std::optional<color> over{};
};

/// A colour at a level of 65536 between the colours of a table, unrounded.
[[nodiscard]] std::array<double, 4> between(const ar::colormap& map, unsigned level) {
  const double place = level / 65535.0 * static_cast<double>(map.count() - 1);
  const auto low = static_cast<std::size_t>(std::floor(place));
  const std::size_t high = std::min(low + 1, map.count() - 1);
  const double part = place - std::floor(place);
  const rgba a = of_color<std::uint16_t>(map.entries()[low]);
  const rgba b = of_color<std::uint16_t>(map.entries()[high]);
  std::array<double, 4> result{};
  for (std::size_t c = 0; c < 4; ++c) result[c] = a[c] * (1 - part) + b[c] * part;
  return result;
}

/// The colour of one value of a scalar field.
template <class P, class T> [[nodiscard]] rgba reference_color(T x, const reference_options& o) {
  if (is_nan(x)) return of_color<P>(o.bad);
  if (o.range) {
    // A limit is what the values' type makes of it, unless that is infinite. Integers count as
    // doubles, those of 64 bits as they are.
    using own = std::conditional_t<std::is_integral_v<T>, double, T>;
    using wide = std::conditional_t<std::is_integral_v<T> && !is_wide<T>, double, long double>;
    const auto limit = [](double r, double rest) {
      const auto converted = static_cast<wide>(test::converted<own>(r));
      return (std::isfinite(converted) ? converted : static_cast<wide>(r)) +
             static_cast<wide>(rest);
    };
    if (o.under && static_cast<wide>(x) < limit(o.range->lo, o.range->lo_rest))
      return of_color<P>(*o.under);
    if (o.over && static_cast<wide>(x) > limit(o.range->hi, o.range->hi_rest))
      return of_color<P>(*o.over);
  }
  const auto colored = [&](unsigned level) {
    if (!o.map) return rgba{level, level, level, full<P>};
    const std::array<double, 4> c = between(*o.map, level);
    rgba result{};
    for (std::size_t i = 0; i < 4; ++i) result[i] = static_cast<unsigned>(std::lround(c[i]));
    return result;
  };
  const auto count = static_cast<unsigned>(o.map ? o.map->count() : 0);
  if constexpr (std::is_integral_v<T>) {
    if (!o.range && o.map && o.map->qualitative()) {
      // Labels below zero count down from the table's end.
      std::uint64_t entry = static_cast<std::uint64_t>(x) % count;
      if constexpr (std::is_signed_v<T>)
        if (x < 0) entry = count - 1 - static_cast<std::uint64_t>(-(x + 1)) % count;
      return of_color<P>(o.map->entries()[static_cast<std::size_t>(entry)]);
    }
    if (!o.range) {
      const auto level = static_cast<unsigned>(x) * (sizeof(P) > sizeof(T) ? 257U : 1U);
      return o.map && sizeof(P) == 1 ? of_color<P>(o.map->entries()[level * count / 256])
                                     : colored(level);
    }
  }
  if (o.map && (sizeof(P) == 1 || o.map->qualitative()))
    return of_color<P>(o.map->entries()[reference_level(x, *o.range, count)]);
  return colored(reference_level(x, *o.range, full<P> + 1));
}

/// The colour that a viewer shows of a pixel.
template <class P>
[[nodiscard]] rgba shown(const raster<P>& picture, std::size_t y, std::size_t x) {
  const P* p = picture(y, x);
  if (!picture.palette().empty()) return of_color<P>(picture.palette()[p[0]]);
  const bool gray = picture.channels() < 3;
  const unsigned alpha = picture.channels() % 2 == 0 ? p[picture.channels() - 1] : full<P>;
  return {p[0], p[gray ? 0 : 1], p[gray ? 0 : 2], alpha};
}

/// Equal; in 16 bits, between the colours of a table, up to the last bit of the rounding.
[[nodiscard]] bool alike(const rgba& a, const rgba& b, bool interpolated) {
  for (std::size_t c = 0; c < 4; ++c)
    if (std::max(a[c], b[c]) - std::min(a[c], b[c]) > (interpolated ? 1U : 0U)) return false;
  return true;
}

[[nodiscard]] std::string text_of(const rgba& c) {
  return std::to_string(c[0]) + ' ' + std::to_string(c[1]) + ' ' + std::to_string(c[2]) + ' ' +
         std::to_string(c[3]);
}

// ---- Random input. ----

template <class... T> struct type_list { static constexpr std::size_t size = sizeof...(T); };
using element_types =
    type_list<bool, std::int8_t, std::uint8_t, std::int16_t, std::uint16_t, std::int32_t,
              std::uint32_t, std::int64_t, std::uint64_t, float, double, long double
#if ARRAYREEL_HAS_FLOAT16
              ,
              ar::detail::half
#endif
              >;

/// Calls `function.operator()<T>()` with the type of that number.
template <class Function, class... T>
void with_type(type_list<T...>, std::size_t number, Function&& function) {
  std::size_t i = 0;
  ((i++ == number ? (function.template operator()<T>(), void()) : void()), ...);
}

[[nodiscard]] double random_magnitude(random_source& random) {
  return std::exp2(random.unit() * 40 - 20);
}

/// lo < hi, mostly of everyday size, now and then beyond what the type can hold.
[[nodiscard]] value_range random_range(random_source& random) {
  constexpr double largest = std::numeric_limits<double>::max();
  switch (random.below(16)) {
    case 0: return {-largest * random.unit(), largest * random.unit()};
    case 1: return {0, test::tiniest * static_cast<double>(1 + random.below(1000))};
    case 2: return {0, 1e-40 * (1 + random.unit())};
    case 3: return {-7e4 * random.unit(), 7e4};
    case 4: return {1, 1 + 0x1p-52 * static_cast<double>(1 + random.below(100))};
    case 5: return {-1e-9 * random.unit(), 1e-9};
    case 6: return {0, 256};
    case 7: return {-128, 128};
    default: break;
  }
  const double lo = random_magnitude(random) * (random.one_in(2) ? -1 : 1);
  const double hi = lo + random_magnitude(random);
  return lo < hi ? value_range{lo, hi} : value_range{lo, std::nextafter(lo, test::inf)};
}

/// Values around a range: within, at the edges of levels, beyond, and none at all.
template <class T> [[nodiscard]] T random_value(random_source& random, const value_range& r) {
  const std::array<double, 8> specials{test::quiet_nan, test::inf, -test::inf, -0.0,
                                       test::tiniest,   r.lo,      r.hi,       test::largest};
  const double width = std::min(r.hi / 2 - r.lo / 2, test::largest / 4);
  switch (random.below(8)) {
    case 0: return test::converted<T>(random.pick(specials));
    case 1: // the start of a level, give or take the last bit
    {
      const double edge = r.lo + 2 * width * (static_cast<double>(random.below(257)) / 256);
      return test::converted<T>(random.one_in(2) ? edge : std::nextafter(edge, r.lo));
    }
    case 2: return static_cast<T>(static_cast<int>(random.below(256)));
    case 3: return test::converted<T>(r.lo + width * (3 * random.unit() - 0.5));
    default: return test::converted<T>(r.lo + 2 * width * random.unit());
  }
}

[[nodiscard]] color random_color(random_source& random) {
  const std::uint64_t bits = random.bits();
  const auto byte = [&](unsigned shift) { return static_cast<std::uint8_t>(bits >> shift); };
  return random.one_in(3)
             ? color{byte(0), byte(0), byte(0), byte(24)}
             : color{byte(0), byte(8), byte(16), random.one_in(2) ? byte(24) : std::uint8_t{255}};
}

[[nodiscard]] std::optional<color> maybe_color(random_source& random) {
  return random.one_in(2) ? std::nullopt : std::optional<color>(random_color(random));
}

[[nodiscard]] std::optional<ar::colormap> maybe_colormap(random_source& random) {
  switch (random.below(6)) {
    case 0: return ar::colormaps::viridis;
    case 1: return ar::colormaps::tab10.reversed();
    case 2: {
      std::vector<color> table(1 + random.below(256));
      for (color& c : table) c = random_color(random);
      return ar::colormap::from_table(table, random.one_in(2));
    }
    default: return std::nullopt;
  }
}

template <class T, class P>
constexpr bool passes_untouched = std::is_same_v<T, std::uint8_t> ||
                                  (std::is_same_v<T, std::uint16_t> &&
                                   std::is_same_v<P, std::uint16_t>);

/// The smallest and the largest finite value, as the documentation has it.
template <class T> [[nodiscard]] value_range full_range_of(const std::vector<T>& values) {
  if constexpr (std::is_same_v<T, bool>) return {0, 1};
  if constexpr (is_wide<T>) {
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    const auto rest = [](T x) {
      const volatile double rounded =
          static_cast<double>(x); // volatile: x87 would keep it as it is
      return static_cast<double>(static_cast<wide_integer>(x) - static_cast<wide_integer>(rounded));
    };
    if (*least < *most)
      return {static_cast<double>(*least), static_cast<double>(*most), rest(*least), rest(*most)};
    // In a range that begins with it, a single value is not below.
    const auto only = static_cast<double>(*least);
    return {only, only + std::max(1.0, std::fabs(only) / 256), rest(*least), 0};
  }
  double lo = test::inf;
  double hi = -test::inf;
  for (const T x : values) {
    if (!std::isfinite(static_cast<long double>(x))) continue;
    lo = std::min(lo, static_cast<double>(x));
    hi = std::max(hi, static_cast<double>(x));
  }
  if (lo > hi) return {0, 1};
  if (lo < hi) return {lo, hi};
  const double width = std::max(1.0, std::fabs(lo) / 256);
  return std::isfinite(lo + width) ? value_range{lo, lo + width} : value_range{lo - width, lo};
}

// ---- One trial each. ----

template <class T, class P>
void scalar_trial(random_source& random, std::size_t height, std::size_t width) {
  const value_range range = random_range(random);
  std::vector<std::size_t> extents{height, width};
  // Axes of one element are squeezed away; where the picture has such itself, or sides that could
  // be channels, it says nothing of which of them are its own.
  if (height > 4 && width > 4)
    for (std::size_t i = random.below(3); i > 0; --i)
      extents.insert(
          extents.begin() + static_cast<std::ptrdiff_t>(random.below(extents.size() + 1)), 1);
  const auto array = test::random_layout<T>(random, extents);
  for (std::size_t i = 0; i < array.size; ++i) array.memory[i] = random_value<T>(random, range);

  std::vector<std::ptrdiff_t> steps; // of rows and columns
  for (std::size_t i = 0; i < extents.size(); ++i)
    if (extents[i] != 1) steps.push_back(array.steps[i]);
  if (extents.size() == 2) steps = array.steps;
  const auto value_at = [&](std::size_t y, std::size_t x) {
    return array
        .memory[array.first + static_cast<std::size_t>(static_cast<std::ptrdiff_t>(y) * steps[0] +
                                                       static_cast<std::ptrdiff_t>(x) * steps[1])];
  };

  reference_options expected;
  mapping_options options;
  options.threads = static_cast<unsigned>(random.one_in(16) ? 2 + random.below(2) : 1);
  switch (random.below(4)) {
    case 0: { // derived from the values
      std::vector<T> values;
      for (std::size_t y = 0; y < height; ++y)
        for (std::size_t x = 0; x < width; ++x) values.push_back(value_at(y, x));
      expected.range = full_range_of(values);
      break;
    }
    case 1:
      expected.range = range;
      options.range = range;
      break;
    default:
      expected.range = range;
      options.vmin = range.lo;
      options.vmax = range.hi;
  }
  options.colormap = expected.map = maybe_colormap(random);
  options.bad = maybe_color(random);
  expected.bad = options.bad.value_or(ar::transparent);
  options.under = expected.under = maybe_color(random);
  options.over = expected.over = maybe_color(random);
  if (!options.vmin && !options.range &&
      (passes_untouched<T, P> ||
       (std::is_integral_v<T> && options.colormap && options.colormap->qualitative())))
    expected.range.reset();

  const raster<P> picture = ar::rerange<P>(array.view(), options);
  RC_ASSERT(picture.height() == height);
  RC_ASSERT(picture.width() == width);
  const bool interpolated = sizeof(P) == 2 && options.colormap && !options.colormap->qualitative();
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const rgba want = reference_color<P>(value_at(y, x), expected);
      const rgba have = shown(picture, y, x);
      if (!alike(want, have, interpolated))
        RC_FAIL(array.describe() + " at " + std::to_string(y) + ", " + std::to_string(x) +
                ": value " + std::to_string(static_cast<long double>(value_at(y, x))) +
                ", wanted " + text_of(want) + ", got " + text_of(have));
    }
}

template <class T, class P>
void channels_trial(random_source& random, std::size_t height, std::size_t width) {
  const value_range range = random_range(random);
  const std::size_t channels = 2 + random.below(3);
  const bool planar = random.one_in(2);
  const bool bgr = random.one_in(3);
  const auto array = test::random_layout<T>(random, planar ? std::vector{channels, height, width}
                                                           : std::vector{height, width, channels});
  for (std::size_t i = 0; i < array.size; ++i) array.memory[i] = random_value<T>(random, range);
  mapping_options options{.axes = planar ? ar::axes::cyx : ar::axes::yxc};
  options.bad = maybe_color(random);
  options.threads = static_cast<unsigned>(random.one_in(16) ? 2 + random.below(2) : 1);
  const bool given = !random.one_in(4);
  if (given) options.range = range;

  const auto component = [&](std::size_t y, std::size_t x, std::size_t c) {
    const std::array<std::size_t, 3> index = planar ? std::array{c, y, x} : std::array{y, x, c};
    std::ptrdiff_t offset = 0;
    for (std::size_t i = 0; i < 3; ++i)
      offset += static_cast<std::ptrdiff_t>(index[i]) * array.steps[i];
    return array.memory[array.first + static_cast<std::size_t>(offset)];
  };
  const bool alpha = channels % 2 == 0;
  const std::size_t colors = channels - (alpha ? 1 : 0);
  value_range used = range;
  if (!given) {
    std::vector<T> values; // without alpha
    for (std::size_t y = 0; y < height; ++y)
      for (std::size_t x = 0; x < width; ++x)
        for (std::size_t c = 0; c < colors; ++c) values.push_back(component(y, x, c));
    used = full_range_of(values);
  }
  const auto one = [&](T x) -> unsigned {
    if constexpr (passes_untouched<T, P>)
      if (!given) return static_cast<unsigned>(x) * (sizeof(P) > sizeof(T) ? 257U : 1U);
    return reference_level(x, used, full<P> + 1);
  };
  // The opaque alpha of integers: of the two that smaller ones have, or the type's largest.
  double opaque = 1;
  if constexpr (std::is_integral_v<T>) {
    const auto limit = std::numeric_limits<T>::max();
    opaque = static_cast<double>(limit);
    if constexpr (sizeof(T) > 1 && !std::is_same_v<T, std::uint16_t>) {
      T most = 0;
      for (std::size_t y = 0; alpha && y < height; ++y)
        for (std::size_t x = 0; x < width; ++x)
          most = std::max(most, component(y, x, channels - 1));
      if (most <= 255)
        opaque = 255;
      else if (static_cast<double>(most) <= 65535)
        opaque = std::min(opaque, 65535.0);
    }
  }
  const auto alpha_of = [&](T x) -> unsigned {
    const double t = static_cast<double>(x) / opaque;
    return static_cast<unsigned>(std::floor(std::clamp(t, 0.0, 1.0) * full<P> + 0.5));
  };

  const raster<P> picture = ar::rerange<P>(
      array.view().with(bgr ? ar::channel_order::bgr : ar::channel_order::rgb), options);
  RC_ASSERT(picture.height() == height);
  RC_ASSERT(picture.width() == width);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      bool bad = false;
      for (std::size_t c = 0; c < channels; ++c) bad = bad || is_nan(component(y, x, c));
      rgba want = of_color<P>(options.bad.value_or(ar::transparent));
      if (!bad) {
        for (std::size_t c = 0; c < 3; ++c) {
          const std::size_t from = colors == 1 ? 0 : bgr ? 2 - c : c;
          want[c] = one(component(y, x, from));
        }
        want[3] = alpha ? alpha_of(component(y, x, channels - 1)) : full<P>;
      }
      const rgba have = shown(picture, y, x);
      if (want != have)
        RC_FAIL(array.describe() + " at " + std::to_string(y) + ", " + std::to_string(x) +
                ": wanted " + text_of(want) + ", got " + text_of(have));
    }
}

/// A random source, and the number of rows and columns, which shrink.
struct drawn {
  random_source random{*rc::gen::arbitrary<std::uint64_t>()};
  std::size_t height = *rc::gen::inRange<std::size_t>(1, 6);
  std::size_t width = *rc::gen::inRange<std::size_t>(1, 9);
  test::using_simd simd{random.pick(test::simd_sets())};

  // Wide enough for vectors, now and then.
  drawn() {
    if (random.one_in(6)) width += random.below(150);
  }
};

template <class P> void any_scalar() {
  drawn d;
  with_type(element_types{}, d.random.below(element_types::size),
            [&]<class T>() { scalar_trial<T, P>(d.random, d.height, d.width); });
}

template <class P> void any_channels() {
  drawn d;
  with_type(element_types{}, d.random.below(element_types::size),
            [&]<class T>() { channels_trial<T, P>(d.random, d.height, d.width); });
}

} // namespace

TEST_CASE("scalar fields become the reference's colours in 8 bits") {
  test::check_property("scalar fields, 8 bits", 2 * trials, [] { any_scalar<std::uint8_t>(); });
}

TEST_CASE("scalar fields become the reference's colours in 16 bits") {
  test::check_property("scalar fields, 16 bits", 2 * trials, [] { any_scalar<std::uint16_t>(); });
}

TEST_CASE("colour channels become the reference's colours in 8 bits") {
  test::check_property("colour channels, 8 bits", trials, [] { any_channels<std::uint8_t>(); });
}

TEST_CASE("colour channels become the reference's colours in 16 bits") {
  test::check_property("colour channels, 16 bits", trials, [] { any_channels<std::uint16_t>(); });
}

TEST_CASE("palettes hold every colour that is needed, and are given up only when full") {
  test::check_property("palettes", trials, [] {
    random_source random(*rc::gen::arbitrary<std::uint64_t>());
    // Few colours mostly, for speed; 256 where the table can be full.
    const std::size_t count = random.one_in(8) ? 256 : 1 + random.below(24);
    std::vector<color> table(count);
    for (color& c : table) {
      c = random_color(random);
      if (!random.one_in(64)) c.a = 255; // some tables are opaque
    }
    const ar::colormap map = ar::colormap::from_table(table);
    // All levels but a few in any order, and values without a level.
    std::vector<double> v;
    const std::size_t missing = random.below(5);
    for (std::size_t i = 0; i < count; ++i)
      if (i >= missing || random.one_in(4)) v.push_back(static_cast<double>(i) + 0.5);
    const double top = static_cast<double>(count);
    for (const double special : {test::quiet_nan, -1.0, top + 1})
      if (!random.one_in(3)) v.push_back(special);
    if (v.empty()) v.push_back(0.5);
    for (std::size_t i = v.size(); i-- > 1;) std::swap(v[i], v[random.below(i + 1)]);

    reference_options expected{.range = value_range{0, top}, .map = map};
    mapping_options options{.range = expected.range, .colormap = map};
    options.bad = maybe_color(random);
    expected.bad = options.bad.value_or(ar::transparent);
    options.under = expected.under = maybe_color(random);
    options.over = expected.over = random.one_in(4) ? options.under : maybe_color(random);

    const raster<std::uint8_t> picture =
        ar::rerange(ar::view(v.data(), {std::size_t{1}, v.size()}), options);
    std::set<double> levels;
    std::set<rgba> specials;
    for (std::size_t i = 0; i < v.size(); ++i) {
      const rgba want = reference_color<std::uint8_t>(v[i], expected);
      RC_ASSERT(shown(picture, 0, i) == want);
      const bool special =
          std::isnan(v[i]) || (v[i] < 0 && options.under) || (v[i] > top && options.over);
      if (special)
        specials.insert(want);
      else
        levels.insert(std::clamp(v[i], 0.5, top - 0.5));
    }
    RC_ASSERT(picture.palette().empty() == (levels.size() + specials.size() > 256));
    RC_ASSERT(picture.palette().size() <= 256);
    if (picture.palette().empty()) {
      bool opaque = true;
      for (const color& c : table) opaque = opaque && c.a == 255;
      for (const rgba& c : specials) opaque = opaque && c[3] == 255;
      RC_ASSERT(picture.channels() == (opaque ? 3U : 4U));
    } else {
      RC_ASSERT(picture.channels() == 1U);
    }
  });
}

TEST_CASE("the guess of axes is the documented one") {
  test::check_property("axes", trials, [] {
    random_source random(*rc::gen::arbitrary<std::uint64_t>());
    const auto rank = *rc::gen::inRange<std::size_t>(1, 5);
    std::vector<std::size_t> extents(rank);
    const std::array<std::size_t, 12> sizes{1, 1, 1, 2, 3, 3, 4, 4, 5, 6, 7, 0};
    for (std::size_t& e : extents) e = random.pick(sizes);
    const auto array = test::random_layout<std::uint8_t>(random, extents);
    for (std::size_t i = 0; i < array.size; ++i)
      array.memory[i] = static_cast<std::uint8_t>(random.bits());

    std::vector<std::size_t> left(rank); // the axes that stay
    std::iota(left.begin(), left.end(), std::size_t{0});
    const auto size = [&](std::size_t i) { return extents[left[i]]; };
    // Of four axes the first one of extent 1 goes away; three may be colour.
    if (rank == 4)
      if (const auto one = std::find(extents.begin(), extents.end(), 1U); one != extents.end())
        left.erase(left.begin() + (one - extents.begin()));
    std::optional<std::array<std::size_t, 3>> axes; // rows, columns, channels (none: rank)
    if (left.size() == 3 && (size(0) == 3 || size(0) == 4))
      axes = std::array{left[1], left[2], left[0]};
    if (left.size() == 3 && size(2) >= 2 && size(2) <= 4)
      axes = std::array{left[0], left[1], left[2]};
    // Else ones leave from the back while more than two axes are left, for a gray picture.
    for (std::size_t i = left.size(); !axes && i-- > 0 && left.size() > 2;)
      if (size(i) == 1) left.erase(left.begin() + static_cast<std::ptrdiff_t>(i));
    if (left.size() == 2) axes = std::array{left[0], left[1], rank};
    if (axes && (extents[(*axes)[0]] == 0 || extents[(*axes)[1]] == 0)) axes.reset();

    if (!axes) {
      const auto refusal = test::refused([&] { return ar::rerange(array.view()); });
      std::string shape = "(";
      for (std::size_t i = 0; i < rank; ++i)
        shape += (i == 0 ? "" : ", ") + std::to_string(extents[i]);
      shape += rank == 1 ? ",)" : ")";
      RC_ASSERT(refusal.is(ar::error_kind::parameter, shape));
      return;
    }
    const raster<std::uint8_t> picture = ar::rerange(array.view());
    const auto [rows, columns, channels] = *axes;
    const std::size_t count = channels == rank ? 1 : extents[channels];
    RC_ASSERT(picture.height() == extents[rows]);
    RC_ASSERT(picture.width() == extents[columns]);
    RC_ASSERT(picture.channels() == count);
    for (std::size_t y = 0; y < picture.height(); ++y)
      for (std::size_t x = 0; x < picture.width(); ++x)
        for (std::size_t c = 0; c < count; ++c) {
          const std::ptrdiff_t at =
              static_cast<std::ptrdiff_t>(y) * array.steps[rows] +
              static_cast<std::ptrdiff_t>(x) * array.steps[columns] +
              (channels == rank ? 0 : static_cast<std::ptrdiff_t>(c) * array.steps[channels]);
          RC_ASSERT(picture(y, x)[c] == array.memory[array.first + static_cast<std::size_t>(at)]);
        }
  });
}

TEST_CASE("zero is the middle level of every symmetric range") {
  test::check_property("vsym", trials, [] {
    random_source random(*rc::gen::arbitrary<std::uint64_t>());
    with_type(element_types{}, random.below(element_types::size), [&]<class T>() {
      if constexpr (std::is_signed_v<T> || !std::is_integral_v<T>) {
        // Any bits that are a finite number.
        T m{};
        do {
          if constexpr (std::is_same_v<T, long double>)
            m = std::bit_cast<double>(random.bits());
          else if constexpr (sizeof(T) == 8)
            m = std::bit_cast<T>(random.bits());
          else if constexpr (sizeof(T) == 4)
            m = std::bit_cast<T>(static_cast<std::uint32_t>(random.bits()));
          else if constexpr (sizeof(T) == 2)
            m = std::bit_cast<T>(static_cast<std::uint16_t>(random.bits()));
          else
            m = static_cast<T>(random.bits());
        } while (!std::isfinite(static_cast<double>(m)));
        const std::array<T, 2> v{m, T{}};
        const auto deep =
            ar::rerange<std::uint16_t>(ar::view(v.data(), {1, 2}), {.vsym = true})(0, 1)[0];
        RC_ASSERT(ar::rerange(ar::view(v.data(), {1, 2}), {.vsym = true})(0, 1)[0] == 128);
        RC_ASSERT(deep / 256 == 128);
      }
    });
  });
}

TEST_CASE("an enlarged picture repeats every pixel") {
  test::check_property("upscale", trials, [] {
    drawn d;
    random_source& random = d.random;
    const auto factor = *rc::gen::inRange<std::size_t>(1, 5);
    const std::size_t channels = 1 + random.below(4);
    const auto check = [&]<class P>(P) {
      raster<P> picture(d.height, d.width, channels);
      for (P& p : picture.pixels()) p = static_cast<P>(random.bits());
      if (sizeof(P) == 1 && channels == 1 && random.one_in(2))
        picture.palette(std::vector<color>(256, random_color(random)));
      const raster<P> big = ar::upscale(picture, factor);
      RC_ASSERT(big.height() == d.height * factor);
      RC_ASSERT(big.width() == d.width * factor);
      RC_ASSERT(big.channels() == channels);
      RC_ASSERT(big.palette() == picture.palette());
      for (std::size_t y = 0; y < big.height(); ++y)
        for (std::size_t x = 0; x < big.width(); ++x)
          RC_ASSERT(std::equal(big(y, x), big(y, x) + channels, picture(y / factor, x / factor)));
    };
    if (random.one_in(2))
      check(std::uint8_t{});
    else
      check(std::uint16_t{});
  });
}

// Random decompositions of pictures against a model that keeps every value of every pixel in a
// list.
#include "catch.hpp"

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <memory>
#include <optional>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include <rapidcheck.h>

#include <arrayreel/canvas.hpp>

#include "support/pictures.hpp"
#include "support/property.hpp"
#include "support/random.hpp"

namespace ar = arrayreel;
using test::colors_of;
using test::random_source;
using test::rgba;

namespace {

template <class T> inline constexpr bool is_complex = requires { typename T::value_type; };
template <class T> inline constexpr bool is_half = sizeof(T) == 2 && !std::is_integral_v<T>;

/// The type of sums and means.
template <class T>
using sum_of = std::conditional_t<std::is_same_v<T, float> || is_half<T>, T, double>;

template <class T> [[nodiscard]] bool is_nan(const T& x) {
  if constexpr (is_complex<T>)
    return std::isnan(x.real()) || std::isnan(x.imag());
  else if constexpr (std::is_integral_v<T>)
    return false;
  else
    return static_cast<float>(x) != static_cast<float>(x);
}

/// Small multiples of 1/8, whose sums every type holds, or any numbers.
template <class T> [[nodiscard]] T random_value(random_source& random, bool small) {
  if constexpr (is_complex<T>) {
    using part = typename T::value_type;
    return {random_value<part>(random, small), random_value<part>(random, small)};
  } else if constexpr (std::is_same_v<T, bool>) {
    return random.one_in(2);
  } else if constexpr (std::is_integral_v<T>) {
    if (!small) return static_cast<T>(random.bits());
    const int k = static_cast<int>(random.below(100));
    return static_cast<T>(std::is_signed_v<T> ? k - 50 : k);
  } else {
    if (random.one_in(25)) return static_cast<T>(std::numeric_limits<float>::quiet_NaN());
    if (random.one_in(60))
      return static_cast<T>(random.one_in(2) ? std::numeric_limits<float>::infinity()
                                             : -std::numeric_limits<float>::infinity());
    if (small) return static_cast<T>(static_cast<float>(random.below(255)) / 8 - 16);
    return static_cast<T>(random.unit() * 1000 - 300);
  }
}

/// A value that is put on a pixel.
template <class V> struct model_value {
  V value;
  std::size_t cell; // its pixels
};

/// Everything that is put on a picture of values V.
template <class V> struct model {
  std::size_t height;
  std::size_t width;
  ar::canvas_options options;
  std::vector<std::vector<model_value<V>>> pixels =
      std::vector<std::vector<model_value<V>>>(height * width);

  void put(std::size_t y, std::size_t x, const V& value, std::size_t cell) {
    if (options.skip_nan && is_nan(value)) return;
    pixels[y * width + x].push_back({value, options.all_cells ? 1 : cell});
  }

  /// The values that count on a pixel, in the order in which they came.
  [[nodiscard]] std::vector<V> counting(std::size_t pixel) const {
    const auto& all = pixels[pixel];
    std::size_t least = std::numeric_limits<std::size_t>::max();
    for (const auto& v : all) least = std::min(least, v.cell);
    std::vector<V> result;
    for (const auto& v : all)
      if (v.cell == least) result.push_back(v.value);
    return result;
  }
};

/// What is left of some values, as a sum of R or one of them.
template <class R, class V>
[[nodiscard]] R reduced(const std::vector<V>& values, ar::project::kind how) {
  using kind = ar::project::kind;
  if constexpr (!is_complex<V>) {
    if (how == kind::sum || how == kind::mean) {
      long double sum = 0;
      for (const V& v : values) sum += static_cast<long double>(v);
      double result = static_cast<double>(sum);
      if (how == kind::mean) result /= static_cast<double>(values.size());
      return static_cast<R>(result);
    }
    if (how != kind::at) {
      V result = values.front();
      for (const V& v : values) {
        if (is_nan(result)) break;
        if (is_nan(v) || (how == kind::min ? v < result : result < v)) result = v;
      }
      return static_cast<R>(result);
    }
  }
  return static_cast<R>(values.back());
}

[[nodiscard]] ar::project::kind kind_of(ar::overlap how) {
  using kind = ar::project::kind;
  switch (how) {
    case ar::overlap::min: return kind::min;
    case ar::overlap::max: return kind::max;
    case ar::overlap::sum: return kind::sum;
    case ar::overlap::mean: return kind::mean;
    case ar::overlap::replace: break;
  }
  return kind::at;
}

[[nodiscard]] ar::mapping_options random_mapping(random_source& random, bool is_complex_type) {
  ar::mapping_options m;
  switch (random.below(5)) {
    case 0: m.vmin = -3.5; break;
    case 1: m.vmin = -20, m.vmax = 30.25; break;
    case 2: m.vsym = true; break;
    case 3: m.percentile = ar::percentiles{5, 90}; break;
    default: break;
  }
  if (random.one_in(5) && !m.vsym && (!m.vmin || *m.vmin > 0)) m.norm = "log";
  if (random.one_in(6) && m.norm.type() == ar::norm::kind::linear) m.gamma = 0.5;
  if (random.one_in(2))
    m.colormap = random.one_in(3) ? ar::colormap(ar::colormaps::tab10)
                                  : ar::colormap(ar::colormaps::viridis);
  if (random.one_in(2)) m.bad = ar::color{200, 10, 90, 255};
  if (random.one_in(4)) m.under = ar::color{0, 0, 255, 255};
  if (random.one_in(4)) m.over = ar::color{9, 9, 9, 255};
  if (is_complex_type && random.one_in(2)) m.complex_as = ar::complex_part::real;
  return m;
}

/// The colours of the values of a canvas: those of the pixels with a value as one row, which knows
/// nothing of others; the others are bad.
template <class P, class R>
[[nodiscard]] std::vector<rgba> expected_colors(const std::vector<std::optional<R>>& pixels,
                                                const ar::mapping_options& mapping) {
  std::size_t count = 0;
  for (const auto& p : pixels) count += p ? 1 : 0;
  const auto filled = std::make_unique<R[]>(count); // not a vector<bool>
  count = 0;
  for (const auto& p : pixels)
    if (p) filled[count++] = *p;
  const std::uint64_t full = std::numeric_limits<P>::max();
  std::vector<rgba> colors;
  if (count != 0)
    colors = colors_of(
        ar::rerange<P>(ar::array_view<R>(filled.get(), {std::size_t{1}, count}), mapping));
  std::vector<rgba> result;
  std::size_t next = 0;
  for (const auto& p : pixels)
    result.push_back(p ? colors[next++]
                       : test::at_full(mapping.bad.value_or(ar::transparent), full));
  return result;
}

template <class P, class R>
void check_pixels(const ar::canvas& c, const std::vector<std::optional<R>>& expected,
                  const ar::mapping_options& mapping) {
  const ar::raster<P> picture = ar::rerange<P>(c, mapping);
  RC_ASSERT(picture.height() == c.height());
  RC_ASSERT(picture.width() == c.width());
  const std::vector<rgba> have = colors_of(picture);
  RC_ASSERT(have == (expected_colors<P>(expected, mapping)));
}

/// One put: a block, and what it does to the model.
struct planned_put {
  std::ptrdiff_t row;
  std::ptrdiff_t column;
  ar::put_options options;
  std::vector<std::size_t> extents;
  std::uint64_t seed; // of its values
};

template <class T> [[nodiscard]] test::strided_array<T> block_of(const planned_put& p, bool small) {
  random_source random(p.seed);
  test::strided_array<T> block = test::random_layout<T>(random, p.extents);
  for (std::size_t i = 0; i < block.size; ++i) block.memory[i] = random_value<T>(random, small);
  return block;
}

/// Puts a block on the model, element by element and pixel by pixel.
template <class T, class V>
void put_on_model(model<V>& m, const planned_put& p, const ar::array_view<T>& block) {
  const auto cell_rows = static_cast<std::size_t>(p.options.cell.row());
  const auto cell_columns = static_cast<std::size_t>(p.options.cell.column());
  const bool flat = !p.options.project;
  const std::size_t axis = flat ? 0 : p.options.axis.value_or(0);
  const std::size_t y_axis = flat ? 0 : axis == 0 ? 1 : 0;
  const std::size_t x_axis = flat ? 1 : axis == 2 ? 1 : 2;
  const bool goes_on = !flat && p.options.project->how() == kind_of(m.options.overlap) &&
                       p.options.project->how() != ar::project::kind::at;
  for (std::size_t i = 0; i < block.extent(y_axis); ++i)
    for (std::size_t j = 0; j < block.extent(x_axis); ++j) {
      std::vector<T> values;
      if (flat) {
        values.push_back(block(i, j));
      } else {
        for (std::size_t k = 0; k < block.extent(axis); ++k)
          values.push_back(axis == 0   ? block(k, i, j)
                           : axis == 1 ? block(i, k, j)
                                       : block(i, j, k));
        if (p.options.project->how() == ar::project::kind::at)
          values = {values[static_cast<std::size_t>(p.options.project->index())]};
        if (m.options.skip_nan && p.options.project->how() != ar::project::kind::at)
          std::erase_if(values, [](const T& v) { return is_nan(v); });
      }
      std::vector<V> come;
      if (goes_on)
        for (const T& v : values)
          for (std::size_t n = 0; n < p.options.depth; ++n) come.push_back(static_cast<V>(v));
      else if (!values.empty())
        for (std::size_t n = 0; n < p.options.depth; ++n)
          come.push_back(flat || p.options.project->how() == ar::project::kind::at
                             ? static_cast<V>(values.front())
                             : reduced<V>(values, p.options.project->how()));
      for (std::size_t a = 0; a < cell_rows; ++a)
        for (std::size_t b = 0; b < cell_columns; ++b) {
          const std::ptrdiff_t y = p.row + static_cast<std::ptrdiff_t>(i * cell_rows + a);
          const std::ptrdiff_t x = p.column + static_cast<std::ptrdiff_t>(j * cell_columns + b);
          if (y < 0 || x < 0 || y >= static_cast<std::ptrdiff_t>(m.height) ||
              x >= static_cast<std::ptrdiff_t>(m.width))
            continue;
          for (const V& v : come)
            m.put(static_cast<std::size_t>(y), static_cast<std::size_t>(x), v,
                  cell_rows * cell_columns);
        }
    }
}

[[nodiscard]] planned_put random_put(random_source& random, std::size_t height, std::size_t width,
                                     const ar::canvas_options& o,
                                     std::optional<ar::project> project) {
  planned_put p{};
  p.seed = random.bits();
  const auto cell = [&](std::size_t size) {
    return random.one_in(2) ? std::size_t{1} : 1 + random.below(std::min<std::size_t>(size, 5));
  };
  const std::size_t cell_rows = cell(height);
  const std::size_t cell_columns = cell(width);
  p.options.cell = {cell_rows, cell_columns};
  p.options.clip = random.one_in(3);
  const auto along = [&](std::size_t size, std::size_t pixels, std::size_t& count) {
    count = 1 + random.below(size / pixels);
    const std::size_t room = size - count * pixels;
    const auto at = static_cast<std::ptrdiff_t>(random.below(room + 1));
    if (!p.options.clip) return at;
    return at + static_cast<std::ptrdiff_t>(random.below(2 * size)) -
           static_cast<std::ptrdiff_t>(size);
  };
  std::size_t rows = 0;
  std::size_t columns = 0;
  p.row = along(height, cell_rows, rows);
  p.column = along(width, cell_columns, columns);
  p.extents = {rows, columns};
  if (o.overlap == ar::overlap::sum || o.overlap == ar::overlap::mean)
    p.options.depth = random.one_in(3) ? 1 + random.below(4) : 1;
  if (!project) return p;
  const std::size_t axis = random.below(3);
  const std::size_t layers = 1 + random.below(4);
  if (axis != 0 || random.one_in(2)) p.options.axis = axis;
  p.options.project = project;
  if (project->how() == ar::project::kind::at)
    p.options.project = ar::project::at(random.below(layers));
  p.extents.insert(p.extents.begin() + static_cast<std::ptrdiff_t>(axis), layers);
  return p;
}

/// \tparam T of the blocks
/// \tparam V of the values that come to the canvas: T, or those of projected sums
/// \tparam R of the values that it shows
template <class T, class V, class R>
void check_decomposition(random_source& random, ar::canvas_options options,
                         std::optional<ar::project> project) {
  const bool large = random.one_in(8);
  const std::size_t height = 1 + random.below(large ? 150 : 12);
  const std::size_t width = 1 + random.below(large ? 560 : 14);
  options.all_cells = random.one_in(3);
  options.skip_nan = random.one_in(2);
  const bool adds = options.overlap == ar::overlap::sum || options.overlap == ar::overlap::mean ||
                    !std::is_same_v<T, V>;
  const ar::mapping_options mapping = random_mapping(random, is_complex<T>);
  model<V> m{height, width, options};
  std::vector<planned_put> puts(1 + random.below(large ? 5 : 9));
  for (planned_put& p : puts) {
    p = random_put(random, height, width, options, project);
    put_on_model(m, p, block_of<T>(p, adds).view());
  }

  // Some canvases, each with some of the puts. What replaces depends on the order, nothing else.
  const bool ordered = options.overlap == ar::overlap::replace;
  if (!ordered)
    for (std::size_t i = puts.size(); i-- > 1;) std::swap(puts[i], puts[random.below(i + 1)]);
  std::vector<ar::canvas> parts(1 + random.below(4), ar::canvas({height, width}, options));
  std::size_t part = 0;
  for (const planned_put& p : puts) {
    if (ordered)
      part += part + 1 < parts.size() && random.one_in(3) ? 1 : 0;
    else
      part = random.below(parts.size());
    const auto block = block_of<T>(p, adds);
    parts[part].put(block.view(), {p.row, p.column}, p.options);
  }
  ar::canvas c({height, width}, options);
  for (const ar::canvas& other : parts) {
    switch (random.below(3)) {
      case 0: c.merge(other); break;
      case 1: c.merge(other.save()); break;
      default: {
        const std::size_t y = random.below(height);
        const std::size_t x = random.below(width);
        for (const auto& [top, rows] : {std::pair{std::size_t{0}, y}, std::pair{y, height - y}})
          for (const auto& [left, columns] :
               {std::pair{std::size_t{0}, x}, std::pair{x, width - x}})
            if (rows != 0 && columns != 0)
              c.merge(other.save({.at = {top, left}, .size = {rows, columns}}));
      }
    }
  }

  std::vector<std::optional<R>> expected(height * width);
  std::size_t filled = 0;
  for (std::size_t i = 0; i < expected.size(); ++i)
    if (const std::vector<V> values = m.counting(i); !values.empty()) {
      expected[i] = reduced<R>(values, kind_of(options.overlap));
      ++filled;
    }
  RC_ASSERT(c.filled() == filled);
  check_pixels<std::uint8_t>(c, expected, mapping);
  check_pixels<std::uint16_t>(c, expected, mapping);

  // A part of it.
  const std::size_t top = random.below(height);
  const std::size_t left = random.below(width);
  const std::size_t rows = 1 + random.below(height - top);
  const std::size_t columns = 1 + random.below(width - left);
  std::vector<std::optional<R>> inside;
  for (std::size_t y = top; y < top + rows; ++y)
    for (std::size_t x = left; x < left + columns; ++x) inside.push_back(expected[y * width + x]);
  const ar::raster<std::uint8_t> of_part =
      ar::rerange(c.array({.at = {top, left}, .size = {rows, columns}}), mapping);
  RC_ASSERT(colors_of(of_part) == (expected_colors<std::uint8_t>(inside, mapping)));

  // Where every pixel has a value, or a type has NaN, there is an array of all of them.
  if constexpr (!std::is_integral_v<R>) {
    std::vector<R> all;
    for (const auto& v : expected)
      all.push_back(v ? *v : R(std::numeric_limits<float>::quiet_NaN()));
    const ar::array_view<R> field(all.data(), {height, width}, ar::axes::yx);
    ar::image_options image;
#define ARRAYREEL_FIELD(type, name, ...) image.name = mapping.name;
#include <arrayreel/detail/options/mapping_fields.inc>
    RC_ASSERT(ar::encode_png(c, image).bytes == ar::encode_png(field, image).bytes);
  }
}

template <class T> void check_type(random_source& random) {
  ar::canvas_options options;
  using kind = ar::project::kind;
  if constexpr (is_complex<T>) {
    check_decomposition<T, T, T>(
        random, options, random.one_in(2) ? std::optional(ar::project::at(0)) : std::nullopt);
  } else {
    options.overlap = static_cast<ar::overlap>(random.below(5));
    const bool adds = options.overlap == ar::overlap::sum || options.overlap == ar::overlap::mean;
    const ar::project all[] = {ar::project::min, ar::project::max, ar::project::sum,
                               ar::project::mean, ar::project::at(0)};
    std::optional<ar::project> project;
    if (!random.one_in(3)) project = random.pick(all);
    const bool sums = project && (project->how() == kind::sum || project->how() == kind::mean) &&
                      project->how() != kind_of(options.overlap);
    if (adds && sums)
      check_decomposition<T, sum_of<T>, sum_of<sum_of<T>>>(random, options, project);
    else if (adds)
      check_decomposition<T, T, sum_of<T>>(random, options, project);
    else if (sums)
      check_decomposition<T, sum_of<T>, sum_of<T>>(random, options, project);
    else
      check_decomposition<T, T, T>(random, options, project);
  }
}

} // namespace

TEST_CASE("random decompositions look like one array") {
  test::check_property("random decompositions look like one array", 800, [](std::uint64_t seed) {
    random_source random(seed);
    switch (random.below(14)) {
      case 0: return check_type<bool>(random);
      case 1: return check_type<std::int8_t>(random);
      case 2: return check_type<std::uint8_t>(random);
      case 3: return check_type<std::int16_t>(random);
      case 4: return check_type<std::uint16_t>(random);
      case 5: return check_type<std::int32_t>(random);
      case 6: return check_type<std::uint32_t>(random);
      case 7: return check_type<std::int64_t>(random);
      case 8: return check_type<std::uint64_t>(random);
      case 9: return check_type<double>(random);
      case 10: return check_type<long double>(random);
      case 11: return check_type<std::complex<float>>(random);
      case 12: return check_type<std::complex<double>>(random);
      default: return check_type<float>(random);
    }
  });
}

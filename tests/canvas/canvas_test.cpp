// Canvases by hand: where blocks, levels and points go, how values meet, and what is refused.
#include "catch.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cmath>
#include <complex>
#include <cstddef>
#include <cstdint>
#include <limits>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/canvas.hpp>
#include <arrayreel/nbimages.hpp>

#include "support/pictures.hpp"
#include "support/random.hpp"
#include "support/refusal.hpp"

namespace ar = arrayreel;
using ar::error_kind;
using ar::overlap;
using ar::project;
using test::colors_of;
using test::rgba;

namespace {

constexpr double not_a_number = std::numeric_limits<double>::quiet_NaN();
constexpr double infinity = std::numeric_limits<double>::infinity();

/// The values of a canvas, -1 where there is none.
template <class T> [[nodiscard]] std::vector<T> values_of(const ar::canvas& c) {
  const ar::canvas_array a = c.array();
  REQUIRE(a.type() == ar::detail::dtype_of<T>());
  const auto* const first = static_cast<const T*>(a.data());
  std::vector<T> result(first, first + c.height() * c.width());
  for (std::size_t i = 0; i < a.holes().size(); ++i)
    if (a.holes()[i] != 0) result[i] = static_cast<T>(-1);
  if constexpr (std::is_floating_point_v<T>)
    for (T& x : result)
      if (std::isnan(x)) x = -1;
  return result;
}

/// Everything that a canvas holds.
[[nodiscard]] std::vector<std::uint8_t> all_of(const ar::canvas& c) { return c.save(); }

template <class T> using rows = std::vector<std::vector<T>>;

} // namespace

TEST_CASE("blocks lie where they are put") {
  ar::canvas c({3, 5});
  CHECK(c.height() == 3);
  CHECK(c.width() == 5);
  CHECK(c.filled() == 0);
  CHECK(c.memory_bytes() == 0);
  c.put(rows<int>{{1, 2}, {3, 4}}, {0, 0});
  c.put(rows<int>{{5, 6, 7}}, {2, 2});
  CHECK(values_of<int>(c) == std::vector<int>{1, 2, -1, -1, -1, //
                                              3, 4, -1, -1, -1, //
                                              -1, -1, 5, 6, 7});
  CHECK(c.filled() == 7);
  // The last one wins.
  c.put(rows<int>{{8}, {9}}, {1, 1});
  CHECK(values_of<int>(c) == std::vector<int>{1, 2, -1, -1, -1, //
                                              3, 8, -1, -1, -1, //
                                              -1, 9, 5, 6, 7});
  // Any type of integers, and views with strides.
  const std::vector<int> memory{1, 0, 2, 0, 3, 0};
  c.put(ar::view(memory.data() + 4, {1, 3}, {0, -2}), {std::int8_t{0}, 2ULL});
  CHECK(values_of<int>(c) == std::vector<int>{1, 2, 3, 2, 1,    //
                                              3, 8, -1, -1, -1, //
                                              -1, 9, 5, 6, 7});
}

TEST_CASE("fine cells replace coarse ones, whatever the order") {
  const rows<float> coarse{{10, 20}, {30, 40}};
  const rows<float> fine{{1, 2}, {3, 4}};
  const rows<float> tall{{7}};
  const auto put = [&](ar::canvas& c, int which) {
    if (which == 0) c.put(coarse, {0, 0}, {.cell = {2, 3}});
    if (which == 1) c.put(fine, {1, 2});
    if (which == 2) c.put(tall, {0, 1}, {.cell = {4, 1}});
  };
  std::array<int, 3> order{0, 1, 2};
  const std::vector<float> expected{10, 7, 10, 20, 20, 20, //
                                    10, 7, 1,  2,  20, 20, //
                                    30, 7, 3,  4,  40, 40, //
                                    30, 7, 30, 40, 40, 40};
  do {
    ar::canvas c({4, 6});
    for (const int which : order) put(c, which);
    CHECK(values_of<float>(c) == expected);
  } while (std::next_permutation(order.begin(), order.end()));

  // Equally many pixels are equally fine.
  ar::canvas c({2, 2});
  c.put(rows<float>{{1}, {2}}, {0, 0}, {.cell = {1, 2}});
  c.put(rows<float>{{3, 4}}, {0, 0}, {.cell = {2, 1}});
  CHECK(values_of<float>(c) == std::vector<float>{3, 4, 3, 4});
  c.put(rows<float>{{5}}, {1, 0}, {.cell = {1, 2}});
  CHECK(values_of<float>(c) == std::vector<float>{3, 4, 5, 5});

  // A fine NaN is finer all the same, unless it counts as none.
  for (const bool skip : {false, true}) {
    ar::canvas n({1, 2}, {.skip_nan = skip});
    n.put(rows<double>{{not_a_number, 1}}, {0, 0});
    n.put(rows<double>{{5}}, {0, 0}, {.cell = {1, 2}});
    CHECK(values_of<double>(n) == std::vector<double>{skip ? 5.0 : -1.0, 1});
  }
}

TEST_CASE("values meet as the overlap says") {
  const auto meet = [](overlap how, bool all_cells = false) {
    ar::canvas c({1, 4}, {.overlap = how, .all_cells = all_cells});
    c.put(rows<int>{{4, 7}}, {0, 0}, {.cell = {1, 2}}); // 4 4 7 7
    c.put(rows<int>{{6, 1, 2}}, {0, 0});                // 6 1 2
    c.put(rows<int>{{3, 9}}, {0, 1});                   //   3 9
    return c;
  };
  CHECK(values_of<int>(meet(overlap::replace)) == std::vector<int>{6, 3, 9, 7});
  CHECK(values_of<int>(meet(overlap::min)) == std::vector<int>{6, 1, 2, 7});
  CHECK(values_of<int>(meet(overlap::max)) == std::vector<int>{6, 3, 9, 7});
  CHECK(values_of<double>(meet(overlap::sum)) == std::vector<double>{6, 4, 11, 7});
  CHECK(values_of<double>(meet(overlap::mean)) == std::vector<double>{6, 2, 5.5, 7});
  CHECK(values_of<int>(meet(overlap::replace, true)) == std::vector<int>{6, 3, 9, 7});
  CHECK(values_of<int>(meet(overlap::min, true)) == std::vector<int>{4, 1, 2, 7});
  CHECK(values_of<int>(meet(overlap::max, true)) == std::vector<int>{6, 4, 9, 7});
  CHECK(values_of<double>(meet(overlap::sum, true)) == std::vector<double>{10, 8, 18, 7});
  CHECK(values_of<double>(meet(overlap::mean, true)) == std::vector<double>{5, 8.0 / 3, 6, 7});
}

TEST_CASE("NaN among the values of a pixel") {
  for (const auto how : {overlap::min, overlap::max, overlap::sum, overlap::mean})
    for (const bool skip : {false, true}) {
      ar::canvas c({1, 3}, {.overlap = how, .skip_nan = skip});
      c.put(rows<float>{{1, static_cast<float>(not_a_number), static_cast<float>(not_a_number)}},
            {0, 0});
      c.put(rows<float>{{static_cast<float>(not_a_number), 2, static_cast<float>(not_a_number)}},
            {0, 0});
      CHECK(values_of<float>(c) ==
            (skip ? std::vector<float>{1, 2, -1} : std::vector<float>{-1, -1, -1}));
      CHECK(c.filled() == (skip ? 2 : 3));
    }
  // As IEEE 754 adds them.
  ar::canvas c({1, 3}, {.overlap = overlap::sum});
  c.put(rows<double>{{infinity, infinity, -infinity}}, {0, 0});
  c.put(rows<double>{{1, -infinity, -infinity}}, {0, 0});
  const ar::canvas_array sums = c.array();
  const auto* const s = static_cast<const double*>(sums.data());
  CHECK(s[0] == infinity);
  CHECK(std::isnan(s[1]));
  CHECK(s[2] == -infinity);
}

TEST_CASE("blocks of three axes are projected") {
  // 2 x 2 x 3: 0 1 2 / 3 4 5 and 6 7 8 / 9 10 11, but for one 20.
  const std::array<std::array<std::array<float, 3>, 2>, 2> cube{
      {{{{0, 1, 2}, {3, 20, 5}}}, {{{6, 7, 8}, {9, 10, 11}}}}};
  const auto shown = [&](const ar::put_options& o, ar::row_column size,
                         overlap how = overlap::replace) {
    ar::canvas c(size, {.overlap = how});
    c.put(cube, {0, 0}, o);
    return values_of<float>(c);
  };
  using v = std::vector<float>;
  CHECK(shown({.project = project::max}, {2, 3}) == v{6, 7, 8, 9, 20, 11});
  CHECK(shown({.axis = 0, .project = project::min}, {2, 3}) == v{0, 1, 2, 3, 10, 5});
  CHECK(shown({.axis = 1, .project = project::max}, {2, 3}) == v{3, 20, 5, 9, 10, 11});
  CHECK(shown({.axis = 2, .project = project::max}, {2, 2}) == v{2, 20, 8, 11});
  CHECK(shown({.axis = 2, .project = project::sum}, {2, 2}) == v{3, 28, 21, 30});
  CHECK(shown({.axis = 1, .project = project::mean}, {2, 3}) == v{1.5, 10.5, 3.5, 7.5, 8.5, 9.5});
  CHECK(shown({.axis = 0, .project = project::at(1)}, {2, 3}) == v{6, 7, 8, 9, 10, 11});
  CHECK(shown({.axis = 2, .project = project::at(0)}, {2, 2}) == v{0, 3, 6, 9});
  CHECK(shown({.cell = {1, 2}, .axis = 2, .project = project::at(2L)}, {2, 4}) ==
        v{2, 2, 5, 5, 8, 8, 11, 11});
  CHECK(shown({.axis = 0, .project = project::sum}, {2, 3}, overlap::sum) ==
        v{6, 8, 10, 12, 30, 16});
  // The mean over two blocks is that of their values, not of their means.
  ar::canvas c({1, 1}, {.overlap = overlap::mean});
  const std::array<std::array<std::array<double, 3>, 1>, 1> three{{{{{1, 2, 3}}}}};
  const std::array<std::array<std::array<double, 1>, 1>, 1> one{{{{{10}}}}};
  c.put(three, {0, 0}, {.axis = 2, .project = project::mean});
  c.put(one, {0, 0}, {.axis = 2, .project = project::mean});
  CHECK(values_of<double>(c) == std::vector<double>{4});
  // A coarse cell that is four deep counts as four.
  c.put(rows<double>{{7}}, {0, 0}, {.depth = 4});
  CHECK(values_of<double>(c) == std::vector<double>{(16 + 28) / 8.0});
  // Sums of integers are doubles, and so are the means of a block of them.
  ar::canvas mean({1, 1});
  mean.put(std::array<std::array<std::array<int, 2>, 1>, 1>{{{{{1, 2}}}}}, {0, 0},
           {.axis = 2, .project = project::mean});
  CHECK(values_of<double>(mean) == std::vector<double>{1.5});
}

TEST_CASE("points add their weights to the pixels they are in") {
  // np.histogram2d([0, .99, 1, 2.5, 3], [0, 1.5, 4, 3.9, 2], bins=(3, 4), range=((0, 3), (0, 4)))
  const std::vector<double> y{0, .99, 1, 2.5, 3};
  const std::vector<float> x{0, 1.5, 4, 3.9F, 2};
  ar::canvas c({3, 4}, {.overlap = overlap::sum});
  c.deposit(y, x);
  CHECK(values_of<double>(c) == std::vector<double>{1, 1, -1, -1, -1, -1, -1, 1, -1, -1, 1, 1});
  c.deposit(y, x, std::vector<double>{10, 20, 30, 40, 50});
  CHECK(values_of<double>(c) ==
        std::vector<double>{11, 21, -1, -1, -1, -1, -1, 31, -1, -1, 51, 41});
  // Positions in another unit, and a y that grows upwards.
  ar::canvas up({2, 2}, {.overlap = overlap::mean});
  up.deposit(std::vector<int>{10, 10, 20}, std::vector<float>{-1, -1, 1},
             std::vector<float>{1, 4, 6},
             {.y = ar::value_range{20, 10}, .x = ar::value_range{-1, 1}});
  CHECK(values_of<float>(up) == std::vector<float>{-1, 6, 2.5, -1});
  // Points outside, where they may be; the weights stay with theirs.
  ar::canvas clipped({2, 2}, {.overlap = overlap::max});
  clipped.deposit(rows<double>{{-1, 0.5}, {1.5, 0.5}}, rows<double>{{0, 1}, {0.2, 3}},
                  rows<int>{{9, 2}, {3, 9}}, {.clip = true});
  CHECK(values_of<int>(clipped) == std::vector<int>{-1, 2, 3, -1});
  // More than are read at once.
  ar::canvas many({1, 7}, {.overlap = overlap::sum});
  std::vector<std::uint16_t> column(5000);
  for (std::size_t i = 0; i < column.size(); ++i) column[i] = static_cast<std::uint16_t>(i % 7);
  many.deposit(std::vector<float>(5000, 0.5F), column, std::vector<bool>(5000, true));
  CHECK(values_of<double>(many) == std::vector<double>{715, 715, 714, 714, 714, 714, 714});
  many.deposit(std::vector<float>{}, std::vector<float>{});
  CHECK(many.filled() == 7);
}

TEST_CASE("sums are those of exact numbers") {
  const auto sum = [](const std::vector<double>& values, overlap how = overlap::sum) {
    ar::canvas c({1, 1}, {.overlap = how});
    for (const double x : values) c.put(ar::view(&x, {1, 1}), {0, 0});
    const ar::canvas_array a = c.array();
    return *static_cast<const double*>(a.data());
  };
  CHECK(sum({0.1, 0.2, 0.3}) == 0.6);
  CHECK(sum({1e16, 1, -1e16}) == 1);
  CHECK(sum({1, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17, 1e-17,
             1e-17}) == 1 + 0x1p-52);             // 1 + 1.2e-16 is nearer to 1 + 2.2e-16 than to 1
  CHECK(sum({0x1p53, 1, 0x1p-20}) == 0x1p53 + 2); // above a tie
  CHECK(sum({0x1p53, 1}) == 0x1p53);              // a tie goes to even
  CHECK(sum({0x1p53 + 2, 1}) == 0x1p53 + 4);      // likewise
  CHECK(sum({-0x1p53, -1, -0x1p-20}) == -0x1p53 - 2);
  CHECK(sum({5e-324, 5e-324, 5e-324}) == 15e-324);
  CHECK(sum({0x1p-1060, 5e-324, -0x1p-1060}) == 5e-324);
  CHECK(sum({1.7976931348623157e308, 1.7976931348623157e308}) == infinity);
  CHECK(sum({1.7976931348623157e308, 1.7976931348623157e308, -1.7976931348623157e308}) ==
        1.7976931348623157e308);
  CHECK(sum({1.7976931348623157e308, 1.7976931348623157e308}, overlap::mean) ==
        1.7976931348623157e308);
  CHECK(sum({-0.0, 0.0}) == 0);
  CHECK(sum({1, 2, 4}, overlap::mean) == 7.0 / 3);
  // What is 2^-64 of the largest value or more is not lost, in any order.
  for (const double large : {1.0, 0x1p31, 0x1p32, 0x1.8p33, 0x1p-7})
    CHECK(sum({large * 0x1p-63, large, -large}) == large * 0x1p-63);

  // 64-bit integers and long doubles are added as they are.
  constexpr std::int64_t least = std::numeric_limits<std::int64_t>::min();
  constexpr std::int64_t most = std::numeric_limits<std::int64_t>::max();
  ar::canvas integers({1, 2}, {.overlap = overlap::sum});
  for (const auto& [a, b] : {std::pair{least, most}, std::pair{most, most - 1},
                             std::pair<std::int64_t, std::int64_t>{5, -most},
                             std::pair<std::int64_t, std::int64_t>{0, -most}})
    integers.put(rows<std::int64_t>{{a, b}}, {0, 0});
  CHECK(values_of<double>(integers) == std::vector<double>{4, -1}); // -1 is a value here
  ar::canvas wide({1, 1}, {.overlap = overlap::sum});
  for (const std::uint64_t x : {~std::uint64_t{0}, ~std::uint64_t{0}, std::uint64_t{1}})
    wide.put(ar::view(&x, {1, 1}), {0, 0});
  CHECK(values_of<double>(wide) == std::vector<double>{0x1p65});
  if (std::numeric_limits<long double>::digits > 53) {
    ar::canvas extended({1, 1}, {.overlap = overlap::sum});
    for (const long double x : {1.0L + 0x1p-60L, -1.0L}) extended.put(ar::view(&x, {1, 1}), {0, 0});
    CHECK(values_of<double>(extended) == std::vector<double>{0x1p-60});
  }
}

TEST_CASE("sums do not depend on the order") {
  test::random_source random(20);
  for (int trial = 0; trial < 50; ++trial) {
    std::vector<double> values(40);
    for (double& x : values)
      x = std::ldexp(random.unit() - 0.5, static_cast<int>(random.below(trial < 25 ? 60 : 2090)) -
                                              (trial < 25 ? 30 : 1070));
    if (trial % 5 == 0) values[7] = infinity;
    std::vector<std::uint8_t> first;
    for (int order = 0; order < 6; ++order) {
      std::vector<ar::canvas> parts(1 + random.below(5),
                                    ar::canvas({1, 1}, {.overlap = overlap::mean}));
      for (const double x : values)
        parts[random.below(parts.size())].put(ar::view(&x, {1, 1}), {0, 0});
      ar::canvas& c = parts.front();
      for (std::size_t i = 1; i < parts.size(); ++i) c.merge(parts[i]);
      // The digits' values are the same, and so are their bits.
      if (order == 0) first = all_of(c);
      CHECK(all_of(c) == first);
      for (std::size_t i = values.size(); i-- > 1;)
        std::swap(values[i], values[random.below(i + 1)]);
    }
  }
}

TEST_CASE("pixels without a value are bad, and no part of the range") {
  constexpr ar::color pink{255, 0, 128};
  // 100 to 355 are the levels 0 to 255; zero would make them others.
  std::vector<int> ramp(256);
  for (std::size_t i = 0; i < 256; ++i) ramp[i] = 100 + static_cast<int>(i);
  ar::canvas c({2, 256}, {.vmax = 356, .bad = pink});
  c.put(ar::view(ramp, {1, 256}), {1, 0});
  const std::vector<rgba> colors = colors_of(c.picture());
  for (std::size_t i = 0; i < 256; ++i) {
    CHECK(colors[i] == rgba{255, 0, 128, 255});
    CHECK(colors[256 + i] == rgba{i, i, i, 255});
  }
  CHECK(ar::full_range(c) == ar::value_range{100, 355});
  CHECK(ar::summarize(c).finite == 256);
  CHECK(ar::percentile_range(c, 50, 100) == ar::value_range{227.5, 355});
  CHECK(ar::resolve_range(c, {}) == ar::value_range{100, 355});
  const auto places = ar::normalize(c, {.vmin = 100, .vmax = 300});
  CHECK(std::isnan(places.data()[255]));
  CHECK(places.data()[256] == 0);
  CHECK(places.data()[256 + 50] == 0.25);

  // uint8 stays as it is, labels are labels, bool is black and white.
  ar::canvas bytes({1, 3}, {.bad = pink});
  bytes.put(rows<std::uint8_t>{{3, 200}}, {0, 1});
  CHECK(colors_of(bytes.picture()) ==
        std::vector<rgba>{{255, 0, 128, 255}, {3, 3, 3, 255}, {200, 200, 200, 255}});
  CHECK(colors_of(bytes.picture<std::uint16_t>())[1] == rgba{771, 771, 771, 65535});
  ar::canvas labels({1, 3}, {.colormap = ar::colormaps::tab10, .bad = pink});
  labels.put(rows<std::int64_t>{{12, -1}}, {0, 0});
  const auto tab = [](std::size_t i) {
    const ar::color t = ar::colormap(ar::colormaps::tab10).entries()[i];
    return rgba{t.r, t.g, t.b, 255};
  };
  CHECK(colors_of(labels.picture()) == std::vector<rgba>{tab(2), tab(9), {255, 0, 128, 255}});
  ar::canvas truth({1, 3});
  truth.put(rows<bool>{{true, false}}, {0, 1});
  CHECK(colors_of(truth.picture()) ==
        std::vector<rgba>{{0, 0, 0, 0}, {255, 255, 255, 255}, {0, 0, 0, 255}});

  // Nothing at all.
  const ar::canvas empty({2, 2}, {.bad = pink});
  CHECK(colors_of(empty.picture()) == std::vector<rgba>(4, rgba{255, 0, 128, 255}));
  CHECK(empty.array().type() == ar::dtype::float32);
}

TEST_CASE("colours and complex numbers replace each other") {
  ar::canvas c({2, 2});
  const std::uint8_t bgr[] = {1, 2, 3, 4, 5, 6};
  c.put(ar::view(bgr, {1, 2, 3}).with(ar::channel_order::bgr), {0, 0});
  ar::raster<std::uint8_t> one(1, 1, 3);
  for (std::size_t i = 0; i < 3; ++i) one.pixels()[i] = static_cast<std::uint8_t>(100 + i);
  c.put(one, {1, 1});
  const std::uint8_t planes[] = {7, 8, 9};
  c.put(ar::view(planes, {3, 1, 1}), {0, 1}, {.axes = ar::axes::cyx});
  CHECK(colors_of(c.picture()) ==
        std::vector<rgba>{{3, 2, 1, 255}, {7, 8, 9, 255}, {0, 0, 0, 0}, {100, 101, 102, 255}});
  CHECK(c.array().extents() == ar::shape(2, 2, 3));
  CHECK(c.array().holes().size() == 4);
  // The range is that of the colours that there are, for floats too.
  ar::canvas floats({1, 2}, {.bad = ar::color{9, 9, 9}});
  floats.put(ar::view(std::array<float, 4>{0, 1, 2, 0.5}.data(), {1, 1, 4}), {0, 1});
  CHECK(colors_of(floats.picture()) == std::vector<rgba>{{9, 9, 9, 255}, {0, 128, 255, 128}});

  ar::canvas z({1, 3}, {.complex_as = ar::complex_part::phase_hue});
  z.put(rows<std::complex<double>>{{{2, 0}, {-1, 0}}}, {0, 1});
  CHECK(colors_of(z.picture()) ==
        std::vector<rgba>{{0, 0, 0, 0}, {255, 0, 0, 255}, {0, 128, 128, 255}});

  CHECK_REFUSED(c.put(rows<std::uint8_t>{{1}}, {0, 0}), error_kind::parameter,
                "a block of 1 channels on a canvas of 3; expected as many");
  ar::canvas sums({2, 2}, {.overlap = overlap::sum});
  CHECK_REFUSED(sums.put(one, {0, 0}), error_kind::parameter,
                "colours of 3 channels on a canvas whose values are ordered or added; expected "
                "overlap::replace");
  CHECK_REFUSED(sums.put(rows<std::complex<float>>{{1.0F}}, {0, 0}), error_kind::parameter,
                "values of complex64 on a canvas whose values are ordered or added; expected real "
                "numbers, or overlap::replace");
  const std::complex<float> cube[1][1][1] = {};
  CHECK_REFUSED(z.put(cube, {0, 0}, {.project = project::max}), error_kind::parameter,
                "a projection of complex64; expected real numbers, or project::at(k)");
  ar::raster<std::uint8_t> indices(1, 1);
  indices.pixels()[0] = 0;
  indices.palette({ar::color{1, 2, 3}});
  CHECK_REFUSED(c.put(indices, {0, 0}), error_kind::parameter,
                "a raster with a palette of 1 colours on a canvas; expected gray or colours");
}

TEST_CASE("the options given with the picture count before the canvas's") {
  ar::canvas c({1, 2}, {.vmin = 0, .vmax = 4, .colormap = ar::colormaps::viridis});
  const rows<float> field{{1, 3}};
  c.put(field, {0, 0});
  using ar::colormaps::magma;
  using ar::colormaps::viridis;
  const auto same = [](const ar::encoded& a, const ar::encoded& b) { return a.bytes == b.bytes; };
  CHECK(
      same(ar::encode_png(c), ar::encode_png(field, {.vmin = 0, .vmax = 4, .colormap = viridis})));
  CHECK(same(ar::encode_png(c, {.colormap = magma}),
             ar::encode_png(field, {.vmin = 0, .vmax = 4, .colormap = magma})));
  CHECK(same(ar::encode_png(c, {.vsym = true}),
             ar::encode_png(field, {.vsym = true, .colormap = viridis})));
  CHECK(same(
      ar::encode_png(c, {.bit_depth = 16, .describe = true}),
      ar::encode_png(
          field, {.vmin = 0, .vmax = 4, .colormap = viridis, .bit_depth = 16, .describe = true})));
  CHECK(same(ar::nbimage(c, {.gamma = 0.5, .upscale = 3}).png,
             ar::encode_png(
                 field, {.vmin = 0, .vmax = 4, .gamma = 0.5, .colormap = viridis, .upscale = 3})));
  CHECK(ar::rerange(c, {.range = ar::value_range{0, 8}}) ==
        ar::rerange(field, {.range = ar::value_range{0, 8}, .colormap = viridis}));
  CHECK(c.picture() == ar::rerange(field, {.vmin = 0, .vmax = 4, .colormap = viridis}));
  std::vector<std::uint8_t> written;
  ar::write_png(
      [&](std::span<const std::uint8_t> bytes) {
        written.insert(written.end(), bytes.begin(), bytes.end());
        return true;
      },
      c, {.gamma = 2});
  CHECK(written ==
        ar::encode_png(field, {.vmin = 0, .vmax = 4, .gamma = 2, .colormap = viridis}).bytes);
}

TEST_CASE("canvases are among several pictures with one range") {
  ar::canvas c({1, 3});
  c.put(rows<int>{{10, 30}}, {0, 0});
  const rows<int> field{{20, 50, 20}};
  const ar::canvas_array values = c.array();
  const ar::notebook_images all =
      ar::nbimages({{"a", c}, {"b", values}, {"c", field}}, {.columns = 3, .share_range = true});
  const ar::image_options mapping{.range = ar::value_range{10, 50}};
  REQUIRE(all.pictures.size() == 3);
  CHECK(all.pictures[0].png.bytes == ar::encode_png(c, mapping).bytes);
  CHECK(all.pictures[1].png.bytes == ar::encode_png(values, mapping).bytes);
  CHECK(all.pictures[2].png.bytes == ar::encode_png(field, mapping).bytes);
}

TEST_CASE("memory goes with what is put") {
  ar::canvas c({1'000'000, 1'000'000});
  c.put(rows<float>(64, std::vector<float>(256, 1.0F)), {640, 2560});
  CHECK(c.memory_bytes() == 64 * 256 * 5);
  c.put(rows<float>{{1}}, {999'999, 999'999});
  CHECK(c.memory_bytes() == 2 * 64 * 256 * 5);
  CHECK(c.filled() == 64 * 256 + 1);
  const ar::canvas_array corner = c.array({.at = {999'998, 999'998}, .size = {2, 2}});
  CHECK(static_cast<const float*>(corner.data())[3] == 1);
  ar::canvas sums({1000, 1000}, {.overlap = overlap::sum});
  sums.put(rows<float>{{1}}, {0, 0});
  CHECK(sums.memory_bytes() == 64 * 256 * 33);
  CHECK_REFUSED(c.array(), error_kind::limit, "");
}

TEST_CASE("what is wrong is refused, and changes nothing") {
  ar::canvas c({4, 6});
  c.put(rows<float>{{1, 2}}, {1, 1});
  const std::vector<std::uint8_t> before = all_of(c);
  const rows<float> block{{1, 2, 3}, {4, 5, 6}};
  const float cube[2][2][2] = {};
  constexpr auto parameter = error_kind::parameter;
  CHECK_REFUSED(c.put(block, {-1, 0}), parameter,
                "a block at row -1 of 2 rows with 1 pixel each, on a canvas of 4 rows; expected it "
                "inside: at most at row 2");
  CHECK_REFUSED(c.put(block, {3, 0}), parameter, "a block at row 3 of 2 rows");
  CHECK_REFUSED(c.put(block, {0, 4}), parameter,
                "a block at column 4 of 3 columns with 1 pixel each, on a canvas of 6 columns; "
                "expected it inside: at most at column 3");
  CHECK_REFUSED(c.put(block, {0, 0}, {.cell = {1, 3}}), parameter,
                "a block at column 0 of 3 columns with 3 pixels each, on a canvas of 6 columns; "
                "expected a smaller one: at column 0");
  CHECK_REFUSED(c.put(block, {0, 0}, {.cell = {std::numeric_limits<std::size_t>::max(), 1}}),
                parameter, "on a canvas of 4 rows");
  CHECK_REFUSED(c.put(block, {std::numeric_limits<std::uint64_t>::max(), 0}), parameter,
                "on a canvas of 4 rows");
  CHECK_REFUSED(c.put(block, {0, 0}, {.cell = {0, 1}}), parameter,
                "a cell of 0 x 1 pixels; expected 1 or more in both directions");
  CHECK_REFUSED(c.put(block, {0, 0}, {.cell = {1, -2}}), parameter, "a cell of 1 x -2 pixels");
  CHECK_REFUSED(c.put(rows<double>{{1}}, {0, 0}), parameter,
                "values of float64 on a canvas of float32; expected one element type");
  CHECK_REFUSED(c.put(block, {0, 0}, {.axis = 0}), parameter,
                "an axis of 0 without a projection; expected project::max, min, sum, mean or at(k) "
                "with it");
  CHECK_REFUSED(c.put(block, {0, 0}, {.project = project::max}), parameter,
                "a projection of an array of shape (2, 3); expected three axes");
  CHECK_REFUSED(c.put(cube, {0, 0}, {.axis = 3, .project = project::max}), parameter,
                "a projection along axis 3; expected 0, 1 or 2");
  CHECK_REFUSED(c.put(cube, {0, 0}, {.project = project::at(2)}), parameter,
                "slice 2 of axis 0 of a block of shape (2, 2, 2); expected 0 to 1");
  CHECK_REFUSED(c.put(cube, {0, 0}, {.project = project::at(-1)}), parameter, "slice -1 of axis 0");
  const float wide_cube[2][2][5] = {};
  CHECK_REFUSED(
      c.put(wide_cube, {0, 0}), parameter,
      "a block of shape (2, 2, 5) is no picture; expected (height, width), (height, width, "
      "2…4) or (3…4, height, width), or a projection of its three axes");
  CHECK_REFUSED(c.put(block, {0, 0}, {.depth = 2}), parameter,
                "a depth of 2 on a canvas whose values are not added; expected overlap::sum or "
                "overlap::mean");
  CHECK_REFUSED(c.deposit(std::vector<double>{0, not_a_number}, std::vector<double>{0, 1},
                          rows<float>{{1, 2}}),
                parameter, "a position y of nan of point 1; expected a finite number");
  CHECK_REFUSED(c.deposit(std::vector<double>{0, 1}, std::vector<double>{0, -infinity},
                          rows<float>{{1, 2}}, {.clip = true}),
                parameter, "a position x of -inf of point 1; expected a finite number");
  CHECK_REFUSED(
      c.deposit(std::vector<double>{0, 4.5}, std::vector<double>{0, 1}, rows<float>{{1, 2}}),
      parameter, "a position y of 4.5 of point 1; expected 0 to 4, or deposit_options::clip");
  CHECK_REFUSED(c.deposit(std::vector<double>{0, 1}, std::vector<double>{0}, rows<float>{{1, 2}}),
                parameter, "1 positions x for 2 positions y; expected as many");
  CHECK_REFUSED(c.deposit(std::vector<double>{0}, std::vector<double>{0}, rows<float>{{1, 2}}),
                parameter, "2 weights for 1 positions y; expected as many");
  CHECK_REFUSED(c.deposit(std::vector<double>{0}, std::vector<double>{0}), parameter,
                "values of float64 on a canvas of float32");
  CHECK_REFUSED(c.deposit(std::vector<std::complex<float>>{{}}, std::vector<double>{0}), parameter,
                "complex numbers as positions y; expected real ones");
  CHECK_REFUSED(
      c.deposit(std::vector<double>{0}, std::vector<double>{0}, {.x = ar::value_range{1, 1}}),
      parameter, "positions x from 1 to 1; expected two finite numbers apart from each other");
  CHECK_REFUSED(c.array({.at = {0, 5}, .size = {1, 2}}), parameter,
                "a region of 2 columns from columns 5 on, of a canvas of 6");
  CHECK_REFUSED(c.save({.at = {0, 0}, .size = {0, 2}}), parameter, "a region of 0 rows");
  CHECK(all_of(c) == before);
  CHECK(c.memory_bytes() == 4 * 6 * 5);

  CHECK_REFUSED(ar::canvas({0, 5}), parameter,
                "a canvas of 0 x 5 pixels; expected 1 to 2147483647");
  CHECK_REFUSED(ar::canvas({5, -1}), parameter, "a canvas of 5 x -1 pixels");
  // With 32 bits the nearest number that fits.
  CHECK_REFUSED(ar::canvas({5, std::int64_t{1} << 31}), parameter,
                sizeof(std::size_t) > 4 ? "a canvas of 5 x 2147483648"
                                        : "a canvas of 5 x 2147483647");
  CHECK_REFUSED(ar::canvas({5, 5}, {.vmin = 2, .vmax = 1}), parameter,
                "a vmin of 2 and a vmax of 1; expected vmin below vmax");
  // A first block that is refused does not decide the type.
  ar::canvas first({2, 2}, {.overlap = overlap::max});
  CHECK_REFUSED(first.put(rows<std::complex<double>>{{1.0}}, {0, 0}), parameter, "complex128");
  first.put(rows<int>{{1}}, {0, 0});
  CHECK(first.filled() == 1);
  // Blocks without elements change nothing.
  ar::canvas nothing({2, 2});
  nothing.put(ar::view(static_cast<const float*>(nullptr), {0, 2}), {0, 0});
  nothing.put(ar::view(static_cast<const float*>(nullptr), {2, 2, 0}), {0, 0},
              {.axis = 2, .project = project::max});
  nothing.put(rows<int>{{1}}, {0, 0});
  CHECK(nothing.filled() == 1);

  ar::canvas moved = std::move(first);
  CHECK_REFUSED(first.put(rows<int>{{1}}, {0, 0}), parameter, // NOLINT: it says so
                "a canvas that was moved from; expected a new one");
  CHECK(moved.filled() == 1);
}

TEST_CASE("a sum takes so many values and no more") {
  constexpr std::size_t most = std::size_t{1} << 30;
  ar::canvas c({2, 2}, {.overlap = overlap::sum});
  c.put(rows<float>{{2, 3}}, {0, 0}, {.depth = most});
  c.put(rows<float>{{1}}, {1, 0});
  const std::vector<std::uint8_t> before = c.save();
  CHECK_REFUSED(c.put(rows<float>{{1}}, {0, 0}), error_kind::limit,
                "1 values for a pixel that has 1073741824; expected at most 1073741824 of a sum or "
                "mean");
  CHECK_REFUSED(c.merge(before), error_kind::limit, "expected at most 1073741824");
  CHECK_REFUSED(c.merge(c), error_kind::limit, "expected at most 1073741824");
  CHECK_REFUSED(c.put(rows<float>{{1}}, {0, 0}, {.depth = most + 1}), error_kind::parameter,
                "a depth of 1073741825; expected 1 to 1073741824");
  CHECK_REFUSED(c.put(rows<float>{{1}}, {0, 0}, {.depth = 0}), error_kind::parameter,
                "a depth of 0");
  const float column[2][1][1] = {{{1}}, {{1}}};
  CHECK_REFUSED(c.put(column, {1, 1}, {.project = project::sum, .depth = most}), error_kind::limit,
                "2 values of depth 1073741824 for a pixel");
  CHECK(c.save() == before);
  c.put(rows<float>{{5}}, {1, 0}); // others have room
  CHECK(values_of<float>(c) == std::vector<float>{0x1p31F, 3 * 0x1p30F, 6, -1});
  // So many sizes of cells.
  ar::canvas cells({1, 256});
  for (std::size_t width = 1; width <= 255; ++width)
    cells.put(rows<int>{{1}}, {0, 0}, {.cell = {1, width}});
  CHECK_REFUSED(cells.put(rows<int>{{1}}, {0, 0}, {.cell = {1, 256}}), error_kind::limit,
                "a cell of 256 pixels beside 255 other sizes of cells; expected at most 255 sizes");
  CHECK(cells.filled() == 255);
}

TEST_CASE("what lies outside can be left out") {
  ar::canvas c({3, 4});
  c.put(rows<int>{{1, 2}, {3, 4}}, {-1, 3}, {.clip = true});
  c.put(rows<int>{{5, 6, 7}}, {1, -4}, {.cell = {5, 2}, .clip = true});
  c.put(rows<int>{{9}}, {-7, 0}, {.clip = true});
  c.put(rows<int>{{9}}, {0, 100}, {.clip = true});
  CHECK(values_of<int>(c) == std::vector<int>{-1, -1, -1, 3, 7, 7, -1, -1, 7, 7, -1, -1});
  // A cell much larger than the picture takes no more memory than the picture.
  const auto with_far = [&](std::int64_t scale) {
    ar::canvas result = c;
    result.put(rows<int>{{1, 2}}, {-scale, 1 - scale}, {.cell = {4 * scale, scale}, .clip = true});
    return values_of<int>(result);
  };
  const std::vector<int> covered{1, 2, 2, 3, 7, 7, 2, 2, 7, 7, 2, 2};
  CHECK(with_far(500'000'000) == covered);
  if (sizeof(std::size_t) > 4)
    CHECK(with_far(1'000'000'000'000) == covered);
  else
    CHECK_REFUSED(with_far(1'000'000'000'000), error_kind::parameter,
                  "a block at -2147483648, -2147483648 with a cell of 2147483647 x 2147483647");
}

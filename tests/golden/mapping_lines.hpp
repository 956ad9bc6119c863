// The mapping of one element type: every option, axis order, stride and kind of content.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/array_view.hpp>
#include <arrayreel/colormap.hpp>
#include <arrayreel/mapping.hpp>
#include <arrayreel/range.hpp>
#include <arrayreel/rerange.hpp>

#include "fields.hpp"
#include "recorder.hpp"

namespace golden {

/// Options with a name; `libm` where the C library's log, pow, hypot or atan2 is used.
struct named_mapping {
  std::string name;
  ar::mapping_options options;
  bool libm = false;
  bool colors = false; // normalize takes none
};

/// Ranges that suit the elements of a type.
struct typical {
  double lo;
  double hi;
  bool complex;
  bool discrete; // too few values for a centre between them
};

[[nodiscard]] std::vector<named_mapping> value_mappings(const typical& t);
[[nodiscard]] std::vector<named_mapping> color_mappings(const typical& t);
[[nodiscard]] std::vector<named_mapping> complex_mappings(const typical& t);

[[nodiscard]] std::string range_text(const ar::value_range& r);
[[nodiscard]] std::string summary_text(const ar::value_summary& s);

template <class T> class mapping_lines {
public:
  /// \param condition a prefix where not every compiler has the type, or the same one.
  mapping_lines(recorder& lines, std::string name, std::string condition = {})
      : lines_(lines), name_(std::move(name)), condition_(std::move(condition)) {}

  void all() {
    options();
    shapes();
    channels();
    contents();
    ranges();
    threads();
  }
  /// For a type that is, on most machines, another type by a second name.
  void few() {
    options();
    threads();
  }

private:
  static constexpr bool is_complex = complex_number<T>;

  [[nodiscard]] static typical typical_numbers() {
    if constexpr (is_complex) return {5, 70, true, false};
    if constexpr (std::is_same_v<T, bool>) return {-0.5, 1.5, false, true};
    return {number_of<T>(-500'000), number_of<T>(600'000), false, false};
  }

  [[nodiscard]] std::string key(const std::string& rest, bool libm) const {
    return condition_ + (libm ? libm_prefix() : "") + name_ + "/" + rest;
  }
  /// Magnitudes are by hypot, phases by atan2.
  [[nodiscard]] static bool by_libm(const named_mapping& m) {
    return m.libm || (is_complex && m.options.complex_as != ar::complex_part::real &&
                      m.options.complex_as != ar::complex_part::imag);
  }

  template <class P>
  void pixels(const std::string& rest, const ar::array_view<T>& v, const named_mapping& m) {
    lines_.hash(key(rest + "/" + m.name + (sizeof(P) == 1 ? "/8" : "/16"), by_libm(m)),
                [&](hasher& h) { h.picture(ar::rerange<P>(v, m.options)); });
  }
  void both_depths(const std::string& rest, const ar::array_view<T>& v, const named_mapping& m) {
    // The last bits of phases differ among processors, and with them levels.
    const std::string processor = m.name.starts_with("phase_hue") ? processor_prefix() : "";
    lines_.hash(processor + key(rest + "/" + m.name + "/8_16", by_libm(m)), [&](hasher& h) {
      h.picture(ar::rerange<std::uint8_t>(v, m.options));
      h.picture(ar::rerange<std::uint16_t>(v, m.options));
    });
  }

  void normalized(const std::string& rest, const ar::array_view<T>& v, const named_mapping& m) {
    // The last bits of libm's results differ among processors.
    const std::string processor = by_libm(m) ? processor_prefix() : "";
    lines_.hash(processor + key(rest + "/" + m.name + "/normalize", by_libm(m)), [&](hasher& h) {
      const auto result = ar::normalize(v, m.options);
      for (std::size_t i = 0; i < result.extents().rank(); ++i) h.number(result.extents()[i]);
      using R = std::remove_cvref_t<decltype(result.data()[0])>;
      for (std::size_t i = 0; i < result.size(); ++i) {
        if constexpr (std::is_same_v<R, long double>)
          h.real(static_cast<double>(result.data()[i])); // padding bytes have no value
        else
          h.real(result.data()[i]);
      }
    });
  }

  void options() {
    const field<T> holes(content::holes, 16, 16);
    const typical t = typical_numbers();
    std::vector<named_mapping> mappings = value_mappings(t);
    for (const named_mapping& m : mappings) {
      both_depths("holes16", holes.view(), m);
      normalized("holes16", holes.view(), m);
      lines_.text(key("holes16/" + m.name + "/range", by_libm(m)),
                  [&] { return range_text(ar::resolve_range(holes.view(), m.options)); });
    }
    for (const named_mapping& m : color_mappings(t)) both_depths("holes16", holes.view(), m);
    if constexpr (is_complex)
      for (const named_mapping& m : complex_mappings(t)) {
        both_depths("holes16", holes.view(), m);
        lines_.text(key("holes16/" + m.name + "/range", by_libm(m)),
                    [&] { return range_text(ar::resolve_range(holes.view(), m.options)); });
        if (!m.colors) normalized("holes16", holes.view(), m);
      }
  }

  void shapes() {
    const field<T> base(content::smooth, 40, 48);
    const T* const p = base.data();
    const named_mapping plain{"default", {}};
    const named_mapping map{
        "coolwarm", {.percentile = ar::percentiles{2, 97}, .colormap = ar::colormaps::coolwarm}};
    const auto each = [&](const std::string& name, const ar::array_view<T>& v) {
      pixels<std::uint8_t>(name, v, plain);
      pixels<std::uint16_t>(name, v, map);
    };
    each("strided", {p, {20, 16}, {96, 3}});
    each("upwards", ar::array_view<T>(p + 39 * 48, {40, 48}, {-48, 1}));
    each("turned", base.view().reversed(0).reversed(1));
    each("transposed", base.view().transposed());
    each("ghosts", base.view().interior(3));
    each("fortran", ar::array_view<T>(p, {48, 40}, ar::column_major({48, 40}))
                        .interior({1, 2})
                        .transposed()
                        .reversed(0));
    each("repeated", {p, {9, 48}, {0, 1}});
    each("slice", base.as({5, 16, 24}).slice(0, 3));
    each("inner_slice", base.as({16, 24, 5}).slice(2, 1));
    each("part", base.view().part(0, 5, 17).part(1, 11, 21));
    each("squeezed", base.as({1, 40, 48, 1}));
    each("row", base.as({1, 48}));
    normalized("strided", {p, {20, 16}, {96, 3}}, plain);
    normalized("rank1", base.as({100}), plain);
    normalized("rank4", base.as({4, 5, 6, 7}), plain);
    lines_.text(key("fortran/summary", is_complex), [&] {
      return summary_text(ar::summarize(
          ar::array_view<T>(p, {48, 40}, ar::column_major({48, 40})).interior({1, 2})));
    });
  }

  void channels() {
    const field<T> base(content::smooth, 40, 48);
    const field<T> holed(content::holes, 40, 48);
    const typical t = typical_numbers();
    const std::vector<named_mapping> mappings{
        {"default", {}},
        {"vsym", {.vsym = true}},
        {"range_bad_over",
         {.range = ar::value_range{t.lo, t.hi}, .bad = ar::color{9, 8, 7}, .over = ar::color{}}},
        {"sqrt", {.norm = ar::power_norm{.5}}, true}};
    const auto each = [&](const std::string& name, const ar::shape& extents, ar::axes layout) {
      for (std::size_t i = 0; i < mappings.size(); ++i) {
        const ar::array_view<T> v = (i == 2 ? holed : base).as(extents, layout);
        if (i % 2 == 0 || extents.rank() == 3) both_depths(name, v, mappings[i]);
      }
    };
    each("gray_alpha", {12, 16, 2}, ar::axes::automatic);
    each("rgb", {12, 16, 3}, ar::axes::automatic);
    each("rgba", {12, 16, 4}, ar::axes::yxc);
    each("planar_rgb", {3, 12, 16}, ar::axes::automatic);
    each("planar_rgba", {4, 12, 16}, ar::axes::cyx);
    const auto one = [&](const std::string& name, const ar::array_view<T>& v, ar::axes layout) {
      both_depths(name, v, {"default", {.axes = layout}});
    };
    one("bgr", base.as({12, 16, 3}).with(ar::channel_order::bgr), ar::axes::automatic);
    one("bgra", base.as({12, 16, 4}).with(ar::channel_order::bgr), ar::axes::yxc);
    one("planar_bgr", base.as({3, 12, 16}).with(ar::channel_order::bgr), ar::axes::cyx);
    one("either_yxc", base.as({3, 5, 4}), ar::axes::yxc);
    one("either_cyx", base.as({3, 5, 4}), ar::axes::cyx);
    one("given_yx", base.as({3, 4}), ar::axes::yx);
    one("wrong_tyx", base.as({3, 5, 4}), ar::axes::tyx);
    one("wrong_shape", base.as({5, 6, 7}), ar::axes::automatic);
    one("strided_rgb", ar::array_view<T>(base.data() + 47, {10, 11, 3}, {96, -4, -1}),
        ar::axes::yxc);
  }

  void contents() {
    constexpr std::size_t sizes[][2] = {{1, 1}, {1, 13}, {16, 16}, {96, 96}};
    const named_mapping plain{"default", {}};
    const named_mapping map{"inferno_vsym", {.vsym = true, .colormap = ar::colormaps::inferno}};
    for (std::size_t c = 0; c < content_names.size(); ++c)
      for (const auto& size : sizes) {
        const field<T> f(static_cast<content>(c), size[0], size[1]);
        const std::string name = content_names[c] + std::to_string(size[0]) + "x" +
                                 std::to_string(size[1]);
        pixels<std::uint8_t>(name, f.view(), plain);
        if (size[1] == 16) pixels<std::uint16_t>(name, f.view(), plain);
        if (size[0] == 96) pixels<std::uint8_t>(name, f.view(), map);
      }
    const field<T> noise(content::noise, 333, 257);
    both_depths("noise333x257", noise.view(), plain);
    pixels<std::uint8_t>("noise333x257_turned", noise.view().transposed(), map);
    const ar::array_view<T> none(noise.data(), {0, 5});
    pixels<std::uint8_t>("empty", none, plain);
    normalized("empty", none, plain);
    lines_.text(key("empty/summary", false), [&] { return summary_text(ar::summarize(none)); });
    lines_.text(key("empty/range", false),
                [&] { return range_text(ar::resolve_range(none, {.vsym = true})); });
  }

  void ranges() {
    for (std::size_t c = 0; c < content_names.size(); ++c) {
      const field<T> f(static_cast<content>(c), 96, 96);
      const ar::array_view<T> v = f.view();
      const std::string at = std::string(content_names[c]) + "96/";
      const auto put = [&](const std::string& what, const auto& range) {
        lines_.text(key(at + what, is_complex), [&] { return range_text(range()); });
      };
      lines_.text(key(at + "summarize", is_complex),
                  [&] { return summary_text(ar::summarize(v)); });
      put("full_range", [&] { return ar::full_range(v); });
      put("symmetric_range", [&] { return ar::symmetric_range(v); });
      put("centered_range", [&] { return ar::centered_range(v, 3.25); });
      put("percentile_range", [&] { return ar::percentile_range(v, 5, 95.5); });
      put("percentile_range_sampled",
          [&] { return ar::percentile_range(v, 1, 99, {.sample = 500}); });
    }
  }

  /// More than 4 MB, from which on several threads map, and once with one thread.
  void threads() {
    // As many elements whatever a long double takes.
    std::size_t bytes = sizeof(T);
    if (name_.ends_with("long_double")) bytes = is_complex ? 32 : 16;
    const field<T> f(content::noise, (std::size_t{9} << 19) / 1000 / bytes, 1000);
    const ar::array_view<T> v = f.view();
    const auto same = [&](named_mapping m, auto depth) {
      const std::string name = m.name;
      for (const unsigned count : {0U, 1U}) {
        m.options.threads = count;
        m.name = name + (count == 0 ? "/automatic" : "/one_thread");
        pixels<decltype(depth)>("large", v, m);
      }
    };
    same({"default", {}}, std::uint8_t{});
    same({"magma", {.percentile = ar::percentiles{1, 99}, .colormap = ar::colormaps::magma}},
         std::uint8_t{});
    if (sizeof(T) >= 4) same({"default", {}}, std::uint16_t{});
    lines_.text(key("large/percentile_range", is_complex),
                [&] { return range_text(ar::percentile_range(v, 0.5, 99)); });
    lines_.text(key("large/summarize", is_complex),
                [&] { return summary_text(ar::summarize(v)); });
  }

  recorder& lines_;
  std::string name_;
  std::string condition_;
};

} // namespace golden

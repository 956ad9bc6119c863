// Several pictures: their range, one PNG of them, and the HTML of a grid.
#pragma once

#include "nbimages.hpp"

#include <algorithm>

#include "base64.hpp"
#include "compose.hpp"
#include "detail/array/picture_view.hpp"
#include "detail/base/message.hpp"
#include "detail/io/file_name.hpp"
#include "detail/raster/colorbar_panel.hpp"
#include "detail/values/exact_number.hpp"
#include "detail/values/range_of_options.hpp"
#include "nbimage.ipp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE std::string notebook_images::data_uri() const { return arrayreel::data_uri(png); }

ARRAYREEL_INLINE std::string notebook_images::html() const {
  std::string text = detail::joined_text(
      {"<div style=\"display:inline-grid;grid-template-columns:repeat(", columns,
       ",max-content);gap:8px;align-items:end;max-width:100%;overflow-x:auto\">"});
  for (std::size_t i = 0; i < pictures.size(); ++i) {
    text += "<figure style=\"margin:0;text-align:center\">" + pictures[i].html();
    if (!captions[i].empty()) text += "<figcaption>" + escape_html(captions[i]) + "</figcaption>";
    text += "</figure>";
  }
  return text + "</div>";
}

ARRAYREEL_INLINE void notebook_images::save(const std::string& path) const {
  write_file(detail::with_extension(path, ".png"), png);
}

namespace detail {

/// What is said of each of the pictures.
[[nodiscard]] inline nbimage_options options_of_each(const nbimages_options& o) {
  nbimage_options result;
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/mapping_fields.inc"
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/colorbar_fields.inc"
  result.bit_depth = o.bit_depth;
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/png_fields.inc"
  result.threads = o.threads;
#define ARRAYREEL_FIELD(type, name, ...) result.name = o.name;
#include "detail/options/display_box_fields.inc"
#include "detail/options/display_fields.inc"
#undef ARRAYREEL_FIELD
  result.loading = o.loading;
  return result;
}

/// From the smallest to the largest of the arrays' ranges; none where all of them are pixels or
/// labels as they are.
[[nodiscard]] inline std::optional<value_range>
range_of_all(std::span<const captioned_array> arrays, const nbimage_options& o) {
  const mapping_options mapping = mapping_of(o);
  const std::size_t component_bytes = o.bit_depth == 16U ? 2 : 1;
  const auto has_levels = [&](const captioned_array& a) {
    return are_labels(mapping, a.values().functions()) ||
           passes_untouched(mapping, a.values().type(), component_bytes);
  };
  if (std::all_of(arrays.begin(), arrays.end(), has_levels)) return std::nullopt;
  std::optional<value_range> all;
  std::optional<value_range> any;
  for (const captioned_array& a : arrays) {
    const array_ref values = without_alpha(a.values(), mapping.axes);
    const value_range r = range_for(values, mapping);
    any = any ? any : r;
    // What an array without values would be shown in says nothing of the others.
    if (!gives_range(values, mapping)) continue;
    if (!all)
      all = r;
    else
      all = range_of(is_below(lo_of(r), lo_of(*all)) ? lo_of(r) : lo_of(*all),
                     is_below(hi_of(*all), hi_of(r)) ? hi_of(r) : hi_of(*all));
  }
  return all ? all : any;
}

/// A picture with its caption below it.
[[nodiscard]] inline picture with_caption(const picture& of, const std::string& caption) {
  if (caption.empty()) return of;
  const std::size_t scale = std::max<std::size_t>(1, std::max(of.height(), of.width()) / 500);
  const picture text = paragraph(caption, std::max<std::size_t>(of.width(), 100 * scale), scale,
                                 {0, 0, 0}, {255, 255, 255});
  return concatenated({&of, &text}, orientation::vertical,
                      {.gap = 3 * scale, .align = align::center});
}

} // namespace detail

ARRAYREEL_INLINE notebook_images nbimages(std::span<const captioned_array> arrays,
                                          const nbimages_options& o) {
  using namespace detail;
  if (arrays.empty()) refuse(error_kind::parameter, {"0 arrays for nbimages; expected 1 or more"});
  if (o.columns == std::size_t{0})
    refuse(error_kind::parameter, {"0 columns for nbimages; expected 1 or more"});
  nbimage_options each = options_of_each(o);
  if (o.share_range)
    if (const std::optional<value_range> range = range_of_all(arrays, each)) {
      each.range = range;
      each.vmin = each.vmax = std::nullopt;
      each.percentile = std::nullopt;
    }

  notebook_images result;
  std::vector<picture> cells;
  cells.reserve(arrays.size());
  std::vector<const picture*> pointers;
  for (const captioned_array& a : arrays) {
    shown_array made{picture(1, 1, 1, 1), png_part_of(each)};
    if (a.raster() != nullptr && shows_as_it_is(*a.raster(), each))
      made.pixels = *a.raster();
    else
      made = shown(a.values(), image_part_of(each));
    nbimage_options display = each;
    display.alt = a.caption();
    result.pictures.push_back(shown_image(encode_picture(made.pixels, made.png), display));
    result.captions.push_back(a.caption());
    if (!(made.png.upscale == 1)) made.pixels = upscaled(made.pixels, made.png.upscale);
    cells.push_back(with_caption(made.pixels, a.caption()));
    pointers.push_back(&cells.back());
  }
  const picture whole =
      in_grid(pointers, {.columns = o.columns, .gap = o.gap, .align = align::center});
  result.columns = 1;
  while (!o.columns && result.columns * result.columns < arrays.size()) ++result.columns;
  if (o.columns) result.columns = *o.columns;
  png_options png = png_part_of(each);
  png.upscale = 1;
  result.png = encode_picture(whole, png);
  if (!o.saveas.empty()) result.save(o.saveas);
  return result;
}

ARRAYREEL_INLINE std::vector<mime_part> mime_bundle(const notebook_images& pictures,
                                                    const notebook_options& options) {
  std::vector<mime_part> parts = mime_bundle(pictures.png, options);
  // Where one picture of them all is too large, so is the grid.
  const bool has_picture = parts.front().type == "image/png" && parts.size() == 3;
  if (!has_picture) return parts;
  std::string grid = pictures.html();
  if (parts.front().data.size() + parts.back().data.size() + grid.size() <= options.byte_budget)
    parts[1].data = std::move(grid);
  return parts;
}

} // namespace arrayreel::ARRAYREEL_ABI

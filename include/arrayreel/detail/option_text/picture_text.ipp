// How the options of a picture are read from text.
#pragma once

#include "picture_text.hpp"

#include "display_text.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline constexpr named_option<picture_so_far> picture_names[] = {
    {"compression",
     [](picture_so_far& o, const option_value& v) {
       constexpr png_compression all[] = {png_compression::fast, png_compression::balanced,
                                          png_compression::smallest};
       o.options.compression = all[v.one_of({"fast", "balanced", "smallest"})];
     }},
    {"level", [](picture_so_far& o,
                 const option_value& v) { o.options.level = static_cast<int>(v.whole(0, 9)); }},
    {"filter",
     [](picture_so_far& o, const option_value& v) {
       o.options.filter = static_cast<png_filter>(
           v.one_of({"automatic", "none", "sub", "up", "average", "paeth", "adaptive"}));
     }},
    {"strategy",
     [](picture_so_far& o, const option_value& v) {
       o.options.strategy = static_cast<png_strategy>(
           v.one_of({"automatic", "standard", "filtered", "huffman", "rle"}));
     }},
    {"dpi", [](picture_so_far& o, const option_value& v) { o.options.dpi = v.number(); }},
    {"loading",
     [](picture_so_far& o, const option_value& v) {
       o.options.loading = static_cast<loading>(v.one_of({"automatic", "eager", "lazy"}));
     }},
};

ARRAYREEL_INLINE std::vector<std::string> picture_option_names() {
  std::vector<std::string> names;
  append_names(names, mapping_names<nbimage_options>);
  append_names(names, picture_names);
  append_names(names, display_names<nbimage_options>);
  return names;
}

ARRAYREEL_INLINE void set_picture_option(picture_so_far& into, const option_value& option) {
  if (!set_from(mapping_names<nbimage_options>, into, option) &&
      !set_from(picture_names, into, option) &&
      !set_from(display_names<nbimage_options>, into, option))
    refuse_unknown(option, picture_option_names());
}

ARRAYREEL_INLINE nbimage_options picture_options_in(std::string_view text) {
  picture_so_far result;
  for (const option_value& option : options_in(text)) set_picture_option(result, option);
  join_mapping(result);
  return std::move(result.options);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

// How pictures and movies stand in a page, by the names that the options have in texts.
#pragma once

#include "../../encoded.hpp"
#include "mapping_text.hpp"
#include "option_value.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// CSS pixels of a side.
inline constexpr std::size_t longest_css_side = 1'000'000;

template <class Options>
inline constexpr named_option<options_so_far<Options>> display_names[] = {
    {"alt", [](auto& o, const option_value& v) { o.options.alt = v.text(); }},
    {"title", [](auto& o, const option_value& v) { o.options.title = v.text(); }},
    {"width",
     [](auto& o, const option_value& v) { o.options.width = v.whole(1, longest_css_side); }},
    {"height",
     [](auto& o, const option_value& v) { o.options.height = v.whole(1, longest_css_side); }},
    {"css-class", [](auto& o, const option_value& v) { o.options.css_class = v.text(); }},
    {"style", [](auto& o, const option_value& v) { o.options.style = v.text(); }},
    {"pixelated", [](auto& o, const option_value& v) { o.options.pixelated = v.flag(); }},
    {"draggable", [](auto& o, const option_value& v) { o.options.draggable = v.flag(); }},
    {"byte-budget",
     [](auto& o, const option_value& v) {
       o.options.byte_budget = v.whole(0, static_cast<std::size_t>(-1));
     }},
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

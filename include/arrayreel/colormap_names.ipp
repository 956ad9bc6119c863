// Built-in colormaps by their names. A file of its own, because whoever links this links every
// table.
#pragma once

#include "colormap_names.hpp"

#include <cstddef>

#include "detail/base/message.hpp"
#include "detail/values/colormap_list.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace colormaps {
ARRAYREEL_INLINE constexpr std::span<const colormap* const> all(detail::built_in_colormaps);
} // namespace colormaps

namespace detail {

[[nodiscard]] inline std::string in_small_letters(std::string_view text) {
  std::string result(text);
  for (char& c : result)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return result;
}

/// Behind "cmo." or "cmc."; all of a name without.
[[nodiscard]] inline std::string_view without_family(std::string_view name) noexcept {
  return name.substr(name.find('.') + 1);
}

/// How many letters have to be put in, taken away or replaced to get from one to the other
/// (Levenshtein 1966).
[[nodiscard]] inline std::size_t edits_between(std::string_view a, std::string_view b) {
  std::vector<std::size_t> row(b.size() + 1);
  for (std::size_t j = 0; j <= b.size(); ++j) row[j] = j;
  for (std::size_t i = 1; i <= a.size(); ++i) {
    std::size_t diagonal = row[0];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t replaced = diagonal + (a[i - 1] == b[j - 1] ? 0U : 1U);
      const std::size_t shorter = row[j] < row[j - 1] ? row[j] : row[j - 1];
      diagonal = row[j];
      row[j] = shorter + 1 < replaced ? shorter + 1 : replaced;
    }
  }
  return row[b.size()];
}

/// Up to five names most like one in small letters, the nearest first: "viridis, cividis".
[[gnu::cold]] inline std::string names_like(std::string_view wanted) {
  std::string text;
  std::size_t found = 0;
  // Beyond half of its letters a name has little in common.
  for (std::size_t edits = 0; edits <= wanted.size() / 2; ++edits)
    for (const colormap* map : built_in_colormaps) {
      const std::string name = in_small_letters(map->name());
      const std::string_view rest = without_family(name);
      const bool holds = wanted.size() >= 3 && rest.find(wanted) != std::string_view::npos;
      const std::size_t whole = edits_between(wanted, name);
      const std::size_t part = edits_between(wanted, rest);
      if ((holds ? 0 : whole < part ? whole : part) != edits || found == 5) continue;
      text += (found == 0 ? "" : ", ") + std::string(map->name());
      ++found;
    }
  return text;
}

} // namespace detail

ARRAYREEL_INLINE std::vector<std::string> colormap_names() {
  std::vector<std::string> names;
  for (const colormap* map : detail::built_in_colormaps) names.emplace_back(map->name());
  return names;
}

ARRAYREEL_INLINE colormap colormap_named(std::string_view name) {
  std::string wanted = detail::in_small_letters(name);
  const bool reverse = wanted.ends_with("_r");
  if (reverse) wanted.resize(wanted.size() - 2);
  for (const bool whole : {true, false})
    for (const colormap* map : detail::built_in_colormaps) {
      const std::string_view known = whole ? map->name() : detail::without_family(map->name());
      if (detail::in_small_letters(known) == wanted) return reverse ? map->reversed() : *map;
    }
  const std::string near = detail::names_like(wanted);
  detail::refuse(
      error_kind::parameter,
      {"a colormap named ", detail::in_quotes(name), "; expected ",
       near.empty() ? "one of colormap_names(), such as viridis, magma, RdBu, tab10" : near,
       near.empty() ? "" : " or another of colormap_names()", ", each also with _r for reversed"});
}

} // namespace arrayreel::ARRAYREEL_ABI

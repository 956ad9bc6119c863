// Finding built-in colormaps by their names.
#pragma once

#include "detail/base/config.hpp"

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "colormap.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace colormaps {
/// Every built-in colormap: the first twelve above in this order, then the others by their names.
extern ARRAYREEL_API const std::span<const colormap* const> all;
} // namespace colormaps

/// The built-in colormap of that name in any case; reversed if the name ends with `_r`. The
/// prefixes "cmo." and "cmc." may be left out, unless matplotlib has a colormap of that name.
///
/// ```cpp
/// auto map = ar::colormap_named("RdYlBu_r");
/// auto heat = ar::colormap_named("cmo.thermal");
/// ```
/// \throws error (parameter) that lists the most similar names.
[[nodiscard]] ARRAYREEL_API colormap colormap_named(std::string_view name);

/// The names of all built-in colormaps, in the order of `colormaps::all`.
[[nodiscard]] ARRAYREEL_API std::vector<std::string> colormap_names();

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "colormap_names.ipp"
#endif

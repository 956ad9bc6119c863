// The colorbar that the options of pictures and movies ask for, put beside a picture.
#pragma once

#include <cstddef>
#include <optional>
#include <string_view>

#include "../../color.hpp"
#include "../../layout.hpp"
#include "../../range.hpp"
#include "picture.hpp"

namespace arrayreel::ARRAYREEL_ABI {
struct mapping_options;
}

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The panel of a movie's last frame: most frames have the same.
struct colorbar_cache {
  std::optional<picture> panel;
  value_range range{};
};

/// What a colorbar beside a picture says.
struct colorbar_subject {
  value_range range{};                      ///< of the picture's values
  const mapping_options* mapping = nullptr; ///< how they became colours
  std::size_t channels = 1;                 ///< of the array; more than 1 are colours already
  bool labels = false;      ///< values are numbers of a qualitative colormap's entries
  std::string_view label{}; ///< what the values are
  color background{255, 255, 255};
  orientation direction = orientation::vertical;
  bool range_may_change = false; ///< room is kept for the labels of another range
};

/// The picture with a panel on its right, or below it. A palette stays where it has entries for the
/// panel's colours.
/// \param cache where not nullptr, keeps the panel for pictures of the same size
/// \throws error (parameter) for an array of colours, or a panel larger than that in the cache.
[[nodiscard]] ARRAYREEL_API picture with_colorbar(const picture& from,
                                                  const colorbar_subject& subject,
                                                  colorbar_cache* cache);

/// Text in lines of up to so many pixels, each in the middle, broken between words; a longer word has
/// a line alone.
[[nodiscard]] ARRAYREEL_API picture paragraph(std::string_view text, std::size_t width,
                                              std::size_t scale, const color& ink,
                                              const color& ground);

using colorbar_painter_function = picture (*)(const picture&, const colorbar_subject&,
                                              colorbar_cache*);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "colorbar_panel.ipp"
#endif

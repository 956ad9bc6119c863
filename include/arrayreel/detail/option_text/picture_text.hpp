// The options of a picture as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../../nbimage.hpp"
#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The options of a picture: how values become colours, the PNG file, and how a page shows it.
/// \param text as `options_in` takes it, with names of `picture_option_names`
/// \throws error (parameter) for a name that a picture has not, or a value that its option cannot take.
[[nodiscard]] ARRAYREEL_API nbimage_options picture_options_in(std::string_view text);

[[nodiscard]] ARRAYREEL_API std::vector<std::string> picture_option_names();

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "picture_text.ipp"
#endif

// The options of a picture as text.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "../../nbimage.hpp"
#include "../base/config.hpp"
#include "mapping_text.hpp"
#include "option_value.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The options of a picture: how values become colours, the PNG file, and how a page shows it.
/// \param text as `options_in` takes it, with names of `picture_option_names`
/// \throws error (parameter) for a name that a picture has not, or a value that its option cannot
/// take.
[[nodiscard]] ARRAYREEL_API nbimage_options picture_options_in(std::string_view text);

[[nodiscard]] ARRAYREEL_API std::vector<std::string> picture_option_names();

using picture_so_far = options_so_far<nbimage_options>;

/// Sets one option; `join_mapping` puts together what several say.
/// \throws error (parameter) as above.
ARRAYREEL_API void set_picture_option(picture_so_far& into, const option_value& option);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "picture_text.ipp"
#endif

// Text and attributes in HTML, escaped.
#pragma once

#include <string>
#include <string_view>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Appends what `escape_html` makes of the text.
void append_escaped(std::string& html, std::string_view text);

/// Appends ` name="value"`, the value escaped.
ARRAYREEL_API void append_attribute(std::string& html, std::string_view name,
                                    std::string_view value);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "markup.ipp"
#endif

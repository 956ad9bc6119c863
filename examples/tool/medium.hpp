// Pictures and movies as inputs of --info: what they say of themselves.
#pragma once

#include <optional>
#include <string>

#include "input.hpp"

/// Of a finished picture or movie its size, media type, range, norm, colormap, and when its frames
/// are; nothing for a file that is none.
/// \param label how the line calls it
/// \throws arrayreel::error where it is cut short or damaged.
[[nodiscard]] std::optional<array_facts> facts_of_medium(const std::string& path,
                                                         const std::string& label);

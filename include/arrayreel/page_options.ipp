// How what holds a picture becomes a medium of a page.
#pragma once

#include "page_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE page_medium::page_medium(notebook_image image) {
#define ARRAYREEL_FIELD(type, name, value) display.name = std::move(image.display.name);
#include "detail/options/display_fields.inc"
#undef ARRAYREEL_FIELD
  display.alt = std::move(image.display.alt);
  display.pixelated = image.display.pixelated;
  sources.push_back(std::move(image.png));
}

} // namespace arrayreel::ARRAYREEL_ABI

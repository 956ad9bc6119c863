// How the parts of a notebook's output become JSON.
#pragma once

#include "notebook.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE nlohmann::json mime_bundle_repr(const std::vector<mime_part>& bundle) {
  nlohmann::json result = nlohmann::json::object();
  for (const mime_part& part : bundle) result[part.type] = part.data;
  return result;
}

ARRAYREEL_INLINE nlohmann::json mime_bundle_repr(const notebook_image& picture) {
  return mime_bundle_repr(mime_bundle(picture));
}

ARRAYREEL_INLINE nlohmann::json mime_bundle_repr(const encoded& medium) {
  return mime_bundle_repr(mime_bundle(medium));
}

} // namespace arrayreel::ARRAYREEL_ABI

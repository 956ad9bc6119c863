// How errors are made.
#pragma once

#include "error.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE error::error(error_kind kind, const std::string& message)
    : std::runtime_error(message), path_(""), kind_(kind) {}

ARRAYREEL_INLINE error::error(error_kind kind, const std::string& message, const std::string& path)
    : std::runtime_error(path + ": " + message), path_(path), kind_(kind) {}

ARRAYREEL_INLINE error::~error() = default;

} // namespace arrayreel::ARRAYREEL_ABI

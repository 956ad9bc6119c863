// The process that an object belongs to; a copy of the object made by fork() belongs to another.
#pragma once

#include <unistd.h>

#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Remembers in which process it was made.
class owning_process {
public:
  owning_process() noexcept : number_(::getpid()) {}

  [[nodiscard]] bool is_this() const noexcept { return number_ == ::getpid(); }
  [[nodiscard]] long number() const noexcept { return number_; }

private:
  long number_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

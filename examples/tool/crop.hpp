// A part of every frame.
#pragma once

#include <cstddef>
#include <optional>
#include <string>

#include <arrayreel/any_view.hpp>

/// Rows and columns as Python writes slices: from `begin` to before `end`, negative ones counted
/// from the end.
struct crop_slice {
  std::optional<std::ptrdiff_t> begin;
  std::optional<std::ptrdiff_t> end;
};

struct crop {
  crop_slice rows;
  crop_slice columns;
};

/// "10:-10,20:300"; ":" is all.
/// \throws CLI::ValidationError for anything else.
[[nodiscard]] crop crop_of(const std::string& text);

/// The part of a picture.
/// \param layout what its axes are, or `automatic`.
/// \throws arrayreel::error (parameter) where it is no picture or the part is not in it.
[[nodiscard]] arrayreel::any_view cropped(const arrayreel::any_view& picture,
                                          arrayreel::axes layout, const crop& part);

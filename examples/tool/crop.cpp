// Cutting a part out of a view.
#include "crop.hpp"

#include <charconv>
#include <cstdint>
#include <utility>

#include <CLI/CLI.hpp>
#include <arrayreel/detail/array/picture_view.hpp>

namespace ar = arrayreel;

namespace {

std::optional<std::ptrdiff_t> place_of(const std::string& text, const std::string& whole) {
  if (text.empty()) return {};
  std::ptrdiff_t value = 0;
  const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (failure != std::errc{} || end != text.data() + text.size())
    throw CLI::ValidationError("--crop " + whole, "expected rows and columns as 10:-10,20:300");
  return value;
}

crop_slice slice_of(const std::string& text, const std::string& whole) {
  const std::size_t colon = text.find(':');
  if (colon == std::string::npos)
    throw CLI::ValidationError("--crop " + whole, "expected rows and columns as 10:-10,20:300");
  return {place_of(text.substr(0, colon), whole), place_of(text.substr(colon + 1), whole)};
}

/// The first and the number of what is left.
std::pair<std::size_t, std::size_t> part_of(const crop_slice& slice, std::size_t extent,
                                            const char* what) {
  const auto size = static_cast<std::ptrdiff_t>(extent);
  const auto from_start = [&](std::ptrdiff_t place) { return place < 0 ? place + size : place; };
  const std::ptrdiff_t begin = from_start(slice.begin.value_or(0));
  const std::ptrdiff_t end = slice.end ? from_start(*slice.end) : size;
  if (begin < 0 || end > size || begin >= end)
    throw ar::error(ar::error_kind::parameter,
                    "a crop from " + std::to_string(begin) + " to " + std::to_string(end) + " of " +
                        std::to_string(extent) + " " + what + "; expected one or more of them");
  return {static_cast<std::size_t>(begin), static_cast<std::size_t>(end - begin)};
}

} // namespace

crop crop_of(const std::string& text) {
  const std::size_t comma = text.find(',');
  if (comma == std::string::npos)
    throw CLI::ValidationError("--crop " + text, "expected rows and columns as 10:-10,20:300");
  return {slice_of(text.substr(0, comma), text), slice_of(text.substr(comma + 1), text)};
}

ar::any_view cropped(const ar::any_view& picture, ar::axes layout, const crop& part) {
  const ar::detail::picture_view p = ar::detail::as_picture(picture, layout);
  const auto [top, height] = part_of(part.rows, p.height, "rows");
  const auto [left, width] = part_of(part.columns, p.width, "columns");
  const void* const first = p.array.at(static_cast<std::ptrdiff_t>(top) * p.row_stride +
                                       static_cast<std::ptrdiff_t>(left) * p.column_stride);
  if (p.channels == 1)
    return {picture.type(), first, ar::shape{height, width},
            ar::strides{p.row_stride, p.column_stride}, ar::axes::yx, picture.order()};
  return {picture.type(), first, ar::shape{height, width, p.channels},
          ar::strides{p.row_stride, p.column_stride, p.channel_stride}, ar::axes::yxc,
          picture.order()};
}

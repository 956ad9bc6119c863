// A canvas hands everything to its state.
#pragma once

#include "canvas.hpp"

#include "detail/base/message.hpp"
#include "detail/canvas/shown_options.hpp"
#include "detail/canvas/blocks.hpp"
#include "detail/canvas/points.hpp"
#include "detail/canvas/saved.hpp"
#include "detail/canvas/state.hpp"
#include "detail/canvas/values.hpp"
#include "detail/values/element_functions.hpp"
#include "detail/values/range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE const detail::array_ref& canvas_array::erased() const noexcept {
  return values_->ref;
}
ARRAYREEL_INLINE dtype canvas_array::type() const noexcept { return values_->ref.type(); }
ARRAYREEL_INLINE const shape& canvas_array::extents() const noexcept {
  return values_->ref.extents();
}
ARRAYREEL_INLINE const void* canvas_array::data() const noexcept { return values_->ref.data(); }
ARRAYREEL_INLINE std::span<const unsigned char> canvas_array::holes() const noexcept {
  if (values_->ref.holes() == nullptr) return {};
  return {values_->map.at, values_->holes.size_bytes()};
}
ARRAYREEL_INLINE any_view canvas_array::elements() const {
  const detail::array_ref& a = values_->ref;
  return any_view(a.type(), a.data(), a.extents(), a.steps(), a.layout());
}

namespace detail {

/// A region of the picture.
/// \throws error (parameter) for one that is not inside
[[nodiscard]] inline rectangle rectangle_of(const pixel_region& region, const canvas_state& state) {
  const auto check = [](const char* name, std::ptrdiff_t at, std::ptrdiff_t count,
                        std::size_t size) {
    if (at < 0 || count < 1 || to_size(at) >= size || to_size(count) > size - to_size(at))
      refuse(error_kind::parameter,
             {"a region of ", count, " ", name, " from ", name, " ", at, " on, of a canvas of ",
              size, "; expected 1 or more, all of them inside"});
  };
  check("rows", region.at.row(), region.size.row(), state.height);
  check("columns", region.at.column(), region.size.column(), state.width);
  return {to_size(region.at.row()), to_size(region.at.column()), to_size(region.size.row()),
          to_size(region.size.column())};
}

} // namespace detail

ARRAYREEL_INLINE canvas::canvas(const row_column& size, const canvas_options& options)
    : state_(nullptr) {
  const auto fits = [](std::ptrdiff_t n) {
    return n >= 1 && detail::to_size(n) <= detail::longest_side;
  };
  if (!fits(size.row()) || !fits(size.column()) || !size.fits())
    detail::refuse(error_kind::parameter,
                   {"a canvas of ", size.row(), " x ", size.column(),
                    size.fits() ? " pixels; expected 1 to " : " pixels or more; expected 1 to ",
                    detail::longest_side, " in both directions"});
  if (options.overlap > overlap::mean)
    detail::refuse(error_kind::parameter, {"overlap ", static_cast<unsigned>(options.overlap),
                                           "; expected replace, min, max, sum or mean"});
  detail::check_mapping(detail::mapping_of(options));
  state_ = new detail::canvas_state(detail::to_size(size.row()), detail::to_size(size.column()),
                                    options);
}

ARRAYREEL_INLINE canvas::canvas(const canvas& other)
    : state_(new detail::canvas_state(other.state())) {}

ARRAYREEL_INLINE canvas::~canvas() { delete state_; }

ARRAYREEL_INLINE detail::canvas_state& canvas::state() const {
  if (state_ == nullptr)
    detail::refuse(error_kind::parameter, {"a canvas that was moved from; expected a new one"});
  return *state_;
}

ARRAYREEL_INLINE std::size_t canvas::height() const { return state().height; }
ARRAYREEL_INLINE std::size_t canvas::width() const { return state().width; }
ARRAYREEL_INLINE const canvas_options& canvas::options() const { return state().options; }

ARRAYREEL_INLINE mapping_options canvas::mapping() const {
  mapping_options mapping = detail::mapping_of(state().options);
  mapping.axes = axes::automatic; // that was for blocks
  return mapping;
}

ARRAYREEL_INLINE void canvas::put_block(const detail::array_ref& block, const row_column& at,
                                        const put_options& options) {
  detail::put_on(state(), block, at, options);
}

ARRAYREEL_INLINE void canvas::deposit_points(const detail::array_ref& y, const detail::array_ref& x,
                                             const detail::array_ref* weights,
                                             const deposit_options& options) {
  detail::deposit_on(state(), y, x, weights, options);
}

ARRAYREEL_INLINE void canvas::refuse_palette(std::size_t colors) {
  detail::refuse(error_kind::parameter, {"a raster with a palette of ", colors,
                                         " colours on a canvas; expected gray or colours"});
}

ARRAYREEL_INLINE void canvas::merge(const canvas& other) {
  if (&other == this) return merge(canvas(other));
  detail::merge_state(state(), other.state());
}

ARRAYREEL_INLINE void canvas::merge(std::span<const std::uint8_t> saved) {
  detail::merge_saved(state(), saved);
}

ARRAYREEL_INLINE std::vector<std::uint8_t> canvas::save() const {
  return detail::saved(state(), {0, 0, state().height, state().width});
}
ARRAYREEL_INLINE std::vector<std::uint8_t> canvas::save(const pixel_region& region) const {
  return detail::saved(state(), detail::rectangle_of(region, state()));
}

ARRAYREEL_INLINE std::size_t canvas::filled() const {
  std::size_t count = 0;
  const detail::canvas_state& s = state();
  for (const auto& [place, tile] : s.tiles)
    for (std::size_t i = 0; i < s.tile_pixels(); ++i) count += *tile.sizes_at(i) != 0 ? 1 : 0;
  return count;
}

ARRAYREEL_INLINE std::size_t canvas::memory_bytes() const {
  const detail::canvas_state& s = state();
  return s.tiles.size() * s.tile_pixels() * (s.kind.kept_bytes() + 1);
}

ARRAYREEL_INLINE canvas_array canvas::array() const {
  return canvas_array(detail::values_of(state(), {0, 0, state().height, state().width}));
}
ARRAYREEL_INLINE canvas_array canvas::array(const pixel_region& region) const {
  return canvas_array(detail::values_of(state(), detail::rectangle_of(region, state())));
}

namespace detail {

ARRAYREEL_INLINE picture picture_of_canvas(const canvas& c, const mapping_options& o,
                                           std::size_t component_bytes) {
  return map_picture(c.array().erased(), options_for(c.mapping(), o), component_bytes);
}
ARRAYREEL_INLINE void write_canvas(byte_function_ref function, const canvas& c,
                                   const image_options& o) {
  write_array(function, c.array().erased(), options_for(c.mapping(), o));
}

} // namespace detail

ARRAYREEL_INLINE encoded encode_png(const canvas& c, const image_options& options) {
  return detail::encode_array(c.array().erased(), detail::options_for(c.mapping(), options));
}
ARRAYREEL_INLINE void write_png(const std::string& path, const canvas& c,
                                const image_options& options) {
  detail::write_array(path, c.array().erased(), detail::options_for(c.mapping(), options));
}
ARRAYREEL_INLINE notebook_image nbimage(const canvas& c, const nbimage_options& options) {
  return detail::image_of(c.array().erased(), detail::options_for(c.mapping(), options));
}

} // namespace arrayreel::ARRAYREEL_ABI

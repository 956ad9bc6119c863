// Arrays to the pictures of a movie: one shape, one range, and a count of what is beyond it.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>

#include "../../mapping.hpp"
#include "../../video_options.hpp"
#include "../array/array_ref.hpp"
#include "../array/picture_view.hpp"
#include "../base/message.hpp"
#include "../raster/picture.hpp"
#include "../values/map_picture.hpp"
#include "../values/mapping_request.hpp"
#include "../values/opaque_alpha.hpp"
#include "../values/range_of_options.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Turns frames into pictures, all alike.
class frame_mapper {
public:
  /// \param options those of the movie; unless it is given, the range is taken from the first frame
  /// that has one, or from each where the policy says so.
  explicit frame_mapper(const video_options& options)
      : mapping_(mapping_of(options)),
        component_bytes_(options.bit_depth == 16U ? 2 : 1),
        per_frame_(options.range_policy == range_policy::per_frame) {}

  [[nodiscard]] const mapping_options& mapping() const noexcept { return mapping_; }

  /// The alpha of integers that is opaque in all frames. Unless it is given, the first frame with
  /// an alpha above zero decides: until then every alpha is transparent, whatever it is.
  void opaque(double alpha) noexcept { opaque_ = alpha; }

  /// The frame as a picture, which stays until the next one.
  /// \throws error (parameter) for another shape than the first frame's.
  [[nodiscard]] const picture& operator()(const array_ref& frame) {
    const picture_view p = as_picture(frame, mapping_.axes);
    const description now{p.height, p.width, p.channels};
    check_alike(now);
    last_ = {};
    mapping_request request{.scratch = mapped_ ? &*mapped_ : nullptr};
    const std::optional<value_range> of_pixels = range_of_pixels(frame);
    source next = from_;
    if (of_pixels && (per_frame_ || !first_ || (from_ == source::pixels && range_ == *of_pixels))) {
      range_ = *of_pixels;
      next = source::pixels;
    } else {
      if (per_frame_ || from_ == source::none) {
        const array_ref values = p.without_alpha();
        range_ = range_for(values, mapping_);
        // A frame without a range looks the same in any: nothing of it lies between the ends.
        if (gives_range(values, mapping_)) next = source::values;
      }
      request.range = &range_;
      request.counts = &last_;
    }
    request.opaque = opaque_;
    if (opaque_ == 0 && p.has_alpha() && derives_opaque(frame.functions()))
      if (const double most = largest_alpha(p, mapping_.threads); most > 0)
        request.opaque = opaque_alpha(frame.functions(), most);
    mapped_ = map_picture(frame, mapping_, component_bytes_, request);
    // Only now: a frame that fails does not decide anything.
    if (!first_) first_ = now;
    from_ = next;
    opaque_ = request.opaque;
    ++frames_;
    return *mapped_;
  }

  /// A picture with a palette, as it is.
  /// \throws error (parameter) as above, and for options that ask for what indices are not.
  void check_indices(const picture& indices) {
    if (!leaves_pixels(mapping_) || mapping_.colormap || mapping_.bad || mapping_.under ||
        mapping_.over)
      refuse(error_kind::parameter, {"a raster with a palette of ", indices.palette().size(),
                                     " colours beside options for values; expected none"});
    constexpr std::size_t of_colors = 3;
    const description now{indices.height(), indices.width(), of_colors};
    check_alike(now);
    last_ = {};
    if (from_ == source::none) {
      range_ = {0, 255};
      from_ = source::pixels;
    }
    if (!first_) first_ = now;
    ++frames_;
  }

  /// Counts the last frame's values: it has become part of the movie.
  void accept() noexcept { counts_.add(last_); }

  [[nodiscard]] const special_counts& counts() const noexcept { return counts_; }
  /// Whether a frame has said, or the options, what the range of all frames is.
  [[nodiscard]] bool knows_range() const noexcept {
    return from_ != source::none || !leaves_range_open(mapping_);
  }
  [[nodiscard]] const value_range& range() const noexcept { return range_; }
  /// Whether all frames have that range, and it is one of values.
  [[nodiscard]] bool has_one_range() const noexcept {
    return from_ == source::values && (!per_frame_ || !leaves_range_open(mapping_));
  }
  [[nodiscard]] std::size_t channels() const noexcept { return first_->channels; }

private:
  struct description {
    std::size_t height;
    std::size_t width;
    std::size_t channels;
  };
  /// What the range of all frames is: not known yet, that of pixels that pass as they are, or that
  /// of a frame's values.
  enum class source : unsigned char { none, pixels, values };

  /// The range of integers that are pixels or labels already; none where values get a range.
  [[nodiscard]] std::optional<value_range> range_of_pixels(const array_ref& frame) const {
    if (are_labels(mapping_, frame.functions()))
      return value_range{0, static_cast<double>(mapping_.colormap->count() - 1)};
    if (passes_untouched(mapping_, frame.type(), component_bytes_))
      return value_range{0, frame.functions().largest};
    return {};
  }

  void check_alike(const description& now) const {
    if (!first_) return;
    if (now.height != first_->height || now.width != first_->width ||
        now.channels != first_->channels)
      refuse(error_kind::parameter,
             {"frame ", frames_, " of ", now.height, " x ", now.width, " x ", now.channels,
              " (height x width x channels); expected ", first_->height, " x ", first_->width,
              " x ", first_->channels, " as of the frames before"});
  }

  mapping_options mapping_;
  std::size_t component_bytes_;
  bool per_frame_;
  source from_ = source::none;
  value_range range_{};
  double opaque_ = 0; // of integers; 0: not decided
  std::optional<description> first_;
  std::optional<picture> mapped_;
  special_counts counts_; // of the frames in the movie
  special_counts last_;   // of the last frame
  std::size_t frames_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// nbimages: several arrays as pictures in one grid, each with its caption.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <type_traits>
#include <utility>
#include <vector>

#include "mime_bundle.hpp"
#include "nbimage.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// An array and what it is called, as `{"u", u}` makes one. Any array as for `nbimage`; it must live
/// as long as this.
class captioned_array {
public:
  template <viewable A>
  captioned_array(std::string caption, const A& array)
      : captioned_array(std::move(caption),
                        new std::remove_cvref_t<decltype(view(array))>(view(array))) {
    if constexpr (detail::is_raster<A>) raster_ = &picture_of(array);
  }
  captioned_array(captioned_array&& other) noexcept
      : caption_(std::move(other.caption_)), values_(other.values_),
        viewed_(std::exchange(other.viewed_, nullptr)), free_(other.free_),
        raster_(other.raster_) {}
  captioned_array& operator=(captioned_array&& other) noexcept {
    std::swap(caption_, other.caption_);
    std::swap(values_, other.values_);
    std::swap(viewed_, other.viewed_);
    std::swap(free_, other.free_);
    std::swap(raster_, other.raster_);
    return *this;
  }
  ~captioned_array() {
    if (viewed_ != nullptr) free_(viewed_);
  }

  [[nodiscard]] const std::string& caption() const noexcept { return caption_; }
  // For the library's own functions.
  [[nodiscard]] const detail::array_ref& values() const noexcept { return values_; }
  /// The pixels of a raster; else nullptr.
  [[nodiscard]] const detail::picture* raster() const noexcept { return raster_; }

private:
  template <class Viewed>
  captioned_array(std::string&& caption, const Viewed* viewed) noexcept
      : caption_(std::move(caption)), values_(detail::as_ref(*viewed)), viewed_(viewed),
        free_([](const void* v) noexcept { delete static_cast<const Viewed*>(v); }) {}

  std::string caption_;
  detail::array_ref values_;
  const void* viewed_; // owned: what `view` gives of some arrays is a copy of them
  void (*free_)(const void*) noexcept;
  const detail::picture* raster_ = nullptr;
};

/// The fields of `nbimage_options`, with how the pictures stand.
struct nbimages_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// pictures in a row, 1 or more; near the square root of their number unless given
  std::optional<std::size_t> columns{};
  /// one range of values for all pictures: from the smallest to the largest of theirs
  bool share_range = false;
  /// pixels between two pictures
  std::size_t gap = 8;
  unsigned threads = 0;
#define ARRAYREEL_FIELD(type, name, value) type name = value;
#include "detail/options/display_fields.inc"
  arrayreel::loading loading = arrayreel::loading::automatic;
#define ARRAYREEL_DRAGGABLE true
#include "detail/options/display_box_fields.inc"
#undef ARRAYREEL_FIELD
  /// also writes the grid to this file; ".png" is appended where it does not end so
  std::string saveas{};
};

/// Pictures as `nbimages` returns them.
struct ARRAYREEL_API notebook_images {
  encoded png{};                          ///< one PNG file of all, their captions below them
  std::vector<notebook_image> pictures{}; ///< each by itself
  std::vector<std::string> captions{};    ///< as many
  std::size_t columns = 1;                ///< pictures in a row

  /// The whole as `data:image/png;base64,…`.
  [[nodiscard]] std::string data_uri() const;
  /// The pictures, each an `<img>` with its caption, in a grid of a page.
  /// \throws error (limit) for a picture of more bytes than its `display.byte_budget`.
  [[nodiscard]] std::string html() const;
  /// Writes the one PNG file, whole or not at all; ".png" is appended where it does not end so.
  /// \throws error (io) with the path.
  void save(const std::string& path) const;
};

/// Arrays as pictures side by side, each with its caption below it.
///
/// ```cpp
/// ar::nbimages({{"u", field}, {"u²", field}}, {.columns = 2, .share_range = true}).save("both.png");
/// ```
/// \throws error (parameter) for no arrays or 0 columns, and as `nbimage` does.
[[nodiscard]] ARRAYREEL_API notebook_images nbimages(std::span<const captioned_array> arrays,
                                                     const nbimages_options& options = {});
[[nodiscard]] inline notebook_images nbimages(std::initializer_list<captioned_array> arrays,
                                              const nbimages_options& options = {}) {
  return nbimages(std::span<const captioned_array>(arrays.begin(), arrays.size()), options);
}

/// What a notebook shows of them: `image/png` is the one picture of all, HTML the grid.
/// \throws error as `mime_bundle` of a picture does.
[[nodiscard]] ARRAYREEL_API std::vector<mime_part>
mime_bundle(const notebook_images& pictures, const notebook_options& options = {});

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "nbimages.ipp"
#endif

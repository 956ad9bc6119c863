// The frames of a NumPy file or of a raw binary file, one at a time: a movie of any length in the
// memory of one frame.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/npy/frame_file.hpp"
#include "detail/npy/frame_iterator.hpp"
#include "detail/io/input_file.hpp"
#include "detail/npy/header.hpp"

namespace arrayreel::inline ARRAYREEL_ABI {

/// How elements lie in a file that does not say it.
struct raw_layout {
  /// extents, outermost axis first, the first being the number of frames; 0 there: as many as the
  /// file holds
  std::vector<std::size_t> extents{};
  dtype type = dtype::float32;
  std::uint64_t offset = 0; ///< bytes before the first element
  bool big_endian = false;
  bool fortran_order = false; ///< the first axis is the contiguous one
};

/// The frames of a .npy, whose first axis is time, or of a raw binary file. It is a range of views
/// that can be gone through more than once, and can be given wherever frames can:
///
/// ```cpp
/// arrayreel::write_video("run.mp4", arrayreel::npy_frames("run.npy"), {.vsym = true});
/// ```
/// Memory does not grow with the file: one frame is held, of an array in Fortran order 64 MiB of
/// them, which are gathered from all over the file. A file may grow, shrink or be replaced while it
/// is read: what is missing is an error, not a crash. Of a pipe each frame can be read once.
class npy_frames {
public:
  using iterator = detail::frame_iterator<npy_frames>;

  /// A .npy of any version, byte order, memory order and numerical type, as `read_npy` takes them.
  /// A file with fewer elements than its header says is taken: `complete()` counts the frames that
  /// are there.
  /// \throws error (io) where the file cannot be read; (format) where it is no such file;
  /// (parameter) where the array has less than two axes, more than five, or no frames; (limit)
  /// where a frame does not fit in memory.
  explicit npy_frames(const std::string& path) : npy_frames(detail::input_file(path)) {}
  /// The same of an open file of which nothing has been read.
  explicit npy_frames(detail::input_file file) : frames_(npy(std::move(file))) {}

  /// A raw binary file: elements without gaps and without a header.
  /// \throws error as above; (format) also where the file holds no whole number of frames and
  /// their number is left to it.
  npy_frames(const std::string& path, const raw_layout& layout)
      : frames_(raw(detail::input_file(path), layout)) {}

  /// The type of the elements, but float32 for float16 where the compiler has no such type.
  [[nodiscard]] dtype type() const noexcept { return frames_.type(); }
  /// The extents of the whole, the number of frames first.
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept {
    return frames_.extents();
  }
  /// The file's name, as it was given.
  [[nodiscard]] const std::string& path() const noexcept { return frames_.path(); }
  /// The number of frames.
  [[nodiscard]] std::size_t size() const noexcept { return frames_.size(); }
  /// Frames that are whole in the file as it is now; of a pipe all.
  /// \throws error (io) where that cannot be told.
  [[nodiscard]] std::size_t complete() const { return frames_.complete(); }

  /// Frame `t`, from 0, with the extents behind the first; valid until the next is read.
  /// \throws error (parameter) for a frame that is none, or not the next one of a pipe; (format)
  /// where the file ends before its end; (io).
  [[nodiscard]] any_view read(std::size_t t) { return frames_.read(t); }

  [[nodiscard]] iterator begin() { return {*this, 0}; }
  [[nodiscard]] iterator end() { return {*this, size()}; }

private:
  [[nodiscard]] static detail::frame_file npy(detail::input_file file) {
    detail::file_reader in(file);
    detail::npy_header header = detail::read_npy_header(in);
    if (!header.item) in.where().fail(error_kind::format, detail::npy_refusal(header));
    detail::frame_layout layout{*header.item, std::move(header.extents), header.fortran_order,
                                in.taken()};
    return {std::move(file), std::move(layout)};
  }

  [[nodiscard]] static detail::frame_file raw(detail::input_file file, const raw_layout& layout) {
    const detail::location where{file.path(), {}};
    detail::frame_layout result{detail::npy_item_of(layout.type, layout.big_endian), layout.extents,
                                layout.fortran_order, layout.offset};
    if (!result.extents.empty() && result.extents[0] == 0)
      result.extents[0] = frames_in(file, result, where);
    if (!file.is_regular()) {
      std::vector<std::uint8_t> skipped(
          static_cast<std::size_t>(std::min<std::uint64_t>(layout.offset, std::uint64_t{1} << 16)));
      for (std::uint64_t left = layout.offset; left > 0;) {
        const std::size_t n =
            file.read(skipped.data(),
                      static_cast<std::size_t>(std::min<std::uint64_t>(left, skipped.size())));
        if (n == 0)
          where.fail(error_kind::format, "ends before byte " + detail::to_text(layout.offset) +
                                             ", where the elements begin");
        left -= n;
      }
    }
    return {std::move(file), std::move(result)};
  }

  [[nodiscard]] static std::size_t frames_in(const detail::input_file& file,
                                             const detail::frame_layout& layout,
                                             const detail::location& where) {
    if (!file.is_regular())
      where.fail(error_kind::parameter,
                 "a pipe of an unknown number of frames; expected the number as the first extent");
    std::size_t frame = layout.item.size;
    for (std::size_t i = 1; i < layout.extents.size(); ++i)
      if (!detail::checked_mul(frame, layout.extents[i], frame))
        where.fail(error_kind::limit, "frames that are larger than any memory");
    const std::uint64_t have = file.size() > layout.offset ? file.size() - layout.offset : 0;
    if (frame == 0 || have == 0 || have % frame != 0)
      where.fail(error_kind::format, "holds " + detail::to_text(have) + " bytes behind byte " +
                                         detail::to_text(layout.offset) +
                                         "; expected whole frames of " + detail::to_text(frame) +
                                         " bytes");
    return static_cast<std::size_t>(have / frame);
  }

  detail::frame_file frames_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI

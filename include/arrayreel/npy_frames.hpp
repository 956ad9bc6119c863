// The frames of a NumPy file or of a raw binary file, one at a time: a movie of any length needs
// the memory of one frame.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "detail/npy/frame_iterator.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {
class frame_file;
class input_file;
} // namespace detail

/// How elements lie in a file that does not say it.
struct raw_layout {
  /// extents, outermost axis first. The first is the number of frames; 0 stands for as many as the
  /// file holds or the pipe brings
  std::vector<std::size_t> extents{};
  dtype type = dtype::float32; ///< of the elements
  std::uint64_t offset = 0; ///< bytes before the first element
  bool big_endian = false;  ///< byte order of the elements
  bool fortran_order = false; ///< the first axis is the contiguous one
};

/// The frames of a .npy, whose first axis is time, or of a raw binary file. It is a range of views
/// that can be iterated over more than once, and can be given wherever frames can:
///
/// ```cpp
/// arrayreel::write_video("run.mp4", arrayreel::npy_frames("run.npy"), {.vsym = true});
/// ```
/// Memory does not grow with the file: it holds one frame, or 64 MiB of frames if the array is in
/// Fortran order, because their elements are spread over the file. A file may grow, shrink or be
/// replaced while it is read: missing bytes are an error, not a crash. Each frame of a pipe can be
/// read once.
///
/// If several calls of `np.save` wrote arrays into the file, all are read. Arrays of two axes are a
/// frame each, and so are those of three axes of which the last is colour (2 to 4, after more than
/// 4 columns); others are stacks of frames. `layout`, the axes of the whole, decides otherwise.
/// Element types may differ, the shape of frames may not. The only array of a pipe is read in the
/// same way.
class ARRAYREEL_API npy_frames {
public:
  using iterator = detail::frame_iterator<npy_frames>;

  /// A .npy of any version, byte order, memory order and numerical type, as `read_npy` takes them.
  /// A file with fewer elements than its header says is taken: `complete()` counts the frames that
  /// are there.
  /// \param layout what the axes of the whole are, time first, where the file holds several arrays
  /// \throws error (io) where the file cannot be read; (format) where it is no such file;
  /// (parameter) where the array has less than two axes, more than five, or no frames; (limit)
  /// where a frame does not fit in memory.
  explicit npy_frames(const std::string& path, axes layout = axes::automatic);
  /// The same of an open file of which nothing has been read.
  explicit npy_frames(detail::input_file&& file, axes layout = axes::automatic);

  /// The frames of one field of a .npy whose elements are structures, as `read_npy` takes it.
  /// \throws error as above; (parameter) also where there is no such field.
  [[nodiscard]] static npy_frames of_field(const std::string& path, const std::string& field,
                                           axes layout = axes::automatic);

  /// A raw binary file: elements without gaps and without a header.
  /// \throws error as above; (format) also where the file holds no whole number of frames and
  /// their number is left to it.
  npy_frames(const std::string& path, const raw_layout& layout);
  /// The same of an open file of which nothing has been read.
  npy_frames(detail::input_file&& file, const raw_layout& layout);

  npy_frames(npy_frames&& other) noexcept : frames_(std::exchange(other.frames_, nullptr)) {}
  npy_frames& operator=(npy_frames&& other) noexcept {
    std::swap(frames_, other.frames_);
    return *this;
  }
  ~npy_frames();

  /// The type of the first frame's elements, but float32 for bfloat16, and for float16 where the
  /// compiler has no such type.
  [[nodiscard]] dtype type() const noexcept;
  /// The arrays that the frames are of; of a pipe those known so far.
  [[nodiscard]] std::size_t arrays() const noexcept;
  /// Whether all frames are known to have this type.
  [[nodiscard]] bool has_one_type() const noexcept;
  /// Whether frames can be read more than once and in any order: not those of a pipe.
  [[nodiscard]] bool can_go_back() const noexcept;
  /// The extents of the whole, the number of frames first, as `size()`.
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept;
  /// The file's name, as it was given.
  [[nodiscard]] const std::string& path() const noexcept;
  /// The number of frames; of a pipe those known so far, where it does not say it.
  [[nodiscard]] std::size_t size() const noexcept;
  /// Whether there is a frame `t`. Of a pipe, waits until it comes or the pipe ends.
  /// \throws error (parameter) for a frame of a pipe behind the next one; (format) for what comes
  /// and cannot be read.
  [[nodiscard]] bool has(std::size_t t);
  /// Frames that are whole in the file as it is now; of a pipe all.
  /// \throws error (io) where that cannot be told.
  [[nodiscard]] std::size_t complete() const;

  /// Frame `t`, from 0, with the extents behind the first; valid until the next is read.
  /// \throws error (parameter) for a frame that is none, or not the next one of a pipe, or of
  /// another shape; (format) where the file ends before its end; (io).
  [[nodiscard]] any_view read(std::size_t t);

  [[nodiscard]] iterator begin() { return {*this, 0}; }
  [[nodiscard]] iterator end() noexcept { return {*this, iterator::end_index}; }

private:
  explicit npy_frames(detail::frame_file* frames) noexcept : frames_(frames) {}

  detail::frame_file* frames_;
};

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "npy_frames.ipp"
#endif

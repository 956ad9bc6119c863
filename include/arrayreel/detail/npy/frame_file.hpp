// A file of elements without gaps, read a frame at a time.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../../any_view.hpp"
#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../array/contiguous_view.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/input_file.hpp"
#include "format.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Where the elements of a stack of frames lie in a file.
struct frame_layout {
  npy_item item;
  std::vector<std::size_t> extents; ///< the first is the number of frames
  bool fortran_order = false;
  std::uint64_t offset = 0; ///< of the first element, in bytes
};

/// The frames of a file. Not mapped into memory: a mapped file that another program makes shorter
/// ends the process that looks at it, and a file that is read does not.
class frame_file {
public:
  /// \param file before its first element, where it is a pipe.
  /// \throws error (parameter) for an array that has no frames, (limit) for frames that no memory
  /// holds.
  frame_file(input_file file, frame_layout layout)
      : file_(std::move(file)), where_{file_.path(), {}}, layout_(std::move(layout)) {
    const std::vector<std::size_t>& all = layout_.extents;
    if (all.size() < 2 || all.size() > max_rank + 1 || all[0] == 0)
      where_.fail(error_kind::parameter, "an array of shape " + shape_text(all, all.size()) +
                                             " is no stack of frames; expected 1 or more frames "
                                             "of 1 to " +
                                             to_text(max_rank) + " axes");
    std::size_t bytes = layout_.item.size;
    for (std::size_t i = 1; i < all.size(); ++i)
      if (!checked_mul(bytes, std::max<std::size_t>(all[i], 1), bytes) || bytes > max_bytes)
        where_.fail(error_kind::limit, "frames of shape " + shape_text(all, all.size()) +
                                           " without the first axis, "
                                           "of " +
                                           to_text(layout_.item.size) +
                                           "-byte elements, are larger than any memory");
    frame_count_ = 1;
    for (std::size_t i = 1; i < all.size(); ++i) frame_count_ *= all[i];
    frame_bytes_ = layout_.item.bytes(frame_count_);
    // The end of the last frame must be a place in a file.
    constexpr std::uint64_t farthest = std::uint64_t{1} << 62;
    std::size_t whole = frame_bytes_;
    if (!checked_mul(whole, all[0], whole) || whole > farthest || layout_.offset > farthest - whole)
      where_.fail(error_kind::limit, "an array of shape " + shape_text(all, all.size()) +
                                         " at byte " + to_text(layout_.offset) +
                                         " ends beyond any file");
    if (layout_.fortran_order && !file_.is_regular())
      where_.fail(error_kind::parameter,
                  "a stack in Fortran order from a pipe, where frames lie across the whole array; "
                  "expected C order or a file");
    static_cast<void>(frame_at(this, 1)); // throws where no view can be
  }

  /// The type of what `read` gives: float32 for bfloat16, and for float16 where the compiler has no
  /// such type.
  [[nodiscard]] dtype type() const noexcept {
    return npy_read_type(layout_.item.type);
  }
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept { return layout_.extents; }
  [[nodiscard]] const std::string& path() const noexcept { return where_.path; }
  [[nodiscard]] std::size_t size() const noexcept { return layout_.extents[0]; }

  /// Frames whose bytes are all there, as the file is now.
  [[nodiscard]] std::size_t complete() const {
    if (!file_.is_regular()) return size();
    const std::uint64_t end = file_.size_now();
    const std::uint64_t have = end > layout_.offset ? end - layout_.offset : 0;
    if (frame_bytes_ == 0) return size();
    if (layout_.fortran_order) return have / frame_bytes_ >= size() ? size() : 0;
    return static_cast<std::size_t>(std::min<std::uint64_t>(size(), have / frame_bytes_));
  }

  /// Frame t, valid until the next is read.
  [[nodiscard]] any_view read(std::size_t t) {
    if (t >= size())
      where_.fail(error_kind::parameter, "frame " + to_text(t) + " of an array of shape " +
                                             shape_text(extents(), extents().size()) +
                                             "; expected 0 to " + to_text(size() - 1));
    const std::size_t at = layout_.fortran_order ? read_block(t) : read_contiguous(t);
    return frame_at(bytes_.data() + at * size_of(bytes_.size()),
                    layout_.fortran_order ? block_ : 1);
  }

private:
  /// Bytes of an element of `bytes_`, of which a float16 may have become twice as many.
  [[nodiscard]] std::size_t size_of(std::size_t bytes) const noexcept {
    const std::size_t elements = frame_count_ * (layout_.fortran_order ? block_ : 1);
    return elements == 0 ? 0 : bytes / elements;
  }

  /// \param innermost elements from one to the next along the contiguous axis.
  [[nodiscard]] any_view frame_at(const void* data, std::size_t innermost) const {
    return contiguous_view({type(),
                            data,
                            std::span<const std::size_t>(extents()).subspan(1),
                            layout_.fortran_order,
                            {},
                            innermost});
  }

  [[noreturn]] void refuse_end(std::size_t t) const {
    const std::uint64_t end = file_.is_regular() ? file_.size_now() : 0;
    const std::string have =
        file_.is_regular() ? to_text(end > layout_.offset ? end - layout_.offset : 0) : "fewer";
    where_.fail(error_kind::format, "truncated: " + have + " bytes of data; expected " +
                                        to_text(frame_bytes_ * size()) + " for shape " +
                                        shape_text(extents(), extents().size()) + " of " +
                                        name_of(layout_.item.type) + "; frame " + to_text(t) +
                                        " is not whole");
  }

  std::size_t read_contiguous(std::size_t t) {
    buffer<std::uint8_t> bytes = std::move(bytes_);
    if (bytes.size() != frame_bytes_) bytes = allocate(frame_bytes_, where_);
    std::size_t have = 0;
    if (file_.is_regular()) {
      have = file_.read_at(layout_.offset + std::uint64_t{t} * frame_bytes_, bytes.data(),
                           frame_bytes_);
    } else {
      if (t != next_)
        where_.fail(error_kind::parameter, "frame " + to_text(t) + " of a pipe of which frame " +
                                               to_text(next_) +
                                               " comes next; expected each once, in order");
      have = file_.read(bytes.data(), frame_bytes_);
    }
    if (have < frame_bytes_) refuse_end(t);
    next_ = t + 1;
    bytes_ = as_elements(std::move(bytes), layout_.item, where_);
    return 0;
  }

  /// As many frames around t as fit in a block: in Fortran order those of one place stand
  /// together.
  std::size_t read_block(std::size_t t) {
    constexpr std::size_t block_bytes = std::size_t{64} << 20;
    if (block_ != 0 && t / block_ == block_index_) return t % block_;
    if (block_ == 0)
      block_ =
          std::clamp<std::size_t>(block_bytes / std::max<std::size_t>(frame_bytes_, 1), 1, size());
    const std::size_t first = t / block_ * block_;
    const std::size_t here = std::min(block_, size() - first);
    const std::size_t item = layout_.item.size;
    block_index_ = static_cast<std::size_t>(-1);
    buffer<std::uint8_t> bytes = std::move(bytes_);
    if (bytes.size() != block_ * frame_bytes_) bytes = allocate(block_ * frame_bytes_, where_);
    const auto take = [&](std::uint64_t element, std::size_t place, std::size_t size) {
      if (file_.read_at(layout_.offset + element * item, bytes.data() + place, size) < size)
        refuse_end(t);
    };
    if (here == size()) {
      take(0, 0, here * frame_bytes_);
    } else {
      for (std::size_t i = 0; i < frame_count_; ++i)
        take(std::uint64_t{i} * size() + first, i * block_ * item, here * item);
      // What is behind the last frame is never looked at, but is turned around like the rest.
      if (here < block_)
        for (std::size_t i = 0; i < frame_count_; ++i)
          std::memset(bytes.data() + (i * block_ + here) * item, 0, (block_ - here) * item);
    }
    bytes_ = as_elements(std::move(bytes), layout_.item, where_);
    block_index_ = t / block_;
    return t % block_;
  }

  input_file file_;
  location where_;
  frame_layout layout_;
  std::size_t frame_count_ = 0; // elements
  std::size_t frame_bytes_ = 0;
  buffer<std::uint8_t> bytes_;
  std::size_t next_ = 0;        // frame of a pipe
  std::size_t block_ = 0;       // frames in `bytes_`, in Fortran order
  std::size_t block_index_ = 0; // which block it is
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

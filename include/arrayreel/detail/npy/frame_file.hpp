// A file or pipe of arrays that is read frame by frame.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
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
#include "appended.hpp"
#include "format.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How a file stores a stack of frames.
struct frame_layout {
  npy_item item;
  std::vector<std::size_t> extents; ///< the first is the number of frames
  bool fortran_order = false;
  std::uint64_t offset = 0;      ///< of the first element, in bytes
  bool array_is_a_frame = false; ///< the arrays of the file have no axis for the frames
  std::optional<std::string> field{}; ///< which field of structures is read
};

/// What may follow the frames of the layout.
enum class after_frames : unsigned char {
  nothing,
  arrays, ///< further .npy arrays, appended to the first
  frames  ///< more frames, until the pipe ends
};

/// Reads bytes in order from any position of a regular file.
class file_part_reader final : public byte_reader {
public:
  file_part_reader(const input_file& file, std::uint64_t offset)
      : file_(file), where_{file.path(), {}}, offset_(offset), left_(file.size() - offset) {}

  std::size_t read(std::uint8_t* out, std::size_t size) override {
    const std::size_t n = file_.read_at(offset_, out, size);
    offset_ += n;
    left_ -= std::min<std::uint64_t>(left_, n);
    return n;
  }
  [[nodiscard]] std::uint64_t offset() const noexcept { return offset_; }
  [[nodiscard]] std::uint64_t left() const noexcept override { return left_; }
  [[nodiscard]] std::uint64_t justified() const noexcept override { return left_; }
  [[nodiscard]] const location& where() const noexcept override { return where_; }

private:
  const input_file& file_;
  location where_;
  std::uint64_t offset_;
  std::uint64_t left_;
};

/// The frames of a file. The file is read instead of mapped into memory: if another program
/// shortens a mapped file, the process that reads it is killed.
class frame_file {
public:
  /// \param file if it is a pipe, at its first element.
  /// \throws error (parameter) if the array has no frames, (limit) if a frame does not fit in
  /// memory.
  frame_file(input_file file, frame_layout layout, after_frames after = after_frames::nothing)
      : file_(std::move(file)), where_{file_.path(), {}}, extents_(std::move(layout.extents)),
        field_(std::move(layout.field)), array_is_a_frame_(layout.array_is_a_frame), after_(after) {
    const std::vector<std::size_t>& all = extents_;
    const bool unknown = after == after_frames::frames;
    if (all.size() < 2 || all.size() > max_rank + 1 || (all[0] == 0 && !unknown))
      where_.fail(error_kind::parameter, "an array of shape " + shape_text(all, all.size()) +
                                             " is no stack of frames; expected 1 or more frames "
                                             "of 1 to " +
                                             to_text(max_rank) + " axes");
    std::size_t bytes = layout.item.size;
    for (std::size_t i = 1; i < all.size(); ++i)
      if (!checked_mul(bytes, std::max<std::size_t>(all[i], 1), bytes) || bytes > max_bytes)
        where_.fail(error_kind::limit, "frames of shape " + shape_text(all, all.size()) +
                                           " without the first axis, "
                                           "of " +
                                           to_text(layout.item.size) +
                                           "-byte elements, are larger than any memory");
    frame_count_ = 1;
    for (std::size_t i = 1; i < all.size(); ++i) frame_count_ *= all[i];
    run_ = run_of(layout.item, layout.fortran_order, layout.offset, all[0], 0);
    runs_ = {run_};
    static_cast<void>(frame_at(this, 1)); // throws if there can be no view
    if (after == after_frames::nothing) return;
    if (!file_.is_regular()) {
      if (unknown && !has(0))
        where_.fail(error_kind::format,
                    "holds no frame; expected 1 or more of shape " + text_of(frame_extents()));
      return;
    }
    after_ = after_frames::nothing;
    find_arrays();
  }

  /// The type in which `read` returns the first frame: float32 for bfloat16, and for float16 if the
  /// compiler does not have it.
  [[nodiscard]] dtype type() const noexcept { return npy_read_type(runs_.front().item.type); }
  /// The number of arrays that contain the frames; for a pipe those known so far.
  [[nodiscard]] std::size_t arrays() const noexcept { return arrays_; }
  /// Whether all frames are known to have this type.
  [[nodiscard]] bool has_one_type() const noexcept {
    for (const array_run& r : runs_)
      if (r.item.type != runs_.front().item.type) return false;
    return after_ != after_frames::arrays;
  }
  /// The number of frames; for a pipe those known so far.
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept { return extents_; }
  [[nodiscard]] const std::string& path() const noexcept { return where_.path; }
  [[nodiscard]] std::size_t size() const noexcept { return extents_[0]; }

  [[nodiscard]] bool can_go_back() const noexcept { return file_.is_regular(); }

  /// Whether frame t exists. For a pipe, waits until it arrives or the pipe ends.
  /// \throws error (parameter) if frames of a pipe are skipped; (format) if an array arrives that
  /// has other frames or cannot be read.
  [[nodiscard]] bool has(std::size_t t) {
    while (t >= size() && after_ != after_frames::nothing) look_further();
    return t < size();
  }

  /// The number of complete frames that the file has now.
  [[nodiscard]] std::size_t complete() const {
    if (!file_.is_regular()) return size();
    const std::uint64_t end = file_.size_now();
    std::size_t whole = 0;
    for (const array_run& r : runs_) {
      const std::uint64_t have = end > r.offset ? end - r.offset : 0;
      const std::uint64_t all = bytes_of(r);
      std::size_t arrays = have < all ? 0 : 1;
      if (arrays != 0 && r.arrays > 1)
        arrays = static_cast<std::size_t>(
            std::min<std::uint64_t>(r.arrays, (have - all) / r.distance + 1));
      whole += arrays * r.frames;
      if (arrays == r.arrays) continue;
      // In Fortran order the elements of each frame are spread over the whole array.
      const std::uint64_t begin = r.distance * arrays;
      if (have > begin && (!r.fortran_order || r.frames == 1))
        whole += to_size((have - begin) / (all / r.frames));
      break;
    }
    return whole;
  }

  /// Frame t, valid until the next is read.
  [[nodiscard]] any_view read(std::size_t t) {
    if (!has(t))
      where_.fail(error_kind::parameter, "frame " + to_text(t) + " of an array of shape " +
                                             shape_text(extents(), extents().size()) +
                                             "; expected 0 to " + to_text(size() - 1));
    if (refusal_ && t == size() - 1) throw *refusal_;
    const std::size_t in_array = go_to(t);
    const bool block = is_block();
    const std::size_t at = block ? read_block(t, in_array) : read_contiguous(t, in_array);
    return frame_at(bytes_.data() + at * size_of(bytes_.size()), block ? block_ : 1);
  }

private:
  /// Arrays with the same type and shape that are equally far apart in the file.
  struct array_run {
    npy_item item;
    bool fortran_order;
    std::uint64_t offset;   // of the first element of the first array
    std::uint64_t distance; // from there to that of the next
    std::size_t arrays;
    std::size_t frames; // of each array
    std::size_t first;  // its first frame
  };

  [[nodiscard]] array_run run_of(const npy_item& item, bool fortran_order, std::uint64_t offset,
                                 std::size_t frames, std::size_t first) const {
    // The end of the last frame must be a valid file position.
    constexpr std::uint64_t farthest = std::uint64_t{1} << 62;
    std::size_t whole = frame_count_ / std::max<std::size_t>(item.field_count, 1);
    const bool counts = checked_mul(whole, item.size, whole) && checked_mul(whole, frames, whole);
    const std::uint64_t bytes = whole;
    if (!counts || bytes > farthest || offset > farthest - bytes)
      where_.fail(error_kind::limit, "an array of shape " + array_text(frames) + " at byte " +
                                         to_text(offset) + " ends beyond any file");
    if (fortran_order && (frames > 1 || after_ == after_frames::frames) && !file_.is_regular())
      where_.fail(error_kind::parameter,
                  "a stack in Fortran order from a pipe, where frames lie across the whole array; "
                  "expected C order or a file");
    return {item, fortran_order, offset, 0, 1, frames, first};
  }
  [[nodiscard]] std::uint64_t bytes_of(const array_run& r) const noexcept {
    return std::uint64_t{r.item.bytes(frame_count_)} * r.frames;
  }

  [[nodiscard]] std::vector<std::size_t> frame_extents() const {
    return {extents_.begin() + 1, extents_.end()};
  }
  [[nodiscard]] static std::string text_of(const std::vector<std::size_t>& extents) {
    return shape_text(extents, extents.size());
  }
  /// The shape of an array with so many frames.
  [[nodiscard]] std::string array_text(std::size_t frames) const {
    std::vector<std::size_t> extents = extents_;
    extents[0] = frames;
    return text_of(array_is_a_frame_ ? frame_extents() : extents);
  }

  [[nodiscard]] npy_header next_header(byte_reader& in) const {
    npy_header header = read_npy_header(in);
    if (field_) select_npy_field(header, *field_, where_);
    return header;
  }

  /// How many frames an array after the first has.
  [[nodiscard]] std::size_t frames_in(const npy_header& header) const {
    const std::vector<std::size_t> frame = frame_extents();
    std::vector<std::size_t> has = header.extents;
    if (!header.item)
      where_.fail(error_kind::format, "frame " + to_text(size()) + ": " + npy_refusal(header));
    std::size_t frames = 1;
    if (!array_is_a_frame_ && has.size() == extents_.size()) {
      frames = has[0];
      has.erase(has.begin());
    }
    if (has != frame)
      where_.fail(error_kind::parameter,
                  "frame " + to_text(size()) + ": an array of shape " + text_of(header.extents) +
                      "; expected frames of shape " + text_of(frame) + " as before it");
    return frames;
  }

  /// Finds the arrays that were appended to a regular file.
  void find_arrays() {
    std::uint64_t end = run_.offset + bytes_of(run_);
    while (end < file_.size()) {
      std::uint8_t first = 0;
      if (file_.read_at(end, &first, 1) != 1 || !begins_npy(first)) return;
      try {
        file_part_reader in(file_, end);
        const npy_header header = next_header(in);
        const std::size_t frames = frames_in(header);
        const array_run next =
            run_of(*header.item, header.fortran_order, in.offset(), frames, size());
        append(next);
        ++arrays_;
        extents_[0] += frames;
        end = next.offset + bytes_of(next);
      } catch (const error& e) { // reported when that frame is read
        refusal_ = e;
        ++arrays_;
        ++extents_[0];
        return;
      }
    }
  }

  void append(const array_run& next) {
    array_run& last = runs_.back();
    const std::uint64_t from_last = next.offset - last.offset - last.distance * (last.arrays - 1);
    if (next.item.type == last.item.type && next.item.is_swapped == last.item.is_swapped &&
        next.item.size == last.item.size && next.item.field_offset == last.item.field_offset &&
        next.fortran_order == last.fortran_order && next.frames == last.frames &&
        (last.arrays == 1 || last.distance == from_last)) {
      last.distance = from_last;
      ++last.arrays;
    } else {
      runs_.push_back(next);
    }
  }

  /// Waits for the next array of a pipe and counts its frames.
  void look_further() {
    if (next_ < size())
      where_.fail(error_kind::parameter, "what comes behind frame " + to_text(size() - 1) +
                                             " of a pipe of which frame " + to_text(next_) +
                                             " comes next; expected each once, in order");
    const after_frames after = std::exchange(after_, after_frames::nothing);
    if (file_.at_end()) return;
    if (after == after_frames::arrays) {
      if (!begins_npy(file_.peek()[0])) return;
      file_reader in(file_);
      const npy_header header = next_header(in);
      const std::size_t frames = frames_in(header);
      runs_.resize(1, run_); // the first gives the type
      runs_.push_back(run_of(*header.item, header.fortran_order, 0, frames, size()));
      ++arrays_;
      extents_[0] += frames;
    } else {
      ++runs_.back().frames;
      ++extents_[0];
    }
    after_ = after;
  }

  /// Goes to the array that contains frame t. Returns the frame's place in it.
  std::size_t go_to(std::size_t t) {
    auto r =
        std::upper_bound(runs_.begin(), runs_.end(), t,
                         [](std::size_t frame, const array_run& run) { return frame < run.first; });
    --r;
    const std::size_t array = r->arrays == 1 ? 0 : (t - r->first) / r->frames;
    const std::uint64_t offset = r->offset + array * r->distance;
    if (offset != run_.offset || r->item.type != run_.item.type) block_ = 0;
    run_ = *r;
    run_.offset = offset;
    run_.first += array * r->frames;
    return t - run_.first;
  }

  [[nodiscard]] std::size_t frame_bytes() const noexcept { return run_.item.bytes(frame_count_); }
  /// Whether the elements of a frame are spread over the whole array.
  [[nodiscard]] bool is_block() const noexcept { return run_.fortran_order && run_.frames > 1; }

  /// Bytes of a frame in `bytes_` (of one element, for a block). A float16 may have become twice as
  /// long.
  [[nodiscard]] std::size_t size_of(std::size_t bytes) const noexcept {
    const std::size_t elements = frame_count_ * (is_block() ? block_ : 1);
    return elements == 0 ? 0 : bytes / elements;
  }

  /// \param innermost distance in elements along the contiguous axis.
  [[nodiscard]] any_view frame_at(const void* data, std::size_t innermost) const {
    return contiguous_view({npy_read_type(run_.item.type),
                            data,
                            std::span<const std::size_t>(extents()).subspan(1),
                            run_.fortran_order,
                            {},
                            innermost});
  }

  /// \param have how many bytes of the frame arrived through a pipe.
  [[noreturn]] void refuse_end(std::size_t t, std::size_t have) const {
    if (after_ == after_frames::frames || (array_is_a_frame_ && !file_.is_regular()))
      where_.fail(error_kind::format, "truncated: frame " + to_text(t) + " has " + to_text(have) +
                                          " bytes; expected " + to_text(frame_bytes()));
    const std::uint64_t end = file_.is_regular() ? file_.size_now() : 0;
    const std::string there =
        file_.is_regular() ? to_text(end > run_.offset ? end - run_.offset : 0) : "fewer";
    where_.fail(error_kind::format, "truncated: " + there + " bytes of data; expected " +
                                        to_text(bytes_of(run_)) + " for shape " +
                                        array_text(run_.frames) + " of " + name_of(run_.item.type) +
                                        "; frame " + to_text(t) + " is not whole");
  }

  /// \param in_array the frame's place in its array
  std::size_t read_contiguous(std::size_t t, std::size_t in_array) {
    const std::size_t size = frame_bytes();
    buffer<std::uint8_t> bytes = std::move(bytes_);
    if (bytes.size() != size) bytes = allocate(size, where_);
    std::size_t have = 0;
    if (file_.is_regular()) {
      have = file_.read_at(run_.offset + std::uint64_t{in_array} * size, bytes.data(), size);
    } else {
      if (t != next_)
        where_.fail(error_kind::parameter, "frame " + to_text(t) + " of a pipe of which frame " +
                                               to_text(next_) +
                                               " comes next; expected each once, in order");
      have = file_.read(bytes.data(), size);
    }
    if (have < size) refuse_end(t, have);
    next_ = t + 1;
    bytes_ = as_elements(std::move(bytes), run_.item, where_);
    return 0;
  }

  /// Reads as many frames around it as fit in a block: in Fortran order, the elements of one place
  /// are contiguous.
  /// \param in_array the frame's place in its array
  std::size_t read_block(std::size_t t, std::size_t in_array) {
    constexpr std::size_t block_bytes = std::size_t{64} << 20;
    const std::size_t all = run_.frames;
    if (block_ != 0 && in_array / block_ == block_index_) return in_array % block_;
    if (block_ == 0)
      block_ =
          std::clamp<std::size_t>(block_bytes / std::max<std::size_t>(frame_bytes(), 1), 1, all);
    const std::size_t first = in_array / block_ * block_;
    const std::size_t here = std::min(block_, all - first);
    const std::size_t item = run_.item.size;
    block_index_ = static_cast<std::size_t>(-1);
    buffer<std::uint8_t> bytes = std::move(bytes_);
    if (bytes.size() != block_ * frame_bytes()) bytes = allocate(block_ * frame_bytes(), where_);
    const auto take = [&](std::uint64_t element, std::size_t place, std::size_t size) {
      if (file_.read_at(run_.offset + element * item, bytes.data() + place, size) < size)
        refuse_end(t, 0);
    };
    if (here == all) {
      take(0, 0, here * frame_bytes());
    } else {
      for (std::size_t i = 0; i < frame_count_; ++i)
        take(std::uint64_t{i} * all + first, i * block_ * item, here * item);
      // The elements after the last frame are not used; they are only converted with the rest.
      if (here < block_)
        for (std::size_t i = 0; i < frame_count_; ++i)
          std::memset(bytes.data() + (i * block_ + here) * item, 0, (block_ - here) * item);
    }
    bytes_ = as_elements(std::move(bytes), run_.item, where_);
    block_index_ = in_array / block_;
    return in_array % block_;
  }

  input_file file_;
  location where_;
  std::vector<std::size_t> extents_; // of the whole
  std::optional<std::string> field_;
  bool array_is_a_frame_;
  after_frames after_;
  std::size_t frame_count_ = 0; // elements
  std::vector<array_run> runs_; // of a pipe the first and the last
  std::size_t arrays_ = 1;
  array_run run_{};              // the array that is read
  std::optional<error> refusal_; // of the last frame
  buffer<std::uint8_t> bytes_;
  std::size_t next_ = 0;        // frame of a pipe
  std::size_t block_ = 0;       // frames in `bytes_`, in Fortran order
  std::size_t block_index_ = 0; // which block it is
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

// Reading the frames of .npy and raw files.
#pragma once

#include <algorithm>

#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/io/byte_reader.hpp"
#include "detail/io/input_file.hpp"
#include "detail/npy/appended.hpp"
#include "detail/npy/format.hpp"
#include "detail/npy/frame_file.hpp"
#include "error.hpp"
#include "npy_frames.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// \param field of structured elements; none: they are numbers.
[[nodiscard]] inline frame_file* open_npy_frames(input_file file, const std::string* field,
                                                 axes layout_of_all) {
  file_reader in(file);
  npy_header header = read_npy_header(in);
  if (field != nullptr) select_npy_field(header, *field, in.where());
  if (!header.item) in.where().fail(error_kind::format, npy_refusal(header));
  frame_layout layout{*header.item, std::move(header.extents), header.fortran_order, in.taken()};
  // A regular file shows whether another array follows; of a pipe it is not known yet.
  bool several = !file.is_regular();
  if (!several) {
    const std::size_t bytes = npy_data_size(header, in.where());
    std::uint8_t next = 0;
    several = bytes < file.size() - layout.offset &&
              file.read_at(layout.offset + bytes, &next, 1) == 1 && begins_npy(next);
  }
  if (several && is_one_frame(layout.extents, layout_of_all)) {
    layout.extents.insert(layout.extents.begin(), 1);
    layout.array_is_a_frame = true;
  }
  if (field != nullptr) layout.field = *field;
  return new frame_file(std::move(file), std::move(layout),
                        several ? after_frames::arrays : after_frames::nothing);
}

/// How many frames a raw file holds.
[[nodiscard]] inline std::size_t raw_frames_in(const input_file& file, const frame_layout& layout,
                                               const location& where) {
  std::size_t frame = layout.item.size;
  for (std::size_t i = 1; i < layout.extents.size(); ++i)
    if (!checked_mul(frame, layout.extents[i], frame))
      where.fail(error_kind::limit, "frames that are larger than any memory");
  const std::uint64_t have = file.size() > layout.offset ? file.size() - layout.offset : 0;
  if (frame == 0 || have == 0 || have % frame != 0)
    where.fail(error_kind::format, "holds " + to_text(have) + " bytes behind byte " +
                                       to_text(layout.offset) + "; expected whole frames of " +
                                       to_text(frame) + " bytes");
  if (have / frame > max_bytes)
    where.fail(error_kind::limit, "holds " + to_text(have / frame) + " frames of " +
                                      to_text(frame) + " bytes, more than can be counted");
  return to_size(have / frame);
}

/// Reads what is before the first element of a pipe.
inline void skip_bytes(input_file& file, std::uint64_t count, const location& where) {
  std::vector<std::uint8_t> skipped(
      static_cast<std::size_t>(std::min<std::uint64_t>(count, std::uint64_t{1} << 16)));
  for (std::uint64_t left = count; left > 0;) {
    const std::size_t n = file.read(
        skipped.data(), static_cast<std::size_t>(std::min<std::uint64_t>(left, skipped.size())));
    if (n == 0)
      where.fail(error_kind::format,
                 "ends before byte " + to_text(count) + ", where the elements begin");
    left -= n;
  }
}

[[nodiscard]] inline frame_file* open_raw_frames(input_file file, const raw_layout& layout) {
  const location where{file.path(), {}};
  frame_layout result{npy_item_of(layout.type, layout.big_endian), layout.extents,
                      layout.fortran_order, layout.offset};
  const bool counted = result.extents.empty() || result.extents[0] != 0;
  if (!counted && file.is_regular()) result.extents[0] = raw_frames_in(file, result, where);
  if (!file.is_regular()) skip_bytes(file, layout.offset, where);
  const bool open = !counted && !file.is_regular();
  return new frame_file(std::move(file), std::move(result),
                        open ? after_frames::frames : after_frames::nothing);
}

} // namespace detail

ARRAYREEL_INLINE npy_frames::npy_frames(const std::string& path, axes layout)
    : frames_(detail::open_npy_frames(detail::input_file(path), nullptr, layout)) {}

ARRAYREEL_INLINE npy_frames::npy_frames(detail::input_file&& file, axes layout)
    : frames_(detail::open_npy_frames(std::move(file), nullptr, layout)) {}

ARRAYREEL_INLINE npy_frames npy_frames::of_field(const std::string& path, const std::string& field,
                                                 axes layout) {
  return npy_frames(detail::open_npy_frames(detail::input_file(path), &field, layout));
}

ARRAYREEL_INLINE npy_frames::npy_frames(const std::string& path, const raw_layout& layout)
    : npy_frames(detail::input_file(path), layout) {}

ARRAYREEL_INLINE npy_frames::npy_frames(detail::input_file&& file, const raw_layout& layout)
    : frames_(detail::open_raw_frames(std::move(file), layout)) {}

ARRAYREEL_INLINE npy_frames::~npy_frames() { delete frames_; }

ARRAYREEL_INLINE dtype npy_frames::type() const noexcept { return frames_->type(); }
ARRAYREEL_INLINE bool npy_frames::can_go_back() const noexcept { return frames_->can_go_back(); }
ARRAYREEL_INLINE std::size_t npy_frames::arrays() const noexcept { return frames_->arrays(); }
ARRAYREEL_INLINE bool npy_frames::has_one_type() const noexcept { return frames_->has_one_type(); }
ARRAYREEL_INLINE const std::vector<std::size_t>& npy_frames::extents() const noexcept {
  return frames_->extents();
}
ARRAYREEL_INLINE const std::string& npy_frames::path() const noexcept { return frames_->path(); }
ARRAYREEL_INLINE std::size_t npy_frames::size() const noexcept { return frames_->size(); }
ARRAYREEL_INLINE bool npy_frames::has(std::size_t t) { return frames_->has(t); }
ARRAYREEL_INLINE std::size_t npy_frames::complete() const { return frames_->complete(); }
ARRAYREEL_INLINE any_view npy_frames::read(std::size_t t) { return frames_->read(t); }

} // namespace arrayreel::ARRAYREEL_ABI

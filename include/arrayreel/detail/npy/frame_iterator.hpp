// Going through frames that are read one by one, as often as one likes.
#pragma once

#include <cstddef>
#include <span> // and the tags of iterators, whose own header is heavy

#include "../../any_view.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A forward iterator over `frames.read(0)`, `frames.read(1)`…, each valid until the next is read.
/// (Not a view of the standard's, with which clang++ 14 does not get along.)
template <class Frames> class frame_iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::forward_iterator_tag;
  using value_type = any_view;
  using difference_type = std::ptrdiff_t;
  using reference = any_view;
  using pointer = void;

  frame_iterator() = default;
  frame_iterator(Frames& frames, std::size_t index) : frames_(&frames), index_(index) {}

  any_view operator*() const { return frames_->read(index_); }
  frame_iterator& operator++() {
    ++index_;
    return *this;
  }
  frame_iterator operator++(int) {
    const frame_iterator before = *this;
    ++index_;
    return before;
  }
  friend bool operator==(const frame_iterator&, const frame_iterator&) = default;

private:
  Frames* frames_ = nullptr;
  std::size_t index_ = 0;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// Iterates over frames that are read one by one, as often as needed.
#pragma once

#include <cstddef>
#include <span> // and the tags of iterators, whose own header is heavy

#include "../../any_view.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A forward iterator over `frames.read(0)`, `frames.read(1)`, … to the last. Each frame is valid
/// until the next is read. (It is not one of the standard's views, because clang++ 14 cannot
/// compile these.)
template <class Frames> class frame_iterator {
public:
  using iterator_category = std::input_iterator_tag;
  using iterator_concept = std::forward_iterator_tag;
  using value_type = any_view;
  using difference_type = std::ptrdiff_t;
  using reference = any_view;
  using pointer = void;

  frame_iterator() = default;
  static constexpr std::size_t end_index = static_cast<std::size_t>(-1);

  frame_iterator(Frames& frames, std::size_t index) : frames_(&frames), index_(index) { arrive(); }

  any_view operator*() const { return frames_->read(index_); }
  frame_iterator& operator++() {
    ++index_;
    arrive();
    return *this;
  }
  frame_iterator operator++(int) {
    const frame_iterator before = *this;
    ++*this;
    return before;
  }
  friend bool operator==(const frame_iterator&, const frame_iterator&) = default;

private:
  void arrive() {
    if (index_ != end_index && !is_there()) index_ = end_index;
  }
  [[nodiscard]] bool is_there() const {
    if constexpr (requires { frames_->has(index_); })
      return frames_->has(index_);
    else
      return index_ < frames_->size();
  }

  Frames* frames_ = nullptr;
  std::size_t index_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

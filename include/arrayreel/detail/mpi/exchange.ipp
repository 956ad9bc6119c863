// Messages that are under way.
#pragma once

#include "exchange.hpp"

#include <algorithm>
#include <memory>

namespace arrayreel::ARRAYREEL_ABI::detail {

// MPI counts in int.
inline constexpr std::size_t largest_message = std::size_t{1} << 30;

ARRAYREEL_INLINE void transfers::send(int to, int tag, std::span<const std::uint8_t> bytes) {
  while (!bytes.empty()) {
    const std::size_t part = std::min(bytes.size(), largest_message);
    requests_.push_back(MPI_REQUEST_NULL);
    check_mpi(MPI_Isend(bytes.data(), static_cast<int>(part), MPI_BYTE, to, tag, ranks_.get(),
                        &requests_.back()),
              "MPI_Isend");
    bytes = bytes.subspan(part);
  }
}

ARRAYREEL_INLINE void transfers::receive(int from, int tag, std::span<std::uint8_t> to) {
  while (!to.empty()) {
    const std::size_t part = std::min(to.size(), largest_message);
    requests_.push_back(MPI_REQUEST_NULL);
    check_mpi(MPI_Irecv(to.data(), static_cast<int>(part), MPI_BYTE, from, tag, ranks_.get(),
                        &requests_.back()),
              "MPI_Irecv");
    to = to.subspan(part);
  }
}

ARRAYREEL_INLINE void transfers::wait() {
  // One by one: their number may be beyond int, and the slowest decides anyway.
  for (MPI_Request& r : requests_) check_mpi(MPI_Wait(&r, MPI_STATUS_IGNORE), "MPI_Wait");
  requests_.clear();
}

ARRAYREEL_INLINE bool transfers::done() {
  while (!requests_.empty()) {
    int flag = 0;
    check_mpi(MPI_Test(&requests_.back(), &flag, MPI_STATUS_IGNORE), "MPI_Test");
    if (flag == 0) return false;
    requests_.pop_back();
  }
  return true;
}

ARRAYREEL_INLINE transfers::~transfers() {
  // MPI may still write to the memory of who made them.
  for (MPI_Request& r : requests_) MPI_Wait(&r, MPI_STATUS_IGNORE);
}

/// A message with its memory. The transfers end before the memory does.
struct outbox::letter {
  explicit letter(const communicator& ranks) noexcept : under_way(ranks) {}
  std::vector<std::uint8_t> bytes;
  transfers under_way;
};

ARRAYREEL_INLINE outbox::~outbox() {
  for (letter* l : on_their_way_) delete l;
  delete open_;
}

ARRAYREEL_INLINE outbox::letter* outbox::finished() {
  for (auto l = on_their_way_.begin(); l != on_their_way_.end(); ++l)
    if ((*l)->under_way.done()) {
      letter* const found = *l;
      on_their_way_.erase(l);
      return found;
    }
  return nullptr;
}

ARRAYREEL_INLINE void outbox::wait_for_oldest() { on_their_way_.front()->under_way.wait(); }

ARRAYREEL_INLINE std::span<std::uint8_t> outbox::message(std::size_t bytes) {
  // The memory of a message that is gone serves the next.
  while (open_ == nullptr) {
    if (letter* const free = finished()) {
      held_ -= free->bytes.size();
      if (free->bytes.size() >= bytes || held_ + bytes <= most_ || on_their_way_.empty())
        open_ = free;
      else
        delete free;
    } else if (on_their_way_.empty() || held_ + bytes <= most_) {
      open_ = new letter(ranks_);
    } else {
      wait_for_oldest();
    }
  }
  if (open_->bytes.size() < bytes) open_->bytes = std::vector<std::uint8_t>(bytes);
  return {open_->bytes.data(), bytes};
}

ARRAYREEL_INLINE void outbox::send(int to, int tag, std::size_t bytes) {
  on_their_way_.push_back(open_);
  open_ = nullptr;
  held_ += on_their_way_.back()->bytes.size();
  on_their_way_.back()->under_way.send(to, tag, {on_their_way_.back()->bytes.data(), bytes});
}

ARRAYREEL_INLINE void outbox::wait() {
  while (!on_their_way_.empty()) {
    wait_for_oldest();
    delete on_their_way_.front();
    on_their_way_.erase(on_their_way_.begin());
  }
  held_ = 0;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

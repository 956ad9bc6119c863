// Bytes from rank to rank while both go on: sends and receives of any size.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "communicator.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Sends and receives that are under way. Messages between two ranks with one tag arrive in order.
/// The bytes must stay where they are until `wait()`; what is still under way when the object ends
/// is waited for.
class ARRAYREEL_API transfers {
public:
  explicit transfers(const communicator& ranks) noexcept : ranks_(ranks) {}
  transfers(const transfers&) = delete;
  transfers& operator=(const transfers&) = delete;
  ~transfers();

  /// Starts to send bytes, none of which may change before `wait()`. Sizes are the same on both
  /// sides; nothing is sent for none.
  void send(int to, int tag, std::span<const std::uint8_t> bytes);
  void receive(int from, int tag, std::span<std::uint8_t> to);

  /// Waits until all are done.
  void wait();
  /// Whether all are done.
  [[nodiscard]] bool done();
  [[nodiscard]] bool empty() const noexcept { return requests_.empty(); }

private:
  const communicator& ranks_;
  std::vector<MPI_Request> requests_;
};

/// Memory for messages that are on their way, of at most so many bytes (and one message): a message
/// is written into a piece of it, and the oldest is waited for when there is no room.
class ARRAYREEL_API outbox {
public:
  /// \param most bytes
  outbox(const communicator& ranks, std::size_t most) noexcept : ranks_(ranks), most_(most) {}
  outbox(const outbox&) = delete;
  outbox& operator=(const outbox&) = delete;
  ~outbox();

  /// Memory for a message, until `send`.
  /// \throws std::bad_alloc
  [[nodiscard]] std::span<std::uint8_t> message(std::size_t bytes);
  /// Sends the first `bytes` of that memory.
  void send(int to, int tag, std::size_t bytes);
  /// Waits until all messages are gone.
  void wait();

private:
  struct letter;

  [[nodiscard]] letter* finished();
  void wait_for_oldest();

  const communicator& ranks_;
  std::size_t most_;
  std::size_t held_ = 0;
  std::vector<letter*> on_their_way_; // the oldest first
  letter* open_ = nullptr;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "exchange.ipp"
#endif

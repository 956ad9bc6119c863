// Reads bytes in order, from any source, with a bound on how many can follow. The bound limits
// memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <limits>
#include <span>
#include <string>
#include <utility>

#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What a message is about: a file (empty for bytes in memory) and a member of an archive (empty
/// outside one).
struct location {
  std::string path;
  std::string member;

  [[noreturn]] ARRAYREEL_API void fail(error_kind kind, const std::string& message) const;
};

/// Reads bytes in order.
class ARRAYREEL_API byte_reader {
public:
  /// `left()` of a pipe.
  static constexpr std::uint64_t unknown = std::numeric_limits<std::uint64_t>::max();

  byte_reader() = default;
  byte_reader(const byte_reader&) = delete;
  byte_reader& operator=(const byte_reader&) = delete;
  virtual ~byte_reader() = default;

  /// Reads `size` bytes, or as many as are left, and returns their number.
  virtual std::size_t read(std::uint8_t* out, std::size_t size) = 0;
  /// At most so many bytes follow.
  [[nodiscard]] virtual std::uint64_t left() const noexcept = 0;
  /// How much memory may be reserved before a byte is read, according to the size of the source.
  [[nodiscard]] virtual std::uint64_t justified() const noexcept = 0;
  [[nodiscard]] virtual const location& where() const noexcept = 0;
};

/// Allocates memory; the error says for what.
[[nodiscard]] ARRAYREEL_API buffer<std::uint8_t> allocate(std::uint64_t size,
                                                          const location& where);

/// Reads exactly `size` bytes. If the size of the file does not justify reserving the memory at
/// once, it grows as bytes arrive. An early end is an error that says what was cut off.
[[nodiscard]] ARRAYREEL_API buffer<std::uint8_t> read_exactly(byte_reader& in, std::uint64_t size,
                                                              const char* what);

/// Reads bytes of the caller's, who keeps them alive.
class ARRAYREEL_API memory_reader final : public byte_reader {
public:
  memory_reader(std::span<const std::uint8_t> bytes, location where)
      : bytes_(bytes), where_(std::move(where)) {}

  std::size_t read(std::uint8_t* out, std::size_t size) override;
  [[nodiscard]] std::uint64_t left() const noexcept override { return bytes_.size(); }
  [[nodiscard]] std::uint64_t justified() const noexcept override { return bytes_.size(); }
  [[nodiscard]] const location& where() const noexcept override { return where_; }

private:
  std::span<const std::uint8_t> bytes_;
  location where_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "byte_reader.ipp"
#endif

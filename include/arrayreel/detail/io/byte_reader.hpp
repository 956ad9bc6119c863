// Bytes in order, from wherever, with a bound on how many can follow: memory grows by that bound.
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

/// What a message is about: a file (none for bytes in memory) and a member of an archive (none
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
  /// No more bytes than these follow.
  [[nodiscard]] virtual std::uint64_t left() const noexcept = 0;
  /// How much memory may be set aside before a byte is read, by the size of what holds them.
  [[nodiscard]] virtual std::uint64_t justified() const noexcept = 0;
  [[nodiscard]] virtual const location& where() const noexcept = 0;
};

/// Allocates, or says what could not be.
[[nodiscard]] ARRAYREEL_API buffer<std::uint8_t> allocate(std::uint64_t size,
                                                          const location& where);

/// Reads exactly `size` bytes. Where the size of the file does not justify the memory at once, it
/// grows as bytes arrive. An end before that is an error that says what it cut.
[[nodiscard]] ARRAYREEL_API buffer<std::uint8_t> read_exactly(byte_reader& in, std::uint64_t size,
                                                              const char* what);

/// Bytes that the caller keeps alive.
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

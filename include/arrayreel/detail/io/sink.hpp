// Where the bytes of a medium go.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "byte_function.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Takes bytes in order; throws where it cannot.
class sink {
public:
  sink() = default;
  sink(const sink&) = delete;
  sink& operator=(const sink&) = delete;
  virtual ~sink() = default;

  virtual void write(std::span<const std::uint8_t> bytes) = 0;
  /// All bytes have been written: makes them last.
  virtual void commit() = 0;
  /// About so many bytes follow.
  virtual void expect(std::size_t) {}
};

/// A sink whose bytes can be overwritten and read back, where it is seekable.
class random_access_sink : public sink {
public:
  [[nodiscard]] virtual bool seekable() const noexcept = 0;
  /// Where the next write goes, from the beginning, at most the present size.
  virtual void seek(std::uint64_t position) = 0;
  /// Everything written so far is with the operating system, where it has to do with it.
  virtual void flush_to_system() {}
  /// What stands at `position`: as much as there is of it.
  [[nodiscard]] virtual std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) = 0;
  /// What was written is of use even without its end.
  virtual void keep_unfinished() noexcept {}
};

/// Bytes to memory.
class memory_sink final : public sink {
public:
  void write(std::span<const std::uint8_t> bytes) override {
    bytes_.insert(bytes_.end(), bytes.begin(), bytes.end());
  }
  void commit() override {}
  void expect(std::size_t more) override {
    if (more < bytes_.max_size() - bytes_.size()) bytes_.reserve(bytes_.size() + more);
  }
  [[nodiscard]] std::vector<std::uint8_t> take() noexcept { return std::move(bytes_); }

private:
  std::vector<std::uint8_t> bytes_;
};

/// Bytes to a function of the user's.
class function_sink final : public sink {
public:
  explicit function_sink(byte_function_ref function) noexcept : function_(function) {}
  void write(std::span<const std::uint8_t> bytes) override {
    if (!function_.call(function_.function, bytes))
      refuse(error_kind::io, {"the sink took no more bytes"});
  }
  void commit() override {}

private:
  byte_function_ref function_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

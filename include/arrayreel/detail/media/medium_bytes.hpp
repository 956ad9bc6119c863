// A picture's or movie's file while it is read, and what is found in it.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/input_file.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What a file says of its picture or movie.
struct medium_facts {
  std::string mime{};
  std::uint64_t width = 0;
  std::uint64_t height = 0;
  double duration = 0;                                      // seconds
  std::vector<std::pair<std::string, std::string>> texts{}; // names and texts, UTF-8
  std::vector<double> times{};                              // of frames, in seconds
};

/// The bytes of a medium, in memory or in a file of any size.
class medium_bytes {
public:
  medium_bytes(std::span<const std::uint8_t> bytes, std::string path)
      : window_(bytes), size_(bytes.size()), path_(std::move(path)) {}
  explicit medium_bytes(const input_file& file)
      : file_(&file), size_(file.size()), path_(file.path()) {}
  medium_bytes(const medium_bytes&) = delete;
  medium_bytes& operator=(const medium_bytes&) = delete;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

  /// Up to some tens of thousands of bytes, or any number in memory; until the next call.
  /// \throws error (format) where the file ends before.
  [[nodiscard]] std::span<const std::uint8_t> at(std::uint64_t offset, std::uint64_t count) {
    check(offset, count);
    if (offset < begin_ || offset - begin_ + count > window_.size()) load(offset, count);
    return window_.subspan(to_size(offset - begin_), to_size(count));
  }
  /// A number of up to 8 bytes, the highest first.
  [[nodiscard]] std::uint64_t big(std::uint64_t offset, std::uint64_t count) {
    std::uint64_t value = 0;
    for (const std::uint8_t byte : at(offset, count)) value = value << 8 | byte;
    return value;
  }
  /// A number of up to 8 bytes, the lowest first.
  [[nodiscard]] std::uint64_t little(std::uint64_t offset, std::uint64_t count) {
    std::uint64_t value = 0;
    const std::span<const std::uint8_t> bytes = at(offset, count);
    for (std::size_t i = bytes.size(); i-- > 0;) value = value << 8 | bytes[i];
    return value;
  }
  [[nodiscard]] std::string text(std::uint64_t offset, std::uint64_t count) {
    const std::span<const std::uint8_t> bytes = at(offset, count);
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
  }

  /// \throws error (format) where the file ends before `offset + count`.
  void check(std::uint64_t offset, std::uint64_t count) const {
    if (offset > size_ || count > size_ - offset)
      fail({"is cut short or damaged: ", count, " bytes are expected at byte ", offset, " of ",
            size_});
  }
  [[noreturn, gnu::cold]] void fail(std::initializer_list<text_part> message) const {
    if (path_.empty()) refuse(error_kind::format, {"the medium ", joined_text(message)});
    refuse(error_kind::format, message, path_);
  }

private:
  void load(std::uint64_t offset, std::uint64_t count) {
    constexpr std::uint64_t most = 65536;
    if (count > most) fail({"is damaged: a text of ", count, " bytes at byte ", offset});
    buffer_.resize(to_size(std::min(most, size_ - offset)));
    if (file_->read_at(offset, buffer_.data(), buffer_.size()) != buffer_.size())
      fail({"became shorter while it was read"});
    window_ = buffer_;
    begin_ = offset;
  }

  const input_file* file_ = nullptr;
  std::vector<std::uint8_t> buffer_;
  std::span<const std::uint8_t> window_;
  std::uint64_t begin_ = 0; // of the window
  std::uint64_t size_;
  std::string path_;
};

/// What every reader checks of what it found.
inline void check_sides(const medium_bytes& in, const medium_facts& facts) {
  constexpr std::uint64_t longest = 0x7fff'ffff;
  if (facts.width == 0 || facts.height == 0 || facts.width > longest || facts.height > longest)
    in.fail({"is damaged: ", facts.width, " x ", facts.height, " pixels"});
}

/// A time in a file's units, with room to add to it.
[[nodiscard]] inline std::int64_t as_time(const medium_bytes& in, std::uint64_t units) {
  if (units >= std::uint64_t{1} << 60) in.fail({"is damaged: a time of ", units, " units"});
  return static_cast<std::int64_t>(units);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

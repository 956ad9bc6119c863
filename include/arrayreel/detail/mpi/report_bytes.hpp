// A movie's report as bytes, which go from rank to rank.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <string>
#include <type_traits>
#include <vector>

#include "../../video_options.hpp"
#include "../base/checked_math.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Writes and reads a report, number by number.
class report_bytes {
public:
  explicit report_bytes(std::vector<std::uint8_t>& bytes, bool writes) noexcept
      : bytes_(bytes), writes_(writes) {}

  void take(std::string& text) {
    std::uint64_t size = text.size();
    take(size);
    text.resize(to_size(size));
    take_bytes(text.data(), text.size());
  }
  template <class Number>
    requires std::is_arithmetic_v<Number>
  void take(Number& number) {
    take_bytes(&number, sizeof number);
  }
  template <class Part> void take(std::vector<Part>& parts) {
    auto size = static_cast<std::uint64_t>(parts.size());
    take(size);
    parts.resize(to_size(size));
    for (Part& part : parts) take(part);
  }
  void take(written_source& s) {
    take(s.codec);
    take(s.encoder);
    take(s.mime);
    take(s.path);
    take(s.bytes);
  }
  void take(video_report& r) {
    take(r.frames);
    take(r.duration);
    take(r.bytes);
    take(r.width);
    take(r.height);
    take(r.sources);
    take(r.skipped);
    take(r.problems);
    take(r.failure);
  }

private:
  void take_bytes(void* data, std::size_t size) {
    if (size == 0) return;
    if (writes_) {
      const auto* const from = static_cast<const std::uint8_t*>(data);
      bytes_.insert(bytes_.end(), from, from + size);
    } else {
      std::memcpy(data, bytes_.data() + at_, size);
      at_ += size;
    }
  }

  std::vector<std::uint8_t>& bytes_;
  bool writes_;
  std::size_t at_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

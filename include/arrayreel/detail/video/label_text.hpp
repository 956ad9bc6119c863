// The text of a movie's label: a pattern with the frame's number and time.
#pragma once

#include <charconv>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "../../error.hpp"
#include "../base/message.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A pattern such as "t = {time:.2f} s", read once.
class label_text {
public:
  label_text() = default;

  /// \throws error (parameter) for a field other than `{frame}`, `{frame:04}`, `{time}`,
  /// `{time:.2f}`, and for a brace without its partner.
  explicit label_text(std::string_view pattern) {
    std::string text;
    for (std::size_t at = 0; at < pattern.size(); ++at) {
      const char c = pattern[at];
      if (c != '{' && c != '}') {
        text += c;
        continue;
      }
      if (at + 1 < pattern.size() && pattern[at + 1] == c) {
        text += c;
        ++at;
        continue;
      }
      const std::size_t end = c == '{' ? pattern.find('}', at) : pattern.npos;
      if (end == pattern.npos)
        throw error(error_kind::parameter, "the label " + in_quotes(pattern) + " with a single " +
                                               std::string(1, c) +
                                               "; expected {frame}, {time} or a doubled brace");
      parts_.push_back({text, kind::text, 0});
      text.clear();
      parts_.push_back(field(pattern, pattern.substr(at + 1, end - at - 1)));
      at = end;
    }
    if (!text.empty()) parts_.push_back({text, kind::text, 0});
  }

  [[nodiscard]] bool empty() const noexcept { return parts_.empty(); }

  [[nodiscard]] std::string operator()(std::size_t frame, double time) const {
    std::string result;
    for (const part& p : parts_) {
      if (p.type == kind::text) {
        result += p.text;
      } else if (p.type == kind::frame) {
        const std::string digits = to_text(frame);
        if (digits.size() < p.width) result.append(p.width - digits.size(), '0');
        result += digits;
      } else if (p.width == shortest) {
        result += to_text(time);
      } else {
        // 309 digits before the point at most.
        char buffer[512];
        const auto [end, failure] =
            std::to_chars(buffer, buffer + sizeof buffer, time, std::chars_format::fixed,
                          static_cast<int>(p.width));
        result += failure == std::errc{} ? std::string(buffer, end) : to_text(time);
      }
    }
    return result;
  }

private:
  enum class kind : unsigned char { text, frame, time };
  static constexpr std::size_t shortest = 1000;
  static constexpr std::size_t most_digits = 20;

  struct part {
    std::string text;
    kind type;
    std::size_t width; // digits of a frame's number; decimals of a time
  };

  [[nodiscard]] static part field(std::string_view pattern, std::string_view text) {
    const std::size_t colon = text.find(':');
    const std::string_view name = text.substr(0, colon);
    std::string_view format = colon == text.npos ? std::string_view() : text.substr(colon + 1);
    std::size_t width = 0;
    const auto take_number = [&] {
      const auto [end, failure] =
          std::from_chars(format.data(), format.data() + format.size(), width);
      const bool taken = failure == std::errc{} && width <= most_digits;
      format.remove_prefix(static_cast<std::size_t>(end - format.data()));
      return taken;
    };
    if (name == "frame") {
      if (colon == text.npos) return {{}, kind::frame, 0};
      if (format.starts_with('0') && take_number() && (format.empty() || format == "d"))
        return {{}, kind::frame, width};
    } else if (name == "time") {
      if (colon == text.npos) return {{}, kind::time, shortest};
      if (format.starts_with('.')) {
        format.remove_prefix(1);
        if (take_number() && format == "f") return {{}, kind::time, width};
      }
    }
    throw error(error_kind::parameter, "the field " + in_quotes("{" + std::string(text) + "}") +
                                           " in the label " + in_quotes(pattern) +
                                           "; expected {frame}, {frame:04}, {time} or "
                                           "{time:.2f}");
  }

  std::vector<part> parts_;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

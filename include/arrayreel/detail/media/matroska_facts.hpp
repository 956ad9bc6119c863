// What Matroska and WebM files say of their movie (RFC 9559), also while they are written.
#pragma once

#include <algorithm>
#include <bit>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "codecs_parameter.hpp"
#include "medium_bytes.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Reads the elements of a file.
class matroska_reader {
public:
  matroska_reader(medium_bytes& in, medium_facts& facts, bool wants_times)
      : in_(in), facts_(facts), wants_times_(wants_times) {}

  void read() {
    elements(0, in_.size(), [&](const element& e) { top(e); });
    if (facts_.width == 0) in_.fail({"is no movie: a Matroska file without pictures"});
    facts_.mime = type_ == "webm" ? "video/webm" : "video/x-matroska";
    // Chromium takes VP9's short name in WebM alone.
    if (codecs_ == "vp9" && type_ != "webm") codecs_.clear();
    if (!codecs_.empty()) facts_.mime += "; codecs=\"" + codecs_ + "\"";
    const double unit = static_cast<double>(scale_) * 1e-9;
    std::sort(shown_.begin(), shown_.end());
    if (wants_times_)
      for (const std::int64_t time : shown_)
        facts_.times.push_back(static_cast<double>(time - shown_.front()) * unit);
    facts_.duration = duration_ * unit;
    // A file as for a live stream does not say how long it is.
    if (!(duration_ > 0) && !shown_.empty()) {
      const std::size_t n = shown_.size();
      const auto gap = static_cast<double>(n > 1 ? shown_[n - 1] - shown_[n - 2] : 0);
      const double last = step_ > 0 ? static_cast<double>(step_) * 1e-9 : gap * unit;
      facts_.duration = static_cast<double>(shown_.back() - shown_.front()) * unit + last;
    }
  }

private:
  struct element {
    std::uint64_t id;
    std::uint64_t at; // of what is in it
    std::uint64_t size;
  };
  static constexpr std::uint64_t unknown = ~std::uint64_t{0};

  /// A number that says how long it is (RFC 8794, section 4).
  /// \param at moves behind it
  [[nodiscard]] std::uint64_t number(std::uint64_t& at, bool keeps_marker) {
    const auto first = static_cast<std::uint8_t>(in_.big(at, 1));
    const auto length = static_cast<std::uint64_t>(std::countl_zero(first)) + 1;
    if (length > (keeps_marker ? 4U : 8U)) in_.fail({"is damaged: a number at byte ", at});
    std::uint64_t value = in_.big(at, length);
    at += length;
    if (keeps_marker) return value;
    const std::uint64_t most = (std::uint64_t{1} << 7 * length) - 1;
    value &= most;
    return value == most ? unknown : value;
  }

  template <class Function>
  void elements(std::uint64_t at, std::uint64_t end, const Function& function) {
    while (at < end) {
      element e{};
      e.id = number(at, true);
      e.size = number(at, false);
      e.at = at;
      // What is in these is gone through as if it stood beside them: their size may be unknown.
      const bool is_open = e.id == segment || e.id == cluster || e.id == block_group;
      if (!is_open && e.size == unknown)
        in_.fail({"is damaged: a Matroska element without a size at byte ", at});
      if (e.size != unknown) in_.check(at, e.size);
      if (e.size != unknown && e.size > end - at)
        in_.fail({"is damaged: a Matroska element at byte ", at, " beyond its parent"});
      if (is_open) continue;
      function(e);
      at += e.size;
    }
  }

  [[nodiscard]] std::uint64_t value(const element& e) {
    if (e.size > 8) in_.fail({"is damaged: a number of ", e.size, " bytes at byte ", e.at});
    return in_.big(e.at, e.size);
  }
  [[nodiscard]] double real(const element& e) {
    const std::uint64_t bits = value(e);
    return e.size == 4 ? static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)))
                       : std::bit_cast<double>(bits);
  }

  void top(const element& e) {
    const std::uint64_t end = e.at + e.size;
    switch (e.id) {
      case 0x1A45DFA3: // EBML
        elements(e.at, end, [&](const element& c) {
          if (c.id == 0x4282) type_ = in_.text(c.at, c.size);
        });
        break;
      case 0x1549A966: // Info
        elements(e.at, end, [&](const element& c) {
          if (c.id == 0x2AD7B1) scale_ = value(c);
          if (c.id == 0x4489) duration_ = real(c);
        });
        break;
      case 0x1654AE6B: // Tracks
        elements(e.at, end, [&](const element& c) {
          if (c.id == 0xAE && facts_.width == 0) track(c);
        });
        break;
      case 0x1254C367: // Tags
        elements(e.at, end, [&](const element& c) {
          if (c.id == 0x7373) tag(c);
        });
        break;
      case 0xE7: time_ = as_time(in_, value(e)); break;
      case 0xA3: // SimpleBlock
      case 0xA1: block(e); break;
      default: break;
    }
  }

  void track(const element& entry) {
    bool is_video = false;
    std::string codec;
    std::uint64_t width = 0;
    std::uint64_t height = 0;
    std::uint64_t step = 0;
    std::uint64_t track_number = 0;
    element extra{};
    elements(entry.at, entry.at + entry.size, [&](const element& c) {
      if (c.id == 0x83) is_video = value(c) == 1;
      if (c.id == 0x86) codec = in_.text(c.at, c.size);
      if (c.id == 0xD7) track_number = value(c);
      if (c.id == 0x23E383) step = value(c);
      if (c.id == 0x63A2) extra = c;
      if (c.id == 0xE0)
        elements(c.at, c.at + c.size, [&](const element& v) {
          if (v.id == 0xB0) width = value(v);
          if (v.id == 0xBA) height = value(v);
        });
    });
    if (!is_video) return;
    facts_.width = width;
    facts_.height = height;
    step_ = step;
    track_ = track_number;
    if (codec == "V_VP9") codecs_ = "vp9";
    if (codec == "V_VP8") codecs_ = "vp8";
    if (codec == "V_THEORA") codecs_ = "theora";
    if (codec == "V_MPEG4/ISO/AVC" && extra.size > 4)
      codecs_ = avc_codecs_of(in_.big(extra.at + 1, 3));
    if (codec == "V_AV1" && extra.size > 3) codecs_ = av1_codecs_of(in_.big(extra.at + 1, 2));
  }

  /// Names and texts of the whole file, not of a track alone.
  void tag(const element& of) {
    std::vector<std::pair<std::string, std::string>> found;
    bool is_of_track = false;
    elements(of.at, of.at + of.size, [&](const element& c) {
      if (c.id == 0x63C0) // Targets
        elements(c.at, c.at + c.size, [&](const element& t) { is_of_track |= t.id == 0x63C5; });
      if (c.id != 0x67C8) return;
      found.emplace_back();
      elements(c.at, c.at + c.size, [&](const element& t) {
        if (t.id == 0x45A3) found.back().first = in_.text(t.at, t.size);
        if (t.id == 0x4487) found.back().second = in_.text(t.at, t.size);
      });
    });
    if (is_of_track) return;
    for (auto& [name, text] : found) {
      // As Matroska wants them, in upper case.
      for (char& c : name) c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
      facts_.texts.emplace_back(std::move(name), std::move(text));
    }
  }

  void block(const element& e) {
    if (!wants_times_ && duration_ > 0 && !shown_.empty()) return;
    std::uint64_t at = e.at;
    if (number(at, false) != track_) return;
    // The first frame tells VP9's profile, and browsers have names of their own for others than 0.
    constexpr std::uint64_t head = 3;
    if (shown_.empty() && codecs_ == "vp9" && e.at + e.size > at + head &&
        (in_.big(at + head, 1) & 0x30U) != 0)
      codecs_.clear();
    shown_.push_back(time_ + static_cast<std::int16_t>(static_cast<std::uint16_t>(in_.big(at, 2))));
  }

  static constexpr std::uint64_t segment = 0x18538067;
  static constexpr std::uint64_t cluster = 0x1F43B675;
  static constexpr std::uint64_t block_group = 0xA0;

  medium_bytes& in_;
  medium_facts& facts_;
  bool wants_times_;
  std::string type_;
  std::string codecs_;
  std::uint64_t scale_ = 1'000'000; // nanoseconds of a unit
  double duration_ = 0;             // units
  std::uint64_t step_ = 0;          // nanoseconds from frame to frame
  std::uint64_t track_ = 0;
  std::int64_t time_ = 0; // of the cluster
  std::vector<std::int64_t> shown_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

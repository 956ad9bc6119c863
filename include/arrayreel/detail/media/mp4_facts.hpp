// What MP4 files say of their movie (ISO/IEC 14496-12), in one piece or in fragments.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "codecs_parameter.hpp"
#include "medium_bytes.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Reads the boxes of a file.
class mp4_reader {
public:
  /// \param wants_times whether `facts.times` is to be filled in
  mp4_reader(medium_bytes& in, medium_facts& facts, bool wants_times)
      : in_(in), facts_(facts), wants_times_(wants_times) {}

  void read() {
    facts_.mime = "video/mp4";
    bool is_described = false;
    boxes(0, in_.size(), [&](std::uint64_t type, std::uint64_t at, std::uint64_t end) {
      if (type == name("moov")) movie(at, end);
      if (type == name("moof")) fragment(at, end);
      is_described |= type == name("moov");
    });
    if (!is_described) in_.fail({"is cut short: an MP4 file without its index"});
    if (scale_ == 0) in_.fail({"is no movie: an MP4 file without pictures"});
    const auto seconds = [&](std::int64_t time) {
      return static_cast<double>(time) / static_cast<double>(scale_);
    };
    facts_.duration = seconds(length_);
    if (!codecs_.empty()) facts_.mime += "; codecs=\"" + codecs_ + "\"";
    std::sort(shown_.begin(), shown_.end());
    for (const std::int64_t time : shown_) facts_.times.push_back(seconds(time - shown_.front()));
  }

private:
  struct run {
    std::uint64_t count;
    std::int64_t value;
  };

  [[nodiscard]] static constexpr std::uint64_t name(const char* text) noexcept {
    std::uint64_t value = 0;
    for (int i = 0; i < 4; ++i) value = value << 8 | static_cast<unsigned char>(text[i]);
    return value;
  }

  /// Calls `function(type, begin, end)` with what is in each box between two places.
  template <class Function>
  void boxes(std::uint64_t at, std::uint64_t end, const Function& function) {
    while (at < end) {
      std::uint64_t size = in_.big(at, 4);
      const std::uint64_t type = in_.big(at + 4, 4);
      std::uint64_t head = 8;
      if (size == 1) {
        size = in_.big(at + 8, 8);
        head = 16;
      } else if (size == 0) { // to the end
        size = end - at;
      }
      if (size < head) in_.fail({"is damaged: an MP4 box of ", size, " bytes at byte ", at});
      in_.check(at, size);
      if (size > end - at) in_.fail({"is damaged: an MP4 box at byte ", at, " beyond its parent"});
      function(type, at + head, at + size);
      at += size;
    }
  }

  void movie(std::uint64_t at, std::uint64_t end) {
    boxes(at, end, [&](std::uint64_t type, std::uint64_t from, std::uint64_t to) {
      if (type == name("trak") && scale_ == 0) track(from, to);
      if (type == name("udta"))
        boxes(from, to, [&](std::uint64_t t, std::uint64_t a, std::uint64_t b) {
          if (t == name("meta")) texts(a, b);
        });
      if (type == name("meta")) texts(from, to);
      if (type == name("mvex"))
        boxes(from, to, [&](std::uint64_t t, std::uint64_t a, std::uint64_t) {
          if (t == name("trex"))
            standard_durations_.push_back({in_.big(a + 4, 4), in_.big(a + 12, 4)});
        });
    });
  }

  void track(std::uint64_t at, std::uint64_t end) {
    std::uint64_t scale = 0;
    std::uint64_t length = 0;
    bool is_video = false;
    std::uint64_t number = 0;
    boxes(at, end, [&](std::uint64_t type, std::uint64_t from, std::uint64_t to) {
      if (type == name("tkhd")) number = in_.big(from + (in_.big(from, 1) == 1 ? 20 : 12), 4);
      if (type != name("mdia")) return;
      boxes(from, to, [&](std::uint64_t t, std::uint64_t a, std::uint64_t b) {
        if (t == name("mdhd")) {
          const bool is_long = in_.big(a, 1) == 1;
          scale = in_.big(a + (is_long ? 20 : 12), 4);
          length = is_long ? in_.big(a + 24, 8) : in_.big(a + 16, 4);
        } else if (t == name("hdlr")) {
          is_video = in_.big(a + 8, 4) == name("vide");
        } else if (t == name("minf") && is_video) {
          boxes(a, b, [&](std::uint64_t u, std::uint64_t c, std::uint64_t d) {
            if (u == name("stbl")) samples(c, d);
          });
        }
      });
    });
    if (!is_video) return;
    if (scale == 0 || facts_.width == 0) in_.fail({"is damaged: an MP4 track without times"});
    scale_ = scale;
    track_ = number;
    length_ = as_time(in_, length);
  }

  void samples(std::uint64_t at, std::uint64_t end) {
    std::vector<run> steps;
    std::vector<run> offsets;
    boxes(at, end, [&](std::uint64_t type, std::uint64_t from, std::uint64_t to) {
      if (type == name("stsd")) description(from + 8);
      if (type == name("stts") && wants_times_) steps = runs(from, to);
      if (type == name("ctts") && wants_times_) offsets = runs(from, to);
    });
    std::int64_t decoded = 0;
    std::size_t next = 0;
    std::uint64_t used = 0;
    for (const run& step : steps)
      for (std::uint64_t i = 0; i < step.count; ++i) {
        while (next < offsets.size() && used == offsets[next].count) {
          ++next;
          used = 0;
        }
        add_time(decoded + (next < offsets.size() ? offsets[next].value : 0));
        ++used;
        decoded += step.value;
      }
  }

  /// What a frame is, and its size.
  void description(std::uint64_t at) {
    const std::uint64_t size = in_.big(at, 4);
    facts_.width = in_.big(at + 32, 2);
    facts_.height = in_.big(at + 34, 2);
    constexpr std::uint64_t head = 86;
    if (size <= head) return;
    boxes(at + head, at + size, [&](std::uint64_t t, std::uint64_t a, std::uint64_t) {
      if (t == name("avcC")) codecs_ = avc_codecs_of(in_.big(a + 1, 3));
      if (t == name("av1C")) codecs_ = av1_codecs_of(in_.big(a + 1, 2));
    });
  }

  /// A table of counts and values.
  [[nodiscard]] std::vector<run> runs(std::uint64_t at, std::uint64_t end) {
    const std::uint64_t count = in_.big(at + 4, 4);
    if (count > (end - at) / 8) in_.fail({"is damaged: an MP4 table at byte ", at});
    std::vector<run> result;
    for (std::uint64_t i = 0; i < count; ++i)
      result.push_back({in_.big(at + 8 + 8 * i, 4), signed_of(in_.big(at + 12 + 8 * i, 4))});
    return result;
  }
  [[nodiscard]] static std::int64_t signed_of(std::uint64_t value) noexcept {
    return static_cast<std::int32_t>(static_cast<std::uint32_t>(value));
  }

  /// Each frame has a byte of its own at least.
  void add_time(std::int64_t time) {
    if (shown_.size() >= in_.size()) in_.fail({"is damaged: more frames than bytes"});
    shown_.push_back(time);
  }

  void fragment(std::uint64_t at, std::uint64_t end) {
    boxes(at, end, [&](std::uint64_t type, std::uint64_t from, std::uint64_t to) {
      if (type != name("traf")) return;
      std::uint64_t standard = 0;
      for (const auto& [track, duration] : standard_durations_)
        if (track == track_) standard = duration;
      bool is_ours = true;
      boxes(from, to, [&](std::uint64_t t, std::uint64_t a, std::uint64_t b) {
        if (t != name("tfhd") && t != name("tfdt") && t != name("trun")) return;
        const std::uint64_t flags = in_.big(a, 4);
        if (t == name("tfhd")) is_ours = in_.big(a + 4, 4) == track_;
        if (!is_ours) return;
        if (t == name("tfhd") && (flags & 8U) != 0)
          standard = in_.big(a + 8 + ((flags & 1U) != 0 ? 8 : 0) + ((flags & 2U) != 0 ? 4 : 0), 4);
        if (t == name("tfdt")) length_ = as_time(in_, in_.big(a + 4, flags >> 24 == 1 ? 8 : 4));
        if (t == name("trun")) fragment_run(a, b, flags, standard);
      });
    });
  }

  void fragment_run(std::uint64_t at, std::uint64_t end, std::uint64_t flags,
                    std::uint64_t standard) {
    const std::uint64_t count = in_.big(at + 4, 4);
    const auto has = [&](std::uint64_t bit) { return (flags & bit) != 0 ? std::uint64_t{4} : 0; };
    const std::uint64_t step = has(0x100) + has(0x200) + has(0x400) + has(0x800);
    std::uint64_t entry = at + 8 + has(1) + has(4);
    if (entry > end || count > (step > 0 ? (end - entry) / step : in_.size()))
      in_.fail({"is damaged: an MP4 fragment at byte ", at});
    for (std::uint64_t i = 0; i < count; ++i, entry += step) {
      const std::uint64_t duration = has(0x100) != 0 ? in_.big(entry, 4) : standard;
      if (wants_times_)
        add_time(length_ + (has(0x800) != 0 ? signed_of(in_.big(entry + step - 4, 4)) : 0));
      length_ += static_cast<std::int64_t>(duration);
    }
  }

  /// Names and texts, as FFmpeg and QuickTime write them.
  void texts(std::uint64_t at, std::uint64_t end) {
    std::vector<std::string> keys;
    boxes(at + 4, end, [&](std::uint64_t type, std::uint64_t from, std::uint64_t to) {
      if (type == name("keys")) {
        std::uint64_t key = from + 8;
        for (std::uint64_t left = in_.big(from + 4, 4); left > 0; --left) {
          const std::uint64_t size = in_.big(key, 4);
          if (size < 8 || size > to - key) in_.fail({"is damaged: MP4 texts at byte ", key});
          keys.push_back(in_.text(key + 8, size - 8));
          key += size;
        }
      }
      if (type != name("ilst")) return;
      boxes(from, to, [&](std::uint64_t index, std::uint64_t a, std::uint64_t b) {
        boxes(a, b, [&](std::uint64_t t, std::uint64_t value, std::uint64_t value_end) {
          if (t != name("data") || value_end - value < 8 || in_.big(value, 4) != 1) return;
          std::string key;
          if (index - 1 < keys.size())
            key = keys[to_size(index - 1)];
          else
            for (int shift = 24; shift >= 0; shift -= 8)
              key += static_cast<char>(index >> shift & 0xffU);
          facts_.texts.emplace_back(std::move(key), in_.text(value + 8, value_end - value - 8));
        });
      });
    });
  }

  medium_bytes& in_;
  medium_facts& facts_;
  bool wants_times_;
  std::uint64_t scale_ = 0; // units of a second
  std::int64_t length_ = 0; // units, up to where the file was read
  std::uint64_t track_ = 0;
  // of tracks in fragments, by their numbers
  std::vector<std::pair<std::uint64_t, std::uint64_t>> standard_durations_;
  std::string codecs_;
  std::vector<std::int64_t> shown_; // when frames are, in the order of the file
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

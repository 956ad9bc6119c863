// Collects the lines "key value" of the golden test, a value being a hash or numbers in full.
#pragma once

#include <algorithm>
#include <bit>
#include <concepts>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <map>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/encoded.hpp>
#include <arrayreel/error.hpp>
#include <arrayreel/raster.hpp>

namespace golden {

namespace ar = arrayreel;

/// FNV-1a of 64 bits, over bytes in the order in which they are given.
class hasher {
public:
  hasher& bytes(const void* data, std::size_t size) {
    const auto* const p = static_cast<const unsigned char*>(data);
    for (std::size_t i = 0; i < size; ++i) state_ = (state_ ^ p[i]) * 0x100000001b3U;
    return *this;
  }
  /// The length is part of the hash, so that neighbours cannot exchange characters.
  hasher& text(std::string_view s) {
    number(s.size());
    return bytes(s.data(), s.size());
  }
  template <std::integral I> hasher& number(I value) {
    // Little-endian, whatever the machine is.
    auto rest = static_cast<std::uint64_t>(value);
    for (int i = 0; i < 8; ++i, rest >>= 8) {
      const auto byte = static_cast<unsigned char>(rest & 255U);
      bytes(&byte, 1);
    }
    return *this;
  }
  /// Every NaN counts as one: compilers choose its sign and payload.
  template <std::floating_point F> hasher& real(F value) {
    F canonical = value;
    if (value != value) {
      const char nan[] = "nan";
      return bytes(nan, sizeof nan);
    }
    return little_endian(&canonical, sizeof canonical, 1);
  }
  template <class P> hasher& picture(const ar::raster<P>& r) {
    number(r.height()).number(r.width()).number(r.channels()).number(sizeof(P));
    number(r.palette().size());
    for (const ar::color& c : r.palette()) {
      const unsigned char entry[] = {c.r, c.g, c.b, c.a};
      bytes(entry, 4);
    }
    return little_endian(r.pixels().data(), sizeof(P), r.pixels().size());
  }
  hasher& medium(const ar::encoded& m) {
    text(m.mime).number(m.width).number(m.height).real(m.duration).number(m.bytes.size());
    return bytes(m.bytes.data(), m.bytes.size());
  }

  [[nodiscard]] std::string hex() const {
    char buffer[17];
    std::snprintf(buffer, sizeof buffer, "%016llx", static_cast<unsigned long long>(state_));
    return buffer;
  }

private:
  /// Numbers of `size` bytes each, the lowest byte first whatever the machine's order is.
  hasher& little_endian(const void* numbers, std::size_t size, std::size_t count) {
    if (std::endian::native == std::endian::little || size == 1)
      return bytes(numbers, size * count);
    const auto* const p = static_cast<const unsigned char*>(numbers);
    for (std::size_t i = 0; i < count; ++i)
      for (std::size_t k = size; k-- > 0;) bytes(p + i * size + k, 1);
    return *this;
  }

  std::uint64_t state_ = 0xcbf29ce484222325U;
};

/// A number that reads back as it is.
[[nodiscard]] inline std::string exact_text(double x) {
  if (x != x) return "nan";
  char buffer[40];
  std::snprintf(buffer, sizeof buffer, "%.17g", x);
  return buffer;
}

/// How the library refuses a call: the kind in words, the message as a hash.
[[nodiscard]] inline std::string refusal_text(const ar::error& e) {
  static constexpr const char* kinds[] = {"io", "format", "parameter", "limit", "encoder"};
  return std::string("error:") + kinds[static_cast<int>(e.kind())] + ":" +
         hasher().text(e.what()).hex();
}

/// The lines of this build, by key.
class recorder {
public:
  /// \param value without spaces, which end a key.
  void put(const std::string& key, const std::string& value) {
    if (!lines_.emplace(key, value).second)
      throw std::logic_error("two golden lines have the key " + key);
  }

  /// A line whose value `function(hasher&)` feeds; an error of the library is a value as well.
  template <class Function> void hash(const std::string& key, const Function& function) {
    hasher h;
    try {
      function(h);
    } catch (const ar::error& e) {
      return put(key, refusal_text(e));
    }
    put(key, h.hex());
  }

  /// A line whose value is the text that `function()` returns.
  template <class Function> void text(const std::string& key, const Function& function) {
    try {
      put(key, function());
    } catch (const ar::error& e) {
      put(key, refusal_text(e));
    }
  }

  [[nodiscard]] const std::map<std::string, std::string>& lines() const { return lines_; }

private:
  std::map<std::string, std::string> lines_;
};

/// Prefixes of keys whose values hold for one version of a library, or where there is such a type.
[[nodiscard]] std::string libm_prefix();
/// Of lines that are the same on processors of one kind alone.
[[nodiscard]] std::string processor_prefix();
[[nodiscard]] std::string libpng_prefix();
[[nodiscard]] std::string deflate_prefix();
[[nodiscard]] std::string ffmpeg_prefix();

// The parts of the test, each in a file of its own so that they compile side by side.
void small_integer_lines(recorder& lines);
void large_integer_lines(recorder& lines);
/// Throws std::runtime_error where the lines of integers are not also those of char, long and long long.
void check_character_lines(const recorder& lines);
void float_lines(recorder& lines);
void long_double_lines(recorder& lines);
void complex_lines(recorder& lines);
void file_array_lines(recorder& lines);
void png_lines(recorder& lines);
void compose_lines(recorder& lines);
void page_lines(recorder& lines);
void movie_lines(recorder& lines);
void error_lines(recorder& lines);

} // namespace golden

// Text for error messages: numbers without a locale, shapes, and strings that may be hostile.
#pragma once

#include <concepts>
#include <cstddef>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>

#include "../../error.hpp"
#include "config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The shortest text that reads back as the same number, whatever the locale.
[[nodiscard]] ARRAYREEL_API std::string to_text(long long number);
[[nodiscard]] ARRAYREEL_API std::string to_text(unsigned long long number);
[[nodiscard]] ARRAYREEL_API std::string to_text(float number);
[[nodiscard]] ARRAYREEL_API std::string to_text(double number);
[[nodiscard]] ARRAYREEL_API std::string to_text(long double number);
/// "true" or "false"
[[nodiscard]] ARRAYREEL_API std::string to_text(bool value);

/// Whether the whole text is a number, as `to_text` writes it, and which one, whatever the locale.
[[nodiscard]] ARRAYREEL_API bool read_number(std::string_view text, double& number);

template <std::signed_integral N> [[nodiscard]] std::string to_text(N number) {
  return to_text(static_cast<long long>(number));
}
template <std::unsigned_integral N> [[nodiscard]] std::string to_text(N number) {
  return to_text(static_cast<unsigned long long>(number));
}

/// "(3, 480, 640)"
[[nodiscard]] ARRAYREEL_API std::string shape_text(std::span<const std::size_t> extents);

/// The same of the first `rank` elements of anything that has an operator []; elements that are not
/// contiguous may be 8 at most.
template <class Extents>
[[nodiscard]] std::string shape_text(const Extents& extents, std::size_t rank) {
  if constexpr (requires { extents.data(); }) {
    return shape_text(std::span<const std::size_t>(extents.data(), rank));
  } else {
    std::size_t copy[8] = {};
    for (std::size_t i = 0; i < rank; ++i) copy[i] = extents[i];
    return shape_text(std::span<const std::size_t>(copy, rank));
  }
}

/// The string in single quotes, control characters shown as \xNN, cut after 200 bytes.
[[nodiscard]] ARRAYREEL_API std::string in_quotes(std::string_view text);

/// A piece of a message: a text, or a number as `to_text` writes it. It refers to the text, so use
/// it only within the expression that makes it.
class text_part {
public:
  text_part(const char* text) noexcept : text_(text), kind_(kind::terminated) {}
  text_part(std::string_view text) noexcept
      : text_(text.data()), size_(text.size()), kind_(kind::text) {}
  text_part(const std::string& text) noexcept
      : text_(text.data()), size_(text.size()), kind_(kind::text) {}
  template <std::signed_integral N>
  text_part(N number) noexcept : integer_(number), kind_(kind::integer) {}
  template <std::unsigned_integral N>
    requires(!std::same_as<N, bool>)
  text_part(N number) noexcept : natural_(number), kind_(kind::natural) {}
  text_part(float number) noexcept : float_(number), kind_(kind::single) {}
  text_part(double number) noexcept : double_(number), kind_(kind::real) {}
  text_part(const long double& number) noexcept : long_double_(&number), kind_(kind::long_real) {}

  ARRAYREEL_API void append_to(std::string& message) const;

private:
  enum class kind : unsigned char { terminated, text, integer, natural, single, real, long_real };

  union {
    const char* text_;
    long long integer_;
    unsigned long long natural_;
    float float_;
    double double_;
    const long double* long_double_;
  };
  std::size_t size_ = 0;
  kind kind_;
};

/// The pieces after one another.
[[nodiscard, gnu::cold]] ARRAYREEL_API std::string
joined_text(std::initializer_list<text_part> parts);

/// Throws an error whose message is made of pieces. This takes less code at each call than putting
/// the message together there.
///
///     refuse(error_kind::parameter, {"an upscale of ", upscale, "; expected 1 or more"});
///
/// \throws error always.
[[noreturn, gnu::cold]] ARRAYREEL_API void refuse(error_kind kind,
                                                  std::initializer_list<text_part> message);
/// The same for an error about a file; its path stands before the message.
[[noreturn, gnu::cold]] ARRAYREEL_API void refuse(error_kind kind,
                                                  std::initializer_list<text_part> message,
                                                  const std::string& path);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "message.ipp"
#endif

// Options as text, "vmin=-1; colormap=RdBu", and what their values can be.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../layout.hpp"
#include "../../range.hpp"
#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// One option as it is written. A name without a value is a flag: "vsym".
///
/// The functions that read a value refuse others by an error (parameter) that names the option, its
/// value, and what is expected.
class ARRAYREEL_API option_value {
public:
  /// \param name with hyphens, in small letters: "bit-depth"
  option_value(std::string name, std::string text)
      : name_(std::move(name)), text_(std::move(text)) {}
  explicit option_value(std::string name) : name_(std::move(name)), has_text_(false) {}

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  [[nodiscard]] bool has_text() const noexcept { return has_text_; }

  /// \throws error (parameter) always: "the option vmin=x; expected a number".
  [[noreturn]] void refuse(std::string_view expected) const;

  /// What is behind the equals sign. \throws error where there is none.
  [[nodiscard]] const std::string& text() const;
  /// True without a value; else true, yes, on, 1, or false, no, off, 0, in any case.
  [[nodiscard]] bool flag() const;
  /// A number, exactly as it stands there, whatever the locale.
  [[nodiscard]] double number() const;
  [[nodiscard]] std::size_t whole(std::size_t least, std::size_t most) const;
  /// The place of a name in the list, in any case; `-` and `_` are alike.
  [[nodiscard]] std::size_t one_of(std::initializer_list<const char*> names) const;
  /// Two numbers with a comma between them: "-1.5,1.5".
  [[nodiscard]] value_range range() const;
  [[nodiscard]] percentiles two_percentiles() const;
  /// "4", or rows and columns, "2x3"; 1 to 1000.
  [[nodiscard]] upscale_factors upscale() const;

private:
  std::string name_;
  std::string text_;
  bool has_text_ = true;
};

/// The whole text as a number, whatever the locale; nothing where it is none.
[[nodiscard]] ARRAYREEL_API std::optional<double> real_number_in(std::string_view text);
[[nodiscard]] ARRAYREEL_API std::optional<long long> whole_number_in(std::string_view text);

/// The options of a text. Semicolons or line ends stand between them, and blanks around names and
/// values do not count. A backslash takes the meaning from a semicolon, or another backslash,
/// behind it. Names become small letters with hyphens. \throws error (parameter) for an option
/// without a name, or one that is given twice.
[[nodiscard]] ARRAYREEL_API std::vector<option_value> options_in(std::string_view text);

/// Refuses an option that nobody knows, with the names that are known.
[[noreturn, gnu::cold]] ARRAYREEL_API void refuse_unknown(const option_value& option,
                                                          const std::vector<std::string>& known);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "option_value.ipp"
#endif

// Colours from text.
#pragma once

#include "color.hpp"

#include "detail/base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI {

ARRAYREEL_INLINE color parse_color(std::string_view text) {
  struct entry {
    std::string_view name;
    color value;
  };
  constexpr entry names[] = {
      {"black", {0, 0, 0}},        {"white", {255, 255, 255}}, {"gray", {128, 128, 128}},
      {"silver", {192, 192, 192}}, {"red", {255, 0, 0}},       {"lime", {0, 255, 0}},
      {"green", {0, 128, 0}},      {"blue", {0, 0, 255}},      {"yellow", {255, 255, 0}},
      {"cyan", {0, 255, 255}},     {"magenta", {255, 0, 255}}, {"orange", {255, 165, 0}},
      {"transparent", transparent}};
  for (const entry& e : names)
    if (e.name == text) return e.value;

  const auto refuse = [&] {
    return error(error_kind::parameter,
                 "a colour of " + detail::in_quotes(text) +
                     "; expected #rgb, #rgba, #rrggbb, #rrggbbaa or a name such "
                     "as black, white, red, transparent");
  };
  const std::size_t digits = text.empty() ? 0 : text.size() - 1;
  if (digits == 0 || text[0] != '#' || (digits != 3 && digits != 4 && digits != 6 && digits != 8))
    throw refuse();
  const auto nibble = [&](std::size_t i) -> unsigned {
    const char c = text[1 + i];
    if (c >= '0' && c <= '9') return static_cast<unsigned>(c - '0');
    if (c >= 'a' && c <= 'f') return static_cast<unsigned>(c - 'a') + 10U;
    if (c >= 'A' && c <= 'F') return static_cast<unsigned>(c - 'A') + 10U;
    throw refuse();
  };
  const bool is_short = digits <= 4;
  const auto channel = [&](std::size_t i) {
    return static_cast<std::uint8_t>(is_short ? nibble(i) * 17U
                                              : nibble(2 * i) * 16U + nibble(2 * i + 1));
  };
  const bool has_alpha = digits == 4 || digits == 8;
  return {channel(0), channel(1), channel(2), has_alpha ? channel(3) : std::uint8_t{255}};
}

} // namespace arrayreel::ARRAYREEL_ABI

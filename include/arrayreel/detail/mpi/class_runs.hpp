// The classes of a message's values, where some have no level: as runs, or two bits each.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline void put_number(std::vector<std::uint8_t>& to, std::size_t n) {
  for (; n >= 128; n >>= 7) to.push_back(static_cast<std::uint8_t>(n | 128));
  to.push_back(static_cast<std::uint8_t>(n));
}
[[nodiscard]] inline std::size_t take_number(std::span<const std::uint8_t>& from) noexcept {
  std::size_t n = 0;
  for (unsigned shift = 0; !from.empty(); shift += 7) {
    const std::uint8_t byte = from.front();
    from = from.subspan(1);
    n |= std::size_t{byte & 127U} << shift;
    if (byte < 128) break;
  }
  return n;
}

/// Codes classes (0: has a level, up to 3): whichever way takes fewer bytes. Empty where all are 0.
[[nodiscard]] inline std::vector<std::uint8_t>
coded_classes(const std::vector<std::uint8_t>& classes) {
  std::vector<std::uint8_t> runs;
  const std::size_t most = classes.size() / 4 + 2;
  for (std::size_t i = 0, behind = 0; i < classes.size();) {
    if (classes[i] == 0) {
      ++i;
      continue;
    }
    std::size_t end = i + 1;
    while (end < classes.size() && classes[end] == classes[i]) ++end;
    if (runs.empty()) runs.push_back(0);
    put_number(runs, i - behind);
    put_number(runs, (end - i) << 2 | classes[i]);
    behind = i = end;
    if (runs.size() > most) {
      std::vector<std::uint8_t> bits(1 + (classes.size() + 3) / 4);
      bits[0] = 1;
      for (std::size_t k = 0; k < classes.size(); ++k)
        bits[1 + k / 4] = static_cast<std::uint8_t>(bits[1 + k / 4] | classes[k] << (2 * (k % 4)));
      return bits;
    }
  }
  return runs;
}

/// The classes of so many values; none where all have levels.
inline void decode_classes(std::span<const std::uint8_t> coded, std::size_t count,
                           std::vector<std::uint8_t>& classes) {
  classes.clear();
  if (coded.empty()) return;
  classes.resize(count);
  const bool are_bits = coded.front() != 0;
  coded = coded.subspan(1);
  if (are_bits) {
    for (std::size_t k = 0; k < count; ++k)
      classes[k] = static_cast<std::uint8_t>(coded[k / 4] >> (2 * (k % 4)) & 3U);
    return;
  }
  for (std::size_t at = 0; !coded.empty();) {
    at += take_number(coded);
    const std::size_t run = take_number(coded);
    for (std::size_t k = 0; k < run >> 2 && at < count; ++k)
      classes[at++] = static_cast<std::uint8_t>(run & 3);
  }
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

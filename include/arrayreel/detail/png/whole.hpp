// A whole picture as the smallest of many files.
#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>
#include <vector>

#include "plan.hpp"
#include "reduce.hpp"
#include "stream.hpp"
#include "../io/sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

[[nodiscard]] inline std::vector<std::uint8_t> png_bytes(png_plan plan, png_way way,
                                                         const void* components) {
  plan.way = way;
  memory_sink out;
  png_stream file(out, plan);
  file.all_rows(components);
  file.end();
  return out.take();
}

/// The picture in the form that takes fewest bytes, among them the one that it has, none larger
/// than by the other compressors.
[[nodiscard]] inline std::vector<std::uint8_t> smallest_png(const png_plan& plan,
                                                            const void* components) {
  std::vector<std::uint8_t> best = png_bytes(plan, png_way::fast, components);
  const auto keep = [&](std::vector<std::uint8_t> other) {
    if (other.size() < best.size()) best = std::move(other);
  };
  std::vector<std::uint8_t> balanced = png_bytes(plan, png_way::balanced, components);
  std::size_t least = balanced.size();
  keep(std::move(balanced));

  // Which form it is to be, a compressor tells that takes little time.
  png_reducer reduced(plan, components);
  const png_form* form = nullptr;
  if (reduced.forms().size() == 1 && reduced.forms()[0].plan.palette.empty()) {
    form = &reduced.forms()[0]; // the same with less in it
  } else {
    for (const png_form& f : reduced.forms()) {
      std::vector<std::uint8_t> bytes = png_bytes(f.plan, png_way::balanced, f.pixels.data());
      if (bytes.size() < least) {
        least = bytes.size();
        form = &f;
      }
      keep(std::move(bytes));
    }
  }
  keep(form != nullptr ? png_bytes(form->plan, png_way::smallest, form->pixels.data())
                       : png_bytes(plan, png_way::smallest, components));
  return best;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

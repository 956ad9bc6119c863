// A PNG being written, by libpng or by compressors of our own.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

#include "libpng.hpp"
#include "plan.hpp"
#include "stream.hpp"
#include "whole.hpp"
#include "../io/sink.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// A PNG being written to a sink. Not to be moved.
class png_file {
public:
  /// Writes everything before the pixels, unless it depends on them.
  png_file(sink& out, const png_plan& plan)
      : out_(out), height_(plan.height), row_bytes_(plan.row_bytes()) {
    if (plan.way == png_way::libpng)
      library_.emplace(out, plan);
    else if (plan.way == png_way::smallest)
      waiting_.emplace(plan);
    else
      own_.emplace(out, plan);
  }
  png_file(const png_file&) = delete;
  png_file& operator=(const png_file&) = delete;

  /// One row: 8-bit components, or 16-bit ones in the machine's byte order.
  void row(const void* components) {
    if (library_) return library_->row(components);
    if (!own_) own_.emplace(out_, *waiting_);
    own_->row(components);
  }
  /// All rows, one after the other in memory.
  void all_rows(const void* components) {
    if (own_) return own_->all_rows(components);
    if (waiting_) {
      const std::vector<std::uint8_t> file = smallest_png(*waiting_, components);
      return out_.write({file.data(), file.size()});
    }
    const auto* row = static_cast<const unsigned char*>(components);
    for (std::size_t y = 0; y < height_; ++y, row += row_bytes_) library_->row(row);
  }
  void end() {
    if (library_) library_->end();
    if (own_) own_->end();
  }

private:
  sink& out_;
  std::size_t height_;
  std::size_t row_bytes_;
  std::optional<libpng_file> library_;
  std::optional<png_stream> own_;
  std::optional<png_plan> waiting_; // for rows, one by one or all at once
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

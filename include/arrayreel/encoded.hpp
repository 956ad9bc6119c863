// What an encoder returns: a finished file in memory.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "detail/base/config.hpp"
#include "detail/base/refused.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The default limit of a page or a tag for one picture or movie: 20 MiB. Beyond that, browsers and
/// notebooks become slow with data URIs, or refuse them.
inline constexpr std::size_t default_byte_budget = std::size_t{20} << 20;

/// The bytes of a picture or movie and what is needed to show them. A plain value: data URIs,
/// tags and files are made from it by free functions.
struct encoded {
  std::vector<std::uint8_t> bytes{};
  std::string mime{};     ///< the media type, such as "image/png"
  std::size_t width = 0;  ///< pixels
  std::size_t height = 0; ///< pixels
  double duration = 0;    ///< seconds; 0 for a still picture

  friend bool operator==(const encoded&, const encoded&) = default;
};

/// How a file is written.
struct file_options {
  /// waits until the file is on the disk (fsync). If false, the file is still whole or not there,
  /// whatever becomes of the program, unless the machine fails within the next half minute
  bool durable = true;
};

/// A medium as a file, whole or not at all.
/// \throws error (io) with the path where it cannot be written.
ARRAYREEL_API void write_file(const std::string& path, const encoded& medium,
                              const file_options& options = {});

ARRAYREEL_REFUSES("the path comes first: write write_file(path, medium)")
void write_file(const encoded& medium, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("write_file(path, medium) takes what encode_png() or encode_video() returns; of "
                  "an array write write_png(path, array) or write_video(path, frames)")
void write_file(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "encoded.ipp"
#endif

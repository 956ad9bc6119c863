// The encoders that the library is measured against, and the library itself, behind one interface.
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <arrayreel/raster.hpp>

#include "corpus.hpp"

namespace bench {

/// A picture in the forms in which encoders take it, made before the time is taken.
struct source {
  std::size_t width = 0;
  std::size_t height = 0;
  std::size_t channels = 0;
  std::size_t depth = 8;            ///< bits of a component
  std::vector<std::uint8_t> native; ///< components in this machine's byte order; a palette as RGB
  std::vector<std::uint8_t> big_endian; ///< as in the file
  std::vector<std::uint8_t> bgr;        ///< OpenCV's order of channels
  const arrayreel::raster<std::uint8_t>* picture = nullptr;
  const arrayreel::raster<std::uint16_t>* deep = nullptr;

  [[nodiscard]] std::size_t row_bytes() const noexcept { return width * channels * depth / 8; }
};

/// All pictures of an item, which has to outlive them.
[[nodiscard]] std::vector<source> sources_of(const item& pictures);

/// One way from pixels to the bytes of a PNG file in memory.
class encoder {
public:
  explicit encoder(std::string name) : name_(std::move(name)) {}
  encoder(const encoder&) = delete;
  encoder& operator=(const encoder&) = delete;
  virtual ~encoder() = default;

  [[nodiscard]] const std::string& name() const noexcept { return name_; }
  /// Whether it knows such pixels.
  [[nodiscard]] virtual bool takes(const source&) const { return true; }
  /// \throws std::runtime_error where it fails.
  virtual void encode(const source& picture) = 0;
  /// The file of the last call.
  [[nodiscard]] virtual std::span<const std::uint8_t> file() const = 0;

private:
  std::string name_;
};

/// All that this program was built with, "libpng" first, whose defaults are the measure.
[[nodiscard]] std::vector<std::unique_ptr<encoder>> all_encoders();

/// \throws std::runtime_error where libpng does not read the file, or reads other pixels.
void check_file(std::span<const std::uint8_t> file, const source& picture);

} // namespace bench

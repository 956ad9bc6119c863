// HDF5 files: a dataset step by step, as the frames of a movie, or whole (the HDF5 C library).
#pragma once

#include "detail/base/config.hpp"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "detail/npy/frame_iterator.hpp"
#include "owned_array.hpp" // buffer

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {
class hdf5_dataset;
class hdf5_steps;
} // namespace detail

/// The default limit for the chunks of one step in the cache of `hdf5_frames`, in bytes.
inline constexpr std::size_t default_hdf5_cache = std::size_t{64} << 20;

/// What is read of a dataset whose attributes, by the conventions of netCDF and CF, say how its
/// elements become values.
enum class hdf5_values {
  /// The values. Elements that equal a number in `_FillValue` or `missing_value`, or that are
  /// outside `valid_range` (or `valid_min` and `valid_max`), are missing, which is NaN. The others
  /// are multiplied by `scale_factor`, and `add_offset` is added. Before that, `_Unsigned` ("true")
  /// makes signed integers unsigned, and "false" makes unsigned ones signed.
  ///
  /// Without these attributes the elements are the values. But if HDF5 has the default fill value
  /// of netCDF's library as the dataset's fill value, it is missing too. Limits are in the units of
  /// the stored elements, unless they are floats of a wider type: then they are in those of the
  /// values. Integers become float64; 64-bit integers that are not scaled become `long double` if
  /// it holds all of them. Floats keep their type, but float16 becomes float32, and either becomes
  /// float64 if a float64 scales it. Attributes that are not numbers are ignored, and so are those
  /// of `bool` and of complex numbers.
  decoded,
  stored ///< the elements
};

/// The frames of a dataset, read one by one: its first axis is time.
///
/// Elements are `bool` (as h5py writes it), integers up to 64 bits and enumerations of them, floats
/// of 16 bits to `long double`, and complex numbers (as h5py or MATLAB write them); HDF5 converts
/// them from any byte order and precision. Attributes may say what they stand for (`hdf5_values`).
/// All layouts, filters, links to other datasets or files and virtual datasets that HDF5 can read
/// are read.
///
/// Memory is that of one frame and of HDF5's cache. If a chunk holds several steps, it is read and
/// decompressed once for all of them, provided that the chunks of one step fit into `cache_bytes`;
/// if they do not, once for each step, which takes that many times longer.
///
/// ```cpp
/// ar::hdf5_frames steps("run.h5", "/fields/u");
/// const double fps = steps.number_attribute("fps").value_or(25);
/// for (std::size_t t = 0; t < steps.size(); t += 10)
///   ar::write_png("u" + std::to_string(t) + ".png", steps.read(t), {.vsym = true});
/// ar::write_video("u.mp4", steps, {.fps = fps});
/// ```
///
/// Nothing is printed. (If the metadata of a file are damaged, HDF5 1.10 sometimes does not release
/// them and prints a line when the program ends.)
///
/// It is a range of its frames, and each iteration reads the file once. One object belongs to one
/// thread. Several threads may have one object each only if HDF5 was built for threads (Debian's
/// is; `H5is_library_threadsafe` tells): they then wait for each other.
class ARRAYREEL_API hdf5_frames {
public:
  using iterator = detail::frame_iterator<hdf5_frames>;

  /// Opens a dataset, "/fields/u". Steps that are written later are not seen.
  /// \throws error (io) if the file cannot be read, or another program is writing it; (format) if
  /// it is not an HDF5 file, is truncated or damaged, if the elements are of another type, which
  /// the message names, or if its attributes make no sense, such as a `scale_factor` of 0;
  /// (parameter) if there is no such dataset, with the names of those that there are, or if it has
  /// no steps or a rank outside 2…5; (limit) if memory cannot hold a frame, or if the file is too
  /// small to contain more than a small part of it: more than 4 GiB, or 2^16 chunks, would be fill
  /// values.
  hdf5_frames(const std::string& path, const std::string& dataset,
              std::size_t cache_bytes = default_hdf5_cache,
              hdf5_values values = hdf5_values::decoded);

  hdf5_frames(hdf5_frames&& other) noexcept : steps_(std::exchange(other.steps_, nullptr)) {}
  hdf5_frames& operator=(hdf5_frames&& other) noexcept {
    std::swap(steps_, other.steps_);
    return *this;
  }
  ~hdf5_frames();

  /// The type that `read` returns: the file's, in the byte order of this machine, or that of the
  /// values (`hdf5_values`), but float32 for halves if the compiler has no such type (clang++
  /// before 15).
  [[nodiscard]] dtype type() const noexcept;
  /// The extents of the whole dataset, time first.
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept;
  /// The number of frames.
  [[nodiscard]] std::size_t size() const noexcept { return extents().front(); }

  /// Reads frame t, whose extents are those after the first; valid until the next is read.
  /// \throws error (parameter) if there is no such step; (format) if it is damaged, or compressed
  /// by a filter that HDF5 cannot find; (io). Other steps can be read after that.
  [[nodiscard]] any_view read(std::size_t t);

  /// An attribute of the dataset that is one number; empty if there is none or if it is not one
  /// number.
  /// \throws error (format, io) if it is damaged.
  [[nodiscard]] std::optional<double> number_attribute(const std::string& name) const;
  /// An attribute of the dataset that is two numbers, such as a range.
  /// \throws error as `number_attribute` does.
  [[nodiscard]] std::optional<std::array<double, 2>> pair_attribute(const std::string& name) const;

  [[nodiscard]] iterator begin() noexcept { return {*this, 0}; }
  [[nodiscard]] iterator end() noexcept { return {*this, size()}; }

private:
  detail::hdf5_steps* steps_;
};

/// A whole dataset in memory. It can be given wherever an array can.
class ARRAYREEL_API hdf5_array {
public:
  /// The type of the elements, as `hdf5_frames` gives it.
  [[nodiscard]] dtype type() const noexcept { return type_; }
  /// The number of axes: 0 for a scalar, at most 32.
  [[nodiscard]] std::size_t rank() const noexcept { return extents_.size(); }
  /// The extents, outermost axis first.
  [[nodiscard]] std::span<const std::size_t> extents() const noexcept { return extents_; }
  /// The number of elements.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// The elements in C order, without gaps; for scalars and ranks that no view has.
  [[nodiscard]] const void* data() const noexcept { return bytes_.data(); }

  /// A view of the elements where they are; valid as long as this array.
  /// \throws error (parameter) for a rank outside 1…4.
  [[nodiscard]] any_view view() const;

private:
  friend ARRAYREEL_API hdf5_array read_hdf5(const std::string&, const std::string&, hdf5_values);
  explicit hdf5_array(const detail::hdf5_dataset& dataset);

  detail::buffer<std::uint8_t> bytes_;
  std::vector<std::size_t> extents_;
  std::size_t size_ = 0;
  dtype type_;
};

/// The view of an array from a file; valid as long as the array.
/// \throws error (parameter) for a rank outside 1…4.
[[nodiscard]] inline any_view view(const hdf5_array& array) { return array.view(); }

/// Reads a whole dataset of any rank, of the element types of `hdf5_frames`.
/// \throws error (io), (format), (limit), (parameter) as `hdf5_frames` does, but for its shape.
[[nodiscard]] ARRAYREEL_API hdf5_array read_hdf5(const std::string& path,
                                                 const std::string& dataset,
                                                 hdf5_values values = hdf5_values::decoded);

/// What a file says of one of its datasets.
struct hdf5_entry {
  std::string dataset;              ///< its path, "/fields/u"
  std::optional<dtype> type;        ///< as `read_hdf5` gives it; none where it cannot be read
  std::vector<std::size_t> extents; ///< empty for a scalar, and where it cannot be opened
  std::string problem; ///< why the dataset cannot be read; empty where nothing is known
};

/// The datasets of a file in alphabetical order of their paths, each once. Those behind soft and
/// external links are not listed, but can be read.
/// \throws error (io) if the file cannot be read; (format) if it is not an HDF5 file, is truncated,
/// or its groups are damaged. Datasets that cannot be read are listed with their `problem`.
[[nodiscard]] ARRAYREEL_API std::vector<hdf5_entry> hdf5_entries(const std::string& path);

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "hdf5.ipp"
#endif

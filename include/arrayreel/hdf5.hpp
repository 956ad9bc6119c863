// HDF5 files: a dataset step by step, as the frames of a movie, or whole (the HDF5 C library).
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "detail/io/byte_reader.hpp" // allocate
#include "detail/npy/frame_iterator.hpp"
#include "detail/hdf5/dataset.hpp"
#include "detail/hdf5/libhdf5.hpp"
#include "detail/base/message.hpp"
#include "error.hpp"
#include "owned_array.hpp" // buffer

namespace arrayreel::inline ARRAYREEL_ABI {

/// The most bytes that the chunks of one step may take in the cache of `hdf5_frames`.
inline constexpr std::size_t default_hdf5_cache = std::size_t{64} << 20;

/// The frames of a dataset, read one by one: its first axis is time.
///
/// Elements are `bool` (as h5py writes it), integers up to 64 bits, floats of 16 bits to
/// `long double`, and complex numbers (as h5py or MATLAB write them); HDF5 converts them from any
/// byte order and precision. Layouts, filters, links to other datasets or files and virtual
/// datasets are whatever HDF5 reads.
///
/// Memory is that of one frame and of HDF5's cache. A chunk that holds several steps is read and
/// decompressed once for all of them where the chunks that one step touches fit into
/// `cache_bytes`; where they do not, once for each step, which takes that many times longer.
///
/// ```cpp
/// ar::hdf5_frames steps("run.h5", "/fields/u");
/// const double fps = steps.number_attribute("fps").value_or(25);
/// for (std::size_t t = 0; t < steps.size(); t += 10)
///   ar::write_png("u" + std::to_string(t) + ".png", steps.read(t), {.vsym = true});
/// ar::write_video("u.mp4", steps, {.fps = fps});
/// ```
///
/// Nothing is printed. (Where the metadata of a file are damaged, HDF5 1.10 does not always let go
/// of it, and prints a line when the program ends.)
///
/// It is a range of its frames, which goes through the file once for each time that it is gone
/// through. One object belongs to one thread. Several threads may have one each only where HDF5 was
/// built for threads (Debian's is; `H5is_library_threadsafe` tells): they then wait for one
/// another.
class hdf5_frames {
public:
  using iterator = detail::frame_iterator<hdf5_frames>;

  /// Opens a dataset, "/fields/u". Steps that are written later are not seen.
  /// \throws error (io) where the file cannot be read, or another program is writing it; (format)
  /// where it is no HDF5 file, truncated or damaged, or the elements are of another type, which is
  /// named; (parameter) where there is no such dataset, with those that there are, or it has no
  /// steps or another rank than 2…5; (limit) where no memory holds a frame.
  hdf5_frames(const std::string& path, const std::string& dataset,
              std::size_t cache_bytes = default_hdf5_cache)
      : dataset_(path, dataset, cache_bytes) {
    type_ = dataset_.type();
    const std::size_t rank = extents().size();
    const std::string of_shape = "of shape " + detail::shape_text(extents(), rank);
    if (rank < 2 || rank > max_rank + 1)
      dataset_.refuse(error_kind::parameter, of_shape + " has no frames; expected 2 to " +
                                                 detail::to_text(max_rank + 1) +
                                                 " axes, time first");
    if (size() == 0)
      dataset_.refuse(error_kind::parameter, of_shape + " has no steps; expected 1 or more");
    bytes_ = detail::allocate(dataset_.bytes_from(1), {path, {}});
    std::array<std::ptrdiff_t, max_rank> steps{};
    std::size_t step = 1; // these products were checked with the bytes
    for (std::size_t i = rank; i-- > 1;) {
      steps[i - 1] = static_cast<std::ptrdiff_t>(step);
      step *= std::max<std::size_t>(extents()[i], 1);
    }
    frame_ = std::span<const std::size_t>(extents()).subspan(1);
    steps_ = std::span<const std::ptrdiff_t>(steps.data(), rank - 1);
  }

  /// The type of what `read` gives: the file's, in the byte order of this machine, but float32 for
  /// halves where the compiler has none (clang++ before 15).
  [[nodiscard]] dtype type() const noexcept { return type_; }
  /// The extents of the whole dataset, time first.
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept {
    return dataset_.extents();
  }
  /// The number of frames.
  [[nodiscard]] std::size_t size() const noexcept { return extents().front(); }

  /// Reads frame t, whose extents are those behind the first; valid until the next is read.
  /// \throws error (parameter) for a step that there is not; (format) where it is damaged, or
  /// compressed by a filter that HDF5 does not find; (io). Other steps can be read after that.
  [[nodiscard]] any_view read(std::size_t t) {
    if (t >= size())
      dataset_.refuse(error_kind::parameter, "has no step " + detail::to_text(t) +
                                                 "; expected 0 to " + detail::to_text(size() - 1));
    dataset_.read_step(t, bytes_.data(), bytes_.size());
    return {type_, bytes_.data(), *frame_, *steps_};
  }

  /// The value of an attribute of the dataset that is one number; none where it is not there or
  /// not one number.
  /// \throws error (format, io) where it is damaged.
  [[nodiscard]] std::optional<double> number_attribute(const std::string& name) const {
    const std::vector<double> values = dataset_.attribute(name, 1);
    if (values.empty()) return std::nullopt;
    return values[0];
  }
  /// The values of an attribute of the dataset that is two numbers, a range for instance.
  /// \throws error as `number_attribute` does.
  [[nodiscard]] std::optional<std::array<double, 2>> pair_attribute(const std::string& name) const {
    const std::vector<double> values = dataset_.attribute(name, 2);
    if (values.empty()) return std::nullopt;
    return std::array<double, 2>{values[0], values[1]};
  }

  [[nodiscard]] iterator begin() { return {*this, 0}; }
  [[nodiscard]] iterator end() { return {*this, size()}; }

private:
  detail::hdf5_dataset dataset_;
  detail::buffer<std::uint8_t> bytes_; // of one frame
  dtype type_ = dtype::boolean;
  std::optional<shape> frame_;
  std::optional<strides> steps_;
};

/// A whole dataset in memory. It can be given wherever an array can.
class hdf5_array {
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
  [[nodiscard]] any_view view() const {
    if (rank() < 1 || rank() > max_rank)
      throw error(error_kind::parameter, "an array of rank " + detail::to_text(rank()) +
                                             " and shape " + detail::shape_text(extents_, rank()) +
                                             "; expected 1 to " + detail::to_text(max_rank) +
                                             " axes");
    std::array<std::ptrdiff_t, max_rank> steps{};
    std::size_t step = 1; // these products were checked when it was read
    for (std::size_t i = rank(); i-- > 0;) {
      steps[i] = static_cast<std::ptrdiff_t>(step);
      step *= std::max<std::size_t>(extents_[i], 1);
    }
    return {type_, data(), extents(), std::span<const std::ptrdiff_t>(steps.data(), rank())};
  }

private:
  friend hdf5_array read_hdf5(const std::string&, const std::string&);
  explicit hdf5_array(const detail::hdf5_dataset& dataset)
      : extents_(dataset.extents()), type_(dataset.type()) {
    bytes_ = detail::allocate(dataset.bytes_from(0), {dataset.path(), {}});
    size_ = bytes_.size() / dataset.item().size;
    dataset.read(bytes_.data(), bytes_.size());
  }

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
[[nodiscard]] inline hdf5_array read_hdf5(const std::string& path, const std::string& dataset) {
  static_assert(alignof(long double) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__,
                "the buffer is aligned for all elements");
  return hdf5_array(detail::hdf5_dataset(path, dataset, 0));
}

/// What a file says of one of its datasets.
struct hdf5_entry {
  std::string dataset;              ///< its path, "/fields/u"
  std::optional<dtype> type;        ///< as `read_hdf5` gives it; none where it cannot be read
  std::vector<std::size_t> extents; ///< empty for a scalar, and where it cannot be opened
  std::string problem; ///< why the dataset cannot be read; empty where nothing is known
};

/// The datasets of a file by the alphabet of their paths, each once; those behind soft and external
/// links are not listed, but can be read.
/// \throws error (io) where the file cannot be read; (format) where it is no HDF5 file, truncated,
/// or its groups are damaged. Datasets that cannot be read are listed with their `problem`.
[[nodiscard]] inline std::vector<hdf5_entry> hdf5_entries(const std::string& path) {
  const detail::hdf5_silence silence;
  const detail::hdf5_id file = detail::open_hdf5(path);
  std::vector<hdf5_entry> entries;
  for (std::string& name : detail::hdf5_datasets(file, path)) {
    hdf5_entry entry;
    try {
      const detail::hdf5_dataset dataset(file, path, name);
      entry.type = dataset.item().type;
      entry.extents = dataset.extents();
      entry.problem = dataset.problem();
    } catch (const error& e) {
      if (e.kind() == error_kind::io) throw;
      entry.problem = e.what();
    }
    entry.dataset = std::move(name);
    entries.push_back(std::move(entry));
  }
  return entries;
}

} // namespace arrayreel::inline ARRAYREEL_ABI

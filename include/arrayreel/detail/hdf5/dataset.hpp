// One dataset of an HDF5 file: finds it or refuses it, describes it, reads it whole or in steps.
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

#include "../../any_view.hpp"
#include "../../error.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "conventions.hpp"
#include "libhdf5.hpp"
#include "storage.hpp"
#include "type.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The filters of a dataset that this HDF5 does not have, as "'lzf' (32000)"; empty if it has all.
/// \param all includes filters that a writer may have skipped in a chunk.
[[nodiscard]] inline std::string missing_hdf5_filters(const hdf5_id& dataset, bool all) {
  const hdf5_id properties(H5Dget_create_plist(dataset.get()));
  const int count = properties ? H5Pget_nfilters(properties.get()) : 0;
  std::string names;
  for (int i = 0; i < count; ++i) {
    unsigned flags = 0;
    std::size_t values = 0;
    std::array<char, 100> name{};
    const H5Z_filter_t filter =
        H5Pget_filter2(properties.get(), static_cast<unsigned>(i), &flags, &values, nullptr,
                       name.size() - 1, name.data(), nullptr);
    if (filter < 0 || (!all && (flags & H5Z_FLAG_OPTIONAL) != 0) || H5Zfilter_avail(filter) > 0)
      continue;
    names += (names.empty() ? "" : " and ") + in_quotes(name.data()) + " (" + to_text(filter) + ")";
  }
  return names;
}

/// An open dataset.
class hdf5_dataset {
public:
  /// \param cache_bytes the most that the chunks of one step may take; 0 if everything is read
  /// once.
  /// \param is_decoded whether attributes determine the values.
  /// \throws error as `hdf5_frames` says.
  hdf5_dataset(const std::string& path, const std::string& name, std::size_t cache_bytes,
               bool is_decoded)
      : path_(path), name_(name), is_decoded_(is_decoded) {
    const hdf5_silence silence;
    file_ = open_hdf5(path);
    open(cache_bytes);
  }

  /// A dataset of an open file, at a path that is known to be one.
  hdf5_dataset(const hdf5_id& file, const std::string& path, const std::string& name)
      : path_(path), name_(name) {
    dataset_ = checked_hdf5(H5Dopen2(file.get(), name.c_str(), H5P_DEFAULT), path_,
                            what("cannot be opened"));
    describe();
  }

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// The type that `read` returns; none if the dataset cannot be read.
  [[nodiscard]] std::optional<dtype> value_type() const noexcept { return value_type_; }
  /// The bytes of an element that `read` returns.
  [[nodiscard]] std::size_t value_size() const noexcept { return value_size_; }
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept { return extents_; }
  [[nodiscard]] const hdf5_id& id() const noexcept { return dataset_; }
  [[nodiscard]] const std::string& problem() const noexcept { return problem_; }

  /// "dataset '/u' …"
  [[nodiscard]] std::string what(const std::string& rest) const {
    return "dataset " + in_quotes(name_) + " " + rest;
  }
  [[noreturn]] void refuse(error_kind kind, const std::string& rest) const {
    throw error(kind, what(rest), path_);
  }

  /// \throws error (format) where the elements cannot be read.
  [[nodiscard]] dtype type() const {
    if (!value_type_)
      refuse(error_kind::format, problem_ + "; expected numbers, bool or complex numbers");
    return *value_type_;
  }

  /// The bytes of all elements along the axes from `first` on.
  /// \throws error (limit) if memory cannot hold so many.
  [[nodiscard]] std::size_t bytes_from(std::size_t first) const {
    // Extents of 0 count as 1, so that no other product overflows either.
    std::size_t bytes = std::max<std::size_t>(value_size_, 1);
    bool none = false;
    for (std::size_t i = first; i < extents_.size(); ++i) {
      none = none || extents_[i] == 0;
      if (!checked_mul(bytes, std::max<std::size_t>(extents_[i], 1), bytes) || bytes > max_bytes)
        refuse(error_kind::limit,
               "of shape " + shape_text(extents_, extents_.size()) + " is larger than any memory");
    }
    return none ? 0 : bytes;
  }

  /// Refuses to read, along the axes from `first` on, more than the file can contain.
  /// \throws error (limit)
  void bound(std::size_t first, std::size_t bytes) const {
    if (const std::string excess = hdf5_excess(storage_, first, bytes); !excess.empty())
      refuse(error_kind::limit, excess);
  }

  /// Reads all elements, in C order.
  void read(std::uint8_t* out, std::size_t bytes) const {
    if (bytes == 0) return;
    const hdf5_silence silence;
    finish(H5Dread(dataset_.get(), item_.memory.get(), H5S_ALL, H5S_ALL, H5P_DEFAULT,
                   place_in(out, bytes)),
           "cannot be read");
    decode(out, bytes);
  }

  /// Reads the elements of one step of the first axis.
  void read_step(std::size_t t, std::uint8_t* out, std::size_t bytes) const {
    if (bytes == 0) return;
    const hdf5_silence silence;
    const std::string cannot = "cannot be read at step " + to_text(t);
    std::vector<hsize_t> start(extents_.size(), 0);
    std::vector<hsize_t> count(extents_.begin(), extents_.end());
    start[0] = t;
    count[0] = 1;
    const hdf5_id in_file = checked_hdf5(H5Dget_space(dataset_.get()), path_, what(cannot));
    checked_hdf5_call(H5Sselect_hyperslab(in_file.get(), H5S_SELECT_SET, start.data(), nullptr,
                                          count.data(), nullptr),
                      path_, what(cannot));
    const hdf5_id in_memory =
        checked_hdf5(H5Screate_simple(static_cast<int>(count.size()), count.data(), nullptr), path_,
                     what(cannot));
    finish(H5Dread(dataset_.get(), item_.memory.get(), in_memory.get(), in_file.get(), H5P_DEFAULT,
                   place_in(out, bytes)),
           cannot);
    decode(out, bytes);
  }

  /// The numbers of an attribute with `count` elements; empty if it does not exist or is of another
  /// kind.
  [[nodiscard]] std::vector<double> attribute(const std::string& name, std::size_t count) const {
    const hdf5_silence silence;
    if (name.find('\0') != std::string::npos || name.empty()) return {};
    const std::string cannot = what("has an attribute " + in_quotes(name) + " that cannot be read");
    if (checked_hdf5_call(H5Aexists(dataset_.get(), name.c_str()), path_, cannot) == 0) return {};
    const hdf5_id attribute =
        checked_hdf5(H5Aopen(dataset_.get(), name.c_str(), H5P_DEFAULT), path_, cannot);
    const hdf5_id type = checked_hdf5(H5Aget_type(attribute.get()), path_, cannot);
    const hdf5_id space = checked_hdf5(H5Aget_space(attribute.get()), path_, cannot);
    const H5T_class_t kind = H5Tget_class(type.get());
    const hssize_t elements =
        checked_hdf5_call(H5Sget_simple_extent_npoints(space.get()), path_, cannot);
    const int rank = checked_hdf5_call(H5Sget_simple_extent_ndims(space.get()), path_, cannot);
    if ((kind != H5T_INTEGER && kind != H5T_FLOAT) || rank > 1 ||
        elements != static_cast<hssize_t>(count))
      return {};
    std::vector<double> values(count);
    checked_hdf5_call(H5Aread(attribute.get(), H5T_NATIVE_DOUBLE, values.data()), path_, cannot);
    return values;
  }

private:
  // Names the part of the path that does not exist, or that is a dangling link.
  [[nodiscard]] bool exists() const {
    for (std::size_t end = name_.find('/', 1);; end = name_.find('/', end + 1)) {
      const std::string part = name_.substr(0, end);
      if (part != "/" && !part.ends_with('/') &&
          (H5Lexists(file_.get(), part.c_str(), H5P_DEFAULT) <= 0 ||
           H5Oexists_by_name(file_.get(), part.c_str(), H5P_DEFAULT) <= 0))
        return false;
      if (end == std::string::npos) return true;
    }
  }

  [[noreturn]] void refuse_name(const std::string& message) const {
    constexpr std::size_t most = 20;
    std::string text = message;
    const std::vector<std::string> all = hdf5_datasets(file_, path_);
    for (std::size_t i = 0; i < all.size() && i < most; ++i)
      text += (i == 0 ? "; expected " : ", ") + in_quotes(all[i]);
    if (all.empty()) text += "; it has none";
    if (all.size() > most) text += " or one of " + to_text(all.size() - most) + " others";
    throw error(error_kind::parameter, text, path_);
  }

  void open(std::size_t cache_bytes) {
    if (name_.empty() || name_.find('\0') != std::string::npos)
      refuse_name("has no dataset " + in_quotes(name_));
    {
      const hdf5_id object(H5Oopen(file_.get(), name_.c_str(), H5P_DEFAULT));
      if (!object) {
        const hdf5_reason reason = reason_of_hdf5();
        if (exists()) refuse_hdf5(path_, what("cannot be opened"), reason);
        refuse_name("has no dataset " + in_quotes(name_) + " (HDF5: " + reason.text + ")");
      }
      const H5I_type_t kind = H5Iget_type(object.get());
      if (kind != H5I_DATASET)
        refuse_name("has no dataset " + in_quotes(name_) + ", which is a " +
                    (kind == H5I_GROUP ? "group" : "named type"));
    }
    const std::string cannot = what("cannot be opened");
    dataset_ = checked_hdf5(H5Dopen2(file_.get(), name_.c_str(), H5P_DEFAULT), path_, cannot);
    describe();
    if (cache_bytes == 0 || !item_.type) return;
    // The cache is set when a dataset is opened, but its chunks are known only afterwards.
    const hdf5_id access = access_with_cache(cache_bytes);
    if (!access) return;
    dataset_ = hdf5_id();
    dataset_ = checked_hdf5(H5Dopen2(file_.get(), name_.c_str(), access.get()), path_, cannot);
  }

  void describe() {
    const std::string cannot = what("cannot be opened");
    const hdf5_id type = checked_hdf5(H5Dget_type(dataset_.get()), path_, cannot);
    item_ = hdf5_item_of(type);
    if (!item_.type) problem_ = "holds " + item_.refused;
    const hdf5_id space = checked_hdf5(H5Dget_space(dataset_.get()), path_, cannot);
    if (H5Sget_simple_extent_type(space.get()) == H5S_NULL) {
      item_.type.reset();
      problem_ = "holds nothing";
      return;
    }
    std::array<hsize_t, H5S_MAX_RANK> extents{};
    const int rank = checked_hdf5_call(
        H5Sget_simple_extent_dims(space.get(), extents.data(), nullptr), path_, cannot);
    for (int i = 0; i < rank; ++i) {
      const hsize_t extent = extents[static_cast<std::size_t>(i)];
      if (extent > max_bytes) refuse(error_kind::limit, "is larger than any memory");
      extents_.push_back(static_cast<std::size_t>(extent));
    }
    if (item_.type) {
      const hdf5_storage storage = hdf5_storage_of(dataset_, H5Tget_size(type.get()), extents_);
      if (!storage.problem.empty()) refuse(error_kind::format, storage.problem);
      storage_ = storage;
      value_type_ = item_.type;
      value_size_ = item_.size;
      if (is_decoded_) {
        decoding_ = hdf5_decoding_of(dataset_, *item_.type, path_, "dataset " + in_quotes(name_));
        value_type_ = decoding_.value;
        if (decoding_.is_needed) value_size_ = bytes_of(decoding_.value);
      }
    }
    if (problem_.empty())
      if (const std::string filters = missing_hdf5_filters(dataset_, false); !filters.empty())
        problem_ = "needs the filter " + filters + ", which HDF5 does not find";
  }

  /// Access properties with a cache for the chunks of one step; nothing if no chunk holds several
  /// steps, or if the chunks are too large.
  [[nodiscard]] hdf5_id access_with_cache(std::size_t most) const {
    const std::string cannot = what("cannot be opened");
    const hdf5_id creation = checked_hdf5(H5Dget_create_plist(dataset_.get()), path_, cannot);
    if (H5Pget_layout(creation.get()) != H5D_CHUNKED || extents_.empty()) return {};
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    if (H5Pget_chunk(creation.get(), H5S_MAX_RANK, chunk.data()) !=
        static_cast<int>(extents_.size()))
      return {};
    const hdf5_id type = checked_hdf5(H5Dget_type(dataset_.get()), path_, cannot);
    // The cache holds elements as the file stores them.
    std::size_t bytes = H5Tget_size(type.get());
    std::size_t slots = 1;
    for (std::size_t i = 0; i < extents_.size(); ++i) {
      const std::size_t side = std::max<std::size_t>(static_cast<std::size_t>(chunk[i]), 1);
      const std::size_t chunks =
          i == 0 ? 1 : extents_[i] / side + (extents_[i] % side == 0 ? 0 : 1);
      if (!checked_mul(bytes, side, bytes) || !checked_mul(bytes, chunks, bytes) || bytes > most)
        return {};
      slots *= std::bit_ceil(std::max<std::size_t>(chunks, 1));
    }
    // HDF5 hashes a chunk by its place along the axes, with a number of bits for each. With a slot
    // for every such number, no two chunks of a step evict each other.
    constexpr std::size_t fewest_slots = 521; // HDF5's default
    constexpr std::size_t most_slots = std::size_t{1} << 20;
    hdf5_id access = checked_hdf5(H5Pcreate(H5P_DATASET_ACCESS), path_, cannot);
    // 1: chunks of which all elements were read are evicted first.
    checked_hdf5_call(
        H5Pset_chunk_cache(access.get(), std::clamp(slots, fewest_slots, most_slots), bytes, 1.0),
        path_, cannot);
    return access;
  }

  // Names a filter that is missing.
  void finish(herr_t result, const std::string& cannot) const {
    if (result >= 0) return;
    const hdf5_reason reason = reason_of_hdf5();
    const std::string filters = missing_hdf5_filters(dataset_, true);
    refuse_hdf5(path_,
                what(cannot + (filters.empty() ? ""
                                               : ": it needs the filter " + filters +
                                                     ", which HDF5 does not find")),
                reason);
  }

  // Values are never shorter than stored elements. So elements are read to the end of the memory
  // and converted one after the other to its beginning.
  [[nodiscard]] std::uint8_t* place_in(std::uint8_t* out, std::size_t bytes) const {
    return out + (bytes - bytes / value_size_ * item_.size);
  }

  void decode(std::uint8_t* out, std::size_t bytes) const {
    if (decoding_.is_needed)
      decode_elements(decoding_, place_in(out, bytes), out, bytes / value_size_);
    // Other writers may use any byte for true; a C++ bool must be 0 or 1.
    if (item_.type == dtype::boolean)
      for (std::size_t i = 0; i < bytes; ++i) out[i] = out[i] != 0 ? 1 : 0;
  }

  std::string path_;
  std::string name_;
  hdf5_id file_; // before the dataset, which is closed first
  hdf5_id dataset_;
  bool is_decoded_ = true;
  hdf5_item item_; // as elements are stored
  hdf5_decoding decoding_;
  hdf5_storage storage_;
  std::optional<dtype> value_type_;
  std::size_t value_size_ = 0;
  std::vector<std::size_t> extents_;
  std::string problem_; // why its elements cannot be read; empty if they can
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

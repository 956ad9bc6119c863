// Reading datasets of HDF5 files.
#pragma once

#include "detail/array/contiguous_view.hpp"
#include "detail/base/message.hpp"
#include "detail/hdf5/dataset.hpp"
#include "detail/hdf5/libhdf5.hpp"
#include "detail/io/byte_reader.hpp" // allocate
#include "error.hpp"
#include "hdf5.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// An open dataset and the memory of one of its steps.
class hdf5_steps {
public:
  hdf5_steps(const std::string& path, const std::string& dataset, std::size_t cache_bytes,
             hdf5_values values)
      : dataset_(path, dataset, cache_bytes, values == hdf5_values::decoded),
        type_(dataset_.type()) {
    const std::size_t rank = extents().size();
    const std::string of_shape = "of shape " + shape_text(extents(), rank);
    if (rank < 2 || rank > max_rank + 1)
      dataset_.refuse(error_kind::parameter, of_shape + " has no frames; expected 2 to " +
                                                 to_text(max_rank + 1) + " axes, time first");
    if (extents().front() == 0)
      dataset_.refuse(error_kind::parameter, of_shape + " has no steps; expected 1 or more");
    const std::size_t bytes = dataset_.bytes_from(1);
    dataset_.bound(1, bytes);
    bytes_ = allocate(bytes, {path, {}});
    static_cast<void>(view()); // throws where no view can be
  }

  [[nodiscard]] const hdf5_dataset& dataset() const noexcept { return dataset_; }
  [[nodiscard]] const std::vector<std::size_t>& extents() const noexcept {
    return dataset_.extents();
  }
  [[nodiscard]] dtype type() const noexcept { return type_; }

  [[nodiscard]] any_view read(std::size_t t) {
    if (t >= extents().front())
      dataset_.refuse(error_kind::parameter, "has no step " + to_text(t) + "; expected 0 to " +
                                                 to_text(extents().front() - 1));
    dataset_.read_step(t, bytes_.data(), bytes_.size());
    return view();
  }

private:
  [[nodiscard]] any_view view() const {
    return contiguous_view(
        {type_, bytes_.data(), std::span<const std::size_t>(extents()).subspan(1)});
  }

  hdf5_dataset dataset_;
  dtype type_;
  buffer<std::uint8_t> bytes_;
};

} // namespace detail

ARRAYREEL_INLINE hdf5_frames::hdf5_frames(const std::string& path, const std::string& dataset,
                                          std::size_t cache_bytes, hdf5_values values)
    : steps_(new detail::hdf5_steps(path, dataset, cache_bytes, values)) {}

ARRAYREEL_INLINE hdf5_frames::~hdf5_frames() { delete steps_; }

ARRAYREEL_INLINE dtype hdf5_frames::type() const noexcept { return steps_->type(); }
ARRAYREEL_INLINE const std::vector<std::size_t>& hdf5_frames::extents() const noexcept {
  return steps_->extents();
}
ARRAYREEL_INLINE any_view hdf5_frames::read(std::size_t t) { return steps_->read(t); }

ARRAYREEL_INLINE std::optional<double>
hdf5_frames::number_attribute(const std::string& name) const {
  const std::vector<double> values = steps_->dataset().attribute(name, 1);
  if (values.empty()) return std::nullopt;
  return values[0];
}

ARRAYREEL_INLINE std::optional<std::array<double, 2>>
hdf5_frames::pair_attribute(const std::string& name) const {
  const std::vector<double> values = steps_->dataset().attribute(name, 2);
  if (values.empty()) return std::nullopt;
  return std::array<double, 2>{values[0], values[1]};
}

ARRAYREEL_INLINE hdf5_array::hdf5_array(const detail::hdf5_dataset& dataset)
    : extents_(dataset.extents()), type_(dataset.type()) {
  static_assert(alignof(long double) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__,
                "the buffer is aligned for all elements");
  const std::size_t bytes = dataset.bytes_from(0);
  dataset.bound(0, bytes);
  bytes_ = detail::allocate(bytes, {dataset.path(), {}});
  size_ = bytes / dataset.value_size();
  dataset.read(bytes_.data(), bytes_.size());
}

ARRAYREEL_INLINE any_view hdf5_array::view() const {
  return detail::contiguous_view({type_, data(), extents()});
}

ARRAYREEL_INLINE hdf5_array read_hdf5(const std::string& path, const std::string& dataset,
                                      hdf5_values values) {
  return hdf5_array(detail::hdf5_dataset(path, dataset, 0, values == hdf5_values::decoded));
}

ARRAYREEL_INLINE std::vector<hdf5_entry> hdf5_entries(const std::string& path) {
  const detail::hdf5_silence silence;
  const detail::hdf5_id file = detail::open_hdf5(path);
  std::vector<hdf5_entry> entries;
  for (std::string& name : detail::hdf5_datasets(file, path)) {
    hdf5_entry entry;
    try {
      const detail::hdf5_dataset dataset(file, path, name);
      entry.type = dataset.value_type();
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

} // namespace arrayreel::ARRAYREEL_ABI

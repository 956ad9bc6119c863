// HDF5 files for tests, written with HDF5's C interface alone.
#pragma once

#include <array>
#include <cstddef>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include <hdf5.h>

namespace test {

/// Any result of HDF5's, which is negative where the call failed.
template <class Result> Result h5(Result result) {
  if (result < 0) throw std::runtime_error("a call of HDF5 failed, which prepares a test");
  return result;
}

/// How a dataset is laid out in its file.
struct h5_layout {
  std::vector<hsize_t> chunk{}; ///< none: contiguous
  bool shuffle = false;
  unsigned gzip = 0; ///< 0: not compressed
  bool fletcher32 = false;
  bool compact = false;
  bool extendible = false; ///< along the first axis
  int filter = 0;          ///< the number of one that is in no library
};

/// A file that is being written, until it is closed.
class h5_file {
public:
  explicit h5_file(const std::string& path)
      : id_(h5(H5Fcreate(path.c_str(), H5F_ACC_TRUNC, H5P_DEFAULT, H5P_DEFAULT))) {}
  h5_file(const h5_file&) = delete;
  h5_file& operator=(const h5_file&) = delete;
  ~h5_file() { H5Fclose(id_); }

  [[nodiscard]] hid_t id() const noexcept { return id_; }

  /// A dataset with the groups on the way to it.
  /// \param values of the type `memory`, in C order; null: none are written.
  void add(const std::string& path, const std::vector<hsize_t>& extents, hid_t type, hid_t memory,
           const void* values, const h5_layout& layout = {}) const {
    const hid_t links = h5(H5Pcreate(H5P_LINK_CREATE));
    h5(H5Pset_create_intermediate_group(links, 1));
    const hid_t creation = h5(H5Pcreate(H5P_DATASET_CREATE));
    if (!layout.chunk.empty())
      h5(H5Pset_chunk(creation, static_cast<int>(layout.chunk.size()), layout.chunk.data()));
    if (layout.compact) h5(H5Pset_layout(creation, H5D_COMPACT));
    if (layout.shuffle) h5(H5Pset_shuffle(creation));
    if (layout.gzip != 0) h5(H5Pset_deflate(creation, layout.gzip));
    if (layout.fletcher32) h5(H5Pset_fletcher32(creation));
    if (layout.filter != 0)
      h5(H5Pset_filter(creation, layout.filter, H5Z_FLAG_MANDATORY, 0, nullptr));
    std::vector<hsize_t> most = extents;
    if (layout.extendible) most.at(0) = H5S_UNLIMITED;
    const hid_t space =
        extents.empty()
            ? h5(H5Screate(H5S_SCALAR))
            : h5(H5Screate_simple(static_cast<int>(extents.size()), extents.data(), most.data()));
    const hid_t dataset =
        h5(H5Dcreate2(id_, path.c_str(), type, space, links, creation, H5P_DEFAULT));
    if (values != nullptr) h5(H5Dwrite(dataset, memory, H5S_ALL, H5S_ALL, H5P_DEFAULT, values));
    h5(H5Dclose(dataset));
    h5(H5Sclose(space));
    h5(H5Pclose(creation));
    h5(H5Pclose(links));
  }

  /// An attribute of a dataset.
  void attach(const std::string& dataset, const std::string& name,
              const std::vector<double>& values, bool scalar = false,
              hid_t type = H5T_NATIVE_DOUBLE) const {
    const hid_t object = h5(H5Oopen(id_, dataset.c_str(), H5P_DEFAULT));
    const hsize_t count = values.size();
    const hid_t space =
        scalar ? h5(H5Screate(H5S_SCALAR)) : h5(H5Screate_simple(1, &count, nullptr));
    const hid_t attribute =
        h5(H5Acreate2(object, name.c_str(), type, space, H5P_DEFAULT, H5P_DEFAULT));
    h5(H5Awrite(attribute, H5T_NATIVE_DOUBLE, values.data()));
    h5(H5Aclose(attribute));
    h5(H5Sclose(space));
    h5(H5Oclose(object));
  }

private:
  hid_t id_;
};

} // namespace test

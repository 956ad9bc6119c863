// Whether a file can contain the elements of a dataset: HDF5 trusts what a damaged file says of
// them.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <hdf5.h>

#include "../../owned_array.hpp" // buffer
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "inflated_size.hpp"
#include "libhdf5.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// How the file stores the elements of a dataset.
struct hdf5_storage {
  std::uint64_t file_bytes = 0;    ///< of the file that holds them
  std::vector<std::size_t> chunks; ///< along each axis; none: not in chunks
  bool is_elsewhere = false;       ///< in other files, external or behind a virtual dataset
  std::string problem;             ///< why they cannot be what they are said to be; empty: they can
};

/// The bytes of `extents`; the largest number where there are more.
[[nodiscard]] inline std::size_t bytes_in(std::size_t item,
                                          const std::vector<std::size_t>& extents) {
  std::size_t bytes = item;
  bool is_whole = true;
  for (const std::size_t extent : extents) {
    if (extent == 0) return 0;
    is_whole = is_whole && checked_mul(bytes, extent, bytes);
  }
  return is_whole ? bytes : static_cast<std::size_t>(-1);
}

/// Deflate's shortest code, 2 bits, stands for 258 bytes at most. Filters that HDF5 does not come
/// with may do better.
inline constexpr std::uint64_t hdf5_most_inflation = 1032;

/// What the filters of a dataset say of its chunks.
struct hdf5_filters {
  int count = 0;
  std::uint64_t inflation = 1;   ///< by how much they can shrink a chunk; 0: that is not known
  std::size_t item = 0;          ///< the bytes of an element, which one of them says; 0: none does
  std::vector<H5Z_filter_t> all; ///< in the order of writing
};

[[nodiscard]] inline hdf5_filters hdf5_filters_of(const hdf5_id& properties) {
  hdf5_filters all;
  all.count = H5Pget_nfilters(properties.get());
  for (int i = 0; i < all.count; ++i) {
    unsigned flags = 0;
    std::array<unsigned, 8> values{};
    std::size_t size = values.size();
    const H5Z_filter_t filter = H5Pget_filter2(properties.get(), static_cast<unsigned>(i), &flags,
                                               &size, values.data(), 0, nullptr, nullptr);
    all.all.push_back(filter);
    if (filter == H5Z_FILTER_DEFLATE)
      all.inflation *= hdf5_most_inflation;
    else if (filter == H5Z_FILTER_SHUFFLE && size >= 1)
      all.item = values[0];
    else if (filter != H5Z_FILTER_FLETCHER32)
      all.inflation = 0;
  }
  return all;
}

#if H5_VERSION_GE(1, 10, 5)
/// The bytes of the first chunk in the file behind its filters, one of which is deflate; nothing
/// where that is not known, or the chunk is so large that counting takes longer than it is worth.
/// \param most where to stop counting.
[[nodiscard]] inline std::optional<std::size_t>
hdf5_first_chunk(const hdf5_id& dataset, const hdf5_id& space, const hdf5_filters& filters,
                 std::uint64_t file_bytes, std::size_t most) {
  constexpr std::size_t largest = std::size_t{1} << 24;
  std::array<hsize_t, H5S_MAX_RANK> at{};
  unsigned left_out = 0;
  haddr_t place = 0;
  hsize_t packed = 0;
  if (most > largest ||
      H5Dget_chunk_info(dataset.get(), space.get(), 0, at.data(), &left_out, &place, &packed) < 0)
    return std::nullopt;
  if (packed > file_bytes || packed > largest || packed == 0) return std::nullopt;
  buffer<std::uint8_t> bytes(static_cast<std::size_t>(packed));
  std::uint32_t mask = 0;
#if H5_VERSION_GE(2, 0, 0)
  std::size_t room = bytes.size();
  const herr_t done =
      H5Dread_chunk2(dataset.get(), H5P_DEFAULT, at.data(), &mask, bytes.data(), &room);
#else
  const herr_t done = H5Dread_chunk(dataset.get(), H5P_DEFAULT, at.data(), &mask, bytes.data());
#endif
  if (done < 0) return std::nullopt;
  std::size_t size = bytes.size();
  bool is_inflated = false;
  for (std::size_t i = filters.all.size(); i-- > 0;) {
    if (i < 32 && (mask >> i & 1U) != 0) continue;
    if (filters.all[i] == H5Z_FILTER_FLETCHER32) {
      if (size < 4) return 0;
      size -= 4;
    } else if (filters.all[i] == H5Z_FILTER_DEFLATE) {
      const auto inflated = is_inflated ? std::nullopt : inflated_size({bytes.data(), size}, most);
      if (!inflated) return std::nullopt;
      size = *inflated;
      is_inflated = true;
    } else if (filters.all[i] != H5Z_FILTER_SHUFFLE) {
      return std::nullopt;
    }
  }
  return size;
}
#endif

/// What HDF5 says of the storage of a dataset of these extents, and what is wrong with it.
/// \param item the bytes of an element in the file.
[[nodiscard]] inline hdf5_storage hdf5_storage_of(const hdf5_id& dataset, std::size_t item,
                                                  const std::vector<std::size_t>& extents) {
  hdf5_storage storage;
  const hdf5_id properties(H5Dget_create_plist(dataset.get()));
  const hdf5_id file(H5Iget_file_id(dataset.get())); // not the one that was opened, behind a link
  hsize_t size = 0;
  if (!properties || !file || H5Fget_filesize(file.get(), &size) < 0) {
    storage.problem = "is stored in a way that HDF5 does not tell";
    return storage;
  }
  storage.file_bytes = size;
  const H5D_layout_t layout = H5Pget_layout(properties.get());
  storage.is_elsewhere = layout == H5D_VIRTUAL || H5Pget_external_count(properties.get()) > 0;
  const std::size_t bytes = bytes_in(item, extents);
  const auto refuse = [&](std::uint64_t have, std::uint64_t needed, const std::string& where) {
    storage.problem = "is damaged: " + to_text(have) + " bytes of data" + where + "; expected " +
                      to_text(needed) + " for shape " + shape_text(extents, extents.size());
  };
  if (storage.is_elsewhere || bytes == 0) return storage;
  if (layout == H5D_COMPACT) {
    // HDF5 copies as many bytes as the extents say, whatever it has.
    const hsize_t have = H5Dget_storage_size(dataset.get());
    if (have < bytes) refuse(have, bytes, " in its header");
  } else if (layout == H5D_CONTIGUOUS) {
    const haddr_t at = H5Dget_offset(dataset.get());
    if (at == HADDR_UNDEF) return storage; // nothing was written: fill values
    const hsize_t have = H5Dget_storage_size(dataset.get());
    if (have < bytes)
      refuse(have, bytes, "");
    else if (at > size || bytes > size - at)
      refuse(at > size ? 0 : size - at, bytes,
             " from offset " + to_text(at) + " to the end of the file");
  } else if (layout == H5D_CHUNKED) {
    std::array<hsize_t, H5S_MAX_RANK> chunk{};
    const int rank = H5Pget_chunk(properties.get(), H5S_MAX_RANK, chunk.data());
    if (rank != static_cast<int>(extents.size())) {
      storage.problem =
          "is damaged: chunks of " + to_text(rank) + " axes; expected " + to_text(extents.size());
      return storage;
    }
    std::vector<std::size_t> sides;
    for (std::size_t i = 0; i < extents.size(); ++i) {
      if (chunk[i] == 0 || chunk[i] > max_bytes) {
        storage.problem =
            "is damaged: chunks of " + to_text(chunk[i]) + " elements along axis " + to_text(i);
        return storage;
      }
      sides.push_back(static_cast<std::size_t>(chunk[i]));
      storage.chunks.push_back(extents[i] / sides[i] + (extents[i] % sides[i] == 0 ? 0 : 1));
    }
    // A file of fill values may have chunks that are larger than it is, but then holds none.
    const hdf5_filters filters = hdf5_filters_of(properties);
    const std::size_t one = bytes_in(item, sides);
    const hsize_t have = H5Dget_storage_size(dataset.get());
    if (filters.inflation != 0 && one / filters.inflation > size && have != 0)
      storage.problem = "is damaged: chunks of " + to_text(one) + " bytes in a file of " +
                        to_text(size) + " bytes";
    else if (filters.item != 0 && filters.item != item)
      storage.problem = "is damaged: its chunks are shuffled as elements of " +
                        to_text(filters.item) + " bytes; expected " + to_text(item);
#if H5_VERSION_GE(1, 10, 5)
    // HDF5 copies as many bytes of a chunk as its sides say, whatever it has.
    const hdf5_id space(H5Dget_space(dataset.get()));
    unsigned options = 0; // one leaves filters out at the edge, and does not say it of a chunk
    static_cast<void>(H5Pget_chunk_opts(properties.get(), &options));
    if (storage.problem.empty() && filters.count > 0 && have != 0 &&
        (options & H5D_CHUNK_DONT_FILTER_PARTIAL_CHUNKS) == 0)
      if (const auto first = hdf5_first_chunk(dataset, space, filters, size, one + 4);
          first && *first != one)
        storage.problem = "is damaged: a chunk of " +
                          (*first > one ? "more than " + to_text(one) : to_text(*first)) +
                          " bytes; expected " + to_text(one);
    hsize_t count = 0;
    if (storage.problem.empty() && filters.count == 0 && have != 0 &&
        (H5Dget_num_chunks(dataset.get(), space.get(), &count) < 0 || count == 0 ||
         have / count != one || have % count != 0))
      storage.problem = "is damaged: " + to_text(count) + " chunks of " + to_text(have) +
                        " bytes together; expected " + to_text(one) + " for each";
#endif
  }
  return storage;
}

/// Why so much of a dataset is not read at once; empty where it is. Fill values take no room in a
/// file, so that a damaged one may claim any number of elements: reading is bounded by some seconds
/// beyond what the file can hold.
/// \param first the first axis that is read whole; 1: one step of the first.
/// \param bytes of the elements in memory.
[[nodiscard]] inline std::string hdf5_excess(const hdf5_storage& storage, std::size_t first,
                                             std::size_t bytes) {
  constexpr std::uint64_t fill_bytes = std::uint64_t{1} << 32;
  constexpr std::uint64_t fill_chunks = std::uint64_t{1} << 16;
  if (storage.is_elsewhere) return {};
  const std::uint64_t file = storage.file_bytes;
  // An entry in the index of chunks takes 8 bytes or more.
  std::size_t chunks = 1;
  for (std::size_t i = first; i < storage.chunks.size(); ++i)
    if (!checked_mul(chunks, storage.chunks[i], chunks)) chunks = static_cast<std::size_t>(-1);
  if (chunks > fill_chunks && chunks - fill_chunks > file / 8)
    return "has " + to_text(chunks) + " chunks to read in a file of " + to_text(file) +
           " bytes; expected at most " + to_text(fill_chunks + file / 8);
  if (bytes > fill_bytes && (bytes - fill_bytes) / (2 * hdf5_most_inflation) > file)
    return "has " + to_text(bytes) + " bytes to read in a file of " + to_text(file) +
           " bytes; expected at most " + to_text(fill_bytes + file * (2 * hdf5_most_inflation));
  return {};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

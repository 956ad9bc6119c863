// NumPy's files: one array in a .npy, several in a .npz.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "detail/io/byte_reader.hpp"
#include "detail/io/input_file.hpp"
#include "detail/base/message.hpp"
#include "detail/npy/data.hpp"
#include "detail/npy/header.hpp"
#include "detail/npy/zip_directory.hpp"
#include "detail/npy/zip_reader.hpp"
#include "error.hpp"
#include "owned_array.hpp" // buffer

namespace arrayreel::inline ARRAYREEL_ABI {

class npz_file;

namespace detail {
struct npy_loader;
}

/// An array from a NumPy file. It owns its elements, in the byte order of this machine, and can
/// be given wherever an array can.
class npy_array {
public:
  /// The type of the elements: the file's, but float32 for a float16 file where the compiler has
  /// no such type (clang++ before 15).
  [[nodiscard]] dtype type() const noexcept { return type_; }
  /// The number of axes: 0 for a scalar, at most 64.
  [[nodiscard]] std::size_t rank() const noexcept { return extents_.size(); }
  /// The extents, outermost axis first, as NumPy's `shape`.
  [[nodiscard]] std::span<const std::size_t> extents() const noexcept {
    return {extents_.data(), extents_.size()};
  }
  /// The number of elements.
  [[nodiscard]] std::size_t size() const noexcept { return size_; }
  /// Whether the first axis is the contiguous one; otherwise the last is.
  [[nodiscard]] bool fortran_order() const noexcept { return fortran_order_; }
  /// The elements, `size()` of them, without gaps; for scalars and ranks that no view has.
  [[nodiscard]] const void* data() const noexcept { return bytes_.data(); }
  /// The name in a .npz, without `.npy`; empty for a .npy.
  [[nodiscard]] const std::string& name() const noexcept { return name_; }

  /// A view of the elements where they are; valid as long as this array.
  /// \throws error (parameter) for a rank outside 1…4.
  [[nodiscard]] any_view view() const {
    if (rank() < 1 || rank() > max_rank)
      throw error(error_kind::parameter,
                  "an array " + (name_.empty() ? std::string() : detail::in_quotes(name_) + " ") +
                      "of rank " + detail::to_text(rank()) + " and shape " +
                      detail::shape_text(extents_, rank()) + "; expected 1 to " +
                      detail::to_text(max_rank) + " axes");
    // The reader has checked that these products fit, with 1 in place of 0.
    std::array<std::ptrdiff_t, max_rank> steps{};
    std::size_t step = 1;
    for (std::size_t i = 0; i < rank(); ++i) {
      const std::size_t axis = fortran_order_ ? i : rank() - 1 - i;
      steps[axis] = static_cast<std::ptrdiff_t>(step);
      step *= std::max<std::size_t>(extents_[axis], 1);
    }
    return {type_, data(), extents(), std::span<const std::ptrdiff_t>(steps.data(), rank())};
  }

private:
  friend struct detail::npy_loader;
  npy_array() = default;

  detail::buffer<std::uint8_t> bytes_;
  std::vector<std::size_t> extents_;
  std::string name_;
  std::size_t size_ = 0;
  dtype type_ = dtype::boolean;
  bool fortran_order_ = false;
};

/// The view of an array from a file; valid as long as the array.
/// \throws error (parameter) for a rank outside 1…4.
[[nodiscard]] inline any_view view(const npy_array& array) {
  return array.view();
}

namespace detail {

struct npy_loader {
  [[nodiscard]] static npz_file open(input_file file);

  [[nodiscard]] static npy_array load(byte_reader& in, npy_end end, std::string name) {
    static_assert(alignof(long double) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__,
                  "the buffer is aligned for all elements");
    npy_header header = read_npy_header(in);
    npy_array result;
    result.bytes_ = read_npy_data(in, header, end);
    result.extents_ = std::move(header.extents);
    result.name_ = std::move(name);
    result.size_ = header.count;
    result.type_ = header.item->type;
    result.fortran_order_ = header.fortran_order;
    return result;
  }
};

[[nodiscard]] inline npy_array load_npy(input_file& file) {
  file_reader in(file);
  return npy_loader::load(in, npy_end::anything, {});
}

} // namespace detail

/// Reads a .npy of any version, byte order, memory order and numerical type (bool, integers,
/// float16 to long double, complex); from a regular file or a pipe (`/dev/stdin`). Bytes behind
/// the array are ignored, as NumPy does.
///
/// A long double must have the size it has here: NumPy writes the machine's own format and only
/// its size into the file, so one from another processor cannot be told apart.
///
/// \throws error (io) where the file cannot be read; (format) where it is malformed, truncated or
/// has elements of another type (structures, objects, text, times), which is named; (limit) where
/// no memory holds the array.
[[nodiscard]] inline npy_array read_npy(const std::string& path) {
  detail::input_file file(path);
  return detail::load_npy(file);
}

/// Reads a .npy from memory, which is copied.
/// \throws error (format, limit) as `read_npy` does.
[[nodiscard]] inline npy_array parse_npy(std::span<const std::uint8_t> bytes) {
  detail::memory_reader in(bytes, {});
  return detail::npy_loader::load(in, detail::npy_end::anything, {});
}

/// What a .npz says of one of its arrays.
struct npz_entry {
  std::string name;                 ///< without `.npy`
  std::optional<dtype> type;        ///< as in the file; none where it cannot be read
  std::vector<std::size_t> extents; ///< empty where the header cannot be read
  std::string problem;              ///< why the array cannot be read; empty where nothing is known
};

/// An open .npz, whose arrays are read one by one: stored or deflated, with ZIP64 or without.
/// Members of the archive that are not named `….npy` are ignored.
///
/// ```cpp
/// const arrayreel::npz_file file("run.npz");
/// for (const auto& entry : file.entries()) std::puts(entry.name.c_str());
/// const auto u = file.read("u");
/// ```
class npz_file {
public:
  /// Opens a file, or reads a pipe to its end, and the header of every array.
  /// \throws error (io) where the file cannot be read; (format) where it is no zip archive, is
  /// malformed, truncated or split, or two entries have one name. Arrays that cannot be read are
  /// listed with their `problem`.
  explicit npz_file(const std::string& path)
      : npz_file(detail::byte_store(detail::input_file(path))) {}

  /// The same from memory, which is not copied and must outlive this.
  explicit npz_file(std::span<const std::uint8_t> bytes) : npz_file(detail::byte_store(bytes)) {}
  explicit npz_file(std::vector<std::uint8_t>&& bytes) = delete; // it would not outlive this

  /// The arrays in the order of the archive's directory.
  [[nodiscard]] const std::vector<npz_entry>& entries() const noexcept { return entries_; }

  [[nodiscard]] bool contains(std::string_view name) const noexcept {
    return find(name) != entries_.size();
  }

  /// Reads one array and checks its CRC-32.
  /// \throws error (parameter) where there is no array of this name, with the names that there
  /// are; (format) where it is malformed, damaged, encrypted, compressed by another method than
  /// deflate or of a type that `read_npy` refuses; (limit); (io).
  [[nodiscard]] npy_array read(std::string_view name) const {
    const std::size_t index = find(name);
    if (index == entries_.size()) refuse_name(name);
    return read_at(index);
  }

  /// Reads all arrays.
  /// \throws error as `read` does, for the first array that cannot be read.
  [[nodiscard]] std::vector<npy_array> read_all() const {
    std::vector<npy_array> result;
    for (std::size_t i = 0; i < entries_.size(); ++i) result.push_back(read_at(i));
    return result;
  }

private:
  friend struct detail::npy_loader;
  explicit npz_file(detail::byte_store archive) : archive_(std::move(archive)) {
    constexpr std::string_view suffix = ".npy";
    for (auto& member : detail::zip_directory_reader(archive_).read()) {
      if (!member.name.ends_with(suffix)) continue;
      entries_.push_back(describe(member));
      entries_.back().name = member.name.substr(0, member.name.size() - suffix.size());
      members_.push_back(std::move(member));
    }
    sorted_.resize(entries_.size());
    for (std::size_t i = 0; i < sorted_.size(); ++i) sorted_[i] = i;
    const auto name_of_index = [this](std::size_t i) -> const std::string& {
      return entries_[i].name;
    };
    std::ranges::sort(sorted_, {}, name_of_index);
    const auto twice = std::ranges::adjacent_find(sorted_, {}, name_of_index);
    if (twice != sorted_.end())
      archive_.where().fail(error_kind::format, "has two entries named " +
                                                    detail::in_quotes(members_[*twice].name) +
                                                    "; expected one of each name");
  }

  [[nodiscard]] npz_entry describe(const detail::zip_member& member) const {
    npz_entry entry;
    try {
      detail::zip_member_reader in(archive_, member, {});
      detail::npy_header header = detail::read_npy_header(in);
      entry.extents = header.extents;
      if (header.item)
        entry.type = header.item->type;
      else
        entry.problem = detail::npy_refusal(header);
    } catch (const error& e) {
      if (e.kind() == error_kind::io) throw;
      entry.problem = e.what();
    }
    return entry;
  }

  [[nodiscard]] std::size_t find(std::string_view name) const noexcept {
    const auto place = std::lower_bound(
        sorted_.begin(), sorted_.end(), name,
        [this](std::size_t i, std::string_view n) { return entries_[i].name.compare(n) < 0; });
    return place != sorted_.end() && entries_[*place].name == name ? *place : entries_.size();
  }

  [[nodiscard]] npy_array read_at(std::size_t index) const {
    const detail::zip_member& member = members_[index];
    detail::zip_member_reader in(archive_, member, {archive_.where().path, member.name});
    npy_array result = detail::npy_loader::load(in, detail::npy_end::nothing, entries_[index].name);
    in.finish();
    return result;
  }

  [[noreturn]] void refuse_name(std::string_view name) const {
    constexpr std::size_t most = 20;
    std::string message = "has no array named " + detail::in_quotes(name);
    for (std::size_t i = 0; i < entries_.size() && i < most; ++i)
      message += (i == 0 ? "; expected " : ", ") + detail::in_quotes(entries_[i].name);
    if (entries_.empty()) message += "; it has none";
    if (entries_.size() > most)
      message += " or one of " + detail::to_text(entries_.size() - most) + " others";
    archive_.where().fail(error_kind::parameter, message);
  }

  detail::byte_store archive_;
  std::vector<npz_entry> entries_;
  std::vector<detail::zip_member> members_; // one for each entry
  std::vector<std::size_t> sorted_;         // entries by name
};

/// Reads all arrays of a .npz, from a regular file or a pipe.
/// \throws error as the constructor and `read` of `npz_file` do: one array that cannot be read
/// is an error; `npz_file` reads the others.
[[nodiscard]] inline std::vector<npy_array> read_npz(const std::string& path) {
  return npz_file(path).read_all();
}

/// Reads all arrays of a .npz in memory, which is copied.
/// \throws error as `read_npz` does.
[[nodiscard]] inline std::vector<npy_array> parse_npz(std::span<const std::uint8_t> bytes) {
  return npz_file(bytes).read_all();
}

namespace detail {

inline npz_file npy_loader::open(input_file file) {
  return npz_file(byte_store(std::move(file)));
}

[[nodiscard]] inline bool is_zip(std::span<const std::uint8_t> start) noexcept {
  return start.size() >= 2 && start[0] == 'P' && start[1] == 'K';
}

} // namespace detail

/// Reads all arrays of a .npy (one, without a name) or a .npz, whichever the first bytes show;
/// the name of the file does not matter.
/// \throws error as `read_npy` and `read_npz` do.
[[nodiscard]] inline std::vector<npy_array> read_arrays(const std::string& path) {
  detail::input_file file(path);
  std::vector<npy_array> result;
  if (detail::is_zip(file.peek()))
    result = detail::npy_loader::open(std::move(file)).read_all();
  else
    result.push_back(detail::load_npy(file));
  return result;
}

/// Reads all arrays of a .npy or a .npz in memory, which is copied.
/// \throws error as `read_arrays` does.
[[nodiscard]] inline std::vector<npy_array> parse_arrays(std::span<const std::uint8_t> bytes) {
  if (detail::is_zip(bytes)) return parse_npz(bytes);
  std::vector<npy_array> result;
  result.push_back(parse_npy(bytes));
  return result;
}

} // namespace arrayreel::inline ARRAYREEL_ABI

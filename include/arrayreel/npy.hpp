// NumPy's files: one array in a .npy, several in a .npz.
#pragma once

#include "detail/base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "any_view.hpp"
#include "owned_array.hpp" // buffer

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {
struct npy_loader;
class npz_archive;
class input_file;
} // namespace detail

/// An array from a NumPy file. It owns its elements, in the byte order of this machine, and can
/// be given wherever an array can.
class ARRAYREEL_API npy_array {
public:
  /// The type of the elements: the file's, but float32 for bfloat16, and for float16 where the
  /// compiler has no such type (clang++ before 15).
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
  [[nodiscard]] any_view view() const ARRAYREEL_LIFETIMEBOUND;

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
[[nodiscard]] inline any_view view(const npy_array& array ARRAYREEL_LIFETIMEBOUND) {
  return array.view();
}

/// Reads a .npy of any version, byte order, memory order and numerical type (bool, integers,
/// float16 to long double, complex, and bfloat16 as ml_dtypes and JAX write it), from a regular
/// file or a pipe (`/dev/stdin`). Bytes after the array are ignored, as by NumPy; `read_arrays`
/// reads further arrays there.
///
/// A long double must have the size that it has here: NumPy writes the machine's own format, but
/// only its size into the header, so that one from another processor cannot be recognised.
///
/// \throws error (io) where the file cannot be read; (format) where it is malformed, truncated or
/// has elements of another type (structures, objects, text, times), which is named; (limit) where
/// no memory holds the array.
[[nodiscard]] ARRAYREEL_API npy_array read_npy(const std::string& path);

/// Reads one field of a .npy whose elements are structures: "rho", or "outer.inner" for a nested
/// structure. If the field is an array itself, its shape follows that of the whole array, which
/// must be in C order then.
/// \throws error as above; (parameter) if there is no such field, with the names of those that
/// there are; (format) if it does not hold numbers.
[[nodiscard]] ARRAYREEL_API npy_array read_npy(const std::string& path, std::string_view field);

/// Reads a .npy from memory, which is copied.
/// \throws error (format, limit) as `read_npy` does.
[[nodiscard]] ARRAYREEL_API npy_array parse_npy(std::span<const std::uint8_t> bytes);

/// An array in a .npz, or a field of the structures in a .npy.
struct npz_entry {
  std::string name;                 ///< without `.npy`
  std::optional<dtype> type;        ///< as in the file; none where it cannot be read
  std::vector<std::size_t> extents; ///< empty where the header cannot be read
  std::string problem;              ///< why the array cannot be read; empty where nothing is known
};

/// The fields of a .npy whose elements are structures, in order; empty if they are not structures.
/// Fields inside arrays of structures are not listed.
/// \throws error (io) if the file cannot be read; (format) if it is not a .npy.
[[nodiscard]] ARRAYREEL_API std::vector<npz_entry> npy_fields(const std::string& path);

/// An open .npz, whose arrays are read one by one: stored or deflated, with ZIP64 or without.
/// Members of the archive that are not named `….npy` are ignored.
///
/// ```cpp
/// const arrayreel::npz_file file("run.npz");
/// for (const auto& entry : file.entries()) std::puts(entry.name.c_str());
/// const auto u = file.read("u");
/// ```
class ARRAYREEL_API npz_file {
public:
  /// Opens a file, or reads a pipe to its end, and the header of every array.
  /// \throws error (io) where the file cannot be read; (format) where it is no zip archive, is
  /// malformed, truncated or split, or two entries have one name. Arrays that cannot be read are
  /// listed with their `problem`.
  explicit npz_file(const std::string& path);

  /// The same from memory, which is not copied and must outlive this.
  explicit npz_file(std::span<const std::uint8_t> bytes);
  explicit npz_file(std::vector<std::uint8_t>&& bytes) = delete; // it would not outlive this

  npz_file(npz_file&& other) noexcept : archive_(std::exchange(other.archive_, nullptr)) {}
  npz_file& operator=(npz_file&& other) noexcept {
    std::swap(archive_, other.archive_);
    return *this;
  }
  ~npz_file();

  /// The arrays in the order of the archive's directory.
  [[nodiscard]] const std::vector<npz_entry>& entries() const noexcept;

  [[nodiscard]] bool contains(std::string_view name) const noexcept;

  /// Reads one array and checks its CRC-32.
  /// \throws error (parameter) where there is no array of this name, with the names that there
  /// are; (format) where it is malformed, damaged, encrypted, compressed by another method than
  /// deflate or of a type that `read_npy` refuses; (limit); (io).
  [[nodiscard]] npy_array read(std::string_view name) const;

  /// Reads one field of an array of structures, as `read_npy` does.
  /// \throws error as above; (parameter) also where there is no such field.
  [[nodiscard]] npy_array read(std::string_view name, std::string_view field) const;

  /// Reads all arrays.
  /// \throws error as `read` does, for the first array that cannot be read.
  [[nodiscard]] std::vector<npy_array> read_all() const;

private:
  detail::npz_archive* archive_;
};

/// Reads all arrays of a .npz, from a regular file or a pipe.
/// \throws error as the constructor and `read` of `npz_file` do: one array that cannot be read
/// is an error; `npz_file` reads the others.
[[nodiscard]] ARRAYREEL_API std::vector<npy_array> read_npz(const std::string& path);

/// Reads all arrays of a .npz in memory, which is copied.
/// \throws error as `read_npz` does.
[[nodiscard]] ARRAYREEL_API std::vector<npy_array> parse_npz(std::span<const std::uint8_t> bytes);

/// Reads all arrays of a .npy or a .npz, which the first bytes tell apart; the file's name does not
/// matter. A .npy has one array, without a name, or several if `np.save` appended them.
/// \throws error as `read_npy` and `read_npz` do.
[[nodiscard]] ARRAYREEL_API std::vector<npy_array> read_arrays(const std::string& path);

/// Reads all arrays of a .npy or a .npz in memory, which is copied.
/// \throws error as `read_arrays` does.
[[nodiscard]] ARRAYREEL_API std::vector<npy_array>
parse_arrays(std::span<const std::uint8_t> bytes);

namespace detail {

/// Whether a file that begins with these bytes is a .npz.
[[nodiscard]] ARRAYREEL_API bool is_zip(std::span<const std::uint8_t> start) noexcept;

/// `read_arrays` for an open file that is still at its beginning.
[[nodiscard]] ARRAYREEL_API std::vector<npy_array> read_arrays(input_file&& file);

} // namespace detail

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "npy.ipp"
#endif

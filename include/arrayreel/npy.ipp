// Reading the arrays of .npy and .npz files.
#pragma once

#include <algorithm>

#include "detail/array/contiguous_view.hpp"
#include "detail/base/checked_math.hpp"
#include "detail/base/message.hpp"
#include "detail/io/byte_reader.hpp"
#include "detail/io/input_file.hpp"
#include "detail/npy/appended.hpp"
#include "detail/npy/format.hpp"
#include "detail/npy/zip_directory.hpp"
#include "detail/npy/zip_reader.hpp"
#include "error.hpp"
#include "npy.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

struct npy_loader {
  /// \param field of structured elements; none: they are numbers.
  [[nodiscard]] static npy_array load(byte_reader& in, npy_end end, std::string name,
                                      const std::string_view* field = nullptr) {
    static_assert(alignof(long double) <= __STDCPP_DEFAULT_NEW_ALIGNMENT__,
                  "the buffer is aligned for all elements");
    npy_header header = read_npy_header(in);
    if (field != nullptr) select_npy_field(header, *field, in.where());
    npy_array result;
    result.bytes_ = read_npy_data(in, header, end);
    result.extents_ = std::move(header.extents);
    result.name_ = std::move(name);
    result.size_ = header.count;
    result.type_ = header.item->type;
    result.fortran_order_ = header.fortran_order;
    return result;
  }

  [[nodiscard]] static npy_array load(input_file& file) {
    file_reader in(file);
    return load(in, npy_end::anything, {});
  }

  /// All arrays that were written one behind the other.
  [[nodiscard]] static std::vector<npy_array> load_all(input_file& file) {
    file_reader in(file);
    std::vector<npy_array> result;
    do result.push_back(load(in, npy_end::anything, {}));
    while (!file.at_end() && begins_npy(file.peek()[0]));
    return result;
  }
  [[nodiscard]] static std::vector<npy_array> load_all(std::span<const std::uint8_t> bytes) {
    std::vector<npy_array> result;
    do {
      memory_reader in(bytes, {});
      result.push_back(load(in, npy_end::anything, {}));
      bytes = bytes.last(to_size(in.left()));
    } while (!bytes.empty() && begins_npy(bytes[0]));
    return result;
  }
};

/// The members of a zip archive that are arrays, by their names.
class npz_archive {
public:
  explicit npz_archive(byte_store store) : store_(std::move(store)) {
    constexpr std::string_view suffix = ".npy";
    for (zip_member& member : zip_directory_reader(store_).read()) {
      if (!member.name.ends_with(suffix)) continue;
      entries_.push_back(describe(member));
      entries_.back().name = member.name.substr(0, member.name.size() - suffix.size());
      members_.push_back(std::move(member));
    }
    for (std::size_t i = 0; i < entries_.size(); ++i) sorted_.push_back(i);
    std::sort(sorted_.begin(), sorted_.end(),
              [this](std::size_t a, std::size_t b) { return entries_[a].name < entries_[b].name; });
    for (std::size_t i = 1; i < sorted_.size(); ++i)
      if (entries_[sorted_[i - 1]].name == entries_[sorted_[i]].name)
        store_.where().fail(error_kind::format, "has two entries named " +
                                                    in_quotes(members_[sorted_[i - 1]].name) +
                                                    "; expected one of each name");
  }

  [[nodiscard]] const std::vector<npz_entry>& entries() const noexcept { return entries_; }

  /// The index of an entry; their number where there is none of this name.
  [[nodiscard]] std::size_t find(std::string_view name) const noexcept {
    const auto place = std::lower_bound(
        sorted_.begin(), sorted_.end(), name,
        [this](std::size_t i, std::string_view n) { return entries_[i].name.compare(n) < 0; });
    return place != sorted_.end() && entries_[*place].name == name ? *place : entries_.size();
  }

  [[nodiscard]] npy_array read(std::size_t index, const std::string_view* field = nullptr) const {
    const zip_member& member = members_[index];
    zip_member_reader in(store_, member, {store_.where().path, member.name});
    npy_array result = npy_loader::load(in, npy_end::nothing, entries_[index].name, field);
    in.finish();
    return result;
  }

  [[nodiscard]] std::vector<npy_array> read_all() const {
    std::vector<npy_array> result;
    for (std::size_t i = 0; i < entries_.size(); ++i) result.push_back(read(i));
    return result;
  }

  [[noreturn]] void refuse_name(std::string_view name) const {
    constexpr std::size_t most = 20;
    std::string message = "has no array named " + in_quotes(name);
    for (std::size_t i = 0; i < entries_.size() && i < most; ++i)
      message += (i == 0 ? "; expected " : ", ") + in_quotes(entries_[i].name);
    if (entries_.empty()) message += "; it has none";
    if (entries_.size() > most)
      message += " or one of " + to_text(entries_.size() - most) + " others";
    store_.where().fail(error_kind::parameter, message);
  }

private:
  [[nodiscard]] npz_entry describe(const zip_member& member) const {
    npz_entry entry;
    try {
      zip_member_reader in(store_, member, {});
      npy_header header = read_npy_header(in);
      entry.extents = header.extents;
      if (header.item)
        entry.type = header.item->type;
      else
        entry.problem = npy_refusal(header);
    } catch (const error& e) {
      if (e.kind() == error_kind::io) throw;
      entry.problem = e.what();
    }
    return entry;
  }

  byte_store store_;
  std::vector<npz_entry> entries_;
  std::vector<zip_member> members_; // one for each entry
  std::vector<std::size_t> sorted_; // entries by name
};

ARRAYREEL_INLINE bool is_zip(std::span<const std::uint8_t> start) noexcept {
  return start.size() >= 2 && start[0] == 'P' && start[1] == 'K';
}

ARRAYREEL_INLINE std::vector<npy_array> read_arrays(input_file&& file) {
  if (is_zip(file.peek())) return npz_archive(byte_store(std::move(file))).read_all();
  return npy_loader::load_all(file);
}

} // namespace detail

ARRAYREEL_INLINE any_view npy_array::view() const {
  return detail::contiguous_view({type_, data(), extents(), fortran_order_, name_});
}

ARRAYREEL_INLINE npy_array read_npy(const std::string& path) {
  detail::input_file file(path);
  return detail::npy_loader::load(file);
}

ARRAYREEL_INLINE npy_array read_npy(const std::string& path, std::string_view field) {
  detail::input_file file(path);
  detail::file_reader in(file);
  return detail::npy_loader::load(in, detail::npy_end::anything, {}, &field);
}

ARRAYREEL_INLINE std::vector<npz_entry> npy_fields(const std::string& path) {
  detail::input_file file(path);
  detail::file_reader in(file);
  const detail::npy_header header = detail::read_npy_header(in);
  std::vector<npz_entry> fields;
  if (header.is_simple) return fields;
  const detail::npy_structure structure = detail::npy_structure_parser(header.descr).parse();
  if (!structure.is_known) return fields;
  for (const detail::npy_structure_field& f : structure.fields) {
    npz_entry entry;
    entry.name = f.name;
    try {
      detail::npy_header of_field = header;
      detail::select_npy_field(of_field, f.name, {});
      entry.type = of_field.item->type;
      entry.extents = of_field.extents;
    } catch (const error& e) {
      entry.problem = e.what();
    }
    fields.push_back(std::move(entry));
  }
  return fields;
}

ARRAYREEL_INLINE npy_array parse_npy(std::span<const std::uint8_t> bytes) {
  detail::memory_reader in(bytes, {});
  return detail::npy_loader::load(in, detail::npy_end::anything, {});
}

ARRAYREEL_INLINE npz_file::npz_file(const std::string& path)
    : archive_(new detail::npz_archive(detail::byte_store(detail::input_file(path)))) {}

ARRAYREEL_INLINE npz_file::npz_file(std::span<const std::uint8_t> bytes)
    : archive_(new detail::npz_archive(detail::byte_store(bytes))) {}

ARRAYREEL_INLINE npz_file::~npz_file() { delete archive_; }

ARRAYREEL_INLINE const std::vector<npz_entry>& npz_file::entries() const noexcept {
  return archive_->entries();
}

ARRAYREEL_INLINE bool npz_file::contains(std::string_view name) const noexcept {
  return archive_->find(name) != entries().size();
}

ARRAYREEL_INLINE npy_array npz_file::read(std::string_view name) const {
  const std::size_t index = archive_->find(name);
  if (index == entries().size()) archive_->refuse_name(name);
  return archive_->read(index);
}

ARRAYREEL_INLINE npy_array npz_file::read(std::string_view name, std::string_view field) const {
  const std::size_t index = archive_->find(name);
  if (index == entries().size()) archive_->refuse_name(name);
  return archive_->read(index, &field);
}

ARRAYREEL_INLINE std::vector<npy_array> npz_file::read_all() const { return archive_->read_all(); }

ARRAYREEL_INLINE std::vector<npy_array> read_npz(const std::string& path) {
  return npz_file(path).read_all();
}

ARRAYREEL_INLINE std::vector<npy_array> parse_npz(std::span<const std::uint8_t> bytes) {
  return npz_file(bytes).read_all();
}

ARRAYREEL_INLINE std::vector<npy_array> read_arrays(const std::string& path) {
  return detail::read_arrays(detail::input_file(path));
}

ARRAYREEL_INLINE std::vector<npy_array> parse_arrays(std::span<const std::uint8_t> bytes) {
  return detail::is_zip(bytes) ? parse_npz(bytes) : detail::npy_loader::load_all(bytes);
}

} // namespace arrayreel::ARRAYREEL_ABI

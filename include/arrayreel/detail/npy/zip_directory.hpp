// The members of a zip archive, from the central directory at its end.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/byte_reader.hpp"
#include "../io/input_file.hpp"
#include "../io/known_format.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// A whole archive with random access: a file, the contents of a pipe, or bytes that the caller
/// keeps alive.
class byte_store {
public:
  explicit byte_store(input_file file) : where_{file.path(), {}} {
    if (file.is_regular()) {
      size_ = file.size();
      file_.emplace(std::move(file));
    } else {
      owned_ = file.read_rest();
      bytes_ = owned_;
      size_ = bytes_.size();
    }
  }
  explicit byte_store(std::span<const std::uint8_t> bytes) : bytes_(bytes), size_(bytes.size()) {}

  // A copy would refer to the bytes of the original.
  byte_store(byte_store&&) = default;

  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  [[nodiscard]] const location& where() const noexcept { return where_; }

  /// \throws error (format) where not all `size` bytes are there; (io).
  void read(std::uint64_t offset, std::uint8_t* out, std::size_t size) const {
    const bool is_inside = offset <= size_ && size <= size_ - offset;
    if (is_inside && !file_) {
      if (size != 0) std::memcpy(out, bytes_.data() + offset, size);
    } else if (!is_inside || file_->read_at(offset, out, size) != size) {
      where_.fail(error_kind::format, "truncated: expected " + to_text(size) + " bytes at offset " +
                                          to_text(offset) + " of " + to_text(size_));
    }
  }

private:
  location where_;
  std::optional<input_file> file_;
  std::vector<std::uint8_t> owned_;
  std::span<const std::uint8_t> bytes_;
  std::uint64_t size_ = 0;
};

/// Numbers of a zip archive; they are always little-endian.
template <std::size_t Bytes> [[nodiscard]] std::uint64_t zip_number(const std::uint8_t* at) {
  std::uint64_t value = 0;
  for (std::size_t i = Bytes; i-- > 0;) value = value << 8 | at[i];
  return value;
}
[[nodiscard]] inline std::uint16_t zip_u16(const std::uint8_t* at) {
  return static_cast<std::uint16_t>(zip_number<2>(at));
}
[[nodiscard]] inline std::uint32_t zip_u32(const std::uint8_t* at) {
  return static_cast<std::uint32_t>(zip_number<4>(at));
}
[[nodiscard]] inline std::uint64_t zip_u64(const std::uint8_t* at) { return zip_number<8>(at); }

/// The value that refers to the ZIP64 extension.
inline constexpr std::uint32_t zip_saturated = 0xffffffffU;

/// A member, as the central directory describes it.
struct zip_member {
  std::string name;
  std::uint64_t packed = 0;   ///< bytes in the archive
  std::uint64_t unpacked = 0; ///< bytes of the file
  std::uint64_t offset = 0;   ///< of the local header
  std::uint64_t bound = 0;    ///< where the next member, or the directory, begins
  std::uint32_t crc = 0;
  std::uint16_t flags = 0;
  std::uint16_t method = 0;
};

/// The ZIP64 extension in the extra fields of a member; empty where there is none.
[[nodiscard]] inline std::span<const std::uint8_t> zip64_extra(std::span<const std::uint8_t> extra,
                                                               const location& where) {
  while (!extra.empty()) {
    // Some writers pad the extra fields with up to three zeros.
    if (extra.size() < 4) return {};
    const std::size_t size = zip_u16(extra.data() + 2);
    if (size > extra.size() - 4)
      where.fail(error_kind::format, "malformed zip: an extra field of " + to_text(size) +
                                         " bytes where " + to_text(extra.size() - 4) + " are left");
    if (zip_u16(extra.data()) == 1) return extra.subspan(4, size);
    extra = extra.subspan(4 + size);
  }
  return {};
}

/// Reads the directory of an archive.
class zip_directory_reader {
public:
  explicit zip_directory_reader(const byte_store& archive) : archive_(archive) {}

  /// \throws error (format) for a malformed or truncated archive, one that is split over several
  /// disks, or one with overlapping members; (io).
  [[nodiscard]] std::vector<zip_member> read() {
    find_end();
    read_end();
    if (size_ > end_ || offset_ > end_ - size_)
      malformed("a directory of " + to_text(size_) + " bytes at offset " + to_text(offset_) +
                "; expected it before its end record at " + to_text(end_));
    if (count_ > size_ / header_size)
      malformed(to_text(count_) + " members in a directory of " + to_text(size_) + " bytes");
    directory_ = allocate(size_, archive_.where());
    archive_.read(offset_, directory_.data(), directory_.size());
    std::vector<zip_member> members;
    members.reserve(to_size(count_));
    for (std::uint64_t i = 0; i < count_; ++i) members.push_back(read_member());
    if (at_ != directory_.size())
      malformed(to_text(directory_.size() - at_) + " bytes behind the last of " + to_text(count_) +
                " members in the directory");
    bound_members(members);
    return members;
  }

private:
  static constexpr std::size_t end_size = 22;
  static constexpr std::size_t locator_size = 20;
  static constexpr std::size_t end64_size = 56;
  static constexpr std::size_t header_size = 46;
  static constexpr std::size_t local_header_size = 30;
  static constexpr std::size_t longest_comment = 65535;

  [[noreturn]] void malformed(const std::string& message) const {
    archive_.where().fail(error_kind::format, "malformed zip: " + message);
  }

  [[noreturn]] void refuse_disks() const {
    archive_.where().fail(error_kind::format,
                          "a zip archive that is split over several disks; expected one file");
  }

  // The end record is the last thing in the file, except for a comment whose length it contains.
  void find_end() {
    if (archive_.size() == 0)
      archive_.where().fail(error_kind::format, "is empty; expected a .npz archive");
    const auto size = static_cast<std::size_t>(
        std::min<std::uint64_t>(archive_.size(), end_size + longest_comment));
    auto tail = allocate(size, archive_.where());
    std::uint8_t* const bytes = tail.data();
    archive_.read(archive_.size() - size, bytes, size);
    for (std::size_t at = size < end_size ? 0 : size - end_size + 1; at-- > 0;)
      if (zip_u32(bytes + at) == 0x06054b50U && zip_u16(bytes + at + 20) == size - end_size - at) {
        end_ = archive_.size() - size + at;
        std::memcpy(end_record_, bytes + at, end_size);
        return;
      }
    refuse_end();
  }

  [[noreturn]] void refuse_end() const {
    std::uint8_t start[known_format_bytes] = {};
    const auto have =
        static_cast<std::size_t>(std::min<std::uint64_t>(archive_.size(), sizeof start));
    archive_.read(0, start, have);
    if (std::memcmp(start, "\x93NUMPY", 6) == 0)
      archive_.where().fail(error_kind::format, "is a .npy array; expected a .npz archive");
    if (start[0] == 'P' && start[1] == 'K')
      archive_.where().fail(error_kind::format, "truncated: a zip archive without its end record");
    archive_.where().fail(error_kind::format, "is no zip archive; expected a .npz archive" +
                                                  and_what_it_is({start, have}));
  }

  void read_end() {
    const std::uint8_t* const e = end_record_;
    std::uint64_t disk = zip_u16(e + 4);
    std::uint64_t directory_disk = zip_u16(e + 6);
    std::uint64_t count_here = zip_u16(e + 8);
    count_ = zip_u16(e + 10);
    size_ = zip_u32(e + 12);
    offset_ = zip_u32(e + 16);
    const bool is_saturated = disk == 0xffff || directory_disk == 0xffff || count_here == 0xffff ||
                              count_ == 0xffff || size_ == zip_saturated ||
                              offset_ == zip_saturated;
    std::uint8_t locator[locator_size];
    if (is_saturated && end_ >= locator_size) {
      archive_.read(end_ - locator_size, locator, locator_size);
      if (zip_u32(locator) == 0x07064b50U) {
        const std::uint64_t at = zip_u64(locator + 8);
        if (zip_u32(locator + 4) != 0 || zip_u32(locator + 16) > 1) refuse_disks();
        end_ -= locator_size;
        if (end_ < end64_size || at > end_ - end64_size)
          malformed("a ZIP64 end record at offset " + to_text(at) +
                    "; expected it before its locator at " + to_text(end_));
        std::uint8_t r[end64_size];
        archive_.read(at, r, end64_size);
        // The size does not count itself and the signature.
        if (zip_u32(r) != 0x06064b50U || zip_u64(r + 4) < end64_size - 12 ||
            zip_u64(r + 4) > end_ - at - 12)
          malformed("no ZIP64 end record at offset " + to_text(at));
        end_ = at;
        disk = zip_u32(r + 16);
        directory_disk = zip_u32(r + 20);
        count_here = zip_u64(r + 24);
        count_ = zip_u64(r + 32);
        size_ = zip_u64(r + 40);
        offset_ = zip_u64(r + 48);
      }
    }
    if (disk != 0 || directory_disk != 0 || count_here != count_) refuse_disks();
  }

  zip_member read_member() {
    const std::span<const std::uint8_t> left(directory_.data() + at_, directory_.size() - at_);
    if (left.size() < header_size || zip_u32(left.data()) != 0x02014b50U)
      malformed("no member at offset " + to_text(offset_ + at_) + " of the directory");
    const std::uint8_t* const h = left.data();
    const std::size_t name_size = zip_u16(h + 28);
    const std::size_t extra_size = zip_u16(h + 30);
    const std::size_t comment_size = zip_u16(h + 32);
    if (name_size + extra_size + comment_size > left.size() - header_size)
      malformed("a member that reaches beyond the directory, at offset " + to_text(offset_ + at_));
    zip_member m;
    m.name.assign(reinterpret_cast<const char*>(h + header_size), name_size);
    m.flags = zip_u16(h + 8);
    m.method = zip_u16(h + 10);
    m.crc = zip_u32(h + 16);
    m.packed = zip_u32(h + 20);
    m.unpacked = zip_u32(h + 24);
    m.offset = zip_u32(h + 42);
    const std::uint16_t disk = zip_u16(h + 34);
    const location where{archive_.where().path, m.name};
    auto extra = zip64_extra(left.subspan(header_size + name_size, extra_size), where);
    const bool has_extra = !extra.empty();
    // In this order; only numbers that have the special value are there.
    for (std::uint64_t* const field : {&m.unpacked, &m.packed, &m.offset}) {
      if (*field != zip_saturated || !has_extra) continue;
      if (extra.size() < 8)
        where.fail(error_kind::format, "malformed zip: a ZIP64 field that is too short");
      *field = zip_u64(extra.data());
      extra = extra.subspan(8);
    }
    if (disk != 0 && !(disk == 0xffff && extra.size() >= 4 && zip_u32(extra.data()) == 0))
      refuse_disks();
    at_ += header_size + name_size + extra_size + comment_size;
    return m;
  }

  // If members could share bytes, an archive of a few kilobytes would unpack to terabytes.
  void bound_members(std::vector<zip_member>& members) const {
    std::vector<std::size_t> order(members.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    std::sort(order.begin(), order.end(),
              [&](std::size_t a, std::size_t b) { return members[a].offset < members[b].offset; });
    for (std::size_t i = 0; i < order.size(); ++i) {
      zip_member& m = members[order[i]];
      m.bound = i + 1 < order.size() ? members[order[i + 1]].offset : offset_;
      // The local header can be longer; the reader checks again.
      const std::uint64_t least = local_header_size + m.name.size();
      if (m.offset > m.bound || least > m.bound - m.offset || m.packed > m.bound - m.offset - least)
        location{archive_.where().path, m.name}.fail(
            error_kind::format, "malformed zip: " + to_text(m.packed) + " bytes at offset " +
                                    to_text(m.offset) + " overlap what begins at offset " +
                                    to_text(m.bound));
    }
  }

  const byte_store& archive_;
  std::uint8_t end_record_[end_size] = {};
  std::uint64_t end_ = 0;    // where the end records begin: the directory is before them
  std::uint64_t count_ = 0;  // members
  std::uint64_t size_ = 0;   // of the directory
  std::uint64_t offset_ = 0; // of the directory
  buffer<std::uint8_t> directory_;
  std::size_t at_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

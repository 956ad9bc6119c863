// Reads one member of a zip archive, stored or deflated, and checks all that it declares.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "../../error.hpp"
#include "../../owned_array.hpp" // buffer
#include "../base/message.hpp"
#include "../deflate/checksums.hpp"
#include "../deflate/inflater.hpp"
#include "../io/byte_reader.hpp"
#include "zip_directory.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

inline constexpr std::uint16_t zip_stored = 0;
inline constexpr std::uint16_t zip_deflated = 8;

/// "deflate64" for 9.
[[nodiscard]] inline std::string zip_method_name(std::uint16_t method) {
  switch (method) {
    case 1: return "shrink";
    case 2:
    case 3:
    case 4:
    case 5: return "reduce";
    case 6: return "implode";
    case 9: return "deflate64";
    case 12: return "bzip2";
    case 14: return "LZMA";
    case 19: return "LZ77";
    case 20:
    case 93: return "Zstandard";
    case 95: return "XZ";
    case 98: return "PPMd";
    case 99: return "AES encryption";
    default: return "number " + to_text(method);
  }
}

// Plain and strong encryption, and hidden local headers.
inline constexpr unsigned zip_encrypted = 1U | 1U << 6 | 1U << 13;
inline constexpr unsigned zip_patch = 1U << 5;
// The local header was written before the data was known.
inline constexpr unsigned zip_sizes_follow = 1U << 3;

/// Refuses members that cannot be read, as far as the directory shows it.
inline void check_member(const zip_member& member, const location& where) {
  if ((member.flags & zip_encrypted) != 0)
    where.fail(error_kind::format, "is encrypted; expected a plain entry");
  if ((member.flags & zip_patch) != 0)
    where.fail(error_kind::format, "is a patch of other data; expected a plain entry");
  if (member.method != zip_stored && member.method != zip_deflated)
    where.fail(error_kind::format, "is compressed with " + zip_method_name(member.method) +
                                       "; expected stored or deflated data");
#if defined(ARRAYREEL_WITHOUT_LIBPNG) && !defined(ARRAYREEL_LIBDEFLATE)
  if (member.method == zip_deflated)
    where.fail(error_kind::format, "is deflated, and this arrayreel is without zlib and libdeflate; "
                                   "expected a stored entry, as numpy.savez writes it");
#endif
  if (member.method == zip_stored && member.packed != member.unpacked)
    where.fail(error_kind::format, "malformed zip: a stored entry of " + to_text(member.packed) +
                                       " bytes is said to have " + to_text(member.unpacked));
  // Deflate's shortest code, 2 bits, produces 258 bytes at most.
  constexpr std::uint64_t most = 1032;
  if (member.method == zip_deflated && member.unpacked > 0 &&
      (member.unpacked - 1) / most >= member.packed)
    where.fail(error_kind::format, "malformed zip: " + to_text(member.packed) +
                                       " bytes cannot inflate to the " + to_text(member.unpacked) +
                                       " that are declared");
}

/// Where the data of a member begins, after a local header that must agree with the directory.
[[nodiscard]] inline std::uint64_t member_data(const byte_store& archive, const zip_member& member,
                                               const location& where) {
  constexpr std::size_t header_size = 30;
  const auto refuse = [&](const std::string& message) {
    where.fail(error_kind::format, "malformed zip: " + message);
  };
  std::uint8_t h[header_size];
  archive.read(member.offset, h, header_size);
  if (zip_u32(h) != 0x04034b50U) refuse("no local header at offset " + to_text(member.offset));
  const std::size_t name_size = zip_u16(h + 26);
  const std::size_t rest_size = name_size + zip_u16(h + 28);
  const std::uint64_t begin = member.offset + header_size + rest_size;
  if (begin > member.bound || member.packed > member.bound - begin)
    refuse(to_text(member.packed) + " bytes at offset " + to_text(begin) +
           " overlap what begins at offset " + to_text(member.bound));
  buffer<std::uint8_t> rest(rest_size);
  archive.read(member.offset + header_size, rest.data(), rest_size);
  const std::string name(reinterpret_cast<const char*>(rest.data()), name_size);
  if (name != member.name) refuse("the local header names it " + in_quotes(name));

  struct field {
    const char* what;
    std::uint64_t local;
    std::uint64_t central;
    bool may_follow; // the data, in a descriptor: then 0 here
  };
  const unsigned flags = zip_u16(h + 6);
  constexpr unsigned compared = zip_encrypted | zip_patch; // others differ between writers
  std::uint64_t packed = zip_u32(h + 18);
  std::uint64_t unpacked = zip_u32(h + 22);
  const auto extra = zip64_extra({rest.data() + name_size, rest_size - name_size}, where);
  // Here the extension always has both, original size first.
  if (extra.size() >= 16 && unpacked == zip_saturated) unpacked = zip_u64(extra.data());
  if (extra.size() >= 16 && packed == zip_saturated) packed = zip_u64(extra.data() + 8);
  const field fields[] = {
      {"encryption", flags & compared, member.flags & compared, false},
      {"compression method", zip_u16(h + 8), member.method, false},
      {"CRC-32", zip_u32(h + 14), member.crc, true},
      {"compressed size", packed, member.packed, true},
      {"size", unpacked, member.unpacked, true},
  };
  for (const field& f : fields)
    if (f.local != f.central && !(f.may_follow && f.local == 0 && (flags & zip_sizes_follow) != 0))
      refuse(std::string("its ") + f.what + " is " + to_text(f.local) +
             " in the local header and " + to_text(f.central) + " in the directory");
  return begin;
}

/// Reads a member from its beginning to its end.
class zip_member_reader final : public byte_reader {
public:
  /// \throws error (format) for a member that is encrypted, compressed in another way, or
  /// malformed; (io).
  zip_member_reader(const byte_store& archive, const zip_member& member, location where)
      : archive_(archive), member_(member), where_(std::move(where)), left_(member.unpacked),
        packed_left_(member.packed) {
    check_member(member_, where_);
    at_ = member_data(archive_, member_, where_);
    if (member_.method == zip_deflated) {
      inflater_ = std::unique_ptr<inflater>(new inflater(member_.packed, member_.unpacked));
      input_ = allocate(std::min<std::uint64_t>(packed_left_, piece), where_);
    }
  }

  std::size_t read(std::uint8_t* out, std::size_t size) override {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(size, left_));
    std::size_t have = wanted;
    if (inflater_) {
      have = inflate(out, wanted);
    } else {
      archive_.read(at_, out, wanted);
      at_ += wanted;
    }
    crc_ = crc32({out, have}, crc_);
    left_ -= have;
    return have;
  }

  [[nodiscard]] std::uint64_t left() const noexcept override { return left_; }

  // A stored member is in the archive. A deflated one may claim to be a thousand times longer than
  // its data, but usually is a few times longer.
  [[nodiscard]] std::uint64_t justified() const noexcept override {
    return !inflater_ || left_ / 4 <= member_.packed ? left_ : member_.packed * 4;
  }
  [[nodiscard]] const location& where() const noexcept override { return where_; }

  /// Call it after reading everything.
  /// \throws error (format) if the checksum differs or the compressed data does not end here.
  void finish() {
    if (inflater_) {
      std::uint8_t more = 0;
      if (!is_at_end_ && inflate(&more, 1) != 0)
        refuse("its data inflates to more than the " + to_text(member_.unpacked) +
               " bytes that are declared");
      if (packed_left_ + input_left_ != 0)
        refuse(to_text(packed_left_ + input_left_) + " bytes behind the end of its deflated data");
    }
    if (crc_ != member_.crc)
      refuse("its CRC-32 is " + to_text(crc_) + "; expected " + to_text(member_.crc));
  }

private:
  static constexpr std::size_t piece = 65536;

  [[noreturn]] void refuse(const std::string& message) const {
    where_.fail(error_kind::format, "malformed zip: " + message);
  }
  [[noreturn]] void refuse_short() const {
    refuse("its " + to_text(member_.packed) + " bytes of deflated data end early; expected " +
           to_text(member_.unpacked) + " bytes");
  }

  std::size_t inflate(std::uint8_t* out, std::size_t wanted) {
    std::size_t room = wanted;
    while (room != 0 && !is_at_end_) {
      if (input_left_ == 0 && packed_left_ != 0) {
        input_left_ =
            static_cast<std::size_t>(std::min<std::uint64_t>(packed_left_, input_.size()));
        archive_.read(at_, input_.data(), input_left_);
        at_ += input_left_;
        packed_left_ -= input_left_;
        next_ = input_.data();
      }
      const std::size_t room_before = room;
      const std::size_t input_before = input_left_;
      const auto status = inflater_->run(next_, input_left_, out, room);
      if (status == inflater::status::malformed)
        refuse("its deflated data is damaged (" + inflater_->reason() + ")");
      is_at_end_ = status == inflater::status::end;
      if (!is_at_end_ && room == room_before && input_left_ == input_before) refuse_short();
    }
    return wanted - room;
  }

  const byte_store& archive_;
  const zip_member& member_;
  location where_;
  std::uint64_t left_;        // bytes of the file
  std::uint64_t packed_left_; // bytes of the archive that were not looked at
  std::uint64_t at_ = 0;      // where those begin
  std::uint32_t crc_ = 0;
  std::unique_ptr<inflater> inflater_;
  buffer<std::uint8_t> input_;
  const std::uint8_t* next_ = nullptr;
  std::size_t input_left_ = 0;
  bool is_at_end_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

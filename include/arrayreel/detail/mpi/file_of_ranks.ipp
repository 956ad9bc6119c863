// How the bytes of many ranks get into one file.
#pragma once

#include "file_of_ranks.hpp"

#include <algorithm>
#include <cstring>
#include <optional>
#include <vector>

#include "../platform/files.hpp"
#include "exchange.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE file_of_ranks::file_of_ranks(const communicator& ranks, const std::string& path,
                                              file_sink::lasting durable)
    : ranks_(ranks), path_(path), durable_(durable) {
  ranks.together([&] {
    if (ranks.is_first()) {
      file_.reset(new counted_file(path, durable));
      return;
    }
    const std::string folder = path.substr(0, path.rfind('/') + 1);
    spool_.reset(new spool(folder.empty() ? "./" : folder, path));
  });
}

ARRAYREEL_INLINE sink& file_of_ranks::own() noexcept {
  if (file_) return *file_;
  return *spool_;
}

ARRAYREEL_INLINE void file_of_ranks::join_by(void (*end)(const void* function, sink& to),
                                             const void* function) {
  const std::uint64_t own_size = file_ ? file_->size : spool_->size();
  std::vector<std::uint8_t> bytes(sizeof own_size);
  std::memcpy(bytes.data(), &own_size, sizeof own_size);
  const std::vector<std::uint8_t> all = ranks_.gather_to_all(bytes);
  std::vector<std::uint64_t> sizes(static_cast<std::size_t>(ranks_.size()));
  std::memcpy(sizes.data(), all.data(), all.size());
  const bool alone =
      std::all_of(sizes.begin() + 1, sizes.end(), [](std::uint64_t size) { return size == 0; });
  if (!alone && !write_by_all(sizes)) send_to_first(sizes);
  ranks_.together([&] {
    if (!file_) return;
    end(function, *file_);
    file_->commit();
  });
}

// False where a rank cannot.
ARRAYREEL_INLINE bool file_of_ranks::write_by_all(std::span<const std::uint64_t> sizes) {
  std::vector<std::uint8_t> name;
  ranks_.together([&] {
    if (!file_) return;
    const std::string& shared = file_->file.shared_name();
    name.assign(shared.begin(), shared.end());
  });
  ranks_.broadcast(name, 0);
  const auto me = static_cast<std::size_t>(ranks_.rank());
  std::optional<open_file_part> part;
  std::uint64_t can = name.empty() ? 0 : 1;
  if (can != 0 && !file_ && sizes[me] > 0) {
    part.emplace(path_, open_to_write(std::string(name.begin(), name.end())));
    // The name has the machine in it, so another file never has it.
    can = part->is_open() ? 1 : 0;
  }
  ranks_.minimum({&can, 1});
  if (can == 0) return false;
  std::uint64_t total = 0;
  std::uint64_t before = 0;
  for (std::size_t r = 0; r < sizes.size(); ++r) {
    if (r == me) before = total;
    total += sizes[r];
  }
  ranks_.together([&] {
    if (!part) return;
    std::uint64_t at = before;
    spool_->for_each_piece([&](std::span<const std::uint8_t> piece) {
      part->write(at, piece);
      at += piece.size();
    });
    part->close(durable_);
  });
  ranks_.together([&] {
    if (file_) file_->file.seek(total);
  });
  return true;
}

ARRAYREEL_INLINE void file_of_ranks::send_to_first(std::span<const std::uint64_t> sizes) {
  constexpr int tag = 3;
  constexpr std::uint64_t piece_bytes = std::uint64_t{1} << 20;
  std::exception_ptr failed;
  std::vector<std::uint8_t> memory;
  if (!file_) {
    // Pieces of the same sizes as rank 0 expects.
    std::uint64_t left = sizes[static_cast<std::size_t>(ranks_.rank())];
    memory.reserve(static_cast<std::size_t>(std::min(left, piece_bytes)));
    const auto send = [&] {
      transfers out(ranks_);
      out.send(0, tag, memory);
      out.wait();
      left -= memory.size();
      memory.clear();
    };
    try {
      spool_->for_each_piece([&](std::span<const std::uint8_t> bytes) {
        while (!bytes.empty()) {
          const auto room = static_cast<std::size_t>(std::min(left, piece_bytes)) - memory.size();
          const std::size_t part = std::min(room, bytes.size());
          memory.insert(memory.end(), bytes.begin(),
                        bytes.begin() + static_cast<std::ptrdiff_t>(part));
          bytes = bytes.subspan(part);
          if (part == room) send();
        }
      });
    } catch (...) {
      failed = std::current_exception();
    }
    while (left > 0) {
      memory.resize(static_cast<std::size_t>(std::min(left, piece_bytes)));
      send();
    }
  } else {
    for (std::size_t r = 1; r < sizes.size(); ++r)
      for (std::uint64_t left = sizes[r]; left > 0;) {
        memory.resize(static_cast<std::size_t>(std::min(left, piece_bytes)));
        transfers in(ranks_);
        in.receive(static_cast<int>(r), tag, memory);
        in.wait();
        left -= memory.size();
        if (failed) continue;
        try {
          file_->write(memory);
        } catch (...) {
          failed = std::current_exception();
        }
      }
  }
  ranks_.agree(failed);
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

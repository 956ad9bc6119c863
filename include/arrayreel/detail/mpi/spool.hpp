// Bytes that wait for their place in a file: a little in memory, more in a file without a name.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../io/file_sink.hpp"
#include "../io/temporary_name.hpp"
#include "../platform/files.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Keeps what is written to it. Beyond a megabyte it goes to a file in a folder, which is gone with
/// the process; to memory where none can be made there.
class spool final : public sink {
public:
  /// \param folder with a slash at its end
  /// \param path for messages: of the file whose folder that is
  spool(std::string folder, std::string path)
      : folder_(std::move(folder)), path_(std::move(path)) {}

  void write(std::span<const std::uint8_t> bytes) override {
    if (memory_.size() + bytes.size() > most_in_memory) flush();
    memory_.insert(memory_.end(), bytes.begin(), bytes.end());
  }
  void commit() override {}

  [[nodiscard]] std::uint64_t size() const noexcept { return in_file_ + memory_.size(); }

  /// Calls `function(bytes)` with everything in order, in pieces.
  template <class Function> void for_each_piece(const Function& function) {
    std::vector<std::uint8_t> memory(
        static_cast<std::size_t>(std::min<std::uint64_t>(in_file_, most_in_memory)));
    for (std::uint64_t at = 0; at < in_file_;) {
      const std::span<std::uint8_t> piece(
          memory.data(),
          static_cast<std::size_t>(std::min<std::uint64_t>(in_file_ - at, memory.size())));
      file_->read(at, piece);
      function(std::span<const std::uint8_t>(piece));
      at += piece.size();
    }
    if (!memory_.empty()) function(std::span<const std::uint8_t>(memory_));
  }

private:
  static constexpr std::size_t most_in_memory = std::size_t{1} << 20;

  void flush() {
    if (!file_) file_.emplace(joined_text({path_, " (a temporary file beside it)"}), opened());
    if (!file_->is_open()) return;
    file_->write(in_file_, memory_);
    in_file_ += memory_.size();
    memory_.clear();
  }

  [[nodiscard]] int opened() const {
    if (const int file = open_nameless(folder_, 0600); file >= 0) return file;
    for (unsigned number = 0; number < 1000; ++number) {
      const std::string name = temporary_name(folder_, number);
      const int file = open_new(name, 0600);
      if (file >= 0) remove_file(name);
      if (file >= 0 || errno != EEXIST) return file;
    }
    return -1;
  }

  std::string folder_;
  std::string path_;
  std::vector<std::uint8_t> memory_;
  std::optional<open_file_part> file_; // none until it is needed
  std::uint64_t in_file_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

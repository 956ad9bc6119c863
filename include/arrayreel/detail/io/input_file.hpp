// A file or pipe opened for reading, with the operating system's reasons in its errors.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "../base/config.hpp"
#include "byte_reader.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// An open file or pipe.
class ARRAYREEL_API input_file {
public:
  /// \throws error (io) where the path is a directory or cannot be opened.
  explicit input_file(const std::string& path);
  input_file(input_file&& other) noexcept
      : path_(std::move(other.path_)), fd_(std::exchange(other.fd_, -1)),
        is_regular_(other.is_regular_), size_(other.size_), peeked_(std::move(other.peeked_)) {}
  input_file& operator=(input_file&& other) = delete;
  ~input_file();

  [[nodiscard]] const std::string& path() const noexcept { return path_; }
  /// Whether the size is known and bytes can be read in any order.
  [[nodiscard]] bool is_regular() const noexcept { return is_regular_; }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }
  /// The present size of a regular file.
  [[nodiscard]] std::uint64_t size_now() const;

  /// The next bytes; fewer than `size` only at the end.
  std::size_t read(std::uint8_t* out, std::size_t size);
  /// Bytes from anywhere in a regular file; fewer than `size` only at the end.
  std::size_t read_at(std::uint64_t offset, std::uint8_t* out, std::size_t size) const;
  /// The next bytes, at most 8; `read` returns them again.
  [[nodiscard]] std::array<std::uint8_t, 8> peek();
  /// Whether the end is reached; waits for the writer of a pipe.
  [[nodiscard]] bool at_end();
  /// The rest of a pipe.
  [[nodiscard]] std::vector<std::uint8_t> read_rest();

private:
  [[noreturn]] void refuse(const char* what, int number) const;
  /// Reads from the present position or from an offset.
  [[nodiscard]] std::size_t read_pieces(const std::uint64_t* offset, std::uint8_t* out,
                                        std::size_t size) const;

  std::string path_;
  int fd_ = -1;
  bool is_regular_ = false;
  std::uint64_t size_ = 0;
  std::vector<std::uint8_t> peeked_;
};

/// A file or pipe from its beginning to its end.
class ARRAYREEL_API file_reader final : public byte_reader {
public:
  explicit file_reader(input_file& file)
      : file_(file), where_{file.path(), {}}, left_(file.is_regular() ? file.size() : unknown) {}

  std::size_t read(std::uint8_t* out, std::size_t size) override;
  /// Bytes read so far.
  [[nodiscard]] std::uint64_t taken() const noexcept { return taken_; }
  [[nodiscard]] std::uint64_t left() const noexcept override { return left_; }
  [[nodiscard]] std::uint64_t justified() const noexcept override {
    return left_ == unknown ? 0 : left_;
  }
  [[nodiscard]] const location& where() const noexcept override { return where_; }

private:
  input_file& file_;
  location where_;
  std::uint64_t left_;
  std::uint64_t taken_ = 0;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "input_file.ipp"
#endif

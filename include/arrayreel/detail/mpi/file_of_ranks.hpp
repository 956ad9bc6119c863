// One file from the bytes of many ranks, in the order of the ranks, whole under its name or not
// there.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>

#include "../io/file_sink.hpp"
#include "communicator.hpp"
#include "spool.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Takes the bytes of each rank apart, and joins them in the end. Those of rank 0 go to the file at
/// once; those of the others wait until it is known where they belong.
class ARRAYREEL_API file_of_ranks {
public:
  /// Collective, as `join` is.
  /// \throws error (io) on all ranks where rank 0 cannot make the file
  file_of_ranks(const communicator& ranks, const std::string& path, file_sink::lasting durable);

  /// What takes this rank's bytes.
  [[nodiscard]] sink& own() noexcept;

  /// Puts all bytes into the file, behind them those that a function writes on rank 0, and gives
  /// the file its name. Ranks write to it themselves if all of them can; otherwise rank 0 gets
  /// their bytes. \throws error (io) on all ranks
  template <class Function> void join(const Function& end) {
    join_by([](const void* f, sink& to) { (*static_cast<const Function*>(f))(to); }, &end);
  }

private:
  /// Counts the bytes that rank 0 writes.
  class counted_file final : public sink {
  public:
    counted_file(const std::string& path, file_sink::lasting durable)
        : file(path, file_sink::unfinished::removed, durable) {}
    void write(std::span<const std::uint8_t> bytes) override {
      file.write(bytes);
      size += bytes.size();
    }
    void commit() override { file.commit(); }

    file_sink file;
    std::uint64_t size = 0;
  };

  void join_by(void (*end)(const void* function, sink& to), const void* function);
  [[nodiscard]] bool write_by_all(std::span<const std::uint64_t> sizes);
  void send_to_first(std::span<const std::uint64_t> sizes);

  const communicator& ranks_;
  std::string path_;
  file_sink::lasting durable_;
  std::unique_ptr<counted_file> file_; // on rank 0
  std::unique_ptr<spool> spool_;       // elsewhere
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "file_of_ranks.ipp"
#endif

// Where a muxer's bytes go: memory, a file or a function, behind FFmpeg's byte streams.
#pragma once

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio> // SEEK_SET
#include <cstring>
#include <exception>
#include <limits>
#include <memory>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "../../video_options.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/sink.hpp"
#include "../platform/threads.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Bytes in memory that can be overwritten and read back.
class memory_target final : public random_access_sink {
public:
  void write(std::span<const std::uint8_t> bytes) override {
    const std::size_t end = position_ + bytes.size();
    if (end > bytes_.size()) {
      // Half as much again each time: a movie grows by small pieces.
      if (end > bytes_.capacity()) bytes_.reserve(std::max(end, bytes_.size() + bytes_.size() / 2));
      bytes_.resize(end);
    }
    std::copy(bytes.begin(), bytes.end(), bytes_.begin() + static_cast<std::ptrdiff_t>(position_));
    position_ = end;
  }
  void commit() override {}
  [[nodiscard]] bool seekable() const noexcept override { return true; }
  void seek(std::uint64_t position) override { position_ = to_size(position); }
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override {
    if (position >= bytes_.size()) return 0;
    const auto from = bytes_.begin() + static_cast<std::ptrdiff_t>(position);
    const std::size_t count =
        std::min(to.size(), bytes_.size() - to_size(position));
    std::copy(from, from + static_cast<std::ptrdiff_t>(count), to.begin());
    return count;
  }
  [[nodiscard]] std::vector<std::uint8_t> take() noexcept { return std::move(bytes_); }

private:
  std::vector<std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

/// Whether the thread that asks is in a call of a user's function, which must not use the movie
/// that calls it.
class sink_call {
public:
  [[nodiscard]] bool is_in_this_thread() const noexcept {
    // Only this thread itself can have put its own number there.
    return runs_.load(std::memory_order_acquire) &&
           is_this_thread(thread_.load(std::memory_order_relaxed));
  }

  /// Lives as long as the call.
  class scope {
  public:
    explicit scope(sink_call& call) noexcept : call_(call) {
      call_.thread_.store(this_thread(), std::memory_order_relaxed);
      call_.runs_.store(true, std::memory_order_release);
    }
    scope(const scope&) = delete;
    scope& operator=(const scope&) = delete;
    ~scope() { call_.runs_.store(false, std::memory_order_release); }

  private:
    sink_call& call_;
  };

private:
  std::atomic<bool> runs_{false};
  std::atomic<thread_name> thread_{};
};

/// Bytes to a function of the user's, in order.
class function_target final : public random_access_sink {
public:
  /// \param call outlives this
  function_target(video_sink function, sink_call& call)
      : function_(std::move(function)), call_(call) {}
  void write(std::span<const std::uint8_t> bytes) override {
    const bool took = [&] {
      const sink_call::scope scope(call_);
      return function_(bytes);
    }();
    if (!took) refuse(error_kind::io, {"the sink took no more bytes"});
  }
  void commit() override {}
  [[nodiscard]] bool seekable() const noexcept override { return false; }
  void seek(std::uint64_t) override {}
  [[nodiscard]] std::size_t read(std::uint64_t, std::span<std::uint8_t>) override { return 0; }

private:
  video_sink function_;
  sink_call& call_;
};

/// A muxer's output. No exception passes through FFmpeg: the first one is kept, every later write
/// fails, and `rethrow()` throws it.
class av_output {
public:
  explicit av_output(std::unique_ptr<random_access_sink> to) : to_(std::move(to)) {
    stream_ = make_stream(true);
  }
  av_output(const av_output&) = delete;
  av_output& operator=(const av_output&) = delete;

  /// Makes the muxer write here, and read what it has written where it asks for that by opening
  /// its own file, as the MP4 and Matroska muxers do to move the index to the front.
  void attach(AVFormatContext& muxer) {
    muxer.pb = stream_.get();
    muxer.flags |= AVFMT_FLAG_CUSTOM_IO;
    muxer.opaque = this;
    muxer.io_open = &open_again;
#if LIBAVFORMAT_VERSION_MAJOR >= 59
    muxer.io_close2 = &close_again;
#else
    muxer.io_close = &close_again;
#endif
  }

  /// Throws what a write has thrown, or names FFmpeg's own error.
  void check(int code, const char* what) {
    rethrow();
    av_check(code, what);
    if (stream_->error < 0) av_check(stream_->error, what);
  }
  void rethrow() {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

  /// Everything that the muxer has given is with the sink, and outlives the program where that is
  /// a file.
  void flush() {
    avio_flush(stream_.get());
    check(0, "writing");
    to_->flush_to_system();
  }

  /// From now on what would overwrite bytes waits for `apply_changes`; what lies behind them is
  /// written as before.
  void hold_back_changes() noexcept { kept_ = size_; }
  [[nodiscard]] bool holds_changes() const noexcept { return !changes_.empty(); }
  /// \throws error (io) where they cannot be written.
  [[gnu::cold]] void apply_changes() {
    kept_ = 0;
    for (const change& c : changes_) {
      to_->seek(c.position);
      to_->write(c.bytes);
    }
    changes_.clear();
    to_->flush_to_system();
  }

  /// From now on every write fails, and the sink hears of none.
  void abandon() noexcept { abandoned_ = true; }

  [[nodiscard]] random_access_sink& sink() noexcept { return *to_; }
  /// The sink, after the last write.
  [[nodiscard]] std::unique_ptr<random_access_sink> release() noexcept { return std::move(to_); }
  [[nodiscard]] std::uint64_t size() const noexcept { return size_; }

private:
  static constexpr int buffer_size = 65536;

#if LIBAVFORMAT_VERSION_MAJOR >= 61
  using written_bytes = const std::uint8_t*;
#else
  using written_bytes = std::uint8_t*;
#endif

  struct change {
    std::uint64_t position;
    std::vector<std::uint8_t> bytes;
  };

  struct reader {
    av_output* output;
    std::uint64_t position = 0;
  };

  [[nodiscard]] av_io_context make_stream(bool writes) {
    std::unique_ptr<std::uint8_t, void (*)(void*)> buffer(
        static_cast<std::uint8_t*>(
            av_not_null(av_malloc(static_cast<std::size_t>(buffer_size)), "a buffer")),
        &av_free);
    reader* const from = writes ? nullptr : new_reader();
    av_io_context stream(writes ? avio_alloc_context(buffer.get(), buffer_size, 1, this, nullptr,
                                                     &write_bytes,
                                                     to_->seekable() ? &seek_write : nullptr)
                                : avio_alloc_context(buffer.get(), buffer_size, 0, from,
                                                     &read_bytes, nullptr, &seek_read));
    if (stream == nullptr) refuse_memory("a byte stream");
    static_cast<void>(buffer.release()); // the stream's now
    return stream;
  }

  [[nodiscard]] reader* new_reader() {
    readers_.push_back(std::make_unique<reader>(reader{this}));
    return readers_.back().get();
  }

  template <class Function> int guarded(Function&& function) noexcept {
    if (failure_ != nullptr || abandoned_) return AVERROR_EXTERNAL;
    try {
      return function();
    } catch (...) {
      failure_ = std::current_exception();
      return AVERROR_EXTERNAL;
    }
  }

  static int write_bytes(void* opaque, written_bytes bytes, int count) noexcept {
    auto& self = *static_cast<av_output*>(opaque);
    return self.guarded([&] {
      const auto n = static_cast<std::size_t>(std::max(count, 0));
      if (self.position_ < self.kept_)
        self.changes_.push_back({self.position_, {bytes, bytes + n}});
      else
        self.to_->write({bytes, n});
      self.position_ += n;
      self.size_ = std::max(self.size_, self.position_);
      return count;
    });
  }

  // Where to go to, or −1 for a place that does not exist.
  [[nodiscard]] std::int64_t target(std::uint64_t from, std::int64_t offset, int whence) const {
    std::int64_t base = 0;
    switch (whence & ~AVSEEK_FORCE) {
      case SEEK_SET: break;
      case SEEK_CUR: base = static_cast<std::int64_t>(from); break;
      case SEEK_END: base = static_cast<std::int64_t>(size_); break;
      default: return -1;
    }
    return offset >= -base ? base + offset : -1;
  }

  static std::int64_t seek_write(void* opaque, std::int64_t offset, int whence) noexcept {
    auto& self = *static_cast<av_output*>(opaque);
    if ((whence & AVSEEK_SIZE) != 0) return static_cast<std::int64_t>(self.size_);
    const std::int64_t to = self.target(self.position_, offset, whence);
    if (to < 0) return AVERROR(EINVAL);
    const int code = self.guarded([&] {
      if (static_cast<std::uint64_t>(to) >= self.kept_)
        self.to_->seek(static_cast<std::uint64_t>(to));
      self.position_ = static_cast<std::uint64_t>(to);
      return 0;
    });
    return code < 0 ? code : to;
  }

  static int read_bytes(void* opaque, std::uint8_t* bytes, int count) noexcept {
    auto& from = *static_cast<reader*>(opaque);
    return from.output->guarded([&] {
      const std::size_t n = from.output->to_->read(
          from.position, {bytes, static_cast<std::size_t>(std::max(count, 0))});
      from.position += n;
      return n == 0 ? AVERROR_EOF : static_cast<int>(n);
    });
  }

  static std::int64_t seek_read(void* opaque, std::int64_t offset, int whence) noexcept {
    auto& from = *static_cast<reader*>(opaque);
    if ((whence & AVSEEK_SIZE) != 0) return static_cast<std::int64_t>(from.output->size_);
    const std::int64_t to = from.output->target(from.position, offset, whence);
    if (to < 0) return AVERROR(EINVAL);
    from.position = static_cast<std::uint64_t>(to);
    return to;
  }

  static int open_again(AVFormatContext* muxer, AVIOContext** stream, const char*, int flags,
                        AVDictionary**) noexcept {
    auto& self = *static_cast<av_output*>(muxer->opaque);
    if ((flags & AVIO_FLAG_WRITE) != 0) return AVERROR(ENOSYS);
    return self.guarded([&] {
      *stream = self.make_stream(false).release();
      return 0;
    });
  }

#if LIBAVFORMAT_VERSION_MAJOR >= 59
  static int close_again(AVFormatContext*, AVIOContext* stream) noexcept {
    av_deleter()(stream);
    return 0;
  }
#else
  static void close_again(AVFormatContext*, AVIOContext* stream) noexcept { av_deleter()(stream); }
#endif

  std::unique_ptr<random_access_sink> to_;
  std::vector<std::unique_ptr<reader>> readers_;
  av_io_context stream_;
  std::exception_ptr failure_;
  bool abandoned_ = false;
  std::uint64_t position_ = 0;
  std::uint64_t size_ = 0;
  std::uint64_t kept_ = 0; // bytes from the beginning that are not to be overwritten yet
  std::vector<change> changes_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

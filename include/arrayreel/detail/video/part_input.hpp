// A finished part of a movie, read packet by packet: from a file, memory or what it was written to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <cstdio> // SEEK_SET
#include <exception>
#include <memory>
#include <span>
#include <string>
#include <utility>

#include "../base/checked_math.hpp"
#include "../base/message.hpp"
#include "../io/input_file.hpp"
#include "../io/sink.hpp"
#include "libav.hpp"
#include "muxer.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The bytes of a part.
class part_bytes {
public:
  part_bytes() = default;
  part_bytes(const part_bytes&) = delete;
  part_bytes& operator=(const part_bytes&) = delete;
  virtual ~part_bytes() = default;
  /// What messages call it.
  [[nodiscard]] virtual const std::string& name() const noexcept = 0;
  [[nodiscard]] virtual std::uint64_t size() const noexcept = 0;
  /// What stands at `position`: as much as there is of it.
  [[nodiscard]] virtual std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) = 0;
  /// Opens it, and closes it again: of hundreds only one is open at a time.
  virtual void open() {}
  virtual void close() noexcept {}
};

/// A file.
class file_part final : public part_bytes {
public:
  explicit file_part(std::string path) : path_(std::move(path)) {}
  [[nodiscard]] const std::string& name() const noexcept override { return path_; }
  [[nodiscard]] std::uint64_t size() const noexcept override { return file_->size(); }
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override {
    return file_->read_at(position, to.data(), to.size());
  }
  [[gnu::cold]] void open() override {
    file_ = std::make_unique<input_file>(path_);
    if (!file_->is_regular())
      refuse(error_kind::io, {"is no regular file; expected a movie that can be read twice"}, path_);
  }
  void close() noexcept override { file_.reset(); }

private:
  std::string path_;
  std::unique_ptr<input_file> file_;
};

/// Bytes in memory, which stay where they are.
class memory_part final : public part_bytes {
public:
  memory_part(std::span<const std::uint8_t> bytes, std::string name)
      : bytes_(bytes), name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] std::uint64_t size() const noexcept override { return bytes_.size(); }
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override {
    if (position >= bytes_.size()) return 0;
    const std::span<const std::uint8_t> rest = bytes_.subspan(to_size(position));
    const std::size_t count = std::min(rest.size(), to.size());
    std::copy_n(rest.begin(), count, to.begin());
    return count;
  }

private:
  std::span<const std::uint8_t> bytes_;
  std::string name_;
};

/// Bytes that were written to a sink, which gives them back; the sink lives longer.
class written_part final : public part_bytes {
public:
  written_part(random_access_sink& sink, std::uint64_t begin, std::uint64_t size, std::string name)
      : sink_(sink), begin_(begin), size_(size), name_(std::move(name)) {}
  [[nodiscard]] const std::string& name() const noexcept override { return name_; }
  [[nodiscard]] std::uint64_t size() const noexcept override { return size_; }
  [[nodiscard]] std::size_t read(std::uint64_t position, std::span<std::uint8_t> to) override {
    if (position >= size_) return 0;
    const std::uint64_t left = size_ - position;
    return sink_.read(begin_ + position, left < to.size() ? to.first(static_cast<std::size_t>(left)) : to);
  }

private:
  random_access_sink& sink_;
  std::uint64_t begin_;
  std::uint64_t size_;
  std::string name_;
};

/// The packets of a part, which is open as long as this lives.
class part_reader {
public:
  /// \throws error (io, format) for what is no movie of one stream.
  [[gnu::cold]] explicit part_reader(part_bytes& bytes) : bytes_(bytes), packet_(new_av_packet()) {
    bytes_.open();
    constexpr int buffer_size = 65536;
    std::unique_ptr<std::uint8_t, void (*)(void*)> buffer(
        static_cast<std::uint8_t*>(
            av_not_null(av_malloc(static_cast<std::size_t>(buffer_size)), "a buffer")),
        &av_free);
    stream_.reset(avio_alloc_context(buffer.get(), buffer_size, 0, this, &read_bytes, nullptr,
                                     &seek_bytes));
    if (stream_ == nullptr) refuse_memory("a byte stream");
    static_cast<void>(buffer.release()); // the stream's now
    AVFormatContext* context = av_not_null(avformat_alloc_context(), "a demuxer");
    silence(*context);
    context->pb = stream_.get();
    // The file says all of its packets; a parser would write to stderr of one that is cut short.
    context->flags |= AVFMT_FLAG_CUSTOM_IO | AVFMT_FLAG_NOPARSE;
    const int opened = avformat_open_input(&context, "", nullptr, nullptr);
    context_.reset(context);
    check(opened);
    if (context_->nb_streams != 1)
      refuse(error_kind::format,
             {"has ", context_->nb_streams, " streams; expected one, of a movie"}, bytes_.name());
  }
  part_reader(const part_reader&) = delete;
  part_reader& operator=(const part_reader&) = delete;
  ~part_reader() {
    context_.reset();
    bytes_.close();
  }

  /// The next packet, or nullptr at the end.
  /// \throws error (io, format) for a packet that is cut short.
  [[nodiscard]] AVPacket* next() {
    av_packet_unref(packet_.get());
    const int code = av_read_frame(context_.get(), packet_.get());
    if (failure_ == nullptr && code == AVERROR_EOF) return nullptr;
    check(code);
    if ((packet_->flags & AV_PKT_FLAG_CORRUPT) != 0)
      refuse(error_kind::format, {"has a frame that is cut short"}, bytes_.name());
    return packet_.get();
  }

  [[nodiscard]] const AVStream& stream() const noexcept { return *context_->streams[0]; }
  [[nodiscard]] const AVFormatContext& context() const noexcept { return *context_; }
  [[nodiscard]] part_bytes& bytes() const noexcept { return bytes_; }

private:
  void check(int code) const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
    if (is_out_of_memory(code)) refuse_memory(bytes_.name().c_str());
    if (code < 0)
      refuse(error_kind::format, {"is no movie that can be joined: ", av_message(code)},
             bytes_.name());
  }

  static int read_bytes(void* opaque, std::uint8_t* to, int count) noexcept {
    auto& self = *static_cast<part_reader*>(opaque);
    try {
      const std::size_t n =
          self.bytes_.read(self.position_, {to, static_cast<std::size_t>(std::max(count, 0))});
      self.position_ += n;
      return n == 0 ? AVERROR_EOF : static_cast<int>(n);
    } catch (...) { // no exception passes through FFmpeg
      self.failure_ = std::current_exception();
      return AVERROR_EXTERNAL;
    }
  }

  static std::int64_t seek_bytes(void* opaque, std::int64_t offset, int whence) noexcept {
    auto& self = *static_cast<part_reader*>(opaque);
    const auto size = static_cast<std::int64_t>(self.bytes_.size());
    if ((whence & AVSEEK_SIZE) != 0) return size;
    whence &= ~AVSEEK_FORCE;
    const std::int64_t base = whence == SEEK_CUR   ? static_cast<std::int64_t>(self.position_)
                              : whence == SEEK_END ? size
                                                   : 0;
    if (offset < -base) return AVERROR(EINVAL);
    self.position_ = static_cast<std::uint64_t>(base + offset);
    return base + offset;
  }

  part_bytes& bytes_;
  std::uint64_t position_ = 0;
  std::exception_ptr failure_;
  av_io_context stream_;
  av_format_context context_; // after what it reads from
  av_packet packet_;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

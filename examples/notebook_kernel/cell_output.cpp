#include "cell_output.hpp"

#include <cerrno>
#include <cstdio>
#include <iostream>
#include <string_view>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

namespace notebook_kernel {
namespace {

void check(int result, const char* what) {
  if (result < 0) throw std::system_error(errno, std::generic_category(), what);
}

void flush_all() {
  std::cout.flush();
  std::clog.flush();
  std::fflush(stdout);
  std::fflush(stderr);
}

/// The number of bytes at the end that begin a character without completing it.
std::size_t begun_at_end(std::string_view text) {
  for (std::size_t back = 1; back <= 3 && back <= text.size(); ++back) {
    const auto byte = static_cast<unsigned char>(text[text.size() - back]);
    if ((byte & 0xc0) == 0x80) continue;
    const std::size_t length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? back : 0;
  }
  return 0;
}

} // namespace

cell_output::cell_output(std::mutex& publishing, receiver receive)
    : publishing_(publishing), receive_(std::move(receive)) {
  flush_all();
  try {
    check(::pipe2(wake_.data(), O_CLOEXEC), "a pipe");
    for (stream& s : streams_) open(s);
    reader_ = std::thread([this] { read_on(); });
  } catch (...) {
    for (stream& s : streams_) close(s);
    for (const int end : wake_) ::close(end);
    throw;
  }
}

cell_output::~cell_output() {
  flush_all();
  ::close(wake_[1]);
  reader_.join();
  const std::lock_guard lock(publishing_);
  for (stream& s : streams_) {
    drain(s, true);
    close(s);
  }
  ::close(wake_[0]);
}

void cell_output::open(stream& s) {
  std::array<int, 2> ends{-1, -1};
  check(::pipe2(ends.data(), O_CLOEXEC), "a pipe");
  s.reading = ends[0];
  // Programs that a cell starts write there, too, and may outlive the cell: we cannot wait until
  // the pipe is closed.
  const bool opened = ::fcntl(s.reading, F_SETFL, O_NONBLOCK) >= 0 &&
                      (s.kept = ::fcntl(s.number, F_DUPFD_CLOEXEC, 3)) >= 0 &&
                      ::dup2(ends[1], s.number) >= 0;
  const int reason = errno;
  ::close(ends[1]);
  if (!opened) throw std::system_error(reason, std::generic_category(), s.name);
}

void cell_output::close(stream& s) noexcept {
  if (s.kept >= 0) {
    ::dup2(s.kept, s.number);
    ::close(s.kept);
  }
  if (s.reading >= 0) ::close(s.reading);
  s.kept = s.reading = -1;
}

void cell_output::drain(stream& s, bool last) {
  std::string text = std::exchange(s.begun, {});
  std::array<char, 65536> buffer;
  for (;;) {
    const ssize_t size = ::read(s.reading, buffer.data(), buffer.size());
    if (size > 0)
      text.append(buffer.data(), static_cast<std::size_t>(size));
    else if (size == 0 || errno != EINTR)
      break;
    if (text.size() >= (std::size_t{1} << 20)) break; // the rest comes with the next call
  }
  if (!last) {
    const std::size_t begun = begun_at_end(text);
    s.begun = text.substr(text.size() - begun);
    text.resize(text.size() - begun);
  }
  if (!text.empty()) receive_(s.name, text);
}

void cell_output::drain() {
  flush_all();
  for (stream& s : streams_) drain(s, false);
}

void cell_output::read_on() {
  for (;;) {
    std::array<pollfd, 3> watched{{{streams_[0].reading, POLLIN, 0},
                                   {streams_[1].reading, POLLIN, 0},
                                   {wake_[0], POLLIN, 0}}};
    if (::poll(watched.data(), watched.size(), -1) < 0) continue; // a signal
    if (watched[2].revents != 0) return;
    const std::lock_guard lock(publishing_);
    for (stream& s : streams_) drain(s, false);
  }
}

} // namespace notebook_kernel

// write, fsync, close and others before those of the C library: see system_calls.hpp.
#include "system_calls.hpp"

#include <algorithm>
#include <atomic>
#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

#include <fcntl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

namespace test {

system_calls& calls() noexcept {
  thread_local system_calls instance;
  return instance;
}

namespace {

// The fault of all threads.
std::atomic<const char*> everywhere_name{nullptr};
std::atomic<long> everywhere_calls{0};
std::atomic<long> everywhere_number{0};
std::atomic<int> everywhere_code{0};
std::atomic<bool> everywhere_later{false};

bool fails_everywhere(const char* name) {
  const char* const wanted = everywhere_name;
  if (wanted == nullptr || std::strcmp(wanted, name) != 0) return false;
  const long number = everywhere_calls++;
  if (number != everywhere_number && !(everywhere_later && number > everywhere_number))
    return false;
  errno = everywhere_code;
  return true;
}

// Whether the fault is there this time; errno is set then.
bool happens(fault& f) {
  if (f.times == 0 || f.after-- > 0) return false;
  f.after = 0;
  --f.times;
  errno = f.code;
  return true;
}

// The same for a call that is recorded, and that may be made to fail in every thread.
bool fails(const char* name, fault& f) {
  if (calls().recorded) calls().record.emplace_back(name);
  return fails_everywhere(name) || happens(f);
}

// Whether the caller asks for a file without a name. O_TMPFILE has O_DIRECTORY's bits in it.
bool is_nameless(int flags) { return (flags & O_TMPFILE) == O_TMPFILE; }

int open_file(const char* path, int flags, mode_t mode) {
  if (fails_everywhere("open") || happens(calls().open)) return -1;
  if (is_nameless(flags) && happens(calls().nameless)) return -1;
  return static_cast<int>(::syscall(SYS_openat, AT_FDCWD, path, flags, mode));
}
off64_t seek(int file, off64_t offset, int whence) {
  if (fails_everywhere("lseek") || happens(calls().lseek)) return -1;
#ifdef SYS__llseek // 32 bits
  off64_t place = 0;
  return ::syscall(SYS__llseek, file, static_cast<long>(offset >> 32), static_cast<long>(offset),
                   &place, whence) == 0
             ? place
             : -1;
#else
  return ::syscall(SYS_lseek, file, offset, whence);
#endif
}

} // namespace

fault_everywhere::fault_everywhere(const char* name, long number, int code,
                                   bool and_later) noexcept {
  everywhere_calls = 0;
  everywhere_number = number;
  everywhere_code = code;
  everywhere_later = and_later;
  everywhere_name = name;
}
fault_everywhere::~fault_everywhere() { everywhere_name = nullptr; }
long fault_everywhere::calls() const noexcept { return everywhere_calls; }

} // namespace test

extern "C" {

ssize_t write(int file, const void* bytes, size_t count) {
  if (test::fails("write", test::calls().write)) return -1;
  return ::syscall(SYS_write, file, bytes, std::min(count, test::calls().longest_write));
}

int fsync(int file) {
  if (test::fails("fsync", test::calls().fsync)) return -1;
  return static_cast<int>(::syscall(SYS_fsync, file));
}

int close(int file) {
  const auto result = static_cast<int>(::syscall(SYS_close, file));
  return test::fails("close", test::calls().close) ? -1 : result;
}

int rename(const char* from, const char* to) noexcept {
  const auto rename_now = [&] {
    return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
  };
  if (!test::fails("rename", test::calls().rename)) return rename_now();
  if (const int code = errno; test::calls().rename.is_done) {
    rename_now();
    errno = code;
  }
  return -1;
}

int linkat(int from_folder, const char* from, int to_folder, const char* to, int flags) noexcept {
  const auto link_now = [&] {
    return static_cast<int>(::syscall(SYS_linkat, from_folder, from, to_folder, to, flags));
  };
  if (!test::fails("linkat", test::calls().linkat)) return link_now();
  if (const int code = errno; test::calls().linkat.is_done) {
    link_now();
    errno = code;
  }
  return -1;
}

int unlink(const char* path) noexcept {
  if (test::happens(test::calls().unlink)) return -1;
  return static_cast<int>(::syscall(SYS_unlinkat, AT_FDCWD, path, 0));
}

int fchmod(int file, mode_t mode) noexcept {
  struct stat status{};
  if (::fstat(file, &status) == 0) test::calls().mode_before_fchmod = status.st_mode & 07777U;
  if (test::fails("fchmod", test::calls().fchmod)) return -1;
  return static_cast<int>(::syscall(SYS_fchmod, file, mode));
}

ssize_t read(int file, void* bytes, size_t count) {
  if (test::fails_everywhere("read")) return -1;
  return ::syscall(SYS_read, file, bytes, count);
}

ssize_t pread(int file, void* bytes, size_t count, off_t offset) {
  if (test::fails_everywhere("pread") || test::happens(test::calls().pread)) return -1;
  return ::syscall(SYS_pread64, file, bytes, count, offset, 0); // of i386: the upper half
}

// FFmpeg calls those of large files.
off_t lseek(int file, off_t offset, int whence) noexcept {
  return static_cast<off_t>(test::seek(file, offset, whence));
}
off64_t lseek64(int file, off64_t offset, int whence) noexcept {
  return test::seek(file, offset, whence);
}

int open(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return test::open_file(path, flags, mode);
}
int open64(const char* path, int flags, ...) {
  va_list rest;
  va_start(rest, flags);
  const mode_t mode = (flags & (O_CREAT | O_TMPFILE)) != 0 ? va_arg(rest, mode_t) : 0;
  va_end(rest);
  return test::open_file(path, flags, mode);
}
}

// write, fsync, close, rename and fchmod before those of the C library: see system_calls.hpp.
#include "system_calls.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>

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

// Whether this call is one that fails; errno is set then.
bool fails(const char* name, fault& f) {
  if (calls().recorded) calls().record.emplace_back(name);
  if (f.times == 0 || f.after-- > 0) return false;
  f.after = 0;
  --f.times;
  errno = f.code;
  return true;
}

} // namespace

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
  if (test::fails("rename", test::calls().rename)) return -1;
  return static_cast<int>(::syscall(SYS_renameat2, AT_FDCWD, from, AT_FDCWD, to, 0));
}

int fchmod(int file, mode_t mode) noexcept {
  struct stat status{};
  if (::fstat(file, &status) == 0) test::calls().mode_before_fchmod = status.st_mode & 07777U;
  if (test::fails("fchmod", test::calls().fchmod)) return -1;
  return static_cast<int>(::syscall(SYS_fchmod, file, mode));
}
}

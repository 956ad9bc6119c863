// Tries something in a process of its own, with limits, rights and signals that this process must
// not have.
#pragma once

#include <cerrno>
#include <cstdio>
#include <exception>
#include <string>
#include <string_view>
#include <system_error>

#include <sys/wait.h>
#include <unistd.h>

#if defined(__SANITIZE_ADDRESS__)
#define ARRAYREEL_TEST_ASAN 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define ARRAYREEL_TEST_ASAN 1
#endif
#endif
#if defined(ARRAYREEL_TEST_ASAN)
#include <sanitizer/lsan_interface.h>
#endif

namespace test {

#if defined(ARRAYREEL_TEST_ASAN)
inline constexpr bool under_asan = true;
#else
inline constexpr bool under_asan = false;
#endif

enum class leaks { checked, unchecked };

/// Runs `std::string function()` in a child process: "" where it returned that, else what it
/// returned, threw, leaked (under AddressSanitizer) or was ended by.
/// \param check a process that changed its user cannot look for leaks.
template <class Function>
[[nodiscard]] std::string in_child(const Function& function, leaks check = leaks::checked) {
  int ends[2];
  if (::pipe(ends) != 0) throw std::system_error(errno, std::generic_category(), "pipe");
  std::fflush(nullptr);
  const pid_t child = ::fork();
  if (child < 0) throw std::system_error(errno, std::generic_category(), "fork");
  if (child == 0) {
    ::close(ends[0]);
    {
      std::string result;
      try {
        result = function();
      } catch (const std::exception& e) {
        result = std::string("an exception: ") + e.what();
      } catch (...) {
        result = "an exception of another type";
      }
      if (::write(ends[1], result.data(), result.size()) < 0) ::_exit(1);
    }
#if defined(ARRAYREEL_TEST_ASAN)
    if (check == leaks::checked && __lsan_do_recoverable_leak_check() != 0) ::_exit(2);
#else
    static_cast<void>(check);
#endif
    ::_exit(0);
  }
  ::close(ends[1]);
  std::string result;
  char buffer[4096];
  for (ssize_t n = 0;
       (n = ::read(ends[0], buffer, sizeof buffer)) > 0 || (n < 0 && errno == EINTR);)
    if (n > 0) result.append(buffer, static_cast<std::size_t>(n));
  ::close(ends[0]);
  int status = 0;
  while (::waitpid(child, &status, 0) < 0 && errno == EINTR) continue;
  if (WIFSIGNALED(status))
    result += " ended by signal " + std::to_string(WTERMSIG(status));
  else if (WEXITSTATUS(status) == 2)
    result += " memory leaked";
  else if (status != 0)
    result += " ended with status " + std::to_string(WEXITSTATUS(status));
  return result;
}

} // namespace test

// Threads of POSIX and the processors that they run on. Rather than <thread>, as no exception is thrown
// where a thread cannot be had.
#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

#include <pthread.h>
#include <sched.h>
#include <unistd.h>
#if defined(__linux__) && defined(__aarch64__)
#include <sys/auxv.h>
#endif

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The processors that the machine has, at least one.
[[nodiscard]] inline std::size_t all_processors() noexcept {
  return static_cast<std::size_t>(std::max(1L, ::sysconf(_SC_NPROCESSORS_ONLN)));
}

/// The processors that this thread may run on, at least one.
[[nodiscard]] inline std::size_t processors_of_thread() noexcept {
#if defined(__linux__) && defined(CPU_COUNT)
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0)
    return static_cast<std::size_t>(std::max(1, CPU_COUNT(&set)));
#endif
  return all_processors();
}

/// Some of a machine's processors: a bit for each, by the system's numbers.
using processor_bits = std::array<std::uint64_t, 16>;

/// The processors that this thread may run on; all bits where the system does not tell.
[[nodiscard]] inline processor_bits processor_bits_of_thread() noexcept {
  processor_bits bits;
  bits.fill(~std::uint64_t{0});
#if defined(__linux__) && defined(CPU_COUNT)
  cpu_set_t set;
  if (::sched_getaffinity(0, sizeof set, &set) == 0)
    for (std::size_t i = 0; i < 64 * bits.size(); ++i)
      if (i >= CPU_SETSIZE || !CPU_ISSET(i, &set)) bits[i / 64] &= ~(std::uint64_t{1} << i % 64);
#endif
  return bits;
}

/// Lets a thread, and those that it starts, run on the processors that it may have but these.
/// \returns false where that leaves none or the system cannot: the thread stays where it is
inline bool keep_thread_off(pthread_t thread, const processor_bits& taken) noexcept {
#if defined(__linux__) && defined(CPU_COUNT)
  cpu_set_t left;
  CPU_ZERO(&left);
  for (std::size_t i = 0; i < 64 * taken.size() && i < CPU_SETSIZE; ++i)
    if ((taken[i / 64] >> i % 64 & 1U) == 0) CPU_SET(i, &left);
  return ::pthread_setaffinity_np(thread, sizeof left, &left) == 0; // takes what there is of them
#else
  static_cast<void>(thread);
  static_cast<void>(taken);
  return false;
#endif
}

#if defined(__linux__) && defined(__aarch64__)
/// Whether the system says that a 64-bit ARM has the instructions for CRC-32.
[[nodiscard]] inline bool system_has_arm_crc32() noexcept {
  constexpr unsigned long has_crc32 = 1UL << 7; // HWCAP_CRC32 of Linux's <asm/hwcap.h>
  return (::getauxval(AT_HWCAP) & has_crc32) != 0;
}
#endif

/// A thread to be waited for.
class system_thread {
public:
  /// False where the system gives none.
  [[nodiscard]] bool start(void* (*function)(void*), void* argument) noexcept {
    return ::pthread_create(&thread_, nullptr, function, argument) == 0;
  }
  /// Waits for its end, once.
  void join() const noexcept { static_cast<void>(::pthread_join(thread_, nullptr)); }

private:
  pthread_t thread_{};
};

/// While it lives, the thread is not cancelled: pthread_cancel() has to wait.
class uncancelled_thread {
public:
  uncancelled_thread() noexcept { ::pthread_setcancelstate(PTHREAD_CANCEL_DISABLE, &before_); }
  uncancelled_thread(const uncancelled_thread&) = delete;
  uncancelled_thread& operator=(const uncancelled_thread&) = delete;
  ~uncancelled_thread() { ::pthread_setcancelstate(before_, nullptr); }

private:
  int before_ = PTHREAD_CANCEL_ENABLE;
};

/// What tells threads apart that live at the same time.
using thread_name = pthread_t;
[[nodiscard]] inline thread_name this_thread() noexcept { return ::pthread_self(); }
[[nodiscard]] inline bool is_this_thread(thread_name name) noexcept {
  return ::pthread_equal(name, ::pthread_self()) != 0;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

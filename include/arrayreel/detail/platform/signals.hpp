// Signals: the program's kept from threads that it did not start, and those of a failed write.
#pragma once

#include <cerrno>
#include <csignal>
#include <ctime> // timespec
#include <initializer_list>

#include <unistd.h> // _POSIX_REALTIME_SIGNALS

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// While this lives, the calling thread takes no signals that are sent to the program, and neither
/// do threads that are started meanwhile, for as long as they live: a handler of the program's runs
/// on threads of its own. What a thread does wrong itself, such as SIGSEGV, still reaches it.
class blocked_signals {
public:
  blocked_signals() noexcept {
    sigset_t sent;
    sigfillset(&sent);
    for (const int own : {SIGSEGV, SIGBUS, SIGFPE, SIGILL, SIGABRT, SIGTRAP, SIGSYS})
      sigdelset(&sent, own);
    blocked_ = pthread_sigmask(SIG_BLOCK, &sent, &before_) == 0;
  }
  blocked_signals(const blocked_signals&) = delete;
  blocked_signals& operator=(const blocked_signals&) = delete;
  ~blocked_signals() {
    if (blocked_) pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

private:
  sigset_t before_{};
  bool blocked_;
};

/// Keeps SIGXFSZ (a file beyond RLIMIT_FSIZE) and SIGPIPE (nobody reads) from ending the process
/// while this thread writes: the failed write is an error like any other. The thread's signal
/// mask is as before afterwards.
class write_signals_blocked {
public:
  write_signals_blocked() noexcept {
    sigemptyset(&pending_before_);
    sigemptyset(&ours_);
    sigaddset(&ours_, SIGXFSZ);
    sigaddset(&ours_, SIGPIPE);
    sigpending(&pending_before_);
    blocked_ = pthread_sigmask(SIG_BLOCK, &ours_, &before_) == 0;
  }
  write_signals_blocked(const write_signals_blocked&) = delete;
  write_signals_blocked& operator=(const write_signals_blocked&) = delete;
  ~write_signals_blocked() {
    if (!blocked_) return;
    for (const int signal : {SIGXFSZ, SIGPIPE}) take(signal);
    pthread_sigmask(SIG_SETMASK, &before_, nullptr);
  }

private:
  // Removes a signal that our write raised; one that was waiting before is not ours.
  void take(int signal) const noexcept {
    if (sigismember(&pending_before_, signal) != 0) return;
    sigset_t one;
    sigemptyset(&one);
    sigaddset(&one, signal);
#if defined(_POSIX_REALTIME_SIGNALS) && _POSIX_REALTIME_SIGNALS > 0
    // Never waits: one sent to the process may be gone to another thread by now.
    const timespec at_once{};
    while (sigtimedwait(&one, nullptr, &at_once) < 0 && errno == EINTR) continue;
#else
    sigset_t pending;
    int taken = 0;
    if (sigpending(&pending) == 0 && sigismember(&pending, signal) == 1) sigwait(&one, &taken);
#endif
  }

  sigset_t ours_;
  sigset_t before_;
  sigset_t pending_before_;
  bool blocked_ = false;
};

} // namespace arrayreel::ARRAYREEL_ABI::detail

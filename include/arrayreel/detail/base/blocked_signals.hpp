// Signals of the program kept from threads that it did not start.
#pragma once

#include <csignal>
#include <initializer_list>

#include "config.hpp"

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

} // namespace arrayreel::ARRAYREEL_ABI::detail

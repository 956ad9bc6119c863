// Signals that end the program, and what is tidied before.
#include "interruption.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstddef>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <utility>

#include <limits.h>
#include <unistd.h>

#include <arrayreel/detail/io/temporary_name.hpp>

namespace {

// Handlers run in whatever thread, so these are atomic.
std::atomic<bool> finishing{false};
std::atomic<int> noted{0};
static_assert(std::atomic<int>::is_always_lock_free && std::atomic<bool>::is_always_lock_free);

// Names of temporary files up to their numbers; not touched once the handlers are there, and never
// destroyed, as a signal may come while the program exits.
const std::vector<std::string>* beginnings = nullptr;

constexpr unsigned patience = 10; // seconds

// What follows is all that a handler may call: unlink, alarm and _exit.

void remove_temporaries() noexcept {
  constexpr unsigned most = 1024;
  static char name[PATH_MAX];
  for (const std::string& beginning : *beginnings) {
    if (beginning.size() + 16 > sizeof name) continue;
    std::memcpy(name, beginning.data(), beginning.size());
    for (unsigned number = 0; number < most; ++number) {
      char digits[4];
      std::size_t count = 0;
      unsigned rest = number;
      do digits[count++] = static_cast<char>('0' + rest % 10);
      while ((rest /= 10) != 0);
      std::size_t at = beginning.size();
      while (count > 0) name[at++] = digits[--count];
      std::memcpy(name + at, ".tmp", 5);
      ::unlink(name);
    }
  }
}

extern "C" void on_signal(int number) {
  int none = 0;
  if (number != SIGALRM && finishing && noted.compare_exchange_strong(none, number)) {
    ::alarm(patience);
    return;
  }
  if (number == SIGALRM) {
    if (noted == 0) return; // not ours
    number = noted;
  }
  remove_temporaries();
  ::_exit(128 + number);
}

std::string folder_of(const std::string& path) {
  const std::unique_ptr<char, decltype(&std::free)> real(::realpath(path.c_str(), nullptr),
                                                         &std::free);
  const std::string file = real != nullptr ? real.get() : path;
  const std::string folder = file.substr(0, file.rfind('/') + 1);
  return folder.empty() ? "./" : folder;
}

void handle(int number, bool though_ignored) {
  struct sigaction before{};
  if (!though_ignored && ::sigaction(number, nullptr, &before) == 0 && before.sa_handler == SIG_IGN)
    return;
  struct sigaction action{};
  action.sa_handler = on_signal;
  action.sa_flags = static_cast<int>(SA_RESTART);
  ::sigemptyset(&action.sa_mask);
  ::sigaction(number, &action, nullptr);
}

} // namespace

void handle_interrupts(const std::vector<std::string>& outputs, bool is_endless) {
  auto* const names = new std::vector<std::string>;
  for (const std::string& path : outputs) {
    std::string name = arrayreel::detail::temporary_name(folder_of(path), 0);
    name.resize(name.size() - std::strlen("0.tmp"));
    names->push_back(std::move(name));
  }
  beginnings = names;
  handle(SIGINT, is_endless);
  handle(SIGTERM, is_endless);
  handle(SIGHUP, false);
  handle(SIGALRM, true);
}

finish_when_interrupted::finish_when_interrupted() noexcept { finishing = true; }
finish_when_interrupted::~finish_when_interrupted() { finishing = false; }

int interruption() noexcept {
  const int number = noted;
  if (number != 0) ::alarm(0);
  return number;
}

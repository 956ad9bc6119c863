// How far the tool is, for who waits at a terminal.
#pragma once

#include <chrono>
#include <cstddef>
#include <cstdio>
#include <string>

#include <unistd.h>

#include "input.hpp"

/// A line on stderr that says how far it is and how long it will take, if someone sits there and
/// waits.
class progress {
public:
  explicit progress(std::size_t total) : total_(total) {}
  progress(const progress&) = delete;
  progress& operator=(const progress&) = delete;
  ~progress() {
    if (shown_) std::fputs("\r\033[K", stderr);
  }

  /// The next thing begins.
  void step(const std::string& what) { at(begun_, what); }

  /// Thing `index`, counted from 0, begins; with 0 all of it begins, once more or for the first
  /// time.
  void at(std::size_t index, const std::string& what) {
    const auto now = clock::now();
    if (index == 0) begin_ = now;
    begun_ = index + 1;
    if (!visible_ || total_ < 2 || now - begin_ < std::chrono::seconds(1) ||
        now - last_ < std::chrono::milliseconds(100))
      return;
    shown_ = true;
    last_ = now;
    const std::chrono::duration<double> waited = now - begin_;
    const double left =
        waited.count() * static_cast<double>(total_ - index) / static_cast<double>(index);
    std::fprintf(stderr, "\r\033[K%s %zu of %zu: %s, %s left", bar(index).c_str(), begun_, total_,
                 printable(what).c_str(), duration_text(left).c_str());
    std::fflush(stderr);
  }

private:
  using clock = std::chrono::steady_clock;

  [[nodiscard]] std::string bar(std::size_t done) const {
    constexpr std::size_t width = 20;
    // As floating numbers, whose product does not wrap.
    const auto full =
        static_cast<std::size_t>(static_cast<double>(done) / static_cast<double>(total_) * width);
    return "[" + std::string(full, '#') + std::string(width - full, '-') + "]";
  }

  /// "12 s", "3 min 20 s", "2 h 5 min"
  [[nodiscard]] static std::string duration_text(double seconds) {
    const auto s = static_cast<unsigned long long>(seconds + 0.5);
    if (s < 60) return std::to_string(s) + " s";
    if (s < 3600) return std::to_string(s / 60) + " min " + std::to_string(s % 60) + " s";
    return std::to_string(s / 3600) + " h " + std::to_string(s / 60 % 60) + " min";
  }

  clock::time_point begin_ = clock::now();
  clock::time_point last_{};
  std::size_t total_;
  std::size_t begun_ = 0;
  bool visible_ = ::isatty(STDERR_FILENO) != 0;
  bool shown_ = false;
};

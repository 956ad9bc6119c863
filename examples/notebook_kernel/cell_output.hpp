// What a cell writes to stdout and stderr, handed on while it runs.
#pragma once

#include <array>
#include <functional>
#include <mutex>
#include <string>
#include <thread>

namespace notebook_kernel {

/// Takes the process's stdout and stderr for as long as it lives.
class cell_output {
public:
  /// Called with "stdout" or "stderr" and text, which is UTF-8 in whole characters. It is called in
  /// a thread of its own that holds the mutex.
  using receiver = std::function<void(const std::string& name, const std::string& text)>;

  /// \param publishing held while something is published, here and elsewhere.
  /// \throws std::system_error
  cell_output(std::mutex& publishing, receiver receive);
  cell_output(const cell_output&) = delete;
  cell_output& operator=(const cell_output&) = delete;
  /// Everything written so far has been received when it returns.
  ~cell_output();

  /// Hands on what has been written so far. The mutex is held by the caller.
  void drain();

private:
  struct stream {
    const char* name;
    int number;          ///< 1 or 2
    int kept = -1;       ///< where the number led before
    int reading = -1;    ///< the end of the pipe that is read
    std::string begun{}; ///< the first bytes of a character whose last have not come yet
  };

  void open(stream& s);
  void close(stream& s) noexcept;
  void drain(stream& s, bool last);
  void read_on();

  std::mutex& publishing_;
  receiver receive_;
  std::array<stream, 2> streams_{{{"stdout", 1}, {"stderr", 2}}};
  std::array<int, 2> wake_{-1, -1}; ///< a pipe whose end tells the thread to stop
  std::thread reader_;
};

} // namespace notebook_kernel

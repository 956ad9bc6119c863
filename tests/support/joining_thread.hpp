// A thread that is joined where its object ends. std::jthread is that; libc++ has it from version 20.
#pragma once

#include <thread>
#include <utility>

namespace test {

class joining_thread {
public:
  template <class F> explicit joining_thread(F&& work) : thread_(std::forward<F>(work)) {}
  joining_thread(joining_thread&&) = default;
  joining_thread& operator=(joining_thread&&) = delete;
  ~joining_thread() {
    if (thread_.joinable()) thread_.join();
  }
  void join() { thread_.join(); }

private:
  std::thread thread_;
};

} // namespace test

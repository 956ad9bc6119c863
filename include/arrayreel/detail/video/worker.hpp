// A thread that does work in the order in which it is given, ahead of which only so much may wait.
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>

#include "../base/config.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// Takes jobs of one type to a function in a thread of its own. The first exception ends the
/// work: later jobs are dropped and every call throws it.
template <class Job, class Function> class worker {
public:
  worker(std::size_t most_waiting, Function function)
      : most_waiting_(most_waiting), function_(std::move(function)), thread_([this] { run(); }) {}
  worker(const worker&) = delete;
  worker& operator=(const worker&) = delete;

  /// Drops what is waiting.
  ~worker() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      jobs_.clear();
    }
    changed_.notify_all();
    thread_.join();
  }

  /// Waits while there are as many jobs as may wait.
  void push(Job job) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return jobs_.size() < most_waiting_ || failure_ != nullptr; });
    rethrow();
    jobs_.push_back(std::move(job));
    lock.unlock();
    changed_.notify_all();
  }

  /// Waits until all jobs are done.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return (jobs_.empty() && !busy_) || failure_ != nullptr; });
    rethrow();
  }

private:
  void rethrow() const {
    if (failure_ != nullptr) std::rethrow_exception(failure_);
  }

  void run() {
    std::unique_lock lock(mutex_);
    while (true) {
      changed_.wait(lock, [&] { return !jobs_.empty() || ended_; });
      if (jobs_.empty()) return;
      Job job = std::move(jobs_.front());
      jobs_.pop_front();
      busy_ = true;
      lock.unlock();
      changed_.notify_all();
      std::exception_ptr failure;
      try {
        function_(std::move(job));
      } catch (...) {
        failure = std::current_exception();
      }
      lock.lock();
      busy_ = false;
      if (failure != nullptr) {
        failure_ = failure;
        jobs_.clear();
      }
      changed_.notify_all();
      if (failure != nullptr) return;
    }
  }

  std::size_t most_waiting_;
  Function function_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::exception_ptr failure_;
  bool busy_ = false;
  bool ended_ = false;
  std::thread thread_; // last: it begins with everything else in place
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// A thread that takes jobs in order from a queue of limited length, such as an encoder's.
#pragma once

#include <algorithm>
#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <deque>
#include <exception>
#include <mutex>
#include <thread>
#include <utility>
#include <vector>

#include "../platform/process.hpp"
#include "../platform/signals.hpp"
#include "../platform/threads.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Frames that are encoded together: one for each source.
struct encoder_job {
  std::vector<av_frame> frames;
  std::int64_t time;
  std::int64_t duration;
};

/// What the queue of a thread was like.
struct queue_counts {
  std::size_t waits = 0; // for room
  double waited = 0;     // seconds
  std::size_t most = 0;  // jobs at once
};

/// Passes jobs to a function in a thread of its own. After its first exception, later jobs are
/// dropped and every call throws that exception.
template <class Job> class job_thread {
public:
  /// Does a job.
  class worker {
  public:
    virtual void encode(Job&& job) = 0;

  protected:
    ~worker() = default;
  };

  job_thread(std::size_t most_waiting, worker& encoder)
      : most_waiting_(most_waiting), encoder_(encoder) {
    const blocked_signals program_signals;
    thread_ = std::thread([this] { run(); });
  }
  job_thread(const job_thread&) = delete;
  job_thread& operator=(const job_thread&) = delete;

  /// Drops the jobs that wait.
  ~job_thread() {
    {
      const std::lock_guard lock(mutex_);
      ended_ = true;
      jobs_.clear();
    }
    changed_.notify_all();
    thread_.join();
  }

  /// Waits while the queue is full.
  void push(Job job) {
    std::unique_lock lock(mutex_);
    const auto has_room = [&] { return jobs_.size() < most_waiting_ || failure_ != nullptr; };
    if (!has_room()) {
      const double begin = steady_seconds();
      changed_.wait(lock, has_room);
      ++counts_.waits;
      counts_.waited += steady_seconds() - begin;
    }
    rethrow();
    jobs_.push_back(std::move(job));
    counts_.most = std::max(counts_.most, jobs_.size());
    lock.unlock();
    changed_.notify_all();
  }

  /// Waits until all jobs are done.
  void wait() {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return (jobs_.empty() && !busy_) || failure_ != nullptr; });
    rethrow();
  }

  /// Before the first job: keeps off these processors if there are others.
  void keep_off(const processor_bits& taken) noexcept {
    keep_thread_off(thread_.native_handle(), taken);
  }

  /// Throws what a job has thrown.
  void check() const {
    const std::lock_guard lock(mutex_);
    rethrow();
  }
  [[nodiscard]] queue_counts counts() const {
    const std::lock_guard lock(mutex_);
    return counts_;
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
        encoder_.encode(std::move(job));
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
  worker& encoder_;
  mutable std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Job> jobs_;
  std::exception_ptr failure_;
  queue_counts counts_;
  bool busy_ = false;
  bool ended_ = false;
  std::thread thread_;
};

using encoder_thread = job_thread<encoder_job>;

} // namespace arrayreel::ARRAYREEL_ABI::detail

// The ranks that make a call together: a communicator of their own, and errors that all of them
// throw.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <string_view>
#include <vector>

#include "libmpi.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// \throws error (encoder) with MPI's own words, for a code other than MPI_SUCCESS.
ARRAYREEL_API void check_mpi(int code, const char* call);

/// A number that stands for values which all ranks must give alike: FNV-1a of 64 bits.
class digest {
public:
  digest& add(std::span<const std::byte> bytes) noexcept {
    for (const std::byte b : bytes) {
      state_ ^= std::to_integer<std::uint64_t>(b);
      state_ *= 0x100000001b3ULL;
    }
    return *this;
  }
  digest& add(std::string_view text) noexcept {
    add(std::uint64_t{text.size()});
    return add(std::as_bytes(std::span(text.data(), text.size())));
  }
  digest& add(std::uint64_t number) noexcept {
    return add(std::as_bytes(std::span<const std::uint64_t, 1>(&number, 1)));
  }
  digest& add(double number) noexcept {
    return add(std::as_bytes(std::span<const double, 1>(&number, 1)));
  }

  /// Of 62 bits.
  [[nodiscard]] std::uint64_t value() const noexcept { return state_ >> 2; }

private:
  std::uint64_t state_ = 0xcbf29ce484222325ULL;
};

/// What all ranks must give alike, and its name for the error.
struct agreed_value {
  /// The largest number of 63 bits: some MPIs compare unsigned numbers as if they had a sign.
  static constexpr std::uint64_t unknown = ~std::uint64_t{0} >> 1;

  const char* name;
  std::uint64_t value; ///< a digest's, or another below `unknown`; `unknown`: any will do here
};

/// A duplicate of a communicator that a caller gave: messages of these ranks never meet the
/// caller's. MPI's errors are returned, and thrown as `error`; the caller's error handler stays.
///
/// All functions but `rank()` and the like are collective: every rank calls them in the same order.
class ARRAYREEL_API communicator {
public:
  /// \throws error (parameter), on the ranks where it holds: MPI is not initialised, or is
  /// finalised already; a null communicator, or one between two groups; or this is not the thread
  /// that may call MPI.
  explicit communicator(MPI_Comm callers);
  communicator(communicator&& other) noexcept;
  communicator& operator=(communicator&& other) noexcept;
  ~communicator();

  [[nodiscard]] MPI_Comm get() const noexcept { return own_; }
  [[nodiscard]] int rank() const noexcept { return rank_; }
  [[nodiscard]] int size() const noexcept { return size_; }
  [[nodiscard]] bool is_first() const noexcept { return rank_ == 0; }

  /// Begins a public call: all ranks make the same one, with the same values, and none has failed.
  /// `fail` is what a rank calls instead that cannot make the call.
  /// \param call its name
  /// \throws error on all ranks: this rank's or another's, or (parameter) for different calls or
  /// values, whose name the message has.
  void begin(const char* call, std::span<const agreed_value> values,
             const std::exception_ptr& failed = nullptr) const;
  /// \throws error (parameter) on all ranks for values that differ between ranks
  void expect_same(const char* call, std::span<const agreed_value> values) const;
  /// Takes the part of a rank that has failed before a public call, whichever it is.
  /// \throws error on all ranks: this one, unless a lower rank failed too.
  [[noreturn]] void fail(const std::exception_ptr& failed) const;

  /// Ends a step in which a rank may have failed.
  /// \param failed what this rank caught; null where all went well
  /// \throws error on all ranks, that of the lowest rank that failed, with its number in the
  /// message.
  void agree(const std::exception_ptr& failed) const;
  /// Runs a function that does not communicate, on all ranks, and agrees on how it went.
  template <class Function> void together(const Function& function) const {
    std::exception_ptr failed;
    try {
      function();
    } catch (...) {
      failed = std::current_exception();
    }
    agree(failed);
  }

  /// Copies a rank's bytes to all ranks: `bytes` gets the same size there.
  void broadcast(std::vector<std::uint8_t>& bytes, int from) const;
  /// The bytes of all ranks, in their order, on all ranks.
  /// \param sizes if not null, how many are from each
  [[nodiscard]] std::vector<std::uint8_t>
  gather_to_all(std::span<const std::uint8_t> mine,
                std::vector<std::size_t>* sizes = nullptr) const;
  /// The smallest of each number of up to 63 bits over all ranks; likewise the sum.
  void minimum(std::span<std::uint64_t> numbers) const;
  void sum(std::span<std::uint64_t> numbers) const;
  /// The largest of a number over all ranks.
  [[nodiscard]] double largest(double number) const;
  /// The bits that are set on any rank of this rank's machine.
  void unite_on_machine(std::span<std::uint64_t> bits) const;
  /// Whether these are all ranks that the program was started with. Not collective.
  [[nodiscard]] bool is_world() const;

private:
  [[noreturn]] void throw_of(int failing, const std::exception_ptr& failed) const;

  MPI_Comm own_ = MPI_COMM_NULL;
  int rank_ = 0;
  int size_ = 1;
};

/// Checks that MPI was initialised so that threads beside the one that calls it may run:
/// MPI_THREAD_FUNNELED or more.
/// \param what needs threads, for the message: "3 threads"
/// \throws error (parameter)
ARRAYREEL_API void check_threads_allowed(std::string_view what);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "communicator.ipp"
#endif

// Agreement among ranks, and what MPI says of itself.
#pragma once

#include "communicator.hpp"

#include <algorithm>
#include <cstring>
#include <limits>
#include <new>
#include <string>
#include <utility>

#include "../../error.hpp"
#include "../base/checked_math.hpp"
#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE void check_mpi(int code, const char* call) {
  if (code == MPI_SUCCESS) return;
  char words[MPI_MAX_ERROR_STRING + 1] = {};
  int size = 0;
  if (MPI_Error_string(code, words, &size) != MPI_SUCCESS) size = 0;
  refuse(error_kind::encoder,
         {call, " failed: ", std::string_view(words, static_cast<std::size_t>(size))});
}

ARRAYREEL_INLINE void check_threads_allowed(std::string_view what) {
  int level = MPI_THREAD_SINGLE;
  check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
  if (level < MPI_THREAD_FUNNELED)
    refuse(error_kind::parameter,
           {what, " where MPI was initialised for one thread; expected MPI_Init_thread with "
                  "MPI_THREAD_FUNNELED or more"});
}

/// What must hold before a rank can communicate at all.
inline void check_usable(MPI_Comm callers) {
  int initialised = 0;
  int finalised = 0;
  check_mpi(MPI_Initialized(&initialised), "MPI_Initialized");
  if (initialised == 0)
    refuse(error_kind::parameter, {"a communicator before MPI is initialised; expected MPI_Init or "
                                   "MPI_Init_thread to come first"});
  check_mpi(MPI_Finalized(&finalised), "MPI_Finalized");
  if (finalised != 0)
    refuse(error_kind::parameter, {"a communicator after MPI_Finalize; expected MPI to run"});
  if (callers == MPI_COMM_NULL)
    refuse(error_kind::parameter,
           {"the communicator MPI_COMM_NULL; expected one that this rank belongs to"});
  int level = MPI_THREAD_SINGLE;
  int is_main = 1;
  check_mpi(MPI_Query_thread(&level), "MPI_Query_thread");
  check_mpi(MPI_Is_thread_main(&is_main), "MPI_Is_thread_main");
  if (level < MPI_THREAD_SERIALIZED && is_main == 0)
    refuse(error_kind::parameter,
           {"a call from another thread than the one that initialised MPI; expected that one, or "
            "MPI_Init_thread with MPI_THREAD_SERIALIZED or more"});
  int between = 0;
  check_mpi(MPI_Comm_test_inter(callers, &between), "MPI_Comm_test_inter");
  if (between != 0)
    refuse(error_kind::parameter,
           {"a communicator between two groups; expected one within a group"});
}

ARRAYREEL_INLINE communicator::communicator(MPI_Comm callers) {
  check_usable(callers);
  check_mpi(MPI_Comm_dup(callers, &own_), "MPI_Comm_dup");
  check_mpi(MPI_Comm_set_errhandler(own_, MPI_ERRORS_RETURN), "MPI_Comm_set_errhandler");
  check_mpi(MPI_Comm_rank(own_, &rank_), "MPI_Comm_rank");
  check_mpi(MPI_Comm_size(own_, &size_), "MPI_Comm_size");
}

ARRAYREEL_INLINE communicator::communicator(communicator&& other) noexcept
    : own_(std::exchange(other.own_, MPI_COMM_NULL)), rank_(other.rank_), size_(other.size_) {}

ARRAYREEL_INLINE communicator& communicator::operator=(communicator&& other) noexcept {
  std::swap(own_, other.own_);
  std::swap(rank_, other.rank_);
  std::swap(size_, other.size_);
  return *this;
}

ARRAYREEL_INLINE communicator::~communicator() {
  if (own_ == MPI_COMM_NULL) return;
  int finalised = 0;
  if (MPI_Finalized(&finalised) == MPI_SUCCESS && finalised == 0) MPI_Comm_free(&own_);
}

/// An exception as what all ranks can throw: kind, message without its path, path.
struct portable_error {
  error_kind kind = error_kind::encoder;
  std::string message;
  std::string path;

  explicit portable_error(const std::exception_ptr& failed) {
    try {
      std::rethrow_exception(failed);
    } catch (const error& e) {
      kind = e.kind();
      path = e.path();
      message = e.what();
      if (!path.empty()) message.erase(0, path.size() + 2);
    } catch (const std::bad_alloc&) {
      kind = error_kind::limit;
      message = "there is too little memory";
    } catch (const std::exception& e) {
      message = e.what();
    } catch (...) {
      message = "an exception of a type of the program's own";
    }
  }
};

ARRAYREEL_INLINE void communicator::throw_of(int failing, const std::exception_ptr& failed) const {
  std::vector<std::uint8_t> bytes;
  if (rank_ == failing) {
    const portable_error e(failed);
    bytes.push_back(static_cast<std::uint8_t>(e.kind));
    bytes.insert(bytes.end(), e.path.begin(), e.path.end());
    bytes.push_back(0);
    bytes.insert(bytes.end(), e.message.begin(), e.message.end());
  }
  broadcast(bytes, failing);
  const auto kind = static_cast<error_kind>(bytes.at(0));
  const auto end = std::find(bytes.begin() + 1, bytes.end(), std::uint8_t{0});
  const std::string path(bytes.begin() + 1, end);
  std::string message(end + 1, bytes.end());
  if (size_ > 1) message += joined_text({" (rank ", failing, " of ", size_, ")"});
  if (path.empty()) throw error(kind, message);
  throw error(kind, message, path);
}

ARRAYREEL_INLINE void communicator::agree(const std::exception_ptr& failed) const {
  std::uint64_t first = static_cast<std::uint64_t>(failed ? rank_ : size_);
  minimum({&first, 1});
  if (first < static_cast<std::uint64_t>(size_)) throw_of(static_cast<int>(first), failed);
}

ARRAYREEL_INLINE void communicator::begin(const char* call, std::span<const agreed_value> values,
                                          const std::exception_ptr& failed) const {
  // The smallest of a number and of its complement are those of the same number if all are equal.
  constexpr std::uint64_t most = agreed_value::unknown;
  const std::uint64_t number = digest().add(std::string_view(call)).value();
  std::uint64_t opening[3] = {static_cast<std::uint64_t>(failed ? rank_ : size_), number,
                              most - number};
  minimum(opening);
  if (opening[0] < static_cast<std::uint64_t>(size_))
    throw_of(static_cast<int>(opening[0]), failed);
  if (opening[1] != most - opening[2])
    refuse(error_kind::parameter,
           {"the ranks make different calls at the same time; expected the same "
            "calls in the same order on all"});
  expect_same(call, values);
}

ARRAYREEL_INLINE void communicator::expect_same(const char* call,
                                                std::span<const agreed_value> values) const {
  std::vector<std::uint64_t> both;
  for (const agreed_value& v : values) {
    both.push_back(v.value);
    both.push_back(v.value == agreed_value::unknown ? v.value : agreed_value::unknown - v.value);
  }
  minimum(both);
  for (std::size_t i = 0; i < values.size(); ++i)
    if (both[2 * i] != agreed_value::unknown &&
        both[2 * i] != agreed_value::unknown - both[2 * i + 1])
      refuse(error_kind::parameter, {call, " with a ", values[i].name,
                                     " that differs between ranks; expected the same on all"});
}

ARRAYREEL_INLINE void communicator::fail(const std::exception_ptr& failed) const {
  std::uint64_t opening[3] = {static_cast<std::uint64_t>(rank_), agreed_value::unknown,
                              agreed_value::unknown};
  minimum(opening);
  throw_of(static_cast<int>(opening[0]), failed);
}

// MPI counts in int.
inline constexpr std::size_t largest_count = std::size_t{1} << 30;

ARRAYREEL_INLINE void communicator::broadcast(std::vector<std::uint8_t>& bytes, int from) const {
  std::uint64_t size = bytes.size();
  check_mpi(MPI_Bcast(&size, 1, MPI_UINT64_T, from, own_), "MPI_Bcast");
  bytes.resize(to_size(size));
  for (std::size_t done = 0; done < bytes.size();) {
    const std::size_t part = std::min(bytes.size() - done, largest_count);
    check_mpi(MPI_Bcast(bytes.data() + done, static_cast<int>(part), MPI_BYTE, from, own_),
              "MPI_Bcast");
    done += part;
  }
}

ARRAYREEL_INLINE std::vector<std::uint8_t>
communicator::gather_to_all(std::span<const std::uint8_t> mine,
                            std::vector<std::size_t>* sizes) const {
  const auto ranks = static_cast<std::size_t>(size_);
  const std::uint64_t own_size = mine.size();
  std::vector<std::uint64_t> all_sizes(ranks);
  check_mpi(MPI_Allgather(&own_size, 1, MPI_UINT64_T, all_sizes.data(), 1, MPI_UINT64_T, own_),
            "MPI_Allgather");
  std::uint64_t total = 0;
  for (const std::uint64_t n : all_sizes) total += n;
  if (total > static_cast<std::uint64_t>(std::numeric_limits<int>::max()))
    refuse(error_kind::limit, {total, " bytes that describe blocks; expected less than 2 GiB"});
  std::vector<int> counts(ranks);
  std::vector<int> places(ranks);
  std::uint64_t place = 0;
  for (std::size_t r = 0; r < ranks; ++r) {
    counts[r] = static_cast<int>(all_sizes[r]);
    places[r] = static_cast<int>(place);
    place += all_sizes[r];
  }
  std::vector<std::uint8_t> all(to_size(total));
  check_mpi(MPI_Allgatherv(mine.data(), static_cast<int>(mine.size()), MPI_BYTE, all.data(),
                           counts.data(), places.data(), MPI_BYTE, own_),
            "MPI_Allgatherv");
  if (sizes != nullptr) sizes->assign(all_sizes.begin(), all_sizes.end());
  return all;
}

ARRAYREEL_INLINE void communicator::minimum(std::span<std::uint64_t> numbers) const {
  if (numbers.empty()) return;
  // MPICH 4.0 compares unsigned numbers of 64 bits as if they were signed: with the highest bit
  // flipped, signed ones have the order of the unsigned.
  constexpr std::uint64_t highest = std::uint64_t{1} << 63U;
  for (std::uint64_t& n : numbers) n ^= highest;
  const int code = MPI_Allreduce(MPI_IN_PLACE, numbers.data(), static_cast<int>(numbers.size()),
                                 MPI_INT64_T, MPI_MIN, own_);
  for (std::uint64_t& n : numbers) n ^= highest;
  check_mpi(code, "MPI_Allreduce");
}

ARRAYREEL_INLINE void communicator::sum(std::span<std::uint64_t> numbers) const {
  if (numbers.empty()) return;
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, numbers.data(), static_cast<int>(numbers.size()),
                          MPI_UINT64_T, MPI_SUM, own_),
            "MPI_Allreduce");
}

ARRAYREEL_INLINE double communicator::largest(double number) const {
  check_mpi(MPI_Allreduce(MPI_IN_PLACE, &number, 1, MPI_DOUBLE, MPI_MAX, own_), "MPI_Allreduce");
  return number;
}

ARRAYREEL_INLINE void communicator::unite_on_machine(std::span<std::uint64_t> bits) const {
  MPI_Comm machine = MPI_COMM_NULL;
  check_mpi(MPI_Comm_split_type(own_, MPI_COMM_TYPE_SHARED, rank_, MPI_INFO_NULL, &machine),
            "MPI_Comm_split_type");
  const int code = MPI_Allreduce(MPI_IN_PLACE, bits.data(), static_cast<int>(bits.size()),
                                 MPI_UINT64_T, MPI_BOR, machine);
  const int freed = MPI_Comm_free(&machine);
  check_mpi(code, "MPI_Allreduce");
  check_mpi(freed, "MPI_Comm_free");
}

ARRAYREEL_INLINE bool communicator::is_world() const {
  int all = 0;
  check_mpi(MPI_Comm_size(MPI_COMM_WORLD, &all), "MPI_Comm_size");
  return all == size_;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

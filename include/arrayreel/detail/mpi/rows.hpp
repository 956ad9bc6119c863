// The rows of a picture that lies in blocks on many ranks, to the ranks that take them: each block
// is mapped where it is, and levels travel.
#pragma once

#include "../base/config.hpp"

#include <cstddef>
#include <cstdint>
#include <exception>
#include <span>
#include <vector>

#include "field.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// The rows of the picture that a rank takes; none where begin = end.
struct row_share {
  std::size_t begin = 0;
  std::size_t end = 0;
};

/// Takes rows of pixels in order, a few at a time.
class row_consumer {
public:
  row_consumer() = default;
  row_consumer(const row_consumer&) = delete;
  row_consumer& operator=(const row_consumer&) = delete;
  virtual ~row_consumer() = default;

  /// \param first the number of the first row
  /// \param rows `count` rows as the plan says: 8-bit components, or 16-bit ones in the machine's
  /// byte order
  virtual void take(std::size_t first, std::size_t count, std::span<const std::uint8_t> rows) = 0;
};

/// About so many bytes of pixels are exchanged at once with each rank. Memory is a few times that.
inline constexpr std::size_t bytes_of_exchange = std::size_t{1} << 17;

/// Maps the blocks and gives each rank the rows of its share. Collective.
///
/// A rank that fails goes on taking part, so that none waits for it; from time to time all ranks
/// look whether one has failed, and stop. (A rank that has no memory for a message ends the
/// program: MPI_Abort.) \param shares of all ranks, in the order of their rows; they may have rows
/// in common \throws error on all ranks: the lowest failing rank's
ARRAYREEL_API void exchange_rows(const distributed_field& field, const mapping_options& o,
                                 const field_plan& plan, std::span<const row_share> shares,
                                 row_consumer& to);

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "rows.ipp"
#endif

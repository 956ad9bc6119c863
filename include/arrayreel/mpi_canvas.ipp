// The rows of canvases go to the ranks that merge them.
#pragma once

#include "mpi_canvas.hpp"

#include <cstdint>
#include <optional>
#include <vector>

#include "detail/base/checked_math.hpp"
#include "detail/canvas/shown_options.hpp"
#include "detail/mpi/exchange.hpp"

namespace arrayreel::ARRAYREEL_ABI {

namespace detail {

/// A rank's part of the rows of all canvases.
class merged_rows {
public:
  /// Collective.
  merged_rows(MPI_Comm comm, const canvas& c) {
    const communicator ranks(comm);
    std::vector<agreed_value> same;
    std::exception_ptr failed;
    try {
      same = {{"height of the canvas", c.height()},
              {"width of the canvas", c.width()},
              {"overlap of the canvas", static_cast<std::uint64_t>(c.options().overlap)},
              {"choice of all_cells", c.options().all_cells ? 1U : 0U},
              {"choice of skip_nan", c.options().skip_nan ? 1U : 0U}};
      for (const agreed_value& v : agreed_values(c.mapping())) same.push_back(v);
    } catch (...) {
      failed = std::current_exception();
    }
    ranks.begin("mpi_write_png() of a canvas", same, failed);
    height_ = c.height();
    width_ = c.width();
    const std::vector<std::vector<std::uint8_t>> parts = exchanged(ranks, c);
    const pixel_region own = rows_of(ranks.rank(), ranks.size());
    ranks.together([&] {
      if (own.size.row() == 0) return;
      canvas all({height_, width_}, c.options());
      for (const std::vector<std::uint8_t>& part : parts)
        if (!part.empty()) all.merge(part);
      if (all.filled() == 0) return;
      values_.emplace(all.array(own));
      block_.push_back({values_->erased(), {.size = {height_, width_}, .at = own.at}});
    });
  }

  [[nodiscard]] std::span<const placed_array> block() const noexcept { return block_; }

private:
  [[nodiscard]] pixel_region rows_of(int rank, int ranks) const noexcept {
    const auto row = [&](int r) {
      return detail::to_size(std::uint64_t{height_} * static_cast<unsigned>(r) /
                             static_cast<unsigned>(ranks));
    };
    return {.at = {row(rank), 0}, .size = {row(rank + 1) - row(rank), width_}};
  }

  /// What each rank has in this rank's rows. In each round every rank sends to another one.
  [[nodiscard]] std::vector<std::vector<std::uint8_t>> exchanged(const communicator& ranks,
                                                                 const canvas& c) const {
    constexpr int tag = 4;
    const int me = ranks.rank();
    const int n = ranks.size();
    std::vector<std::vector<std::uint8_t>> parts(static_cast<std::size_t>(n));
    std::exception_ptr failed;
    for (int round = 0; round < n; ++round) {
      const int to = (me + round) % n;
      const int from = (me + n - round) % n;
      std::vector<std::uint8_t> part;
      try {
        const pixel_region rows = rows_of(to, n);
        if (!failed && rows.size.row() > 0 && c.filled() > 0) part = c.save(rows);
      } catch (...) {
        failed = std::current_exception();
      }
      std::vector<std::uint8_t>& got = parts[static_cast<std::size_t>(from)];
      if (to == me) {
        got.swap(part);
        continue;
      }
      std::uint64_t size = part.size();
      std::uint64_t other = 0;
      check_mpi(MPI_Sendrecv(&size, 1, MPI_UINT64_T, to, tag, &other, 1, MPI_UINT64_T, from, tag,
                             ranks.get(), MPI_STATUS_IGNORE),
                "MPI_Sendrecv");
      try {
        got.resize(to_size(other));
      } catch (...) {
        MPI_Abort(ranks.get(), 1); // the other rank sends in any case
        throw;
      }
      transfers both(ranks);
      both.receive(from, tag, got);
      both.send(to, tag, part);
      both.wait();
    }
    ranks.agree(failed);
    return parts;
  }

  std::size_t height_ = 0;
  std::size_t width_ = 0;
  std::optional<canvas_array> values_;
  std::vector<placed_array> block_; // none where nothing was put on the rows
};

} // namespace detail

ARRAYREEL_INLINE void mpi_write_png(MPI_Comm comm, const std::string& path, const canvas& c,
                                    const mpi_image_options& options) {
  const detail::merged_rows rows(comm, c);
  detail::write_blocks(comm, path, rows.block(),
                       detail::options_for(c.mapping(), detail::image_part_of(options)), true);
}

ARRAYREEL_INLINE notebook_image mpi_nbimage(MPI_Comm comm, const canvas& c,
                                            const mpi_nbimage_options& options) {
  const detail::merged_rows rows(comm, c);
  return detail::image_of_blocks(
      comm, rows.block(), detail::options_for(c.mapping(), detail::nbimage_part_of(options)), true);
}

} // namespace arrayreel::ARRAYREEL_ABI

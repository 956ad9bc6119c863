// Pictures of arrays that lie on the ranks of an MPI program (MPI's C interface).
#pragma once

#include "detail/base/config.hpp"

#include <concepts>
#include <exception>
#include <optional>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "adapt.hpp"
#include "detail/array/array_ref.hpp"
#include "detail/mpi/field.hpp"
#include "mapping.hpp"
#include "nbimage.hpp"
#include "placement.hpp"
#include "png_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// A part of a picture that this rank holds: an array and where it lies. It refers to the array,
/// which must live as long.
class mpi_block {
public:
  /// \param array 2-D, or 3-D with colour channels; empty ones are left out
  template <viewable A>
  mpi_block(const A& array, const placement& where) : block_{detail::as_ref(view(array)), where} {}

  // For the library's own functions.
  [[nodiscard]] const detail::placed_array& placed() const noexcept { return block_; }

private:
  detail::placed_array block_;
};

/// How a picture in blocks is written: the fields of `image_options`, then whether it may have
/// holes.
struct mpi_image_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// as in `image_options`
  bool describe = false;
  /// each rank works in the thread that calls alone: 0 or 1
  unsigned threads = 0;
  /// whether pixels that no block covers are bad; otherwise they are an error
  bool allow_holes = false;
};

/// The fields of `nbimage_options`, then whether there may be holes.
struct mpi_nbimage_options {
#include "detail/options/mapping_fields.inc"
#include "detail/options/colorbar_fields.inc"
  /// 8 or 16 bits per component; 8 unless given
  std::optional<unsigned> bit_depth{};
#include "detail/options/png_fields.inc"
  /// as in `image_options`
  bool describe = false;
  /// each rank works in the thread that calls alone: 0 or 1
  unsigned threads = 0;
  /// "640 x 480 pixels" unless given
  std::optional<std::string> alt{};
#define ARRAYREEL_FIELD(type, name, value) type name = value;
#include "detail/options/display_fields.inc"
  arrayreel::loading loading = arrayreel::loading::automatic;
#define ARRAYREEL_DRAGGABLE true
#include "detail/options/display_box_fields.inc"
#undef ARRAYREEL_FIELD
  /// rank 0 also writes the picture to this file; ".png" is appended where it does not end so
  std::string saveas{};
  /// as in `mpi_image_options`
  bool allow_holes = false;
};

namespace detail {

ARRAYREEL_API void write_blocks(MPI_Comm comm, const std::string& path,
                                std::span<const placed_array> blocks, const image_options& options,
                                bool allow_holes);
[[nodiscard]] ARRAYREEL_API notebook_image image_of_blocks(MPI_Comm comm,
                                                           std::span<const placed_array> blocks,
                                                           const nbimage_options& options,
                                                           bool allow_holes);
[[nodiscard]] ARRAYREEL_API value_range range_of_blocks(MPI_Comm comm,
                                                        std::span<const array_ref> arrays,
                                                        const mapping_options& options);
[[nodiscard]] ARRAYREEL_API nbimage_options nbimage_part_of(const mpi_nbimage_options& o);
[[nodiscard]] ARRAYREEL_API std::vector<placed_array> placed_of(std::span<const mpi_block> blocks);

/// What is neither an array nor several blocks.
template <class A>
concept no_block = !viewable<A> && !std::convertible_to<const A&, std::span<const mpi_block>>;

} // namespace detail

// All functions are collective: every rank of the communicator calls them, in the same order, with
// the same options and path. Each has its messages on a duplicate of the communicator.
//
// Errors are collective too: what one rank fails at is the same `error` on all, that of the lowest
// rank, with its number in the message. A rank that cannot make its call, as its own work has
// failed, calls `mpi_fail` instead. What MPI itself reports is thrown where it is reported; and
// where a rank has no memory for a message that others wait for, or is killed, MPI ends the
// program. Nothing is under a file's name then.
//
// MPI must be initialised, for any number of threads: the calling thread alone uses it. It is the
// one that initialised MPI, unless that was with MPI_THREAD_SERIALIZED or more.

/// The range of values that the options give for the arrays of all ranks together, as
/// `resolve_range` gives it for one array that has all their elements: one reduction of the
/// extremes; percentiles by a histogram that is refined until it is exact, without a value leaving
/// its rank.
///
/// ```cpp
/// const auto all = ar::mpi_value_range(MPI_COMM_WORLD, field, {.percentile = {{1, 99}}});
/// ```
/// \param array of any shape, also empty; the element type is the same on all ranks
/// \throws error (parameter) on all ranks as `resolve_range` does, or if options, types or calls
/// differ between ranks, or no rank has an element
template <viewable A>
[[nodiscard]] value_range mpi_value_range(MPI_Comm comm, const A& array,
                                          const mapping_options& options = {}) {
  const detail::array_ref one = detail::as_ref(view(array));
  return detail::range_of_blocks(comm, {&one, 1}, options);
}

/// The picture in blocks as a PNG file, whatever the decomposition: rows, rectangles, many blocks a
/// rank, ranks without any. The pixels are those that `write_png` makes of one array with all
/// elements.
///
/// ```cpp
/// ar::mpi_write_png(MPI_COMM_WORLD, "u.png", field, {.size = {4 * h, w}, .at = {2 * h, 0}},
///                   {.colormap = ar::colormaps::viridis});
/// ```
/// Each rank maps its own block, and only levels travel: one byte for an element of a scalar field
/// in 8 bits, two in 16. (Positions of special values, such as NaN, follow in a few bytes for each
/// run of them, where the picture is not gray or a palette with room for their colours.) Colours
/// travel as pixels. Each rank gets rows, filters and compresses them, and writes them to their
/// place in the file; where the ranks do not share a file system, or the path is a device or pipe,
/// rank 0 is sent the compressed rows and writes them. Memory of a rank is less than three strips
/// of the file (a strip is 1 MB with `fast`, 1.5 MB with `balanced`, 4 MB with `smallest`, at least
/// one row) besides its block. Compressed rows wait in a file without a name in the folder of the
/// path.
///
/// The file's bytes are the same for any number of ranks and any decomposition: for `fast`
/// and `balanced` those of `write_png`, for `smallest` and libpng's options those of
/// `png_writer`. With libpng's options rank 0 compresses alone; with a colorbar it also holds the
/// whole picture.
///
/// Where blocks with cells of different sizes lie on each other, the smallest cells are shown, as
/// on a `canvas`.
/// \param where `size` is the whole picture's, the same on all ranks
/// \throws error on all ranks: as `write_png` does; (parameter) for blocks of equally large cells that
/// overlap, for pixels that none covers unless `allow_holes`, blocks that reach out of the picture, and
/// element types, options or paths that differ between ranks
template <viewable A>
void mpi_write_png(MPI_Comm comm, const std::string& path, const A& block, const placement& where,
                   const mpi_image_options& options = {}) {
  const auto& held = view(block);
  const detail::placed_array one{detail::as_ref(held), where};
  detail::write_blocks(comm, path, {&one, 1}, detail::image_part_of(options), options.allow_holes);
}
/// The same of any number of blocks a rank, or none.
inline void mpi_write_png(MPI_Comm comm, const std::string& path, std::span<const mpi_block> blocks,
                          const mpi_image_options& options = {}) {
  detail::write_blocks(comm, path, detail::placed_of(blocks), detail::image_part_of(options),
                       options.allow_holes);
}

/// The picture in blocks as `nbimage` makes it of one array, on rank 0, which holds the whole
/// picture; on other ranks one without bytes.
/// \throws error as `mpi_write_png` does
template <viewable A>
[[nodiscard]] notebook_image mpi_nbimage(MPI_Comm comm, const A& block, const placement& where,
                                         const mpi_nbimage_options& options = {}) {
  const auto& held = view(block);
  const detail::placed_array one{detail::as_ref(held), where};
  return detail::image_of_blocks(comm, {&one, 1}, detail::nbimage_part_of(options),
                                 options.allow_holes);
}
/// The same of any number of blocks a rank, or none.
[[nodiscard]] inline notebook_image mpi_nbimage(MPI_Comm comm, std::span<const mpi_block> blocks,
                                                const mpi_nbimage_options& options = {}) {
  return detail::image_of_blocks(comm, detail::placed_of(blocks), detail::nbimage_part_of(options),
                                 options.allow_holes);
}

#define ARRAYREEL_SAY_PLACEMENT(call)                                                              \
  "behind the block stands its place in the picture: write " call                                  \
  "block, {.size = {ny, nx}, .at = {row, column}}), and the options behind that"
#define ARRAYREEL_SAY_COMMUNICATOR(call)                                                           \
  "the communicator comes first: write " call "MPI_COMM_WORLD, "

ARRAYREEL_REFUSES_ARRAY(!viewable<A>)
void mpi_value_range(MPI_Comm comm, const A& array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("mpi_value_range()", "mapping_options"))
void mpi_value_range(MPI_Comm comm, detail::any_array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_COMMUNICATOR("mpi_value_range(") "array)", viewable A)
void mpi_value_range(const A& array, ...) ARRAYREEL_REFUSED;

ARRAYREEL_REFUSES_ARRAY(detail::no_block<A>)
void mpi_write_png(MPI_Comm comm, const std::string& path, const A& block, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("mpi_write_png()", "mpi_image_options"))
void mpi_write_png(MPI_Comm comm, const std::string& path, detail::any_array, const placement&,
                   ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_PLACEMENT("mpi_write_png(comm, path, "))
void mpi_write_png(MPI_Comm comm, const std::string& path, detail::any_array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_COMMUNICATOR("mpi_write_png(") "path, block, place)",
                  detail::path_like P)
void mpi_write_png(const P& path, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES("the path stands behind the communicator: write mpi_write_png(comm, path, block, "
                  "place)", viewable A)
void mpi_write_png(MPI_Comm comm, const A& block, ...)
  requires(!detail::path_like<A>)
ARRAYREEL_REFUSED;

ARRAYREEL_REFUSES_ARRAY(detail::no_block<A>)
void mpi_nbimage(MPI_Comm comm, const A& block, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("mpi_nbimage()", "mpi_nbimage_options"))
void mpi_nbimage(MPI_Comm comm, detail::any_array, const placement&, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_PLACEMENT("mpi_nbimage(comm, "))
void mpi_nbimage(MPI_Comm comm, detail::any_array, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_COMMUNICATOR("mpi_nbimage(") "block, place)", viewable A)
void mpi_nbimage(const A& block, ...) ARRAYREEL_REFUSED;

#undef ARRAYREEL_SAY_PLACEMENT
#undef ARRAYREEL_SAY_COMMUNICATOR

/// What a rank calls that cannot make the call which the others make: they throw its error.
///
/// ```cpp
/// const ar::placement here{.size = {h, w}};
/// try {
///   const double first = wave(7).at(0); // this rank's own work
/// } catch (...) {
///   ar::mpi_fail(MPI_COMM_WORLD); // the others are in mpi_write_png, or come to it
/// }
/// ar::mpi_write_png(MPI_COMM_WORLD, "u.png", field, here);
/// ```
/// \param failed why; the exception that is being handled unless given
/// \throws error on all ranks
[[noreturn]] ARRAYREEL_API void
mpi_fail(MPI_Comm comm, const std::exception_ptr& failed = std::current_exception());

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "mpi.ipp"
#endif

// Pictures of canvases that each rank of an MPI program has filled in part: projections of blocks
// in three dimensions, sums of overlapping blocks, particles.
#pragma once

#include "detail/base/config.hpp"

#include <string>

#include "canvas.hpp"
#include "mpi.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// The picture of what all ranks have put on canvases of one size and kind, as `write_png` makes it
/// of one canvas on which all of it was put.
///
/// ```cpp
/// ar::canvas c({h, w}, {.overlap = ar::overlap::max});
/// c.put(frames, {0, 0}, {.axis = 0, .project = ar::project::max}); // this rank's part of a column
/// ar::mpi_write_png(MPI_COMM_WORLD, "highest.png", c);
/// ```
/// Here values travel, as pixels of several ranks meet before they are mapped: an element and a
/// byte for each pixel that something was put on, 31 bytes for `sum` and `mean`. Each rank gets a
/// part of the rows, which it needs memory for, and then the picture is one in blocks. With
/// `replace`, the values of the highest rank are shown where cells of the same size lie on a pixel;
/// in all other cases the picture does not depend on the ranks. What nobody filled is `bad`,
/// whatever `allow_holes` says.
/// \param c of the same size and options on all ranks and, where anything was put, element type
/// \param options those of the mapping that are not given are the canvas's
/// \throws error on all ranks, as `mpi_write_png` of blocks and `canvas::merge` do
ARRAYREEL_API void mpi_write_png(MPI_Comm comm, const std::string& path, const canvas& c,
                                 const mpi_image_options& options = {});
/// The same as `nbimage` makes it, on rank 0; on other ranks one without bytes.
[[nodiscard]] ARRAYREEL_API notebook_image mpi_nbimage(MPI_Comm comm, const canvas& c,
                                                       const mpi_nbimage_options& options = {});

ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("mpi_write_png()", "mpi_image_options"))
void mpi_write_png(MPI_Comm comm, const std::string& path, const canvas& c, ...) ARRAYREEL_REFUSED;
ARRAYREEL_REFUSES(ARRAYREEL_SAY_OPTIONS("mpi_nbimage()", "mpi_nbimage_options"))
void mpi_nbimage(MPI_Comm comm, const canvas& c, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "mpi_canvas.ipp"
#endif

// Pictures of the whole basin from blocks of many processes.
#include "pictures.hpp"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <vector>

#include <arrayreel/adapt.hpp>
#include <arrayreel/colormap.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/range.hpp>
#include <arrayreel/read_encoded.hpp>
#include <arrayreel/view_member.hpp>

namespace ar = arrayreel;

namespace {

/// Depths, around the 1 m of still water.
constexpr ar::value_range depths{0.6, 1.5};
/// A tile is shown cell by cell where the depths in it differ by more.
constexpr double much = 0.04;

/// From troughs in black over still water in blue to crests in white.
const ar::colormap& sea() {
  static const ar::colormap map = ar::colormap::from_stops({{0, {2, 6, 24}},
                                                            {0.25, {8, 44, 98}},
                                                            {0.44, {20, 96, 156}},
                                                            {0.6, {70, 180, 200}},
                                                            {0.8, {190, 236, 226}},
                                                            {1, {255, 255, 250}}});
  return map;
}

/// The depths in the solver's memory, without ghost cells. Nothing is copied.
ar::array_view<double> depth_of(const basin& block) {
  return ar::view(block.data(), &water::depth, {block.rows(), block.pitch()})
      .interior(basin::ghosts);
}

/// How steep the water's surface is: |∇h|, by differences over two cells.
std::vector<float> steepness_of(const basin& block) {
  std::vector<float> result;
  result.reserve(block.nx() * block.ny());
  const double factor = 0.5 / block.cell();
  for (std::ptrdiff_t y = 0; y < static_cast<std::ptrdiff_t>(block.ny()); ++y)
    for (std::ptrdiff_t x = 0; x < static_cast<std::ptrdiff_t>(block.nx()); ++x) {
      const double across = factor * (block.at(x + 1, y).depth - block.at(x - 1, y).depth);
      const double down = factor * (block.at(x, y + 1).depth - block.at(x, y - 1).depth);
      result.push_back(static_cast<float>(std::sqrt(across * across + down * down)));
    }
  return result;
}

std::string number(const char* format, double value) {
  char text[64];
  std::snprintf(text, sizeof text, format, value);
  return text;
}

} // namespace

pictures::pictures(const std::string& folder, const decomposition& ranks, const run_facts& facts)
    : folder_(folder), ranks_(ranks), nx_(facts.nx), ny_(facts.ny),
      poster_cell_(std::max<std::size_t>(1, 4096 / facts.ny)),
      movie_(ranks.comm(), folder + "/shallow_water.mp4",
             {.range = depths,
              .colormap = sea(),
              .fps = 25,
              .label = "t = {time:.1f} s",
              .time_step = facts.time_step * static_cast<double>(facts.steps_per_frame),
              .crash_safe = true}) {}

ar::placement pictures::place(std::size_t cell) const {
  return {.size = {ny_ * cell, nx_ * cell},
          .at = {ranks_.rows().first * cell, ranks_.columns().first * cell},
          .cell = {cell, cell}};
}

void pictures::frame(const basin& block) { movie_.push(depth_of(block), place(1)); }

void pictures::write_poster(const basin& block) const {
  const std::vector<float> steepness = steepness_of(block);
  const auto view = ar::view(steepness, {block.ny(), block.nx()});
  // The same range on all processes, from the values of all.
  const ar::value_range range =
      ar::mpi_value_range(ranks_.comm(), view, {.vmin = 0, .percentile = ar::percentiles{0, 99.5}});
  ar::mpi_write_png(ranks_.comm(), folder_ + "/poster.png", view, place(poster_cell_),
                    {.range = range, .colormap = ar::colormaps::bone});
}

// Coarse cells everywhere, and fine ones over them where there are waves, as codes with adaptive
// meshes have them. A process has one coarse block and any number of fine ones.
void pictures::write_levels(const basin& block) const {
  const std::size_t nx = block.nx() / tile, ny = block.ny() / tile;
  const auto depth = depth_of(block);
  std::vector<double> coarse(nx * ny);
  std::vector<ar::mpi_block> blocks;
  blocks.reserve(1 + nx * ny);
  const ar::placement fine = place(2);
  for (std::size_t y = 0; y < ny; ++y)
    for (std::size_t x = 0; x < nx; ++x) {
      const auto cells = depth.part(0, y * tile, tile).part(1, x * tile, tile);
      double least = cells(0, 0), most = least, sum = 0;
      for (std::size_t j = 0; j < tile; ++j)
        for (std::size_t i = 0; i < tile; ++i) {
          const double h = cells(j, i);
          least = std::min(least, h);
          most = std::max(most, h);
          sum += h;
        }
      coarse[y * nx + x] = sum / static_cast<double>(tile * tile);
      if (most - least < much) continue;
      ar::placement patch = fine;
      patch.at = {fine.at.row() + static_cast<std::ptrdiff_t>(2 * tile * y),
                  fine.at.column() + static_cast<std::ptrdiff_t>(2 * tile * x)};
      blocks.emplace_back(cells, patch);
    }
  ar::placement whole = fine;
  whole.cell = {2 * tile, 2 * tile};
  blocks.emplace_back(ar::view(coarse, {ny, nx}), whole);
  ar::mpi_write_png(ranks_.comm(), folder_ + "/levels.png", blocks,
                    {.range = depths, .colormap = sea()});
}

void pictures::write_page(const run_facts& facts, const ar::video_report& movie) const {
  ar::page page({.title = "Shallow water on many processes"});
  page.text(
      "Columns of water fall into a basin. Each process solves the equations of shallow water "
      "in its part of it, and maps this part to pixels: a byte for each goes to rank 0, which "
      "encodes the movie while the solver goes on.");
  page.movie(movie, "The water's depth",
             {.alt = "Rings of waves spread, cross each other and come back from the walls"});
  page.heading("Two levels");
  page.picture(ar::read_encoded(folder_ + "/levels.png"),
               "Coarse cells where the water is calm, and fine ones where there are waves",
               {.alt = "The last state, in squares where the water is calm"});
  page.heading("Poster");
  page.picture(ar::read_encoded(folder_ + "/poster.png"),
               "How steep the surface is. Processes compress strips of this picture and write them "
               "into one file.",
               {.alt = "Bright fronts of waves on black", .width = 960});
  page.table(
      {{"", ""},
       {"cells", std::to_string(facts.nx) + " × " + std::to_string(facts.ny)},
       {"processes", std::to_string(ranks_.across()) + " × " + std::to_string(ranks_.down())},
       {"steps", std::to_string(facts.steps)},
       {"steps from frame to frame", std::to_string(facts.steps_per_frame)},
       {"time step", number("%.4g s", facts.time_step)},
       {"water at the beginning", number("%.6f m³", facts.volume_first)},
       {"water that was lost",
        number("%.1e of it",
               facts.volume_first > 0 ? 1 - facts.volume_last / facts.volume_first : 0)},
       {"time that it took", number("%.1f s", facts.seconds)}},
      "The run");
  page.write(folder_ + "/shallow_water.html");
}

void pictures::finish(const basin& block, const run_facts& facts) {
  const ar::video_report movie = movie_.finish().movie;
  write_poster(block);
  write_levels(block);
  if (ranks_.rank() == 0) write_page(facts, movie);
}

// Cuts a landscape into squares, and shows them in a chart and in a table.
#include "tiles.hpp"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numeric>
#include <string>
#include <vector>

#include <arrayreel/image.hpp>
#include <arrayreel/vega.hpp>

namespace ar = arrayreel;

namespace {

constexpr std::size_t side = 24;

struct tile {
  std::string place;
  std::string kind;
  double mean;
  double relief; // largest difference of heights
  ar::encoded picture;
};

std::vector<tile> tiles_of(const terrain& land) {
  std::vector<tile> tiles;
  for (std::size_t y = 0; y + side <= land.height; y += side)
    for (std::size_t x = 0; x + side <= land.width; x += side) {
      // A part of the array is a view of it.
      const auto square = ar::view(&land.meters[y * land.width + x], {side, side},
                                   {static_cast<std::ptrdiff_t>(land.width), std::ptrdiff_t{1}});
      double sum = 0;
      for (std::size_t i = 0; i < side; ++i)
        for (std::size_t j = 0; j < side; ++j) sum += double{square(i, j)};
      const ar::value_range heights = ar::full_range(square);
      const double relief = heights.hi - heights.lo;
      auto picture = ar::upscale(
          ar::rerange(square, {.vmin = 236, .vmax = 1076, .colormap = ar::colormaps::viridis}), 4);
      const std::string row = std::to_string(y / side + 1);
      const std::string column = std::to_string(x / side + 1);
      ar::draw_label(picture, row + ", " + column, ar::corner::top_left);
      tiles.push_back({.place = "row " + row + ", column " + column,
                       .kind = relief < 120   ? "flat"
                               : relief < 300 ? "hilly"
                                              : "steep",
                       .mean = std::round(sum / (side * side)),
                       .relief = relief,
                       .picture = ar::encode_png(picture)});
    }
  return tiles;
}

/// Columns of the tiles in an order.
ar::table table_of(const std::vector<tile>& tiles, const std::vector<std::size_t>& order) {
  std::vector<std::string> places;
  std::vector<std::string> kinds;
  std::vector<double> means;
  std::vector<double> reliefs;
  std::vector<ar::encoded> pictures;
  for (const std::size_t i : order) {
    places.push_back(tiles[i].place);
    kinds.push_back(tiles[i].kind);
    means.push_back(tiles[i].mean);
    reliefs.push_back(tiles[i].relief);
    pictures.push_back(tiles[i].picture);
  }
  ar::table result;
  result.add("place", places).add("landscape", kinds);
  result.add("mean height [m]", means).add("relief [m]", reliefs);
  result.add("image", std::move(pictures));
  return result;
}

} // namespace

void add_tiles(ar::page& page, const terrain& land) {
  const std::vector<tile> tiles = tiles_of(land);
  std::vector<std::size_t> order(tiles.size());
  std::iota(order.begin(), order.end(), std::size_t{0});

  page.heading("A chart whose tooltips show pictures");
  page.text("The landscape in " + std::to_string(tiles.size()) +
            " squares of 24 × 24 points. Each dot is one of them: hover over it.");
  page.chart(ar::tooltip_chart(table_of(tiles, order), {.x = "landscape",
                                                        .y = {"mean height [m]", "relief [m]"},
                                                        .image = "image",
                                                        .tooltip = "place",
                                                        .shared_scale = false,
                                                        .title = "Squares of the landscape"}),
             "Mean height, and the largest difference of heights, by kind of landscape");

  std::ranges::sort(
      order, [&](std::size_t a, std::size_t b) { return tiles[a].relief > tiles[b].relief; });
  order.resize(std::min<std::size_t>(order.size(), 4));
  page.table(table_of(tiles, order), "The squares with the most relief");
}

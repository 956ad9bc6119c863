// The demo's chart: pieces of a landscape, by height and steepness.
#pragma once

#include <arrayreel/page.hpp>

#include "terrain.hpp"

/// Cuts the terrain into squares. A chart shows each as a dot whose tooltip shows its picture; a
/// table shows the most and the least rugged ones.
void add_tiles(arrayreel::page& page, const terrain& land);

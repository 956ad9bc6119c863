// The demo's chart: pieces of a landscape by how high and how steep they are.
#pragma once

#include <arrayreel/page.hpp>

#include "terrain.hpp"

/// Cuts the terrain into squares and shows each as a dot of a chart, whose tooltip shows its
/// picture; and the most and least rugged ones in a table.
void add_tiles(arrayreel::page& page, const terrain& land);

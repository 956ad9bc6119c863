// All built-in colormaps: those of colormap_data.hpp, matplotlib's others, cmocean's, Crameri's.
// Made by tests/values/make_colormaps.py.
#pragma once

#include "../../colormap.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

// clang-format off
inline constexpr const colormap* built_in_colormaps[] = {
&colormaps::gray, &colormaps::viridis, &colormaps::plasma, &colormaps::magma,
&colormaps::inferno, &colormaps::cividis, &colormaps::turbo, &colormaps::twilight,
&colormaps::coolwarm, &colormaps::RdBu, &colormaps::tab10, &colormaps::tab20, &colormaps::Accent,
&colormaps::Blues, &colormaps::BrBG, &colormaps::BuGn, &colormaps::BuPu, &colormaps::CMRmap,
&colormaps::Dark2, &colormaps::GnBu, &colormaps::Greens, &colormaps::Greys, &colormaps::OrRd,
&colormaps::Oranges, &colormaps::PRGn, &colormaps::Paired, &colormaps::Pastel1,
&colormaps::Pastel2, &colormaps::PiYG, &colormaps::PuBu, &colormaps::PuBuGn, &colormaps::PuOr,
&colormaps::PuRd, &colormaps::Purples, &colormaps::RdGy, &colormaps::RdPu, &colormaps::RdYlBu,
&colormaps::RdYlGn, &colormaps::Reds, &colormaps::Set1, &colormaps::Set2, &colormaps::Set3,
&colormaps::Spectral, &colormaps::Wistia, &colormaps::YlGn, &colormaps::YlGnBu,
&colormaps::YlOrBr, &colormaps::YlOrRd, &colormaps::afmhot, &colormaps::autumn,
&colormaps::binary, &colormaps::bone, &colormaps::brg, &colormaps::bwr, &colormaps::cool,
&colormaps::copper, &colormaps::cubehelix, &colormaps::flag, &colormaps::gist_earth,
&colormaps::gist_gray, &colormaps::gist_heat, &colormaps::gist_ncar, &colormaps::gist_rainbow,
&colormaps::gist_stern, &colormaps::gist_yarg, &colormaps::gnuplot, &colormaps::gnuplot2,
&colormaps::hot, &colormaps::hsv, &colormaps::jet, &colormaps::nipy_spectral, &colormaps::ocean,
&colormaps::pink, &colormaps::prism, &colormaps::rainbow, &colormaps::seismic,
&colormaps::spring, &colormaps::summer, &colormaps::tab20b, &colormaps::tab20c,
&colormaps::terrain, &colormaps::twilight_shifted, &colormaps::winter, &colormaps::cmo::algae,
&colormaps::cmo::amp, &colormaps::cmo::balance, &colormaps::cmo::curl, &colormaps::cmo::deep,
&colormaps::cmo::delta, &colormaps::cmo::dense, &colormaps::cmo::diff, &colormaps::cmo::gray,
&colormaps::cmo::haline, &colormaps::cmo::ice, &colormaps::cmo::matter, &colormaps::cmo::oxy,
&colormaps::cmo::phase, &colormaps::cmo::rain, &colormaps::cmo::solar, &colormaps::cmo::speed,
&colormaps::cmo::tarn, &colormaps::cmo::tempo, &colormaps::cmo::thermal, &colormaps::cmo::topo,
&colormaps::cmo::turbid, &colormaps::cmc::acton, &colormaps::cmc::bam, &colormaps::cmc::bamO,
&colormaps::cmc::bamako, &colormaps::cmc::batlow, &colormaps::cmc::batlowK,
&colormaps::cmc::batlowW, &colormaps::cmc::berlin, &colormaps::cmc::bilbao,
&colormaps::cmc::broc, &colormaps::cmc::brocO, &colormaps::cmc::buda, &colormaps::cmc::bukavu,
&colormaps::cmc::cork, &colormaps::cmc::corkO, &colormaps::cmc::davos, &colormaps::cmc::devon,
&colormaps::cmc::fes, &colormaps::cmc::grayC, &colormaps::cmc::hawaii, &colormaps::cmc::imola,
&colormaps::cmc::lajolla, &colormaps::cmc::lapaz, &colormaps::cmc::lisbon, &colormaps::cmc::nuuk,
&colormaps::cmc::oleron, &colormaps::cmc::oslo, &colormaps::cmc::roma, &colormaps::cmc::romaO,
&colormaps::cmc::tofino, &colormaps::cmc::tokyo, &colormaps::cmc::turku, &colormaps::cmc::vanimo,
&colormaps::cmc::vik, &colormaps::cmc::vikO,
};
// clang-format on

} // namespace arrayreel::ARRAYREEL_ABI::detail

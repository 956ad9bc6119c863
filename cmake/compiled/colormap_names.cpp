// Part of the compiled library arrayreel-core: finding colormaps by name, which needs every table.
#include <arrayreel/colormap_names.ipp>

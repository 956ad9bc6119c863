// Part of the compiled library arrayreel-core: arrays, and what maps their values to pixels.
#include <arrayreel/adapt.ipp>
#include <arrayreel/any_view.ipp>
#include <arrayreel/array_view.ipp>
#include <arrayreel/color.hpp>
#include <arrayreel/colormap.hpp>
#include <arrayreel/mapping.hpp>
#include <arrayreel/norm.hpp>
#include <arrayreel/owned_array.hpp>
#include <arrayreel/range.hpp>
#include <arrayreel/rerange.hpp>

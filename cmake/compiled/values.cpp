// Part of the compiled library arrayreel-core: arrays, and what maps their values to pixels.
#include <arrayreel/adapt.ipp>
#include <arrayreel/any_view.ipp>
#include <arrayreel/array_view.ipp>
#include <arrayreel/color.ipp>
#include <arrayreel/colormap.ipp>
#include <arrayreel/detail/array/library_arrays.ipp>
#include <arrayreel/detail/array/memory_layout.ipp>
#include <arrayreel/detail/values/element_functions.ipp>
#include <arrayreel/detail/values/map_picture.ipp>
#include <arrayreel/detail/values/norm_function.ipp>
#include <arrayreel/mapping.ipp>
#include <arrayreel/norm.ipp>
#include <arrayreel/range.ipp>
#include <arrayreel/view_member.ipp>

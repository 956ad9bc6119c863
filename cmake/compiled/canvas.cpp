// Part of the compiled library arrayreel-image: pictures that are filled from parts.
#include <arrayreel/canvas.ipp>

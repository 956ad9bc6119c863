// Part of the compiled library arrayreel-image: pages, pictures of notebooks and their MIME bundles.
#include <arrayreel/mime_bundle.ipp>
#include <arrayreel/nbimage.ipp>
#include <arrayreel/page.ipp>
#include <arrayreel/page_options.ipp>

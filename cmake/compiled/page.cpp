// Part of the compiled library arrayreel-image: pages, pictures of notebooks and their MIME bundles,
// and media from files.
#include <arrayreel/mime_bundle.ipp>
#include <arrayreel/nbimage.ipp>
#include <arrayreel/nbimages.ipp>
#include <arrayreel/page.ipp>
#include <arrayreel/page_options.ipp>
#include <arrayreel/read_encoded.ipp>

// Part of the compiled library arrayreel-core: tags and base64.
#include <arrayreel/base64.ipp>
#include <arrayreel/detail/page/base64_text.ipp>
#include <arrayreel/detail/page/markup.ipp>
#include <arrayreel/html.ipp>
#include <arrayreel/video_tag.ipp>

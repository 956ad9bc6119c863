// Part of the compiled library arrayreel-image: options of pictures as text.
#include <arrayreel/detail/option_text/option_value.ipp>
#include <arrayreel/detail/option_text/picture_text.ipp>

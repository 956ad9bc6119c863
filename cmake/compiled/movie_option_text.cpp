// Part of the compiled library arrayreel-video: options of movies as text.
#include <arrayreel/detail/option_text/movie_text.ipp>

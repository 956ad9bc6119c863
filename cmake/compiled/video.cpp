// Part of the compiled library arrayreel-video: movies, all that does not call FFmpeg.
#include <arrayreel/encoder_licence.ipp>
#include <arrayreel/nbvideo.ipp>
#include <arrayreel/video_writer.ipp>

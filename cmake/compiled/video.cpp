// The compiled library: movies, and what FFmpeg has to do with them.
#include <arrayreel/detail/video/encode_frames.ipp>
#include <arrayreel/detail/video/engine.ipp>
#include <arrayreel/encoder_licence.ipp>
#include <arrayreel/nbvideo.ipp>
#include <arrayreel/video_writer.ipp>

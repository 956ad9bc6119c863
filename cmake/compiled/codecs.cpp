// The compiled library: codecs, frame rates, and arrays of frames, which need no FFmpeg.
#include <arrayreel/detail/video/codec_table.ipp>
#include <arrayreel/detail/video/frame_stack.ipp>
#include <arrayreel/frame_rate.ipp>

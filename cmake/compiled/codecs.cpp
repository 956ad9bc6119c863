// Part of the compiled library arrayreel-video, and of its plugin: codecs, frame rates and frames.
#include <arrayreel/detail/video/codec_table.ipp>
#include <arrayreel/detail/video/encode_frames.ipp>
#include <arrayreel/detail/video/frame_stack.ipp>
#include <arrayreel/frame_rate.ipp>

// Part of the compiled library arrayreel-video: movies.
#include <arrayreel/detail/video/codec_table.ipp>
#include <arrayreel/detail/video/encode_frames.ipp>
#include <arrayreel/detail/video/engine.ipp>
#include <arrayreel/detail/video/frame_stack.ipp>
#include <arrayreel/detail/video/segments.ipp>
#include <arrayreel/encoder_licence.ipp>
#include <arrayreel/frame_rate.ipp>
#include <arrayreel/join_videos.ipp>
#include <arrayreel/nbvideo.ipp>
#include <arrayreel/video_writer.ipp>

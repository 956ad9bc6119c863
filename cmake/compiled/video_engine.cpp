// Part of the compiled library arrayreel-video or of its plugin: what calls FFmpeg.
#include <arrayreel/detail/video/engine.ipp>
#include <arrayreel/detail/video/ffmpeg_facts.ipp>
#include <arrayreel/detail/video/segments.ipp>
#include <arrayreel/join_videos.ipp>

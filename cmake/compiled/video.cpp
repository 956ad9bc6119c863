// Part of the compiled library arrayreel-video: movies.
#include <arrayreel/codecs.hpp>
#include <arrayreel/encoder_licence.hpp>
#include <arrayreel/frame_rate.hpp>
#include <arrayreel/nbvideo.hpp>
#include <arrayreel/video_options.hpp>
#include <arrayreel/video_writer.hpp>

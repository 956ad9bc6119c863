// All of arrayreel that needs FFmpeg, and what goes with it: arrays to movies.
#pragma once

#include "detail/base/config.hpp"

#include "codecs.hpp"
#include "encoder_licence.hpp"
#include "frame_rate.hpp"
#include "join_videos.hpp"
#include "nbvideo.hpp"
#include "video_options.hpp"
#include "video_writer.hpp"

// All of arrayreel that needs FFmpeg, and what goes with it: arrays to movies.
#pragma once

#include "encoder_licence.hpp"

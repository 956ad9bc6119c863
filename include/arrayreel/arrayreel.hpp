// Everything that arrayreel has.
#pragma once

#include "image.hpp"

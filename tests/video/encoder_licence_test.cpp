// The licence against the configuration that FFmpeg was built with.
#include "catch.hpp"

#include <string>

extern "C" {
#include <libavcodec/avcodec.h>
}

#include <arrayreel/encoder_licence.hpp>

namespace ar = arrayreel;

TEST_CASE("the licence is the one that FFmpeg's configuration leads to") {
  const std::string configuration = avcodec_configuration();
  const auto enabled = [&](const std::string& option) {
    return (configuration + ' ').find("--enable-" + option + ' ') != std::string::npos;
  };
  // FFmpeg's LICENSE.md: parts under the GPL are left out unless --enable-gpl, those that need the
  // third versions unless --enable-version3, and what cannot be passed on unless --enable-nonfree.
  const std::string expected =
      enabled("nonfree") ? "nonfree and unredistributable"
      : enabled("gpl") ? (enabled("version3") ? "GPL version 3 or later" : "GPL version 2 or later")
      : enabled("version3") ? "LGPL version 3 or later"
                            : "LGPL version 2.1 or later";
  INFO(configuration);
  CHECK(ar::encoder_licence() == expected);
}

// The media type of a movie, with the codecs parameter by which browsers choose a source.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

#include "../media/codecs_parameter.hpp"
#include "encoder_plan.hpp"
#include "libav.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// Reads bits, the highest first; zeros after the end.
class bit_reader {
public:
  explicit bit_reader(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  unsigned operator()(unsigned count) noexcept {
    unsigned value = 0;
    for (; count > 0; --count, ++position_) {
      const std::size_t byte = position_ / 8;
      const unsigned bit = byte < bytes_.size() ? bytes_[byte] >> (7 - position_ % 8) & 1U : 0U;
      value = value << 1 | bit;
    }
    return value;
  }

private:
  std::span<const std::uint8_t> bytes_;
  std::size_t position_ = 0;
};

/// "avc1.64001F", from the profile, constraints and level after the first byte of a sequence
/// parameter set (RFC 6381, section 3.3), or from an avcC; empty if there is none, or one that
/// browsers disagree about.
[[nodiscard, gnu::cold]] inline std::string avc_codecs(std::span<const std::uint8_t> extradata) {
  const auto at = [&](std::size_t i) {
    return avc_codecs_of(std::uint64_t{extradata[i]} << 16 | std::uint64_t{extradata[i + 1]} << 8 |
                         extradata[i + 2]);
  };
  if (extradata.size() > 3 && extradata[0] == 1) return at(1); // as MP4 and Matroska have it
  for (std::size_t i = 0; i + 6 < extradata.size(); ++i)
    if (extradata[i] == 0 && extradata[i + 1] == 0 && extradata[i + 2] == 1 &&
        (extradata[i + 3] & 31) == 7)
      return at(i + 4);
  return {};
}

/// "av01.0.08M.08", from an av1C, which rav1e 0.7 leaves without a sequence header, or from a
/// sequence header with or without a temporal delimiter, which begins a stream, before it (AV1
/// Codec ISO Media File Format Binding, sections 2.3 and 5); empty if there is none.
[[nodiscard, gnu::cold]] inline std::string av1_codecs(std::span<const std::uint8_t> extradata) {
  if (extradata.size() > 3 && extradata[0] == 0x81)
    return av1_codecs_of(std::uint64_t{extradata[1]} << 8 | extradata[2]);
  if (extradata.size() > 2 && extradata[0] == 0x12 && extradata[1] == 0)
    extradata = extradata.subspan(2);
  if (extradata.size() < 3 || (extradata[0] >> 3 & 15) != 1) return {};
  const bool extension = (extradata[0] & 4) != 0;
  const bool sized = (extradata[0] & 2) != 0;
  std::size_t at = extension ? 2 : 1;
  if (sized)
    while (at < extradata.size() && (extradata[at++] & 0x80) != 0) continue;
  if (at >= extradata.size()) return {};
  bit_reader bits(extradata.subspan(at));
  const unsigned profile = bits(3);
  bits(1); // still_picture
  unsigned level = 0;
  unsigned tier = 0;
  if (bits(1) != 0) { // reduced_still_picture_header
    level = bits(5);
  } else {
    if (bits(1) != 0) return {}; // timing_info_present_flag, which none of the encoders sets
    bits(1);                     // initial_display_delay_present_flag
    bits(5);                     // operating_points_cnt_minus_1
    bits(12);                    // operating_point_idc
    level = bits(5);
    if (level > 7) tier = bits(1);
  }
  return av1_codecs_of(profile << 13 | level << 8 | tier << 7);
}

[[nodiscard]] inline std::span<const std::uint8_t> extradata_of(const AVCodecParameters& p) {
  return {p.extradata, static_cast<std::size_t>(std::max(p.extradata_size, 0))};
}

/// The media type of a source. It has no codecs parameter if browsers disagree about it.
/// \param extradata the codec's description: an av1C, an avcC or parameter sets
[[nodiscard, gnu::cold]] inline std::string mime_of(const encoder_plan& plan, AVCodecID codec,
                                                    std::span<const std::uint8_t> extradata) {
  const container_facts& facts = *plan.container;
  std::string codecs;
  if (facts.fragments || facts.id == container::ogg) {
    switch (codec) {
      case AV_CODEC_ID_H264:
        if (plan.codec->pixels == pixel_kind::yuv420) codecs = avc_codecs(extradata);
        break;
      case AV_CODEC_ID_AV1: codecs = av1_codecs(extradata); break;
      case AV_CODEC_ID_VP9:
        // Elsewhere Chromium takes a long name alone, with the level, which muxers compute.
        if (plan.codec->pixels == pixel_kind::yuv420 && facts.id == container::webm) codecs = "vp9";
        break;
      case AV_CODEC_ID_VP8: codecs = "vp8"; break;
      case AV_CODEC_ID_THEORA: codecs = "theora"; break;
      default: break;
    }
  }
  std::string mime = facts.mime;
  if (!codecs.empty()) mime += "; codecs=\"" + codecs + "\"";
  return mime;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

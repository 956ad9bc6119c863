// Containers by name and number, and what any codec's options say.
#pragma once

#include "codec_table.hpp"

#include "../base/message.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

ARRAYREEL_INLINE const container_facts& facts_of(container value) {
  for (const container_facts& c : container_table)
    if (c.id == value) return c;
  refuse(error_kind::parameter, {"a container numbered ", static_cast<unsigned>(value),
                                 "; expected one of arrayreel::container"});
}

ARRAYREEL_INLINE std::string extension_of(std::string_view path) {
  const std::size_t name = path.rfind('/') == path.npos ? 0 : path.rfind('/') + 1;
  const std::size_t dot = path.rfind('.');
  if (dot == path.npos || dot <= name) return {};
  std::string extension(path.substr(dot + 1));
  for (char& c : extension)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return extension;
}

ARRAYREEL_INLINE container container_of_extension(std::string_view extension) {
  if (extension.empty()) return container::automatic;
  for (const container_facts& c : container_table)
    if (extension == c.name || extension == c.other_extension) return c.id;
  return container::automatic;
}

/// Takes what the options type has.
template <class Options>
[[nodiscard, gnu::cold]] inline codec_settings settings_from(codec_id id, const Options& o) {
  codec_settings s;
  s.id = id;
  s.container = o.container;
  s.options = o.options;
  if constexpr (requires { o.crf; }) s.quality = o.crf;
  if constexpr (requires { o.quality; }) s.quality = o.quality;
  if constexpr (requires { o.bitrate; }) s.bitrate = o.bitrate;
  if constexpr (requires { o.tune; }) s.tune = o.tune;
  if constexpr (requires { o.cpu_used; }) s.speed = o.cpu_used;
  if constexpr (requires { o.preset.size(); })
    s.preset = o.preset;
  else if constexpr (requires { o.preset; })
    s.speed = o.preset;
  return s;
}

[[gnu::cold]] ARRAYREEL_INLINE codec_settings default_settings(codec_id id) {
  switch (id) {
#define ARRAYREEL_CODEC(name, ...)                                                                 \
  case codec_id::name: return settings_from(id, arrayreel::name{});
#include "codec_table.inc"
#undef ARRAYREEL_CODEC
  }
  return {};
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

namespace arrayreel::ARRAYREEL_ABI {

#define ARRAYREEL_CODEC(name, ...)                                                                 \
  ARRAYREEL_INLINE codec::codec(const arrayreel::name& options)                                    \
      : codec(detail::settings_from(detail::codec_id::name, options)) {}
#include "codec_table.inc"
#undef ARRAYREEL_CODEC

ARRAYREEL_INLINE codec::codec(const any_browser& options) : codec() {
  settings_->for_browsers = true;
  settings_->container = options.container;
}

ARRAYREEL_INLINE codec::codec(detail::codec_settings settings)
    : settings_(new detail::codec_settings(std::move(settings))) {}
ARRAYREEL_INLINE codec::codec() : codec(detail::default_settings(detail::codec_id::h264)) {}
ARRAYREEL_INLINE codec::codec(const codec& other) : codec(other.settings()) {}
ARRAYREEL_INLINE codec::codec(codec&& other) noexcept
    : settings_(std::exchange(other.settings_, nullptr)) {}

ARRAYREEL_INLINE codec& codec::operator=(const codec& other) {
  codec copy(other);
  std::swap(settings_, copy.settings_);
  return *this;
}
ARRAYREEL_INLINE codec& codec::operator=(codec&& other) noexcept {
  std::swap(settings_, other.settings_);
  return *this;
}

ARRAYREEL_INLINE codec::~codec() { delete settings_; }

ARRAYREEL_INLINE const detail::codec_settings& codec::settings() const noexcept {
  static const detail::codec_settings moved_from =
      detail::default_settings(detail::codec_id::h264);
  return settings_ != nullptr ? *settings_ : moved_from;
}

ARRAYREEL_INLINE std::string_view codec::name() const noexcept {
  return settings().for_browsers ? "any_browser" : settings().facts().name;
}

ARRAYREEL_INLINE everywhere_t::operator std::vector<codec>() const { return {h264{}, vp9{}}; }

} // namespace arrayreel::ARRAYREEL_ABI

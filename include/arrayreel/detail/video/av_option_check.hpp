// Whether FFmpeg takes a value for an option: tried aside, for it complains aloud where it does
// not.
#pragma once

#include <algorithm>
#include <cstddef>
#include <cstring>
#include <memory>
#include <string>
#include <string_view>

#include "libav.hpp"

namespace arrayreel::inline ARRAYREEL_ABI::detail {

/// False for a word where a number or one of some words is expected. FFmpeg's evaluation of
/// expressions has a log of its own, which nothing silences.
[[nodiscard]] inline bool may_be_number(const AVClass* kind, const AVOption& option,
                                        const std::string& value) {
  switch (option.type) {
    case AV_OPT_TYPE_FLAGS:
    case AV_OPT_TYPE_INT:
    case AV_OPT_TYPE_INT64:
    case AV_OPT_TYPE_UINT64:
    case AV_OPT_TYPE_FLOAT:
    case AV_OPT_TYPE_DOUBLE: break;
    default: return true;
  }
  constexpr std::string_view general = " default max min none all ";
  const auto known = [&](const std::string& word) {
    return general.find(" " + word + " ") != general.npos ||
           (option.unit != nullptr &&
            av_opt_find(&kind, word.c_str(), option.unit, 0, AV_OPT_SEARCH_FAKE_OBJ) != nullptr);
  };
  if (known(value)) return true;
  constexpr const char* signs = "+-";
  for (std::size_t begin = 0; (begin = value.find_first_not_of(signs, begin)) != value.npos;) {
    const std::size_t end = std::min(value.find_first_of(signs, begin), value.size());
    const std::string word = value.substr(begin, end - begin);
    const char first = word.front();
    const bool digit = (first >= '0' && first <= '9') || first == '.';
    if (!digit && !known(word)) return false;
    begin = end;
  }
  return !value.empty();
}

/// False where options of this kind have that name and refuse the value.
///
/// The private options of encoders and muxers have no offset for the level of their messages, so
/// they are set in an object of the same layout whose class has one.
[[nodiscard]] inline bool takes_value(const AVClass* kind, const std::string& name,
                                      const std::string& value) {
  if (kind == nullptr || kind->option == nullptr) return true;
  const AVOption* const option =
      av_opt_find(&kind, name.c_str(), nullptr, 0, AV_OPT_SEARCH_FAKE_OBJ);
  if (option == nullptr) return true;
  if (!may_be_number(kind, *option, value)) return false;
  std::size_t size = sizeof(AVClass*);
  for (const AVOption* o = kind->option; o->name != nullptr; ++o)
    size = std::max(size, static_cast<std::size_t>(std::max(o->offset, 0)));
  constexpr std::size_t largest_field = 64;
  size = (size + 2 * largest_field) / largest_field * largest_field;
  AVClass quiet = *kind;
  quiet.log_level_offset_offset = static_cast<int>(size);
  const AVClass* const pointer = &quiet;
  const int silent = 100;
  const std::unique_ptr<std::byte, void (*)(void*)> object(
      static_cast<std::byte*>(av_not_null(av_mallocz(size + sizeof silent), "an option")),
      &av_free);
  std::memcpy(object.get(), &pointer, sizeof pointer);
  std::memcpy(object.get() + size, &silent, sizeof silent);
  const int code = av_opt_set(object.get(), name.c_str(), value.c_str(), 0);
  av_opt_free(object.get());
  return code >= 0 || code == AVERROR_OPTION_NOT_FOUND;
}

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

// FFmpeg's objects with owners that free them, its error codes as errors, and its options.
#pragma once

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdlib> // malloc
#include <cstring>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "../platform/interpreter_library.hpp"
#include "../base/message.hpp"
#include "svt.hpp"

extern "C" {
#include <libavcodec/avcodec.h>
#include <libavformat/avformat.h>
#include <libavutil/avutil.h>
#include <libavutil/dict.h>
#include <libavutil/mathematics.h>
#include <libavutil/mem.h>
#include <libavutil/opt.h>
#include <libavutil/pixdesc.h>
}

static_assert(LIBAVCODEC_VERSION_INT >= AV_VERSION_INT(58, 134, 0) &&
                  LIBAVFORMAT_VERSION_INT >= AV_VERSION_INT(58, 76, 0),
              "arrayreel's movies need FFmpeg 4.4 or later");

namespace arrayreel::ARRAYREEL_ABI::detail {

#if defined(__CLANG_REPL__) || defined(__CLING__)
inline const interpreter_library av_libraries{
    ARRAYREEL_DETAIL_LIBRARY("avutil", LIBAVUTIL_VERSION_MAJOR),
    ARRAYREEL_DETAIL_LIBRARY("avcodec", LIBAVCODEC_VERSION_MAJOR),
    ARRAYREEL_DETAIL_LIBRARY("avformat", LIBAVFORMAT_VERSION_MAJOR)};
#endif

/// FFmpeg's words for one of its error codes.
[[nodiscard]] inline std::string av_message(int code) {
  char text[AV_ERROR_MAX_STRING_SIZE] = {};
  if (av_strerror(code, text, sizeof text) < 0) return "error " + to_text(code);
  return text;
}

[[noreturn]] inline void refuse_memory(const char* what, std::string_view name = {}) {
  refuse(error_kind::limit, {what, name, ": not enough memory"});
}

/// Whether memory is missing. Encoders report this as other errors, so after any error an
/// allocation is tried.
[[nodiscard, gnu::cold]] inline bool is_out_of_memory(int code) noexcept {
  if (code >= 0) return false;
  if (code == AVERROR(ENOMEM)) return true;
  constexpr std::size_t some = std::size_t{1} << 20;
  void* volatile memory = std::malloc(some); // volatile: the compiler must not leave it out
  std::free(memory);
  return memory == nullptr;
}

/// Returns the code if it is not an error.
/// \throws error (limit) if memory is missing, else (encoder).
inline int av_check(int code, const char* what, std::string_view name = {}) {
  if (is_out_of_memory(code)) refuse_memory(what, name);
  if (code < 0) refuse(error_kind::encoder, {what, name, ": ", av_message(code)});
  return code;
}

template <class T> [[nodiscard]] T* av_not_null(T* pointer, const char* what) {
  if (pointer == nullptr) refuse_memory(what);
  return pointer;
}

struct av_deleter {
  void operator()(AVCodecContext* p) const noexcept {
    if (!is_svt(*p)) return avcodec_free_context(&p);
    give_frame(*p);
    const std::lock_guard lock(svt_mutex());
    avcodec_free_context(&p);
  }
  void operator()(AVFormatContext* p) const noexcept {
    if (p->oformat == nullptr)
      avformat_close_input(&p);
    else
      avformat_free_context(p);
  }
  void operator()(AVFrame* p) const noexcept { av_frame_free(&p); }
  void operator()(AVPacket* p) const noexcept { av_packet_free(&p); }
  void operator()(AVIOContext* p) const noexcept {
    // FFmpeg may have replaced the buffer by a larger one.
    av_freep(&p->buffer);
    avio_context_free(&p);
  }

private:
  [[nodiscard]] static bool is_svt(AVCodecContext& context) noexcept {
    return avcodec_is_open(&context) != 0 && context.codec != nullptr &&
           std::string_view(context.codec->name) == "libsvtav1";
  }

  // Closing an SVT-AV1 that never got a frame waits for ever. After the end of a movie it ignores a
  // further frame, and in a movie that is given up one more makes no difference.
  static void give_frame(AVCodecContext& context) noexcept {
    AVFrame* frame = av_frame_alloc();
    if (frame == nullptr) return;
    frame->format = context.pix_fmt;
    frame->width = context.width;
    frame->height = context.height;
    if (av_frame_get_buffer(frame, 0) >= 0) avcodec_send_frame(&context, frame);
    av_frame_free(&frame);
  }
};

using av_codec_context = std::unique_ptr<AVCodecContext, av_deleter>;
using av_format_context = std::unique_ptr<AVFormatContext, av_deleter>;
using av_frame = std::unique_ptr<AVFrame, av_deleter>;
using av_packet = std::unique_ptr<AVPacket, av_deleter>;
using av_io_context = std::unique_ptr<AVIOContext, av_deleter>;

[[nodiscard]] inline av_frame new_av_frame() {
  return av_frame(av_not_null(av_frame_alloc(), "a frame"));
}
[[nodiscard]] inline av_packet new_av_packet() {
  return av_packet(av_not_null(av_packet_alloc(), "a packet"));
}

/// Options by name, in FFmpeg's form.
class av_options {
public:
  av_options() = default;
  av_options(const av_options&) = delete;
  av_options& operator=(const av_options&) = delete;
  ~av_options() { av_dict_free(&entries_); }

  void set(const std::string& name, const std::string& value) { set(name, value, 0); }
  /// Sets an option unless it is set already.
  void set_default(const std::string& name, const std::string& value) {
    set(name, value, AV_DICT_DONT_OVERWRITE);
  }
  [[nodiscard]] bool has(const char* name) const noexcept {
    return av_dict_get(entries_, name, nullptr, 0) != nullptr;
  }
  /// The value of an option; empty if it is not set.
  [[nodiscard]] std::string value(const char* name) const {
    const AVDictionaryEntry* const entry = av_dict_get(entries_, name, nullptr, 0);
    return entry != nullptr ? entry->value : "";
  }
  /// Holds the options that a call did not use.
  [[nodiscard]] AVDictionary** get() noexcept { return &entries_; }

private:
  void set(const std::string& name, const std::string& value, int flags) {
    av_check(av_dict_set(&entries_, name.c_str(), value.c_str(), flags), "an option");
  }

  AVDictionary* entries_ = nullptr;
};

/// False for a word that is neither a number nor one of the option's names. FFmpeg would evaluate
/// it as an expression and log errors, which nothing silences.
[[nodiscard, gnu::cold]] inline bool may_be_number(const AVClass* kind, const AVOption& option,
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

/// False if there is an option of that name and it refuses the value.
///
/// The private options of encoders and muxers do not let the caller set the level of their
/// messages. So they are set in an object of the same layout whose class has such an option.
[[nodiscard, gnu::cold]] inline bool takes_value(const AVClass* kind, const std::string& name,
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

} // namespace arrayreel::ARRAYREEL_ABI::detail

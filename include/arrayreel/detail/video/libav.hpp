// FFmpeg's objects, each freed by its owner, and its error codes as errors.
#pragma once

#include <cstdint>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

#include "../../error.hpp"
#include "../base/interpreter_library.hpp"
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

namespace arrayreel::inline ARRAYREEL_ABI::detail {

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

/// The code itself where it is no error.
inline int av_check(int code, const std::string& what) {
  if (code < 0) throw error(error_kind::encoder, what + ": " + av_message(code));
  return code;
}

template <class T> [[nodiscard]] T* av_not_null(T* pointer, const char* what) {
  if (pointer == nullptr) throw error(error_kind::limit, std::string(what) + ": not enough memory");
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
    // The buffer may have been replaced by a larger one.
    av_freep(&p->buffer);
    avio_context_free(&p);
  }

private:
  [[nodiscard]] static bool is_svt(AVCodecContext& context) noexcept {
    return avcodec_is_open(&context) != 0 && context.codec != nullptr &&
           std::string_view(context.codec->name) == "libsvtav1";
  }

  // SVT-AV1 that has got no frame waits for ever when it is closed. After the end of a movie it
  // takes none, and for one that is given up one more makes no difference.
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

/// Options by name, as FFmpeg takes them.
class av_options {
public:
  av_options() = default;
  av_options(const av_options& other) { copy(other); }
  av_options& operator=(const av_options& other) {
    if (this != &other) {
      av_dict_free(&entries_);
      copy(other);
    }
    return *this;
  }
  ~av_options() { av_dict_free(&entries_); }

  void set(const std::string& name, const std::string& value) {
    av_check(av_dict_set(&entries_, name.c_str(), value.c_str(), 0), "an option");
  }
  /// Only where there is none of that name yet.
  void set_default(const std::string& name, const std::string& value) {
    av_check(av_dict_set(&entries_, name.c_str(), value.c_str(), AV_DICT_DONT_OVERWRITE),
             "an option");
  }
  [[nodiscard]] bool has(const std::string& name) const noexcept {
    return av_dict_get(entries_, name.c_str(), nullptr, 0) != nullptr;
  }
  /// What a call did not consume stays.
  [[nodiscard]] AVDictionary** get() noexcept { return &entries_; }

private:
  void copy(const av_options& other) {
    const int code = av_dict_copy(&entries_, other.entries_, 0);
    if (code < 0) av_dict_free(&entries_);
    av_check(code, "options");
  }

  AVDictionary* entries_ = nullptr;
};

} // namespace arrayreel::inline ARRAYREEL_ABI::detail

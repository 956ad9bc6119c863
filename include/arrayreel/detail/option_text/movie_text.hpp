// The options of a movie as text.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "../../codecs.hpp"
#include "../../video_options.hpp"
#include "../../video_tag.hpp"
#include "../base/config.hpp"
#include "option_value.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What texts say of a codec.
struct codec_words {
  std::string name{}; ///< that of a codec; empty: what the container is for
  std::optional<double> crf{};
  std::optional<double> quality{};
  std::string preset{};

  [[nodiscard]] bool any() const noexcept {
    return !name.empty() || crf || quality || !preset.empty();
  }
};

/// The codec that the words name, with its own quality and speed.
/// \param named what the file's name says
/// \throws error (parameter) for a quality or a speed that the codec has not.
[[nodiscard]] ARRAYREEL_API codec codec_of(const codec_words& words, container named);

/// Frames per second: "25", "29.97", "30000/1001".
/// \param option how a message names it
/// \throws error (parameter) for another text.
[[nodiscard]] ARRAYREEL_API frame_rate frame_rate_in(std::string_view option,
                                                     std::string_view text);

/// The corner in which a label stands: "top-left".
[[nodiscard]] ARRAYREEL_API corner corner_in(const option_value& option);

/// The options of a movie that is written.
/// \param text as `options_in` takes it, with names of `movie_option_names`
/// \param path the movie's file, which names the codec unless the text does; empty: in memory
/// \throws error (parameter) for a name that a movie has not, or a value that its option cannot
/// take.
[[nodiscard]] ARRAYREEL_API video_options movie_options_in(std::string_view text,
                                                           std::string_view path);

[[nodiscard]] ARRAYREEL_API std::vector<std::string> movie_option_names();

/// How a page shows a movie.
/// \throws error (parameter) as above, with names of `movie_tag_option_names`.
[[nodiscard]] ARRAYREEL_API video_tag_options movie_tag_options_in(std::string_view text);

[[nodiscard]] ARRAYREEL_API std::vector<std::string> movie_tag_option_names();

} // namespace arrayreel::ARRAYREEL_ABI::detail

#if !defined(ARRAYREEL_COMPILED)
#include "movie_text.ipp"
#endif

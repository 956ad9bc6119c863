// join_videos: parts of a movie, encoded one by one or side by side, as one file that plays and seeks.
#pragma once

#include "detail/base/config.hpp"

#include <string>
#include <vector>

#include "detail/base/refused.hpp"
#include "encoded.hpp"
#include "video_options.hpp"

namespace arrayreel::ARRAYREEL_ABI {

/// Joins movies of the same options into one file, without decoding or encoding: it takes as long as
/// copying them twice.
///
/// ```cpp
/// arrayreel::join_videos("run.mp4", {"monday.mp4", "tuesday.mp4"});
/// ```
/// The result is what one encoding would have been: every frame once, in order, at its time, and as
/// exact to seek in. Only key frames may lie elsewhere, as each part begins with one.
///
/// Parts are MP4, WebM or MKV, as `video_writer` writes them, whole or what a crash-safe one left
/// behind, with one range of values and the same codec, size, rate and settings. A part that was
/// written with `video_options::segment` stands at its place, and must begin where the one before
/// ends (with the caller's times, later than its last frame); any other begins there whatever its
/// times. Texts that `describe` wrote are those of the first part, which those of the others must
/// equal, but for the time of their first frame.
/// \param path the joined file, whose name may say the parts' container; it appears when it is whole.
/// \param parts paths of two files or more, or of one, in order. Each is read twice.
/// \throws error (io, format) with the path of a part that cannot be read; (parameter) with that of
/// one that does not go with the first, and says in what, and for no parts.
ARRAYREEL_API video_report join_videos(const std::string& path,
                                       const std::vector<std::string>& parts,
                                       const file_options& options = {});

/// The same in memory.
[[nodiscard]] ARRAYREEL_API encoded join_videos(const std::vector<encoded>& parts);

ARRAYREEL_REFUSES("the path of the joined movie comes first, then the parts: write "
                  "join_videos(path, {\"a.mp4\", \"b.mp4\"})")
void join_videos(detail::anything, ...) ARRAYREEL_REFUSED;

} // namespace arrayreel::ARRAYREEL_ABI

#if !defined(ARRAYREEL_COMPILED)
#include "join_videos.ipp"
#endif

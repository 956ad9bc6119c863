// Where parts come from and where the whole goes; `detail/video/join_parts.hpp` does the joining.
#pragma once

#include "join_videos.hpp"

#include <memory>
#include <utility>

#include "detail/base/message.hpp"
#include "detail/video/join_parts.hpp"

namespace arrayreel::ARRAYREEL_ABI {

[[gnu::cold]] ARRAYREEL_INLINE video_report join_videos(const std::string& path,
                                                        const std::vector<std::string>& parts,
                                                        const file_options& options) {
  detail::parts_of_movie all;
  for (const std::string& part : parts) all.push_back(std::make_unique<detail::file_part>(part));
  return detail::write_joined(path, all, options.durable);
}

[[gnu::cold]] ARRAYREEL_INLINE encoded join_videos(const std::vector<encoded>& parts) {
  detail::parts_of_movie all;
  for (const encoded& part : parts)
    all.push_back(std::make_unique<detail::memory_part>(
        part.bytes, detail::joined_text({"part ", all.size()})));
  detail::part_joiner joiner(all);
  joiner.plan(container::automatic);
  const std::unique_ptr<detail::random_access_sink> to =
      joiner.write(std::make_unique<detail::memory_target>());
  const video_report report = joiner.report();
  return {static_cast<detail::memory_target&>(*to).take(), report.sources.front().mime, report.width,
          report.height, report.duration};
}

} // namespace arrayreel::ARRAYREEL_ABI

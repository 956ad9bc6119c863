// The names of the files that the sources of a movie are written to.
#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "../base/message.hpp"
#include "codec_table.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

/// What names the file of a source.
struct source_name {
  std::string_view codec;
  const container_facts* container;
};

/// The file of each source: the path itself for one, for several "run.mp4", "run.webm"…, with
/// the codec's name where two share an extension: "run.h264.mp4".
[[nodiscard, gnu::cold]] inline std::vector<std::string>
paths_of(const std::string& path, const std::vector<source_name>& sources) {
  if (sources.size() == 1) return {path};
  std::string stem = path;
  if (container_of_extension(extension_of(path)) != container::automatic)
    stem.resize(stem.rfind('.'));
  std::vector<std::string> result;
  for (const source_name& source : sources) {
    std::size_t alike = 0;
    for (const source_name& other : sources) alike += other.container == source.container ? 1U : 0U;
    const char* const extension = source.container->name;
    std::string name = alike > 1 ? joined_text({stem, ".", source.codec, ".", extension})
                                 : joined_text({stem, ".", extension});
    for (std::size_t number = 2; std::find(result.begin(), result.end(), name) != result.end();
         ++number)
      name = joined_text({stem, ".", source.codec, "-", number, ".", extension});
    result.push_back(std::move(name));
  }
  return result;
}

} // namespace arrayreel::ARRAYREEL_ABI::detail

// The golden test: compares what the library makes with recorded lines, or records them.
#include <cstddef>
#include <cstdio>
#include <exception>
#include <fstream>
#include <map>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>

#include "recorder.hpp"

namespace {

using line_map = std::map<std::string, std::string>;

/// "[zlib 1.2.13]" of "[zlib 1.2.13] png/…"; several may stand one behind the other.
std::string prefix_of(const std::string& key) {
  std::size_t end = 0;
  while (end < key.size() && key[end] == '[') {
    const std::size_t close = key.find("] ", end);
    if (close == std::string::npos) break;
    end = close + 2;
  }
  return key.substr(0, end);
}

std::set<std::string> prefixes_of(const line_map& lines) {
  std::set<std::string> result;
  for (const auto& [key, value] : lines) result.insert(prefix_of(key));
  return result;
}

line_map read_lines(const std::string& path) {
  line_map lines;
  std::ifstream in(path);
  if (!in) throw std::runtime_error("cannot read " + path);
  for (std::string line; std::getline(in, line);) {
    const std::size_t space = line.rfind(' ');
    if (space == std::string::npos) throw std::runtime_error("no golden line: " + line);
    lines.emplace(line.substr(0, space), line.substr(space + 1));
  }
  return lines;
}

/// Whether this is what can be made without other libraries.
#if defined(GOLDEN_PICTURES_ALONE)
constexpr bool pictures_alone = true;
#else
constexpr bool pictures_alone = false;
#endif

line_map computed_lines([[maybe_unused]] bool with_movies) {
  golden::recorder lines;
  golden::small_integer_lines(lines);
  golden::large_integer_lines(lines);
  golden::check_character_lines(lines);
  golden::float_lines(lines);
  golden::long_double_lines(lines);
  golden::complex_lines(lines);
  golden::png_lines(lines);
  golden::compose_lines(lines);
#if !defined(GOLDEN_PICTURES_ALONE)
  golden::file_array_lines(lines);
  golden::page_lines(lines);
  if (with_movies) golden::movie_lines(lines);
  golden::error_lines(lines);
#endif
  return lines.lines();
}

/// Writes this build's lines, and keeps those of the file that this build cannot make.
void update(const std::string& path, const line_map& computed) {
  line_map all = computed;
  const std::set<std::string> known = prefixes_of(computed);
  if (std::ifstream(path))
    for (const auto& [key, value] : read_lines(path))
      if (!known.contains(prefix_of(key))) all.emplace(key, value);
  std::ofstream out(path);
  for (const auto& [key, value] : all) out << key << ' ' << value << '\n';
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
  std::printf("%zu lines\n", all.size());
}

/// Whether a key is of a movie.
bool is_of_movie(const std::string& key) {
  const std::string rest = key.substr(prefix_of(key).size());
  return rest.starts_with("movie/") || rest.starts_with("nbvideo/") ||
         rest.starts_with("write_video/");
}

/// What a key is of: "png" of "[zlib 1.2.13] png/…".
std::string part_of(const std::string& key) {
  const std::size_t begin = prefix_of(key).size();
  return key.substr(begin, key.find('/', begin) - begin);
}

/// How many lines differ or are missing on either side.
std::size_t compare(const line_map& recorded, const line_map& computed, bool with_movies) {
  const std::set<std::string> in_file = prefixes_of(recorded);
  const std::set<std::string> in_build = prefixes_of(computed);
  std::set<std::string> parts;
  for (const auto& [key, value] : computed) parts.insert(part_of(key));
  std::size_t same = 0;
  std::size_t skipped = 0;
  std::size_t wrong = 0;
  for (const auto& [key, value] : recorded) {
    if (!in_build.contains(prefix_of(key)) || (!with_movies && is_of_movie(key)) ||
        (pictures_alone && !parts.contains(part_of(key)))) {
      ++skipped;
    } else if (const auto found = computed.find(key); found == computed.end()) {
      std::printf("missing: %s\n", key.c_str());
      ++wrong;
    } else if (found->second != value) {
      std::printf("differs: %s: %s, recorded %s\n", key.c_str(), found->second.c_str(),
                  value.c_str());
      ++wrong;
    } else {
      ++same;
    }
  }
  for (const auto& [key, value] : computed) {
    if (recorded.contains(key)) continue;
    if (in_file.contains(prefix_of(key))) {
      std::printf("not recorded: %s\n", key.c_str());
      ++wrong;
    } else {
      ++skipped;
    }
  }
  std::printf("%zu lines as recorded, %zu not, %zu skipped (another library version or type, or a movie)\n",
              same, wrong, skipped);
  return wrong;
}

/// One array mapped by one thread and by several gives the same.
std::size_t check_threads(const line_map& computed) {
  constexpr std::string_view many = "/automatic";
  std::size_t wrong = 0;
  for (const auto& [key, value] : computed) {
    const std::size_t at = key.find(many);
    if (at == std::string::npos) continue;
    std::string other = key;
    other.replace(at, many.size(), "/one_thread");
    const auto found = computed.find(other);
    if (found != computed.end() && found->second == value) continue;
    std::printf("not as by one thread: %s\n", key.c_str());
    ++wrong;
  }
  return wrong;
}

} // namespace

int main(int argc, char** argv) {
  const bool updates = argc == 3 && std::string_view(argv[1]) == "--update";
  // An emulated processor takes hours for movies.
  const bool with_movies = argc != 3 || std::string_view(argv[1]) != "--no-movies";
  if (argc != 2 && !updates && with_movies) {
    std::fputs("usage: golden [--update | --no-movies] FILE\n", stderr);
    return 2;
  }
  try {
    const line_map computed = computed_lines(with_movies);
    const std::size_t wrong = check_threads(computed);
    if (updates) {
      update(argv[2], computed);
      return wrong == 0 ? 0 : 1;
    }
    return compare(read_lines(argv[argc - 1]), computed, with_movies) + wrong == 0 ? 0 : 1;
  } catch (const std::exception& e) {
    std::fprintf(stderr, "golden: %s\n", e.what());
    return 2;
  }
}

// Reading the tool's inputs.
#include "input.hpp"

#include <cerrno>
#include <charconv>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <system_error>
#include <utility>

#include <sys/stat.h>

#include <arrayreel/detail/video_stack.hpp>
#include <arrayreel/range.hpp>

namespace ar = arrayreel;

namespace {

constexpr const char* stdin_path = "/dev/stdin";

// A colon may be part of a file's name: only behind .npz it names an array.
std::size_t array_separator(const std::string& argument) {
  const std::size_t colon = argument.rfind(':');
  if (colon == std::string::npos) return colon;
  return argument.substr(0, colon).ends_with(".npz") ? colon : std::string::npos;
}

// What is no regular file, like a pipe, can be read once and only from its beginning.
bool is_stream(const std::string& path) {
  struct stat status{};
  return ::stat(path.c_str(), &status) == 0 && !S_ISREG(status.st_mode) && !S_ISDIR(status.st_mode);
}

bool is_npz(const std::string& path) {
  const std::unique_ptr<std::FILE, int (*)(std::FILE*)> file(std::fopen(path.c_str(), "rb"),
                                                             &std::fclose);
  if (file == nullptr)
    throw ar::error(ar::error_kind::io,
                    "cannot be opened: " + std::generic_category().message(errno), path);
  unsigned char magic[2] = {};
  return std::fread(magic, 1, sizeof magic, file.get()) == sizeof magic && magic[0] == 'P' &&
         magic[1] == 'K';
}

std::string label_of(const input& from, const std::string& array) {
  const bool named = from.array.empty() && !array.empty();
  return from.label() + (named ? ":" + printable(array) : std::string());
}

/// All arrays of a stream, or the one that was named.
std::vector<ar::npy_array> read_stream(const input& from) {
  std::vector<ar::npy_array> all = ar::read_arrays(from.path);
  if (from.array.empty()) return all;
  std::vector<ar::npy_array> result;
  for (ar::npy_array& array : all)
    if (array.name() == from.array) result.push_back(std::move(array));
  if (result.empty())
    throw ar::error(ar::error_kind::parameter, "there is no array of this name", from.label());
  return result;
}

array_facts facts_of(const ar::npy_array& array, std::string label) {
  array_facts facts;
  facts.label = std::move(label);
  facts.shape = shape_text(array);
  facts.type = ar::name_of(array.type());
  // Any rank can be looked at as one row of elements.
  const ar::any_view flat(array.type(), array.data(), ar::shape(array.size()), ar::strides(1));
  const ar::value_summary s = ar::summarize(flat);
  facts.range = s.finite == 0 ? std::string("no finite values")
                              : number_text(s.min) + " to " + number_text(s.max);
  if (s.positive_infinity + s.negative_infinity != 0)
    facts.range +=
        " and " + std::to_string(s.positive_infinity + s.negative_infinity) + " infinite";
  facts.nan = std::to_string(s.nan);
  const array_reading reading = reading_of(array, ar::axes::automatic);
  if (reading.picture) facts.shown = "picture";
  if (reading.frames != 0)
    facts.shown += (reading.picture ? " or " : "") + std::string("movie of ") +
                   std::to_string(reading.frames) + (reading.frames == 1 ? " frame" : " frames");
  return facts;
}

} // namespace

input::input(const std::string& argument) {
  const std::size_t colon = array_separator(argument);
  path = argument.substr(0, colon);
  if (colon != std::string::npos) array = argument.substr(colon + 1);
  if (path == "-") path = stdin_path;
}

std::string input::label() const {
  const std::string name = path == stdin_path ? "stdin" : printable(path);
  return array.empty() ? name : name + ":" + printable(array);
}

std::string printable(const std::string& name) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (const char c : name) {
    const auto byte = static_cast<unsigned char>(c);
    if (byte < 0x20 || byte == 0x7f)
      text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
    else
      text += c;
  }
  return text;
}

std::string number_text(double number) {
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

std::string shape_text(const ar::npy_array& array) {
  std::string text = "(";
  for (const std::size_t extent : array.extents())
    text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + (array.rank() == 1 ? ",)" : ")");
}

array_reading reading_of(const ar::npy_array& array, ar::axes layout) {
  array_reading result;
  if (array.rank() < 2 || array.rank() > ar::max_rank) return result;
  array.view().visit([&](const auto& v) {
    // The shape is all that these look at; what they refuse is no such thing.
    try {
      static_cast<void>(ar::detail::as_picture(v, layout));
      result.picture = true;
    } catch (const ar::error&) {
    }
    try {
      const ar::detail::frame_stack stack(v, layout);
      static_cast<void>(ar::detail::as_picture(stack.frame(0)));
      result.frames = stack.size();
    } catch (const ar::error&) {
    }
  });
  return result;
}

std::vector<loaded_array> load_pictures(const input& from, std::vector<std::string>& problems) {
  std::vector<loaded_array> result;
  if (is_stream(from.path)) {
    std::vector<ar::npy_array> arrays = read_stream(from);
    const bool only = arrays.size() == 1;
    for (ar::npy_array& array : arrays)
      if (only || array.rank() >= 2) {
        std::string label = label_of(from, array.name());
        result.push_back({std::move(array), std::move(label)});
      }
  } else if (!is_npz(from.path)) {
    result.push_back({ar::read_npy(from.path), from.label()});
  } else {
    const ar::npz_file file(from.path);
    if (!from.array.empty()) {
      result.push_back({file.read(from.array), from.label()});
      return result;
    }
    for (const ar::npz_entry& entry : file.entries())
      if (!entry.problem.empty())
        problems.push_back(label_of(from, entry.name) + " is left out: " + entry.problem);
      else if (entry.extents.size() >= 2)
        result.push_back({file.read(entry.name), label_of(from, entry.name)});
  }
  if (result.empty())
    throw ar::error(ar::error_kind::parameter,
                    "has no array of two axes or more that can be read; expected one to show",
                    from.label());
  return result;
}

std::vector<array_facts> load_facts(const input& from) {
  std::vector<array_facts> result;
  if (is_stream(from.path)) {
    for (const ar::npy_array& array : read_stream(from))
      result.push_back(facts_of(array, label_of(from, array.name())));
  } else if (!is_npz(from.path)) {
    result.push_back(facts_of(ar::read_npy(from.path), from.label()));
  } else {
    const ar::npz_file file(from.path);
    if (!from.array.empty()) {
      result.push_back(facts_of(file.read(from.array), from.label()));
      return result;
    }
    for (const ar::npz_entry& entry : file.entries()) {
      const std::string label = label_of(from, entry.name);
      if (entry.problem.empty())
        result.push_back(facts_of(file.read(entry.name), label));
      else
        result.push_back({label, "", "", printable(entry.problem), "", ""});
    }
  }
  return result;
}

// Reading the tool's inputs.
#include "input.hpp"

#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <span>
#include <system_error>
#include <utility>

#include <arrayreel/range.hpp>

namespace ar = arrayreel;

namespace {

constexpr const char* stdin_path = "/dev/stdin";

// A colon may be part of a file's name: only behind .npz does it name an array.
std::size_t array_separator(const std::string& argument) {
  const std::size_t colon = argument.rfind(':');
  if (colon == std::string::npos) return colon;
  return argument.substr(0, colon).ends_with(".npz") ? colon : std::string::npos;
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

array_facts facts_of(const ar::npy_array& array, std::string label) {
  array_facts facts;
  facts.label = std::move(label);
  facts.shape = ar::detail::shape_text(array.extents(), array.rank());
  facts.type = ar::name_of(array.type());
  // Any rank can be looked at as one row of elements.
  const ar::any_view flat(array.type(), array.data(), ar::shape(array.size()), ar::strides(1));
  const ar::value_summary s = ar::summarize(flat);
  facts.range = s.finite == 0 ? std::string("no finite values")
                              : ar::detail::to_text(s.min) + " to " + ar::detail::to_text(s.max);
  if (s.positive_infinity + s.negative_infinity != 0)
    facts.range +=
        " and " + ar::detail::to_text(s.positive_infinity + s.negative_infinity) + " infinite";
  facts.nan = ar::detail::to_text(s.nan);
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
  const std::string name = path == stdin_path ? "stdin" : path;
  return array.empty() ? name : name + ":" + array;
}

std::vector<loaded_array> load_pictures(const input& from) {
  std::vector<loaded_array> result;
  // What comes through a pipe cannot be opened twice.
  if (from.path == stdin_path) {
    std::vector<ar::npy_array> arrays = ar::read_arrays(from.path);
    const bool only = arrays.size() == 1;
    for (ar::npy_array& array : arrays)
      if (only || array.rank() >= 2) {
        std::string label = from.label() + (array.name().empty() ? "" : ":" + array.name());
        result.push_back({std::move(array), std::move(label)});
      }
  } else if (!is_npz(from.path)) {
    result.push_back({ar::read_npy(from.path), from.label()});
  } else {
    const ar::npz_file file(from.path);
    if (!from.array.empty()) {
      result.push_back({file.read(from.array), from.label()});
    } else {
      for (const ar::npz_entry& entry : file.entries())
        if (entry.type && entry.extents.size() >= 2)
          result.push_back({file.read(entry.name), from.label() + ":" + entry.name});
    }
  }
  if (result.empty())
    throw ar::error(ar::error_kind::parameter,
                    "has no array of two axes or more; expected one to show", from.label());
  return result;
}

std::vector<array_facts> load_facts(const input& from) {
  std::vector<array_facts> result;
  if (from.path == stdin_path) {
    for (const ar::npy_array& array : ar::read_arrays(from.path))
      result.push_back(
          facts_of(array, from.label() + (array.name().empty() ? "" : ":") + array.name()));
  } else if (!is_npz(from.path)) {
    result.push_back(facts_of(ar::read_npy(from.path), from.label()));
  } else {
    const ar::npz_file file(from.path);
    if (!from.array.empty()) {
      result.push_back(facts_of(file.read(from.array), from.label()));
      return result;
    }
    for (const ar::npz_entry& entry : file.entries()) {
      const std::string label = from.label() + ":" + entry.name;
      if (entry.problem.empty())
        result.push_back(facts_of(file.read(entry.name), label));
      else
        result.push_back({label, "", "", entry.problem, ""});
    }
  }
  return result;
}

// Which files and arrays an argument names.
#include "input.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <cmath>
#include <system_error>
#include <utility>

#include <glob.h>
#include <sys/stat.h>

#include <arrayreel/detail/array/picture_view.hpp>
#include <arrayreel/detail/base/message.hpp>
#include <arrayreel/detail/values/derived_range.hpp>
#include <arrayreel/detail/video/frame_stack.hpp>

#include "natural_order.hpp"

namespace ar = arrayreel;

namespace {

constexpr const char* stdin_path = "/dev/stdin";

bool exists(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0;
}

bool is_folder(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISDIR(status.st_mode);
}

// A colon may be part of a file's name: the first one before which there is a file, a folder or a
// pattern that fits names an array behind it. What comes later, and what is not there, is known by
// its ending.
std::size_t array_separator(const std::string& argument) {
  const auto fits = [](const std::string& name) {
    return exists(name) ||
           (name.find_first_of("*?[") != std::string::npos && !files_of(name).empty());
  };
  if (argument.find(':') == std::string::npos || fits(argument)) return std::string::npos;
  for (std::size_t colon = argument.find(':'); colon != std::string::npos;
       colon = argument.find(':', colon + 1))
    if (colon != 0 && fits(argument.substr(0, colon))) return colon;
  for (std::size_t colon = argument.find(':'); colon != std::string::npos;
       colon = argument.find(':', colon + 1)) {
    std::string name = argument.substr(0, colon);
    for (char& c : name)
      if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    for (const char* end :
         {".npy", ".npz", ".h5", ".hdf5", ".hdf", ".he5", ".nc", ".nc4", ".mat", ".nwb"})
      if (name.ends_with(end)) return colon;
  }
  return std::string::npos;
}

} // namespace

bool is_pattern(const std::string& name) {
  return !exists(name) ? name.find_first_of("*?[") != std::string::npos : is_folder(name);
}

std::vector<std::string> files_of(const std::string& pattern) {
  std::string fits = pattern;
  if (is_folder(pattern)) {
    // What would be a sign in a pattern is a part of the folder's name.
    fits.clear();
    for (const char c : pattern) {
      if (std::string("*?[]\\").find(c) != std::string::npos) fits += '\\';
      fits += c;
    }
    fits += fits.ends_with('/') ? "*.npy" : "/*.npy";
  }
  glob_t found{};
  const int code = ::glob(fits.c_str(), GLOB_NOSORT, nullptr, &found);
  std::vector<std::string> files;
  if (code == 0) files.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
  ::globfree(&found);
  if (code != 0 && code != GLOB_NOMATCH)
    throw ar::error(ar::error_kind::io,
                    code == GLOB_NOSPACE ? "there is no memory for the names that fit"
                                         : "a folder cannot be read",
                    pattern);
  sort_naturally(files);
  return files;
}

std::string special_file(const std::string& path) {
  struct stat status {};
  if (::stat(path.c_str(), &status) != 0) return {};
  return S_ISFIFO(status.st_mode)                             ? "a pipe"
         : S_ISSOCK(status.st_mode)                           ? "a socket"
         : S_ISCHR(status.st_mode) || S_ISBLK(status.st_mode) ? "a device"
                                                              : "";
}

input::input(const std::string& argument, files_needed needed) {
  const std::size_t colon = array_separator(argument);
  name = argument.substr(0, colon);
  if (colon != std::string::npos) array = argument.substr(colon + 1);
  is_pattern = name != "-" && ::is_pattern(name);
  if (!is_pattern) {
    files = {name == "-" ? stdin_path : name};
    return;
  }
  files = files_of(name);
  std::erase_if(files, [this](const std::string& file) {
    const std::string what = special_file(file);
    if (!what.empty()) left_out.push_back(printable(file) + " is " + what + " and is left out");
    return !what.empty();
  });
  if (files.empty() && needed == must_have_files) {
    if (!left_out.empty())
      throw ar::error(ar::error_kind::io,
                      "fits no file but pipes, sockets or devices: " + left_out.front() +
                          "; expected files",
                      printable(name));
    bool is_zarr = false;
    for (const char* part : {"/.zgroup", "/.zarray", "/zarr.json"})
      is_zarr = is_zarr || exists(name + part);
    throw ar::error(ar::error_kind::io,
                    is_zarr ? "is a Zarr store, which is not supported; expected a folder of .npy "
                              "files; numpy.save makes them of its arrays"
                    : is_folder(name) ? "has no .npy file; expected one or more, or a pattern for "
                                        "others: '" +
                                            printable(name) + "/*.h5'"
                                      : "fits no file; expected one or more",
                    printable(name));
  }
}

std::string input::label() const {
  std::string text = name == "-" ? "stdin" : printable(name);
  return array.empty() ? text : text + ":" + printable(array);
}

namespace {

/// A character of UTF-8.
struct utf8_character {
  std::size_t size = 0; // bytes; 0 where they are no UTF-8
  char32_t code = 0;
};

utf8_character character_at(std::string_view text, std::size_t at) {
  const auto byte = [&](std::size_t i) {
    return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U;
  };
  const unsigned lead = byte(0);
  if (lead < 0x80) return {1, lead};
  const std::size_t size = lead >= 0xf0 ? 4 : lead >= 0xe0 ? 3 : 2;
  if (lead < 0xc2 || lead > 0xf4) return {};
  char32_t code = lead & (0x7fU >> size);
  for (std::size_t i = 1; i < size; ++i) {
    if ((byte(i) & 0xc0U) != 0x80U) return {};
    code = code << 6 | (byte(i) & 0x3fU);
  }
  const bool is_short = code < (size == 4 ? 0x10000U : size == 3 ? 0x800U : 0x80U);
  if (is_short || code > 0x10ffff || (code >= 0xd800 && code < 0xe000)) return {};
  return {size, code};
}

/// Commands to the terminal (C0, DEL, C1), and those that turn the direction of text around.
bool is_control(char32_t c) {
  return c < 0x20 || (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) ||
         (c >= 0x2066 && c <= 0x2069);
}

} // namespace

std::string printable(const std::string& name) {
  constexpr char digits[] = "0123456789abcdef";
  std::string text;
  for (std::size_t at = 0; at < name.size();) {
    const utf8_character c = character_at(name, at);
    const std::size_t size = std::max<std::size_t>(c.size, 1);
    for (std::size_t i = at; i < at + size; ++i) {
      const auto byte = static_cast<unsigned char>(name[i]);
      if (c.size == 0 || is_control(c.code))
        text += {'\\', 'x', digits[byte >> 4], digits[byte & 15]};
      else
        text += name[i];
    }
    at += size;
  }
  return text;
}

namespace {

/// The fewest digits that tell a float16 from its neighbours.
std::string half_text(double number) {
  char text[32];
  int exponent = 0;
  static_cast<void>(std::frexp(number, &exponent)); // below 2^exponent
  constexpr int bits = 11, least_exponent = -13;
  const double half_a_step = std::ldexp(0.5, std::max(exponent, least_exponent) - bits);
  for (int digits = 1; digits < 6; ++digits) {
    const auto end =
        std::to_chars(text, text + sizeof text, number, std::chars_format::general, digits).ptr;
    double back = 0;
    if (!arrayreel::detail::read_number({text, end}, back)) continue;
    if (std::abs(back - number) < half_a_step) return {text, end};
  }
  return number_text(number);
}

} // namespace

std::string number_text(double number, double rest, ar::dtype type) {
  char text[48];
  switch (type) {
    case ar::dtype::float32:
    case ar::dtype::bfloat16: // which is read as float32
    case ar::dtype::complex64:
      return {text, std::to_chars(text, text + sizeof text, static_cast<float>(number)).ptr};
    case ar::dtype::float16: return half_text(number);
    case ar::dtype::float64:
    case ar::dtype::long_double:
    case ar::dtype::complex128:
    case ar::dtype::complex_long_double: return number_text(number, rest);
    default: break;
  }
  if (rest != 0) return number_text(number, rest);
  return {text,
          std::to_chars(text, text + sizeof text, number, std::chars_format::fixed, 0).ptr};
}

std::string number_text(double number, double rest) {
  if (rest != 0) return ar::detail::exact_text({number, rest});
  char text[32];
  return {text, std::to_chars(text, text + sizeof text, number).ptr};
}

std::string shape_text(const std::vector<std::size_t>& extents) {
  std::string text = "(";
  for (const std::size_t extent : extents)
    text += (text.size() > 1 ? ", " : "") + std::to_string(extent);
  return text + (extents.size() == 1 ? ",)" : ")");
}

array_reading reading_of(const asked_array& array, ar::axes layout) {
  array_reading result;
  const std::size_t rank = array.extents().size();
  if (rank < 2 || rank > ar::max_rank) return result;
  // The shape is all that these look at; what they refuse is no such thing.
  const unsigned char element = 0;
  const ar::shape extents = array.extents();
  try {
    const ar::array_view<unsigned char> v(&element, extents);
    try {
      static_cast<void>(ar::detail::as_picture(v, layout));
      result.picture = !array.is_series();
    } catch (const ar::error&) {
    }
    const ar::detail::frame_stack stack(v, layout);
    static_cast<void>(ar::detail::as_picture(stack.frame(0)));
    result.frames = stack.size();
  } catch (const ar::error&) {
  }
  return result;
}

ar::axes frame_layout_of(ar::axes layout) {
  switch (layout) {
    case ar::axes::tyx: return ar::axes::yx;
    case ar::axes::tyxc: return ar::axes::yxc;
    case ar::axes::tcyx: return ar::axes::cyx;
    default: return ar::axes::automatic;
  }
}

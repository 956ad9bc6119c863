// arrayreel: arrays from files as pictures and movies, from the command line.
//
// Exit codes: 0 done, 1 an input or output failed, 2 the command line makes no sense, 128 and the
// number of a signal that ended it.
#include <algorithm>
#include <csignal>
#include <cstdint>
#include <cstdio>
#include <filesystem>
#include <optional>
#include <sstream>
#include <string>
#include <utility>
#include <vector>

#include <unistd.h>

#include <CLI/CLI.hpp>
#include <arrayreel/detail/option_text/picture_text.hpp>
#include <arrayreel/detail/values/range_of_options.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

#include "completion.hpp"
#include "input.hpp"
#include "interruption.hpp"
#include "man_page.hpp"
#include "movie.hpp"
#include "movie_options.hpp"
#include "natural_order.hpp"
#include "number_option.hpp"
#include "progress.hpp"
#include "usage.hpp"
#include "watch.hpp"

namespace ar = arrayreel;

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

/// A picture or a movie to write.
struct output {
  std::string path; ///< "-" for standard output
  std::optional<ar::video_options> movie;
};

/// An option that was given.
struct given_option {
  std::string name; ///< "--colormap"
  std::string group;
};

struct arguments {
  std::vector<given_option> given;
  std::vector<std::string> inputs;
  std::vector<std::string> output_names;
  std::vector<output> outputs;
  std::vector<std::string> pages;
  std::string title;
  bool data_uri = false;
  bool info = false;
  bool link_large = false;
  bool watch = false;
  double interval = 2;
  double patience = 30;
  std::optional<double> idle;
  loading how;
  movie_part part;
  ar::nbimage_options show;
  movie_arguments movie;
  ar::video_options shown_movie; ///< in a page or a data URI

  [[nodiscard]] bool has_output() const { return !outputs.empty() || !pages.empty() || data_uri; }
  [[nodiscard]] bool has_movie_output() const {
    return std::any_of(outputs.begin(), outputs.end(),
                       [](const output& out) { return out.movie.has_value(); });
  }
};

// The headings under which the help has the options.
constexpr const char* raw_group = "Raw input";
constexpr const char* mapping_group = "Values to colours";
constexpr const char* picture_group = "Picture";

void write_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw ar::error(ar::error_kind::io, "cannot be written", "standard output");
}

/// A table that fits into so many columns where its texts have spaces; 0: in a line for each array.
std::string fact_table(const std::vector<array_facts>& all, std::size_t columns) {
  std::vector<std::vector<std::string>> rows{
      {"array", "shape", "type", "finite values", "NaN", "reads as"}};
  for (const array_facts& f : all)
    rows.push_back({f.label, f.shape, f.type, f.range, f.nan, f.shown});
  const auto widths_of = [&] {
    std::vector<std::size_t> widths(rows[0].size(), 0);
    for (const auto& row : rows)
      for (std::size_t i = 0; i < row.size(); ++i)
        for (std::size_t at = 0; at <= row[i].size();) {
          const std::size_t end = std::min(row[i].find('\n', at), row[i].size());
          widths[i] = std::max(widths[i], end - at);
          at = end + 1;
        }
    return widths;
  };
  std::vector<std::size_t> widths = widths_of();
  // The widest column is folded, of long texts always that of what went wrong.
  std::size_t needed = 2 * (widths.size() - 1);
  for (const std::size_t width : widths) needed += width;
  if (columns != 0 && needed > columns) {
    const auto widest = static_cast<std::size_t>(
        std::max_element(widths.begin(), widths.end()) - widths.begin());
    constexpr std::size_t least = 24;
    const std::size_t others = needed - widths[widest];
    const std::size_t width = columns > others + least ? columns - others : least;
    for (auto& row : rows) row[widest] = folded(row[widest], width);
    widths = widths_of();
  }
  std::string text;
  for (auto& row : rows)
    for (bool more = true; more;) {
      more = false;
      std::string line;
      for (std::size_t i = 0; i < row.size(); ++i) {
        const std::size_t end = std::min(row[i].find('\n'), row[i].size());
        line += row[i].substr(0, end);
        line.append(widths[i] - end + 2, ' ');
        row[i].erase(0, end + 1);
        more = more || !row[i].empty();
      }
      line.erase(line.find_last_not_of(' ') + 1);
      text += line + "\n";
    }
  return text;
}

std::string caption_of(const asked_array& array, const ar::nbimage_options& options) {
  std::string caption =
      array.label() + ", " + shape_text(array.extents()) + " " + ar::name_of(array.type());
  if (options.colormap) caption += ", " + std::string(options.colormap->name());
  return caption;
}

/// The options with the range that the file says, where the command line says none.
template <class Options> Options with_own_range(Options options, const asked_array& array) {
  if (!ar::detail::leaves_pixels(ar::detail::mapping_of(options))) return options;
  if (const auto range = array.range()) options.range = range;
  return options;
}

ar::video_options movie_options_for(const arguments& a, const ar::video_options& options,
                                    const asked_array& array) {
  ar::video_options result = with_own_range(options, array);
  if (const auto fps = array.fps(); fps && a.movie.fps.empty()) result.fps = *fps;
  return result;
}

/// The picture of one array; an error says which.
ar::notebook_image picture_of(const arguments& a, asked_array& array, ar::nbimage_options options) {
  try {
    const array_reading reading = reading_of(array, options.axes);
    if (!reading.picture && reading.frames != 0)
      throw ar::error(ar::error_kind::parameter,
                      "an array of shape " + shape_text(array.extents()) +
                          " is no picture; expected (height, width), (height, width, 2…4) or "
                          "(3…4, height, width); it reads as a movie of " +
                          std::to_string(reading.frames) + " frames, for a name that ends in " +
                          movie_extensions);
    options = with_own_range(options, array);
    ar::any_view view = array.whole();
    if (a.part.area) {
      view = cropped(view, options.axes, *a.part.area);
      options.axes = ar::axes::automatic;
    }
    ar::notebook_image picture = ar::nbimage(view, options);
    array.release();
    return picture;
  } catch (const ar::error& e) {
    if (*e.path() != '\0') throw;
    throw ar::error(e.kind(), e.what(), array.label());
  }
}

/// Whether an array becomes a movie where the output holds either.
bool is_movie(const asked_array& array, ar::axes layout) {
  const array_reading reading = reading_of(array, layout);
  return !reading.picture && reading.frames != 0;
}

/// Says what went wrong without ending the work, and that it did.
void add_problem(std::string& problems, const std::string& problem) {
  if (problem.empty()) return;
  problems += (problems.empty() ? "" : "\narrayreel: ") + printable(problem);
}

/// A line on stderr.
void say(const std::string& text) {
  std::fprintf(stderr, "arrayreel: %s\n", printable(text).c_str());
}

/// Says which of the options that were given are not used, and why.
template <class Concerns>
void say_idle(const arguments& a, const Concerns& concerns, const std::string& why) {
  std::string names;
  std::size_t count = 0;
  for (const given_option& option : a.given)
    if (concerns(option)) {
      names += (names.empty() ? "" : ", ") + option.name;
      ++count;
    }
  if (count != 0) say(names + (count == 1 ? " is" : " are") + " not used: " + why);
}

/// Whether an option is one of these.
auto is_one_of(std::vector<std::string> names) {
  return [names = std::move(names)](const given_option& option) {
    return std::find(names.begin(), names.end(), option.name) != names.end();
  };
}

/// What the outputs that were asked for have no use for.
void say_what_outputs_do_not_use(const arguments& a) {
  if (!a.has_output()) {
    say_idle(
        a,
        [](const given_option& option) {
          return (option.group == mapping_group && option.name != "--axes") ||
                 option.group == picture_group || option.name == "--title" ||
                 option.name == "--link-large";
        },
        "nothing is to be written");
    return;
  }
  if (a.pages.empty())
    say_idle(a, is_one_of({"--title", "--link-large", "--width"}), "there is no page to write");
  const auto is_movie = [](const output& out) { return out.movie.has_value(); };
  if (a.pages.empty() && !a.data_uri && std::all_of(a.outputs.begin(), a.outputs.end(), is_movie))
    say_idle(a, is_one_of({"--compression", "--level", "--dpi"}), "there is no picture to write");
  if (a.watch && a.outputs.empty())
    say_idle(
        a,
        [](const given_option& option) {
          return option.group == movie_group && option.name != "--every";
        },
        "there is no movie to write");
  if (a.movie.label.empty() && !a.movie.counter)
    say_idle(a, is_one_of({"--label-corner", "--label-scale"}),
             "there is neither --label nor --counter");
  if (a.movie.label.find("{time") == std::string::npos)
    say_idle(a, is_one_of({"--time-step"}), "no --label has {time}");
  const auto is_file = [](const output& out) { return out.movie && out.path != "-"; };
  if (std::none_of(a.outputs.begin(), a.outputs.end(), is_file))
    say_idle(a, is_one_of({"--crash-safe", "--jobs"}), "there is no movie's file to write");
  if (a.watch) say_idle(a, is_one_of({"--jobs"}), "a watched movie's frames come one by one");
}

/// What the files say themselves.
void say_what_files_do_not_use(const arguments& a) {
  if (a.how.raw.shape.empty()) return;
  for (const std::string& argument : a.inputs)
    for (const std::string& path : input(argument, input::may_be_empty).files)
      if (says_what_it_holds(path) && !a.how.raw.describes(path)) {
        say_idle(a, [](const given_option& option) { return option.group == raw_group; },
                 path + " is no raw file, it says what it holds");
        return;
      }
}

/// What the arrays have no use for.
void say_what_arrays_do_not_use(const arguments& a, const asked_arrays& arrays) {
  const auto may_be_complex = [](const std::unique_ptr<asked_array>& array) {
    return array->may_mix_types() || std::string_view(ar::name_of(array->type())).starts_with("c");
  };
  if (std::none_of(arrays.begin(), arrays.end(), may_be_complex))
    say_idle(a, is_one_of({"--complex"}), "no array is complex");
  if (std::none_of(arrays.begin(), arrays.end(),
                   [](const std::unique_ptr<asked_array>& array) { return array->can_go_back(); }))
    say_idle(a, is_one_of({"--jobs"}), "the frames come from a pipe");
  const auto is_one = [&](const std::unique_ptr<asked_array>& array) {
    return is_movie(*array, a.show.axes);
  };
  if (!a.has_movie_output() && std::none_of(arrays.begin(), arrays.end(), is_one))
    say_idle(a, [](const given_option& option) { return option.group == movie_group; },
             "no array is a movie");
}

void write_page(const arguments& a, const std::string& path, const asked_arrays& arrays,
                std::string& problems) {
  const std::string title = a.title.empty() ? arrays.front()->label() : a.title;
  ar::page page({.title = title,
                 .large_media = a.link_large ? ar::large_media::link : ar::large_media::refuse});
  page.heading(title, 1);
  progress waiting(arrays.size());
  bool any = false;
  std::optional<ar::error> failure;
  for (const auto& array : arrays) {
    waiting.step(array->label());
    ar::nbimage_options options = a.show;
    options.alt = array->label();
    const std::string caption = caption_of(*array, options);
    std::string problem;
    try {
      if (is_movie(*array, options.axes))
        add_movie(page, *array, a.part, movie_options_for(a, a.shown_movie, *array), options.width,
                  caption, problem);
      else
        page.picture(picture_of(a, *array, options), caption);
      any = true;
    } catch (const ar::error& e) {
      // One that cannot be read or shown does not hide the others; what they all share does.
      if (arrays.size() == 1 || e.kind() == ar::error_kind::limit ||
          e.kind() == ar::error_kind::encoder)
        throw;
      if (!failure) failure = e;
      problem = array->label() + " is left out: " + e.what();
    }
    add_problem(problems, problem);
  }
  if (!any && failure) throw *failure;
  page.write(path);
}

/// The one array of an output that holds one.
asked_array& single(const asked_arrays& arrays, const char* output) {
  if (arrays.size() == 1) return *arrays.front();
  std::string names;
  for (const auto& array : arrays) names += (names.empty() ? "" : ", ") + array->label();
  throw ar::error(ar::error_kind::parameter,
                  "the " + std::to_string(arrays.size()) + " arrays " + names + " for " + output +
                      ", which holds one; expected one of them, or --html");
}

void write_output(const arguments& a, const output& out, asked_array& array,
                  std::string& problems) {
  if (out.movie && out.path != "-") {
    try {
      write_movie(out.path, array, a.part, movie_options_for(a, *out.movie, array));
    } catch (const ends_early& e) {
      add_problem(problems, e.what());
    }
    return;
  }
  std::string problem;
  const ar::encoded medium =
      out.movie ? encode_movie(array, a.part, movie_options_for(a, *out.movie, array), problem)
                : picture_of(a, array, a.show).png;
  if (out.path == "-")
    write_stdout({reinterpret_cast<const char*>(medium.bytes.data()), medium.bytes.size()});
  else
    ar::write_file(out.path, medium);
  add_problem(problems, problem);
}

/// Whether several inputs are to be one movie: pictures, for an output that is a movie.
bool are_frames(const arguments& a, const asked_arrays& arrays) {
  if (arrays.size() < 2 || !a.pages.empty()) return false;
  if (!a.has_movie_output()) return false;
  return std::all_of(arrays.begin(), arrays.end(), [&](const auto& array) {
    return reading_of(*array, frame_layout_of(a.show.axes)).picture;
  });
}

void run_watch(const arguments& a, bool& complete) {
  const input from(a.inputs.front(), input::may_be_empty);
  watching w{.name = from.name,
             .array = from.array,
             .raw = a.how.raw,
             .page = a.pages.empty() ? "" : a.pages.front(),
             .link_large = a.link_large,
             .title = a.title,
             .show = a.show,
             .part = a.part,
             .interval = a.interval,
             .patience = a.patience,
             .idle = a.idle};
  if (!a.outputs.empty()) {
    w.movie = a.outputs.front().path;
    w.movie_options = *a.outputs.front().movie;
  }
  complete = watch(w);
}

/// \returns what went wrong without ending the work.
std::string run(const arguments& a) {
  std::string trouble;
  if (a.info) {
    std::vector<array_facts> facts;
    std::vector<std::string> unread;
    for (const std::string& argument : a.inputs) {
      try {
        const input from(argument);
        for (const std::string& text : from.left_out) say(text);
        for (array_facts& f : load_facts(from, a.how, unread)) facts.push_back(std::move(f));
      } catch (const ar::error& e) { // does not hide the others
        if (a.inputs.size() == 1) throw;
        facts.push_back({printable(argument), "", "", printable(e.what()), "", ""});
        unread.emplace_back(e.what());
      }
    }
    write_stdout(fact_table(facts, terminal_width(STDOUT_FILENO)));
    for (const std::string& problem : unread) add_problem(trouble, problem);
  }
  if (!a.has_output()) return trouble;

  asked_arrays arrays;
  std::vector<std::string> problems;
  {
    progress waiting(a.inputs.size());
    for (const std::string& argument : a.inputs) {
      waiting.step(argument);
      const input from(argument);
      problems.insert(problems.end(), from.left_out.begin(), from.left_out.end());
      for (auto& array : load_arrays(from, a.how, problems)) arrays.push_back(std::move(array));
    }
  }
  for (const std::string& problem : problems) say(problem);
  say_what_arrays_do_not_use(a, arrays);
  if (are_frames(a, arrays)) {
    std::unique_ptr<asked_array> frames = joined(std::move(arrays));
    arrays.clear();
    arrays.push_back(std::move(frames));
  }
  for (const output& out : a.outputs) {
    write_output(a, out, single(arrays, "-o"), trouble);
    if (interruption() != 0) return trouble;
  }
  if (a.data_uri) {
    asked_array& array = single(arrays, "--data-uri");
    std::string problem;
    write_stdout((is_movie(array, a.show.axes)
                      ? ar::data_uri(encode_movie(
                            array, a.part, movie_options_for(a, a.shown_movie, array), problem))
                      : picture_of(a, array, a.show).data_uri()) +
                 "\n");
    add_problem(trouble, problem);
  }
  for (const std::string& path : a.pages) write_page(a, path, arrays, trouble);
  return trouble;
}

/// What the mapping's options say before they become an nbimage_options.
struct mapping_arguments {
  std::vector<double> percentile;
  std::string norm = "linear";
  std::string axes = "automatic";
  std::string complex_as = "magnitude";
  std::string compression;
  std::optional<double> linthresh;
  std::optional<double> vcenter;
  std::string colormap;
  std::string colorbar;
  std::string upscale;
  std::string bad;
  std::string under;
  std::string over;
  std::string range;
  std::string crop;
  std::string shape;
  std::string dtype = "float32";
};

std::vector<std::size_t> shape_of(const std::string& text) {
  std::vector<std::size_t> extents;
  for (std::size_t at = 0; at <= text.size();) {
    const std::size_t comma = std::min(text.find(',', at), text.size());
    const std::string part = text.substr(at, comma - at);
    const auto extent = part == "-1" && extents.empty() ? 0 : number_of<std::size_t>(part);
    if (!extent || (*extent == 0 && part != "-1"))
      throw CLI::ValidationError("--shape " + text,
                                 "expected extents as 100,480,640; -1 as the first: as many frames "
                                 "as there are");
    extents.push_back(*extent);
    at = comma + 1;
  }
  return extents;
}

const std::vector<std::string>& dtype_names() {
  static const std::vector<std::string> names = [] {
    std::vector<std::string> all;
    for (int i = 0; i <= static_cast<int>(ar::dtype::bfloat16); ++i)
      all.emplace_back(ar::name_of(static_cast<ar::dtype>(i)));
    return all;
  }();
  return names;
}

/// The name of a colormap, in any case. Help shows only the first names, as there are 140.
CLI::Validator colormap_name() {
  std::vector<std::string> first;
  for (const ar::colormap* map : ar::colormaps::all.first(12)) first.emplace_back(map->name());
  return {[](std::string& given) {
            try {
              static_cast<void>(ar::colormap_named(given));
              return std::string();
            } catch (const ar::error&) {
              return one_of_or_reversed(ar::colormap_names())(given);
            }
          },
          one_of_or_reversed(first).get_description()};
}

// Wrong values are errors of the command line, which names them as the library does.
void apply(const mapping_arguments& m, ar::nbimage_options& show) {
  if (!m.percentile.empty()) show.percentile = ar::percentiles{m.percentile[0], m.percentile[1]};
  if (m.linthresh && m.norm != "symlog")
    throw CLI::ValidationError("--linthresh needs --norm symlog");
  if (m.vcenter && m.norm != "two-slope")
    throw CLI::ValidationError("--vcenter needs --norm two-slope");
  if (!show.colorbar_label.empty() && m.colorbar.empty())
    throw CLI::ValidationError("--colorbar-label needs --colorbar");
  // The texts mean what they mean to users of C.
  ar::detail::picture_so_far so_far;
  so_far.options = show;
  try {
    for (const auto& [name, text] : {std::pair("axes", &m.axes), std::pair("complex", &m.complex_as),
                                     std::pair("compression", &m.compression),
                                     std::pair("norm", &m.norm), std::pair("range", &m.range),
                                     std::pair("upscale", &m.upscale),
                                     std::pair("colorbar", &m.colorbar),
                                     std::pair("colormap", &m.colormap), std::pair("bad", &m.bad),
                                     std::pair("under", &m.under), std::pair("over", &m.over)})
      if (!text->empty()) ar::detail::set_picture_option(so_far, {name, *text});
  } catch (const ar::error& e) {
    throw wrong_option(e);
  }
  so_far.linthresh = m.linthresh;
  so_far.vcenter = m.vcenter;
  ar::detail::join_mapping(so_far);
  show = so_far.options;
}

void apply_raw(const mapping_arguments& m, arguments& a) {
  if (!m.crop.empty()) a.part.area = crop_of(m.crop);
  const auto& names = dtype_names();
  a.how.raw.type =
      static_cast<ar::dtype>(std::find(names.begin(), names.end(), m.dtype) - names.begin());
  if (!m.shape.empty()) a.how.raw.shape = shape_of(m.shape);
}

/// Whether a name ends in an extension, in any case.
bool ends_with(const std::string& name, std::string_view extension) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return name.size() >= extension.size() &&
         std::equal(extension.begin(), extension.end(),
                    name.end() - static_cast<std::ptrdiff_t>(extension.size()),
                    [&](char a, char b) { return a == lower(b); });
}

/// A file's name without what can be said in another way: "./x.png", "y/../x.png".
std::string same_path(const std::string& name) {
  std::error_code none;
  const std::filesystem::path path(name);
  const std::filesystem::path folder =
      std::filesystem::weakly_canonical(std::filesystem::absolute(path).parent_path(), none);
  return none ? name : (folder / path.filename()).string();
}

/// An output that is given twice would be written over the first.
void refuse_same_outputs(const arguments& a) {
  std::vector<std::string> names = a.output_names;
  for (const std::string& page : a.pages)
    if (std::find(a.output_names.begin(), a.output_names.end(), page) == a.output_names.end() ||
        std::count(a.pages.begin(), a.pages.end(), page) > 1)
      names.push_back(page);
  for (std::size_t i = 0; i < names.size(); ++i)
    for (std::size_t k = 0; k < i; ++k)
      if (names[i] != "-" && same_path(names[i]) == same_path(names[k]))
        throw CLI::ValidationError("the output " + printable(names[i]),
                                   "expected once; it is given twice");
}

/// Sorts the outputs by what they are; wrong ones are errors of the command line.
void sort_outputs(arguments& a) {
  for (const std::string& name : a.output_names) {
    if (ends_with(name, ".html") || ends_with(name, ".htm"))
      a.pages.push_back(name);
    else if (is_movie_name(name) || (name == "-" && !a.movie.codec.empty()))
      a.outputs.push_back({name, movie_options_of(a.movie, a.show, name == "-" ? "" : name)});
    else if (name == "-" || ends_with(name, ".png"))
      a.outputs.push_back({name, {}});
    else
      throw CLI::ValidationError("-o " + printable(name),
                                 std::string("expected a name that ends in .png, "
                                             ".html, ") +
                                     movie_extensions + ", or -");
  }
  if (!a.pages.empty() || a.data_uri) a.shown_movie = movie_options_of(a.movie, a.show, "");
}

void check(const arguments& a) {
  // What no array could be shown with is the command line's fault, not an input's.
  try {
    static_cast<void>(ar::resolve_range(std::vector<double>{1}, ar::detail::mapping_of(a.show)));
    for (const output& out : a.outputs)
      if (out.movie) check_movie(*out.movie);
    if (!a.pages.empty() || a.data_uri) check_movie(a.shown_movie);
  } catch (const ar::error& e) {
    throw CLI::ValidationError(e.what());
  }
  refuse_same_outputs(a);
  const auto to_stdout = std::count(a.output_names.begin(), a.output_names.end(), "-") +
                         (a.data_uri ? 1 : 0) + (a.info ? 1 : 0);
  if (to_stdout > 1)
    throw CLI::ValidationError(a.data_uri ? "--data-uri" : "-o -",
                               "expected standard output for it alone");
  const auto from_stdin = std::count(a.inputs.begin(), a.inputs.end(), "-");
  if (from_stdin > 1) throw CLI::ValidationError("-", "standard input can be read once");
  if (a.watch) {
    if (a.inputs.size() != 1 || from_stdin != 0)
      throw CLI::ValidationError("--watch", "expected one folder, pattern or file");
    if (a.outputs.size() > 1 || a.pages.size() > 1 || a.data_uri || a.info)
      throw CLI::ValidationError("--watch", "expected a page, a movie, or one of each");
    if (a.outputs.empty() && a.pages.empty())
      throw CLI::ValidationError("--watch", "expected a page or a movie to write");
    if (!a.outputs.empty() && (!a.outputs.front().movie || a.outputs.front().path == "-"))
      throw CLI::ValidationError("--watch with -o " + a.outputs.front().path,
                                 "expected a movie's file");
    if (!a.outputs.empty() && a.outputs.front().movie->range_policy == ar::range_policy::per_frame)
      throw CLI::ValidationError("--per-frame", "expected one range for all that is watched");
  }
  if (a.info && from_stdin != 0 && a.has_output())
    throw CLI::ValidationError("--info",
                               "standard input can be read once: expected no picture too");
}

/// The version in a line of its own, and what this tool was built with.
std::string version_text() {
  std::string text = std::string(ar::version) + "\nreads: .npy, .npz, raw";
#if ARRAYREEL_TOOL_HDF5
  text += ", HDF5\n";
#else
  text += "; no HDF5, for which it was built without the library\n";
#endif
  text += "writes: .png, .html";
  const std::string encoders = encoders_text();
  return text + (encoders.empty() ? "; no movies, for which it was built without FFmpeg"
                                  : ", movies by\n" + encoders);
}

std::string manual_of(const CLI::App& app) {
  return man_page(app,
                  {.version = ar::version,
                   .examples = {{"A picture of one array.",
                                 "arrayreel elevation.npz:z -o z.png --colormap viridis"},
                                {"A movie of a simulation's dumps, in the order of their numbers.",
                                 "arrayreel 'dump_*.npy' -o run.mp4 --fps 25 --vsym"},
                                {"Every tenth step of an HDF5 dataset.",
                                 "arrayreel run.h5:/fields/u -o u.webm --every 10"},
                                {"A page that follows a simulation.",
                                 "arrayreel out/ --watch -o live.html -o run.mp4"},
                                {"What files hold.", "arrayreel run.npz --info"}},
                   .see_also = {"ffmpeg(1)", "h5dump(1)"},
                   .exit_statuses = {{0, "all is done"},
                                     {1, "an input or an output failed"},
                                     {2, "the command line makes no sense"},
                                     {128 + SIGINT, "SIGINT (Ctrl-C) ended it"},
                                     {128 + SIGTERM, "SIGTERM ended it"},
                                     {128 + SIGHUP, "SIGHUP ended it"}}});
}

/// Whether frames need not be gone through twice: one movie, whose range does not depend on all.
bool reads_once(const arguments& a) {
  if (a.outputs.size() != 1 || !a.pages.empty() || a.data_uri || a.info || a.watch) return false;
  const auto& movie = a.outputs.front().movie;
  // Raw pixels that pass as they are need no range.
  if (movie && !a.how.raw.shape.empty() &&
      ar::detail::passes_untouched(ar::detail::mapping_of(*movie), a.how.raw.type,
                                   movie->bit_depth == 16U ? 2 : 1))
    return true;
  return movie && (movie->range || (movie->vmin && movie->vmax) ||
                   movie->range_policy == ar::range_policy::first_frame ||
                   movie->range_policy == ar::range_policy::per_frame);
}

// An option that would have no effect is a mistake.
void refuse_idle_movie_options(const CLI::App& app, const arguments& a) {
  if (!a.pages.empty() || a.data_uri || a.has_movie_output()) return;
  for (const CLI::Option* option : app.get_options())
    if (option->get_group() == movie_group && option->count() > 0)
      throw CLI::ValidationError(option->get_name(), "expected a movie or a page to write");
}

/// Ends with what CLI11 has to say: help, or an error.
int leave(const CLI::App& app, const CLI::ParseError& e) {
  std::ostringstream out, err;
  if (app.exit(e, out, err) != 0) {
    std::string line;
    for (std::istringstream lines(usage_error(app, e)); std::getline(lines, line);) say(line);
    std::fputs("Run arrayreel --help for what it takes.\n", stderr);
    return exit_usage;
  }
  try {
    write_stdout(out.str());
    return 0;
  } catch (const ar::error& failure) {
    say(failure.what());
    return exit_failure;
  }
}

/// For who gives no arguments at all.
constexpr const char* short_usage =
    "arrayreel: no input. Usage: arrayreel FILE... [-o OUTPUT] [OPTION...], as in\n"
    "  arrayreel u.npy -o u.png --colormap viridis   a picture of one array\n"
    "  arrayreel 'dump_*.npy' -o run.mp4 --vsym      a movie of many files\n"
    "  arrayreel run.npz                             what files hold; --help has the rest\n";

} // namespace

int main(int argc, char** argv) {
  arguments a;
  mapping_arguments m;
  CLI::App app("Arrays from files (NumPy's .npy and .npz, HDF5, raw) as exact PNG pictures, and "
               "stacks or folders of them as movies.\n"
               "Without an output, prints what the files hold.",
               "arrayreel");
  app.formatter(std::make_shared<folded_help>());
  app.set_help_flag("-h,--help", "print this help and exit");
  app.set_version_flag("--version", version_text,
                       "print the version, formats and encoders and exit");
  app.add_option("inputs", a.inputs,
                 "FILE.npy, FILE.npy:FIELD, FILE.npz, FILE.npz:ARRAY, FILE.h5:/DATASET; a folder "
                 "of .npy files or a quoted pattern such as 'dump_*.npy', whose files are frames "
                 "in the order of the numbers in their names; - for standard input")
      ->type_name("FILE");

  const std::string raw = raw_group;
  CLI::Option* const shape =
      app.add_option("--shape", m.shape,
                     "the files are raw: extents of the array, -1 as the first for as many frames "
                     "as there are, or as come through a pipe")
          ->group(raw);
  app.add_option("--dtype", m.dtype, "type of a raw file's elements (float32)")
      ->transform(one_of(dtype_names()))
      ->needs(shape)
      ->group(raw);
  app.add_option("--offset", a.how.raw.offset, "bytes before a raw file's first element (0)")
      ->check(within<std::uint64_t>(0, std::uint64_t{1} << 62))
      ->needs(shape)
      ->group(raw);
  app.add_flag("--big-endian", a.how.raw.big_endian, "byte order of a raw file's elements")
      ->needs(shape)
      ->group(raw);
  app.add_flag("--fortran", a.how.raw.fortran_order, "a raw file's first axis is contiguous")
      ->needs(shape)
      ->group(raw);

  const std::string out = "Output";
  app.add_option("-o,--output", a.output_names,
                 "file to write, which its name's end says: .png picture, .mp4 .webm .mkv .ogv "
                 ".gif .apng .webp movie, .html page; - for standard output")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(out);
  app.add_option("--html", a.pages, "self-contained page of all inputs to write")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(out);
  app.add_option("--title", a.title, "title of the page")->group(out);
  app.add_flag("--link-large", a.link_large,
               "pictures and movies of more than 20 MiB go into files beside the page")
      ->group(out);
  app.add_flag("--data-uri", a.data_uri, "print the picture or movie as a data URI")->group(out);
  app.add_flag("--info", a.info,
               "print shape, type, range and NaN count of every array, or facts of a PNG or movie")
      ->group(out);

  const std::string follow = "Watching";
  CLI::Option* const watched =
      app.add_flag("--watch", a.watch,
                   "follows a folder, pattern or file that is still being written: a page is kept "
                   "up to date, a movie grows, until Ctrl-C")
          ->group(follow);
  constexpr double years = 1e9; // seconds, so that they can be added to a time
  app.add_option("--interval", a.interval, "seconds between looks (2)")
      ->check(within(0.001, 1e6))
      ->needs(watched)
      ->group(follow);
  app.add_option("--patience", a.patience,
                 "a file that is not whole is left out when for so many seconds nothing was "
                 "written to it (30)")
      ->check(within(0.0, years))
      ->needs(watched)
      ->group(follow);
  app.add_option("--idle", a.idle, "ends after so many seconds without a new file")
      ->check(within(0.001, years))
      ->needs(watched)
      ->group(follow);

  bool colormaps = false;
  const std::string map = mapping_group;
  app.add_option("--vmin", a.show.vmin, "value of the first level")->group(map);
  app.add_option("--vmax", a.show.vmax, "value that ends the last level")->group(map);
  app.add_option("--range", m.range, "vmin and vmax: --range=-1,1")->group(map);
  app.add_flag("--vsym", a.show.vsym, "symmetric range: zero is the middle")->group(map);
  app.add_option("--percentile", m.percentile, "range between two percentiles of the values")
      ->expected(2)
      ->group(map);
  app.add_option("--norm", m.norm, "how the place in the range becomes a colour")
      ->transform(one_of({"linear", "log", "symlog", "two-slope"}))
      ->group(map);
  app.add_option("--linthresh", m.linthresh, "half width of symlog's linear part")->group(map);
  app.add_option("--vcenter", m.vcenter, "centre of two-slope (0)")->group(map);
  app.add_option("--gamma", a.show.gamma, "power of the place in the range")->group(map);
  CLI::Option* const colormap =
      app.add_option("--colormap", m.colormap,
                     "colours of a scalar field: one that the next option lists, reversed by _r behind "
                     "the name")
          ->transform(colormap_name())
          ->group(map);
  app.add_flag("--colormaps", colormaps, "print the names of all colormaps and exit")->group(map);
  app.add_option("--bad", m.bad, "colour of NaN (transparent)")->group(map);
  app.add_option("--under", m.under, "colour of values below vmin")->group(map);
  app.add_option("--over", m.over, "colour of values above vmax")->group(map);
  app.add_flag("--colorbar{right}", m.colorbar,
               "the colours and their values on the right of the picture; --colorbar=below it")
      ->check(CLI::IsMember({"right", "below"}))
      ->group(map);
  app.add_option("--colorbar-label", a.show.colorbar_label,
                 "what the values are, beside the colorbar: 'u [m/s]'")
      ->group(map);
  app.add_option("--axes", m.axes, "what the axes are, instead of the guess")
      ->transform(one_of({"automatic", "yx", "yxc", "cyx", "tyx", "tyxc", "tcyx"}))
      ->group(map);
  app.add_option("--complex", m.complex_as, "what is shown of complex numbers")
      ->transform(one_of({"magnitude", "phase", "real", "imag", "phase-hue"}))
      ->group(map);

  const std::string png = picture_group;
  app.add_option("--crop", m.crop, "rows and columns as Python slices: 10:-10,20:300")->group(png);
  app.add_option("--bit-depth", a.show.bit_depth, "8 or 16 bits; of movies .mkv and .apng")
      ->check(CLI::IsMember({8, 16}))
      ->group(png);
  app.add_option("--compression", m.compression, "what files are compressed for")
      ->transform(one_of({"fast", "balanced", "smallest"}))
      ->group(png);
  app.add_option("--level", a.show.level, "zlib's level, by libpng")
      ->check(CLI::Range(0, 9))
      ->group(png);
  app.add_option("--upscale", m.upscale, "every element as N x N pixels; 2x3: as two rows of three")
      ->group(png);
  app.add_option("--dpi", a.show.dpi, "pixels per inch of print")
      ->check(CLI::PositiveNumber)
      ->group(png);
  app.add_option("--threads", a.show.threads,
                 "threads for a picture or a movie, at most (0: as many as make it faster)")
      ->check(CLI::Range(0, 256))
      ->group(png);
  app.add_flag("--describe", a.show.describe,
               "range, norm and colormap as text inside (PNG, MP4, WebM, MKV)")
      ->group(png);
  app.add_option("--width", a.show.width, "CSS pixels in the page")
      ->check(within<std::uint64_t>(1, 1'000'000))
      ->group(png);

  std::string shell;
  bool man = false;
  app.add_option("--completion", shell, "print a script that completes these options and exit")
      ->transform(one_of({"bash", "zsh", "fish"}));
  app.add_flag("--man", man, "print the manual page and exit");
  add_movie_options(app, a.movie);
  app.add_option("--every", a.part.every, "takes one frame of N")
      ->check(CLI::Range(std::size_t{1}, std::size_t{1'000'000'000}))
      ->group(movie_group);
  app.add_option("--jobs", a.part.jobs,
                 "parts of a movie's file encoded at a time: 1 (default), 0 as many as processors")
      ->check(CLI::Range(0, 256))
      ->group(movie_group);

  try {
    app.parse(argc, argv);
    if (man || !shell.empty()) {
      colormap->get_validator(0)->description(
          one_of_or_reversed(ar::colormap_names()).get_description());
      write_stdout(man               ? manual_of(app)
                   : shell == "bash" ? bash_completion(app)
                   : shell == "zsh"  ? zsh_completion(app)
                                     : fish_completion(app));
      return 0;
    }
    if (argc < 2) {
      std::fputs(short_usage, stderr);
      return exit_usage;
    }
    if (colormaps) {
      std::string names;
      for (const std::string& name : ar::colormap_names()) names += name + "\n";
      write_stdout(names);
      return 0;
    }
    if (a.inputs.empty())
      throw CLI::ValidationError("an input is missing", "expected a file, a folder or a pattern");
    apply(m, a.show);
    apply_raw(m, a);
    sort_outputs(a);
    refuse_idle_movie_options(app, a);
    check(a);
  } catch (const CLI::ParseError& e) {
    return leave(app, e);
  } catch (const ar::error& e) { // of standard output
    say(e.what());
    return exit_failure;
  }
  for (const CLI::Option* option : app.get_options())
    if (option->count() > 0) a.given.push_back({option->get_name(), option->get_group()});
  say_what_outputs_do_not_use(a);
  if (!a.has_output()) a.info = true;
  // What a shell made of a pattern comes in the order of characters.
  if (std::is_sorted(a.inputs.begin(), a.inputs.end())) sort_naturally(a.inputs);
  a.how.as_stream = reads_once(a);
  a.how.layout = a.show.axes;

  std::vector<std::string> paths = a.pages;
  for (const output& one : a.outputs) paths.push_back(one.path);
  handle_interrupts(paths, a.watch && !a.idle);
  const auto exit_code = [](bool done) {
    return interruption() != 0 ? 128 + interruption() : done ? 0 : exit_failure;
  };

  try {
    say_what_files_do_not_use(a);
    bool complete = true;
    std::string problems;
    if (a.watch)
      run_watch(a, complete);
    else
      problems = run(a);
    if (!problems.empty()) std::fprintf(stderr, "arrayreel: %s\n", problems.c_str());
    return exit_code(complete && problems.empty());
  } catch (const std::exception& e) {
    say(e.what());
    return exit_code(false);
  }
}

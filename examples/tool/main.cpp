// arrayreel: arrays from NumPy files as pictures and movies, from the command line.
//
// Exit codes: 0 done, 1 an input or output failed, 2 the command line makes no sense.
#include <algorithm>
#include <cstdio>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <CLI/CLI.hpp>
#include <arrayreel/image.hpp>
#include <arrayreel/npy.hpp>

#include "input.hpp"
#include "movie.hpp"
#include "movie_options.hpp"
#include "progress.hpp"

namespace ar = arrayreel;

namespace {

constexpr int exit_failure = 1;
constexpr int exit_usage = 2;

/// A picture or a movie to write.
struct output {
  std::string path; ///< "-" for standard output
  std::optional<ar::video_options> movie;
};

struct arguments {
  std::vector<std::string> inputs;
  std::vector<std::string> output_names;
  std::vector<output> outputs;
  std::vector<std::string> pages;
  std::string title;
  bool data_uri = false;
  bool info = false;
  bool link_large = false;
  ar::nbimage_options show;
  movie_arguments movie;
  ar::video_options shown_movie; ///< in a page or a data URI

  [[nodiscard]] bool has_output() const { return !outputs.empty() || !pages.empty() || data_uri; }
};

void write_stdout(std::string_view text) {
  if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size() || std::fflush(stdout) != 0)
    throw ar::error(ar::error_kind::io, "cannot be written", "standard output");
}

std::string fact_table(const std::vector<array_facts>& all) {
  std::vector<std::vector<std::string>> rows{
      {"array", "shape", "type", "finite values", "NaN", "reads as"}};
  for (const array_facts& f : all)
    rows.push_back({f.label, f.shape, f.type, f.range, f.nan, f.shown});
  std::vector<std::size_t> widths(rows[0].size(), 0);
  for (const auto& row : rows)
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], row[i].size());
  std::string text;
  for (const auto& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      line += row[i];
      line.append(widths[i] - row[i].size() + 2, ' ');
    }
    line.erase(line.find_last_not_of(' ') + 1);
    text += line + "\n";
  }
  return text;
}

std::string caption_of(const loaded_array& loaded, const ar::nbimage_options& options) {
  std::string caption =
      loaded.label + ", " + shape_text(loaded.array) + " " + ar::name_of(loaded.array.type());
  if (options.colormap) caption += ", " + std::string(options.colormap->name());
  return caption;
}

/// The picture of one array; an error says which.
ar::notebook_image picture_of(const loaded_array& loaded, const ar::nbimage_options& options) {
  try {
    return ar::nbimage(loaded.array, options);
  } catch (const ar::error& e) {
    std::string message = e.what();
    const array_reading reading = reading_of(loaded.array, options.axes);
    if (!reading.picture && reading.frames != 0)
      message += "; it reads as a movie of " + std::to_string(reading.frames) +
                 " frames, for a name that ends in " + movie_extensions;
    throw ar::error(e.kind(), message, loaded.label);
  }
}

/// Whether an array becomes a movie where the output holds either.
bool is_movie(const loaded_array& loaded, ar::axes layout) {
  const array_reading reading = reading_of(loaded.array, layout);
  return !reading.picture && reading.frames != 0;
}

void write_page(const arguments& a, const std::string& path,
                const std::vector<loaded_array>& arrays) {
  const std::string title = a.title.empty() ? arrays.front().label : a.title;
  ar::page page({.title = title,
                 .large_media = a.link_large ? ar::large_media::link : ar::large_media::refuse});
  page.heading(title, 1);
  progress waiting(arrays.size());
  for (const loaded_array& loaded : arrays) {
    waiting.step(loaded.label);
    ar::nbimage_options options = a.show;
    options.alt = loaded.label;
    const std::string caption = caption_of(loaded, options);
    if (is_movie(loaded, options.axes))
      add_movie(page, loaded, a.shown_movie, options.width, caption);
    else
      page.picture(picture_of(loaded, options), caption);
  }
  page.write(path);
}

/// The one array of an output that holds one.
const loaded_array& single(const std::vector<loaded_array>& arrays, const char* output) {
  if (arrays.size() == 1) return arrays.front();
  std::string names;
  for (const loaded_array& loaded : arrays) names += (names.empty() ? "" : ", ") + loaded.label;
  throw ar::error(ar::error_kind::parameter,
                  "the " + std::to_string(arrays.size()) + " arrays " + names + " for " + output +
                      ", which holds one; expected one of them, or --html");
}

void write_output(const output& out, const std::vector<loaded_array>& arrays,
                  const ar::nbimage_options& show) {
  const loaded_array& loaded = single(arrays, "-o");
  if (out.movie && out.path != "-") {
    write_movie(out.path, loaded, *out.movie);
    return;
  }
  const ar::encoded medium =
      out.movie ? encode_movie(loaded, *out.movie) : picture_of(loaded, show).png;
  if (out.path == "-")
    write_stdout({reinterpret_cast<const char*>(medium.bytes.data()), medium.bytes.size()});
  else
    ar::write_file(out.path, medium);
}

void run(const arguments& a) {
  if (a.info) {
    std::vector<array_facts> facts;
    for (const std::string& argument : a.inputs)
      for (array_facts& f : load_facts(input(argument))) facts.push_back(std::move(f));
    write_stdout(fact_table(facts));
  }
  if (!a.has_output()) return;

  std::vector<loaded_array> arrays;
  std::vector<std::string> problems;
  {
    progress waiting(a.inputs.size());
    for (const std::string& argument : a.inputs) {
      waiting.step(argument);
      for (loaded_array& loaded : load_pictures(input(argument), problems))
        arrays.push_back(std::move(loaded));
    }
  }
  for (const std::string& problem : problems)
    std::fprintf(stderr, "arrayreel: %s\n", printable(problem).c_str());
  for (const output& out : a.outputs) write_output(out, arrays, a.show);
  if (a.data_uri) {
    const loaded_array& loaded = single(arrays, "--data-uri");
    write_stdout((is_movie(loaded, a.show.axes) ? ar::data_uri(encode_movie(loaded, a.shown_movie))
                                                : picture_of(loaded, a.show).data_uri()) +
                 "\n");
  }
  for (const std::string& path : a.pages) write_page(a, path, arrays);
}

/// What the mapping's options say before they become an nbimage_options.
struct mapping_arguments {
  std::vector<double> percentile;
  std::string norm = "linear";
  std::string axes = "automatic";
  std::string complex_as = "magnitude";
  std::optional<double> linthresh;
  std::optional<double> vcenter;
  std::string colormap;
  std::string bad;
  std::string under;
  std::string over;
};

// Wrong values are errors of the command line, which names them as the library does.
void apply(const mapping_arguments& m, ar::nbimage_options& show) {
  if (!m.percentile.empty()) show.percentile = ar::percentiles{m.percentile[0], m.percentile[1]};
  if (m.linthresh && m.norm != "symlog")
    throw CLI::ValidationError("--linthresh needs --norm symlog");
  if (m.vcenter && m.norm != "two-slope")
    throw CLI::ValidationError("--vcenter needs --norm two-slope");
  if (m.axes == "yx") show.axes = ar::axes::yx;
  if (m.axes == "yxc") show.axes = ar::axes::yxc;
  if (m.axes == "cyx") show.axes = ar::axes::cyx;
  if (m.axes == "tyx") show.axes = ar::axes::tyx;
  if (m.axes == "tyxc") show.axes = ar::axes::tyxc;
  if (m.axes == "tcyx") show.axes = ar::axes::tcyx;
  if (m.complex_as == "phase") show.complex_as = ar::complex_part::phase;
  if (m.complex_as == "real") show.complex_as = ar::complex_part::real;
  if (m.complex_as == "imag") show.complex_as = ar::complex_part::imag;
  if (m.complex_as == "phase-hue") show.complex_as = ar::complex_part::phase_hue;
  if (m.norm == "log") show.norm = ar::log_norm{};
  if (m.norm == "symlog") show.norm = ar::symlog_norm{.linthresh = m.linthresh};
  if (m.norm == "two-slope") show.norm = ar::two_slope_norm{.vcenter = m.vcenter.value_or(0)};
  try {
    if (!m.colormap.empty()) show.colormap = ar::colormap_named(m.colormap);
    if (!m.bad.empty()) show.bad = ar::parse_color(m.bad);
    if (!m.under.empty()) show.under = ar::parse_color(m.under);
    if (!m.over.empty()) show.over = ar::parse_color(m.over);
  } catch (const ar::error& e) {
    throw CLI::ValidationError(e.what());
  }
}

/// Sorts the outputs by what they are; wrong ones are errors of the command line.
void sort_outputs(arguments& a) {
  for (const std::string& name : a.output_names) {
    if (name.ends_with(".html") || name.ends_with(".htm"))
      a.pages.push_back(name);
    else if (is_movie_name(name) || (name == "-" && !a.movie.codec.empty()))
      a.outputs.push_back({name, movie_options_of(a.movie, a.show, name == "-" ? "" : name)});
    else if (name == "-" || name.ends_with(".png") || name.ends_with(".PNG"))
      a.outputs.push_back({name, {}});
    else
      throw CLI::ValidationError("-o " + name, std::string("expected a name that ends in .png, "
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
  const auto to_stdout = std::count(a.output_names.begin(), a.output_names.end(), "-") +
                         (a.data_uri ? 1 : 0) + (a.info ? 1 : 0);
  if (to_stdout > 1)
    throw CLI::ValidationError(a.data_uri ? "--data-uri" : "-o -",
                               "expected standard output for it alone");
  const auto from_stdin = std::count(a.inputs.begin(), a.inputs.end(), "-");
  if (from_stdin > 1) throw CLI::ValidationError("-", "standard input can be read once");
  if (a.info && from_stdin != 0 && a.has_output())
    throw CLI::ValidationError("--info",
                               "standard input can be read once: expected no picture too");
}

// An option that would have no effect is a mistake.
void refuse_idle_movie_options(const CLI::App& app, const arguments& a) {
  const auto is_movie = [](const output& out) { return out.movie.has_value(); };
  if (!a.pages.empty() || a.data_uri || std::any_of(a.outputs.begin(), a.outputs.end(), is_movie))
    return;
  for (const CLI::Option* option : app.get_options())
    if (option->get_group() == movie_group && option->count() > 0)
      throw CLI::ValidationError(option->get_name(), "expected a movie or a page to write");
}

} // namespace

int main(int argc, char** argv) {
  arguments a;
  mapping_arguments m;
  CLI::App app("Arrays from NumPy files (.npy, .npz) as exact PNG pictures, and stacks of them as "
               "movies.\n"
               "Without an output, prints what the files hold.",
               "arrayreel");
  app.set_version_flag("--version", ar::version);
  app.add_option("inputs", a.inputs, "FILE.npy, FILE.npz, FILE.npz:ARRAY, or - for standard input")
      ->required();

  const std::string out = "Output";
  app.add_option("-o,--output", a.output_names,
                 "file to write, which its name's end says: .png picture, .mp4 .webm .mkv .ogv "
                 ".gif .apng .webp movie, .html page; - for standard output; may be repeated")
      ->allow_extra_args(false)
      ->group(out);
  app.add_option("--html", a.pages, "self-contained page of all inputs to write")
      ->allow_extra_args(false)
      ->group(out);
  app.add_option("--title", a.title, "title of the page")->group(out);
  app.add_flag("--link-large", a.link_large,
               "pictures and movies of more than 20 MiB go into files beside the page")
      ->group(out);
  app.add_flag("--data-uri", a.data_uri, "print the picture or movie as a data URI")->group(out);
  app.add_flag("--info", a.info, "print shape, type, range and NaN count of every array")
      ->group(out);

  const std::string map = "Values to colours";
  app.add_option("--vmin", a.show.vmin, "value of the first level")->group(map);
  app.add_option("--vmax", a.show.vmax, "value that ends the last level")->group(map);
  app.add_flag("--vsym", a.show.vsym, "symmetric range: zero is the middle")->group(map);
  app.add_option("--percentile", m.percentile, "range between two percentiles of the values")
      ->expected(2)
      ->group(map);
  app.add_option("--norm", m.norm, "how the place in the range becomes a colour")
      ->check(CLI::IsMember({"linear", "log", "symlog", "two-slope"}))
      ->group(map);
  app.add_option("--linthresh", m.linthresh, "half width of symlog's linear part")->group(map);
  app.add_option("--vcenter", m.vcenter, "centre of two-slope (0)")->group(map);
  app.add_option("--gamma", a.show.gamma, "power of the place in the range")->group(map);
  app.add_option("--colormap", m.colormap, "colours of a scalar field; _r behind the name reverses")
      ->group(map);
  app.add_option("--bad", m.bad, "colour of NaN (transparent)")->group(map);
  app.add_option("--under", m.under, "colour of values below vmin")->group(map);
  app.add_option("--over", m.over, "colour of values above vmax")->group(map);
  app.add_option("--axes", m.axes, "what the axes are, instead of the guess")
      ->check(CLI::IsMember({"automatic", "yx", "yxc", "cyx", "tyx", "tyxc", "tcyx"}))
      ->group(map);
  app.add_option("--complex", m.complex_as, "what is shown of complex numbers")
      ->check(CLI::IsMember({"magnitude", "phase", "real", "imag", "phase-hue"}))
      ->group(map);

  const std::string png = "Picture";
  app.add_option("--bit-depth", a.show.bit_depth, "8 or 16 bits; of movies .mkv and .apng")
      ->check(CLI::IsMember({8, 16}))
      ->group(png);
  app.add_option("--level", a.show.level, "zlib's level")->check(CLI::Range(0, 9))->group(png);
  app.add_option("--upscale", a.show.upscale, "every element as N x N pixels")
      ->check(CLI::Range(1, 1000))
      ->group(png);
  app.add_option("--dpi", a.show.dpi, "pixels per inch of print")
      ->check(CLI::PositiveNumber)
      ->group(png);
  app.add_flag("--describe", a.show.describe, "vmin, vmax and colormap as text inside")->group(png);
  app.add_option("--width", a.show.width, "CSS pixels in the page")
      ->check(CLI::PositiveNumber)
      ->group(png);

  add_movie_options(app, a.movie);

  try {
    app.parse(argc, argv);
    apply(m, a.show);
    sort_outputs(a);
    refuse_idle_movie_options(app, a);
    check(a);
  } catch (const CLI::ParseError& e) {
    const int code = app.exit(e);
    return code == 0 ? 0 : exit_usage;
  }
  if (!a.has_output()) a.info = true;

  try {
    run(a);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "arrayreel: %s\n", e.what());
    return exit_failure;
  }
  return 0;
}

// Does the jobs that reference_test.py lists: raw arrays in, raw pixels out, for it to compare.
//
// `reference_driver DIRECTORY` reads DIRECTORY/jobs.txt, a job a line: words `key=value`, numbers
// as C hexadecimal floats. For each it writes a line of DIRECTORY/results.txt: the job's name, `ok`
// or `error`, and what it gave; pixels go to NAME.out, a palette to NAME.palette.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <arrayreel/any_view.hpp>
#include <arrayreel/colormap.hpp>
#include <arrayreel/range.hpp>
#include <arrayreel/rerange.hpp>

namespace ar = arrayreel;

namespace {

using job = std::map<std::string, std::string>;

[[nodiscard]] double number(const std::string& text) {
  char* end = nullptr;
  const double value = std::strtod(text.c_str(), &end);
  if (text.empty() || *end != '\0') throw std::runtime_error("no number: " + text);
  return value;
}

[[nodiscard]] std::vector<std::string> parts(const std::string& text, char separator) {
  std::vector<std::string> result;
  std::istringstream stream(text);
  for (std::string part; std::getline(stream, part, separator);) result.push_back(part);
  return result;
}

[[nodiscard]] ar::color color_of(const std::string& text) {
  const auto p = parts(text, ',');
  const auto byte = [&](std::size_t i) { return static_cast<std::uint8_t>(number(p.at(i))); };
  return {byte(0), byte(1), byte(2), byte(3)};
}

[[nodiscard]] ar::norm norm_of(const std::string& text) {
  const auto p = parts(text, ':');
  if (p.at(0) == "linear") return ar::linear_norm{};
  if (p[0] == "log") return ar::log_norm{};
  if (p[0] == "power") return ar::power_norm{number(p.at(1))};
  if (p[0] == "two_slope") return ar::two_slope_norm{number(p.at(1))};
  if (p[0] == "symlog")
    return ar::symlog_norm{
        .linthresh = number(p.at(1)), .linscale = number(p.at(2)), .base = number(p.at(3))};
  throw std::runtime_error("no norm: " + text);
}

[[nodiscard]] ar::complex_part part_of(const std::string& text) {
  const std::map<std::string, ar::complex_part> names{{"magnitude", ar::complex_part::magnitude},
                                                      {"phase", ar::complex_part::phase},
                                                      {"real", ar::complex_part::real},
                                                      {"imag", ar::complex_part::imag},
                                                      {"phase_hue", ar::complex_part::phase_hue}};
  return names.at(text);
}

[[nodiscard]] ar::mapping_options options_of(const job& j) {
  ar::mapping_options o;
  for (const auto& [key, value] : j) {
    if (key == "vmin") o.vmin = number(value);
    if (key == "vmax") o.vmax = number(value);
    if (key == "vsym") o.vsym = true;
    if (key == "norm") o.norm = norm_of(value);
    if (key == "colormap") o.colormap = ar::colormap_named(value);
    if (key == "bad") o.bad = color_of(value);
    if (key == "under") o.under = color_of(value);
    if (key == "over") o.over = color_of(value);
    if (key == "part") o.complex_as = part_of(value);
    if (key == "percentile") {
      const auto p = parts(value, ',');
      o.percentile = ar::percentiles{number(p.at(0)), number(p.at(1))};
    }
  }
  return o;
}

/// A file's bytes and the array that they hold.
class input {
public:
  input(const std::string& directory, const job& j) {
    std::ifstream file(directory + "/" + j.at("input"), std::ios::binary);
    bytes_.assign(std::istreambuf_iterator<char>(file), {});
    for (const std::string& extent : parts(j.at("shape"), ','))
      extents_.push_back(static_cast<std::size_t>(number(extent)));
    steps_.assign(extents_.size(), 1);
    for (std::size_t i = extents_.size() - 1; i-- > 0;)
      steps_[i] = steps_[i + 1] * static_cast<std::ptrdiff_t>(extents_[i + 1]);
    for (unsigned i = 0;; ++i) {
      type_ = static_cast<ar::dtype>(i);
      if (ar::name_of(type_) == j.at("dtype")) break;
      if (i > 15) throw std::runtime_error("no element type: " + j.at("dtype"));
    }
    std::size_t count = 1;
    for (const std::size_t extent : extents_) count *= extent;
    // NumPy's is that of 64 bits.
    if (sizeof(long double) != 16 && type_ == ar::dtype::long_double &&
        bytes_.size() != count * sizeof(long double))
      throw std::runtime_error("this compiler has no type of long doubles of " +
                               std::to_string(bytes_.size() / count) + " bytes");
  }

  [[nodiscard]] ar::any_view view() const {
    // operator new, behind the vector, aligns for every element type.
    return {type_, bytes_.data(), ar::shape(extents_), ar::strides(steps_)};
  }

private:
  std::vector<char> bytes_;
  std::vector<std::size_t> extents_;
  std::vector<std::ptrdiff_t> steps_;
  ar::dtype type_{};
};

template <class T> void save(const std::string& path, const T* data, std::size_t count) {
  std::ofstream file(path, std::ios::binary);
  file.write(reinterpret_cast<const char*>(data), static_cast<std::streamsize>(count * sizeof(T)));
  if (!file.flush()) throw std::runtime_error("cannot write " + path);
}

template <class P> std::string draw(const std::string& directory, const job& j) {
  const ar::raster<P> picture = ar::rerange<P>(input(directory, j).view(), options_of(j));
  const std::string path = directory + "/" + j.at("name");
  save(path + ".out", picture.pixels().data(), picture.pixels().size());
  const auto& palette = picture.palette();
  static_assert(sizeof(ar::color) == 4);
  if (!palette.empty()) save(path + ".palette", palette.data(), palette.size());
  std::ostringstream text;
  text << picture.height() << ' ' << picture.width() << ' ' << picture.channels() << ' '
       << palette.size();
  return text.str();
}

std::string text_of(const ar::value_range& r) {
  std::ostringstream text;
  text << std::hexfloat << r.lo << ' ' << r.hi;
  return text.str();
}

std::string colormap_table(const std::string& directory, const job& j) {
  const ar::colormap map = ar::colormap_named(j.at("colormap"));
  save(directory + "/" + j.at("name") + ".out", map.entries().data(), map.entries().size());
  return std::to_string(map.count());
}

// normalize() has a result type for each element type. Only doubles are compared.
std::string normalized(const std::string& directory, const job& j) {
  const input in(directory, j);
  return in.view().visit([&]<class T>(const ar::array_view<T>& v) -> std::string {
    if constexpr (std::is_same_v<T, double>) {
      const auto result = ar::normalize(v, options_of(j));
      save(directory + "/" + j.at("name") + ".out", result.data(), result.size());
      return std::to_string(result.size());
    } else {
      throw std::runtime_error("normalize is compared for float64 only");
    }
  });
}

std::string done(const std::string& directory, const job& j) {
  const std::string& kind = j.at("kind");
  if (kind == "rerange8") return draw<std::uint8_t>(directory, j);
  if (kind == "rerange16") return draw<std::uint16_t>(directory, j);
  if (kind == "colormap") return colormap_table(directory, j);
  if (kind == "normalize") return normalized(directory, j);
  const input in(directory, j);
  const ar::any_view v = in.view();
  if (kind == "full") return text_of(ar::full_range(v));
  if (kind == "symmetric") return text_of(ar::symmetric_range(v));
  if (kind == "centered") return text_of(ar::centered_range(v, number(j.at("center"))));
  if (kind == "percentiles")
    return text_of(ar::percentile_range(v, number(j.at("lo")), number(j.at("hi"))));
  throw std::runtime_error("no kind of job: " + kind);
}

} // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: reference_driver DIRECTORY\n";
    return 2;
  }
  const std::string directory = argv[1];
  std::ifstream jobs(directory + "/jobs.txt");
  std::ofstream results(directory + "/results.txt");
  for (std::string line; std::getline(jobs, line);) {
    job j;
    for (const std::string& word : parts(line, ' ')) {
      const std::size_t equals = word.find('=');
      j[word.substr(0, equals)] = word.substr(equals + 1);
    }
    try {
      const std::string result = done(directory, j); // all of it, before a line is begun
      results << j["name"] << " ok " << result << '\n';
    } catch (const std::exception& e) {
      results << j["name"] << " error " << e.what() << '\n';
    }
  }
  return results.flush() ? 0 : 1;
}

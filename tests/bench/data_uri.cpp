// base64 against OpenSSL's, and the whole way from floats to a data URI against OpenCV's.
//
//   data_uri_bench [--side 1024 …] [--field octaves] [--rounds 15] [--threads 1] [--plain]
//   data_uri_bench --write FILE.npy [--side 1024] [--field octaves]
//
// data_uri_ways.py runs it beside what Python has. Processor time, medians of runs that take turns.
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstring>
#include <exception>
#include <fstream>
#include <functional>
#include <stdexcept>
#include <string>
#include <vector>

#include <CLI/CLI.hpp>
#include <openssl/evp.h>

#if BENCH_OPENCV
#include <opencv2/core.hpp>
#include <opencv2/imgcodecs.hpp>
#endif

#include <arrayreel/base64.hpp>
#include <arrayreel/detail/page/base64_text.hpp>
#include <arrayreel/nbimage.hpp>

#include "corpus.hpp"
#include "measure.hpp"

namespace ar = arrayreel;

namespace {

struct options {
  std::vector<std::size_t> sides{1024, 4096};
  std::string field = "octaves";
  bench::measure_options measure;
  unsigned threads = 1;
  bool plain = false;
  std::string write;
};

std::string by_openssl(const std::vector<std::uint8_t>& bytes, const std::string& begin) {
  std::string text = begin;
  text.resize(begin.size() + (bytes.size() + 2) / 3 * 4 + 1); // and a zero
  EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data() + begin.size()), bytes.data(),
                  static_cast<int>(bytes.size()));
  text.pop_back();
  return text;
}

void print_base64(const options& o) {
  std::printf("%-12s %12s %14s %8s\n", "base64 of", "OpenSSL GB/s", "arrayreel GB/s", "ratio");
  for (const std::size_t size :
       {std::size_t{300}, std::size_t{30'000}, std::size_t{1} << 20, std::size_t{16} << 20}) {
    bench::random_numbers random(1);
    std::vector<std::uint8_t> bytes(size);
    for (std::uint8_t& b : bytes) b = static_cast<std::uint8_t>(random.bits());
    if (ar::base64(bytes) != by_openssl(bytes, {})) throw std::runtime_error("another base64");
    // Into memory that is there already, as OpenSSL's is; and so often that a clock can tell.
    std::vector<char> text(size / 3 * 4 + 8);
    const std::size_t repeats = 1 + 1'000'000 / size;
    const std::vector<bench::times> t =
        bench::measure({[&] {
                          for (std::size_t i = 0; i < repeats; ++i)
                            EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()),
                                            bytes.data(), static_cast<int>(size));
                        },
                        [&] {
                          for (std::size_t i = 0; i < repeats; ++i)
                            ar::detail::encode_base64(bytes.data(), size, text.data());
                        },
                        [&] {
                          for (std::size_t i = 0; i < repeats; ++i) text[0] = ar::base64(bytes)[0];
                        }},
                       o.measure);
    const auto rate = [&](std::size_t i) {
      return static_cast<double>(size * repeats) / t[i].median * 1e-9;
    };
    std::printf("%-12zu %12.2f %14.2f %8.1f   as a new string: %.2f, %.1f\n", size, rate(0),
                rate(1), rate(1) / rate(0), rate(2), rate(2) / rate(0));
  }
}

bench::field field_of(const std::string& name, std::size_t side) {
  if (name == "smooth") return bench::smooth_field(side);
  if (name == "turbulence") return bench::turbulent_field(side);
  if (name == "noise") return bench::noise_field(side);
  return bench::octaves_field(side);
}

/// As NumPy's format 1.0, little endian.
void write_npy(const std::string& path, const bench::field& f, std::size_t side) {
  std::string header = "{'descr': '<f4', 'fortran_order': False, 'shape': (" +
                       std::to_string(side) + ", " + std::to_string(side) + "), }";
  header.resize((10 + header.size() + 64) / 64 * 64 - 11, ' ');
  header += '\n';
  std::ofstream out(path, std::ios::binary);
  out.write("\x93NUMPY\x01\x00", 8);
  out.put(static_cast<char>(header.size() % 256));
  out.put(static_cast<char>(header.size() / 256));
  out << header;
  out.write(reinterpret_cast<const char*>(f.data()), static_cast<std::streamsize>(f.size() * 4));
  if (!out.flush()) throw std::runtime_error("cannot write " + path);
}

void print_ways(const options& o) {
  if (!o.plain)
    std::printf("\n%-26s %10s %10s %10s %8s\n", "floats to a data URI", "median ms", "least ms",
                "bytes", "ratio");
  for (const std::size_t side : o.sides) {
    const bench::field f = field_of(o.field, side);
    const auto array = ar::view(f, {side, side});
    std::string own;
    std::string other;
    std::vector<std::function<void()>> functions{[&] {
      own = {};
      own = ar::data_uri(ar::encode_png(array, {.threads = o.threads}));
    }};
#if BENCH_OPENCV
    cv::setNumThreads(static_cast<int>(o.threads));
    const cv::Mat values(static_cast<int>(side), static_cast<int>(side), CV_32F,
                         const_cast<float*>(f.data())); // NOLINT: only read
    functions.emplace_back([&] {
      other = {};
      cv::Mat pixels;
      cv::normalize(values, pixels, 0, 255, cv::NORM_MINMAX, CV_8U);
      std::vector<std::uint8_t> file;
      if (!cv::imencode(".png", pixels, file)) throw std::runtime_error("imencode");
      other = by_openssl(file, "data:image/png;base64,");
    });
#endif
    const std::vector<bench::times> t = bench::measure(functions, o.measure);
    const std::vector<std::string> names{"arrayreel", "OpenCV"};
    for (std::size_t i = 0; i < functions.size(); ++i) {
      const std::size_t size = i == 0 ? own.size() : other.size();
      if (o.plain)
        std::printf("%s %zu %.9f %zu\n", names[i].c_str(), side, t[i].median, size);
      else
        std::printf("%-26s %10.3f %10.3f %10zu %8.1f\n",
                    (names[i] + ", " + std::to_string(side) + "²").c_str(), 1e3 * t[i].median,
                    1e3 * t[i].least, size, t[i].median / t[0].median);
    }
  }
}

int run(int argc, char** argv) {
  options o;
  CLI::App app("base64 and data URIs against OpenSSL and OpenCV");
  app.add_option("--side", o.sides, "rows and columns of the field")->check(CLI::PositiveNumber);
  app.add_option("--field", o.field, "its kind")
      ->check(CLI::IsMember({"smooth", "turbulence", "octaves", "noise"}));
  app.add_option("--rounds", o.measure.rounds, "turns of each")->check(CLI::Range(1, 10000));
  app.add_option("--threads", o.threads, "threads of each");
  app.add_flag("--plain", o.plain, "name, side, seconds and bytes alone, for another program");
  app.add_option("--write", o.write, "writes the field for NumPy, and does nothing else");
  CLI11_PARSE(app, argc, argv);
  if (!o.write.empty()) {
    write_npy(o.write, field_of(o.field, o.sides.at(0)), o.sides.at(0));
    return 0;
  }
  if (!o.plain) print_base64(o);
  print_ways(o);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "data_uri_bench: %s\n", e.what());
    return 1;
  }
}

// Speed, size and memory of PNG encoders on the corpus, as ratios to libpng's defaults.
//
//   png_encoders DATA_DIR [--rounds 15] [--limit 6] [--item smooth …] [--encoder fpnge …]
//                [--memory ITEM] [--plot FILE.png] [--no-check]
//
// DATA_DIR is examples/data. Processor time, medians of runs that take turns. Every file is read
// back by libpng and compared before.
#include <algorithm>
#include <cstddef>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <fstream>
#include <functional>
#include <map>
#include <memory>
#include <stdexcept>
#include <string>
#include <vector>

#include <malloc.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>

#include "corpus.hpp"
#include "frontier.hpp"
#include "measure.hpp"
#include "png_peers.hpp"

namespace {

struct options {
  std::string data;
  std::vector<std::string> items;
  std::vector<std::string> encoders;
  bench::measure_options measure;
  std::string memory;
  std::string plot;
  std::string child;
  bool no_check = false;
};

bool chosen(const std::vector<std::string>& names, const std::string& name) {
  return names.empty() || std::ranges::any_of(names, [&](const std::string& part) {
           return name == part || name.starts_with(part + " ");
         });
}

std::vector<std::unique_ptr<bench::encoder>> chosen_encoders(const options& o) {
  std::vector<std::unique_ptr<bench::encoder>> all = bench::all_encoders();
  // libpng, the measure, is always there.
  std::erase_if(
      all, [&](const auto& e) { return e->name() != "libpng" && !chosen(o.encoders, e->name()); });
  return all;
}

/// The peak of this process's memory since `forget_peak`, in KiB, or 0 where the kernel does not
/// say.
std::size_t peak_memory() {
  std::ifstream status("/proc/self/status");
  for (std::string word; status >> word;)
    if (word == "VmHWM:") {
      std::size_t size = 0;
      status >> size;
      return size;
    }
  return 0;
}

bool forget_peak() {
  std::ofstream file("/proc/self/clear_refs");
  file << "5" << std::flush;
  return file.good();
}

/// In a process of its own: prints the memory in KiB that one encoder takes for one item beyond
/// what holds the pixels, its output included.
int child(const options& o) {
  const bench::item item = bench::make_item(o.items.at(0), o.data);
  const std::vector<bench::source> sources = bench::sources_of(item);
  for (const auto& encoder : bench::all_encoders()) {
    if (encoder->name() != o.child) continue;
    malloc_trim(0);
    if (!forget_peak()) throw std::runtime_error("/proc/self/clear_refs cannot be written");
    const std::size_t before = peak_memory();
    for (const bench::source& s : sources) encoder->encode(s);
    std::printf("%zu\n", peak_memory() - before);
    return 0;
  }
  throw std::runtime_error("no encoder " + o.child);
}

/// Runs this program again for one encoder; nullopt where that fails.
std::size_t memory_of(const std::string& encoder, const std::string& item, const options& o) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("pipe");
  const pid_t id = fork();
  if (id < 0) throw std::runtime_error("fork");
  if (id == 0) {
    dup2(ends[1], STDOUT_FILENO);
    close(ends[0]);
    close(ends[1]);
    execl("/proc/self/exe", "png_encoders", o.data.c_str(), "--item", item.c_str(), "--child",
          encoder.c_str(), static_cast<char*>(nullptr));
    _exit(127);
  }
  close(ends[1]);
  std::string text;
  char part[64];
  for (ssize_t size = 0; (size = read(ends[0], part, sizeof part)) > 0;)
    text.append(part, static_cast<std::size_t>(size));
  close(ends[0]);
  int status = 0;
  waitpid(id, &status, 0);
  if (status != 0 || text.empty()) throw std::runtime_error("no memory of " + encoder);
  return std::stoul(text);
}

void print_memory(const options& o) {
  const bench::item item = bench::make_item(o.memory, o.data);
  const std::vector<bench::source> sources = bench::sources_of(item);
  std::printf("\npeak memory beyond the pixels: %s\n", item.what.c_str());
  for (const auto& encoder : chosen_encoders(o)) {
    if (!std::ranges::all_of(sources, [&](const auto& s) { return encoder->takes(s); })) continue;
    std::printf("  %-20s %8.2f MB\n", encoder->name().c_str(),
                static_cast<double>(memory_of(encoder->name(), o.memory, o)) * 1024e-6);
  }
}

/// Prints the rows of an item, and returns them as points of the plot.
std::vector<bench::point> run_item(const std::string& name, const options& o) {
  const bench::item item = bench::make_item(name, o.data);
  const std::vector<bench::source> sources = bench::sources_of(item);
  if (sources.empty()) {
    std::printf("\n%s: left out, its source is not on this machine\n", name.c_str());
    return {};
  }
  std::size_t raw = 0;
  for (const bench::source& s : sources) raw += s.native.size();
  std::printf("\n%s (%s)\n  %-20s %8s %9s %9s %9s %9s %6s\n", name.c_str(), item.what.c_str(),
              "encoder", "speed", "size", "of raw", "median ms", "least ms", "runs");

  std::vector<std::unique_ptr<bench::encoder>> encoders = chosen_encoders(o);
  std::erase_if(encoders, [&](const auto& e) {
    return !std::ranges::all_of(sources, [&](const auto& s) { return e->takes(s); });
  });
  std::vector<std::size_t> sizes;
  std::vector<std::function<void()>> functions;
  for (const auto& encoder : encoders) {
    std::size_t size = 0;
    for (const bench::source& s : sources) {
      encoder->encode(s);
      size += encoder->file().size();
      if (o.no_check) continue;
      try {
        bench::check_file(encoder->file(), s);
      } catch (const std::exception& e) {
        throw std::runtime_error(encoder->name() + " on " + name + ": " + e.what());
      }
    }
    sizes.push_back(size);
    functions.emplace_back([&sources, e = encoder.get()] {
      for (const bench::source& s : sources) e->encode(s);
    });
  }
  const std::vector<bench::times> times = bench::measure(functions, o.measure);
  std::vector<bench::point> points;
  for (std::size_t i = 0; i < encoders.size(); ++i) {
    const double speed = times[0].median / times[i].median;
    const double size = static_cast<double>(sizes[i]) / static_cast<double>(sizes[0]);
    points.push_back({encoders[i]->name(), speed, size});
    std::printf("  %-20s %8.1f %9.3f %9.4f %9.3f %9.3f %6zu\n", encoders[i]->name().c_str(), speed,
                size, static_cast<double>(sizes[i]) / static_cast<double>(raw),
                1e3 * times[i].median, 1e3 * times[i].least, times[i].count);
  }
  // Encoders that no other beats in both speed and size.
  const auto beaten = [&](const bench::point& p) {
    return std::ranges::any_of(
        points, [&](const bench::point& q) { return q.speed > p.speed && q.size < p.size; });
  };
  std::printf("  frontier:");
  for (const bench::point& p : points)
    if (!beaten(p)) std::printf(" %s (%.1f, %.3f)", p.name.c_str(), p.speed, p.size);
  std::printf("\n");
  std::fflush(stdout);
  return points;
}

int run(int argc, char** argv) {
  options o;
  CLI::App app("Speed, size and memory of PNG encoders, as ratios to libpng's defaults");
  app.add_option("data", o.data, "the folder examples/data")->required();
  app.add_option("--item", o.items, "items of the corpus; all unless given")
      ->check(CLI::IsMember(bench::item_names()));
  app.add_option("--encoder", o.encoders, "encoders, or the first words of their names");
  app.add_option("--rounds", o.measure.rounds, "turns of each encoder")
      ->check(CLI::Range(1, 10000));
  app.add_option("--limit", o.measure.limit, "seconds of one encoder on one item, after 3 rounds");
  app.add_option("--memory", o.memory, "the item for which peak memory is taken")
      ->check(CLI::IsMember(bench::item_names()));
  app.add_option("--plot", o.plot, "a picture of the frontier, PNG");
  app.add_flag("--no-check", o.no_check, "does not read the files back");
  app.add_option("--child", o.child)->group("");
  CLI11_PARSE(app, argc, argv);
  if (!o.child.empty()) return child(o);

  std::vector<bench::panel> panels;
  for (const std::string& name : bench::item_names())
    if (o.items.empty() || std::ranges::find(o.items, name) != o.items.end()) {
      std::vector<bench::point> points = run_item(name, o);
      if (!points.empty()) panels.push_back({name, std::move(points)});
    }
  if (!o.memory.empty()) print_memory(o);
  if (!o.plot.empty()) bench::write_frontier(o.plot, panels);
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  try {
    return run(argc, argv);
  } catch (const std::exception& e) {
    std::fprintf(stderr, "png_encoders: %s\n", e.what());
    return 1;
  }
}

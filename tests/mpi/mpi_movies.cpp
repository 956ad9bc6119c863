// Movies of many ranks, each compared with that of one process, and how they fail; under mpirun:
//
//   mpi_movies same|segments|cells|queue|processors|failures|keep_going|single FOLDER
//   mpi_movies killed FOLDER    until a rank kills itself
//
// What goes wrong is printed, and makes the program return 1.
#include <arrayreel/join_videos.hpp>
#include <arrayreel/mpi_video.hpp>
#include <arrayreel/video_writer.hpp>

#include <algorithm>
#include <charconv>
#include <chrono>
#include <cmath>
#include <complex>
#include <csignal>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <random>
#include <string>
#include <thread>
#include <type_traits>
#include <vector>

#include <sched.h>
#include <unistd.h>

namespace ar = arrayreel;

namespace {

int world_rank() {
  int rank = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  return rank;
}

int failures = 0;

void check(bool is_fine, const std::string& what) {
  if (is_fine) return;
  ++failures;
  std::printf("rank %d: %s\n", world_rank(), what.c_str());
}

std::string content_of(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

bool exists(const std::string& path) { return std::ifstream(path).good(); }

/// The message of the error that a call ends in.
std::string error_of(const std::function<void()>& call) {
  try {
    call();
  } catch (const ar::error& e) {
    return e.what();
  }
  return "nothing was thrown";
}

/// All ranks must have the same text, with a part in it.
void check_text(MPI_Comm comm, const std::string& text, const std::string& part) {
  check(text.find(part) != std::string::npos, "'" + text + "' without '" + part + "'");
  std::size_t hash = std::hash<std::string>()(text);
  unsigned long long low = hash;
  unsigned long long high = hash;
  MPI_Allreduce(MPI_IN_PLACE, &low, 1, MPI_UNSIGNED_LONG_LONG, MPI_MIN, comm);
  MPI_Allreduce(MPI_IN_PLACE, &high, 1, MPI_UNSIGNED_LONG_LONG, MPI_MAX, comm);
  check(low == high, "the ranks have different errors: " + text);
}

struct rectangle {
  std::size_t row;
  std::size_t column;
  std::size_t rows;
  std::size_t columns;
  int rank;
};

/// A picture cut at random into so many parts or fewer, each of a random rank.
std::vector<rectangle> cut(std::mt19937& random, std::size_t height, std::size_t width,
                           std::size_t parts, int ranks) {
  std::vector<rectangle> all{{0, 0, height, width, 0}};
  while (all.size() < parts) {
    rectangle& r = all[random() % all.size()];
    rectangle rest = r;
    if (random() % 2 == 0 && r.rows > 1) {
      const std::size_t at = 1 + random() % (r.rows - 1);
      rest.row += at;
      rest.rows -= at;
      r.rows = at;
    } else if (r.columns > 1) {
      const std::size_t at = 1 + random() % (r.columns - 1);
      rest.column += at;
      rest.columns -= at;
      r.columns = at;
    } else {
      break;
    }
    all.push_back(rest);
  }
  for (rectangle& r : all) r.rank = static_cast<int>(random() % static_cast<unsigned>(ranks));
  return all;
}

/// A frame as one process has it.
template <class T>
std::vector<T> whole_frame(std::size_t t, std::size_t height, std::size_t width, bool special) {
  std::vector<T> values(height * width);
  for (std::size_t y = 0; y < height; ++y)
    for (std::size_t x = 0; x < width; ++x) {
      const double wave = std::sin(0.11 * static_cast<double>(x) + 0.3 * static_cast<double>(t)) *
                          std::cos(0.07 * static_cast<double>(y) - 0.2 * static_cast<double>(t));
      T& v = values[y * width + x];
      if constexpr (std::is_integral_v<T>)
        v = static_cast<T>(std::lround(100 + 90 * wave));
      else if constexpr (std::is_floating_point_v<T>)
        v = static_cast<T>(wave);
      else
        v = T(static_cast<typename T::value_type>(wave), 0.5F);
      if constexpr (std::is_floating_point_v<T>)
        if (special && (x + y + t) % 17 == 0) v = std::numeric_limits<T>::quiet_NaN();
    }
  return values;
}

struct movie_case {
  std::size_t frames = 5;
  bool special = false;
  bool timed = false;
  bool several = true; // blocks a rank
  ar::mpi_video_options options{};
  const char* extension = "mkv";
};

ar::video_options options_of_one(const ar::mpi_video_options& o) {
  ar::video_options v;
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include <arrayreel/detail/options/mapping_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include <arrayreel/detail/options/colorbar_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) v.name = o.name;
#include <arrayreel/detail/options/movie_fields.inc>
  return v;
}

double time_of(std::size_t t) { return 50 + 0.04 * static_cast<double>(t) + 0.01 * static_cast<double>(t % 2); }

/// Writes a movie by all ranks of a communicator, the blocks cut anew for some frames.
template <class T>
ar::mpi_video_report write_by_all(MPI_Comm comm, const std::string& path, const movie_case& c,
                                  std::size_t height, std::size_t width, std::mt19937 random) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  ar::mpi_video_writer movie(comm, path, c.options);
  std::vector<rectangle> parts;
  for (std::size_t t = 0; t < c.frames; ++t) {
    if (t % 3 == 0) parts = cut(random, height, width, 1 + random() % 12, ranks);
    const std::vector<T> whole = whole_frame<T>(t, height, width, c.special);
    std::vector<ar::array_view<T>> blocks;
    std::vector<ar::placement> places;
    for (const rectangle& r : parts) {
      if (r.rank != rank) continue;
      blocks.push_back(ar::array_view<T>(whole.data() + r.row * width + r.column, {r.rows, r.columns},
                                         ar::strides{static_cast<std::ptrdiff_t>(width), 1}));
      places.push_back({.size = {height, width}, .at = {r.row, r.column}});
    }
    ar::frame_info info;
    if (c.timed) info.timestamp = time_of(t);
    if (blocks.size() == 1)
      movie.push(blocks[0], places[0], info);
    else
      movie.push(blocks, places, info);
  }
  return movie.finish();
}

template <class T>
ar::video_report write_by_one(const std::string& path, const movie_case& c, std::size_t height,
                              std::size_t width) {
  ar::video_writer movie(path, options_of_one(c.options));
  for (std::size_t t = 0; t < c.frames; ++t) {
    const std::vector<T> whole = whole_frame<T>(t, height, width, c.special);
    const ar::array_view<T> frame(whole.data(), {height, width});
    if (c.timed)
      movie.push(frame, time_of(t));
    else
      movie.push(frame);
  }
  return movie.finish();
}

/// The same movie by all ranks and by one, byte by byte.
template <class T>
void compare(MPI_Comm comm, const std::string& folder, const std::string& name, const movie_case& c,
             std::uint32_t seed) {
  std::mt19937 random(seed);
  const std::size_t height = 20 + random() % 40;
  const std::size_t width = 20 + random() % 60;
  const std::string path = folder + "/" + name + "." + c.extension;
  const ar::mpi_video_report report = write_by_all<T>(comm, path, c, height, width, random);
  check(report.movie.frames == c.frames, name + ": the report's frames");
  check(report.movie.sources.size() == 1 && report.movie.sources[0].path == path,
        name + ": the report's file");
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  if (rank != 0) return;
  const std::string other = folder + "/" + name + "_one." + c.extension;
  const ar::video_report one = write_by_one<T>(other, c, height, width);
  check(content_of(path) == content_of(other), name + ": other bytes than of one process");
  const ar::video_report& r = report.movie;
  check(r.bytes == one.bytes && r.duration == one.duration && r.width == one.width &&
            r.height == one.height && r.under == one.under && r.over == one.over && r.nan == one.nan,
        name + ": another report than of one process");
  check(r.range.lo == one.range.lo && r.range.hi == one.range.hi,
        name + ": a range of " + std::to_string(r.range.lo) + " to " + std::to_string(r.range.hi));
  const double pixels = static_cast<double>(height * width * c.frames);
  const double bytes = c.options.bit_depth == 16U ? 2 : 1;
  if (!c.special)
    check(static_cast<double>(report.bytes_sent) <= 1.02 * bytes * pixels, name + ": bytes sent");
  std::remove(path.c_str());
  std::remove(other.c_str());
}

void run_same(const std::string& folder) {
  // Each number of ranks up to all, side by side: the first n and the others.
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int rank = world_rank();
  const ar::codec exact = ar::ffv1{};
  for (int n = 1; n <= ranks; ++n) {
    MPI_Comm comm = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank < n ? 0 : 1, rank, &comm);
    const std::string where = folder;
    const std::string tag = std::to_string(n) + (rank < n ? "a" : "b");
    const auto seed = static_cast<std::uint32_t>(100 * n + (rank < n ? 0 : 1));
    const auto name = [&](const char* kind) { return std::string(kind) + "_" + tag; };
    compare<float>(comm, where, name("float"), {.options = {.sources = {exact}, .describe = true}}, seed);
    compare<double>(comm, where, name("special"),
                    {.special = true,
                     .options = {.vmin = -0.5, .vmax = 0.5, .colormap = ar::colormaps::viridis,
                                 .bad = ar::color{255, 0, 0}, .under = ar::color{0, 0, 255},
                                 .over = ar::color{255, 255, 0}, .sources = {exact}}},
                    seed + 7);
    compare<float>(comm, where, name("nan"),
                   {.special = true, .options = {.vsym = true, .frame_counter = true,
                                                 .sources = {exact}, .upscale = 2}},
                   seed + 8);
    compare<std::uint8_t>(comm, where, name("uint8"), {.options = {.sources = {exact}}}, seed + 9);
    compare<std::int16_t>(comm, where, name("int16"),
                          {.options = {.colormap = ar::colormaps::magma, .sources = {exact}}}, seed + 10);
    compare<std::uint8_t>(comm, where, name("labels"),
                          {.options = {.colormap = ar::colormaps::tab20, .sources = {exact}}}, seed + 11);
    compare<float>(comm, where, name("deep"),
                   {.options = {.bit_depth = 16, .sources = {exact}, .describe = true}}, seed + 12);
    compare<std::uint16_t>(comm, where, name("deep_uint16"),
                           {.options = {.bit_depth = 16, .sources = {exact}}}, seed + 13);
    compare<std::complex<float>>(comm, where, name("complex"),
                                 {.options = {.percentile = ar::percentiles{5, 95}, .sources = {exact}}},
                                 seed + 14);
    compare<float>(comm, where, name("per_frame"),
                   {.options = {.range_policy = ar::range_policy::per_frame, .sources = {exact}}},
                   seed + 15);
    compare<float>(comm, where, name("h264"),
                   {.frames = 12, .options = {.fps = 30, .label = "{time:.2f}", .describe = true},
                    .extension = "mp4"},
                   seed + 16);
    compare<float>(comm, where, name("times"),
                   {.timed = true, .options = {.norm = ar::symlog_norm{.linthresh = 0.1}, .label = "{time}"},
                    .extension = "mp4"},
                   seed + 17);
    MPI_Comm_free(&comm);
  }
}

/// Frames in segments: as many, at the times and with the pixels of one encoding.
void run_segments(const std::string& folder) {
  for (const bool timed : {false, true})
    for (const char* extension : {"mkv", "mp4"}) {
      movie_case c{.frames = 23, .timed = timed, .options = {.fps = 10, .frame_counter = true},
                   .extension = extension};
      c.options.keyframe_interval = 0.3; // three frames
      if (c.extension == std::string("mkv")) c.options.sources = {ar::ffv1{}};
      c.options.segments = true;
      c.options.describe = true;
      const std::string name = folder + (timed ? "/timed." : "/segments.") + extension;
      const ar::mpi_video_report report =
          write_by_all<float>(MPI_COMM_WORLD, name, c, 48, 64, std::mt19937(5));
      check(report.movie.frames == 23, "segments: frames");
      check(!report.movie.sources.empty() && !report.movie.sources[0].encoder.empty(),
            "segments: the encoder");
      if (world_rank() != 0) continue;
      const std::string other = folder + (timed ? "/timed_one." : "/segments_one.") + extension;
      write_by_one<float>(other, c, 48, 64);
    }
}

/// Coarse cells, finer ones on some of them, and pixels that nobody has.
void run_cells(const std::string& folder) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int rank = world_rank();
  const ar::mpi_video_options o{.vmin = 0, .vmax = 1, .bad = ar::color{255, 0, 255},
                                .sources = {ar::ffv1{}}, .allow_holes = true};
  const std::string path = folder + "/cells.mkv";
  ar::mpi_video_writer movie(MPI_COMM_WORLD, path, o);
  std::vector<float> coarse(8 * 10);
  for (std::size_t i = 0; i < coarse.size(); ++i) coarse[i] = static_cast<float>(i) / 80;
  std::vector<float> fine(8 * 6);
  for (std::size_t i = 0; i < fine.size(); ++i) fine[i] = 1 - static_cast<float>(i) / 48;
  // Coarse on rank 0, fine on the last one, which may be the same.
  std::vector<ar::array_view<float>> blocks;
  std::vector<ar::placement> places;
  const ar::row_column size{36, 40}; // four rows are nobody's
  if (rank == 0) {
    blocks.push_back(ar::view(coarse, {8, 10}));
    places.push_back({.size = size, .at = {0, 0}, .cell = {4, 4}});
  }
  if (rank == ranks - 1) {
    blocks.push_back(ar::view(fine, {8, 6}));
    places.push_back({.size = size, .at = {8, 12}});
  }
  for (int t = 0; t < 3; ++t) movie.push(blocks, places);
  movie.finish();
  if (rank != 0) return;
  std::vector<float> whole(36 * 40, std::nanf(""));
  for (std::size_t y = 0; y < 32; ++y)
    for (std::size_t x = 0; x < 40; ++x) whole[y * 40 + x] = coarse[y / 4 * 10 + x / 4];
  for (std::size_t y = 0; y < 8; ++y)
    for (std::size_t x = 0; x < 6; ++x) whole[(8 + y) * 40 + 12 + x] = fine[y * 6 + x];
  const std::string other = folder + "/cells_one.mkv";
  ar::video_writer one(other, options_of_one(o));
  for (int t = 0; t < 3; ++t) one.push(ar::view(whole, {36, 40}));
  one.finish();
  check(content_of(path) == content_of(other), "cells: other bytes than of one process");
}

/// Rows of a float frame, one strip a rank.
struct strip {
  std::vector<float> values;
  std::size_t rows;
  ar::placement where;

  strip(MPI_Comm comm, std::size_t rows_each, std::size_t width, float value = 0.5F)
      : values(rows_each * width, value), rows(rows_each) {
    int rank = 0;
    int ranks = 1;
    MPI_Comm_rank(comm, &rank);
    MPI_Comm_size(comm, &ranks);
    where = {.size = {rows_each * static_cast<std::size_t>(ranks), width},
             .at = {rows_each * static_cast<std::size_t>(rank), 0}};
    for (std::size_t i = 0; i < values.size(); ++i)
      values[i] = static_cast<float>((i * 7919 + static_cast<std::size_t>(rank)) % 1000) / 1000;
  }
  [[nodiscard]] ar::array_view<float> view() const {
    return ar::view(values.data(), {rows, values.size() / rows});
  }
};

/// More frames than the queue holds, faster than they are encoded: all arrive, and someone waits.
void run_queue(const std::string& folder) {
  // An encoder that holds no frames back.
  const strip s(MPI_COMM_WORLD, 400, 800);
  const ar::mpi_video_options o{
      .vmin = 0, .vmax = 1, .sources = {ar::ffv1{}}, .threads = 1, .queue = 2};
  ar::mpi_video_writer movie(MPI_COMM_WORLD, folder + "/queue.mkv", o);
  for (int t = 0; t < 30; ++t) movie.push(s.view(), s.where);
  const ar::mpi_video_report report = movie.finish();
  check(report.movie.frames == 30, "queue: frames");
  check(report.movie.waits > 0 && report.movie.waited > 0, "queue: nobody waited");
  check(report.movie.most_queued <= 2, "queue: more frames than it holds");
}

/// How many threads of this process, MPI's among them, may not run on a processor.
int threads_off(std::size_t processor) {
  int threads = 0;
  for (const auto& entry : std::filesystem::directory_iterator("/proc/self/task")) {
    const std::string name = entry.path().filename().string();
    int number = 0;
    std::from_chars(name.data(), name.data() + name.size(), number);
    cpu_set_t set;
    if (sched_getaffinity(number, sizeof set, &set) == 0 && !CPU_ISSET(processor, &set)) ++threads;
  }
  return threads;
}

/// With all ranks bound to one processor, as launchers bind them, the encoder has the others; where it
/// is not known what other ranks are bound to, and where all are taken, it stays.
void run_processors(const std::string& folder) {
  cpu_set_t before; // all that there are, whatever mpirun has bound this rank to
  for (std::size_t i = 0; i < CPU_SETSIZE; ++i) CPU_SET(i, &before);
  check(sched_setaffinity(0, sizeof before, &before) == 0, "sched_setaffinity");
  check(sched_getaffinity(0, sizeof before, &before) == 0, "sched_getaffinity");
  if (CPU_COUNT(&before) < 2) {
    std::printf("rank %d has one processor: nothing to be seen\n", world_rank());
    return;
  }
  std::size_t first = 0;
  while (!CPU_ISSET(first, &before)) ++first;
  cpu_set_t one;
  CPU_ZERO(&one);
  CPU_SET(first, &one);
  const auto threads_elsewhere = [&](MPI_Comm comm, const cpu_set_t& bound) {
    check(sched_setaffinity(0, sizeof bound, &bound) == 0, "sched_setaffinity");
    const strip s(comm, 64, 64);
    const ar::mpi_video_options o{.vmin = 0, .vmax = 1, .sources = {ar::ffv1{}}};
    const std::string own = comm == MPI_COMM_SELF ? std::to_string(world_rank()) : "";
    const int of_mpi = threads_off(first);
    ar::mpi_video_writer movie(comm, folder + "/processors" + own + ".mkv", o);
    movie.push(s.view(), s.where);
    const int threads = threads_off(first) - of_mpi;
    check(movie.finish().movie.frames == 1, "processors: frames");
    check(sched_setaffinity(0, sizeof before, &before) == 0, "sched_setaffinity");
    return threads;
  };
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const bool encodes = world_rank() == 0;
  check((threads_elsewhere(MPI_COMM_WORLD, one) > 0) == encodes, "the encoder shares a processor");
  check(threads_elsewhere(MPI_COMM_WORLD, before) == 0, "an encoder was moved, though all are taken");
  const int moved = threads_elsewhere(MPI_COMM_SELF, one);
  check((moved > 0) == (ranks == 1), "an encoder of some ranks was moved to where others may be");
}

void run_failures(const std::string& folder) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int rank = world_rank();
  const strip s(MPI_COMM_WORLD, 24, 64);
  const std::string path = folder + "/failing.mp4";
  const ar::mpi_video_options o{.vmin = 0, .vmax = 1};
  const auto push = [&](ar::mpi_video_writer& movie) { movie.push(s.view(), s.where); };
  const MPI_Comm all = MPI_COMM_WORLD;
  const int last = ranks - 1;
  const std::string of_last = "(rank " + std::to_string(last) + " of " + std::to_string(ranks) + ")";

  { // before push
    ar::mpi_video_writer movie(all, path, o);
    push(movie);
    check_text(all, error_of([&] {
                 if (rank == last)
                   movie.fail("the solver has diverged");
                 else
                   push(movie);
               }),
               "the solver has diverged " + of_last);
    push(movie); // the movie is as it was
    check(movie.frames() == 2, "a failure before push: frames");
  }
  check(!exists(path), "a file without finish()");
  { // in push: a block outside of the picture, on each other, and pixels that nobody has
    ar::mpi_video_writer movie(all, path, o);
    ar::placement wrong = s.where;
    wrong.at = {s.where.at.row() + (rank == last ? 1 : 0), 0};
    check_text(all, error_of([&] { movie.push(s.view(), wrong); }), of_last);
    wrong = s.where;
    if (rank == last) wrong.at = {0, 0};
    check_text(all, error_of([&] { movie.push(s.view(), wrong); }), "expected");
    wrong = s.where;
    wrong.size = {s.where.size.row() + 1, s.where.size.column()};
    check_text(all, error_of([&] { movie.push(s.view(), wrong); }), "no block");
    wrong = s.where;
    if (rank == last) wrong.size = {s.where.size.row() + 1, s.where.size.column()};
    check_text(all, error_of([&] { movie.push(s.view(), wrong); }),
               "a height of the picture that differs between ranks");
    check_text(all, error_of([&] { movie.push(s.view(), s.where, 1.0 + (rank == last ? 1 : 0)); }),
               "a timestamp that differs between ranks");
    const std::vector<double> other(s.values.begin(), s.values.end());
    check_text(all, error_of([&] {
                 if (rank == last)
                   movie.push(ar::view(other, {24, 64}), s.where);
                 else
                   push(movie);
               }),
               "a type of the elements that differs between ranks");
    push(movie);
    const std::string size = error_of([&] {
      movie.push(ar::view(s.values.data(), {12, 64}),
                 {.size = {12 * ranks, 64}, .at = {12 * rank, 0}});
    });
    check_text(all, size, "as of the frames before");
    push(movie);
    const ar::mpi_video_report report = movie.finish();
    check(report.movie.frames == 2, "failures in push: frames");
    check_text(all, error_of([&] { push(movie); }), "push() after finish()");
  }
  check(rank != 0 || exists(path), "no file after finish()");
  MPI_Barrier(all);
  if (rank == 0) std::remove(path.c_str());
  MPI_Barrier(all);
  { // after push
    ar::mpi_video_writer movie(all, path, o);
    push(movie);
    check_text(all, error_of([&] {
                 if (rank == last)
                   movie.fail("no more");
                 else
                   movie.finish();
               }),
               "no more " + of_last);
  }
  { // different numbers of frames
    ar::mpi_video_writer movie(all, path, o);
    push(movie);
    const std::string text = error_of([&] {
      if (rank == last)
        push(movie);
      else
        movie.finish();
    });
    check_text(all, ranks == 1 ? "different calls" : text, "different calls");
  }
  { // times that do not grow
    ar::mpi_video_writer movie(all, path, o);
    movie.push(s.view(), s.where, 2.0);
    check_text(all, error_of([&] { movie.push(s.view(), s.where, 1.0); }), "expected it later");
    check_text(all, error_of([&] { push(movie); }), "without a timestamp");
  }
  { // options
    ar::mpi_video_options mine = o;
    if (rank == last) mine.fps = 30;
    if (ranks > 1)
      check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, path, mine); }),
                 "a fps that differs between ranks");
    mine = o;
    if (rank == last) mine.vmax = 2;
    if (ranks > 1)
      check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, path, mine); }),
                 "a vmax that differs between ranks");
    mine = o;
    mine.segments = mine.crash_safe = true;
    check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, path, mine); }),
               "crash_safe beside segments");
    mine = o;
    mine.sources = ar::everywhere;
    check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, path, mine); }),
               "2 sources for a movie of many ranks");
    check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, folder + "/none/a.mp4", o); }),
               "none/a.mp4");
    mine = o;
    mine.segments = true;
    check_text(all, error_of([&] { const ar::mpi_video_writer movie(all, folder + "/a.gif", mine); }),
               "segments in the container gif");
  }
  { // a disk that is full, which the encoder's thread finds
    for (const bool segments : {false, true}) {
      ar::mpi_video_options mine = o;
      mine.segments = segments;
      mine.keyframe_interval = 0.1;
      ar::mpi_video_writer movie(all, "/dev/full", mine);
      const std::string text = error_of([&] {
        for (int t = 0; t < 40; ++t) push(movie);
        movie.finish();
      });
      check_text(all, text, "No space left on device");
    }
  }
  check(!exists(path), "a file of a movie that failed");
  { // what this rank alone can tell
    check(error_of([&] { const ar::mpi_video_writer movie(MPI_COMM_NULL, path, o); })
                  .find("MPI_COMM_NULL") != std::string::npos,
          "a null communicator");
  }
}

/// Nothing is thrown; what went wrong is in the report, on all ranks.
void run_keep_going(const std::string& folder) {
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  const int rank = world_rank();
  const int last = ranks - 1;
  const strip s(MPI_COMM_WORLD, 24, 64);
  const std::string path = folder + "/going.mkv";
  const ar::mpi_video_options o{.vmin = 0, .vmax = 1, .sources = {ar::ffv1{}},
                                .on_error = ar::video_error::keep_going};
  {
    ar::mpi_video_writer movie(MPI_COMM_WORLD, path, o);
    for (int t = 0; t < 6; ++t) {
      ar::placement where = s.where;
      if (t == 2 && rank == last) where.at = {-1, 0};
      if (t == 4 && rank == 0)
        movie.fail("no field in this step");
      else
        movie.push(s.view(), where);
    }
    check(movie.skipped() == 2 && movie.frames() == 4, "keep_going: counts");
    const ar::mpi_video_report report = movie.finish();
    check(report.movie.failure.empty(), "keep_going: " + report.movie.failure);
    check(report.movie.frames == 4 && report.movie.skipped == 2, "keep_going: the report's counts");
    check(report.movie.problems.size() == 2, "keep_going: problems");
    check_text(MPI_COMM_WORLD, report.movie.problems.at(0), "push 2: ");
    check_text(MPI_COMM_WORLD, report.movie.problems.at(1), "push 4: no field in this step");
    check(rank != 0 || exists(path), "keep_going: no file");
  }
  {
    ar::mpi_video_writer movie(MPI_COMM_WORLD, "/dev/full", o);
    for (int t = 0; t < 40; ++t) movie.push(s.view(), s.where);
    const ar::mpi_video_report report = movie.finish();
    check_text(MPI_COMM_WORLD, report.movie.failure, "No space left on device");
  }
}

/// A rank is killed after half of the frames, at 20 frames per second of real time.
void run_killed(const std::string& folder) {
  const strip s(MPI_COMM_WORLD, 24, 64);
  const ar::mpi_video_options o{.vmin = 0, .vmax = 1, .fps = 20, .crash_safe = true};
  ar::mpi_video_writer movie(MPI_COMM_WORLD, folder + "/killed.mp4", o);
  int ranks = 1;
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  for (int t = 0; t < 1000; ++t) {
    movie.push(s.view(), s.where);
    if (t == 60 && world_rank() == ranks - 1) ::kill(::getpid(), SIGKILL);
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
  }
}

} // namespace

int main(int argc, char** argv) {
  int level = MPI_THREAD_SINGLE;
  const bool single = argc == 3 && argv[1] == std::string("single");
  MPI_Init_thread(&argc, &argv, single ? MPI_THREAD_SINGLE : MPI_THREAD_FUNNELED, &level);
  const std::string what = argc == 3 ? argv[1] : "";
  const std::string folder = argc == 3 ? argv[2] : "";
  try {
    if (what == "same") run_same(folder);
    else if (what == "segments") run_segments(folder);
    else if (what == "cells") run_cells(folder);
    else if (what == "queue") run_queue(folder);
    else if (what == "processors") run_processors(folder);
    else if (what == "failures") run_failures(folder);
    else if (what == "keep_going") run_keep_going(folder);
    else if (what == "killed") run_killed(folder);
    else if (what == "single") {
      const std::string text = error_of([&] {
        const ar::mpi_video_writer movie(MPI_COMM_WORLD, folder + "/a.mp4", {.vmin = 0, .vmax = 1});
      });
      // Some MPI gives more than was asked for.
      check_text(MPI_COMM_WORLD, level > MPI_THREAD_SINGLE ? "MPI_THREAD_FUNNELED" : text,
                 "MPI_THREAD_FUNNELED");
    } else {
      check(false, "no such test: " + what);
    }
  } catch (const std::exception& e) {
    // The others may wait for ever.
    std::printf("rank %d: %s\n", world_rank(), e.what());
    std::fflush(stdout);
    MPI_Abort(MPI_COMM_WORLD, 1);
  }
  int sum = failures;
  MPI_Allreduce(MPI_IN_PLACE, &sum, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  MPI_Finalize();
  return sum == 0 ? 0 : 1;
}

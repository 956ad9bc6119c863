// Many random pictures in many random decompositions on 1 to 8 ranks: each file has the bytes that
// one process writes of the whole array.
//
//   mpirun -n 8 decompositions FOLDER CASES [SEED [ONLY_CASE]]
#include <arrayreel/arrayreel.hpp>
#include <arrayreel/mpi.hpp>
#include <arrayreel/mpi_canvas.hpp>

#include <algorithm>
#include <cmath>
#include <complex>
#include <cstdint>
#include <cstdio>
#include <fstream>
#include <functional>
#include <iterator>
#include <limits>
#include <optional>
#include <random>
#include <string>
#include <type_traits>
#include <vector>

namespace ar = arrayreel;

namespace {

using generator = std::mt19937_64;

/// 0 … n − 1
std::size_t below(generator& g, std::size_t n) { return static_cast<std::size_t>(g() % n); }
bool one_in(generator& g, std::size_t n) { return below(g, n) == 0; }
double real(generator& g, double lo, double hi) {
  return lo + (hi - lo) * static_cast<double>(g() >> 11) * 0x1p-53;
}

/// A block of the picture, in elements of a coarse grid where its cells are larger.
struct tile {
  std::size_t row, column, rows, columns; // pixels
  std::size_t cell;
  int rank;
};

struct picture_case {
  std::size_t height, width, channels;
  bool planar;
  int ranks;
  std::vector<tile> tiles;
  bool has_holes = false;
  ar::mpi_image_options options;
};

void split(generator& g, tile whole, std::size_t parts, std::vector<tile>& to) {
  const bool by_rows = whole.columns < 2 || (whole.rows >= 2 && one_in(g, 2));
  if (parts <= 1 || (whole.rows < 2 && whole.columns < 2)) {
    to.push_back(whole);
    return;
  }
  tile first = whole;
  tile second = whole;
  if (by_rows) {
    first.rows = 1 + below(g, whole.rows - 1);
    second.row += first.rows;
    second.rows -= first.rows;
  } else {
    first.columns = 1 + below(g, whole.columns - 1);
    second.column += first.columns;
    second.columns -= first.columns;
  }
  split(g, first, parts / 2, to);
  split(g, second, parts - parts / 2, to);
}

ar::color some_color(generator& g) {
  const auto byte = [&] { return static_cast<std::uint8_t>(g()); };
  if (one_in(g, 3)) {
    const std::uint8_t level = byte();
    return {level, level, level, one_in(g, 3) ? byte() : std::uint8_t{255}};
  }
  return {byte(), byte(), byte(), one_in(g, 3) ? byte() : std::uint8_t{255}};
}

picture_case some_case(generator& g) {
  picture_case c{};
  c.ranks = 1 + static_cast<int>(below(g, 8));
  c.height = 1 + below(g, one_in(g, 4) ? 400 : 60);
  c.width = 1 + below(g, one_in(g, 4) ? 400 : 60);
  c.channels = one_in(g, 4) ? 2 + below(g, 3) : 1;
  c.planar = c.channels > 1 && one_in(g, 2);
  auto& o = c.options;
  o.durable = false;
  if (c.channels > 1) o.axes = c.planar ? ar::axes::cyx : ar::axes::yxc;
  if (one_in(g, 3)) o.bit_depth = 16;
  if (one_in(g, 4)) o.upscale = {1 + below(g, 4), 1 + below(g, 4)};
  if (one_in(g, 4)) o.compression = ar::png_compression::balanced;
  if (one_in(g, 12)) {
    o.compression.reset();
    o.level = 3;
    o.filter = ar::png_filter::up;
  }
  if (one_in(g, 6)) o.describe = true;
  if (one_in(g, 12)) {
    o.colorbar = true;
    o.colorbar_label = "u";
  }
  switch (below(g, 7)) {
    case 0: o.vsym = true; break;
    case 1: o.percentile = {{real(g, 0, 40), real(g, 60, 100)}}; break;
    case 2:
      o.vmin = real(g, -1, 0);
      if (one_in(g, 2)) o.vmax = real(g, 0.1, 2);
      break;
    case 3: o.range = {{-0.5, 0.75}}; break;
    default: break;
  }
  switch (below(g, 9)) {
    case 0: o.norm = "log"; break;
    case 1: o.norm = ar::symlog_norm{}; break;
    case 2: o.norm = ar::two_slope_norm{0.1}; break;
    case 3: o.gamma = 0.5; break;
    default: break;
  }
  if (c.channels == 1 && one_in(g, 2)) {
    const char* const names[] = {"viridis", "magma_r", "tab10", "RdBu"};
    o.colormap = ar::colormap(names[below(g, 4)]);
    if (one_in(g, 6)) {
      std::vector<ar::color> table(1 + below(g, 256));
      for (ar::color& entry : table) entry = some_color(g);
      o.colormap = ar::colormap::from_table(table, one_in(g, 2));
    }
  }
  if (one_in(g, 3)) o.bad = some_color(g);
  if (c.channels == 1 && one_in(g, 4)) o.under = some_color(g);
  if (c.channels == 1 && one_in(g, 4)) o.over = some_color(g);

  // Blocks.
  const tile whole{0, 0, c.height, c.width, 1, 0};
  switch (below(g, 4)) {
    case 0: split(g, whole, 1 + below(g, 30), c.tiles); break;
    case 1: // rows
      for (std::size_t i = 0; i < static_cast<std::size_t>(c.ranks); ++i) {
        const std::size_t begin = c.height * i / static_cast<std::size_t>(c.ranks);
        const std::size_t end = c.height * (i + 1) / static_cast<std::size_t>(c.ranks);
        c.tiles.push_back({begin, 0, end - begin, c.width, 1, static_cast<int>(i)});
      }
      break;
    case 2: // columns
      for (std::size_t i = 0; i < static_cast<std::size_t>(c.ranks); ++i) {
        const std::size_t begin = c.width * i / static_cast<std::size_t>(c.ranks);
        const std::size_t end = c.width * (i + 1) / static_cast<std::size_t>(c.ranks);
        c.tiles.push_back({0, begin, c.height, end - begin, 1, static_cast<int>(i)});
      }
      break;
    default: split(g, whole, 1 + below(g, 8), c.tiles); break;
  }
  const bool scattered = one_in(g, 2);
  for (tile& t : c.tiles)
    if (scattered || t.rank == 0)
      t.rank = static_cast<int>(below(g, static_cast<std::size_t>(c.ranks)));
  if (one_in(g, 5) && c.tiles.size() > 1) {
    std::size_t left = 0;
    for (std::size_t i = 1; i < c.tiles.size(); ++i) left += c.tiles[i].rows * c.tiles[i].columns;
    if (left > 0) {
      c.tiles.erase(c.tiles.begin());
      c.has_holes = true;
    }
  }
  c.options.allow_holes = c.has_holes;
  // Coarser cells behind all of them, which may show where a block is missing.
  if (one_in(g, 4)) {
    std::size_t cell = 2 + below(g, 4);
    while (cell > c.height || cell > c.width) --cell;
    if (cell > 1) {
      const std::size_t rows = 1 + below(g, c.height / cell);
      const std::size_t columns = 1 + below(g, c.width / cell);
      c.tiles.push_back({below(g, c.height - rows * cell + 1),
                         below(g, c.width - columns * cell + 1), rows * cell, columns * cell, cell,
                         static_cast<int>(below(g, static_cast<std::size_t>(c.ranks)))});
    }
  }
  return c;
}

template <class T> T value_from(double x, generator& g) {
  if constexpr (std::is_same_v<T, bool>) {
    return x > 0.2;
  } else if constexpr (std::is_same_v<T, std::complex<float>> ||
                       std::is_same_v<T, std::complex<double>>) {
    using part = typename T::value_type;
    return T(static_cast<part>(x), static_cast<part>(real(g, -1, 1)));
  } else if constexpr (std::is_integral_v<T>) {
    if constexpr (sizeof(T) == 8)
      if (one_in(g, 3)) return static_cast<T>(g() >> 2);
    return static_cast<T>(std::abs(x) * 100);
  } else {
    if (one_in(g, 50)) return std::numeric_limits<T>::quiet_NaN();
    if (one_in(g, 200)) return std::numeric_limits<T>::infinity();
    if (one_in(g, 200)) return -std::numeric_limits<T>::infinity();
    return static_cast<T>(x);
  }
}
template <class T> T nothing() {
  if constexpr (std::numeric_limits<T>::has_quiet_NaN)
    return std::numeric_limits<T>::quiet_NaN();
  else if constexpr (!std::is_arithmetic_v<T>)
    return T(std::numeric_limits<typename T::value_type>::quiet_NaN(), 0);
  else
    return T{};
}

std::string file_bytes(const std::string& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

/// What a call gave: bytes, or the kind and text of an error.
struct outcome {
  std::string bytes;
  std::string error;
  friend bool operator==(const outcome&, const outcome&) = default;
};
template <class Function> outcome outcome_of(const Function& function) {
  try {
    return {function(), ""};
  } catch (const ar::error& e) {
    std::string text = e.what();
    // Which rank it was is not part of what one process says.
    const std::size_t rank = text.rfind(" (rank ");
    if (rank != std::string::npos) text.erase(rank);
    return {"", text};
  }
}

template <class T> struct elements_of {
  std::vector<T> values;
  std::size_t height, width, channels;
  bool planar;

  T& at(std::size_t y, std::size_t x, std::size_t c) {
    return planar ? values[(c * height + y) * width + x] : values[(y * width + x) * channels + c];
  }
  template <class Function> auto viewed(const Function& function) const {
    if (channels == 1) return function(ar::view(values.data(), {height, width}));
    if (planar) return function(ar::view(values.data(), {channels, height, width}));
    return function(ar::view(values.data(), {height, width, channels}));
  }
};
template <class T>
elements_of<T> array_of(std::size_t height, std::size_t width, const picture_case& c) {
  return {std::vector<T>(height * width * c.channels), height, width, c.channels, c.planar};
}
ar::image_options alone(const ar::mpi_image_options& o) { return ar::detail::image_part_of(o); }

/// `mpi_value_range` of a share of the rows on each rank, and `resolve_range` of all rows.
template <class T>
bool ranges_agree(MPI_Comm comm, const picture_case& c, const elements_of<T>& whole) {
  int rank = 0;
  int ranks = 0;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  if (c.channels > 1) return true; // what is an alpha channel depends on the whole shape
  const auto part = [&](int r) {
    return whole.height * static_cast<std::size_t>(r) / static_cast<std::size_t>(ranks);
  };
  ar::mapping_options o = ar::detail::mapping_of(c.options);
  const auto text = [](const ar::value_range& r) {
    return std::to_string(r.lo) + " " + std::to_string(r.hi) + " " + std::to_string(r.lo_rest) +
           " " + std::to_string(r.hi_rest);
  };
  std::optional<ar::value_range> all;
  std::optional<ar::value_range> parts;
  const outcome expected = outcome_of([&] {
    all = ar::resolve_range(ar::view(whole.values.data(), {whole.height, whole.width}), o);
    return text(*all);
  });
  const outcome got = outcome_of([&] {
    parts = ar::mpi_value_range(comm,
                                ar::view(whole.values.data() + part(rank) * whole.width,
                                         {part(rank + 1) - part(rank), whole.width}),
                                o);
    return text(*parts);
  });
  if (got == expected && all == parts) return true;
  std::fprintf(stderr, "rank %d: mpi_value_range '%s%s'; expected '%s%s'\n", rank,
               got.bytes.c_str(), got.error.c_str(), expected.bytes.c_str(),
               expected.error.c_str());
  return false;
}

/// Every rank makes the whole field, and its own blocks of it.
template <class T>
bool passes(MPI_Comm comm, const picture_case& c, std::uint64_t seed, const std::string& path) {
  int rank = 0;
  MPI_Comm_rank(comm, &rank);
  generator g(seed);
  elements_of<T> whole = array_of<T>(c.height, c.width, c);
  for (T& v : whole.values) v = nothing<T>();
  const double scale = one_in(g, 3) ? 1 : 0.37;
  std::vector<elements_of<T>> blocks;
  // The coarse ones lie behind the others, and are the last.
  for (std::size_t i = c.tiles.size(); i-- > 0;) {
    const tile& t = c.tiles[i];
    elements_of<T> block = array_of<T>(t.rows / t.cell, t.columns / t.cell, c);
    for (std::size_t y = 0; y < block.height; ++y)
      for (std::size_t x = 0; x < block.width; ++x)
        for (std::size_t k = 0; k < c.channels; ++k) {
          const double wave = std::sin(0.05 * static_cast<double>(t.row + y) + 0.3) *
                                  std::cos(0.07 * static_cast<double>(t.column + x)) +
                              0.05 * real(g, -1, 1);
          block.at(y, x, k) = value_from<T>(scale * wave + 0.1 * static_cast<double>(k), g);
          for (std::size_t a = 0; a < t.cell; ++a)
            for (std::size_t b = 0; b < t.cell; ++b)
              whole.at(t.row + y * t.cell + a, t.column + x * t.cell + b, k) = block.at(y, x, k);
        }
    blocks.push_back(std::move(block));
  }
  std::vector<ar::mpi_block> mine;
  for (std::size_t i = 0; i < c.tiles.size(); ++i) {
    const tile& t = c.tiles[c.tiles.size() - 1 - i];
    if (t.rank == rank)
      blocks[i].viewed([&](const auto& v) {
        mine.emplace_back(v, ar::placement{.size = {c.height, c.width},
                                           .at = {t.row, t.column},
                                           .cell = {t.cell, t.cell}});
      });
  }
  const ar::image_options single = alone(c.options);
  const outcome expected = outcome_of([&] {
    return whole.viewed([&](const auto& v) {
      const ar::encoded e = ar::encode_png(v, single);
      return std::string(e.bytes.begin(), e.bytes.end());
    });
  });
  const outcome got = outcome_of([&] {
    ar::mpi_write_png(comm, path, mine, c.options);
    return file_bytes(path);
  });
  MPI_Barrier(comm);
  const bool same_range = ranges_agree(comm, c, whole);
  bool same = got == expected && same_range;
  if (!same)
    std::fprintf(stderr, "rank %d: %zu bytes, '%s'; expected %zu, '%s'\n", rank, got.bytes.size(),
                 got.error.c_str(), expected.bytes.size(), expected.error.c_str());
  if (rank == 0) std::remove(path.c_str());

  ar::mpi_nbimage_options shown;
#define ARRAYREEL_FIELD(type, name, ...) shown.name = c.options.name;
#include <arrayreel/detail/options/mapping_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) shown.name = c.options.name;
#include <arrayreel/detail/options/colorbar_fields.inc>
#define ARRAYREEL_FIELD(type, name, ...) shown.name = c.options.name;
#include <arrayreel/detail/options/png_fields.inc>
  shown.bit_depth = c.options.bit_depth;
  shown.describe = c.options.describe;
  shown.allow_holes = c.options.allow_holes;
  const outcome image = outcome_of([&] {
    const ar::notebook_image n = ar::mpi_nbimage(comm, mine, shown);
    return std::string(n.png.bytes.begin(), n.png.bytes.end());
  });
  if (rank == 0 ? !(image == expected) : image.error != expected.error) {
    std::fprintf(stderr, "rank %d: mpi_nbimage: %zu bytes, '%s'; expected %zu, '%s'\n", rank,
                 image.bytes.size(), image.error.c_str(), expected.bytes.size(),
                 expected.error.c_str());
    same = false;
  }
  return same;
}

/// Boxes of a field in three dimensions, projected by each rank: the picture of one canvas with all
/// boxes; and for extremes and slices the picture of what a loop over the whole field finds.
template <class T>
bool projection_passes(MPI_Comm comm, const picture_case& c, std::uint64_t seed,
                       const std::string& path) {
  int rank = 0;
  int ranks = 1;
  MPI_Comm_rank(comm, &rank);
  MPI_Comm_size(comm, &ranks);
  generator g(seed);
  const std::size_t depth = 1 + below(g, 12);
  std::vector<T> field(depth * c.height * c.width);
  for (std::size_t i = 0; i < field.size(); ++i)
    field[i] = static_cast<T>(100 * std::sin(0.01 * static_cast<double>(i)) + real(g, 0, 1));
  const std::size_t how = below(g, 5);
  const std::size_t slice = below(g, depth);
  const ar::overlap overlaps[] = {ar::overlap::max, ar::overlap::min, ar::overlap::sum,
                                  ar::overlap::mean, ar::overlap::replace};
  const ar::project projects[] = {ar::project::max, ar::project::min, ar::project::sum,
                                  ar::project::mean, ar::project::at(0)};
  ar::canvas_options options;
  options.overlap = overlaps[how];
  const bool has_holes = one_in(g, 4);
  ar::canvas own({c.height, c.width}, options);
  ar::canvas all({c.height, c.width}, options);
  std::vector<tile> columns;
  split(g, {0, 0, c.height, c.width, 1, 0}, 1 + below(g, 6), columns);
  if (has_holes && columns.size() > 1) columns.pop_back();
  for (const tile& t : columns)
    for (std::size_t z = 0; z < depth;) {
      const std::size_t layers = 1 + below(g, depth - z);
      const int owner = static_cast<int>(below(g, static_cast<std::size_t>(ranks)));
      const auto block = ar::view(field.data() + (z * c.height + t.row) * c.width + t.column,
                                  {layers, t.rows, t.columns},
                                  {static_cast<std::ptrdiff_t>(c.height * c.width),
                                   static_cast<std::ptrdiff_t>(c.width), 1});
      const bool has_slice = slice >= z && slice < z + layers;
      if (how < 4 || has_slice) {
        const ar::put_options put{.axis = 0,
                                  .project = how == 4 ? ar::project::at(slice - z) : projects[how]};
        all.put(block, {t.row, t.column}, put);
        if (owner == rank) own.put(block, {t.row, t.column}, put);
      }
      z += layers;
    }
  const ar::image_options single = alone(c.options);
  const outcome expected = outcome_of([&] {
    const ar::encoded e = ar::encode_png(all, single);
    return std::string(e.bytes.begin(), e.bytes.end());
  });
  const outcome got = outcome_of([&] {
    ar::mpi_write_png(comm, path, own, c.options);
    return file_bytes(path);
  });
  MPI_Barrier(comm);
  bool same = got == expected;
  if (how != 2 && how != 3 && columns.size() > 0 &&
      !(has_holes && all.filled() < c.height * c.width)) {
    std::vector<T> flat(c.height * c.width);
    for (std::size_t i = 0; i < flat.size(); ++i) {
      flat[i] = field[(how == 4 ? slice : 0) * flat.size() + i];
      for (std::size_t z = 0; z < depth && how < 2; ++z) {
        const T v = field[z * flat.size() + i];
        flat[i] = how == 0 ? std::max(flat[i], v) : std::min(flat[i], v);
      }
    }
    const outcome by_loop = outcome_of([&] {
      const ar::encoded e = ar::encode_png(ar::view(flat.data(), {c.height, c.width}), single);
      return std::string(e.bytes.begin(), e.bytes.end());
    });
    same = same && by_loop == got;
  }
  if (!same)
    std::fprintf(stderr, "rank %d, projection %zu: %zu bytes, '%s'; expected %zu, '%s'\n", rank,
                 how, got.bytes.size(), got.error.c_str(), expected.bytes.size(),
                 expected.error.c_str());
  if (rank == 0) std::remove(path.c_str());
  return same;
}

} // namespace

int main(int argc, char** argv) {
  MPI_Init(&argc, &argv);
  int rank = 0;
  int ranks = 0;
  MPI_Comm_rank(MPI_COMM_WORLD, &rank);
  MPI_Comm_size(MPI_COMM_WORLD, &ranks);
  if (argc < 3 || ranks < 8) return 2;
  const std::string path = std::string(argv[1]) + "/decomposition.png";
  const std::size_t cases = std::stoul(argv[2]);
  const std::uint64_t seed = argc > 3 ? std::stoull(argv[3]) : 1;
  const std::size_t first = argc > 4 ? std::stoul(argv[4]) : 0;
  int failures = 0;
  for (std::size_t i = first; i < (argc > 4 ? first + 1 : cases); ++i) {
    generator g(seed * 1000003 + i);
    picture_case c = some_case(g);
    std::size_t type = below(g, 10);
    // Only types with NaN can show in one array what nothing covers.
    if (c.has_holes && ((type >= 3 && type <= 7) || type == 9)) type = 0;
    MPI_Comm comm = MPI_COMM_NULL;
    MPI_Comm_split(MPI_COMM_WORLD, rank < c.ranks ? 0 : 1, rank, &comm);
    if (rank < c.ranks) {
      const std::uint64_t s = g();
      bool same = false;
      const bool projects = c.channels == 1 && one_in(g, 3);
      if (projects && one_in(g, 2)) {
        same = projection_passes<float>(comm, c, s, path);
      } else if (projects && one_in(g, 2)) {
        same = projection_passes<std::int32_t>(comm, c, s, path);
      } else if (projects) {
        same = projection_passes<double>(comm, c, s, path);
      } else
        switch (type) {
          case 0: same = passes<float>(comm, c, s, path); break;
          case 1: same = passes<double>(comm, c, s, path); break;
          case 2: same = passes<long double>(comm, c, s, path); break;
          case 3: same = passes<std::uint8_t>(comm, c, s, path); break;
          case 4: same = passes<std::uint16_t>(comm, c, s, path); break;
          case 5: same = passes<std::int32_t>(comm, c, s, path); break;
          case 6: same = passes<std::int64_t>(comm, c, s, path); break;
          case 7: same = passes<std::uint64_t>(comm, c, s, path); break;
          case 8: same = passes<std::complex<float>>(comm, c, s, path); break;
          default: same = passes<std::int8_t>(comm, c, s, path); break;
        }
      if (!same) {
        std::fprintf(stderr, "case %zu of seed %llu failed on rank %d of %d\n", i,
                     static_cast<unsigned long long>(seed), rank, c.ranks);
        ++failures;
      }
    }
    MPI_Comm_free(&comm);
  }
  int all = 0;
  MPI_Allreduce(&failures, &all, 1, MPI_INT, MPI_SUM, MPI_COMM_WORLD);
  if (rank == 0) std::printf("%zu cases, %d failures\n", cases, all);
  MPI_Finalize();
  return all == 0 ? 0 : 1;
}

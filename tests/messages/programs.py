"""Programs as somebody writes them who sees the library for the first time, and what compilers say."""

BEFORE = """#include <arrayreel/arrayreel.hpp>
#include <arrayreel/canvas.hpp>
#include <cstddef>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>
namespace ar = arrayreel;
struct cell { double rho, u; };
enum class phase : unsigned char { solid, liquid };
struct without_size { double* data() const; int width() const; int height() const; };
struct unknown { int nx, ny; };
struct joined { std::vector<float> u; };
ar::array_view<float> view(const joined& j) { return ar::view(j.u, {20, 30}); }
std::vector<float> make(); std::vector<std::vector<float>> rows_of(); std::span<const float> part();
bool take(std::span<const std::uint8_t>);
int main() {
  std::vector<float> u(600), many(6000);
  float* p = u.data(); const void* raw = p; float** rows = nullptr; float (*block)[30] = nullptr;
  std::unique_ptr<float[]> unique; std::shared_ptr<double[]> shared;
  std::vector<cell> cells(600); cell grid[20][30]; std::map<int, double> map;
  std::vector<std::string> texts; std::string text; std::vector<float*> pointers;
  std::vector<std::byte> bytes; std::vector<phase> phases; std::optional<double> maybe;
  std::vector<std::vector<std::vector<std::vector<std::vector<float>>>>> deep;
  without_size sized; unknown other; joined own;
  const auto v = ar::view(u, {20, 30}); const auto frames = ar::view(many, {10, 20, 30});
  auto px = ar::rerange(v); auto shown = ar::nbimage(v); auto png = ar::encode_png(v);
  std::vector<ar::raster<std::uint8_t>> pictures; std::vector<ar::encoded> sources;
  ar::page page; ar::table table; ar::canvas board({20, 30});
  const auto use = [](const auto&...) {};
  use(u, many, p, raw, rows, block, unique, shared, cells, grid, map, texts, text, pointers, bytes);
  use(phases, maybe, deep, sized, other, own, v, frames, px, shown, png, pictures, sources, page, table, board);
"""

POINTER = "a pointer does not say how large its array is: write view(p, {height, width})"
VOID = "a void* does not say what the elements are: write view(static_cast<const float*>(p), "
ROWS = "pointers to rows are no array: keep all elements in one piece"
SMART = "write view(p.get(), {height, width})"
OBJECTS = "the elements are no numbers (bool, integers, floats, std::complex of these)"
TEXT = "a text is no array of numbers: read_npy(path) reads a file"
TEXTS = "texts are no numbers: convert them first"
ENUMERATORS = "enumerators and std::byte are no numbers"
SEVERAL = "several arrays are no array: nbvideo() makes a movie of them"
MEDIUM = "a finished picture or movie is no array"
MEMBERS = "this class has data() but not all other members that view() needs"
OTHER = "view() does not know this class by its members: write a function view(const your_class&)"
LIST = "the extents are one list of integers: write view(x, {height, width})"
INTEGERS = "extents and strides are integers, not floating-point numbers"
BRACES = "a list in braces is gone before it can be viewed"
PICTURE = "wrong options for "
MOVIE = "wrong options for "
FIRST = "the path comes first"
PLACE = "behind the block stands its place, two integers"
RASTERS = "pictures are put together of rasters, of which rerange(array) makes one of an array"

# What is said, and the statement; the first twelve are one of each kind.
WRONG = [
    ("wrong options for nbimage(): a field is misspelt", "ar::nbimage(v, {.colourmap = ar::colormaps::viridis});"),
    (OBJECTS, "ar::nbimage(cells);"),
    (POINTER, "ar::nbimage(u.data());"),
    (SMART, "ar::view(unique);"),
    (LIST, "ar::view(u, 20, 30);"),
    (INTEGERS, "ar::view(u, {20.5, 30});"),
    (FIRST, 'ar::write_png(v, "u.png");'),
    ("write nbvideo_options o{...}; and the compiler names it", "ar::nbvideo(frames, {.colourmap = ar::colormaps::viridis});"),
    ("wrong options for a video_writer", 'ar::video_writer w("u.mp4", {.fsp = 30});'),
    ("the frame comes first: write push(frame, seconds)", 'ar::video_writer w("u.mp4"); w.push(0.5, v);'),
    ("picture() takes what nbimage() or encode_png() returns", 'page.picture(v, "u");'),
    ("pixels are std::uint8_t or std::uint16_t", "ar::raster<float> r(20, 30);"),

    (PICTURE, "ar::nbimage(v, {.fps = 30});"),
    (PICTURE, "ar::nbimage(v, {.norm = 3.5});"),
    (PICTURE, "ar::nbimage(v, {.norm = unknown{}});"),
    (PICTURE, "ar::nbimage(v, {.colormap = 3});"),
    (PICTURE, "ar::nbimage(v, {.colormap = nullptr});"),
    (PICTURE, 'ar::nbimage(v, "magma");'),
    (PICTURE, "ar::nbimage(v, ar::video_options{.fps = 30});"),
    ("the array comes first: write nbimage(array, options)", "ar::nbimage({.vsym = true}, v);"),
    (TEXT, 'ar::nbimage("u.npy");'),
    (MEDIUM, "ar::nbimage(shown);"),
    (SEVERAL, "ar::nbimage(pictures);"),

    (POINTER, "ar::view(p);"),
    (VOID, "ar::view(raw);"),
    (VOID, "ar::view(raw, {20, 30});"),
    (ROWS, "ar::view(rows);"),
    (ROWS, "ar::view(rows, {20, 30});"),
    (ROWS, "ar::view(pointers);"),
    ("a pointer to an object is no array: write view(*p)", "ar::view(block);"),
    (SMART, "ar::view(shared, {20, 30});"),
    (OBJECTS, "ar::view(cells);"),
    (OBJECTS, "ar::view(cells, {20, 30});"),
    (OBJECTS, "ar::view(grid);"),
    (OBJECTS, "ar::view(map);"),
    (TEXTS, "ar::view(texts);"),
    (TEXT, "ar::view(text);"),
    (ENUMERATORS, "ar::view(bytes);"),
    (ENUMERATORS, "ar::view(phases, {20, 30});"),
    (MEMBERS, "ar::view(sized);"),
    (OTHER, "ar::view(other);"),
    (OTHER, "ar::view(maybe);"),
    ("these containers have more than 4 axes", "ar::view(deep);"),
    ("a single number is no array", "ar::view(3.5);"),
    (LIST, "ar::view(p, 20, 30);"),
    (LIST, "ar::view(u, 20, 30, 3);"),
    (INTEGERS, "ar::view(p, {20, 30.0});"),
    (INTEGERS, "ar::view(p, {20, 30}, {30.0, 1.0});"),
    ("view() takes (array), (memory, {height, width})", 'ar::view(u, {20, 30}, "yx");'),
    ("the memory comes before its extents", "ar::view({20, 30}, u);"),
    (BRACES, "ar::view({{1.0F, 2.0F}, {3.0F, 4.0F}});"),
    ("the extents are one list: write array_view(data, {height, width})",
     "ar::array_view<float> w(p, 20, 30); use(w);"),

    (PICTURE, "ar::encode_png(v, {.colourmap = 3});"),
    (PICTURE, "ar::encode_png(px, {.vmin = 3});"),
    (FIRST, 'ar::write_png(px, "u.png", {.upscale = 2});'),
    ("the path or the array is missing", "ar::write_png(v);"),
    (POINTER, 'ar::write_png("u.png", p);'),
    (OBJECTS, 'ar::write_png("u.png", cells, {.vsym = true});'),
    (PICTURE, 'ar::write_png("u.png", v, {.fps = 30});'),
    (PICTURE, 'ar::write_png(std::string("u.png"), v, {.colourmap = 3});'),
    ("where is a path or a function bool(std::span<const std::uint8_t>)", "ar::write_png(stdout, v);"),
    ("for floating-point numbers in 0...1 write normalize(array)", "ar::rerange<float>(v);"),
    ("write mapping_options o{...}; and the compiler names it", "ar::rerange<std::uint16_t>(v, {.bit_depth = 16});"),
    (PICTURE, "ar::normalize(v, -1, 1);"),
    ("write percentile_range(array, 1, 99)", "ar::percentile_range(v, {1, 99});"),
    (OBJECTS, "ar::full_range(cells);"),
    (RASTERS, "ar::hconcat(v, v);"),
    (RASTERS, "ar::grid({px, px}, {.cols = 2});"),
    ("draw_label(picture, text, y, x, label_options)", 'ar::draw_label(px, 2, 2, "t = 3");'),
    ("write colorbar(resolve_range(array, mapping), options)", "ar::colorbar(v);"),

    (OBJECTS, "ar::nbvideo(cells);"),
    (POINTER, "ar::nbvideo(p);"),
    (MOVIE, "ar::encode_video(frames, {.fsp = 30});"),
    (FIRST, 'ar::write_video(frames, "u.mp4");'),
    (MOVIE, 'ar::write_video("u.mp4", frames, {.fsp = 30});'),
    (MOVIE, 'ar::write_video_in_segments("u.mp4", frames, {.fsp = 30});'),
    ("the path of the joined movie comes first", 'ar::join_videos(texts, "u.mp4");'),
    ("gets its frames by push(frame)", 'ar::video_writer w(frames, "u.mp4");'),
    ("gets its frames by push(frame)", 'ar::video_writer w("u.mp4", frames);'),
    (OBJECTS, 'ar::video_writer w("u.mp4"); w.push(cells);'),
    ("behind the frame stand its seconds", 'ar::video_writer w("u.mp4"); w.push(v, {.vsym = true});'),

    ("the picture comes first", 'page.picture("u", shown);'),
    ("movie() takes what nbvideo() or encode_video() returns", "page.movie(frames);"),
    ("the text comes first: write heading(text, level)", 'page.heading(1, "Run 17");'),
    ("table() takes an arrayreel::table", "page.table(u);"),
    ("chart() takes JSON", "page.chart(table);"),
    ("wrong options for a page", 'ar::page q({.titel = "Run 17"});'),
    ("add(name, values)", 'table.add(u, "u");'),
    ("of an array write img_tag(encode_png(array))", "ar::img_tag(v);"),
    ("wrong options for img_tag()", "ar::img_tag(png, {.widht = 3});"),
    ("of an array write data_uri(encode_png(array))", "ar::data_uri(v);"),
    (FIRST, 'ar::write_file(png, "u.png");'),
    ("write write_png(path, array)", 'ar::write_file("u.png", v);'),
    (PLACE, "board.put(v);"),
    (PLACE, "board.put(v, 0, 0);"),
    (PLACE, "board.put(v, {0.5, 1.5});"),
    ("wrong options for put()", "board.put(v, {0, 0}, {.cells = {4, 4}});"),
    ("wrong options for put()", "board.put(frames, {0, 0}, ar::project::max);"),
    (POINTER, "board.put(p, {0, 0});"),
    (OTHER, "board.put(other, {0, 0});"),
    ("points are two arrays of positions", "board.deposit(u);"),
    ("wrong options for deposit()", "board.deposit(u, u, {.weights = u});"),
    ("wrong options for a canvas", "ar::canvas q({20, 30}, {.overlaps = ar::overlap::max});"),
    (PICTURE, 'ar::write_png("u.png", board, {.vmim = 0});'),
    (PICTURE, "ar::nbimage(board, {.vmim = 0});"),
]

# All of it is right, and shall stay so: no warning, and no overload that refuses it.
RIGHT = """
  use(ar::view(p, {20, 30}), ar::view(p, {20, 30}, {30, 1}), ar::view(p, 600), ar::view(u));
  use(ar::view(p, ar::shape{20, 30}, ar::axes::yx), ar::view(u, {20, 30}, ar::axes::yx), view(own));
  const std::vector<int> n(600); const std::vector<long> extents{20, 30};
  use(ar::view(n, extents), ar::view(n, 600), ar::view(n, {20, 30}), ar::view(extents, extents.size()));
  use(ar::view(u, std::vector<long>{20, 30}), ar::view(text, {1, text.size()}), ar::view(rows_of()));
  use(ar::view(cells, &cell::u, {20, 30}));
  use(ar::nbimage(v), ar::nbimage(px, {.alt = "u"}), ar::nbimage(own, {.vsym = true}));
  use(ar::nbimage(v, {.norm = "log", .colormap = "magma_r"}), ar::nbimage(ar::view(make(), {20, 30})));
  use(ar::nbimage(v, {.norm = ar::log_norm{}, .colormap = ar::colormaps::RdBu}));
  use(ar::rerange<std::uint16_t>(v), ar::rerange<std::uint16_t>(v, {.vmin = 1}), ar::normalize(v));
  use(ar::percentile_range(v, 1, 99), ar::percentile_range(v, 1, 99, {.sample = 10}));
  ar::write_png("u.png", v); ar::write_png(text, own, {.vsym = true}); ar::write_png("u.png", px);
  ar::write_png(take, v); ar::write_png(take, px, {.upscale = 2}); ar::write_png("u.png", rows_of());
  ar::write_video("u.mp4", frames); ar::write_video(text, pictures, {.fps = 30});
  ar::write_video_in_segments("u.mp4", frames, {.fps = 30}, {.jobs = 2}); use(ar::join_videos(sources));
  ar::write_video_in_segments(text, pictures); ar::join_videos("u.mp4", {"a.mp4", "b.mp4"});
  ar::join_videos(text, texts);
  use(ar::nbvideo(pictures), ar::nbvideo(frames, {.fps = 30}), ar::encode_video(frames, {.fps = 30}));
  ar::video_writer a("u.mp4"), b{"u.mp4", {.fps = 30}}, c(ar::in_memory), d{ar::in_memory, {.fps = 30}};
  ar::video_writer e(take), f(text, {}), g(std::move(a));
  g.push(v); g.push(px, 3); g.push(u, 0.5); g.push(own, {.label = "u"});
  page.picture(png); page.picture(png, "u", {.alt = "u"}); page.picture(shown, text);
  page.movie(sources); page.movie(png); page.movie(sources, "u", {.alt = "u"});
  page.table({{"a", "b"}, {"c", "d"}}, "u"); page.table({{"a", "b"}}); page.table(table);
  page.heading("u"); page.heading(text, 2); page.chart("{}"); page.chart(text, "u");
  ar::page h(page), i({.title = "u"}), j(std::move(h));
  table.add("a", {1, 2}); table.add("b", {1, 2.5}); table.add("c", u); table.add("d", {shown, shown});
  use(ar::img_tag("u.png", 20, 30), ar::img_tag(png), ar::img_tag(png, {.alt = "u"}), ar::data_uri(png));
  use(ar::video_tag(sources), ar::video_tag(png, {.alt = "u"}), ar::data_uri(png.bytes, "image/png"));
  use(ar::hconcat({px, px}), ar::hconcat(px, px, {.gap = 2}), ar::grid({px, px}, {.columns = 2}));
  use(ar::grid(pictures), ar::colorbar({0, 1}), ar::colorbar({0, 1}, {.length = 20}));
  ar::draw_label(px, "u", 1, 2); ar::draw_label(px, "u", ar::corner::top_left, {.scale = 2});
  ar::write_file("u.png", png);
  ar::canvas k({20L, 30U}, {.vmin = 0, .overlap = ar::overlap::max}), l(k), m(std::move(l));
  k.put(v, {0, 0}); k.put(frames, {-1, 2L}, {.axis = 1, .project = ar::project::at(2), .clip = true});
  k.put(px, {20, 30}, {.cell = {2, 2}}); k.deposit(u, u); k.deposit(u, u, n, {.clip = true});
  k.merge(board); k.merge(board.save()); k.merge(board.save({.at = {0, 0}, .size = {2, 3}}));
  ar::write_png("u.png", board); ar::write_png(take, board, {.vsym = true}); g.push(board);
  use(ar::nbimage(board), ar::nbimage(board, {.vmin = 0}), ar::encode_png(board, {.upscale = 2}));
  use(ar::rerange(board), ar::rerange<std::uint16_t>(board, {.vmin = 0}), ar::normalize(board));
  use(board.picture(), board.picture<std::uint16_t>(), ar::rerange(board.array()), ar::full_range(board));
"""

# What g++ does not warn about, and clang++ does: views of what is gone.
GONE = """
  const auto a = ar::view(make(), {20, 30});
  const auto b = ar::view(make());
  const auto c = ar::view(std::array<float, 4>{}, {2, 2});
  const auto d = ar::view(ar::rerange(v));
  const auto e = ar::view(ar::normalize(v));
  const ar::array_view<float> f = ar::normalize(v);
  const auto g = ar::view(ar::read_npy("u.npy"));
  const auto h = ar::read_npy("u.npy").view();
  use(a, b, c, d, e, f, g, h);
"""
# And views of what stays, or of copies.
THERE = """
  const auto a = ar::view(part(), {20, 30});
  const auto b = ar::view(rows_of());
  const auto c = ar::view(std::vector<bool>(600), {20, 30});
  const auto d = ar::view(ar::view(u, {20, 30}));
  use(a, b, c, d);
"""

# Programs on many ranks.
BEFORE_OF_RANKS = """#include <arrayreel/canvas.hpp>
#include <arrayreel/mpi.hpp>
#include <arrayreel/mpi_canvas.hpp>
#include <arrayreel/mpi_video.hpp>
#include <vector>
namespace ar = arrayreel;
int main() {
  std::vector<float> u(600); float* p = u.data(); const MPI_Comm comm = MPI_COMM_WORLD;
  const auto v = ar::view(u, {20, 30}); const ar::placement here{.size = {20, 30}};
  std::vector<ar::mpi_block> blocks; ar::canvas board({20, 30}); ar::mpi_video_writer movie(comm, "u.mp4");
  const auto use = [](const auto&...) {};
  use(u, p, comm, v, here, blocks, board, movie);
"""

BLOCK_PLACE = "behind the block stands its place in the picture: write "
COMMUNICATOR = "the communicator comes first: write "

WRONG_OF_RANKS = [
    (BLOCK_PLACE, 'ar::mpi_write_png(comm, "u.png", v);'),
    (COMMUNICATOR, 'ar::mpi_write_png("u.png", v, here);'),
    (POINTER, 'ar::mpi_write_png(comm, "u.png", p, here);'),
    (PICTURE, 'ar::mpi_write_png(comm, "u.png", v, here, {.vmim = 0});'),
    (PICTURE, 'ar::mpi_write_png(comm, "u.png", board, {.vmim = 0});'),
    (BLOCK_PLACE, 'ar::mpi_write_png(comm, "u.png", v, {.vmin = 0});'),
    ("the path stands behind the communicator", 'ar::mpi_write_png(comm, v, "u.png", here);'),
    (BLOCK_PLACE, "use(ar::mpi_nbimage(comm, v));"),
    (COMMUNICATOR, "ar::mpi_nbimage(v, here);"),
    (POINTER, "ar::mpi_nbimage(comm, p, here);"),
    (PICTURE, "ar::mpi_nbimage(comm, v, here, {.vmim = 0});"),
    (PICTURE, "ar::mpi_nbimage(comm, board, {.vmim = 0});"),
    (POINTER, "ar::mpi_value_range(comm, p);"),
    (COMMUNICATOR, "ar::mpi_value_range(v);"),
    ("wrong options for mpi_value_range()", "ar::mpi_value_range(comm, v, {.vmim = 0});"),
    ("wrong options for an mpi_video_writer", 'ar::mpi_video_writer w(comm, "u.mp4", {.fsp = 30});'),
    (COMMUNICATOR, 'ar::mpi_video_writer w("u.mp4");'),
    (POINTER, "movie.push(p, here);"),
    (BLOCK_PLACE, "movie.push(v);"),
    (BLOCK_PLACE, "movie.push(v, 0.5);"),
]

RIGHT_OF_RANKS = """
  ar::mpi_write_png(comm, "u.png", v, here); ar::mpi_write_png(comm, "u.png", v, {.size = {20, 30}});
  ar::mpi_write_png(comm, "u.png", v, here, {.vmin = 0}); ar::mpi_write_png(comm, "u.png", blocks);
  ar::mpi_write_png(comm, "u.png", {}); ar::mpi_write_png(comm, "u.png", blocks, {.allow_holes = true});
  ar::mpi_write_png(comm, "u.png", board); ar::mpi_write_png(comm, "u.png", board, {.vmin = 0});
  use(ar::mpi_nbimage(comm, v, here), ar::mpi_nbimage(comm, v, here, {.alt = "u"}));
  use(ar::mpi_nbimage(comm, blocks), ar::mpi_nbimage(comm, board, {.vmin = 0}), ar::mpi_nbimage(comm, {}));
  use(ar::mpi_value_range(comm, v), ar::mpi_value_range(comm, v, {.vsym = true}));
  ar::mpi_video_writer w(comm, "u.mp4", {.fps = 30}); movie.push(v, here); movie.push(v, here, 0.5);
  movie.push(v, {.size = {20, 30}}, {.label = "u"}); movie.push(std::vector{v, v}, {here, here});
  movie.push(std::vector<ar::array_view<float>>{}, {}); movie.push(v, here, 3);
"""

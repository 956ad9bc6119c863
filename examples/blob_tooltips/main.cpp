// Charts whose tooltips show pictures: 200 pairs of blobs, round and square ones, and how large
// they are. A dot is a pair; hovering over it shows its two pictures side by side. A second chart
// has a dropdown, which chooses the size of which picture is shown, and that picture.
//
//   blob_tooltips OUTPUT_DIR [VEGA VEGA_LITE VEGA_EMBED]
//
// OUTPUT_DIR, which must exist, gets blob_tooltips.html. The other three are Vega's scripts, each
// an address (https://…) or a file, which becomes part of the page, so that it works offline. They
// come from npm: `npm install vega vega-lite vega-embed` puts them in node_modules as
// vega/build/vega.min.js, vega-lite/build/vega-lite.min.js, vega-embed/build/vega-embed.min.js.
// Without them the page says in the charts' place that they are missing.
#include <charconv>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <string>
#include <utility>
#include <vector>

#include <arrayreel/compose.hpp>
#include <arrayreel/page.hpp>
#include <arrayreel/table.hpp>
#include <arrayreel/vega.hpp>

#include "blobs.hpp"

namespace ar = arrayreel;

namespace {

using picture = ar::raster<std::uint8_t>;

/// The bytes of an array as JSON has it, `[0,0.25,…]`, every number with the digits that it takes
/// to read the same float back.
std::size_t bytes_as_numbers(const blobs::array& array) {
  std::size_t bytes = 1;
  for (const float value : array) {
    char digits[32];
    const auto text = std::to_chars(digits, digits + sizeof digits, value);
    bytes += static_cast<std::size_t>(text.ptr - digits) + 1;
  }
  return bytes;
}

void print_size(const char* what, std::size_t bytes, const char* tutorial) {
  std::printf("%-34s %9.1f KB    the tutorial's: %s\n", what, static_cast<double>(bytes) / 1000,
              tutorial);
}

int run(const std::string& folder, std::vector<std::string> scripts) {
  const std::vector<blobs::sample> samples = blobs::make_samples(200);
  std::vector<std::string> groups;
  std::vector<double> area1;
  std::vector<double> area2;
  std::vector<ar::encoded> pairs;
  std::vector<ar::encoded> pictures1;
  std::vector<ar::encoded> pictures2;
  std::size_t as_numbers = 0;
  const auto smallest_png = [](const picture& p) {
    return ar::encode_png(p, {.compression = ar::png_compression::smallest});
  };
  for (const blobs::sample& sample : samples) {
    groups.push_back(sample.group);
    area1.push_back(blobs::area(sample.im1));
    area2.push_back(blobs::area(sample.im2));
    const picture im1 = blobs::labelled(sample.im1, "im1");
    const picture im2 = blobs::labelled(sample.im2, "im2");
    pairs.push_back(smallest_png(ar::hconcat(im1, im2, {.gap = 10})));
    pictures1.push_back(smallest_png(im1));
    pictures2.push_back(smallest_png(im2));
    as_numbers += bytes_as_numbers(sample.im1) + bytes_as_numbers(sample.im2);
  }

  ar::table bare;
  bare.add("group", groups).add("im1 area", area1).add("im2 area", area2);
  ar::table t = bare;
  t.add("pair", std::move(pairs));
  t.add("im1", std::move(pictures1)).add("im2", std::move(pictures2));

  ar::tooltip_chart_options options{
      .x = "group", .y = {"im1 area", "im2 area"}, .title = "Share of pixels above 0.4"};
  const std::size_t without = ar::json_text(ar::tooltip_chart(bare, options)).size();
  options.image = "pair";
  const auto both = ar::tooltip_chart(t, options);
  options.image = {"im1", "im2"};
  options.dropdown = true;
  options.title = "One picture at a time";
  const auto chosen = ar::tooltip_chart(t, options);

  const bool has_scripts = !scripts.empty();
  ar::page page({.title = "Blobs in tooltips", .scripts = std::move(scripts)});
  page.heading("Blobs in tooltips", 1);
  page.text("Every dot is a pair of pictures of 96 x 96 pixels: point at one.");
  if (!has_scripts)
    page.text(
        "The charts are drawn by scripts from npm, which are not here: `npm install vega vega-lite "
        "vega-embed` gets them, and `cmake/bootstrap.sh demo --charts` installs npm, too.");
  page.chart(ar::json_text(both), "Both pictures, by their areas");
  page.chart(ar::json_text(chosen), "Choose which of the two is shown");
  page.write(folder + "/blob_tooltips.html");

  print_size("chart without pictures", without, "19 KB");
  print_size("with 200 pairs of pictures", ar::json_text(both).size(), "760 KB");
  print_size("with 400 single pictures", ar::json_text(chosen).size(), "-");
  print_size("had the arrays been sent as JSON", without + as_numbers, "35 MB");
  std::printf("%s/blob_tooltips.html\n", folder.c_str());
  return 0;
}

} // namespace

int main(int argc, char** argv) {
  const std::vector<std::string> arguments(argv + 1, argv + argc);
  if (arguments.size() != 1 && arguments.size() != 4) {
    std::fprintf(stderr,
                 "usage: blob_tooltips OUTPUT_DIR [VEGA VEGA_LITE VEGA_EMBED]\n"
                 "The last three are Vega's scripts, addresses or files: from npm, build/*.min.js "
                 "of\nthe packages vega, vega-lite and vega-embed.\n");
    return 2;
  }
  try {
    return run(arguments[0], {arguments.begin() + 1, arguments.end()});
  } catch (const ar::error& e) {
    std::fprintf(stderr, "blob_tooltips: %s\n", e.what());
    return 1;
  }
}

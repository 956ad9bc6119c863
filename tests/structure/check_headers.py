"""Checks what the design says of the headers: who includes whom, and that all are reached.

    check_headers.py INCLUDE_DIR --movies HEADER... --json HEADER... --hdf5 HEADER...

The headers for movies are those that are linked with FFmpeg, those for JSON with nlohmann_json, those
for HDF5 with HDF5, as paths under INCLUDE_DIR.

Levels: a header includes only headers of lower levels. Only headers for movies include FFmpeg's, or
one another. The umbrella image.hpp includes every other public header, video.hpp those for movies,
arrayreel.hpp both; those for JSON, which compile for seconds, and for HDF5 are in none and in no other
header. No header brings in the streams, the file system or regular expressions; threads come with movies alone.
"""
import pathlib
import re
import sys

LEVELS = [
    {"version.hpp", "error.hpp", "detail/checked_math.hpp", "detail/message.hpp",
     "detail/element.hpp", "detail/math.hpp", "detail/owner.hpp", "detail/utf8.hpp", "detail/interval.hpp", "detail/colormap_data.hpp",
     "detail/simd.hpp", "detail/separate.hpp", "detail/parallel.hpp", "detail/huge_pages.hpp", "detail/kept.hpp", "detail/face_data.hpp", "detail/file_name.hpp", "detail/video_svt.hpp",
     "codecs.hpp", "detail/sha256.hpp", "detail/page_script.hpp",
     "detail/page_style.hpp"},
    {"layout.hpp", "array_view.hpp", "color.hpp", "norm.hpp", "encoded.hpp", "detail/interpreter_library.hpp",
     "detail/base64_kernel.hpp", "detail/sink.hpp", "detail/png_text.hpp", "detail/label_runs.hpp", "detail/value_kernels.hpp",
     "detail/byte_table.hpp",
     "detail/tick_text.hpp", "detail/big_endian.hpp", "detail/checksums.hpp", "detail/png_filters.hpp", "detail/deflate_code.hpp",
     "detail/interleave.hpp", "frame_rate.hpp", "detail/vega_names.hpp"},
    {"any_view.hpp", "owned_array.hpp", "table.hpp", "vega_options.hpp", "colormap.hpp",
     "base64.hpp", "detail/level_rows.hpp", "detail/rows.hpp", "detail/pixel.hpp", "detail/picture_view.hpp",
     "detail/file_sink.hpp", "detail/inflater.hpp", "detail/libav.hpp", "detail/png_plan.hpp", "detail/deflate_tokens.hpp", "detail/median_cut.hpp"},
    {"detail/png_reduce.hpp", "detail/deflate_scan.hpp", "detail/libpng.hpp", "detail/png_chunks.hpp", "detail/deflate_block.hpp", "detail/deflate_costs.hpp", "detail/order_statistics.hpp", "adapt.hpp", "raster.hpp", "detail/frame_iterator.hpp", "html.hpp", "detail/byte_reader.hpp",
     "detail/av_output.hpp", "detail/av_option_check.hpp", "detail/nearest_color.hpp"},
    {"detail/png_strip.hpp", "detail/libdeflate.hpp", "range.hpp", "video_tag.hpp", "detail/picture_kinds.hpp", "detail/block_mean.hpp",
     "detail/planes.hpp", "detail/tooltip_chart.hpp", "detail/input_file.hpp",
     "detail/npy_literal.hpp"},
    {"detail/png_codes.hpp", "detail/png_row_choice.hpp", "mapping.hpp", "text.hpp", "detail/arrange.hpp", "detail/overlay.hpp",
     "detail/levels.hpp", "detail/libhdf5.hpp", "detail/npy_header.hpp", "detail/zip_directory.hpp",
     "detail/yuv_rows.hpp"},
    {"detail/png_balanced.hpp", "compose.hpp", "png_options.hpp", "detail/ticks.hpp", "detail/special_colors.hpp", "detail/npy_data.hpp",
     "detail/zip_reader.hpp", "detail/counted_levels.hpp", "detail/yuv.hpp",
     "detail/hdf5_type.hpp"},
    {"detail/png_smallest.hpp", "npy.hpp", "detail/frame_file.hpp", "detail/hdf5_dataset.hpp", "colorbar.hpp",
     "detail/reduce_colors.hpp", "detail/scalar_field.hpp", "detail/color_channels.hpp"},
    {"detail/png_compressor.hpp", "rerange.hpp", "npy_frames.hpp", "hdf5.hpp"},
    {"detail/png_stream.hpp"},
    {"detail/png_whole.hpp"},
    {"detail/png_file.hpp"},
    {"detail/png_write.hpp"},
    {"png.hpp", "video_options.hpp", "detail/label_text.hpp", "detail/video_worker.hpp"},
    {"nbimage.hpp", "detail/video_plan.hpp", "detail/video_frames.hpp", "detail/video_stack.hpp"},
    {"page_options.hpp", "detail/video_codec_context.hpp", "detail/video_mime.hpp",
     "detail/video_timing.hpp"},
    {"detail/page_part.hpp", "detail/page_frame.hpp", "detail/video_muxer.hpp",
     "detail/video_pixels.hpp"},
    {"detail/page_html.hpp", "mime_bundle.hpp"},
    {"page.hpp", "notebook.hpp"},
    {"image.hpp", "vega.hpp"},
    {"detail/video_stream.hpp", "detail/video_outputs.hpp", "detail/video_label.hpp"},
    {"detail/video_engine.hpp"},
    {"detail/video_write.hpp"},
    {"encoder_licence.hpp", "video_writer.hpp"},
    {"nbvideo.hpp"},
    {"video.hpp"},
    {"arrayreel.hpp"},
]
FORBIDDEN = {"iostream", "fstream", "sstream", "iomanip", "thread", "future", "filesystem",
             "regex", "complex", "nlohmann/json.hpp", "hdf5.h"}
FORBIDDEN_BUT_FOR_MOVIES = {"thread"}
FORBIDDEN_BUT_FOR_JSON = {"nlohmann/json.hpp"}
FORBIDDEN_BUT_FOR_HDF5 = {"hdf5.h"}
UMBRELLAS = {"image.hpp", "video.hpp", "arrayreel.hpp"}
LONGEST = 600

root = pathlib.Path(sys.argv[1]) / "arrayreel"
json_at = sys.argv.index("--json")
hdf5_at = sys.argv.index("--hdf5")
movies, json, hdf5 = ({path.removeprefix("arrayreel/") for path in paths}
                      for paths in (sys.argv[3:json_at], sys.argv[json_at + 1:hdf5_at],
                                    sys.argv[hdf5_at + 1:]))
level_of = {name: i for i, names in enumerate(LEVELS) for name in names}
headers = {p.relative_to(root).as_posix(): p.read_text() for p in sorted(root.rglob("*.hpp"))}
problems = []

for name in headers.keys() - level_of.keys():
    problems.append(f"{name} has no level; give it one in {pathlib.Path(__file__).name}")
for name in level_of.keys() - headers.keys():
    problems.append(f"{name} has a level and does not exist")

included = {}
for name, text in headers.items():
    lines = text.splitlines()
    if not lines[0].startswith("// ") or "#pragma once" not in text:
        problems.append(f"{name} does not begin with what it is for, or lacks #pragma once")
    if len(lines) > LONGEST and not name.endswith("_data.hpp"):
        problems.append(f"{name} has {len(lines)} lines; expected up to {LONGEST}")
    included[name] = set()
    for path in re.findall(r'^\s*#include "([^"]+)"', text, re.MULTILINE):
        target = (root / name).parent.joinpath(path).resolve()
        other = target.relative_to(root.resolve()).as_posix()
        if other.endswith(".inc") and target.exists():
            continue  # a part of that header, which includes it more than once
        included[name].add(other)
        if other not in headers:
            problems.append(f"{name} includes {other}, which does not exist")
        elif level_of.get(other, -1) >= level_of.get(name, 99):
            problems.append(f"{name} (level {level_of.get(name)}) includes {other} "
                            f"(level {level_of.get(other)}), which is not lower")
        if other in json and name not in json:
            problems.append(f"{name} includes {other}, which is for JSON")
        if other in hdf5 and name not in hdf5:
            problems.append(f"{name} includes {other}, which is for HDF5")
        if other in movies and name not in movies | {"arrayreel.hpp"}:
            problems.append(f"{name} includes {other}, which is for movies")
    for path in re.findall(r"^\s*#include <([^>]+)>", text, re.MULTILINE):
        allowed = (FORBIDDEN_BUT_FOR_MOVIES if name in movies else
                   FORBIDDEN_BUT_FOR_JSON if name in json else
                   FORBIDDEN_BUT_FOR_HDF5 if name in hdf5 else set())
        if path in FORBIDDEN - allowed:
            problems.append(f"{name} includes <{path}>, which every user would pay for")
        if re.match(r"lib(av|sw|postproc)\w*/", path) and name not in movies:
            problems.append(f"{name} includes <{path}> and is not linked with FFmpeg")

for name in (movies | json | hdf5) - headers.keys():
    problems.append(f"{name} is linked with FFmpeg, nlohmann_json or HDF5 and does not exist")
public = {name for name in headers if "/" not in name}
for umbrella, wanted in {"image.hpp": public - movies - json - hdf5 - UMBRELLAS,
                         "video.hpp": public & movies - UMBRELLAS,
                         "arrayreel.hpp": {"image.hpp", "video.hpp"}}.items():
    missing = wanted - included.get(umbrella, set())
    if missing:
        problems.append(f"{umbrella} does not include {sorted(missing)}")

for problem in problems:
    print(problem)
print(f"{len(headers)} headers, {len(problems)} problems")
sys.exit(1 if problems else 0)

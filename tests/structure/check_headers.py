"""Checks what the design says of the headers: who includes whom, and that all are reached.

    check_headers.py INCLUDE_DIR

Levels: a header includes only headers of lower levels. The umbrella image.hpp includes every public header that needs no
FFmpeg. No public header brings in the streams, threads, file system or regular expressions.
"""
import pathlib
import re
import sys

LEVELS = [
    {"version.hpp", "error.hpp", "detail/checked_math.hpp", "detail/message.hpp",
     "detail/element.hpp", "detail/utf8.hpp", "detail/colormap_data.hpp", "detail/simd.hpp"},
    {"array_view.hpp", "color.hpp", "norm.hpp", "encoded.hpp", "detail/sink.hpp",
     "detail/inflater.hpp", "detail/png_text.hpp"},
    {"any_view.hpp", "owned_array.hpp", "colormap.hpp", "base64.hpp", "detail/rows.hpp",
     "detail/picture_view.hpp", "detail/file_sink.hpp", "detail/libpng.hpp",
     "detail/median_cut.hpp"},
    {"adapt.hpp", "raster.hpp", "html.hpp", "detail/byte_reader.hpp", "detail/nearest_color.hpp"},
    {"range.hpp", "compose.hpp", "detail/planes.hpp", "detail/input_file.hpp", "detail/npy_literal.hpp"},
    {"mapping.hpp", "detail/levels.hpp", "detail/npy_header.hpp", "detail/zip_directory.hpp",
     "detail/yuv_rows.hpp"},
    {"detail/yuv.hpp", "detail/special_colors.hpp", "detail/npy_data.hpp", "detail/zip_reader.hpp"},
    {"npy.hpp", "detail/scalar_field.hpp", "detail/color_channels.hpp",
     "detail/reduce_colors.hpp"},
    {"rerange.hpp"},
    {"png.hpp"},
    {"nbimage.hpp"},
    {"page.hpp"},
    {"image.hpp"},
    {"arrayreel.hpp"},
]
FORBIDDEN = {"iostream", "fstream", "sstream", "iomanip", "thread", "future", "filesystem",
             "regex", "complex", "nlohmann/json.hpp"}
LONGEST = 600

root = pathlib.Path(sys.argv[1]) / "arrayreel"
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
        included[name].add(other)
        if other not in headers:
            problems.append(f"{name} includes {other}, which does not exist")
        elif level_of.get(other, -1) >= level_of.get(name, 99):
            problems.append(f"{name} (level {level_of.get(name)}) includes {other} "
                            f"(level {level_of.get(other)}), which is not lower")
    for path in re.findall(r"^\s*#include <([^>]+)>", text, re.MULTILINE):
        if path in FORBIDDEN:
            problems.append(f"{name} includes <{path}>, which every user would pay for")

public = {name for name in headers if "/" not in name}
missing = public - included.get("image.hpp", set()) - {"image.hpp", "arrayreel.hpp"}
if missing:
    problems.append(f"image.hpp does not include {sorted(missing)}")

for problem in problems:
    print(problem)
print(f"{len(headers)} headers, {len(problems)} problems")
sys.exit(1 if problems else 0)

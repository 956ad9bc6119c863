"""Every option field of the library's pictures and movies is one of the tool's, or left out on purpose.

    options_test.py ARRAYREEL INCLUDE_DIR

A field that is new in the library makes this fail until it is in one of the two lists.
"""
import pathlib
import re
import subprocess
import sys

# The tool's option for each field that it offers; where two fields share a name, they share the option.
OFFERED = {
    "axes": "axes", "complex_as": "complex", "vmin": "vmin", "vmax": "vmax", "vsym": "vsym",
    "range": "range", "percentile": "percentile", "norm": "norm", "gamma": "gamma",
    "colormap": "colormap", "colorbar": "colorbar", "colorbar_label": "colorbar-label", "bad": "bad", "under": "under", "over": "over",
    "bit_depth": "bit-depth", "compression": "compression", "level": "level", "upscale": "upscale",
    "dpi": "dpi", "describe": "describe", "threads": "threads", "width": "width",
    "range_policy": "first-frame", "fps": "fps", "loop": "loop", "frame_counter": "counter",
    "label": "label", "label_corner": "label-corner", "label_scale": "label-scale",
    "time_step": "time-step", "sources": "codec", "background": "background",
    "keyframe_interval": "keyframe-interval", "crash_safe": "crash-safe",
}
LEFT_OUT = {
    "filter": "compression chooses it", "strategy": "compression chooses it",
    "text": "describe says what the tool knows", "saveas": "the output's name says it",
    "durable": "what the tool has written is to be there", "on_error": "of runs that go on",
    "threaded": "the tool has nothing else to do", "queue": "of threaded",
    "segment": "--jobs joins them itself",
    # How a picture or movie stands in a page of the user's own, which the tool does not write.
    "alt": "the array's name", "title": "of a picture in a page", "height": "width gives it",
    "css_class": "", "style": "", "loading": "", "pixelated": "", "draggable": "",
    "byte_budget": "--link-large", "controls": "", "autoplay": "", "muted": "", "playsinline": "",
    "preload": "", "poster": "",
}
STRUCTS = {"mapping.hpp": "mapping_options", "png_options.hpp": "image_options",
           "nbimage.hpp": "nbimage_options", "video_options.hpp": "video_options",
           "nbvideo.hpp": "nbvideo_options"}


def fields_of(include, header, struct):
    """The names of a struct's fields, those of the files that it includes too."""
    text = (include / header).read_text()
    body = re.search(rf"struct {struct} {{\n(.*?)\n}};", text, re.DOTALL)
    assert body, f"{header} has no struct {struct}"
    fields = set()
    for line in body[1].splitlines():
        line = line.split("//")[0].strip()
        if part := re.fullmatch(r'#include "(.*\.inc)"', line):
            inc = (include / header).parent / part[1]
            fields |= set(re.findall(r"^ARRAYREEL_FIELD\(.+?, (\w+), .*\)$", inc.read_text(),
                                     re.MULTILINE))
        elif part := re.search(r"^[\w:<>, ]+? (\w+)(?: = .*|{.*})?;$", line):
            fields.add(part[1])
    return fields


tool = sys.argv[1]
include = pathlib.Path(sys.argv[2]) / "arrayreel"
help_text = subprocess.run([tool, "--help"], check=True, capture_output=True, text=True).stdout
problems = []
found = set()
for header, struct in STRUCTS.items():
    fields = fields_of(include, header, struct)
    if len(fields) < 10:
        problems.append(f"{struct} has {len(fields)} fields as this reads it; expected more")
    problems += [f"{struct}::{name} is neither offered nor left out"
                 for name in sorted(fields - OFFERED.keys() - LEFT_OUT.keys())]
    found |= fields
problems += [f"{name} is in a list here and no field" for name in OFFERED if name not in found]
problems += [f"the tool has no --{option}, which {name} is said to be"
             for name, option in OFFERED.items()
             if not re.search(rf"--{option}(?![\w-])", help_text)]
for problem in problems:
    print(problem)
print(f"{len(found)} fields, {len(problems)} problems")
sys.exit(1 if problems else 0)

"""Makes the tables of options of what the headers declare, and checks that the page has them.

    options_table.py [--write | --check] [--cpp FILE]

The page is examples/options.md. --cpp writes functions that compile only where the tables' names are all
members of each type, in this order.
"""
import argparse
import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
INCLUDE = ROOT / "include/arrayreel"
PAGE = ROOT / "examples/options.md"

# What several types share: the file of the fields, the heading, what it is about.
GROUPS = {
    "mapping_fields.inc": ("Mapping", "How values become colours: of pictures, movies and `rerange`."),
    "colorbar_fields.inc": ("Colorbar", "The values that the colours stand for, beside a picture or movie."),
    "png_fields.inc": ("PNG", "How a PNG file is compressed, and what it says beside its pixels."),
    "movie_fields.inc": ("Movie", "When frames are shown and how they are encoded."),
    "display_fields.inc": ("Display", "How a picture or a movie stands in a page."),
    "player_fields.inc": ("Player", "How a browser plays a movie."),
    "display_box_fields.inc": ("Box", "The box around a picture or a movie in a page."),
}
# The types in the order of the guide. A new type is an error until it has a place here.
SECTIONS = {
    "Values to pixels": ["mapping_options", "symlog_norm", "power_norm", "two_slope_norm", "percentiles",
                         "percentile_options"],
    "Pictures": ["nbimage_options", "nbimages_options", "image_options", "png_options", "png_format", "png_text_entry"],
    "Canvases": ["canvas_options", "put_options", "deposit_options"],
    "Composing": ["concat_options", "grid_options", "pad_options", "overlay_options", "label_options",
                  "colorbar_options"],
    "Movies": ["nbvideo_options", "video_options", "frame_info", "video_segment", "segment_options",
               "mpi_video_options", "raw_layout"],
    "Files": ["file_options"],
    "Many processes": ["mpi_image_options", "mpi_nbimage_options", "placement"],
    "Codecs": ["h264", "h264_rgb", "hevc", "av1", "vp9", "vp9_lossless", "vp8", "theora", "ffv1", "gif",
               "apng", "webp", "any_browser"],
    "Tags and pages": ["img_options", "video_tag_options", "page_options", "page_item", "compare_options",
                       "gallery_options"],
    "Charts": ["tooltip_chart_options", "chart_page_options"],
    "Notebooks": ["notebook_options"],
}
# What takes a type, where its name does not say it.
USERS = {
    "mapping_options": "`rerange`, `normalize`, `resolve_range`",
    "symlog_norm": "`.norm`", "power_norm": "`.norm`", "two_slope_norm": "`.norm`",
    "percentiles": "`.percentile`", "percentile_options": "`percentile_range`",
    "nbimage_options": "`nbimage`", "nbimages_options": "`nbimages`",
    "image_options": "`write_png` and `encode_png` of an array",
    "png_options": "`write_png` and `encode_png` of a raster, `png_writer`, `write_png_rows`",
    "png_format": "`png_writer`, `write_png_rows`", "png_text_entry": "`.text`",
    "canvas_options": "`canvas`", "put_options": "`canvas::put`", "deposit_options": "`canvas::deposit`",
    "concat_options": "`hconcat`, `vconcat`", "grid_options": "`grid`", "pad_options": "`pad`",
    "overlay_options": "`overlay`", "label_options": "`draw_label`", "colorbar_options": "`colorbar`",
    "nbvideo_options": "`nbvideo`",
    "video_options": "`video_writer`, `write_video`, `encode_video`, `encode_videos`",
    "mpi_image_options": "`mpi_write_png`", "mpi_nbimage_options": "`mpi_nbimage`",
    "placement": "`mpi_write_png`, `mpi_nbimage`, `mpi_block`",
    "video_segment": "`.segment`", "segment_options": "`write_video_in_segments`",
    "mpi_video_options": "`mpi_video_writer`",
    "file_options": "`write_file`, `save`, `join_videos`", "frame_info": "`video_writer::push`", "raw_layout": "`npy_frames` of a raw file",
    "img_options": "`img_tag`, `page::picture`", "video_tag_options": "`video_tag`, `page::movie`",
    "page_options": "`page`", "page_item": "`page::gallery`, `page::synchronized_movies`",
    "compare_options": "`page::compare`", "gallery_options": "`page::gallery`",
    "tooltip_chart_options": "`tooltip_chart`", "chart_page_options": "`chart_page`",
    "notebook_options": "`mime_bundle`",
}


class Field:
    def __init__(self, type_, name, default, doc, group=None):
        self.type, self.name, self.default, self.doc, self.group = type_, name, default, doc, group
        self.internal = "detail::" in type_  # for the library's own use


def fields_of_group(name, macros):
    fields, doc = [], []
    skipping = False
    for line in (INCLUDE / "detail/options" / name).read_text().splitlines():
        if m := re.match(r"#if !defined\((\w+)\)", line):
            skipping = m[1] in macros
        elif line == "#endif":
            skipping = False
        elif skipping:
            continue
        elif m := re.match(r"///\s*(.*)", line):
            doc.append(m[1])
        elif m := re.match(r"ARRAYREEL_FIELD\((.+?), (\w+), (.+)\)$", line):
            default = macros.get(m[3], "false") if m[3] == "ARRAYREEL_DRAGGABLE" else m[3]
            fields.append(Field(m[1], m[2], default, " ".join(doc), name))
            doc = []
    assert fields, f"no fields in {name}"
    return fields


def fields_of_body(body):
    fields, doc, macros = [], [], {}
    for line in body.splitlines():
        text = line.strip()
        if m := re.match(r"#include \"detail/options/(\w+\.inc)\"", text):
            fields += fields_of_group(m[1], macros)
            macros = {}
        elif m := re.match(r"#define (ARRAYREEL_\w+)\s*(.*)", text):
            macros[re.sub(r"\(.*", "", m[1])] = m[2]
        elif m := re.match(r"///<?\s*(.*)", text):
            doc.append(m[1])
        elif text.startswith("//") or text.startswith("#") or not text:
            doc = []
        elif m := re.match(r"([\w:<>, ]+?|decltype\(&[\w:]+\)) (\w+)(?: = ([^;]+)|(\{[^;]*\}))?;\s*(?:///<\s*(.*))?$", text):
            type_, name, given, braces, behind = m.groups()
            fields.append(Field(type_, name, given or braces or "", behind or " ".join(doc)))
            doc = []
        elif re.match(r"[\w:<>, ]+ \w+(, \w+)*\{", text) and ";" not in text:
            raise AssertionError(f"a field over several lines: {text}")
        elif "(" in text or text in ("}", "public:", "private:"):
            break
    return fields


def types_of_headers():
    found = {}
    for header in sorted(INCLUDE.glob("*.hpp")) + [INCLUDE / "detail/values/value_range.hpp"]:
        text = header.read_text()
        for m in re.finditer(r"((?:^///[^\n]*\n)*)^struct (?:ARRAYREEL_API )?(\w+) \{\n(.*?)^\};", text,
                             re.MULTILINE | re.DOTALL):
            doc = " ".join(line[3:].strip() for line in m[1].splitlines())
            shown = header.name if header.parent == INCLUDE else "range.hpp"
            found[m[2]] = (shown, doc, fields_of_body(m[3]))
    return found


def enumerations_of_headers():
    """The enumerators of each enumeration, with what is said of them."""
    found = {}
    for header in sorted(INCLUDE.glob("*.hpp")):
        for m in re.finditer(r"((?:^///[^\n]*\n)*)^enum class (\w+)(?: : unsigned char)? \{(.*?)\};",
                             header.read_text(), re.MULTILINE | re.DOTALL):
            values, doc = [], []
            for line in m[3].split("\n"):
                text = line.strip()
                if text.startswith("///"):
                    doc.append(text.lstrip("/< "))
                    continue
                code, _, behind = text.partition("///<")
                names = re.findall(r"\w+", code.partition("//")[0])
                if not names and behind and values:
                    values[-1][1].append(behind.strip())
                for name in names:
                    values.append((name, doc + ([behind.strip()] if behind else [])))
                    doc = []
            about = " ".join(line[3:].strip() for line in m[1].splitlines())
            found[m[2]] = (header.name, about, [(name, " ".join(said)) for name, said in values])
        # Classes whose values are constants of theirs, as `png_compression` is.
        for m in re.finditer(r"((?:^///[^\n]*\n)*)^class (\w+) \{\n(.*?)^\};", header.read_text(),
                             re.MULTILINE | re.DOTALL):
            values = [(name, " ".join(line.strip()[3:].strip() for line in said.splitlines()))
                      for said, name in re.findall(
                          rf"((?:^ *///[^\n]*\n)*)^ *static const {m[2]} (\w+);", m[3], re.MULTILINE)]
            about = " ".join(line[3:].strip() for line in m[1].splitlines())
            if values:
                found[m[2]] = (header.name, about, values)
    return found


def plain_type(field):
    text = field.type.replace("std::", "").replace("arrayreel::", "")
    if m := re.fullmatch(r"optional<(.+)>", text):
        text = m[1]
    return text


def shown_type(field):
    text = plain_type(field)
    return f"[`{text}`](#{text})" if text in enumerations else f"`{text}`"


def plain_default(field):
    if plain_type(field) == "colorbar_choice":
        return "`false`"
    text = field.default.replace("std::", "").replace("arrayreel::", "")
    if text in ("{}", "") and field.type.startswith("std::optional"):
        return ""
    if text in ("{}", ""):
        return "`\"\"`" if field.type == "std::string" else "none" if "vector" in field.type else ""
    if m := re.fullmatch(r"\{(\d+), (\d+), (\d+)\}", text):
        return {"000": "black", "255255255": "white"}.get("".join(m.groups()), f"`{text}`")
    return f"`{text}`"


def row(field):
    doc = re.sub(r"\s+", " ", field.doc).replace("|", "\\|").strip()
    return f"| `{field.name}` | {shown_type(field)} | {plain_default(field)} | {doc} |"


HEAD = "| name | type | default | |\n|---|---|---|---|"


def section_of_type(name, header, fields):
    lines = [f"### `{name}`\n", f"For {USERS.get(name, '`.sources`')} ([{header}]"
             f"(../include/arrayreel/{header})). The order:\n",
             ", ".join(f"`{f.name}`" for f in fields if not f.internal) + "\n"]
    groups = list(dict.fromkeys(f.group for f in fields if f.group))
    if groups:
        lines.append("Described above: " + ", ".join(
            f"[{GROUPS[g][0]}](#{GROUPS[g][0].lower()})" for g in groups) + ".")
        changed = [f for f in fields if f.name == "draggable" and f.default == "true"]
        if changed:
            lines[-1] += " Here `draggable` is true unless given."
        lines[-1] += "\n"
    own = [f for f in fields if not f.group and not f.internal]
    if own:
        lines += [HEAD, *map(row, own), ""]
    return "\n".join(lines)


enumerations = enumerations_of_headers()
types = types_of_headers()
placed = [name for names in SECTIONS.values() for name in names]
missing = [name for name in placed if name not in types]
missing += [f"{name} in SECTIONS of {__file__}" for name in types
            if name.endswith("_options") and name not in placed]
assert not missing, f"no {', '.join(missing)}"

text = ["""# All options

Options are given by name, in the order in which they are declared, which is the order here:

```cpp
ar::nbimage(field, {.vsym = true, .upscale = 2, .saveas = "u"});
```

Each may be left out. Where no default stands, it is derived from the data or from other options, as the
text says. This page is made from the headers (`tests/readme/options_table.py`).

First come the groups that several types share, then the types with what they have alone.

- """ + "\n- ".join(f"[{GROUPS[g][0]}](#{GROUPS[g][0].lower()}): {GROUPS[g][1][0].lower()}"
                    f"{GROUPS[g][1][1:]}" for g in GROUPS)
        + "\n- " + "\n- ".join(f"{s}: " + ", ".join(f"[`{n}`](#{n})" for n in names)
                               for s, names in SECTIONS.items())
        + "\n- [Enumerations](#enumerations): what options of their types may be\n"]
for file, (title, about) in GROUPS.items():
    text.append(f"## {title}\n\n{about}\n\n{HEAD}\n" + "\n".join(map(row, fields_of_group(file, {}))) + "\n")
for title, names in SECTIONS.items():
    heading = title if title not in [g[0] for g in GROUPS.values()] else f"{title} of types"
    text.append(f"## {heading}\n")
    for name in names:
        header, _, fields = types[name]
        text.append(section_of_type(name, header, fields))
used = {plain_type(f) for name in placed for f in types[name][2]}
text.append("## Enumerations\n")
for name, (header, about, values) in enumerations.items():
    if name in used:
        text.append(f"### `{name}`\n\n{about} ([{header}](../include/arrayreel/{header}))\n")
        if any(said for _, said in values):
            text.append("\n".join(["| name | |", "|---|---|"] + [
                f"| `{value}` | " + said.replace("|", "\\|") + " |" for value, said in values]) + "\n")
        else:
            text.append(", ".join(f"`{value}`" for value, _ in values) + "\n")
page = "\n".join(text)

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--write", action="store_true", help="write the page")
parser.add_argument("--check", action="store_true", help="fail where the page has anything else")
parser.add_argument("--cpp", type=pathlib.Path)
arguments = parser.parse_args()
if arguments.cpp:
    lines = ['#include "prelude.hpp"\n']
    for name in placed:
        header, _, fields = types[name]
        if header.startswith("mpi"):
            continue # needs MPI
        values = ", ".join(f".{f.name} = o.{f.name}" for f in fields)
        names = ", ".join(f"field_{f.name}" for f in fields)
        lines.append(f"void check(const ar::{name}& o);\nvoid check(const ar::{name}& o) {{\n"
                     f"  const ar::{name} copy{{{values}}};\n  const auto& [{names}] = copy;\n}}\n")
    new = "\n".join(lines)
    if not arguments.cpp.exists() or arguments.cpp.read_text() != new:
        arguments.cpp.write_text(new)
if arguments.write:
    PAGE.write_text(page)
if arguments.check and PAGE.read_text() != page:
    old = set(PAGE.read_text().splitlines())
    print("examples/options.md differs from the headers: run tests/readme/options_table.py --write")
    print("\n".join(line for line in page.splitlines() if line not in old))
    sys.exit(1)

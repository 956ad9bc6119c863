"""Makes the tables of built-in colormaps: the files in include/arrayreel/detail/values/ that FILES names.

    make_colormaps.py DIRECTORY          writes them
    make_colormaps.py --check DIRECTORY  compares them with what would be written, and says so

Sources: matplotlib 3.6 (Debian 12: python3-matplotlib), and for cmocean's and Crameri's colormaps the
Generic Mapping Tools' copies of them (Debian: gmt-common). The check leaves out what it has no source
for; it is skipped (exit code 77) where there is none at all. Other releases of matplotlib and NumPy
differ in colours' last bits; tests/reference compares with those.
"""
import pathlib
import sys

try:
    import matplotlib
except ImportError:
    matplotlib = None
if matplotlib is not None and not matplotlib.__version__.startswith("3.6."):
    matplotlib = None

GMT = pathlib.Path("/usr/share/gmt/cpt")
# In the order of colormap.hpp; what every program that maps values may hold.
FIRST = ["gray", "viridis", "plasma", "magma", "inferno", "cividis", "turbo", "twilight", "coolwarm",
         "RdBu", "tab10", "tab20"]
# All others of matplotlib 3.6.
OTHERS = """
    Accent Blues BrBG BuGn BuPu CMRmap Dark2 GnBu Greens Greys OrRd Oranges PRGn Paired Pastel1 Pastel2
    PiYG PuBu PuBuGn PuOr PuRd Purples RdGy RdPu RdYlBu RdYlGn Reds Set1 Set2 Set3 Spectral Wistia YlGn
    YlGnBu YlOrBr YlOrRd afmhot autumn binary bone brg bwr cool copper cubehelix flag gist_earth
    gist_gray gist_heat gist_ncar gist_rainbow gist_stern gist_yarg gnuplot gnuplot2 hot hsv jet
    nipy_spectral ocean pink prism rainbow seismic spring summer tab20b tab20c terrain
    twilight_shifted winter""".split()
QUALITATIVE = ["Accent", "Dark2", "Paired", "Pastel1", "Pastel2", "Set1", "Set2", "Set3", "tab10", "tab20",
               "tab20b", "tab20c"]
CMOCEAN = """
    algae amp balance curl deep delta dense diff gray haline ice matter oxy phase rain solar speed tarn
    tempo thermal topo turbid""".split()
# The continuous ones: those whose names end with S are lists of 100 labels each.
CRAMERI = """
    acton bam bamO bamako batlow batlowK batlowW berlin bilbao broc brocO buda bukavu cork corkO davos
    devon fes grayC hawaii imola lajolla lapaz lisbon nuuk oleron oslo roma romaO tofino tokyo turku
    vanimo vik vikO""".split()
LONGEST = 96  # characters of a line, between the quotes

FIRST_HEAD = """\
// The colormaps' tables: red, green, blue and alpha of 256 entries, in the order of increasing
// value, shorter ones repeated. Strings, because compilers read these a hundred times faster than
// numbers.
//
// Source: matplotlib 3.6 (BSD-compatible licence), `matplotlib.colormaps[name](i, bytes=True)`.
// viridis, plasma, magma, inferno: S. van der Walt, N. Smith, E. Firing (CC0). cividis: Nuñez,
// Anderton, Renslow 2018. turbo: A. Mikhailov 2019. twilight: Bastian Bechtold (CC0), 510
// entries, here at 256. coolwarm: Moreland 2009. RdBu: ColorBrewer. tab10, tab20: Tableau.
// Made by tests/values/make_colormaps.py.
#pragma once

#include "../../colormap.hpp"
"""
OTHERS_HEAD = """\
// Matplotlib's colormaps beyond those of colormap_data.hpp, in the same form.
// Included behind colormap.hpp: by it, or by a source of the compiled library.
//
// Source: matplotlib 3.6 (BSD-compatible licence), `matplotlib.colormaps[name](i, bytes=True)`.
// Accent to YlOrRd, but for CMRmap and Wistia: ColorBrewer, C. Brewer and M. Harrower (Apache 2.0).
// Made by tests/values/make_colormaps.py.
"""
CMOCEAN_HEAD = """\
// cmocean's colormaps, in the form of colormap_data.hpp.
// Included behind colormap.hpp: by it, or by a source of the compiled library.
//
// Source: cmocean 2.0, as the Generic Mapping Tools 6.4 have it. MIT License, copyright (c) 2015
// Kirsten M. Thyng. Thyng, Greene, Hetland, Zimmerle, DiMarco 2016: True colors of oceanography.
// Oceanography 29(3), 10. Made by tests/values/make_colormaps.py.
//
// Permission is hereby granted, free of charge, to any person obtaining a copy of this software and
// associated documentation files (the "Software"), to deal in the Software without restriction,
// including without limitation the rights to use, copy, modify, merge, publish, distribute,
// sublicense, and/or sell copies of the Software, and to permit persons to whom the Software is
// furnished to do so, subject to the following conditions: The above copyright notice and this
// permission notice shall be included in all copies or substantial portions of the Software. THE
// SOFTWARE IS PROVIDED "AS IS", WITHOUT WARRANTY OF ANY KIND, EXPRESS OR IMPLIED, INCLUDING BUT NOT
// LIMITED TO THE WARRANTIES OF MERCHANTABILITY, FITNESS FOR A PARTICULAR PURPOSE AND
// NONINFRINGEMENT. IN NO EVENT SHALL THE AUTHORS OR COPYRIGHT HOLDERS BE LIABLE FOR ANY CLAIM,
// DAMAGES OR OTHER LIABILITY, WHETHER IN AN ACTION OF CONTRACT, TORT OR OTHERWISE, ARISING FROM, OUT
// OF OR IN CONNECTION WITH THE SOFTWARE OR THE USE OR OTHER DEALINGS IN THE SOFTWARE.
"""
CRAMERI_HEAD = CMOCEAN_HEAD.replace("cmocean's colormaps", "Crameri's scientific colour maps").replace(
    """\
// Source: cmocean 2.0, as the Generic Mapping Tools 6.4 have it. MIT License, copyright (c) 2015
// Kirsten M. Thyng. Thyng, Greene, Hetland, Zimmerle, DiMarco 2016: True colors of oceanography.
// Oceanography 29(3), 10. Made by tests/values/make_colormaps.py.
""", """\
// Source: Scientific Colour Maps 7.0.1, as the Generic Mapping Tools 6.4 have it. MIT License,
// copyright (c) 2021 Fabio Crameri. Crameri 2021: Scientific colour maps. Zenodo,
// https://zenodo.org/record/5501399. Made by tests/values/make_colormaps.py.
""")
LIST_HEAD = """\
// All built-in colormaps: those of colormap_data.hpp, matplotlib's others, cmocean's, Crameri's.
// Made by tests/values/make_colormaps.py.
#pragma once

#include "../../colormap.hpp"
"""


def of_matplotlib(name):
    """The entries of a colormap, as many as it has."""
    if name == "gray":  # every level is its own, which matplotlib's rounding does not give
        return [(i, i, i) for i in range(256)]
    colormap = matplotlib.colormaps[name]
    if colormap.N > 256:
        colormap = colormap.resampled(256)
    return [tuple(int(c) for c in colormap(i, bytes=True)[:3]) for i in range(colormap.N)]


def of_gmt(folder, name):
    """The entries of a colour palette table: a colour for each interval, or for each place."""
    def color(text):
        return tuple(int(c) for c in text.split("/"))

    rows = [line.split() for line in (GMT / folder / f"{name}.cpt").read_text().splitlines()
            if line and line[0] not in "#NBF"]
    if all(row[1] == row[3] for row in rows):
        entries = [color(row[1]) for row in rows]
    else:
        entries = [color(rows[0][1])]
        for row in rows:
            if color(row[1]) != entries[-1]:  # the two sides of a step
                entries.append(color(row[1]))
            entries.append(color(row[3]))
    assert len(entries) == 256, f"{name}: {len(entries)}"
    return entries


def escaped(data):
    """What a string literal has for each byte. A digit behind an escape could be a part of it."""
    texts = []
    for i, byte in enumerate(data):
        character = chr(byte)
        if character in '"\\?':
            texts.append("\\" + character)
        elif 0x20 <= byte < 0x7f:
            texts.append(character)
        else:
            digit_follows = i + 1 < len(data) and chr(data[i + 1]) in "0123456789"
            texts.append(f"\\{byte:03o}" if digit_follows else f"\\{byte:o}")
    return texts


def literal(entries):
    """Lines of string literals that are one, of 1024 bytes."""
    data = bytes(c for i in range(256) for c in (*entries[i % len(entries)], 255))
    lines = [""]
    for text in escaped(data):
        if len(lines[-1]) + len(text) > LONGEST:
            lines.append("")
        lines[-1] += text
    return "\n".join(f'"{line}"' for line in lines) + "};\n"


def in_namespace(inner, text):
    return (f"\nnamespace arrayreel::ARRAYREEL_ABI::{inner} {{\n\n// clang-format off\n{text}"
            f"// clang-format on\n\n}} // namespace arrayreel::ARRAYREEL_ABI::{inner}\n")


def first_tables():
    return FIRST_HEAD + in_namespace("detail", "".join(
        f"inline constexpr colormap::table {name.lower()}_table{{\n{literal(of_matplotlib(name))}"
        for name in FIRST))


def family(head, prefix, maps):
    """Tables and colormaps. `maps` has the name, the entries and whether they are labels of each."""
    text = ""
    names = "".join(
        f'ARRAYREEL_INLINE constexpr colormap {name}("{prefix + "." if prefix else ""}{name}", '
        f'detail::{prefix + "_" if prefix else ""}{name.lower()}_table, {len(entries)}, '
        f'{"true" if labels else "false"});\n' for name, entries, labels in maps)
    for name, entries, _ in maps:
        text += (f'inline constexpr colormap::table {prefix + "_" if prefix else ""}{name.lower()}_table{{\n'
                 f"{literal(entries)}")
    return (head + in_namespace("detail", text) +
            in_namespace("colormaps" + ("::" + prefix if prefix else ""), names))


def matplotlib_file():
    return family(OTHERS_HEAD, "", [(n, of_matplotlib(n), n in QUALITATIVE) for n in OTHERS])


def cmocean_file():
    return family(CMOCEAN_HEAD, "cmo", [(n, of_gmt("cmocean", n), False) for n in CMOCEAN])


def crameri_file():
    return family(CRAMERI_HEAD, "cmc", [(n, of_gmt("SCM", n), False) for n in CRAMERI])


def list_file():
    names = [*FIRST, *OTHERS, *("cmo::" + n for n in CMOCEAN), *("cmc::" + n for n in CRAMERI)]
    lines = [""]
    for text in (f"&colormaps::{name}," for name in names):
        if len(lines[-1]) + len(text) > LONGEST:
            lines.append("")
        lines[-1] += (" " if lines[-1] else "") + text
    return LIST_HEAD + in_namespace(
        "detail", "inline constexpr const colormap* built_in_colormaps[] = {\n" +
        "".join(f"{line}\n" for line in lines) + "};\n")


# The file, what makes it, and whether there is its source.
FILES = [("colormap_data.hpp", first_tables, matplotlib is not None),
         ("matplotlib_colormap_data.inc", matplotlib_file, matplotlib is not None),
         ("cmocean_colormap_data.inc", cmocean_file, GMT.is_dir()),
         ("crameri_colormap_data.inc", crameri_file, GMT.is_dir()),
         ("colormap_list.hpp", list_file, True)]


def main():
    check = sys.argv[1] == "--check"
    directory = pathlib.Path(sys.argv[-1])
    if check and matplotlib is None and not GMT.is_dir():
        print("neither matplotlib nor the Generic Mapping Tools: nothing to compare with")
        return 77
    wrong = 0
    for name, make, has_source in FILES:
        if not has_source:
            print(f"{name}: no source for it here")
        elif not check:
            (directory / name).write_text(make(), encoding="utf-8")
        elif (directory / name).read_text(encoding="utf-8") != make():
            print(f"{name} is not what this makes")
            wrong = 1
        else:
            print(f"{name}: the same")
    return wrong


if __name__ == "__main__":
    sys.exit(main())

"""Makes include/arrayreel/detail/values/colormap_data.hpp of matplotlib's colormaps.

    make_colormaps.py > include/arrayreel/detail/values/colormap_data.hpp
    make_colormaps.py --check include/arrayreel/detail/values/colormap_data.hpp

A further colormap of matplotlib's is a name in NAMES and what colormap.hpp makes of its table. The check compares
what the file has with what would be made, and says so; it is skipped (exit code 77) where there is no
matplotlib.
"""
import sys

try:
    import matplotlib
except ImportError:
    print("no matplotlib: nothing to compare with")
    sys.exit(77)

NAMES = ["gray", "viridis", "plasma", "magma", "inferno", "cividis", "turbo", "twilight", "coolwarm",
         "RdBu", "tab10", "tab20"]
LONGEST = 96  # characters of a line, between the quotes

HEAD = """\
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

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {

// clang-format off
"""
TAIL = """\
// clang-format on

} // namespace arrayreel::ARRAYREEL_ABI::detail
"""


def table(name):
    """The 1024 bytes of a colormap."""
    if name == "gray":  # every level is its own, which matplotlib's rounding does not give
        entries = [(i, i, i, 255) for i in range(256)]
    else:
        colormap = matplotlib.colormaps[name]
        if colormap.N > 256:
            colormap = colormap.resampled(256)
        entries = [colormap(i % colormap.N, bytes=True) for i in range(256)]
    return bytes(int(component) for entry in entries for component in entry)


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


def literal(data):
    """Lines of string literals that are one."""
    lines = [""]
    for text in escaped(data):
        if len(lines[-1]) + len(text) > LONGEST:
            lines.append("")
        lines[-1] += text
    return "\n".join(f'"{line}"' for line in lines) + ";\n"


def header():
    tables = "".join(f"inline constexpr char {name.lower()}_table[] =\n{literal(table(name))}"
                     for name in NAMES)
    return HEAD + tables + TAIL


if sys.argv[1:2] == ["--check"]:
    with open(sys.argv[2], encoding="utf-8") as file:
        same = file.read() == header()
    print("the same" if same else f"{sys.argv[2]} is not what this makes")
    sys.exit(0 if same else 1)
sys.stdout.write(header())

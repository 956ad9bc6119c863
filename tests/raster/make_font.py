"""Makes include/arrayreel/detail/raster/font_data.hpp of the X Window System's bitmap font 6x13.

    make_font.py 6x13.pcf.gz > include/arrayreel/detail/raster/font_data.hpp

The file is Debian's /usr/share/fonts/X11/misc/6x13.pcf.gz (package xfonts-base), in X11's portable
compiled format. Which glyphs are taken is BLOCKS, less those that the font does not have.
"""
import gzip
import struct
import sys

BLOCKS = [
    (0x20, 0x7e), (0xa0, 0x17f),        # ASCII, Latin-1, Latin Extended-A
    (0x2c6, 0x2dd), (0x384, 0x3ce),     # accents on their own, Greek
    (0x3d0, 0x3d6), (0x3f0, 0x3f6),     # Greek letters as symbols
    (0x2000, 0x200a), (0x2010, 0x2027), (0x202f, 0x203e),  # spaces, dashes, quotes, primes
    (0x2070, 0x208e), (0x20ac, 0x20ac), (0x2100, 0x214b),  # super- and subscripts, letterlike
    (0x2153, 0x215e), (0x2190, 0x22ff), (0x2308, 0x230b),  # fractions, arrows, mathematics
    (0x2580, 0x25ff), (0x2713, 0x2713), (0x2717, 0x2717), (0x27e6, 0x27eb),  # shapes, brackets
]
WIDTH, ASCENT, HEIGHT = 6, 11, 13
BOX = ["......", "......", "#####."] + 7 * ["#...#."] + ["#####.", "......", "......"]

METRICS, BITMAPS, ENCODINGS = 4, 8, 32  # the types of the tables used here


def read_font(path):
    """The glyphs' code points and, for each, its 13 rows as strings of '#' and '.'."""
    data = gzip.open(path).read()
    assert data[:4] == b"\1fcp", "not in X11's portable compiled format"
    tables = {}
    for i in range(struct.unpack_from("<I", data, 4)[0]):
        kind, form, _, offset = struct.unpack_from("<4I", data, 8 + 16 * i)
        tables[kind] = (">" if form & 4 else "<", form, offset + 4)

    order, form, at = tables[METRICS]
    assert form & 0x100, "metrics that are not compressed"
    count = struct.unpack_from(order + "H", data, at)[0]
    metrics = [[b - 128 for b in data[at + 2 + 5 * i:at + 7 + 5 * i]] for i in range(count)]

    order, form, at = tables[BITMAPS]
    assert form & 8, "bits of rows that begin with the lowest"
    padding = 1 << (form & 3)
    offsets = struct.unpack_from(f"{order}{count}I", data, at + 4)
    bits_at = at + 4 + 4 * count + 16

    def cell(i):
        left, right, advance, ascent, descent = metrics[i]
        assert left >= 0 and right <= WIDTH and advance == WIDTH
        stride = -(-(right - left) // (8 * padding)) * padding
        rows = HEIGHT * ["." * WIDTH]
        for y in range(ascent + descent):
            begin = bits_at + offsets[i] + y * stride
            bits = "".join(f"{byte:08b}" for byte in data[begin:begin + stride])[:right - left]
            row = "." * left + bits.replace("0", ".").replace("1", "#")
            rows[ASCENT - ascent + y] = row.ljust(WIDTH, ".")
        assert len(rows) == HEIGHT
        return rows

    order, form, at = tables[ENCODINGS]
    low_first, low_last, high_first, high_last, _ = struct.unpack_from(order + "5H", data, at)
    glyphs = {}
    at += 10
    for high in range(high_first, high_last + 1):
        for low in range(low_first, low_last + 1):
            i = struct.unpack_from(order + "H", data, at)[0]
            at += 2
            if i != 0xffff:
                glyphs[256 * high + low] = cell(i)
    return glyphs


def letters(rows):
    return "".join(chr(0x30 + int(row.replace(".", "0").replace("#", "1"), 2)) for row in rows)


glyphs = read_font(sys.argv[1])
ranges = []
texts = [letters(BOX)]
for first, last in BLOCKS:
    for point in range(first, last + 1):
        if point not in glyphs:
            continue
        if not ranges or ranges[-1][1] != point - 1:
            ranges.append([point, point, len(texts)])
        ranges[-1][1] = point
        texts.append(letters(glyphs[point]))
assert ranges == sorted(ranges)

print(f"""\
// The font of burnt-in text: {len(texts) - 1} glyphs of 6 x 13 pixels and a box for all others.
//
// Source: the X Window System's misc-fixed 6x13 for ISO 10646-1, in the public domain
// (font-misc-misc, whose licence reads "Public domain font.  Share and enjoy."). The box is
// arrayreel's own. Made by tests/raster/make_font.py.
#pragma once

#include "../base/config.hpp"

namespace arrayreel::ARRAYREEL_ABI::detail {{

/// Code points that follow one another and so do their glyphs, from `glyph` on.
struct font_range {{
  char16_t first;
  char16_t last;
  unsigned short glyph;
}};

// clang-format off
inline constexpr font_range font_ranges[] = {{""")
entries = [f"{{0x{a:x}, 0x{b:x}, {c}}}" for a, b, c in ranges]
for i in range(0, len(entries), 4):
    print("    " + ", ".join(entries[i:i + 4]) + ("," if i + 4 < len(entries) else "};"))
print("""
/// 13 characters per glyph, one per row from the top: '0' + six bits, the highest of them left.
inline constexpr char font_rows[] =""")
for i in range(0, len(texts), 7):
    line = "".join(texts[i:i + 7]).replace("\\", "\\\\")
    print(f'    "{line}"' + ("" if i + 7 < len(texts) else ";"))
print("""// clang-format on

} // namespace arrayreel::ARRAYREEL_ABI::detail""")

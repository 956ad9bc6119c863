"""Compares arrayreel's pixels with NumPy's and matplotlib's, over generated arrays.

    reference_test.py DRIVER [--seed N]

DRIVER is the program made of reference_driver.cpp: all jobs go to it in one list, so that it runs
once. Levels must be equal to the last bit; through matplotlib's norms they may differ only where
its own place times 256 is within 1e-9 of an integer, next to it, and seldom.
"""

import argparse
import collections
import pathlib
import subprocess
import sys
import tempfile

import matplotlib
import matplotlib.colors
import numpy as np

NEAR = 1e-9  # how near to an integer a place may be for the level to depend on its last bits
BAD, UNDER, OVER = (255, 0, 0, 255), (0, 255, 0, 51), (0, 0, 255, 255)

INTEGERS = ["int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64"]
FLOATS = ["float16", "float32", "float64", "longdouble"]


class Reference:
    """Collects jobs, has the driver do them, then lets each check compare its result."""

    def __init__(self, directory, seed):
        self.directory = pathlib.Path(directory)
        self.random = np.random.default_rng(seed)
        self.lines = []
        self.checks = []
        self.inputs = 0
        self.counts = collections.Counter()
        self.failures = []

    def add(self, kind, check, array=None, **options):
        """check(result) gets the words of the driver's answer, and may read the job's files."""
        name = f"job{len(self.lines)}"
        words = {"name": name, "kind": kind}
        if array is not None:
            array = np.ascontiguousarray(array)
            words["input"] = f"input{self.inputs}"
            self.inputs += 1
            (self.directory / words["input"]).write_bytes(array.tobytes())
            words["dtype"] = {"longdouble": "longdouble", "float128": "longdouble",
                              "clongdouble": "clongdouble"}.get(array.dtype.name, array.dtype.name)
            words["shape"] = ",".join(str(n) for n in array.shape)
        for key, value in options.items():
            words[key] = text_of(value)
        line = " ".join(f"{key}={value}" for key, value in words.items())
        self.lines.append(line)
        self.checks.append((name, line, check))

    def run(self, driver):
        (self.directory / "jobs.txt").write_text("\n".join(self.lines) + "\n")
        subprocess.run([driver, str(self.directory)], check=True)
        answers = (self.directory / "results.txt").read_text().splitlines()
        if len(answers) != len(self.checks):
            raise SystemExit(f"{len(answers)} answers to {len(self.checks)} jobs")
        for answer, (name, line, check) in zip(answers, self.checks):
            found, status, *words = answer.split(" ")
            if found != name:
                raise SystemExit(f"an answer to {found} where one to {name} was expected")
            if status == "error":
                message = " ".join(words)
                if "this compiler has no type" in message:
                    self.counts["skipped: no such type"] += 1
                else:
                    self.failures.append(f"{line}\n    {message}")
                continue
            try:
                check(Result(self.directory / name, words))
            except AssertionError as failure:
                self.failures.append(f"{line}\n    {failure}")


class Result:
    """What the driver made of a job."""

    def __init__(self, path, words):
        self.path = path
        self.words = words

    def raw(self, dtype):
        return np.fromfile(f"{self.path}.out", dtype)

    def range(self):
        return tuple(float.fromhex(word) for word in self.words)

    def has_palette(self):
        return int(self.words[3]) > 0

    def pixels(self, dtype=np.uint8):
        height, width, channels = (int(word) for word in self.words[:3])
        return self.raw(dtype).reshape(height, width, channels)

    def colors(self, dtype=np.uint8):
        """RGBA of every pixel, whatever the picture is made of."""
        pixels = self.pixels(dtype)
        if self.has_palette():
            palette = np.fromfile(f"{self.path}.palette", np.uint8).reshape(-1, 4)
            return palette[pixels[..., 0]]
        channels = pixels.shape[2]
        color = pixels[..., [0, 0, 0] if channels < 3 else [0, 1, 2]]
        full = np.full(pixels.shape[:2] + (1,), np.iinfo(dtype).max, dtype)
        return np.concatenate([color, pixels[..., -1:] if channels % 2 == 0 else full], axis=2)


def text_of(value):
    if isinstance(value, (tuple, list)):
        return ",".join(text_of(v) for v in value)
    return value if isinstance(value, str) else float(value).hex()


def expect_equal(have, want, what, where=None):
    have, want = np.asarray(have), np.asarray(want)
    assert have.shape == want.shape, f"{what}: shape {have.shape}, expected {want.shape}"
    different = have != want
    if where is not None:
        different &= where
    if different.any():
        at = tuple(np.argwhere(different)[0])
        raise AssertionError(f"{what}: {int(different.sum())} of {different.size} differ, first at "
                             f"{at}: {have[at]}, expected {want[at]}")


# ---- rerange, against NumPy ----


def numpy_rerange(x, lo, hi, bits):
    """The formula as NumPy computes it; NaN is left to be masked."""
    bins = 2**bits
    own = x.dtype
    lo, hi = float(lo), float(hi)  # NumPy 2 computes with its own scalars in their types
    if own == np.float16 and bits == 16:  # half precision cannot count to 65536
        x = x.astype(np.float32)
    with np.errstate(all="ignore"):
        y = np.clip((x - lo) * (bins / (hi - lo)), 0, bins - 1)
    wanted = np.dtype(np.float64) if own.kind in "iub" else x.dtype
    assert y.dtype == wanted, f"NumPy computes {own} with {lo}, {hi} in {y.dtype}"
    with np.errstate(invalid="ignore"):
        return y.astype(np.uint8 if bits == 8 else np.uint16)


def float_values(random, dtype, lo, hi, shape=(37, 41)):
    """Inside, outside and at the edges of the levels; a few that are no numbers."""
    n = shape[0] * shape[1]
    spread = random.uniform(lo - (hi - lo) / 4, hi + (hi - lo) / 4, n)
    edges = lo + random.integers(-5, 262, n) * ((hi - lo) / 256)
    with np.errstate(over="ignore"):
        values = np.where(random.random(n) < 0.5, spread, edges).astype(dtype)
        up = np.nextafter(values, dtype(np.inf))
    values = np.where(random.random(n) < 0.25, up, values)
    specials = np.array([np.nan, np.inf, -np.inf, -0.0, 0.0], dtype)
    at = random.random(n) < 0.05
    values[at] = random.choice(specials, int(at.sum()))
    return values.reshape(shape)


def integer_values(random, dtype, lo, hi, shape=(37, 41)):
    info = np.iinfo(dtype)
    anywhere = random.integers(info.min, info.max, shape, dtype, endpoint=True)
    first = int(max(info.min, min(info.max - 1, np.floor(lo) - 2)))
    last = int(max(first + 1, min(info.max, np.ceil(hi) + 2)))
    near = random.integers(first, last, shape, dtype, endpoint=True)
    values = np.where(random.random(shape) < 0.7, near, anywhere)
    values.flat[:2] = [info.min, info.max]
    return values


def check_levels(x, lo, hi, bits):
    dtype = np.uint8 if bits == 8 else np.uint16

    def check(result):
        colors = result.colors(dtype)
        bad = np.isnan(x) if x.dtype.kind == "f" else np.zeros(x.shape, bool)
        expect_equal(colors[..., 0], numpy_rerange(x, lo, hi, bits), "levels", ~bad)
        expect_equal(colors[..., 3], np.where(bad, 0, np.iinfo(dtype).max), "alpha")

    return check


def add_rerange(reference):
    random = reference.random
    ranges = [(-1.0, 1.0), (0.0, 1.0), (0.1, 0.7), (-3.3, 12.7), (0.0, 255.0), (-128.0, 127.0),
              (1000.0, 1003.0), (-2.5e4, 3.0e4), (-0.011, 0.013), (0.0, 3.0)]
    wide = [(-1e30, 7e29), (1e-30, 1e-29), (16777216.0, 16777300.0)]
    for _ in range(12):
        lo = float(random.normal() * 10.0**random.integers(-2, 4))
        ranges.append((lo, lo + float(abs(random.normal()) + 0.05) * 10.0**random.integers(-1, 4)))
    for bits in (8, 16):
        for name in FLOATS:
            dtype = np.dtype(name).type
            for lo, hi in ranges + (wide if name != "float16" else []):
                x = float_values(random, dtype, lo, hi)
                reference.add(f"rerange{bits}", check_levels(x, lo, hi, bits), x, vmin=lo, vmax=hi)
                reference.counts[f"rerange {bits} bit"] += 1
        for name in INTEGERS:
            for lo, hi in ranges + [(-1e18, 1.1e18), (0.0, 2.0**63), (0.0, 2.0**64)]:
                x = integer_values(random, np.dtype(name).type, lo, hi)
                reference.add(f"rerange{bits}", check_levels(x, lo, hi, bits), x, vmin=lo, vmax=hi)
                reference.counts[f"rerange {bits} bit"] += 1
        for lo, hi in [(0.0, 1.0), (-1.0, 1.0), (0.0, 3.0), (0.25, 0.75)]:
            x = random.random((9, 11)) < 0.5
            reference.add(f"rerange{bits}", check_levels(x, lo, hi, bits), x, vmin=lo, vmax=hi)

    # Without options: over the finite values, and bytes as they are.
    for name in FLOATS + INTEGERS[2:] + ["int8"]:
        dtype = np.dtype(name).type
        x = (float_values(random, dtype, -3.7, 11.9) if name in FLOATS
             else integer_values(random, dtype, -50, 77))
        finite = x[np.isfinite(x)] if name in FLOATS else x
        lo, hi = float(finite.min()), float(finite.max())
        if name != "uint16":
            reference.add("rerange16", check_levels(x, lo, hi, 16), x)
        reference.add("rerange8", check_levels(x, lo, hi, 8), x)
        reference.add("full", lambda r, e=(lo, hi): expect_equal(r.range(), e, "range"), x)
    x = random.integers(0, 256, (20, 30), np.uint8)
    reference.add("rerange8", lambda r, x=x: expect_equal(r.pixels()[..., 0], x, "bytes"), x)
    y = random.integers(0, 65536, (20, 30), np.uint16)
    reference.add(
        "rerange16", lambda r, y=y: expect_equal(r.pixels(np.uint16)[..., 0], y, "words"), y)


def add_channels(reference):
    random = reference.random
    for shape, last in [((9, 8, 3), True), ((9, 8, 4), True), ((9, 8, 2), True), ((3, 9, 8), False),
                        ((4, 9, 8), False)]:
        for name in ["float32", "float64", "int16"]:
            x = (random.normal(0.4, 0.8, shape) * (1 if name != "int16" else 20000)).astype(name)
            y = x if last else np.moveaxis(x, 0, 2)
            alpha = y.shape[2] % 2 == 0
            colors = y[..., :-1] if alpha else y
            lo, hi = float(colors.min()), float(colors.max())
            want = numpy_rerange(colors, lo, hi, 8)
            if alpha:
                top = 1.0 if name != "int16" else 32767.0
                a = np.floor(np.clip(y[..., -1:].astype(float) / top, 0, 1) * 255 + 0.5)
                want = np.concatenate([want, a.astype(np.uint8)], axis=2)
            reference.add("rerange8", lambda r, w=want: expect_equal(r.pixels(), w, "channels"), x)
            reference.counts["colour channels"] += 1


# ---- colormaps, against matplotlib's tables ----


# Tables are of this release. Others, by other releases of NumPy, compute the last bit otherwise, and then
# truncate a colour that is as good as a whole number to the one below it.
TABLES_OF = "3.6."


def matplotlib_table(name, like=None):
    """Its bytes; of twilight's 510 entries 256. Those that may be either of two are as they are in `like`."""
    cmap = matplotlib.colormaps[name]
    if cmap.N > 256:
        cmap = cmap.resampled(256)
    table = cmap(np.arange(cmap.N), bytes=True)
    other = not matplotlib.__version__.startswith(TABLES_OF)
    if other and like is not None and like.shape == table.shape:
        exact = 255 * cmap(np.arange(cmap.N))
        whole = np.rint(exact)
        either = (np.abs(exact - whole) < 1e-9) & ((like == whole) | (like == whole - 1))
        table = np.where(either, like, table)
    if name == "gray":
        # matplotlib truncates 255 (i / 255), which is i or a little less; arrayreel's gray is i.
        level = np.arange(256, dtype=np.uint8)
        assert np.abs(table[:, 0].astype(int) - level).max() <= 1
        table[:, :3] = level[:, None]
    return table


def add_colormaps(reference):
    # What matplotlib has had since is not among the built-in ones.
    later = {"berlin", "managua", "vanimo", "okabe_ito", "grey", "gist_grey", "gist_yerg", "Grays"}
    names = [name for name in matplotlib.colormaps if not name.endswith("_r") and name not in later]
    assert len(names) >= 83, names
    for name in names:
        for suffix in ("", "_r"):
            def check(result, name=name, suffix=suffix):
                count = int(result.words[0])
                table = result.raw(np.uint8).reshape(256, 4)
                order = slice(None, None, -1 if suffix else 1)
                want = matplotlib_table(name, table[:count][order])
                assert count == len(want), f"{count} colours, expected {len(want)}"
                expect_equal(table[:count][order], want, name + suffix)
                expect_equal(table, table[np.arange(256) % count], "repeated entries")
                if suffix and not name.startswith("twilight"):
                    # matplotlib interpolates its reversed maps anew, and truncates: up to 1 less.
                    registered = matplotlib.colormaps[name + suffix](np.arange(count), bytes=True)
                    assert np.abs(table[:count].astype(int) - registered).max() <= 1

            reference.add("colormap", check, colormap=name + suffix)
            reference.counts["colormap tables"] += 1


# ---- norms and special colours, against matplotlib ----


def matplotlib_cmap(name):
    # A quarter more, so that matplotlib truncates to the byte itself.
    table = np.minimum((matplotlib_table(name) + 0.25) / 255, 1)
    cmap = matplotlib.colors.ListedColormap(table)
    for put, color in ((cmap.set_bad, BAD), (cmap.set_under, UNDER), (cmap.set_over, OVER)):
        put(tuple(c / 255 for c in color))
    return cmap


def norm_cases(random):
    """(the driver's word, matplotlib's norm, vmin, vmax)"""
    c = matplotlib.colors
    for lo, hi in [(-1.0, 1.0), (0.3, 17.9), (-1e6, 2.5e7), (1e-12, 3e-12)]:
        yield "linear", c.Normalize(lo, hi), lo, hi
    for lo, hi in [(1.0, 1000.0), (1e-3, 7.7), (3e-300, 2e300), (5.0, 5.5)]:
        yield "log", c.LogNorm(lo, hi), lo, hi
    for linthresh, linscale, base, lo, hi in [(1, 1, 10, -100, 100), (0.03, 0.5, 2, -7.0, 55.5),
                                              (2.0, 3.0, 10, -1.0, 1.0), (1e-4, 1.0, np.e, 0, 9.9),
                                              (0.5, 1.0, 10, 3.0, 1e9), (1.0, 1.0, 10, -9.0, -2.0)]:
        word = ":".join(["symlog"] + [text_of(v) for v in (linthresh, linscale, base)])
        yield word, c.SymLogNorm(linthresh, linscale, lo, hi, base=base), float(lo), float(hi)
    for gamma in (0.3, 0.5, 1.0, 2.2, 5.0):
        for lo, hi in [(0.0, 1.0), (-4.4, 9.1)]:
            yield f"power:{gamma.hex()}", c.PowerNorm(gamma, lo, hi), lo, hi
    for lo, center, hi in [(-1.0, 0.0, 5.0), (2.0, 2.1, 9.0), (-8.8, 1.3, 1.4)]:
        yield f"two_slope:{center.hex()}", c.TwoSlopeNorm(center, lo, hi), lo, hi


def norm_values(random, word, lo, hi, shape):
    """Values whose places fill 0…1 evenly, some outside, some none."""
    n = shape[0] * shape[1]
    if word == "log":
        width = np.log(hi) - np.log(lo)
        x = np.exp(random.uniform(np.log(lo) - width / 100, np.log(hi) + width / 100, n))
        x[random.random(n) < 0.03] *= -1
        x[random.random(n) < 0.01] = 0
    else:
        x = random.uniform(lo - (hi - lo) / 10, hi + (hi - lo) / 10, n)
        small = random.random(n) < 0.3
        x[small] *= 10.0**random.uniform(-6, 0, int(small.sum()))
    if word == "linear":  # the edges of levels, where the last bits of the arithmetic decide
        at = random.random(n) < 0.01
        x[at] = lo + random.integers(0, 257, int(at.sum())) * ((hi - lo) / 256)
    x[random.random(n) < 0.03] = np.nan
    x[:2] = lo, hi
    return x.reshape(shape)


def add_norms(reference):
    random = reference.random
    shapes = {"few": (7, 9), "many": (150, 160)}  # too few and enough for all 256 levels
    maps = ["viridis", "coolwarm", "twilight", "gray", "tab20"]
    for index, (word, norm, lo, hi) in enumerate(norm_cases(random)):
        for size, shape in shapes.items():
            name = maps[(index + (size == "few")) % len(maps)]
            cmap = matplotlib_cmap(name)
            x = norm_values(random, word, lo, hi, shape)
            if word.split(":")[0] in ("linear", "power", "two_slope"):
                # matplotlib's scale-based norms mask infinities; here they are out of range.
                x[-1, :2] = np.inf, -np.inf

            def check(result, x=x, norm=norm, cmap=cmap, word=word, lo=lo, hi=hi, size=size):
                with np.errstate(all="ignore"):
                    place = norm(x.copy())
                    want = cmap(place, bytes=True)
                    t = np.ma.getdata(place) * cmap.N
                    t[~np.isfinite(t)] = 0.5  # these have a colour of their own, not a level
                if word.startswith("power"):
                    # matplotlib before 3.9 shows what is below vmin as vmin itself.
                    want[x < lo] = UNDER
                have = result.colors()
                different = (have != want).any(axis=2)
                near = np.abs(t - np.round(t)) < NEAR * max(1, cmap.N / 256)
                wrong = different & ~near
                if wrong.any():
                    at = tuple(np.argwhere(wrong)[0])
                    raise AssertionError(
                        f"{int(wrong.sum())} of {wrong.size} differ, first at {at}: value "
                        f"{float(x[at]).hex()}, place {t[at]}, {have[at]}, expected {want[at]}")
                # Those that may differ are neighbours, and few.
                reference.counts["norm pixels"] += different.size
                reference.counts["norm pixels at the edge of a level"] += int(different.sum())
                for at in map(tuple, np.argwhere(different)):
                    edge = int(round(t[at]))
                    beside = [tuple(cmap(min(max(i, 0), cmap.N - 1), bytes=True))
                              for i in (edge - 1, edge)]
                    # At the very ends the neighbour is the colour beyond.
                    beside += [UNDER] if edge == 0 else [OVER] if edge == cmap.N else []
                    assert tuple(have[at]) in beside, f"{have[at]} is not next to {t[at]}"
                assert different.mean() < 0.005, f"{different.mean():.2%} at the edges of levels"
                if not different.any():
                    inside = t[(x >= lo) & (x <= hi)]
                    levels = len(np.unique(np.minimum(np.floor(inside), cmap.N - 1)))
                    beyond = sum(bool(v.any()) for v in (~(x >= lo) & ~(x < lo), x < lo, x > hi))
                    if not word.startswith("log"):  # there, other values are bad too
                        assert result.has_palette() == (levels + beyond <= 256), (
                            f"{levels} levels and {beyond} colours beside them")
                        reference.counts[f"palettes: {result.has_palette()}"] += 1

            reference.add("rerange8", check, x, vmin=lo, vmax=hi, norm=word, colormap=name,
                          bad=BAD, under=UNDER, over=OVER)
            reference.counts["norms"] += 1

    # All 256 levels and all three special colours: RGBA, not one level lost. And a palette with one
    # level missing for each.
    for free in range(5):
        x = np.concatenate([np.arange(free, 256) + 0.5, [np.nan, -1, 257, np.inf, -np.inf]])
        x = random.permutation(x).reshape(1, -1)
        cmap = matplotlib_cmap("magma")
        want = cmap(matplotlib.colors.Normalize(0, 256)(x), bytes=True)

        def check(result, want=want, free=free):
            expect_equal(result.colors(), want, "colours")
            assert result.has_palette() == (free >= 3), f"{free} entries free"

        reference.add("rerange8", check, x, vmin=0, vmax=256, colormap="magma", bad=BAD,
                      under=UNDER, over=OVER)

    # A transparent NaN, as is the default in both.
    x = norm_values(random, "linear", -2.0, 2.0, (20, 30))
    want = matplotlib.colormaps["plasma"](matplotlib.colors.Normalize(-2, 2)(x), bytes=True)
    reference.add("rerange8", lambda r, w=want: expect_equal(r.colors(), w, "colours"), x,
                  vmin=-2, vmax=2, colormap="plasma")
    # Labels.
    for dtype in ("uint8", "int32", "uint64"):
        x = random.integers(0, 200, (20, 30)).astype(dtype)
        want = matplotlib.colormaps["tab10"]((x % 10).astype(int), bytes=True)
        reference.add("rerange8", lambda r, w=want: expect_equal(r.colors(), w, "labels"), x,
                      colormap="tab10")
    # normalize
    for lo, hi in [(-1.0, 1.0), (0.1, 0.7), (-3.3, 1e9)]:
        x = float_values(random, np.float64, lo, hi)
        want = np.clip(np.ma.getdata(matplotlib.colors.Normalize(lo, hi)(x)), 0, 1)

        def check(result, want=want):
            have = result.raw(np.float64).reshape(want.shape)
            expect_equal(np.isnan(have), np.isnan(want), "NaN")
            expect_equal(have, want, "places", ~np.isnan(want))

        reference.add("normalize", check, x, vmin=lo, vmax=hi)


# ---- ranges, against NumPy ----


def add_ranges(reference):
    random = reference.random
    for name in FLOATS + INTEGERS:
        dtype = np.dtype(name).type
        for size in (1, 2, 3, 10, 1001, 5000):
            x = (random.normal(3, 100, size).astype(dtype) if name in FLOATS
                 else random.integers(0, 101, size).astype(dtype))
            if name in FLOATS and size > 2:
                x[random.random(size) < 0.1] = random.choice([np.nan, np.inf, -np.inf])
                x[0], x[1] = -2.5, 7.25
            finite = x.astype(np.float64)[np.isfinite(x)] if name in FLOATS else x.astype(float)
            largest = np.abs(finite).max()
            if finite.min() < finite.max():
                for p in [(0, 100), (1, 99), (25, 75), (2.5, 99.9), (33.3, 50)]:
                    want = tuple(float(v) for v in np.nanpercentile(finite, p))
                    if want[0] == want[1]:
                        continue
                    reference.add("percentiles",
                                  lambda r, w=want: expect_equal(r.range(), w, "percentiles"),
                                  x, lo=p[0], hi=p[1])
                    reference.counts["percentile ranges"] += 1
            for center in (0.0, -17.5, 42.0):
                m = max(finite.max() - center, center - finite.min())
                if m > 0:
                    want = (center - m, center + m)
                    reference.add("centered",
                                  lambda r, w=want: expect_equal(r.range(), w, "centred"),
                                  x, center=center)
            if largest > 0:
                reference.add("symmetric", check_symmetric(x, largest), x)
                reference.counts["symmetric ranges"] += 1


def check_symmetric(x, largest):
    kind = np.dtype(np.float64) if x.dtype.kind in "iu" else x.dtype

    def check(result):
        lo, hi = result.range()
        ulp = max(float(np.finfo(kind).eps), 2.0**-52)
        assert hi == largest, f"{hi} instead of {largest}"
        assert largest <= -lo <= largest * (1 + 4 * ulp), f"{lo} for {-largest}"
        zero = numpy_rerange(np.zeros(1, x.dtype), lo, hi, 8)[0]
        assert zero == 128, f"zero is {zero} of {lo} to {hi}"

    return check


# ---- complex numbers ----


def add_complex(reference):
    random = reference.random
    for dtype, near in ((np.complex64, 1e-3), (np.complex128, NEAR)):
        z = (random.normal(size=(60, 70)) + 1j * random.normal(size=(60, 70))).astype(dtype)
        z[0, 0] = 0
        for part, function, lo, hi in [("magnitude", np.abs, 0.0, 2.0), ("real", np.real, -1.0, 1.0),
                                       ("phase", np.angle, -np.pi, np.pi),
                                       ("imag", np.imag, -1.0, 1.5)]:
            x = function(z)

            def check(result, x=x, lo=lo, hi=hi, near=near, exact=part in ("real", "imag")):
                have = result.colors()[..., 0]
                want = numpy_rerange(x, lo, hi, 8)
                if exact:
                    expect_equal(have, want, "levels")
                    return
                # hypot and atan2 of NumPy and of the C library may differ in the last bits.
                place = (x.astype(float) - lo) * (256 / (hi - lo))
                edge = np.abs(place - np.round(place)) < near
                expect_equal(have, want, "levels", ~edge)
                reference.counts["complex pixels at the edge of a level"] += int((have != want).sum())
                assert np.abs(have.astype(int) - want).max() <= 1

            reference.add("rerange8", check, z, part=part, vmin=lo, vmax=hi)
        hue = np.angle(z.astype(np.complex128)) / (2 * np.pi) % 1
        value = np.clip(np.abs(z.astype(np.complex128)) / 2, 0, 1)
        rgb = matplotlib.colors.hsv_to_rgb(np.stack([hue, np.ones_like(hue), value], axis=2)) * 255

        def check(result, rgb=rgb, near=near):
            have = result.pixels()
            edge = np.abs((rgb + 0.5) - np.round(rgb + 0.5)) < near
            expect_equal(have, np.floor(rgb + 0.5).astype(np.uint8), "colours", ~edge)
            assert np.abs(have - rgb).max() < 1

        reference.add("rerange8", check, z, part="phase_hue", vmin=0, vmax=2)
        reference.counts["complex"] += 1


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--seed", type=int, default=20240229)
    arguments = parser.parse_args()
    print(f"seed {arguments.seed}, NumPy {np.__version__}, matplotlib {matplotlib.__version__}")
    with tempfile.TemporaryDirectory() as directory:
        reference = Reference(directory, arguments.seed)
        for add in (add_rerange, add_channels, add_colormaps, add_norms, add_ranges, add_complex):
            add(reference)
        reference.run(arguments.driver)
    for what, count in sorted(reference.counts.items()):
        print(f"{what}: {count}")
    for failure in reference.failures[:20]:
        print(f"FAILED {failure}")
    print(f"{len(reference.checks)} jobs, {len(reference.failures)} failed")
    return 1 if reference.failures else 0


if __name__ == "__main__":
    sys.exit(main())

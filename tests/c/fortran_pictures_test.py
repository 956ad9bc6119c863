"""The pictures of fortran_check.f90 have x to the right and y down, and NumPy's levels.

    fortran_pictures_test.py FOLDER [MOVIES]

Without MOVIES the library has none.
"""
import pathlib
import sys

import matplotlib
import numpy as np
from PIL import Image

folder = pathlib.Path(sys.argv[1])
nx, ny = 40, 30
x, y = np.arange(1, nx + 1), np.arange(1, ny + 1)[:, None]
u = (x + 100 * y).astype(float)  # rows are y


def pixels(name, mode):
    return np.asarray(Image.open(folder / name).convert(mode))


def levels(values):
    lo, hi = values.min(), values.max()
    return np.clip(np.floor((values - lo) * (256 / (hi - lo))), 0, 255).astype(np.uint8)


def through(name, places):
    table = np.asarray(matplotlib.colormaps[name].colors)
    return (table[places] * 255).round().astype(int)


def expect(found, expected, name, most=0):
    """Components differ by no more than `most`."""
    assert found.shape == expected.shape, f"{name}: {found.shape}, expected {expected.shape}"
    differs = np.abs(found.astype(int) - expected.astype(int)).max()
    assert differs <= most, f"{name} differs by up to {differs}"


# Colormaps' tables are rounded here in another way than in matplotlib's bytes.
expect(pixels("f_double.png", "RGB"), through("viridis", levels(u)), "f_double.png", 1)
expect(pixels("f_single.png", "L"), levels(u.astype(np.float32)), "f_single.png")
labels = (x + y) % 7
expect(pixels("f_labels.png", "RGB"), through("tab10", labels), "f_labels.png", 1)
colour = np.stack([np.broadcast_to(x / nx, (ny, nx)), np.broadcast_to(y / ny, (ny, nx)),
                   np.full((ny, nx), 0.5)], axis=-1).astype(np.float32)
found = pixels("f_colour.png", "RGB")
assert found.shape == (ny, nx, 3)
# One range for all three: from the smallest component, 1 / 40, to the largest, 1.
expect(found, levels(colour), "f_colour.png")
if sys.argv[2:3] != [""]:
    gif = Image.open(folder / "f_movie.gif")
    assert (gif.size, gif.n_frames) == ((nx, ny), 4), (gif.size, gif.n_frames)
print("the pictures are right")

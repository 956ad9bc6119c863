"""Writes an HDF5 file with h5py, and what is in it, for hdf5_h5py_test.cpp.

    /usr/bin/python3 make_hdf5_files.py DIRECTORY

DIRECTORY/manifest.txt has a line for each dataset of DIRECTORY/h5py.h5, its columns separated by tabs:
path, type, shape ("3,4"; "-" for a scalar), the sum of the elements that are finite, and their
weighted sum, in which the element i in C order counts i % 97 times; of complex numbers the real
parts and twice the imaginary ones. DIRECTORY/refused.txt lists datasets of other types: path, then
what the message must contain.
"""

import os
import sys

import h5py
import numpy as np

TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64", "float16",
         "float32", "float64", "longdouble", "complex64", "complex128", "clongdouble"]
SHAPES = [(), (5,), (3, 4), (6, 5, 4), (3, 4, 5, 3), (2, 0, 3)]
LAYOUTS = {"plain": {}, "auto": {"chunks": True}, "gzip": {"compression": "gzip", "shuffle": True},
           "lzf": {"compression": "lzf"}, "sums": {"fletcher32": True},
           "grows": {"maxshape": "all", "compression": "gzip"}}


def values(kind, shape, random):
    """Small whole numbers, halves and infinities, which every type has exactly."""
    numbers = random.randint(0, 100, shape)
    if kind == "bool":
        return numbers % 2 == 0
    array = np.asarray(numbers).astype(kind)
    if array.dtype.kind in "fc" and array.size > 2:
        array = array / 2
        array.flat[1] = np.nan
        if array.dtype.kind == "c":
            array = array + 1j * np.asarray(random.randint(0, 50, shape)).astype(kind)
        array = array.astype(kind)
    return array


def sums(array):
    if array.dtype.kind == "c":
        array = array.real.astype(float) + 2 * array.imag.astype(float)
    flat = np.asarray(array).astype(float).ravel()
    flat = np.where(np.isfinite(flat), flat, 0)
    return f"{flat.sum():.1f}\t{(flat * (np.arange(flat.size) % 97)).sum():.1f}"


directory = sys.argv[1]
os.makedirs(directory, exist_ok=True)
random = np.random.RandomState(5)
with h5py.File(f"{directory}/h5py.h5", "w") as file, open(f"{directory}/manifest.txt", "w") as manifest:
    for kind in TYPES:
        for layout, options in LAYOUTS.items():
            for shape in SHAPES:
                if options and (not shape or 0 in shape):
                    continue
                options = dict(options)
                if "maxshape" in options:
                    options["maxshape"] = (None,) * len(shape)
                array = values(kind, shape, random)
                for order in "<>" if layout == "plain" and np.dtype(kind).itemsize in (2, 4, 8) else "=":
                    name = f"/{kind}/{layout}/{order}{len(shape)}{'e' if 0 in shape else ''}"
                    typed = np.asarray(array).astype(np.dtype(kind).newbyteorder(order))
                    file.create_dataset(name, data=typed, **options)
                    extents = ",".join(map(str, shape)) or "-"
                    manifest.write(f"{name}\t{kind}\t{extents}\t{sums(array)}\n")
    u = file["/float32/gzip/=3"]
    u.attrs["fps"] = 12.5
    u.attrs["steps"] = np.int64(7)
    u.attrs["range"] = [-1, 4]
    u.attrs["pair"] = np.array([0.25, 8], ">f4")
    u.attrs["units"] = "m/s"

with h5py.File(f"{directory}/h5py.h5", "a") as file, open(f"{directory}/refused.txt", "w") as refused:
    for name, data, options, said in [
            ("text", np.array([b"ab", b"cd"]), {}, "strings"),
            ("strings", ["a", "bcd"], {"dtype": h5py.string_dtype()}, "strings"),
            ("records", np.zeros(3, [("x", "f4"), ("y", "i4")]), {}, "compounds (x, y)"),
            ("ragged", None, {"shape": (3,), "dtype": h5py.vlen_dtype(np.int32)}, "sequences"),
            ("references", None, {"shape": (3,), "dtype": h5py.ref_dtype}, "references"),
            ("empty", h5py.Empty("f4"), {}, "holds nothing")]:
        file.create_dataset(f"/refused/{name}", data=data, **options)
        refused.write(f"/refused/{name}\t{said}\n")

"""Writes .npy and .npz files with NumPy, and what is in them, for npy_numpy_test.cpp.

    /usr/bin/python3 make_npy_files.py DIRECTORY
    ARRAYREEL_NPY_FILES=DIRECTORY npy_test

DIRECTORY/manifest.txt has a line for each array, its columns separated by tabs: file, name in the
archive, type, shape ("3,4"; "-" for a scalar), then the elements in C order as the hexadecimal
digits of their little-endian bytes ("-" for none), and for float16 the same as float32. Long
doubles have 10 bytes there: the other 6 are padding. DIRECTORY/refused.txt lists files of other
types: file, then what the message must contain.
"""

import io
import itertools
import os
import sys
import warnings
import zipfile

import numpy as np

TYPES = ["bool", "int8", "uint8", "int16", "uint16", "int32", "uint32", "int64", "uint64",
         "float16", "float32", "float64", "longdouble", "complex64", "complex128", "clongdouble"]
SHAPES = [(), (0, 3), (3, 0, 2), (1,), (7,), (3, 4), (2, 3, 4), (2, 1, 3, 2), (2, 1, 2, 3, 2)]


def values(dtype, shape, seed):
    """Values that use all bytes, extremes included."""
    random = np.random.RandomState(seed)
    count = int(np.prod(shape, dtype=int))
    dtype = np.dtype(dtype)
    if dtype.kind == "b":
        flat = random.randint(0, 2, count).astype(bool)
    elif dtype.kind in "iu":
        flat = np.frombuffer(random.bytes(count * dtype.itemsize), dtype).copy()
        limits = np.iinfo(dtype)
        flat[:2] = [limits.min, limits.max][:count]
    else:
        def real():
            part = (random.standard_normal(count) * 10.0 ** random.randint(-3, 4, count))
            part[:5] = [np.nan, np.inf, -np.inf, -0.0, 1e-7][:count]
            return part
        flat = real().astype(dtype)
        if dtype.kind == "c":
            flat = flat + (1j * random.standard_normal(count)).astype(dtype)
        if dtype.char in "gG":
            flat = flat * np.longdouble(1) / np.longdouble(3)  # beyond a double's 53 bits
        flat = flat.astype(dtype)
    return flat.reshape(shape)


def hexadecimal(array):
    array = np.ascontiguousarray(array)
    array = array.astype(array.dtype.newbyteorder("<"))
    data = array.tobytes()
    if array.dtype.char in "gG":
        data = b"".join(data[i:i + 10] for i in range(0, len(data), 16))
    return data.hex() or "-"


def main(directory):
    os.makedirs(directory, exist_ok=True)
    manifest = []
    refused = []

    def path(name):
        return os.path.join(directory, name)

    def note(file, name, array):
        row = [file, name, array.dtype.newbyteorder("=").name, ",".join(map(str, array.shape)) or "-",
               hexadecimal(array)]
        if array.dtype.kind == "f" and array.dtype.itemsize == 2:
            row.append(hexadecimal(array.astype("f4")))
        row[2] = {"float128": "longdouble", "complex256": "clongdouble"}.get(row[2], row[2])
        manifest.append("\t".join(row))

    seed = 0
    samples = []
    for dtype, order, layout, shape in itertools.product(TYPES, "<>", "CF", SHAPES):
        seed += 1
        array = values(dtype, shape, seed)
        array = np.asarray(array.astype(array.dtype.newbyteorder(order)), order=layout)
        samples.append(array)
        for version in (1, 2, 3):
            name = "%s_%s_%s_%s_v%d.npy" % (dtype, "le" if order == "<" else "be", layout,
                                            "x".join(map(str, shape)) or "scalar", version)
            with open(path(name), "wb") as file:
                np.lib.format.write_array(file, array, version=(version, 0))
            note(name, "", array)

    # A view that is neither C nor Fortran order is written in C order.
    array = np.arange(60, dtype="i4").reshape(3, 4, 5)[::-1, ::2, 1:4]
    np.save(path("strided.npy"), array)
    note("strided.npy", "", array)
    array = values("f8", (120, 201), 1)
    np.save(path("large.npy"), array)
    note("large.npy", "", array)

    names = {"a_%d" % i: samples[i] for i in range(0, len(samples), 7)}
    names["größe_温度"] = values("f4", (5, 6), 2)
    names["sub/dir"] = values("u1", (5, 6), 3)
    names["zeros"] = np.zeros((300, 300))  # deflates by 500 to 1
    names["large"] = values("f8", (120, 201), 4)
    np.savez(path("stored.npz"), **names)
    np.savez_compressed(path("deflated.npz"), **names)
    for name, array in names.items():
        note("stored.npz", name, array)
        note("deflated.npz", name, array)
    np.savez(path("none.npz"))

    # A pipe cannot seek: zipfile puts the sizes behind the data, in data descriptors.
    class Pipe(io.RawIOBase):
        def __init__(self, file):
            self.file = file
        def writable(self):
            return True
        def write(self, data):
            return self.file.write(data)

    def write_members(file, method, **how):
        with zipfile.ZipFile(file, "w", method, **how) as archive:
            archive.writestr("readme.txt", "not an array")
            archive.comment = how_comment
            for name in ("large", "größe_温度", "a_0"):
                with archive.open(name + ".npy", "w", force_zip64=True) as member:
                    np.lib.format.write_array(member, names[name])

    how_comment = b"a comment PK\x05\x06 with a signature in it"
    for name, method in (("streamed_stored.npz", zipfile.ZIP_STORED),
                         ("streamed_deflated.npz", zipfile.ZIP_DEFLATED)):
        with open(path(name), "wb") as file:
            write_members(Pipe(file), method)
    # Without the limits' 2 GiB, zipfile writes ZIP64 fields and end records.
    saved = zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = 10, 1
    write_members(path("zip64.npz"), zipfile.ZIP_DEFLATED)
    zipfile.ZIP64_LIMIT, zipfile.ZIP_FILECOUNT_LIMIT = saved
    for name in ("streamed_stored.npz", "streamed_deflated.npz", "zip64.npz"):
        for entry in ("large", "größe_温度", "a_0"):
            note(name, entry, names[entry])

    # Unsupported methods by name; Python's zipfile has these two.
    for name, method, said in (("bzip2.npz", zipfile.ZIP_BZIP2, "bzip2"),
                               ("lzma.npz", zipfile.ZIP_LZMA, "LZMA")):
        write_members(path(name), method)
        refused.append(name + "\t" + said)

    structures = {
        "structured": (np.zeros(3, [("a", "<f4"), ("b", "<i2")]), "[('a', '<f4'), ('b', '<i2')]"),
        "nested": (np.zeros(3, [("a", [("x", ">f8", (2, 3)), ("y", "S5")]), ("größe", "?")]),
                   "größe"),
        "titled": (np.zeros(2, [(("a title", "t"), "<f4")]), "a title"),
        "object": (np.array([{}, None], dtype=object), "'|O'"),
        "text": (np.array(["abc", "defgh"]), "'<U5'"),
        "bytes": (np.array([b"abc"]), "'|S3'"),
        "datetime": (np.zeros(2, "M8[ns]"), "'<M8[ns]'"),
        "timedelta": (np.zeros(2, ">m8[D]"), "'>m8[D]'"),
        "void": (np.zeros(2, "V8"), "'|V8'"),
        "many_fields": (np.zeros(1, [("f%05d" % i, "<f4") for i in range(4000)]), "'f00000'"),
    }
    for name, (array, said) in structures.items():
        np.save(path("refused_" + name + ".npy"), array, allow_pickle=True)
        refused.append("refused_" + name + ".npy\t" + said)
    np.savez(path("mixed.npz"), good=names["large"], **{k: v[0] for k, v in structures.items()})
    note("mixed.npz", "good", names["large"])

    with open(path("manifest.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(manifest) + "\n")
    with open(path("refused.txt"), "w", encoding="utf-8") as file:
        file.write("\n".join(refused) + "\n")


if __name__ == "__main__":
    np.seterr(all="ignore")
    warnings.simplefilter("ignore")  # "can only be read by NumPy >= 1.9"
    main(sys.argv[1])

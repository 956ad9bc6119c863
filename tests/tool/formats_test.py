"""The command-line tool on files of every format: what is read, what is refused, and how it is said.

    formats_test.py ARRAYREEL HDF5

HDF5 is 1 where the tool was built with that library, else 0. Runs in a temporary folder.
"""
import bz2
import gzip
import io
import lzma
import os
import pathlib
import pickle
import shutil
import sys
import tarfile
import unittest
import zipfile

import numpy as np

from tool_case import Case, frames_of, levels, main, pixels, run

HAS_HDF5 = sys.argv[2] == "1"
try:
    import h5py
except ImportError:
    h5py = None


def npy_bytes(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def npz_of(name, members, compression=zipfile.ZIP_STORED):
    with zipfile.ZipFile(name, "w", compression) as archive:
        for member, content in members.items():
            archive.writestr(member + ".npy", content)


class Formats(Case):
    def test_names_behind_a_colon(self):
        u = np.arange(48, dtype=np.uint8).reshape(6, 8)
        np.savez("x.npz", u=u, v=np.eye(3))
        # A colon in the file's own name, and in the array's.
        for name in ("x.NPZ", "x.dat", "x", "12:30.npz", "12:30", "x.npz.bak"):
            shutil.copy("x.npz", name)
            self.succeed(name + ":u", "-o", "u.png")
            np.testing.assert_array_equal(pixels("u.png"), u)
            self.assertRegex(self.succeed(name + ":u", "--info").decode(), r"\(6, 8\) +uint8")
        np.savez("colon.npz", **{"a:b": u})
        self.succeed("colon.npz:a:b", "-o", "u.png")
        np.testing.assert_array_equal(pixels("u.png"), u)
        self.succeed("x.np[z]:u", "-o", "u.png")
        np.save("x:u", u)  # the name of a file comes first
        os.rename("x:u.npy", "x:u")
        self.assertRegex(self.succeed("x:u", "--info").decode(), r"x:u +\(6, 8\) +uint8")
        self.refuse(1, r"gone.NPZ: cannot be opened: No such file", "gone.NPZ:u", "-o", "x.png")
        self.refuse(1, r"x.dat: has no array named 'w'; expected 'u', 'v'", "x.dat:w", "-o", "x.png")
        u.tofile("u.raw")
        self.refuse(1, r"u.raw:u: is a raw file, which has no names", "u.raw:u", "--shape", "6,8",
                    "--dtype", "uint8", "-o", "x.png")

    def test_fields_of_structures(self):
        s = np.zeros((5, 6), [("rho", "<f4"), ("name", "S3"), ("u", ">f8"), ("rgb", "u1", (3,)),
                              (("title", "t"), "<i2"), ("in", [("a", "?"), ("b", "<u2")])])
        s["rho"] = np.arange(30).reshape(5, 6)
        s["u"] = np.sin(s["rho"])
        s["rgb"] = np.arange(90).reshape(5, 6, 3)
        s["t"] = -s["rho"]
        s["in"]["b"] = s["rho"] * 7
        for name, array in [("s.npy", s), ("f.npy", np.asfortranarray(s))]:
            np.save(name, array)
            for field in ("rho", "u", "t", "in.b"):
                self.succeed(f"{name}:{field}", "-o", "s.png")
                z = s["in"]["b"] if field == "in.b" else s[field]
                z = z.astype(float)
                np.testing.assert_array_equal(pixels("s.png"), levels(z, z.min(), z.max()))
        self.succeed("s.npy:rgb", "-o", "s.png")
        np.testing.assert_array_equal(pixels("s.png"), s["rgb"])
        self.refuse(1, "Fortran order", "f.npy:rgb", "-o", "x.png")
        self.refuse(1, r"no field named 'v'; expected 'rho', 'name', 'u', 'rgb', 't', 'in.a', 'in.b'",
                    "s.npy:v", "-o", "x.png")
        self.refuse(1, r"field 'name': elements of the type '\|S3' \(text\)", "s.npy:name", "-o",
                    "x.png")
        np.save("plain.npy", np.eye(3))
        self.refuse(1, "no field named 'v'; expected none", "plain.npy:v", "-o", "x.png")
        # Without a name, they are listed like the arrays of an archive.
        lines = self.succeed("s.npy").decode().splitlines()
        self.assertRegex(lines[1], r"^s.npy:rho +\(5, 6\) +float32 +0 to 29 ")
        self.assertRegex(lines[2], r"^s.npy:name .*text")
        self.assertRegex(lines[4], r"^s.npy:rgb +\(5, 6, 3\) +uint8 +0 to 89 ")
        self.refuse(1, "arrays .*-o, which holds one", "s.npy", "-o", "x.png")
        # Padding, as aligned structures have it, and one field: a picture without a name.
        one = np.zeros((4, 3), np.dtype([("a", "u1"), ("b", "f8")], align=True))[["b"]]
        one["b"] = np.arange(12).reshape(4, 3)
        np.save("one.npy", one)
        self.succeed("one.npy", "-o", "one.png")
        np.testing.assert_array_equal(pixels("one.png"), levels(one["b"], 0, 11))
        # A member of an archive, and the frames of a movie.
        np.savez("s.npz", s=s)
        self.succeed("s.npz:s.u", "-o", "s.png")
        np.testing.assert_array_equal(pixels("s.png"), levels(s["u"], s["u"].min(), s["u"].max()))
        many = np.zeros((4, 32, 32), s.dtype)
        many["rho"] = np.arange(4096).reshape(4, 32, 32)
        np.save("many.npy", many)
        for t in range(4):
            np.save(f"step_{t}.npy", many[t])
        for name in ("many.npy:rho", "step_*.npy:rho"):
            self.succeed(name, "-o", "m.mkv", "--range", "0,4096")
            np.testing.assert_array_equal(frames_of("m.mkv")[..., 0],
                                          levels(many["rho"], 0.0, 4096.0))
        # Appended to one another, they are frames too.
        with open("appended.npy", "wb") as file:
            for t in range(4):
                np.save(file, many[t])
        self.succeed("appended.npy:rho", "-o", "m.mkv", "--range", "0,4096")
        np.testing.assert_array_equal(frames_of("m.mkv")[..., 0], levels(many["rho"], 0.0, 4096.0))
        self.refuse(1, r"appended.npy:rho \(4 arrays\).* reads as a movie of 4 frames",
                    "appended.npy:rho", "-o", "x.png")

    def test_bfloat16(self):
        # The upper half of a float32: -3, 0, 0.5, 1e38, infinity, NaN.
        floats = np.array([[-3, 0, 0.5], [3, np.inf, np.nan]], np.float32)
        halves = (floats.view(np.uint32) >> 16).astype("<u2")
        halves.tofile("b.raw")
        halves.astype(">u2").tofile("big.raw")
        header = "{'descr': '<V2', 'fortran_order': False, 'shape': (2, 3), }"
        header += " " * (128 - 10 - len(header) - 1) + "\n"
        pathlib.Path("b.npy").write_bytes(b"\x93NUMPY\x01\x00" + len(header).to_bytes(2, "little") +
                                          header.encode() + halves.tobytes())
        npz_of("b.npz", {"b": pathlib.Path("b.npy").read_bytes()})
        np.save("f.npy", floats)
        self.succeed("f.npy", "-o", "f.png")
        for arguments in (["b.npy"], ["b.npz"],
                          ["b.raw", "--shape", "2,3", "--dtype", "bfloat16"],
                          ["big.raw", "--shape", "2,3", "--dtype", "bfloat16", "--big-endian"]):
            self.succeed(*arguments, "-o", "b.png")
            self.assertEqual(pathlib.Path("b.png").read_bytes(), pathlib.Path("f.png").read_bytes())
            self.assertRegex(self.succeed(*arguments, "--info").decode(),
                             r"\(2, 3\) +b?float(16|32) +-3 to 3 and 1 infinite +1 ")
        pathlib.Path("void.npy").write_bytes(
            pathlib.Path("b.npy").read_bytes().replace(b"'<V2'", b"'|V2'"))
        self.refuse(1, r"raw bytes; bfloat16 has a byte order, '<V2'", "void.npy", "-o", "x.png")

    def test_one_bad_member_hides_no_other(self):
        good = npy_bytes(np.arange(9.).reshape(3, 3))
        npz_of("bad.npz", {"a": good, "z": good})
        data = bytearray(pathlib.Path("bad.npz").read_bytes())
        at = data.index(np.float64(7).tobytes())
        data[at] ^= 1  # of a, whose checksum is then another
        pathlib.Path("bad.npz").write_bytes(data)
        text = self.succeed("bad.npz").decode()
        self.assertRegex(text, r"bad.npz:a .*CRC-32")
        self.assertRegex(text, r"bad.npz:z +\(3, 3\) +float64 +0 to 8 ")
        code, out, err = run("bad.npz", "--html", "bad.html")
        self.assertEqual((code, out), (1, b""))
        self.assertRegex(err, "^arrayreel: bad.npz:a is left out: .*CRC-32")
        self.assertEqual(pathlib.Path("bad.html").read_text().count("<img "), 1)
        self.refuse(1, "CRC-32", "bad.npz:a", "-o", "x.png")
        self.succeed("bad.npz:z", "-o", "z.png")
        # Five axes are no picture, and hide none.
        np.savez("axes.npz", a=np.zeros((2,) * 5), b=np.eye(4))
        code, out, err = run("axes.npz", "--html", "axes.html")
        self.assertEqual(code, 1)
        self.assertRegex(err, "axes.npz:a is left out: ")
        self.assertEqual(pathlib.Path("axes.html").read_text().count("<img "), 1)
        # Nor does one file of several.
        np.save("good.npy", np.eye(4))
        pathlib.Path("cut_1.npy").write_bytes(npy_bytes(np.eye(4))[:-3])
        np.save("cut_2.npy", np.eye(5))
        for arguments in (["cut_1.npy", "good.npy", "gone.npy", "--info"], ["cut_*.npy", "--info"]):
            code, out, err = run(*arguments)
            self.assertEqual(code, 1)
            self.assertRegex(err, "cut_1.npy: truncated")
            self.assertRegex(out.decode(), r"cut_1.npy .*truncated")
            self.assertRegex(out.decode(), r"(good|cut_2).npy +\(., .\) +float64 +0 to 1 ")
        self.refuse(1, "cut_1.npy: truncated", "cut_1.npy", "--info")
        # Where none can be shown there is no page.
        npz_of("none.npz", {"a": good, "z": good}, zipfile.ZIP_LZMA)
        self.refuse(1, "LZMA", "none.npz", "--html", "none.html")
        self.assertFalse(os.path.exists("none.html"))

    def test_what_a_file_is_is_said(self):
        array = npy_bytes(np.eye(4))
        for compression, name in [(zipfile.ZIP_LZMA, "LZMA"), (zipfile.ZIP_BZIP2, "bzip2")]:
            npz_of("packed.npz", {"u": array, "v": array}, compression)
            for arguments in (["packed.npz"], ["packed.npz:u"]):
                self.refuse(1, f"compressed with {name}; expected stored or deflated", *arguments,
                            "-o", "x.png")
            self.assertRegex(self.succeed("packed.npz").decode(), f"packed.npz:v .*{name}")
        with tarfile.open("u.tar", "w") as archive:
            np.save("u.npy", np.eye(4))
            archive.add("u.npy")
        self.succeed("u.npy", "-o", "u.png")
        files = {"a.nc": (b"CDF\x01" + bytes(60), "a netCDF-3 file.*; nccopy -k nc4 makes netCDF-4"),
                 "b.nc": (b"CDF\x02" + bytes(60), "a netCDF-3 file.*64-bit offsets"),
                 "c.nc": (b"CDF\x05" + bytes(60), "a netCDF-3 file.*CDF-5"),
                 "a.mat": (b"MATLAB 5.0 MAT-file, Platform: GLNXA64".ljust(200), "a MATLAB 5 file"),
                 "a.hdf": (b"\x0e\x03\x13\x01" + bytes(60), "an HDF4 file.*h4toh5"),
                 "a.npy.gz": (gzip.compress(array), "a gzip file"),
                 "a.npy.xz": (lzma.compress(array), "an xz file"),
                 "a.npy.bz2": (bz2.compress(array), "a bzip2 file"),
                 "a.npy.zst": (b"\x28\xb5\x2f\xfd" + bytes(60), "a Zstandard file"),
                 "a.tif": (b"II*\x00" + bytes(60), "a TIFF picture"),
                 "b.tif": (b"MM\x00*" + bytes(60), "a TIFF picture"),
                 "a.jpg": (b"\xff\xd8\xff\xe0" + bytes(60), "a JPEG picture"),
                 "a.fits": (b"SIMPLE  =                    T".ljust(2880), "a FITS file"),
                 "a.csv": (b"1,2,3\n4,5,6\n7,8,9\n", "a text file.*numpy.loadtxt"),
                 "a.pkl": (pickle.dumps(np.eye(3)), "a Python pickle"),
                 "u.tar": (pathlib.Path("u.tar").read_bytes(), "a tar archive"),
                 "u.png": (pathlib.Path("u.png").read_bytes(), "a PNG picture"),
                 "empty.npy": (b"", "empty; expected"),
                 "empty.npz": (b"", "empty; expected"),
                 "empty.h5": (b"", "empty; expected")}
        for name, (content, said) in files.items():
            pathlib.Path(name).write_bytes(content)
            for arguments in ([name, "-o", "x.png"], [name, "--info"], [name, "--html", "x.html"],
                              [name + ":u", "-o", "x.png"]):
                if arguments == ["u.png", "--info"]:
                    continue  # which says what there is to say of it
                self.refuse(1, f"^arrayreel: {name}: is {said}", *arguments)
            err = self.refuse(1, "stdin|/dev/stdin", "-", "-o", "x.png", stdin=content)
            if name != "u.tar":
                self.assertRegex(err, said.split(".*")[0].split(";")[0])
        pathlib.Path("noise").write_bytes(b"\x01\x02\x03\x04" * 20)
        self.refuse(1, r"noise: begins with .*; expected .* --shape and --dtype", "noise", "-o", "x.png")
        np.save("objects.npy", np.array([[1, None]], object), allow_pickle=True)
        self.refuse(1, r"'\|O' \(Python objects\)", "objects.npy", "-o", "x.png")
        os.mkdir("folder.h5")
        self.refuse(1, "folder.h5: has no .npy file", "folder.h5", "-o", "x.png")
        os.mkdir("z.zarr")
        pathlib.Path("z.zarr/.zgroup").write_text("{}")
        self.refuse(1, "z.zarr: is a Zarr store, which is not supported", "z.zarr", "-o", "x.png")
        self.assertFalse(os.path.exists("x.png") or os.path.exists("x.html"))


@unittest.skipUnless(HAS_HDF5 and h5py, "SKIPPED: needs a tool with HDF5, and h5py")
class Hdf5(Case):
    def test_fill_values_and_packing(self):
        z = np.array([[0, 50, 100], [-999, 25, 75]])
        with h5py.File("x.nc", "w") as f:
            for kind in ("i1", "i2", "<i4", ">i8", "f2", "f4", ">f8"):
                fill = -99 if kind == "i1" else -999
                d = f.create_dataset(kind.strip("<>"), data=np.where(z == -999, fill, z).astype(kind))
                d.attrs["_FillValue"] = np.array([fill], kind)
            d = f.create_dataset("u1", data=np.array([[0, 50, 100], [255, 25, 75]], "u1"))
            d.attrs["missing_value"] = np.uint8(255)
            d = f.create_dataset("packed", data=z.astype("i2"))
            d.attrs.update({"_FillValue": np.int16(-999), "scale_factor": 0.25, "add_offset": -3.})
            d = f.create_dataset("valid", data=z.astype("f4"))
            d.attrs["valid_min"] = np.float32(0)
            d = f.create_dataset("unsigned", data=np.array([[0, 127], [-128, -1]], "i1"))
            d.attrs["_Unsigned"] = "true"
        expected = levels(np.where(z < 0, 0, z), 0.0, 100.0)
        for name in ("i1", "i2", "i4", "i8", "f2", "f4", "f8", "u1", "packed", "valid"):
            self.succeed(f"x.nc:{name}", "-o", "x.png", "--colormap", "gray")
            p = pixels("x.png")
            self.assertEqual(p.ndim, 3, name)  # a bad pixel, which is transparent
            self.assertEqual(p[1, 0, -1], 0)
            np.testing.assert_array_equal(np.where(z < 0, 0, p[..., 0]), expected, name)
            lo_hi = "-3 to 22" if name == "packed" else "0 to 100"
            self.assertRegex(self.succeed(f"x.nc:{name}", "--info").decode(), rf" {lo_hi} +1 ")
        self.succeed("x.nc:unsigned", "-o", "x.png")
        np.testing.assert_array_equal(pixels("x.png"), [[0, 127], [128, 255]])

    def test_a_movie_of_packed_frames(self):
        t = np.arange(5 * 32 * 48).reshape(5, 32, 48) % 1000
        t[2] = -32768
        t[0, 3, 4] = -32768
        with h5py.File("m.nc", "w") as f:
            d = f.create_dataset("u", data=t.astype("i2"), chunks=(2, 16, 16), compression="gzip")
            d.attrs.update({"_FillValue": np.int16(-32768), "scale_factor": 2., "add_offset": 5.})
        self.succeed("m.nc:/u", "-o", "m.mkv", "--bad", "#000000", "--colormap", "gray")
        got = frames_of("m.mkv")[..., 0]
        v = np.where(t == -32768, 5, 2. * t + 5)
        np.testing.assert_array_equal(got, np.where(t == -32768, 0, levels(v, 5., 2003.)))

    def test_enumerations_and_user_blocks(self):
        labels = np.arange(12, dtype="i1").reshape(3, 4) % 3
        with h5py.File("l.h5", "w") as f:
            f.create_dataset("l", data=labels,
                             dtype=h5py.enum_dtype({"R": 0, "G": 1, "B": 2}, basetype="i1"))
        self.succeed("l.h5:/l", "-o", "l.png")
        np.testing.assert_array_equal(pixels("l.png"), levels(labels.astype(float), 0.0, 2.0))
        for size in (512, 1024, 4096, 65536):
            with h5py.File("b.mat", "w", userblock_size=size) as f:
                f["A"] = np.eye(4)
            block = bytearray(pathlib.Path("b.mat").read_bytes())
            block[:128] = b"MATLAB 7.3 MAT-file, Platform: GLNXA64".ljust(124) + b"\0\2IM"
            pathlib.Path("b.mat").write_bytes(block)
            for name in ("b.mat", "b.mat:/A", "b.mat:A"):
                self.succeed(name, "-o", "b.png")
                self.assertEqual(pixels("b.png").shape, (4, 4))
            self.assertRegex(self.succeed("b.mat").decode(), r"b.mat:/A +\(4, 4\)")
        # A MATLAB 7.3 file in a pipe, and any other.
        self.refuse(1, "MATLAB 7.3", "-", "-o", "x.png", stdin=bytes(block))
        self.refuse(1, "is an HDF5 file, .* expected the file's name", "-", "-o", "x.png",
                    stdin=pathlib.Path("l.h5").read_bytes())

    def test_datasets_that_are_near(self):
        with h5py.File("near.h5", "w") as f:
            f["fields/density"] = f["fields/velocity"] = np.eye(4)
        for name in "/fields/densty", "density", "/Fields/Density":
            self.refuse(1, rf"has no dataset '{name}'.*Did you mean /fields/density\?$",
                        "near.h5:" + name, "-o", "x.png")
        self.assertNotIn("Did you mean", run("near.h5:/qqqqq", "-o", "x.png")[2])

    def test_one_bad_dataset_hides_no_other(self):
        with h5py.File("x.h5", "w") as f:
            f["good"] = np.eye(4)
            f.create_dataset("bad", data=np.eye(8), chunks=(4, 4), compression="lzf")
            f.create_dataset("sum", data=np.full((8, 8), 7.), chunks=(8, 8), fletcher32=True)
            d = f.create_dataset("scale", data=np.eye(8))
            d.attrs["scale_factor"] = 0.
        data = bytearray(pathlib.Path("x.h5").read_bytes())
        data[data.index(np.float64(7).tobytes() * 3)] ^= 1
        pathlib.Path("x.h5").write_bytes(data)
        text = self.succeed("x.h5", "--info").decode()
        self.assertRegex(text, r"x.h5:/bad .*'lzf'")
        self.assertRegex(text, r"x.h5:/sum .*cannot be read")
        self.assertRegex(text, r"x.h5:/scale .*scale_factor of 0")
        self.assertRegex(text, r"x.h5:/good +\(4, 4\) +float64 +0 to 1 ")
        code, out, err = run("x.h5", "--html", "x.html")
        self.assertEqual((code, out), (1, b""))
        for name in ("bad", "sum", "scale"):
            self.assertRegex(err, f"x.h5:/{name} is left out: ")
        self.assertEqual(pathlib.Path("x.html").read_text().count("<img "), 1)


if __name__ == "__main__":
    main()

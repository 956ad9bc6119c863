"""The tool on what simulations leave: folders of dumps, long files, raw files, files still written.

    dumps_test.py ARRAYREEL
"""
import glob
import io
import os
import pathlib
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
import unittest

import h5py
import numpy as np

from tool_case import TOOL, Case, frames_of, levels, main, probe, run, waves

SANITIZED = "ARRAYREEL_SANITIZED" in os.environ

EXACT = ["--codec", "ffv1"]  # .mkv, every pixel as it was


def peak(*arguments):
    """The most memory that the tool held, in KiB.

    The system counts what its parent held when it was forked, so that is a small process.
    """
    script = ("import os, sys\n"
              "child = os.posix_spawn(sys.argv[1], sys.argv[1:], os.environ)\n"
              "_, status, usage = os.wait4(child, 0)\n"
              "assert status == 0, sys.argv\n"
              "print(usage.ru_maxrss)\n")
    done = subprocess.run([sys.executable, "-S", "-c", script, TOOL, *arguments], check=True,
                          stdout=subprocess.PIPE)
    return int(done.stdout)


def header(shape, descr="<f4"):
    text = f"{{'descr': '{descr}', 'fortran_order': False, 'shape': {shape}, }}"
    text += " " * (63 - (10 + len(text)) % 64) + "\n"
    return b"\x93NUMPY\x01\x00" + len(text).to_bytes(2, "little") + text.encode()


# All takes minutes: `ctest -C whole -L whole`.
WHOLE = "ARRAYREEL_WHOLE" in os.environ
MANY_STEPS = 10_000 if WHOLE else 1_500
MANY_FRAMES = 20_000 if WHOLE else 2_000


def sparse(name, shape, descr="<f4"):
    """A .npy of zeros that takes no space on the disk."""
    with open(name, "wb") as file:
        file.write(header(shape, descr))
        file.truncate(file.tell() + int(np.prod(shape)) * np.dtype(descr).itemsize)


def npy(array):
    file = io.BytesIO()
    np.save(file, array)
    return file.getvalue()


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "waited in vain"
        time.sleep(0.05)


class Dumps(Case):
    def setUp(self):
        for name in os.listdir():
            shutil.rmtree(name) if os.path.isdir(name) else os.remove(name)
        self.u = waves(12).astype(np.float32)

    def write_dumps(self, folder=".", frames=None):
        os.makedirs(folder, exist_ok=True)
        for i, frame in enumerate(self.u if frames is None else frames):
            np.save(f"{folder}/dump_{i}.npy", frame)

    def gray(self, path):
        return frames_of(path)[..., 0]

    def expected(self, frames=None, lo=None, hi=None):
        u = self.u if frames is None else frames
        m = float(max(abs(u.min()), abs(u.max())))
        return levels(u.astype(np.float32), np.float32(-m if lo is None else lo),
                      np.float32(m if hi is None else hi))

    def test_a_pattern_in_natural_order(self):
        self.write_dumps()
        self.succeed("dump_*.npy", "-o", "run.mkv", "--vsym")
        found = self.gray("run.mkv")
        self.assertEqual(found.shape, self.u.shape)
        # By their values: levels of float32 may differ by rounding at their borders.
        self.assertLessEqual(np.abs(found.astype(int) - self.expected()).max(), 1)
        whole = pathlib.Path("run.mkv").read_bytes()
        # As a shell hands them over, as a folder, as one stack, in Fortran order, and raw.
        self.succeed(*sorted(f for f in os.listdir() if f.endswith(".npy")), "-o", "shell.mkv", "--vsym")
        os.mkdir("only")
        for f in [f for f in os.listdir() if f.endswith(".npy")]:
            shutil.copy(f, "only/" + f)
        self.succeed("only", "-o", "folder.mkv", "--vsym")
        np.save("stack.npy", self.u)
        np.save("fortran.npy", np.asfortranarray(self.u))
        self.u.astype(">f4").tofile("raw.bin")
        self.succeed("stack.npy", "-o", "stack.mkv", "--vsym")
        self.succeed("fortran.npy", "-o", "fortran.mkv", "--vsym")
        self.succeed("raw.bin", "--shape", "-1,48,64", "--big-endian", "-o", "raw.mkv", "--vsym")
        for other in ("shell", "folder", "stack", "fortran", "raw"):
            self.assertEqual(pathlib.Path(other + ".mkv").read_bytes(), whole, other)

    def test_files_that_are_listed_keep_their_order(self):
        self.write_dumps()
        self.succeed("dump_3.npy", "dump_1.npy", "dump_2.npy", "-o", "x.mkv", "--vsym")
        found = self.gray("x.mkv").astype(int)
        self.assertLessEqual(np.abs(found - self.expected(self.u[[3, 1, 2]])).max(), 1)

    def test_the_range_is_that_of_all_files(self):
        self.u *= np.arange(1, 13, dtype=np.float32)[:, None, None]
        self.write_dumps()
        for more, lo, hi in (([], self.u.min(), self.u.max()),
                             (["--first-frame"], self.u[0].min(), self.u[0].max()),
                             (["--range=-2,3"], -2, 3)):
            self.succeed("dump_*.npy", "-o", "x.mkv", *more)
            found = self.gray("x.mkv").astype(int)
            self.assertLessEqual(np.abs(found - self.expected(lo=lo, hi=hi)).max(), 1, more)

    def test_every_and_crop(self):
        np.save("s.npy", self.u)
        self.succeed("s.npy", "-o", "x.mkv", "--range=-1,1", "--every", "5", "--crop", "4:-8,10:50",
                     "--upscale", "2")
        part = self.u[::5, 4:-8, 10:50]
        found = self.gray("x.mkv").astype(int)
        self.assertEqual(found.shape, (3, 72, 80))
        expected = self.expected(part, -1, 1).repeat(2, axis=1).repeat(2, axis=2)
        self.assertLessEqual(np.abs(found - expected).max(), 1)
        np.save("p.npy", self.u[0])
        self.succeed("p.npy", "-o", "p.png", "--crop", ":,-10:", "--range=-1,1")
        self.assertEqual(probe("p.png")["width"], 10)
        self.refuse(1, r"s.npy: a crop from 40 to 90 of 48 rows", "s.npy", "-o", "x.mkv", "--crop",
                    "40:90,:")

    def test_jobs_make_the_movie_of_one(self):
        self.write_dumps()
        np.save("stack.npy", self.u)
        np.save("fortran.npy", np.asfortranarray(self.u))
        for source in ("dump_*.npy", "stack.npy", "fortran.npy"):
            self.succeed(source, "-o", "one.mkv", "--counter")
            self.succeed(source, "-o", "x.mkv", "--counter", "--jobs", "3")
            self.assertTrue((self.gray("x.mkv") == self.gray("one.mkv")).all(), source)
        self.succeed("stack.npy", "-o", "x.webm", "--jobs", "0", "--every", "2")
        self.assertEqual(len(self.gray("x.webm")), 6)
        # Frames that fail end it as they end any other.
        pathlib.Path("dump_7.npy").write_bytes(npy(self.u[7])[:5000])
        for where in ([], ["--range=-1,1"]):
            self.refuse(1, r"dump_7.npy: truncated: .*; x.mkv has the 7 frames before it",
                        "dump_*.npy", "-o", "x.mkv", "--jobs", "4", *where)
            self.assertEqual(len(self.gray("x.mkv")), 7)
        np.save("dump_0.npy", self.u[0, :-1])
        self.refuse(1, r"dump_1.npy: an array of shape \(48, 64\) .*x.mkv has the 1 frame before it",
                    "dump_*.npy", "-o", "x.mkv", "--jobs", "4", "--range=-1,1")
        self.refuse(1, "segments in the container gif; expected mp4, webm or mkv",
                    "stack.npy", "-o", "x.gif", "--jobs", "2")
        out = run("-", "-o", "x.mkv", "--range=-1,1", "--jobs", "2", stdin=npy(self.u))
        self.assertEqual(out[0], 0)
        self.assertIn("--jobs is not used: the frames come from a pipe", out[2])

    def test_a_stream_frame_by_frame(self):
        expected = self.expected(lo=-1, hi=1)
        out = self.succeed("-", "-o", "-", *EXACT, "--range=-1,1", stdin=npy(self.u))
        pathlib.Path("x.mkv").write_bytes(out)
        self.assertLessEqual(np.abs(self.gray("x.mkv").astype(int) - expected).max(), 1)
        # Raw, from a pipe, and cut short: what came before is kept.
        code, out, err = run("-", "--shape", "12,48,64", "-o", "cut.mkv", "--range=-1,1",
                             stdin=self.u.tobytes()[:-100])
        self.assertEqual((code, out), (1, b""))
        self.assertRegex(err, r"stdin: truncated: .*frame 11 is not whole; cut.mkv has the 11 frames")
        self.assertEqual(len(self.gray("cut.mkv")), 11)

    def test_frames_that_fail_end_the_movie(self):
        self.write_dumps()
        pathlib.Path("dump_7.npy").write_bytes(npy(self.u[7])[:5000])
        self.refuse(1, r"dump_7.npy: truncated: 4872 bytes of data; expected 12288 .*; x.mkv has "
                    r"the 7 frames before it", "dump_*.npy", "-o", "x.mkv")
        self.assertEqual(len(self.gray("x.mkv")), 7)
        # In a page too.
        self.refuse(1, r"dump_7.npy: truncated", "dump_*.npy", "-o", "x.html")
        self.assertIn("<video", pathlib.Path("x.html").read_text())
        np.save("dump_7.npy", self.u[7, :-1])
        self.refuse(1, r"dump_7.npy: an array of shape \(47, 64\) float32; expected that of the "
                    r"frames before it, \(48, 64\) float32; x.mkv has the 7 frames",
                    "dump_*.npy", "-o", "x.mkv")
        np.save("stack.npy", self.u)
        os.truncate("stack.npy", os.path.getsize("stack.npy") - 20000)
        self.refuse(1, r"stack.npy: truncated: .*frame 10 is not whole; s.mp4 has the 10 frames",
                    "stack.npy", "-o", "s.mp4")
        self.assertEqual(int(probe("s.mp4")["nb_read_frames"]), 10)
        # Nothing before it: no movie, and what was there stays.
        pathlib.Path("dump_0.npy").write_bytes(b"")
        pathlib.Path("kept.mkv").write_text("before")
        self.refuse(1, r"dump_0.npy: is empty", "dump_*.npy", "-o", "kept.mkv")
        self.assertEqual(pathlib.Path("kept.mkv").read_text(), "before")

    def test_types_that_change(self):
        # As np.stack would: the first one holds integers, as nothing was computed yet.
        frames = [np.zeros((48, 64), int), self.u[1], self.u[2].astype(float),
                  np.ones((48, 64), np.uint8), self.u[3] > 0]
        self.write_dumps(frames=frames)
        whole = np.stack(frames)
        expected = levels(whole, whole.min(), whole.max()).astype(int)
        self.succeed("dump_*.npy", "-o", "x.mkv")
        self.assertLessEqual(np.abs(self.gray("x.mkv").astype(int) - expected).max(), 1)
        for stream in ("-", "all.npy"):
            pathlib.Path("all.npy").write_bytes(b"".join(map(npy, frames)))
            with open("all.npy", "rb") as file:
                self.succeed(stream, "-o", "y.mkv", stdin=file.read() if stream == "-" else b"")
            self.assertEqual(pathlib.Path("y.mkv").read_bytes(), pathlib.Path("x.mkv").read_bytes())
        # Bytes are pixels where they come first, and values among other values.
        self.write_dumps(frames=[np.full((48, 64), 2, np.uint8), self.u[1]])
        for i in range(2, 5):
            os.remove(f"dump_{i}.npy")
        self.succeed("dump_*.npy", "-o", "x.mkv")
        expected = levels(np.stack([np.full((48, 64), 2.0), self.u[1]]), self.u[1].min(), 2)
        self.assertLessEqual(np.abs(self.gray("x.mkv").astype(int) - expected).max(), 1)
        # Members of an archive, too.
        np.savez("all.npz", a=np.zeros((48, 64), int), b=self.u[1])
        self.succeed("all.npz", "-o", "x.mkv")
        expected = levels(np.stack([np.zeros((48, 64)), self.u[1]]), self.u[1].min(), self.u[1].max())
        self.assertLessEqual(np.abs(self.gray("x.mkv").astype(int) - expected).max(), 1)
        self.write_dumps(frames=[np.zeros((48, 64), int), self.u[1]])
        self.assertIn("movie of 2 frames", self.succeed("-", "--info", stdin=npy(frames[0]) +
                                                        npy(frames[1])).decode())
        self.assertIn("int64, float32", self.succeed("-", "--info", stdin=npy(frames[0]) +
                                                     npy(frames[1])).decode())

    def test_first_frames_without_values(self):
        none = np.full_like(self.u, np.nan)[:3]
        positive = np.abs(self.u) + 1
        for more, u, lo, hi in (([], self.u, self.u.min(), self.u.max()),
                                (["--first-frame"], self.u, self.u[0].min(), self.u[0].max()),
                                (["--first-frame", "--vsym"], self.u, -abs(self.u[0]).max(),
                                 abs(self.u[0]).max()),
                                (["--first-frame", "--percentile", "5", "95"], self.u,
                                 *np.percentile(self.u[0], (5, 95))),
                                (["--first-frame", "--vmin=-2"], self.u, -2, self.u[0].max())):
            np.save("x.npy", np.concatenate([none, u]))
            expected = levels(u, np.float32(lo), np.float32(hi)).astype(int)
            for name, stdin in ("x.npy", b""), ("-", npy(np.concatenate([none, u]))):
                self.succeed(name, "-o", "x.mkv", *more, stdin=stdin)
                found = self.gray("x.mkv").astype(int)
                self.assertEqual(len(found), 3 + len(u))
                self.assertTrue((found[:3] == 255).all())  # white behind what is transparent
                self.assertLessEqual(np.abs(found[3:] - expected).max(), 1, (name, more))
        # A logarithm has no place for zero.
        np.save("log.npy", np.concatenate([np.zeros_like(none), positive]))
        self.succeed("log.npy", "-o", "log.mkv", "--first-frame", "--norm", "log")
        lo, hi = np.log(positive[0].min()), np.log(positive[0].max())
        found = self.gray("log.mkv").astype(int)[3]
        self.assertLessEqual(np.abs(found - levels(np.log(positive[0]), lo, hi)).max(), 1)
        # A series without any value is a movie, too.
        np.save("none.npy", none)
        for more in [], ["--first-frame"], ["--per-frame"]:
            self.succeed("none.npy", "-o", "none.mkv", "--bad", "#102030", *more)
            self.assertTrue((frames_of("none.mkv") == (16, 32, 48)).all())

    def test_series_named_after_times(self):
        series = {"u_{}.npy": ["0", "0.1", "0.25", "0.5", "1", "1.5", "10"],
                  "{}/u.npy": ["-1", "-0.5", "0", "1e-3", "0.25", "2", "10", "1e+02"],
                  "run2.{}.npy": ["8", "9", "10", "11"],
                  "t-{}.npy": ["1", "2", "10"]}
        for name, times in series.items():
            for i, time_ in enumerate(times):
                file = "s/" + name.format(time_)
                os.makedirs(os.path.dirname(file), exist_ok=True)
                np.save(file, np.full((4, 4), 10 * i, np.uint8))
            pattern = "s/" + name.format("*")
            self.succeed(pattern, "-o", "x.mkv")
            self.assertEqual([int(f[0, 0]) for f in self.gray("x.mkv")],
                             [10 * i for i in range(len(times))], pattern)
            # As a shell hands them over.
            self.succeed(*sorted(glob.glob(pattern)), "-o", "y.mkv")
            self.assertEqual(pathlib.Path("y.mkv").read_bytes(), pathlib.Path("x.mkv").read_bytes())
            shutil.rmtree("s")
        with h5py.File("steps.h5", "w") as file:
            for i, step in enumerate(["0", "20", "100", "1e3", "2e3"]):
                file[f"data/{step}/u"] = np.full((4, 4), 10 * i, np.uint8)
        self.succeed("steps.h5", "-o", "x.mkv")
        self.assertEqual([int(f[0, 0]) for f in self.gray("x.mkv")], [0, 10, 20, 30, 40])
        names = re.findall(r"steps.h5:/data/(\S+)/u", self.succeed("steps.h5", "--info").decode())
        self.assertEqual(names, ["0", "20", "100", "1e3", "2e3"])

    def test_arrays_that_were_appended(self):
        one_by_one = b"".join(map(npy, self.u))
        stacks = npy(self.u[:5]) + npy(self.u[5:6]) + npy(self.u[6:])
        fortran = b"".join(npy(np.asfortranarray(u)) for u in self.u)
        np.save("stack.npy", self.u)
        self.succeed("stack.npy", "-o", "whole.mkv", "--vsym")
        self.succeed("stack.npy", "-o", "range.mkv", "--range=-1,1")
        for data in one_by_one, stacks, fortran:
            pathlib.Path("s.npy").write_bytes(data)
            for more, expected in ["--vsym", "whole.mkv"], ["--range=-1,1", "range.mkv"]:
                self.succeed("-", "-o", "pipe.mkv", more, stdin=data)
                self.succeed("s.npy", "-o", "file.mkv", more)
                with open("s.npy", "rb") as file:  # which can be gone back in
                    done = subprocess.run([TOOL, "-", "-o", "in.mkv", more], stdin=file, timeout=60)
                self.assertEqual(done.returncode, 0)
                for name in "pipe.mkv", "file.mkv", "in.mkv":
                    self.assertEqual(pathlib.Path(name).read_bytes(),
                                     pathlib.Path(expected).read_bytes(), (name, more))
            for name in "s.npy", "-":
                info = self.succeed(name, "--info", stdin=data).decode()
                self.assertRegex(info, r"arrays\)  \(12, 48, 64\)  float32 .*  movie of 12 frames\n")
        self.succeed("s.npy", "-o", "x.html")
        self.assertIn("<video", pathlib.Path("x.html").read_text())
        self.refuse(1, r"s.npy \(12 arrays\): .*is no picture; .*movie of 12 frames", "s.npy", "-o",
                    "x.png")
        self.succeed("-", "-o", "x.mkv", "--range=-1,1", "--every", "5", stdin=one_by_one)
        self.assertEqual(len(self.gray("x.mkv")), 3)
        # Colours.
        color = np.arange(6 * 48 * 64 * 3, dtype=np.uint8).reshape(6, 48, 64, 3)
        self.succeed("-", "-o", "c.mkv", stdin=b"".join(map(npy, color)))
        np.testing.assert_array_equal(frames_of("c.mkv"), color)
        planes = b"".join(npy(np.moveaxis(c, 2, 0)) for c in color)
        self.succeed("-", "-o", "c.mkv", "--axes", "tcyx", stdin=planes)
        np.testing.assert_array_equal(frames_of("c.mkv"), color)
        # A frame that is cut short, or has another shape.
        for range_ in [], ["--range=-1,1"]:
            code, _, err = run("-", "-o", "cut.mkv", *range_, stdin=one_by_one + npy(self.u[0])[:-9])
            self.assertEqual(code, 1)
            self.assertRegex(err, "truncated")
        self.assertEqual(len(self.gray("cut.mkv")), 12)
        pathlib.Path("cut.npy").write_bytes(one_by_one + npy(self.u[0])[:-9])
        self.refuse(1, "truncated.*frame 12 is not whole; cut.mkv has the 12 frames", "cut.npy",
                    "-o", "cut.mkv")
        self.refuse(1, r"frame 12: an array of shape \(3, 3\); expected frames of shape \(48, 64\).*"
                    "cut.mkv has the 12 frames", "-", "-o", "cut.mkv", "--range=-1,1",
                    stdin=one_by_one + npy(np.eye(3)))
        # Arrays that do not form a series stand for themselves.
        pathlib.Path("two.npy").write_bytes(npy(np.eye(3)) + npy(np.arange(7)) + npy(np.eye(4)))
        self.refuse(1, r"the 2 arrays two.npy\[0\], two.npy\[2\] for -o, which holds one", "two.npy",
                    "-o", "x.png")
        self.succeed("two.npy", "-o", "x.html")
        self.assertEqual(pathlib.Path("x.html").read_text().count("<img"), 2)

    def test_raw_frames_of_a_pipe(self):
        raw = (self.u * 100).astype(np.int16)
        np.save("raw.npy", raw)
        for more in [], ["--range=-100,100"], ["--first-frame"]:
            self.succeed("raw.npy", "-o", "x.mkv", *more)
            for first in "-1", "12":
                self.succeed("-", "-o", "y.mkv", "--shape", first + ",48,64", "--dtype", "int16", *more,
                             stdin=raw.tobytes())
                self.assertEqual(pathlib.Path("y.mkv").read_bytes(),
                                 pathlib.Path("x.mkv").read_bytes(), (first, more))
        pixels = self.u.astype(np.uint8)
        self.succeed("-", "-o", "y.mkv", "--shape", "-1,48,64", "--dtype", "uint8",
                     stdin=pixels.tobytes())
        np.testing.assert_array_equal(self.gray("y.mkv"), pixels)
        self.refuse(1, "truncated: frame 11 has 6044 bytes; expected 6144; y.mkv has the 11 frames",
                    "-", "-o", "y.mkv", "--shape", "-1,48,64", "--dtype", "int16", "--range=-1,1",
                    stdin=raw.tobytes()[:-100])
        self.refuse(1, r"holds no frame; expected 1 or more of shape \(48, 64\)", "-", "-o", "z.mkv",
                    "--shape", "-1,48,64")
        info = self.succeed("-", "--shape", "-1,48,64", "--dtype", "int16", stdin=raw.tobytes())
        self.assertRegex(info.decode(), r"stdin +\(12, 48, 64\) +int16")

    def test_pipes_and_devices_in_a_folder(self):
        self.write_dumps("run", self.u[:3])
        os.mkfifo("run/dump_1.5.npy")
        os.symlink("/dev/zero", "run/dump_1.6.npy")
        listener = socket.socket(socket.AF_UNIX)
        listener.bind("run/dump_1.7.npy")
        for name in "run", "run/*.npy":
            code, out, err = run(name, "-o", "x.mkv", "--vsym")
            self.assertEqual((code, out), (0, b""), err)
            for file, what in ("1.5", "pipe"), ("1.6", "device"), ("1.7", "socket"):
                self.assertIn(f"run/dump_{file}.npy is a {what} and is left out", err)
            self.assertEqual(len(self.gray("x.mkv")), 3)
            code, out, err = run(name, "--info")
            self.assertEqual((code, out.count(b"picture")), (0, 3), err)
        for file in os.listdir("run"):
            if "." not in file[:-4]:
                os.remove("run/" + file)
        self.refuse(1, "run: fits no file but pipes, sockets or devices: run/dump_1.5.npy is a pipe",
                    "run", "-o", "x.mkv")
        listener.close()

    def test_names_without_a_match(self):
        self.refuse(1, r"nothing_\*.npy: fits no file", "nothing_*.npy", "-o", "x.mp4")
        os.mkdir("empty")
        self.refuse(1, r"empty: has no .npy file", "empty", "-o", "x.mp4")
        np.save("a[1].npy", np.eye(4))  # a name, not a pattern
        self.succeed("a[1].npy", "-o", "a.png")

    def test_raw_files_that_do_not_fit(self):
        self.u.tofile("raw.bin")
        self.refuse(1, r"raw.bin: holds 147456 bytes behind byte 0; expected whole frames of 38400",
                    "raw.bin", "--shape", "-1,96,100", "-o", "x.mp4")
        self.refuse(1, r"raw.bin: truncated", "raw.bin", "--shape", "480,640", "-o", "x.png")
        self.succeed("raw.bin", "--shape", "48,64", "--offset", str(48 * 64 * 4), "-o", "x.png")
        for pattern, more in {"--shape 4,x: expected extents": ["--shape", "4,x"],
                              "--shape 4,-1": ["--shape", "4,-1"],
                              "--shape": ["--dtype", "int16"],
                              "--dtype": ["--shape", "4,4", "--dtype", "int7"],
                              "--crop 3: expected": ["--crop", "3"],
                              "--crop a:b,:: expected": ["--crop", "a:b,:"],
                              "--range 1: expected two": ["--range", "1"],
                              "expected vmin below vmax": ["--range=1,1"],
                              "beside vmin": ["--range=1,2", "--vmin", "0"],
                              "--every": ["--every", "0"],
                              "--interval requires --watch": ["--interval", "3"]}.items():
            self.refuse(2, pattern, "raw.bin", "-o", "x.mp4", *more)

    def test_hdf5(self):
        with h5py.File("run.h5", "w") as file:
            u = file.create_dataset("fields/u", data=self.u, chunks=(5, 20, 20), compression="gzip")
            file["mean"] = np.arange(4.0)
            file["name"] = "text"
            file["big"] = self.u.astype(">f8")
        np.save("u.npy", self.u)
        self.succeed("u.npy", "-o", "npy.mkv", "--vsym")
        expected = pathlib.Path("npy.mkv").read_bytes()
        for name in ("run.h5:/fields/u", "run.h5:fields/u"):
            self.succeed(name, "-o", "h5.mkv", "--vsym")
            self.assertEqual(pathlib.Path("h5.mkv").read_bytes(), expected)
        lines = self.succeed("run.h5", "--info").decode().splitlines()
        self.assertRegex(lines[2], r"run.h5:/fields/u  \(12, 48, 64\)  float32 .*movie of 12 frames")
        self.assertRegex(lines[3], r"run.h5:/mean +\(4,\) +float64 +0 to 3")
        # The file says how it is shown, unless the command line says otherwise.
        with h5py.File("run.h5", "a") as file:
            file["fields/u"].attrs["fps"] = 8
            file["fields/u"].attrs["range"] = [-2.0, 2.0]
        self.succeed("run.h5:/fields/u", "-o", "own.mkv")
        self.assertEqual(probe("own.mkv")["r_frame_rate"], "8/1")
        found = self.gray("own.mkv").astype(int)
        self.assertLessEqual(np.abs(found - self.expected(lo=-2, hi=2)).max(), 1)
        self.succeed("run.h5:/fields/u", "-o", "own.mkv", "--fps", "5", "--range=-1,1")
        self.assertEqual(probe("own.mkv")["r_frame_rate"], "5/1")
        self.assertLessEqual(np.abs(self.gray("own.mkv").astype(int) - self.expected(lo=-1, hi=1)).max(), 1)
        # One step in each of many files.
        for i in range(12):
            with h5py.File(f"step_{i}.h5", "w") as file:
                file["u"] = self.u[i]
        self.succeed("step_*.h5:/u", "-o", "steps.mkv", "--vsym")
        self.assertEqual(pathlib.Path("steps.mkv").read_bytes(), expected)
        self.refuse(1, r"run.h5.*/fields/w", "run.h5:/fields/w", "-o", "x.mkv")
        self.refuse(1, r"\(4,\)", "run.h5:/mean", "-o", "x.mkv")
        os.truncate("run.h5", 9000)
        self.refuse(1, r"run.h5: .*truncated", "run.h5:/fields/u", "-o", "x.mkv")

    def test_many_steps_of_hdf5(self):
        peaks = []
        for n in (500, MANY_STEPS):
            with h5py.File("long.h5", "w") as file:
                u = file.create_dataset("u", (n, 32, 32), "f4", chunks=(50, 32, 32), compression="gzip",
                                        compression_opts=1)
                for t in range(0, n, 500):
                    u[t : t + 500] = np.arange(t, t + 500, dtype="f4")[:, None, None]
            peaks.append(peak("long.h5:/u", "-o", "x.mp4", "--preset", "ultrafast"))
        self.assertEqual(int(probe("x.mp4")["nb_read_frames"]), MANY_STEPS)
        if not SANITIZED:
            self.assertLess(peaks[1], peaks[0] + 4096, "KiB")

    @unittest.skipIf(SANITIZED, "sanitizers keep what is freed")
    def test_memory_does_not_grow(self):
        # The index of an MP4 takes some tens of bytes a frame.
        sparse("few.npy", (300, 64, 64))
        sparse("many.npy", (MANY_FRAMES, 64, 64))
        few, many = (peak(name, "-o", "x.mp4", "--preset", "ultrafast")
                     for name in ("few.npy", "many.npy"))
        self.assertLess(many, few + 4096, "KiB")
        # 4 GB, read whole twice if the range were asked for: a few frames of it.
        sparse("large.npy", (1000, 1024, 1024))
        sparse("small.npy", (4, 1024, 1024))
        small, large = (peak(name, "-o", "x.mp4", "--preset", "ultrafast", "--range=-1,1",
                             "--every", every) for name, every in
                        (("small.npy", "1"), ("large.npy", "250")))
        self.assertEqual(int(probe("x.mp4")["nb_read_frames"]), 4)
        self.assertLess(large, small * 1.1 + 4096, "KiB")


@unittest.skipUnless(hasattr(signal, "SIGINT"), "no signals")
class Watch(Case):
    def setUp(self):
        Dumps.setUp(self)
        os.mkdir("run")

    def watch(self, *arguments):
        return subprocess.Popen([TOOL, *arguments, "--watch", "--interval", "0.1"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def end(self, tool, code, number=signal.SIGINT):
        if number is not None:
            tool.send_signal(number)
        out, err = tool.communicate(timeout=60)
        self.assertEqual((tool.returncode, out), (code if number is None else 128 + number, b""),
                         err)
        return err.decode()

    def page(self):
        try:
            return pathlib.Path("live.html").read_text()
        except FileNotFoundError:
            return ""

    def see(self, text):
        self.assertTrue(text in self.page(), f"{text} is not in the page")  # which is long

    def put(self, name, data):
        pathlib.Path(name).write_bytes(data)

    def test_files_that_come_half_written(self):
        tool = self.watch("run/dump_*.npy", "-o", "live.html", "-o", "run.mkv", "--range=-1,1")
        until(lambda: "No file is whole yet" in self.page())
        self.see('http-equiv="refresh"')
        for i in range(12):
            data = npy(self.u[i])
            with open(f"run/dump_{i}.npy", "wb") as file:
                file.write(data[: 3000 + 500 * i])
                file.flush()
                time.sleep(0.15)
                if i in (3, 11):  # nothing of it is taken before it is whole
                    self.assertFalse(f"dump_{i}.npy" in self.page())
                file.write(data[3000 + 500 * i :])
        until(lambda: "12 files, the newest is run/dump_11.npy" in self.page())
        # The movie so far can be played.
        self.assertTrue(os.path.exists("run.partial.mkv") and not os.path.exists("run.mkv"))
        self.see("The movie is in run.partial.mkv.")  # no browser plays it
        self.assertEqual(self.end(tool, 0), "")
        found = frames_of("run.mkv")[..., 0].astype(int)
        self.assertLessEqual(np.abs(found - levels(self.u, np.float32(-1), np.float32(1))).max(), 1)
        self.assertFalse("refresh" in self.page())
        self.assertFalse(os.path.exists("run.partial.mkv"))

    def test_order_does_not_depend_on_which_is_whole_first(self):
        tool = self.watch("run", "-o", "live.html", "-o", "run.mkv", "--range=-1,1")
        self.put("run/a_0.npy", npy(self.u[0]))
        until(lambda: "1 file," in self.page())
        self.put("run/a_1.npy", npy(self.u[1])[:1000])
        self.put("run/a_2.npy", npy(self.u[2]))
        time.sleep(0.5)
        self.see("1 file,")
        self.put("run/a_1.npy", npy(self.u[1]))
        until(lambda: "3 files," in self.page())
        self.end(tool, 0, signal.SIGTERM)
        found = frames_of("run.mkv")[..., 0].astype(int)
        expected = levels(self.u[:3], np.float32(-1), np.float32(1))
        self.assertLessEqual(np.abs(found - expected).max(), 1)

    def test_files_that_are_never_whole_are_left_out(self):
        self.put("run/a_1.npy", npy(self.u[1]))
        self.put("run/a_2.npy", npy(self.u[2])[:1000])
        self.put("run/a_3.npy", npy(self.u[3]))
        self.put("run/a_4.npy", npy(self.u[3, :40]))
        self.put("run/a_5.npy", npy(self.u[5]))
        tool = self.watch("run", "-o", "live.html", "-o", "run.mp4", "--patience", "0.3", "--idle", "3")
        err = self.end(tool, 1, None)
        self.assertRegex(err, r"run/a_2.npy: truncated: .*nothing was written to it for 0.3 s")
        self.assertRegex(err, r"run/a_4.npy: an array of another shape")
        self.assertEqual(int(probe("run.mp4")["nb_read_frames"]), 3)
        self.see("3 files, the newest is run/a_5.npy")
        self.see('src="data:video/mp4')

    def test_a_first_file_that_is_no_picture_decides_nothing(self):
        self.put("run/a_0.npy", npy(np.zeros((5, 6, 7, 8), np.float32)))
        for i in (1, 2):
            self.put(f"run/a_{i}.npy", npy(self.u[i]))
        tool = self.watch("run", "-o", "live.html", "-o", "run.mkv", "--patience", "0.5", "--idle", "3")
        self.assertRegex(self.end(tool, 1, None), r"run/a_0.npy: .*left out")
        self.see("2 files, the newest is run/a_2.npy")
        self.assertEqual(len(frames_of("run.mkv")), 2)

    def test_files_that_are_replaced(self):
        self.put("run/a_0.npy", npy(self.u[0]))
        tool = self.watch("run", "-o", "live.html", "-o", "run.mkv", "--range=-1,1")
        until(lambda: "1 file," in self.page())
        self.put("run/new", npy(self.u[5]))
        os.replace("run/new", "run/a_0.npy")
        self.put("run/a_1.npy", npy(self.u[1]))
        until(lambda: "2 files," in self.page())
        self.assertRegex(self.end(tool, 0), r"run/a_0.npy has changed since its frame was taken")
        self.assertEqual(len(frames_of("run.mkv")), 2)

    def test_a_folder_that_comes_later(self):
        tool = self.watch("later", "-o", "live.html")
        until(lambda: "No file is whole yet" in self.page())
        os.mkdir("later")
        self.put("later/a.npy", npy(self.u[0]))
        until(lambda: "1 file, the newest is later/a.npy" in self.page())
        self.assertEqual(self.end(tool, 0), "")

    def test_one_file_that_is_written_again_and_again(self):
        tool = self.watch("run/now.npy", "-o", "live.html", "-o", "run.mkv", "--range=-1,1")
        for i in range(3):
            self.put("run/new", npy(self.u[i]))
            os.replace("run/new", "run/now.npy")
            until(lambda: re.search(f"{i + 1} files?,", self.page()))
        self.end(tool, 0)
        found = frames_of("run.mkv")[..., 0].astype(int)
        expected = levels(self.u[:3], np.float32(-1), np.float32(1))
        self.assertLessEqual(np.abs(found - expected).max(), 1)

    def test_first_frames_without_values(self):
        self.put("run/a_0.npy", npy(np.full_like(self.u[0], np.nan)))
        tool = self.watch("run", "-o", "live.html", "-o", "run.mkv")
        until(lambda: "1 file," in self.page())
        for i in 1, 2:
            self.put(f"run/a_{i}.npy", npy(self.u[i]))
        until(lambda: "3 files," in self.page())
        self.see("range %.6g to %.6g" % (self.u[1].min(), self.u[1].max()))
        self.assertEqual(self.end(tool, 0), "")
        found = frames_of("run.mkv")[..., 0].astype(int)
        self.assertTrue((found[0] == 255).all())
        expected = levels(self.u[1:3], self.u[1].min(), self.u[1].max())
        self.assertLessEqual(np.abs(found[1:] - expected).max(), 1)

    def test_types_that_change(self):
        self.put("run/a_0.npy", npy(np.array(np.arange(48 * 64).reshape(48, 64) % 3, np.int32)))
        self.put("run/a_1.npy", npy(np.full((48, 64), 1.0)))
        tool = self.watch("run", "-o", "live.html", "-o", "run.mkv", "--idle", "2")
        self.assertEqual(self.end(tool, 0, None), "")
        found = frames_of("run.mkv")[..., 0]
        self.assertEqual(found[0, 0, :3].tolist(), [0, 128, 255])
        self.assertTrue((found[1] == 128).all())

    def test_names_after_times(self):
        for i, name in enumerate(["u_0", "u_0.25", "u_0.5", "u_1"]):
            self.put(f"run/{name}.npy", npy(np.full((4, 4), 10 * i, np.uint8)))
        tool = self.watch("run", "-o", "run.mkv", "--idle", "1")
        self.assertEqual(self.end(tool, 0, None), "")
        self.assertEqual([int(f[0, 0, 0]) for f in frames_of("run.mkv")], [0, 10, 20, 30])

    def test_pipes_do_not_block(self):
        self.put("run/a_0.npy", npy(self.u[0]))
        os.mkfifo("run/a_1.npy")
        os.symlink("/dev/zero", "run/a_2.npy")
        self.put("run/a_3.npy", npy(self.u[3]))
        tool = self.watch("run", "-o", "live.html", "--idle", "2", "--patience", "60")
        err = self.end(tool, 1, None)
        self.assertIn("run/a_1.npy is a pipe; expected a file", err)
        self.assertIn("run/a_2.npy is a device; expected a file", err)
        self.see("2 files, the newest is run/a_3.npy")
        os.mkfifo("one.npy")
        tool = self.watch("one.npy", "-o", "live.html", "--idle", "1")
        self.assertIn("one.npy is a pipe", self.end(tool, 1, None))

    def test_a_page_that_cannot_be_written_for_a_while(self):
        os.mkdir("pages")
        live = pathlib.Path("pages/live.html")
        tool = self.watch("run", "-o", "pages/live.html", "-o", "run.mkv", "--range=-1,1")
        self.put("run/a_0.npy", npy(self.u[0]))
        until(lambda: live.exists() and "1 file," in live.read_text())
        os.rename("pages", "gone")
        for i in 1, 2:
            self.put(f"run/a_{i}.npy", npy(self.u[i]))
        time.sleep(1)
        os.rename("gone", "pages")
        until(lambda: "3 files," in live.read_text())
        self.assertIn("This page could not be written until ", live.read_text())
        err = self.end(tool, 0)
        self.assertRegex(err, r"pages/live.html: .*No such file.*; it is tried again\n.*"
                         r"pages/live.html: is written again")
        self.assertEqual(len(frames_of("run.mkv")), 3)
        self.assertNotIn("refresh", live.read_text())

    def test_a_page_that_cannot_be_finished(self):
        os.mkdir("pages")
        self.put("run/a_0.npy", npy(self.u[0]))
        tool = self.watch("run", "-o", "pages/live.html", "-o", "run.mkv", "--range=-1,1")
        until(lambda: os.path.exists("pages/live.html") and
              "1 file," in pathlib.Path("pages/live.html").read_text())
        os.rename("pages", "gone")
        self.assertIn("pages/live.html", self.end(tool, 1))
        self.assertEqual(len(frames_of("run.mkv")), 1)  # what can be is finished

    def test_a_movie_that_cannot_go_on(self):
        # Files may not become larger than this limit, which noise reaches in the movie first.
        limit = 300_000
        script = ("import os, resource, signal, sys\n"
                  f"resource.setrlimit(resource.RLIMIT_FSIZE, ({limit}, {limit}))\n"
                  "signal.signal(signal.SIGXFSZ, signal.SIG_IGN)\n"
                  "os.execv(sys.argv[1], sys.argv[1:])\n")
        noise = np.random.default_rng(1).integers(0, 256, (60, 96, 96), np.uint8)
        tool = subprocess.Popen([sys.executable, "-c", script, TOOL, "run", "--watch", "--interval",
                                 "0.1", "-o", "run.mkv", "-o", "live.html"],
                                stdout=subprocess.PIPE, stderr=subprocess.PIPE)
        for i, frame in enumerate(noise):
            self.put(f"run/a_{i}.npy", npy(frame))
        until(lambda: "60 files," in self.page())
        err = self.end(tool, 1)
        self.assertRegex(err, r"The movie ended after \d+ frames?: .*File too large")
        self.assertRegex(self.page(), r"The movie ended after \d+ frames?: .*"
                         r"what there is of it is in run.partial.mkv")
        self.assertNotIn("refresh", self.page())
        self.assertGreater(len(frames_of("run.partial.mkv")), 5)
        # Nor can it be finished: the movie so far stays, and the page says so.
        os.mkdir("movies")
        os.remove("live.html")
        tool = self.watch("run", "-o", "movies/run.mkv", "-o", "live.html")
        until(lambda: "60 files," in self.page())
        os.rename("movies", "gone")
        self.assertRegex(self.end(tool, 1), "The movie ended after 60 frames: .*movies/run.mkv")
        self.assertIn("The movie ended after 60 frames", self.page())
        self.assertNotIn("refresh", self.page())

    def test_what_cannot_be_watched(self):
        for pattern, arguments in {
                "expected a page or a movie": ["run"],
                "expected one folder": ["run", "x.npy", "-o", "x.html"],
                "--watch.*expected one folder": ["-", "-o", "x.html"],
                "expected a movie's file": ["run", "-o", "x.png"],
                "one range": ["run", "-o", "x.mp4", "--per-frame"],
                "one of each": ["run", "-o", "x.mp4", "-o", "y.mp4"]}.items():
            self.refuse(2, pattern, *arguments, "--watch")
        self.refuse(1, "no/such", "run", "-o", "no/such/x.html", "--watch")


if __name__ == "__main__":
    main()

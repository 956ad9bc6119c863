"""The command-line tool as a user and a script meet it: outputs, exit codes, messages.

    tool_test.py ARRAYREEL DATA_DIR

Runs in a temporary folder.
"""
import base64
import fcntl
import fractions
import io
import json
import os
import pathlib
import pty
import re
import signal
import stat
import struct
import subprocess
import sys
import termios
import time
import unittest

import matplotlib
import numpy as np

from tool_case import TOOL, Case, frames_of, levels, main, pixels, probe, run, waves

DATA = os.path.abspath(sys.argv[2])
DEM = DATA + "/jacksboro_fault_dem.npz"
SEA = DATA + "/topobathy.npz"


class Tool(Case):
    def test_picture_of_the_elevation(self):
        self.succeed(DEM, "-o", "elevation.png", "--colormap", "viridis", "--vmin", "0")
        z = np.load(DEM)["elevation"].astype(float)
        expected = matplotlib.colormaps["viridis"](levels(z, 0.0, float(z.max())).astype(int), bytes=True)
        np.testing.assert_array_equal(pixels("elevation.png")[..., :3], expected[..., :3])

    def test_stdin_and_stdout(self):
        with open(SEA, "rb") as file:
            out = self.succeed("-", "-o", "-", "--vmin", "-1000", "--vmax", "1000",
                               stdin=file.read())
        np.testing.assert_array_equal(pixels(io.BytesIO(out)),
                                      levels(np.load(SEA)["topo"], -1000.0, 1000.0))

    def test_npy_through_a_pipe(self):
        file = io.BytesIO()
        z = np.arange(12, dtype=np.uint8).reshape(3, 4)
        np.save(file, z)
        out = self.succeed("-", "-o", "-", stdin=file.getvalue())
        np.testing.assert_array_equal(pixels(io.BytesIO(out)), z)

    def test_data_uri(self):
        out = self.succeed(SEA, "--data-uri").decode()
        self.assertRegex(out, r"\Adata:image/png;base64,[A-Za-z0-9+/]+=*\n\Z")
        png = base64.b64decode(out.split(",")[1])
        self.assertEqual(pixels(io.BytesIO(png)).shape[:2], (91, 120))

    def test_page_of_several_inputs(self):
        np.save("a&b<c>.npy", np.eye(5))
        self.succeed(DEM, SEA + ":topo", "a&b<c>.npy", "--html", "page.html", "--title", "A & B")
        text = pathlib.Path("page.html").read_text()
        self.assertEqual(len(re.findall(r'<img src="data:image/png;base64,', text)), 3)
        self.assertIn("<title>A &amp; B</title>", text)
        self.assertIn("a&amp;b&lt;c&gt;.npy, (5, 5) float64", text)
        self.assertNotRegex(text, r'(src|href)="(?!data:)')

    def test_page_of_a_large_picture(self):
        # Noise, which no compression makes smaller than 20 MiB.
        noise = np.random.default_rng(1).integers(0, 256, (4600, 4600), np.uint8)
        np.save("noise.npy", noise)
        code, out, err = run("noise.npy", "--html", "large.html")
        self.assertEqual((code, out), (1, b""))
        self.assertRegex(err, r"a medium \('image/png'\) of \d{8} bytes; expected up to 20971520")
        self.assertFalse(os.path.exists("large.html"))
        self.succeed("noise.npy", DEM, "--html", "large.html", "--link-large")
        text = pathlib.Path("large.html").read_text()
        self.assertIn('<img src="./large.medium-1.png"', text)
        self.assertEqual(text.count('src="data:image/png;base64,'), 1)
        np.testing.assert_array_equal(pixels("large.medium-1.png"), noise)

    def test_info(self):
        np.savez("facts.npz", u=np.array([[1, np.nan], [np.inf, -2.5]]), s=np.float32(3),
                 text=np.array(["no"]))
        for arguments in (["facts.npz"], ["facts.npz", "--info"]):
            lines = self.succeed(*arguments).decode().splitlines()
            self.assertRegex(lines[1], r"facts.npz:u +\(2, 2\) +float64 +-2.5 to 1 and 1 infinite +1")
            self.assertRegex(lines[2], r"facts.npz:s +\(\) +float32 +3 to 3 +0")
            self.assertRegex(lines[3], r"facts.npz:text .*<U2")

    def test_info_of_finished_pictures_and_movies(self):
        z = np.linspace(0.5, 40, 3 * 32 * 48).reshape(3, 32, 48)
        np.save("z.npy", z)
        np.save("f.npy", z[0])
        self.succeed("f.npy", "-o", "f.png", "--describe", "--norm", "log", "--colormap", "magma")
        self.succeed("f.npy", "-o", "plain.png")
        facts = self.succeed("f.png", "plain.png", "--info").decode().splitlines()
        self.assertRegex(facts[1], r"^f.png +48 x 32 +image/png +0.5 to 13.66\d+ +a finished picture, log, magma$")
        self.assertRegex(facts[2], r"^plain.png +48 x 32 +image/png +a finished picture$")
        for extension, mime in (("mp4", "video/mp4"), ("webm", "video/webm"), ("mkv", "video/x-matroska")):
            self.succeed("z.npy", "-o", "z." + extension, "--describe", "--colormap", "viridis", "--fps", "10")
            line = self.succeed("z." + extension).decode().splitlines()[1]
            self.assertRegex(line, rf"^z.{extension} +48 x 32 +{mime} +0.5 to 40 +a finished movie, "
                                   r"3 frames from 0 to 0.2, viridis$")
            tags = {k.lower(): v for k, v in json.loads(subprocess.run(
                ["ffprobe", "-v", "error", "-show_format", "-of", "json", "z." + extension],
                check=True, capture_output=True).stdout)["format"]["tags"].items()}
            self.assertEqual((tags["vmin"], tags["vmax"], tags["colormap"]), ("0.5", "40", "viridis"))
        self.succeed("z.npy", "-o", "z.gif", "--describe")  # which has no place for it
        self.assertRegex(self.succeed("z.gif").decode().splitlines()[1],
                         r"^z.gif +48 x 32 +image/gif +a finished movie, 3 frames from 0 to 0.08$")
        pathlib.Path("cut.mp4").write_bytes(pathlib.Path("z.mp4").read_bytes()[:900])
        self.refuse(1, "^arrayreel: cut.mp4: is cut short", "cut.mp4", "--info")
        self.refuse(1, "z.mp4: is a movie", "z.mp4", "-o", "y.png")

    def test_options_reach_the_picture(self):
        z = np.linspace(-1, 1, 30).reshape(5, 6)
        z[0, 0] = np.nan
        np.save("z.npy", z)
        self.succeed("z.npy", "-o", "z.png", "--bad", "#00ff00", "--under", "blue", "--over",
                     "red", "--vmin", "-0.5", "--vmax", "0.5", "--upscale", "3")
        p = pixels("z.png")
        self.assertEqual(p.shape[:2], (15, 18))
        self.assertEqual(p[2, 2, :3].tolist(), [0, 255, 0])
        self.assertEqual(p[0, 3, :3].tolist(), [0, 0, 255])
        self.assertEqual(p[14, 17, :3].tolist(), [255, 0, 0])
        self.succeed("z.npy", "-o", "z16.png", "--bit-depth", "16", "--norm", "symlog",
                     "--linthresh", "0.1", "--describe", "--dpi", "300", "--level", "9")
        raw = pathlib.Path("z16.png").read_bytes()
        self.assertEqual(raw[24], 16)
        self.assertIn(b"tEXtvmin\x00-0.93", raw)
        rgb = np.zeros((3, 7, 9), np.uint8)
        rgb[1] = 200
        np.save("rgb.npy", rgb)
        self.succeed("rgb.npy", "-o", "rgb.png")
        self.assertEqual(pixels("rgb.png")[3, 4].tolist(), [0, 200, 0])
        np.save("c.npy", np.full((2, 2), 1j))
        self.succeed("c.npy", "-o", "c.png", "--complex", "phase", "--percentile", "1", "99")

    def test_movie_of_every_name(self):
        u = waves()
        np.save("u.npy", u)
        expected = levels(u, u.min(), u.max())
        for name, codec, exact in [("u.mp4", "h264", False), ("u.m4v", "h264", False),
                                   ("u.webm", "vp9", False), ("u.mkv", "ffv1", True),
                                   ("u.ogg", "theora", False), ("u.ogv", "theora", False),
                                   ("u.gif", "gif", True), ("u.apng", "apng", True)]:
            with self.subTest(name):
                self.succeed("u.npy", "-o", name, "--fps", "20")
                s = probe(name)
                self.assertEqual(s["codec_name"], codec)
                self.assertEqual((s["width"], s["height"], int(s["nb_read_frames"])), (64, 48, 20))
                self.assertEqual(fractions.Fraction(s["r_frame_rate"]), 20)
                if name not in ("u.apng", "u.ogg", "u.ogv"):  # these do not say it
                    self.assertAlmostEqual(float(s["format_duration"]), 1.0, places=2)
                error = np.abs(frames_of(name)[..., 1].astype(int) - expected)
                self.assertLessEqual(error.max(), 0 if exact else 16)
                self.assertLessEqual(error.mean(), 3)
        self.succeed("u.npy", "-o", "u.webp")
        raw = pathlib.Path("u.webp").read_bytes()
        self.assertEqual((raw[:4], raw[8:12], raw.count(b"ANMF")), (b"RIFF", b"WEBP", 20))

    def test_movie_codec_by_option(self):
        u = waves(6)
        np.save("v.npy", u)
        expected = matplotlib.colormaps["viridis"](levels(u, -2.0, 2.0), bytes=True)[..., :3]
        for name, codec, reported in [("v.mp4", "h264_rgb", "h264"),
                                      ("v.webm", "vp9_lossless", "vp9"), ("v.mkv", "ffv1", "ffv1")]:
            self.succeed("v.npy", "-o", name, "--codec", codec, "--colormap", "viridis", "--vmin",
                         "-2", "--vmax", "2", "--no-loop")
            self.assertEqual(probe(name)["codec_name"], reported)
            np.testing.assert_array_equal(frames_of(name), expected)
        for name, codec in [("w.mp4", "hevc"), ("w.webm", "av1"), ("w.webm", "vp8")]:
            self.succeed("v.npy", "-o", name, "--codec", codec, "--crf", "20")
            s = probe(name)
            self.assertEqual((s["codec_name"], int(s["nb_read_frames"])), (codec, 6))
        self.succeed("v.npy", "-o", "any.webm", "--codec", "any_browser")
        self.assertEqual(probe("any.webm")["codec_name"], "vp9")
        self.succeed("v.npy", "-o", "q.webp", "--quality", "50")
        self.succeed("v.npy", "-o", "q0.webp")
        self.assertLess(os.path.getsize("q.webp"), os.path.getsize("q0.webp"))
        # The entropy coding of ultrafast differs from that of all slower presets.
        for preset, coder in ("medium", b"cabac=1"), ("ultrafast", b"cabac=0"):
            self.succeed("v.npy", "-o", "fine.mp4", "--crf", "1", "--preset", preset)
            self.succeed("v.npy", "-o", "coarse.mp4", "--crf", "45", "--preset", preset)
            self.assertLess(os.path.getsize("coarse.mp4"), os.path.getsize("fine.mp4"))
            for name in ("coarse.mp4", "fine.mp4"):  # x264 writes its settings down
                self.assertIn(coder, pathlib.Path(name).read_bytes())

    def test_movie_rates(self):
        np.save("r.npy", waves(6))
        for text, rate in [("25", "25/1"), ("29.97", "30000/1001"), ("24000/1001", "24000/1001"),
                           ("12.5", "25/2")]:
            self.succeed("r.npy", "-o", "r.mp4", "--fps", text)
            s = probe("r.mp4")
            self.assertEqual(s["r_frame_rate"], rate)
            self.assertAlmostEqual(float(s["duration"]), 6 / fractions.Fraction(rate), places=4)

    def test_movie_depth_and_range(self):
        u = waves(5) * np.array([1, 2, 3, 4, 5])[:, None, None]
        np.save("d.npy", u)
        self.succeed("d.npy", "-o", "d.mkv", "--bit-depth", "16")
        expected = np.clip((u - u.min()) * (65536 / (u.max() - u.min())), 0, 65535)
        np.testing.assert_array_equal(frames_of("d.mkv", "gray16le"), expected.astype(np.uint16))
        self.succeed("d.npy", "-o", "d.mkv", "--first-frame")
        np.testing.assert_array_equal(frames_of("d.mkv")[..., 0],
                                      levels(u, u[0].min(), u[0].max()))
        self.succeed("d.npy", "-o", "d.mkv", "--per-frame", "--vsym")
        for frame, x in zip(frames_of("d.mkv")[..., 0], u):
            np.testing.assert_array_equal(frame, levels(x, -abs(x).max(), abs(x).max()))
        # Four frames are not four channels, of which the last would be no value.
        np.save("four.npy", u[1:])
        self.succeed("four.npy", "-o", "four.mkv")
        np.testing.assert_array_equal(frames_of("four.mkv")[..., 0], levels(u[1:], u.min(), u.max()))

    def test_movie_labels(self):
        np.save("l.npy", np.zeros((4, 120, 200), np.uint8))
        self.succeed("l.npy", "-o", "plain.mkv")
        self.assertEqual(frames_of("plain.mkv").max(), 0)
        self.succeed("l.npy", "-o", "l.mkv", "--counter")
        f = frames_of("l.mkv")
        self.assertTrue(f[:, :60, :100].any() and not f[:, 60:].any() and not f[:, :, 100:].any())
        self.assertFalse((f[0] == f[1]).all())
        self.succeed("l.npy", "-o", "l.mkv", "--label", "t = {time:.2f} s", "--label-corner",
                     "bottom-right", "--label-scale", "1")
        f = frames_of("l.mkv")
        self.assertTrue(f[:, 60:, 100:].any() and not f[:, :60].any())
        self.succeed("l.npy", "-o", "m.mkv", "--label", "t = {time:.2f} s", "--label-corner",
                     "bottom-right", "--label-scale", "1", "--time-step", "0.5")
        g = frames_of("m.mkv")
        self.assertTrue((f[0] == g[0]).all() and not (f[1] == g[1]).all())

    def test_movie_of_colours(self):
        u = np.zeros((3, 16, 20, 4), np.uint8)
        u[..., 0] = 200
        u[..., 3] = 255
        u[:, :8, :, 3] = 0
        np.save("c.npy", u)
        self.succeed("c.npy", "-o", "c.mp4", "--codec", "h264_rgb", "--background", "#102030",
                     "--upscale", "3")
        f = frames_of("c.mp4")
        self.assertEqual(f.shape, (3, 48, 60, 3))
        self.assertEqual((f[1, 20, 5].tolist(), f[1, 30, 5].tolist()), ([16, 32, 48], [200, 0, 0]))
        np.save("p.npy", np.moveaxis(u, 3, 1))
        self.succeed("p.npy", "-o", "p.mp4", "--codec", "h264_rgb", "--background", "#102030",
                     "--upscale", "3", "--axes", "tcyx")
        np.testing.assert_array_equal(frames_of("p.mp4"), f)
        # The name decides whether three planes are a colour picture or three frames.
        np.save("three.npy", np.zeros((3, 16, 16), np.uint8))
        self.succeed("three.npy", "-o", "three.png", "-o", "three.mp4")
        self.assertEqual(pixels("three.png").shape, (16, 16, 3))
        self.assertEqual(probe("three.mp4")["nb_read_frames"], "3")

    def test_several_movies_and_a_page(self):
        np.save("s.npy", waves(8))
        np.save("still.npy", np.eye(5))
        self.succeed("s.npy", "-o", "s.mp4", "-o", "s.webm", "-o", "s.html", "--crash-safe")
        self.assertEqual(probe("s.mp4")["nb_read_frames"], "8")
        self.assertEqual(probe("s.webm")["nb_read_frames"], "8")
        self.assertFalse([f for f in os.listdir() if "partial" in f])
        self.succeed("s.npy", "still.npy", "--html", "both.html", "--bit-depth", "16", "--fps", "4")
        text = pathlib.Path("both.html").read_text()
        self.assertEqual(len(re.findall(r'<video src="data:video/mp4;base64,', text)), 1)
        self.assertEqual(len(re.findall(r'<img src="data:image/png;base64,', text)), 1)
        self.assertIn("s.npy, (8, 48, 64) float64", text)
        self.assertNotRegex(text, r'(src|href|poster)="(?!data:)')
        movie = re.search(r'src="data:video/mp4;base64,([^"]*)"', text)[1]
        pathlib.Path("back.mp4").write_bytes(base64.b64decode(movie))
        self.assertAlmostEqual(float(probe("back.mp4")["duration"]), 2.0, places=4)

    def test_movie_on_standard_output(self):
        np.save("o.npy", waves(5))
        pathlib.Path("o.webm").write_bytes(self.succeed("o.npy", "-o", "-", "--codec", "vp9"))
        self.assertEqual(probe("o.webm")["nb_read_frames"], "5")
        out = self.succeed("o.npy", "--data-uri", "--codec", "gif").decode()
        self.assertRegex(out, r"\Adata:image/gif;base64,R0lGOD[A-Za-z0-9+/]+=*\n\Z")

    def test_info_says_what_it_reads_as(self):
        np.savez("reads.npz", stack=np.zeros((9, 4, 5)), field=np.zeros((4, 5)),
                 either=np.zeros((3, 4, 5)), line=np.zeros(7), colours=np.zeros((2, 4, 5, 3)))
        lines = self.succeed("reads.npz", "--info").decode().splitlines()
        ends = {line.split()[0].split(":")[-1]: line for line in lines[1:]}
        self.assertTrue(ends["stack"].endswith("  movie of 9 frames"))
        self.assertTrue(ends["field"].endswith("  picture"))
        self.assertTrue(ends["either"].endswith("  picture or movie of 3 frames"))
        self.assertTrue(ends["colours"].endswith("  movie of 2 frames"))
        self.assertTrue(ends["line"].endswith(" 0"))

    def test_movies_that_fail(self):
        np.save("flat.npy", np.eye(9))
        np.save("m.npy", waves(3))
        self.refuse(1, r"flat.npy: an array of shape \(9, 9\) is no movie; expected \(time",
                    "flat.npy", "-o", "x.mp4")
        self.refuse(1, r"m.npy: .*\(3, 48, 64\) is no movie|axes tyxc", "m.npy", "-o", "x.mp4",
                    "--axes", "tyxc")
        np.save("stack.npy", waves(7))
        self.refuse(1, r"\(7, 48, 64\) is no picture; .*movie of 7 frames.*\.mp4", "stack.npy",
                    "-o", "x.png")
        self.refuse(1, "no/such/x.mp4: .*No such file", "m.npy", "-o", "no/such/x.mp4")
        np.save("none.npy", np.zeros((0, 8, 8)))
        self.refuse(1, "none.npy: .*has no frames", "none.npy", "-o", "x.mp4")
        pathlib.Path("kept.mp4").write_text("before")
        self.refuse(1, "flat.npy", "flat.npy", "-o", "kept.mp4")
        self.assertEqual(pathlib.Path("kept.mp4").read_text(), "before")
        self.assertFalse([f for f in os.listdir() if f.startswith("x.")])

    def test_progress_at_a_terminal(self):
        np.save("noise.npy", np.random.default_rng(1).integers(0, 256, (120, 480, 640), np.uint8))
        try:
            parent, child = pty.openpty()
        except OSError as refusal:
            self.skipTest(f"no terminal here: {refusal}")
        tool = subprocess.Popen([TOOL, "noise.npy", "-o", "noise.mp4", "--preset", "slow"],
                                stderr=child)
        os.close(child)
        seen = b""
        try:
            while part := os.read(parent, 4096):
                seen += part
        except OSError:  # how a terminal says that its other side is gone
            pass
        os.close(parent)
        self.assertEqual(tool.wait(60), 0)
        # A machine that is through within a second shows nothing.
        if seen:
            self.assertRegex(seen, rb"\[#*-+\] \d+ of 120: noise.mp4, \d+ s left")
            self.assertTrue(seen.endswith(b"\r\x1b[K"))

    def test_inputs_that_fail(self):
        self.refuse(1, r"^arrayreel: missing.npy: .*No such file", "missing.npy", "-o", "x.png")
        self.refuse(1, "no array named 'w'; expected 'topo', 'longitude', 'latitude'",
                    SEA + ":w", "-o", "x.png")
        self.refuse(1, r"latitude: an array of shape \(91,\) is no picture; expected",
                    SEA + ":latitude", "-o", "x.png")
        pathlib.Path("broken.npy").write_bytes(b"\x93NUMPY\x01\x00\x10")
        self.refuse(1, r"broken.npy: ", "broken.npy", "--html", "x.html")
        np.save("five.npy", np.zeros((5, 6, 7)))
        self.refuse(1, r"\(5, 6, 7\)", "five.npy", "-o", "x.png")
        np.save("text.npy", np.array([["a", "b"]]))
        self.refuse(1, "<U1", "text.npy", "-o", "x.png")
        self.refuse(1, "2 arrays .*-o, which holds one", DEM, SEA, "-o", "x.png")
        self.assertFalse([f for f in os.listdir() if f in ("x.png", "x.html") or f.endswith(".tmp")])

    def test_arrays_that_cannot_be_read_are_named(self):
        np.savez("mix.npz", z=np.zeros((2, 2), [("a", "<f4"), ("b", "<i2")]), u=np.eye(3))
        code, out, err = run("mix.npz", "-o", "mix.png")
        self.assertEqual((code, out), (0, b""))
        self.assertRegex(err, r"^arrayreel: mix.npz:z is left out: .*\('a', '<f4'\)")
        self.assertEqual(pixels("mix.png").shape, (3, 3))
        self.refuse(1, r"\('a', '<f4'\)", "mix.npz:z", "-o", "x.png")

    def test_one_damaged_array_does_not_hide_the_others(self):
        np.savez("d.npz", a=np.eye(3), b=np.full((50, 60), 7.0), c=np.eye(5))
        data = bytearray(pathlib.Path("d.npz").read_bytes())
        at = data.find(np.full(8, 7.0).tobytes())
        data[at + 100] ^= 1
        pathlib.Path("d.npz").write_bytes(data)
        lines = self.succeed("d.npz", "--info").decode().splitlines()
        self.assertEqual([line.split()[0] for line in lines[1:]], ["d.npz:a", "d.npz:b", "d.npz:c"])
        self.assertIn("CRC", lines[2])
        code, out, err = run("d.npz", "--html", "d.html")
        self.assertEqual((code, out), (1, b""))
        self.assertRegex(err, r"^arrayreel: d.npz:b is left out: .*CRC")
        self.assertEqual(pathlib.Path("d.html").read_text().count("<img "), 2)
        # Where it is the only array, the reason is said.
        self.refuse(1, "CRC", "d.npz:b", "-o", "x.png")
        np.savez("only.npz", z=np.zeros((2, 2), [("a", "<f4"), ("b", "<i2")]))
        self.refuse(1, r"only.npz: has no array .* that can be read; expected one to show; only.npz:z is "
                    r"left out: .*'<f4'", "only.npz", "-o", "x.png")

    def test_one_file_that_cannot_be_read_does_not_hide_the_others(self):
        os.mkdir("several")
        np.save("several/a.npy", np.eye(3))
        pathlib.Path("several/b.npy").write_bytes(b"no array")
        np.save("several/c.npy", np.eye(4))
        for names in ["several"], ["several/a.npy", "several/b.npy", "several/c.npy"]:
            code, out, err = run(*names, "--info")
            self.assertEqual((code, out.count(b"picture")), (1, 2), err)
            self.assertRegex(out, rb"\nseveral/b.npy +several/b.npy: is a text file, which is not supported")
            self.assertRegex(err, "^arrayreel: several/b.npy: is a text file, which is not supported")
        self.refuse(1, "is a text file", "several/b.npy", "--info")

    def test_extensions_in_any_case(self):
        np.save("case.npy", np.eye(4))
        np.save("movie.npy", waves(3))
        for name in "case.PNG", "case.Png", "case.HTML", "case.Html", "case.HTM":
            self.succeed("case.npy", "-o", name)
            begins = pathlib.Path(name).read_bytes()[:9].lower()
            self.assertIn(b"png" if "p" in name.lower()[-3:] else b"<!doctype", begins, name)
        for name in "case.MP4", "case.WebM", "case.GIF", "case.Mkv", "case.APNG", "case.WebP":
            self.succeed("movie.npy", "-o", name)
            self.assertGreater(os.path.getsize(name), 100)
        self.refuse(2, "case.HTMLX: expected a name that ends in", "case.npy", "-o", "case.HTMLX")

    def test_process_substitution(self):
        np.save("u.npy", np.eye(4))
        for command in ("<(cat u.npy)", "<(cat u.npy) --info"):
            done = subprocess.run(["bash", "-c", f"'{TOOL}' {command} -o p.png"],
                                  capture_output=True, timeout=60)
            expected = 1 if "--info" in command else 0  # read once
            self.assertEqual(done.returncode, expected, done.stderr)
        self.assertEqual(pixels("p.png").shape, (4, 4))

    def test_names_do_not_reach_the_terminal_raw(self):
        np.savez("raw.npz", **{"a\x1b[31m\nb": np.eye(2)})
        self.assertIn(b"raw.npz:a\\x1b[31m\\x0ab", self.succeed("raw.npz"))
        # ESC, a newline, DEL, CSI as UTF-8 and as a byte, letters around, and text that is turned.
        name = b"a\x1b]0;x\x07\n\x7f\xc2\x9b1m\x9b2m\xe9 \xc3\xa9 \xe2\x82\xac \xf0\x9f\x98\x80\xe2\x80\xae.npy"
        shown = (b"a\\x1b]0;x\\x07\\x0a\\x7f\\xc2\\x9b1m\\x9b2m\\xe9 \xc3\xa9 \xe2\x82\xac "
                 b"\xf0\x9f\x98\x80\\xe2\\x80\\xae.npy")
        os.mkdir("names")
        with open(b"names/" + name, "wb") as file:
            np.save(file, np.eye(3))
        os.mkfifo(b"names/b" + name)
        path = b"names/" + name
        for arguments in ([path], [path, "--info"], ["names"], ["missing\x1b[31m.npy", "-o", "x.png"],
                          [path, "-o", path], [path, "-o", b"x.png/" + name + b".png"],
                          [path, "-o", b"y" + name + b".html", "-o", b"./y" + name + b".html"],
                          ["names", "-o", "x.mkv", "--width", b"1\x1b[31m"],
                          [path, "-o", "x.mkv"], ["names/*\x9b*.npy", "-o", "x.png"],
                          [path, "-o", "x.png", "--norm", b"\x1b[31m"],
                          [path, "--title", "x\x1b", b"\x1b[31m", "-o", "x.html"]):
            done = subprocess.run([TOOL, *arguments], capture_output=True, timeout=60)
            for stream in done.stdout, done.stderr:
                for byte in b"\x1b", b"\x07", b"\x7f", b"\xc2\x9b", b"\x9b", b"\xe2\x80\xae":
                    self.assertNotIn(byte, stream.replace(b"\xe2\x82\xac", b""), arguments)
                stream.decode()  # is UTF-8
        self.assertIn(shown, subprocess.run([TOOL, path], capture_output=True).stdout)

    def test_outputs_that_fail(self):
        self.refuse(1, "no/such/x.png: .*No such file", DEM, "-o", "no/such/x.png")
        self.refuse(1, "/dev/full|No space|cannot", DEM, "--html", "/dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([TOOL, DEM, "--data-uri"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)
        for arguments in ["--help"], ["--version"], ["--man"], ["--completion", "zsh"], [DEM], [DEM, "-o", "-"]:
            with open("/dev/full", "wb") as full:
                done = subprocess.run([TOOL, *arguments], stdout=full, stderr=subprocess.PIPE)
            self.assertEqual(done.returncode, 1, arguments)
            self.assertIn(b"standard output", done.stderr)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        pathlib.Path("kept.png").write_text("before")
        self.refuse(1, "missing.npy", "missing.npy", "-o", "kept.png")
        self.assertEqual(pathlib.Path("kept.png").read_text(), "before")

    def test_command_lines_that_make_no_sense(self):
        for pattern, arguments in {
                "an input is missing": ["-o", "x.png"],
                "'jett'; expected one of the names .*Did you mean jet": [
                    DEM, "-o", "x.png", "--colormap", "jett"],
                "'mauve-ish'": [DEM, "-o", "x.png", "--bad", "mauve-ish"],
                "--norm": [DEM, "-o", "x.png", "--norm", "cubic"],
                "--level": [DEM, "-o", "x.png", "--level", "10"],
                "expected vmin below vmax": [DEM, "-o", "x.png", "--vmin", "3", "--vmax", "3"],
                "--linthresh needs --norm symlog": [DEM, "-o", "x.png", "--linthresh", "3"],
                "ends in .png": [DEM, "-o", "x.jpg"],
                "standard output": [DEM, "--info", "--data-uri"],
                "vmin of nan": [DEM, "-o", "x.png", "--vmin", "nan"],
                "percentiles 99 and 1": [DEM, "-o", "x.png", "--percentile", "99", "1"],
                "gamma of -1": [DEM, "-o", "x.png", "--gamma", "-1"],
                "beside a norm": [DEM, "-o", "x.png", "--gamma", "2", "--norm", "log"],
                "--frobnicate": [DEM, "--frobnicate"],
                "once": ["-", "-", "--html", "x.html"],
                "expected a movie or a page": [DEM, "-o", "x.png", "--counter"],
                "an fps of 0": [DEM, "-o", "x.mp4", "--fps", "0"],
                "an fps of nan": [DEM, "-o", "x.mp4", "--fps", "nan"],
                "--fps 25/x: expected": [DEM, "-o", "x.mp4", "--fps", "25/x"],
                "fps of 100 for gif; expected up to 50": [DEM, "-o", "x.gif", "--fps", "100"],
                "h264 in the container webm": [DEM, "-o", "x.webm", "--codec", "h264"],
                "--codec": [DEM, "-o", "x.mp4", "--codec", "divx"],
                "--crf for any_browser": [DEM, "-o", "x.mp4", "--codec", "any_browser", "--crf", "9"],
                "crf of 80; expected 0 to 51": [DEM, "-o", "x.mp4", "--crf", "80"],
                "--crf for gif: expected h264": [DEM, "-o", "x.gif", "--crf", "8"],
                "--quality for h264: expected theora": [DEM, "-o", "x.mp4", "--quality", "8"],
                "--preset fast for vp9": [DEM, "-o", "x.webm", "--preset", "fast"],
                "--preset for ffv1": [DEM, "-o", "x.mkv", "--preset", "fast"],
                "bit_depth of 16 for h264": [DEM, "-o", "x.mp4", "--bit-depth", "16"],
                "field '{when}' in the label": [DEM, "-o", "x.mp4", "--label", "{when}"],
                "--label-corner": [DEM, "-o", "x.mp4", "--label-corner", "middle"],
                "crash_safe with the container gif": [DEM, "-o", "x.gif", "--crash-safe"],
                "'mauve'; expected": [DEM, "-o", "x.mp4", "--background", "mauve"],
                "per_frame beside a range": [DEM, "-o", "x.mp4", "--per-frame", "--vmin", "0",
                                             "--vmax", "1"],
                "excludes": [DEM, "-o", "x.mp4", "--per-frame", "--first-frame"],
                "-o -: expected standard output": [DEM, "-o", "-", "-o", "-"],
                "the output x.mp4: expected once": [DEM, "-o", "x.mp4", "-o", "x.mp4"],
                "the output ./x.png: expected once": [DEM, "-o", "x.png", "-o", "./x.png"],
                "the output y/../x.html: expected once": [DEM, "-o", "x.html", "--html", "y/../x.html"],
                "the output x.html: expected once": [DEM, "--html", "x.html", "--html", "x.html"],
                "--width: 99999999999999999999; expected": [DEM, "-o", "x.html", "--width",
                                                            "99999999999999999999"],
                "--width: 18446744073709551617; expected": [DEM, "-o", "x.html", "--width",
                                                            "18446744073709551617"],
                "--width: 0; expected": [DEM, "-o", "x.html", "--width", "0"],
                "--width: 1e3; expected": [DEM, "-o", "x.html", "--width", "1e3"],
                "--width: -1; expected": [DEM, "-o", "x.html", "--width=-1"],
                "--offset: 99999999999999999999; expected": [
                    "x.raw", "--shape", "4,4", "-o", "x.png", "--offset", "99999999999999999999"],
                "--label-scale: 99999999999999999999": [DEM, "-o", "x.mp4", "--counter",
                                                        "--label-scale", "99999999999999999999"],
                "--upscale 99999999999999999999: expected": [DEM, "-o", "x.png", "--upscale",
                                                      "99999999999999999999"],
                "--threads: .*99999999999999999999": [DEM, "-o", "x.png", "--threads",
                                                      "99999999999999999999"],
                "--every: .*99999999999999999999": [DEM, "-o", "x.mp4", "--every",
                                                    "99999999999999999999"],
                "--level: .*99999999999999999999": [DEM, "-o", "x.png", "--level",
                                                    "99999999999999999999"],
                "--shape 99999999999999999999,4: expected": ["x.raw", "-o", "x.png", "--shape",
                                                             "99999999999999999999,4"],
                "--crop 0:99999999999999999999,:: expected": [DEM, "-o", "x.png", "--crop",
                                                              "0:99999999999999999999,:"],
                "--fps 99999999999999999999/1: expected": [DEM, "-o", "x.mp4", "--fps",
                                                           "99999999999999999999/1"],
                "--interval: inf; expected": ["x", "--watch", "-o", "x.html", "--interval", "inf"],
                "--idle: nan; expected": ["x", "--watch", "-o", "x.html", "--idle", "nan"],
                "--patience: 1e400; expected": ["x", "--watch", "-o", "x.html", "--patience",
                                                "1e400"]}.items():
            self.refuse(2, pattern, *arguments)
            err = run(*arguments)[2]
            self.assertRegex(err, r"\Aarrayreel: ", arguments)
            given = [a for a in arguments if re.match(r"--?[a-z]", a)]
            if "missing" not in pattern and arguments[0] != "-":
                self.assertRegex(err, "|".join(re.escape(a.split("=")[0]) for a in given) +
                                 "|--output|--html", arguments)

    def test_names_that_are_near(self):
        for said, arguments in {
                "unknown option --colourmap. Did you mean --colormap?": ["--colourmap", "gray"],
                "unknown option --cmap. Did you mean --colormap or --colormaps?": ["--cmap=gray"],
                "unknown option --Colormap. Did you mean --colormap?": ["--Colormap", "gray"],
                "unknown option --vmni. Did you mean --vmin?": ["--vmni", "3"],
                "unknown option --thread. Did you mean --threads?": ["--thread", "3"],
                "--colormap: 'virdis'; expected": ["--colormap", "virdis"],
                "Did you mean viridis?": ["--colormap", "virdis"],
                "--norm: 'lgo'; expected one of linear, log, symlog or two-slope. "
                "Did you mean log?": ["--norm", "lgo"],
                "Did you mean float16, float32 or float64?": ["--shape", "2,2", "--dtype", "float"],
                "Did you mean top-left?": ["--label-corner", "topleft"]}.items():
            self.refuse(2, re.escape(said), DEM, "-o", "x.png", *arguments)
        # Nothing is near to these.
        for arguments in ["--frobnicate"], ["--colormap", "mauve"], ["--norm", "q" * 5000]:
            self.assertNotIn("Did you mean", run(DEM, "-o", "x.png", *arguments)[2])

    def test_names_of_arrays_that_are_near(self):
        np.savez("near.npz", density=np.eye(3), velocity=np.eye(3))
        np.save("near.npy", np.zeros((3, 3), [("density", "f4"), ("v", "f4")]))
        for name in "near.npz", "near.npy":
            for array in "densty", "Density", "dens":
                self.refuse(1, f"no .* named '{array}'; expected .*'density'.*. "
                            r"Did you mean density\?$", f"{name}:{array}", "-o", "x.png")
                code, out, _ = run(f"{name}:{array}", "--info")
                self.assertNotEqual(code, 0)
            self.assertNotIn("Did you mean", run(f"{name}:qqq", "-o", "x.png")[2])

    def test_values_in_any_case(self):
        for lower, other in {("--colormap", "viridis"): "VIRIDIS", ("--colormap", "RdBu"): "rdbu",
                             ("--colormap", "magma_r"): "Magma_R", ("--compression", "fast"): "FAST",
                             ("--norm", "symlog"): "SymLog"}.items():
            self.succeed(DEM, "-o", "lower.png", *lower)
            self.succeed(DEM, "-o", "other.png", lower[0], other)
            self.assertEqual(pathlib.Path("lower.png").read_bytes(),
                             pathlib.Path("other.png").read_bytes(), other)
        np.save("movie.npy", waves(3))
        self.succeed("movie.npy", "-o", "x.mkv", "--codec", "FFV1", "--counter", "--label-corner",
                     "Top-Right")

    def test_options_that_nothing_uses_are_said(self):
        np.savez("u.npz", u=np.eye(5))
        np.save("movie.npy", waves(5))
        np.save("u.npy", np.eye(4, dtype="<f4"))
        with open("u.raw", "wb") as file:
            np.eye(4, dtype="<f4").tofile(file)
        shape = ["--shape", "4,4"]
        for said, arguments in {
                "--shape, --dtype are not used: u.npz is no raw file": [
                    "u.npz", "-o", "x.png", "--shape", "5,5", "--dtype", "float64"],
                "--shape is not used: u.npy is no raw file": ["u.npy", "--info", *shape],
                "--vmin, --colormap are not used: nothing is to be written": [
                    "u.npz", "--colormap", "gray", "--vmin", "0"],
                "--title, --width are not used: there is no page": [
                    "u.npz", "-o", "x.png", "--width", "5", "--title", "t"],
                "--level is not used: there is no picture": [
                    "movie.npy", "-o", "x.mkv", "--level", "3"],
                "--complex is not used: no array is complex": [
                    "u.npz", "-o", "x.png", "--complex", "phase"],
                "--fps is not used: no array is a movie": ["u.npz", "--html", "x.html", "--fps", "3"],
                "--label-scale is not used: there is neither": [
                    "movie.npy", "-o", "x.mkv", "--label-scale", "2"],
                "--time-step is not used: no --label has": [
                    "movie.npy", "-o", "x.mkv", "--time-step", "2"],
                "--crash-safe is not used: there is no movie's file": [
                    "movie.npy", "-o", "x.html", "--crash-safe"]}.items():
            code, _, err = run(*arguments)
            self.assertEqual((code, err.count("\n")), (0, 1), err)
            self.assertTrue(err.startswith("arrayreel: " + said), err)
        self.assertEqual(pixels("x.png").shape[:2], (5, 5))
        for name in "u.npz", "u.npy":
            self.refuse(1, "is no raw stream, .*; expected no --shape", "-", *shape, "-o", "p.png",
                        stdin=pathlib.Path(name).read_bytes())
        self.succeed("-", *shape, "-o", "p.png", stdin=pathlib.Path("u.raw").read_bytes())
        self.succeed("-", *shape, "--offset", "128", "-o", "p.png",
                     stdin=pathlib.Path("u.npy").read_bytes())
        # These are used.
        for arguments in (["u.raw", *shape, "-o", "x.png"],
                          ["u.npy", *shape, "--offset", "128", "-o", "y.png"],
                          ["u.npz", "--html", "x.html", "--title", "t", "--width", "5", "--level", "3"],
                          ["movie.npy", "-o", "x.mkv", "--label", "{time}", "--time-step", "2",
                           "--label-scale", "1", "--crash-safe"]):
            self.succeed(*arguments)
        np.testing.assert_array_equal(pixels("y.png"), np.eye(4, dtype=int) * 255)

    def test_info_has_the_digits_of_the_type(self):
        for name, values, expected in [
                ("f32", np.float32([0.1, 3.3e8]), "0.1 to 3.3e+08"),
                ("f64", np.float64([0.1, 1 / 3]), "0.1 to 0.3333333333333333"),
                ("widened", np.float64(np.float32([0.1, 0.5])), "0.10000000149011612 to 0.5"),
                ("c64", np.complex64([0.1, 1 / 3]), "0.1 to 0.33333334"),
                ("i32", np.int32([100000, -200000]), "-200000 to 100000"),
                ("u64", np.uint64([10**18, 2**64 - 1]), f"{10**18} to {2**64 - 1}"),
                ("f16", np.float16([0.1, 65504]), None)]:
            np.save(name + ".npy", values[None])
            line = self.succeed(name + ".npy").decode().splitlines()[1]
            if expected is None:  # without half precision it is read as float32
                expected = "0.1 to 6.55e+04" if "float16" in line else "0.099975586 to 65504"
            self.assertIn(f"  {expected}  ", line)

    def at_a_terminal(self, *arguments, stream="stderr", meanwhile=None, columns=80):
        """What the tool writes there, and its exit code."""
        try:
            parent, child = pty.openpty()
        except OSError as refusal:
            self.skipTest(f"no terminal here: {refusal}")
        fcntl.ioctl(child, termios.TIOCSWINSZ, struct.pack("HHHH", 24, columns, 0, 0))
        other = "stdout" if stream == "stderr" else "stderr"
        tool = subprocess.Popen([TOOL, *arguments], **{stream: child, other: subprocess.DEVNULL})
        os.close(child)
        if meanwhile:
            meanwhile(tool)
        seen = b""
        try:
            while part := os.read(parent, 4096):
                seen += part
        except OSError:  # how a terminal says that its other side is gone
            pass
        os.close(parent)
        return seen.decode(), tool.wait(60)

    def test_info_is_folded_at_a_terminal(self):
        np.save("good.npy", np.eye(3))
        pathlib.Path("bad.npy").write_text("text")
        arguments = ["good.npy", "bad.npy", "--info"]
        for columns in 80, 100:
            seen, code = self.at_a_terminal(*arguments, stream="stdout", columns=columns)
            self.assertEqual(code, 1)
            self.assertLessEqual(max(map(len, seen.splitlines())), columns)
            self.assertIn("does not say", " ".join(seen.split()))
        self.assertEqual(run(*arguments)[1].count(b"\n"), 3)  # scripts have a line for each

    def test_watching_at_a_terminal(self):
        os.mkdir("watched")
        np.save("watched/u_0.npy", np.eye(32))

        def one_more(tool):
            time.sleep(1.5)
            np.save("watched/u_1.npy", np.eye(32))
            time.sleep(1.5)
            tool.send_signal(signal.SIGINT)

        seen, code = self.at_a_terminal("watched", "--watch", "--interval", "0.1", "-o", "w.mp4",
                                        "-o", "w.html", meanwhile=one_more)
        self.assertEqual(code, 130)
        self.assertIn("\r\x1b[Kwatched: 1 file, the newest is watched/u_0.npy, ", seen)
        self.assertIn("\r\x1b[Kwatched: 2 files, the newest is watched/u_1.npy, ", seen)
        self.assertTrue(seen.endswith("\r\x1b[Karrayreel: 2 files taken; w.mp4 has 2 frames; w.html "
                                      "is written\r\n"), seen)

    def test_every_colormap_is_listed_completed_and_found_in_any_case(self):
        names = self.succeed("--colormaps").decode().split()
        of_matplotlib = {name for name in names if "." not in name}
        self.assertLessEqual(of_matplotlib, set(matplotlib.colormaps))
        self.assertEqual((len(of_matplotlib), len(names)), (83, 140))
        script = self.succeed("--completion", "bash").decode()
        self.assertEqual([name for name in names if f"'{name}'" not in script], [])
        self.assertIn(b"nipy_spectral", self.succeed("--man"))
        self.assertNotIn(b"nipy_spectral", self.succeed("--help"))
        np.save("ramp.npy", np.arange(256.0).reshape(1, 256))
        for name, reference in {"hot": "hot", "SEISMIC": "seismic", "ylgnbu": "YlGnBu"}.items():
            self.succeed("ramp.npy", "-o", "ramp.png", "--colormap", name)
            np.testing.assert_array_equal(
                pixels("ramp.png")[0, :, :3],
                matplotlib.colormaps[reference](np.arange(256), bytes=True)[:, :3])

    def test_cells_that_are_not_square(self):
        u = np.arange(12, dtype=np.uint8).reshape(3, 4)
        np.save("u.npy", u)
        self.succeed("u.npy", "-o", "u.png", "--upscale", "2x3")
        np.testing.assert_array_equal(pixels("u.png"), np.repeat(np.repeat(u, 2, 0), 3, 1))
        for wrong in "0x2", "2x", "x2", "2x3x4", "-1", "1001", "2.5":
            self.refuse(2, "--upscale " + wrong + ": expected pixels", "u.npy", "-o", "x.png", "--upscale=" + wrong)

    def test_a_colorbar_stands_beside_the_picture_or_below(self):
        np.save("u.npy", np.linspace(-1, 1, 100 * 120).reshape(100, 120))
        self.succeed("u.npy", "-o", "plain.png", "--colormap", "seismic")
        plain = pixels("plain.png")
        for arguments, beside in [["--colorbar"], True], [["--colorbar=right"], True], \
                [["--colorbar=below"], False], [["--colorbar", "--colorbar-label", "u [m/s]"], True]:
            self.succeed("u.npy", "-o", "bar.png", "--colormap", "seismic", *arguments)
            bar = pixels("bar.png")
            np.testing.assert_array_equal(bar[:100, :120, :3], plain[..., :3])
            self.assertEqual(bar.shape[0] == 100, beside)
            self.assertEqual(bar.shape[1] == 120, not beside)
        self.refuse(2, "--colorbar-label needs --colorbar", "u.npy", "-o", "x.png",
                    "--colorbar-label", "u")
        self.refuse(2, "--colorbar: left", "u.npy", "-o", "x.png", "--colorbar=left")

    def test_help_and_version(self):
        for columns in 60, 80, 200:
            seen, code = self.at_a_terminal("--help", stream="stdout", columns=columns)
            self.assertEqual(code, 0)
            self.assertLessEqual(max(map(len, seen.splitlines())), min(columns, 100))
        text = self.succeed("--help").decode()
        self.assertLessEqual(max(map(len, text.splitlines())), 100)
        man = self.succeed("--man").decode()
        for name in "gray", "viridis", "RdBu", "tab20":
            self.assertRegex(text, rf"--colormap [^-]*\b{name}\b")
            self.assertIn(f"\\fB{name}\\fR", man)
            for shell in "bash", "zsh", "fish":
                self.assertRegex(self.succeed("--completion", shell).decode(), rf"\b{name}\b")
        code, out, err = run()
        self.assertEqual((code, out, err.count("\n")), (2, b"", 4))
        self.assertRegex(err, r"\Aarrayreel: no input. Usage: arrayreel FILE")
        version = self.succeed("--version").decode()
        self.assertRegex(version, r"\A\d+\.\d+\.\d+\nreads: .npy, .npz, raw.*\nwrites: .png, .html")
        if "movies by" in version:
            encoders = subprocess.run(["ffmpeg", "-v", "error", "-encoders"], capture_output=True,
                                      text=True).stdout
            for codec, names in re.findall(r"^  (\w+) \((.+)\)$", version, re.MULTILINE):
                for name in names.split(" or "):
                    self.assertRegex(encoders, rf" {name} ", codec)


if __name__ == "__main__":
    main()

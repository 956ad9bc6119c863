"""The command-line tool as a user and a script meet it: outputs, exit codes, messages.

    tool_test.py ARRAYREEL DATA_DIR

Runs in a temporary folder.
"""
import base64
import io
import os
import pathlib
import re
import stat
import subprocess
import sys
import tempfile
import unittest

import matplotlib
import numpy as np
from matplotlib.image import imread

TOOL = os.path.abspath(sys.argv[1])
DATA = os.path.abspath(sys.argv[2])
DEM = DATA + "/jacksboro_fault_dem.npz"
SEA = DATA + "/topobathy.npz"


def run(*arguments, stdin=b""):
    done = subprocess.run([TOOL, *arguments], input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def pixels(source):
    """An 8-bit PNG's pixels as integers, RGB(A) or gray."""
    return np.rint(imread(source, format="png") * 255).astype(int)


def levels(x, vmin, vmax):
    return np.clip((x - vmin) * (256 / (vmax - vmin)), 0, 255).astype(np.uint8)


class Tool(unittest.TestCase):
    def succeed(self, *arguments, stdin=b""):
        code, out, err = run(*arguments, stdin=stdin)
        self.assertEqual((code, err), (0, ""), arguments)
        return out

    def refuse(self, code, pattern, *arguments, stdin=b""):
        got, out, err = run(*arguments, stdin=stdin)
        self.assertEqual(got, code, err)
        self.assertRegex(err, pattern)
        self.assertEqual(out, b"")
        return err

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

    def test_info(self):
        np.savez("facts.npz", u=np.array([[1, np.nan], [np.inf, -2.5]]), s=np.float32(3),
                 text=np.array(["no"]))
        for arguments in (["facts.npz"], ["facts.npz", "--info"]):
            lines = self.succeed(*arguments).decode().splitlines()
            self.assertRegex(lines[1], r"facts.npz:u +\(2, 2\) +float64 +-2.5 to 1 and 1 infinite +1")
            self.assertRegex(lines[2], r"facts.npz:s +\(\) +float32 +3 to 3 +0")
            self.assertRegex(lines[3], r"facts.npz:text .*<U2")

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

    def test_outputs_that_fail(self):
        self.refuse(1, "no/such/x.png: .*No such file", DEM, "-o", "no/such/x.png")
        self.refuse(1, "/dev/full|No space|cannot", DEM, "--html", "/dev/full")
        with open("/dev/full", "wb") as full:
            done = subprocess.run([TOOL, DEM, "--data-uri"], stdout=full, stderr=subprocess.PIPE)
        self.assertEqual(done.returncode, 1)
        self.assertIn(b"standard output", done.stderr)
        self.assertTrue(stat.S_ISCHR(os.stat("/dev/full").st_mode))
        pathlib.Path("kept.png").write_text("before")
        self.refuse(1, "missing.npy", "missing.npy", "-o", "kept.png")
        self.assertEqual(pathlib.Path("kept.png").read_text(), "before")

    def test_command_lines_that_make_no_sense(self):
        for pattern, arguments in {
                "inputs is required": [],
                "'jet'; expected one of gray, viridis": [DEM, "-o", "x.png", "--colormap", "jet"],
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
                "once": ["-", "-", "--html", "x.html"]}.items():
            self.refuse(2, pattern, *arguments)

    def test_help_and_version(self):
        self.assertIn(b"--colormap", self.succeed("--help"))
        self.assertRegex(self.succeed("--version").decode(), r"^\d+\.\d+\.\d+\n$")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        unittest.main(argv=sys.argv[:1])

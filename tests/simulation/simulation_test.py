"""The simulation as a user meets it: its movies, stills and page, wrong values, a kill, its memory.

    simulation_test.py ARRAYREEL_SIMULATION Outputs|Memory

Runs in temporary folders.
"""
import base64
import html.parser
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import time
import unittest

import numpy as np
from matplotlib.image import imread

PROGRAM = os.path.abspath(sys.argv[1])
WIDTH, HEIGHT = 96, 64


def run(*arguments):
    done = subprocess.run([PROGRAM, *map(str, arguments)], capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def probe(path):
    """What ffprobe says of the one stream, with its frames counted; nothing where it cannot."""
    done = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams", "-of", "json",
                           path], capture_output=True, timeout=60)
    streams = json.loads(done.stdout or "{}").get("streams")
    return streams[0] if streams else {}


def frames_of(path):
    """All frames of a movie, decoded, (frames, height, width, 3)."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt",
                           "rgb24", "-"], check=True, capture_output=True, timeout=60)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, HEIGHT, WIDTH, 3)


def field_of(still):
    """The pixels of a still that are the field's, (height, width, 3): not its frame and colorbar."""
    pixels = np.rint(imread(still) * 255).astype(int)
    assert pixels.shape[0] == HEIGHT + 12 and pixels.shape[1] > WIDTH + 12, pixels.shape
    return pixels[6:-6, 6:6 + WIDTH, :3]


class Tags(html.parser.HTMLParser):
    void = {"meta", "img", "br", "source", "input"}

    def __init__(self):
        super().__init__()
        self.open_tags, self.counts = [], {}

    def handle_starttag(self, tag, attributes):
        self.counts[tag] = self.counts.get(tag, 0) + 1
        if tag not in self.void:
            self.open_tags.append(tag)

    def handle_endtag(self, tag):
        assert self.open_tags.pop() == tag, tag


class Outputs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folder = pathlib.Path(cls.temporary.name)
        code, cls.out, err = run(cls.folder, "--size", WIDTH, HEIGHT, "--steps", 60, "--every", 4,
                                 "--still-every", 20, "--waves", 3)
        assert code == 0 and err == "", (code, err)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_movies(self):
        for name in ["vorticity.mp4", "dye.mp4"]:
            stream = probe(self.folder / name)
            self.assertEqual((stream["width"], stream["height"], int(stream["nb_read_frames"])),
                             (WIDTH, HEIGHT, 16))
            self.assertRegex(self.out, f"{name}  16 frames, ")
        self.assertEqual(sorted(p.name for p in self.folder.iterdir()),
                         ["dye.mp4", "simulation.html", "vorticity.mp4"]
                         + [f"vorticity_000{i}.png" for i in range(4)])

    def test_stills_show_what_the_movie_shows(self):
        movie = frames_of(self.folder / "vorticity.mp4").astype(int)
        for i in range(4):
            still = field_of(self.folder / f"vorticity_000{i}.png")
            # Colours have half the resolution in H.264, and the labels cover the upper rows.
            off = [np.abs(still - frame)[20:].mean() for frame in movie]
            self.assertEqual(int(np.argmin(off)), 5 * i, off)
            self.assertLess(off[5 * i], 12)

    def test_dye_moves_from_bands(self):
        movie = frames_of(self.folder / "dye.mp4").astype(int)
        self.assertLess(movie[0][20:].std(axis=1).max(), 6)
        self.assertGreater(movie[-1][20:].std(axis=1).max(), 20)

    def test_vorticity_is_red_and_blue_alike_and_decays(self):
        first, last = (field_of(self.folder / f"vorticity_000{i}.png")[20:] for i in (0, 3))
        balance = first[..., 0].mean() / first[..., 2].mean()
        self.assertTrue(0.6 < balance < 1.6, balance)
        lines = re.findall(r"t = ([\d.]+)  energy ([\d.]+)  enstrophy ([\d.]+)", self.out)
        time_, energy, enstrophy = np.array(lines, float).T
        self.assertEqual(energy[0], 0.5)
        self.assertTrue((np.diff(time_) > 0).all() and (np.diff(energy) < 0).all()
                        and (np.diff(enstrophy) < 0).all(), lines)

    def test_page(self):
        text = (self.folder / "simulation.html").read_text()
        tags = Tags()
        tags.feed(text)
        tags.close()
        self.assertEqual(tags.open_tags, [])
        # Two of the comparison and four of the gallery.
        self.assertEqual([tags.counts[t] for t in ("img", "video", "table", "h1")], [6, 2, 2, 1])
        for part in ["compare", "gallery"]:
            self.assertEqual(len(re.findall(f'<(?:figure|section) class="{part}"', text)), 1, part)
        self.assertIsNone(re.search(r'(src|href|poster)="(?!data:)', text))
        movies = re.findall(r'<video src="data:video/mp4;base64,([^"]*)"[^>]* poster="data:image/png', text)
        for movie, name in zip(movies, ["vorticity.mp4", "dye.mp4"], strict=True):
            self.assertEqual(base64.b64decode(movie), (self.folder / name).read_bytes())
        pictures = [base64.b64decode(p) for p in re.findall(r'src="data:image/png;base64,([^"]*)"', text)]
        for i in range(4):
            self.assertIn((self.folder / f"vorticity_000{i}.png").read_bytes(), pictures)
        for fact in ["<td>96 × 64</td>", "<td>0.5000</td>", "60 steps, 16 frames"]:
            self.assertIn(fact, text)

    def test_the_last_state_has_a_still(self):
        with tempfile.TemporaryDirectory() as folder:
            code, out, _ = run(folder, "--size", 48, 32, "--steps", 10, "--every", 4, "--still-every",
                               4, "--waves", 2, "--no-page")
            self.assertEqual(code, 0)
            self.assertEqual(probe(folder + "/vorticity.mp4")["nb_read_frames"], "3")
            self.assertEqual(len(list(pathlib.Path(folder).glob("*.png"))), 4)
            self.assertFalse(list(pathlib.Path(folder).glob("*.html")))
            self.assertNotIn("page", out)

    def test_wrong_values(self):
        with tempfile.TemporaryDirectory() as folder:
            for arguments, said in [
                    (["--size", 100, 15], "15 cells upwards"), (["--size", 98, 64], "98 cells across"),
                    (["--size", 8, 64], "8 cells across"), (["--size", 64, 99999], "16 to 8192"),
                    (["--size", 64], "--size"), (["--steps", 0], "--steps: 0"),
                    (["--steps", -3], "-3; expected 0 or more"), (["--size", -96, 64], "--size"),
                    (["--every", -1], "--every"), (["--still-every", -1], "--still-every"), (["--steps", "many"], "many"),
                    (["--every", 0], "--every: 0"), (["--steps", 5, "--every", 6], "--every: 6"),
                    (["--still-every", 0], "--still-every: 0"), (["--waves", 0.5], "--waves: 0.5"),
                    (["--waves", 65], "1 to 64"), (["--waves", "nan"], "--waves"),
                    (["--viscosity", 0], "--viscosity: 0"), (["--viscosity", -1], "--viscosity: -1"),
                    (["--viscosity", "inf"], "above 0"), (["--seed", 1 << 40], "--seed"),
                    (["--frames", 5], "--frames")]:
                code, out, err = run(folder, *arguments)
                self.assertEqual((code, out), (2, ""), arguments)
                self.assertIn(said, err)
            self.assertEqual(list(pathlib.Path(folder).iterdir()), [])
            code, _, err = run(folder + "/none")
            self.assertEqual(code, 2)
            self.assertIn("/none", err)
            self.assertEqual(run()[0], 2)
            # What is in the way of a movie.
            os.mkdir(folder + "/vorticity.mp4")
            code, _, err = run(folder, "--size", 48, 32, "--steps", 4, "--every", 1, "--waves", 2)
            self.assertEqual(code, 1)
            self.assertIn(folder + "/vorticity.mp4", err)

    def test_too_viscous_is_slow_but_stable(self):
        with tempfile.TemporaryDirectory() as folder:
            code, out, err = run(folder, "--size", 48, 32, "--steps", 30, "--every", 5, "--waves", 2,
                                 "--viscosity", 1, "--no-page")
            self.assertEqual((code, err), (0, ""))
            energy = [float(e) for e in re.findall(r"energy ([\d.]+)", out)]
            self.assertLess(energy[-1], energy[0])

    def test_killed_run_leaves_a_movie(self):
        with tempfile.TemporaryDirectory() as folder:
            process = subprocess.Popen([PROGRAM, folder, "--size", "96", "64", "--steps", "10000000",
                                        "--every", "1", "--waves", "3", "--still-every", "10000000"],
                                       stdout=subprocess.DEVNULL)
            partial = folder + "/vorticity.partial.mp4"
            try:
                until = time.monotonic() + 120
                frames = 0
                while frames < 50 and time.monotonic() < until:
                    self.assertIsNone(process.poll())
                    time.sleep(0.2)
                    frames = int(probe(partial).get("nb_read_frames", 0))
            finally:
                process.kill()
                process.wait()
            self.assertGreaterEqual(int(probe(partial)["nb_read_frames"]), 50)
            self.assertFalse(os.path.exists(folder + "/vorticity.mp4"))


# Starts a program and prints its peak of resident memory in kB. The system counts what a process
# had before it became the program: that is small here, where NumPy is not loaded.
WATCH = """
import os, sys
child = os.fork()
if child == 0:
    os.execv(sys.argv[1], sys.argv[1:])
_, status, usage = os.wait4(child, 0)
print(usage.ru_maxrss)
sys.exit(os.waitstatus_to_exitcode(status) != 0)
"""


class Memory(unittest.TestCase):
    def peak(self, frames):
        """In MiB, as the system says; the program says much the same."""
        with tempfile.TemporaryDirectory() as folder:
            done = subprocess.run([sys.executable, "-c", WATCH, PROGRAM, folder, "--size", "96", "64",
                                   "--steps", str(frames), "--every", "1", "--still-every", "20",
                                   "--waves", "3", "--no-page"],
                                  check=True, capture_output=True, timeout=600)
            self.assertEqual(int(probe(folder + "/vorticity.mp4")["nb_read_frames"]), frames + 1)
            self.assertEqual(len(list(pathlib.Path(folder).glob("*.png"))), 1 + frames // 20)
        lines = done.stdout.decode().splitlines()
        said = float(re.search(r"most memory at once: ([\d.]+) MiB", lines[-2])[1])
        counted = int(lines[-1]) / 1024
        # While threads run, Linux knows only to some hundred kB for each.
        self.assertAlmostEqual(said / counted, 1, delta=0.1)
        return counted

    def test_peak_does_not_grow_with_frames(self):
        few, many = self.peak(400), self.peak(4000)
        print(f"peak resident memory: {few:.1f} MiB for 400 frames, {many:.1f} MiB for 4000")
        self.assertLessEqual(many, 1.03 * few)


if __name__ == "__main__":
    unittest.main(argv=[sys.argv[0], *sys.argv[2:]], verbosity=2)

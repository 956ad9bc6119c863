"""Shallow water on one process and on several: the same pixels, and no water lost.

    mpi_shallow_water_test.py MPIRUN FFMPEG MPI_SHALLOW_WATER

Runs in temporary folders. Each run has a time-out.
"""
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from matplotlib.image import imread

MPIRUN, FFMPEG, PROGRAM = sys.argv[1:4]
NX, NY, TILE = 96, 64, 8
STEPS, EVERY = 120, 10
# Open MPI refuses root, and waiting ranks should leave the cores to others.
ENVIRONMENT = {**os.environ, "OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
               "OMPI_MCA_rmaps_base_oversubscribe": "1", "OMPI_MCA_mpi_yield_when_idle": "1",
               "PRTE_MCA_rmaps_default_mapping_policy": ":oversubscribe"}  # since Open MPI 5


def run(ranks, *arguments):
    done = subprocess.run([MPIRUN, "-n", str(ranks), PROGRAM, *map(str, arguments)], env=ENVIRONMENT,
                          capture_output=True, timeout=60)
    return done.returncode, done.stdout.decode(), done.stderr.decode()


def frames_of(movie):
    done = subprocess.run([FFMPEG, "-v", "error", "-i", movie, "-f", "rawvideo", "-pix_fmt", "rgb24",
                           "-"], check=True, capture_output=True, timeout=60)
    return np.frombuffer(done.stdout, np.uint8).reshape(-1, NY, NX, 3)


class Runs(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory()
        cls.folders, cls.outputs = {}, {}
        for ranks in 1, 4, 6:
            folder = cls.folders[ranks] = pathlib.Path(cls.temporary.name, str(ranks))
            folder.mkdir()
            code, cls.outputs[ranks], err = run(ranks, folder, "--size", NX, NY, "--steps", STEPS,
                                                "--every", EVERY)
            assert code == 0, (ranks, code, err)

    @classmethod
    def tearDownClass(cls):
        cls.temporary.cleanup()

    def test_ranks_are_arranged_in_two_directions(self):
        arranged = {ranks: re.search(r"on (\d+ x \d+) processes", out)[1]
                    for ranks, out in self.outputs.items()}
        self.assertEqual(arranged, {1: "1 x 1", 4: "2 x 2", 6: "3 x 2"})

    def test_no_water_is_lost(self):
        for ranks, out in self.outputs.items():
            first, last = map(float, re.search(r"volume ([\d.]+), then ([\d.]+)", out).groups())
            self.assertGreater(first, 15000)  # 150 m x 100 m x 1 m, and the columns
            self.assertAlmostEqual(last, first, delta=1e-9 * first, msg=ranks)

    def test_pictures_are_the_same_bytes_for_any_number_of_ranks(self):
        names = ["levels.png", "poster.png", "shallow_water.html", "shallow_water.mp4"]
        for ranks, folder in self.folders.items():
            self.assertEqual(sorted(p.name for p in folder.iterdir()), names)
            for name in names[:2]:
                self.assertEqual((folder / name).read_bytes(), (self.folders[1] / name).read_bytes(),
                                 (ranks, name))

    def test_movies_have_the_same_pixels_for_any_number_of_ranks(self):
        movies = {ranks: frames_of(folder / "shallow_water.mp4")
                  for ranks, folder in self.folders.items()}
        self.assertEqual(len(movies[1]), STEPS // EVERY + 1)
        for ranks in 4, 6:
            np.testing.assert_array_equal(movies[ranks], movies[1], str(ranks))
        moving = np.abs(np.diff(movies[1].astype(int), axis=0)).mean(axis=(1, 2, 3))
        self.assertGreater(moving.min(), 0.1, moving)

    def test_a_poster_cell_is_as_many_pixels_as_make_a_poster(self):
        poster = imread(self.folders[4] / "poster.png")
        cell = 4096 // NY
        self.assertEqual(poster.shape[:2], (NY * cell, NX * cell))
        cells = poster.reshape(NY, cell, NX, cell, -1)
        np.testing.assert_array_equal(cells, np.broadcast_to(cells[:, :1, :, :1], cells.shape))
        self.assertGreater(poster[..., :3].max(), 0.9)

    def test_levels_are_coarse_where_the_movie_is_calm(self):
        levels = imread(self.folders[4] / "levels.png")[..., :3] * 255
        self.assertEqual(levels.shape[:2], (2 * NY, 2 * NX))
        tiles = levels.reshape(NY // TILE, 2 * TILE, NX // TILE, 2 * TILE, 3).swapaxes(1, 2)
        coarse = (tiles == tiles[:, :, :1, :1]).all(axis=(2, 3, 4))
        # There are tiles of both kinds. Coarse ones hide nothing much, and fine ones are the movie's
        # last frame, whose label is in the upper left.
        self.assertTrue(5 < coarse.sum() < coarse.size - 5, coarse)
        last = frames_of(self.folders[4] / "shallow_water.mp4")[-1].astype(float)
        frame = last.reshape(NY // TILE, TILE, NX // TILE, TILE, 3).swapaxes(1, 2)
        spread = frame.std(axis=(2, 3)).mean(axis=-1)[3:]
        self.assertLess(spread[coarse[3:]].max(), spread[~coarse[3:]].max() / 2)
        off = np.abs(levels[::2, ::2] - last).mean(axis=-1)[24:]
        self.assertLess(off.mean(), 8)

    def test_the_page_has_all_of_it(self):
        for folder in self.folders.values():
            text = (folder / "shallow_water.html").read_text()
            self.assertEqual((text.count("<video "), text.count("<img ")), (1, 2))
            self.assertIsNone(re.search(r'(src|href)="(?!data:|#)', text))


class WrongUse(unittest.TestCase):
    def test_command_lines(self):
        for ranks, arguments in ((1, []), (2, [".", "--size", "100", "64"]), (1, [".", "--steps"]),
                                 (1, [".", "--what"])):
            code, out, err = run(ranks, *arguments)
            self.assertEqual((code, out), (2, ""), (arguments, err))
            self.assertEqual(err.count("mpi_shallow_water: "), 1, err)

    def test_a_folder_that_is_not_there(self):
        code, _, err = run(3, "/nowhere/at/all")
        self.assertEqual(code, 1)
        self.assertIn("/nowhere/at/all", err)

    def test_more_ranks_than_tiles(self):
        with tempfile.TemporaryDirectory() as folder:
            code, _, err = run(7, folder, "--size", 48, 48)
            self.assertNotEqual(code, 0)
            self.assertIn("7 processes for 48 x 48 cells", err)
            self.assertEqual(os.listdir(folder), [])


if __name__ == "__main__":
    del sys.argv[1:]
    unittest.main()

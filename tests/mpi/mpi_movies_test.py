"""Movies of many ranks: runs the program mpi_movies, and looks at what it left.

    mpi_movies_test.py PROGRAM MPIRUN [ARGUMENTS...]

Each run ends within a minute, or it is stopped and the test fails: what fails must not wait for ever.
"""
import json
import os
import pathlib
import re
import subprocess
import sys
import tempfile
import unittest

PROGRAM = os.path.abspath(sys.argv[1])
MPIRUN = sys.argv[2:]
TOO_LONG = 60
# Of an MPI whose idle ranks keep their processors, only as many as there are processors.
MOST = int(os.environ.get("ARRAYREEL_RANKS", 4))


def run(ranks, what):
    environment = os.environ | {"OMPI_ALLOW_RUN_AS_ROOT": "1", "OMPI_ALLOW_RUN_AS_ROOT_CONFIRM": "1",
                                # Idle ranks leave the processor to those that have work.
                                "OMPI_MCA_mpi_yield_when_idle": "1"}
    done = subprocess.run([*MPIRUN, "-n", str(ranks), PROGRAM, what, "."], env=environment,
                          stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=TOO_LONG)
    return done.returncode, done.stdout.decode(errors="replace")


def frames_of(path):
    """The times of all frames, decoded, in order."""
    done = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "frame=pts_time", "-of", "json",
                           path], check=True, capture_output=True, timeout=60)
    assert not done.stderr, done.stderr
    return [frame["pts_time"] for frame in json.loads(done.stdout)["frames"]]


def duration_of(path):
    done = subprocess.run(["ffprobe", "-v", "error", "-show_entries", "format=duration", "-of",
                           "csv=p=0", path], check=True, capture_output=True, timeout=60)
    return float(done.stdout)


def pixels_of(path):
    """A hash of each frame, with its time."""
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "framemd5", "-"], check=True,
                          capture_output=True, timeout=60)
    return [line for line in done.stdout.decode().splitlines() if not line.startswith("#")]


def psnr(one, other):
    done = subprocess.run(["ffmpeg", "-i", one, "-i", other, "-lavfi", "psnr", "-f", "null", "-"],
                          check=True, capture_output=True, timeout=60)
    return float(re.search(r"min:([\d.]+|inf)", done.stderr.decode())[1])


class Movies(unittest.TestCase):
    def passes(self, ranks, what):
        code, text = run(min(ranks, MOST), what)
        self.assertEqual(code, 0, text)

    def test_the_bytes_of_one_process(self):
        self.passes(4, "same")

    def test_segments_are_one_movie(self):
        for ranks in {1, MOST}:
            self.passes(ranks, "segments")
            for name in ("segments", "timed"):
                for extension in ("mkv", "mp4"):
                    path, one = f"{name}.{extension}", f"{name}_one.{extension}"
                    self.assertEqual(len(frames_of(path)), 23)
                    self.assertEqual(frames_of(path), frames_of(one))
                    self.assertEqual(duration_of(path), duration_of(one))
                    if extension == "mkv":
                        self.assertEqual(pixels_of(path), pixels_of(one)) # FFV1 keeps them
                    else:
                        self.assertGreater(psnr(path, one), 38)

    def test_cells_and_holes(self):
        for ranks in {1, MOST}:
            self.passes(ranks, "cells")

    def test_push_waits_for_the_queue(self):
        self.passes(3, "queue")

    def test_the_encoder_has_a_processor_that_is_left(self):
        for ranks in {1, 2}:
            self.passes(ranks, "processors")

    def test_failures_are_those_of_all_ranks(self):
        for ranks in {2, MOST}:
            self.passes(ranks, "failures")

    def test_keep_going(self):
        self.passes(4, "keep_going")

    def test_threads_must_be_allowed(self):
        self.passes(2, "single")

    def test_a_rank_that_is_killed(self):
        code, text = run(2, "killed")
        self.assertNotEqual(code, 0, text)
        self.assertFalse(pathlib.Path("killed.mp4").exists())
        # At 20 frames a second, a second before frame 60 at least.
        self.assertGreaterEqual(len(frames_of("killed.partial.mp4")), 40)


with tempfile.TemporaryDirectory() as folder:
    os.chdir(folder)
    unittest.main(argv=[sys.argv[0]])

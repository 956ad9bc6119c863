"""What the tests of the command-line tool share: they run it as a user does, in a temporary folder.

    <a test>.py ARRAYREEL [...]
"""
import json
import os
import subprocess
import sys
import tempfile
import unittest

import numpy as np
from matplotlib.image import imread

TOOL = os.path.abspath(sys.argv[1])


def run(*arguments, stdin=b""):
    done = subprocess.run([TOOL, *arguments], input=stdin, capture_output=True, timeout=60)
    return done.returncode, done.stdout, done.stderr.decode()


def pixels(source):
    """An 8-bit PNG's pixels as integers, RGB(A) or gray."""
    return np.rint(imread(source, format="png") * 255).astype(int)


def levels(x, vmin, vmax):
    return np.clip((x - vmin) * (256 / (vmax - vmin)), 0, 255).astype(np.uint8)


def probe(path):
    """What ffprobe says of the one stream, with its frames counted."""
    done = subprocess.run(["ffprobe", "-v", "error", "-count_frames", "-show_streams",
                           "-show_format", "-of", "json", path],
                          check=True, capture_output=True, timeout=60)
    found = json.loads(done.stdout)
    return found["streams"][0] | {"format_duration": found["format"].get("duration")}


def frames_of(path, pix_fmt="rgb24"):
    """All frames of a movie, decoded, (frames, height, width, 3) or (frames, height, width)."""
    s = probe(path)
    done = subprocess.run(["ffmpeg", "-v", "error", "-i", path, "-f", "rawvideo", "-pix_fmt",
                           pix_fmt, "-"], check=True, capture_output=True, timeout=60)
    shape = (-1, s["height"], s["width"])
    if pix_fmt == "gray16le":
        return np.frombuffer(done.stdout, "<u2").reshape(shape)
    return np.frombuffer(done.stdout, np.uint8).reshape(shape + (3,))


def waves(frames=20, height=48, width=64):
    t, y, x = np.meshgrid(np.arange(frames), np.arange(height), np.arange(width), indexing="ij")
    return np.sin(x / 9 + t / 5) * np.cos(y / 7)


class Case(unittest.TestCase):
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


def main():
    with tempfile.TemporaryDirectory() as folder:
        os.chdir(folder)
        unittest.main(argv=[sys.argv[0]])

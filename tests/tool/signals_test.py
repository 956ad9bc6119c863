"""The tool when it is interrupted: what it leaves, what becomes of a movie, its exit code.

    signals_test.py ARRAYREEL PRELOADED

PRELOADED is a library that makes every file system one without files without a name.
"""
import fcntl
import os
import pathlib
import random
import re
import signal
import subprocess
import sys
import termios
import time
import unittest

import numpy as np

from tool_case import TOOL, Case, main, probe, run, waves

PRELOADED = os.path.abspath(sys.argv[2])
KILLS = 45 if "ARRAYREEL_WHOLE" in os.environ else 12
INTERRUPTS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


def named_only():
    options = os.environ.get("ASAN_OPTIONS", "")
    return os.environ | {"LD_PRELOAD": PRELOADED,
                         "ASAN_OPTIONS": options + ":verify_asan_link_order=0"}


def as_at_a_terminal():
    """Not ignored, as they are in what a script starts in the background."""
    for number in INTERRUPTS:
        signal.signal(number, signal.SIG_DFL)


def start(*arguments, preexec_fn=as_at_a_terminal, **how):
    return subprocess.Popen([TOOL, *arguments], stdout=subprocess.PIPE, stderr=subprocess.PIPE,
                            preexec_fn=preexec_fn, **how)


def hidden():
    return [name for name in os.listdir() if name.startswith(".")]


def until(condition, seconds=30):
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise AssertionError("waited in vain")
        time.sleep(0.01)


class Signals(Case):
    @classmethod
    def setUpClass(cls):
        random.seed(3)
        np.save("u.npy", np.random.default_rng(1).random((600, 700)).astype(np.float32))
        np.save("many.npy", waves(frames=400, height=240, width=320).astype(np.float32))
        begun = time.monotonic()
        assert run("u.npy", "-o", "whole.png")[0] == 0
        cls.seconds = time.monotonic() - begun
        cls.whole = pathlib.Path("whole.png").read_bytes()

    def setUp(self):
        for name in os.listdir():
            if name not in ("u.npy", "many.npy", "whole.png"):
                os.remove(name)

    def end(self, tool, expected):
        out, err = tool.communicate(timeout=60)
        self.assertIn(tool.returncode, expected, err)
        return err.decode()

    def check_kills(self, arguments, outputs, after, env=None):
        """Kills at any time; yields what is left hidden after each."""
        for i in range(KILLS):
            number = (*INTERRUPTS, signal.SIGKILL)[i % 4]
            tool = start(*arguments, env=env)
            time.sleep(random.random() * after)
            tool.send_signal(number)
            # Before the tool is ready, the system ends it; it may also be done already.
            self.end(tool, (0, -number, 128 + number))
            left = hidden()
            for name in outputs:
                if os.path.exists(name):
                    yield number, left, pathlib.Path(name)
                    os.remove(name)
                    break
            else:
                yield number, left, None

    def test_killed_at_any_time_it_leaves_nothing(self):
        for number, left, output in self.check_kills(["u.npy", "-o", "x.png"], ["x.png"],
                                                     self.seconds * 1.3):
            self.assertEqual(left, [], number)
            if output:
                self.assertEqual(output.read_bytes(), self.whole)
        for number, left, output in self.check_kills(
                ["many.npy", "-o", "x.mp4", "--range=-1,1"], ["x.mp4"], self.seconds + 1):
            self.assertEqual(left, [], number)
            if output:
                self.assertGreater(int(probe(output)["nb_read_frames"]), 0)
            self.assertFalse(output and number == signal.SIGKILL and
                             int(probe(output)["nb_read_frames"]) != 400)

    def test_killed_with_names_only_the_next_run_removes_what_it_left(self):
        stayed = 0
        for number, left, output in self.check_kills(
                ["many.npy", "-o", "x.mkv", "--range=-1,1"], ["x.mkv"], self.seconds + 1,
                named_only()):
            if number != signal.SIGKILL:
                self.assertEqual(left, [], number)
                continue
            stayed += len(left)
            self.assertLessEqual(len(left), 1)
            done = subprocess.run([TOOL, "u.npy", "-o", "next.png"], env=named_only(), timeout=60)
            self.assertEqual((done.returncode, hidden()), (0, []))
        self.assertGreater(stayed, 0)

    def begin_movie(self, *arguments, env=None):
        """A movie of frames from a pipe, of which three came."""
        tool = start("-", "--shape", "9,48,64", "--range=-1,1", *arguments,
                     stdin=subprocess.PIPE, env=env)
        frames = waves(frames=4).astype(np.float32)
        tool.stdin.write(frames[:3].tobytes())
        tool.stdin.flush()
        until(lambda: self.has_begun(tool))
        time.sleep(0.2)  # until the last one is encoded, and it waits for more
        return tool, frames[3].tobytes()

    @staticmethod
    def has_begun(tool):
        """Whether it has read all there is, with a movie begun."""
        left = fcntl.ioctl(tool.stdin, termios.FIONREAD, b"\0\0\0\0")
        links = []
        for fd in os.listdir(f"/proc/{tool.pid}/fd"):
            try:
                links.append(os.readlink(f"/proc/{tool.pid}/fd/{fd}"))
            except FileNotFoundError:  # closed in between
                pass
        return left == b"\0\0\0\0" and any("(deleted)" in link or ".arrayreel-" in link
                                            for link in links)

    @staticmethod
    def until_ready(tool):
        """Until it handles signals."""
        def caught():
            status = pathlib.Path(f"/proc/{tool.pid}/status").read_text()
            return int(re.search(r"SigCgt:\s*(\w+)", status)[1], 16) >> (signal.SIGTERM - 1) & 1
        until(caught)
        time.sleep(0.2)

    def test_a_movie_is_brought_to_an_end(self):
        for number in INTERRUPTS:
            for env in (None, named_only()):
                tool, frame = self.begin_movie("-o", "x.mkv", "--codec", "ffv1", env=env)
                tool.send_signal(number)
                time.sleep(0.3)
                self.assertIsNone(tool.poll())
                tool.stdin.write(frame)
                tool.stdin.flush()
                err = self.end(tool, (128 + number,))
                found = re.search(r"interrupted; x.mkv has the (\d) frames before it", err)
                self.assertTrue(found, err)
                self.assertEqual(int(probe("x.mkv")["nb_read_frames"]), int(found[1]))
                self.assertIn(int(found[1]), (3, 4))
                self.assertEqual(hidden(), [])
                os.remove("x.mkv")

    def test_a_long_movie_of_a_file_is_brought_to_an_end(self):
        with open("long.npy", "wb") as file:
            head = f"{{'descr': '<f4', 'fortran_order': False, 'shape': (100000, 480, 640), }}"
            head += " " * (63 - (10 + len(head)) % 64) + "\n"
            file.write(b"\x93NUMPY\x01\x00" + len(head).to_bytes(2, "little") + head.encode())
            file.truncate(file.tell() + 100000 * 480 * 640 * 4)
        tool = start("long.npy", "-o", "x.mp4", "-o", "y.webm", "--range=-1,1")
        time.sleep(3 * self.seconds + 1)
        tool.send_signal(signal.SIGINT)
        err = self.end(tool, (130,))
        found = re.search(r"interrupted; x.mp4 has the (\d+) frames? before it", err)
        self.assertTrue(found, err)
        self.assertEqual(int(probe("x.mp4")["nb_read_frames"]), int(found[1]))
        self.assertFalse(os.path.exists("y.webm"))  # which had not begun
        # While the range of all frames is looked for there is no movie yet.
        os.remove("x.mp4")
        tool = start("long.npy", "-o", "x.mp4")
        time.sleep(3 * self.seconds + 1)
        tool.send_signal(signal.SIGTERM)
        self.assertRegex(self.end(tool, (143,)), "interrupted")
        self.assertEqual((os.path.exists("x.mp4"), hidden()), (False, []))

    def test_a_second_signal_ends_it_at_once(self):
        for env in (None, named_only()):
            tool, _ = self.begin_movie("-o", "x.mp4", env=env)
            tool.send_signal(signal.SIGINT)
            time.sleep(0.3)
            self.assertIsNone(tool.poll())
            tool.send_signal(signal.SIGTERM)
            tool.wait(timeout=60)  # its input stays open
            self.end(tool, (143,))
            self.assertEqual((os.path.exists("x.mp4"), hidden()), (False, []))

    def test_it_does_not_wait_for_ever_for_the_next_frame(self):
        tool, _ = self.begin_movie("-o", "x.mp4", env=named_only())
        begun = time.monotonic()
        tool.send_signal(signal.SIGTERM)
        tool.wait(timeout=60)  # its input stays open
        self.assertGreater(time.monotonic() - begun, 5)
        self.end(tool, (143,))
        self.assertEqual((os.path.exists("x.mp4"), hidden()), (False, []))

    def test_waiting_for_a_picture_it_ends_at_once(self):
        for number in INTERRUPTS:
            tool = start("-", "-o", "x.png", stdin=subprocess.PIPE)
            self.until_ready(tool)
            tool.send_signal(number)
            tool.wait(timeout=60)  # its input stays open
            self.end(tool, (128 + number,))
        self.assertFalse(os.path.exists("x.png"))

    def test_what_is_ignored_stays_so(self):
        # As nohup does.
        tool = start("-", "-o", "x.png", stdin=subprocess.PIPE,
                     preexec_fn=lambda: signal.signal(signal.SIGHUP, signal.SIG_IGN))
        self.until_ready(tool)
        tool.send_signal(signal.SIGHUP)
        time.sleep(0.3)
        self.assertIsNone(tool.poll())
        out, err = tool.communicate(pathlib.Path("u.npy").read_bytes(), timeout=60)
        self.assertEqual((tool.returncode, err), (0, b""))
        self.assertEqual(pathlib.Path("x.png").read_bytes(), self.whole)


if __name__ == "__main__":
    main()

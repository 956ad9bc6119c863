"""What there is in Python for making a movie of an array, against arrayreel.

    movie_ways.py MOVIE_WAY [--rounds 5] [--frames 60] [--presets veryfast,ultrafast]

MOVIE_WAY is the program of movie_way.cpp. Each way is a process of its own, which loads a clip of
float32 from the same .npy file and then takes the time (by the clock, and by the processors with
what it spawns) until the MP4 file is complete: neither imports nor loading count. All encode by
libx264 with the same preset, crf 20, a keyframe every 50 frames and as many threads as it likes;
but OpenCV, which takes no preset and encodes as x264 does by default.
In Python levels are made by NumPy's arithmetic and colours by indexing a table, frame by frame.

Prints medians of interleaved runs and, relative to arrayreel within a round, their medians.
"""
import argparse
import os
import resource
import statistics
import subprocess
import sys
import tempfile
import time

import numpy as np

VMIN, VMAX = -1.0, 1.0
FPS, CRF, GOP = 25, 20, 50


def smooth(frames, height, width):
    """Wide waves that travel."""
    x = (np.arange(width, dtype=np.float32) / width)[None, :]
    y = (np.arange(height, dtype=np.float32) / width)[:, None]
    clip = np.empty((frames, height, width), np.float32)
    for t in range(frames):
        s = np.float32(0.1 * t)
        clip[t] = 0.5 * np.sin(9 * x + 2 * y - s) * np.cos(7 * y)
        clip[t] += 0.5 * np.sin(5 * y - 3 * x + np.float32(0.7) * s)
    return clip


def turbulent(frames, height, width):
    """Noise with a power law as spectrum, two layers that drift through each other."""
    random = np.random.default_rng(7)
    ky = np.fft.fftfreq(height)[:, None] * height
    kx = np.fft.rfftfreq(width)[None, :] * width
    k = np.maximum(np.hypot(ky, kx), 1)
    amplitude = k ** (-7 / 3) * (k < 0.2 * height)

    def layer():
        phase = np.exp(2j * np.pi * random.random(k.shape))
        noise = np.fft.irfft2(amplitude * phase, (height, width))
        return (noise / (4 * noise.std())).astype(np.float32)

    a, b = layer(), layer()
    return np.stack([np.roll(a, -t, 1) + np.roll(b, -2 * t, 0) for t in range(frames)])


def pictures(clip, table):
    """The frames as gray or RGB bytes."""
    for frame in clip:
        levels = np.clip((frame - VMIN) * (256 / (VMAX - VMIN)), 0, 255).astype(np.uint8)
        yield levels if table is None else table[levels]


def by_pipe(clip, table, preset, out):
    _, height, width = clip.shape
    ffmpeg = subprocess.Popen(
        ["ffmpeg", "-v", "error", "-y", "-f", "rawvideo", "-s", f"{width}x{height}", "-r", str(FPS),
         "-pix_fmt", "gray" if table is None else "rgb24", "-i", "-", "-c:v", "libx264",
         "-pix_fmt", "yuv420p", "-preset", preset, "-crf", str(CRF), "-g", str(GOP), out],
        stdin=subprocess.PIPE)
    for picture in pictures(clip, table):
        ffmpeg.stdin.write(picture.data)
    ffmpeg.stdin.close()
    if ffmpeg.wait() != 0:
        raise SystemExit("ffmpeg fails")


def by_pyav(clip, table, preset, out):
    import av
    _, height, width = clip.shape
    container = av.open(out, "w")
    stream = container.add_stream("libx264", rate=FPS)
    stream.width, stream.height, stream.pix_fmt = width, height, "yuv420p"
    stream.options = {"preset": preset, "crf": str(CRF), "g": str(GOP)}
    kind = "gray" if table is None else "rgb24"
    for picture in pictures(clip, table):
        for packet in stream.encode(av.VideoFrame.from_ndarray(picture, format=kind)):
            container.mux(packet)
    for packet in stream.encode():
        container.mux(packet)
    container.close()


def processor_seconds():
    used = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
    return sum(u.ru_utime + u.ru_stime for u in used)


def run_here(way, clip, table, preset, out):
    """One way of Python's, in this process."""
    if way == by_pyav.__name__:
        import av  # noqa: F401, so that its time does not count
    function = {f.__name__: f for f in (by_pipe, by_pyav)}[way]
    frames = np.load(clip)
    colors = None if table == "gray" else np.load(table)
    clock, processor = time.perf_counter(), processor_seconds()
    function(frames, colors, preset, out)
    print(time.perf_counter() - clock, processor_seconds() - processor)


def compare(title, commands, out, frames, rounds):
    times = {name: [] for name in commands}
    sizes = {}
    for _ in range(rounds):
        for name, command in commands.items():
            answer = subprocess.run(command, capture_output=True, text=True, check=False)
            if answer.returncode != 0:
                print(f"{title:32} {name}: {answer.stderr.strip()}")
                return
            times[name].append([float(x) for x in answer.stdout.split()])
            sizes[name] = os.path.getsize(out)
    first = next(iter(commands))
    for name, measured in times.items():
        ratios = [statistics.median(m[i] / f[i] for m, f in zip(measured, times[first]))
                  for i in range(2)]
        clock = 1e3 * statistics.median(m[0] for m in measured) / frames
        print(f"{title:32} {name:10} {clock:8.3f} ms  clock {ratios[0]:6.2f}"
              f"  processor {ratios[1]:6.2f}  {sizes[name]:9} bytes", flush=True)


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("movie_way")
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--frames", type=int, default=60)
    parser.add_argument("--presets", default="veryfast,ultrafast")
    o = parser.parse_args()

    import matplotlib
    with tempfile.TemporaryDirectory() as folder:
        table = os.path.join(folder, "viridis.npy")
        colors = matplotlib.colormaps["viridis"](np.arange(256), bytes=True)[:, :3]
        np.save(table, np.ascontiguousarray(colors))
        clips = {"smooth": smooth(o.frames, 720, 1280), "turbulent": turbulent(o.frames, 720, 1280),
                 "320x240": smooth(60, 240, 320)}
        out = os.path.join(folder, "out.mp4")
        for name, clip in clips.items():
            path = os.path.join(folder, name + ".npy")
            np.save(path, clip)
            for colors in ("gray", "viridis"):
                for preset in o.presets.split(","):
                    here = [sys.executable, __file__, "--here"]
                    there = [path, colors, preset, out]
                    python = [path, "gray" if colors == "gray" else table, preset, out]
                    commands = {"arrayreel": [o.movie_way, "arrayreel", *there],
                                "threaded": [o.movie_way, "threaded", *there],
                                "pipe": [*here, by_pipe.__name__, *python],
                                "PyAV": [*here, by_pyav.__name__, *python]}
                    without = subprocess.run([o.movie_way, "opencv", *there], capture_output=True,
                                             check=False).returncode
                    if without == 0:
                        commands["OpenCV"] = [o.movie_way, "opencv", *there]
                    compare(f"{name}, {colors}, {preset}", commands, out, len(clip), o.rounds)


if __name__ == "__main__":
    if sys.argv[1:2] == ["--here"]:
        run_here(*sys.argv[2:])
    else:
        main()

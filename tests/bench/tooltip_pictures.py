"""400 pictures for tooltips, from float arrays to data URIs, by arrayreel and by Pillow.

    tooltip_pictures.py TOOLTIP_DRIVER [--rounds 9]

An array of 96 x 96 float32 becomes 8 bits in the range 0…1, gets a label in its corner, becomes a
PNG file and a data URI. Pillow's way is NumPy's arithmetic, ImageDraw and Pillow's own defaults;
arrayreel's its defaults, or the smallest of the filters at level 9, as examples/blob_tooltips has.
One thread each; imports and loading do not count. Prints medians of interleaved rounds and,
relative to Pillow within a round, their medians.
"""
import argparse
import base64
import io
import pathlib
import statistics
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image, ImageDraw, ImageFont

SIDE = 96


def by_pillow(arrays, font):
    begin = time.perf_counter()
    size = 0
    for i, array in enumerate(arrays):
        levels = np.clip(array * np.float32(256), 0, 255).astype(np.uint8)
        picture = Image.fromarray(levels)
        ImageDraw.Draw(picture).text((2, 2), ("im1", "im2")[i % 2], fill=255, font=font)
        file = io.BytesIO()
        picture.save(file, "PNG")
        size += len("data:image/png;base64," + base64.b64encode(file.getvalue()).decode())
    return time.perf_counter() - begin, size


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("driver")
    parser.add_argument("--rounds", type=int, default=9)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "arrays"
        subprocess.run([options.driver, "arrays", path], check=True)
        arrays = np.fromfile(path, np.float32).reshape(-1, SIDE, SIDE)
        driver = subprocess.Popen([options.driver, "time", path], text=True,
                                  stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        font = ImageFont.load_default()

        def by_driver(way):
            print(way, file=driver.stdin, flush=True)
            seconds, size = driver.stdout.readline().split()
            return float(seconds), int(size)

        ways = {"Pillow": lambda: by_pillow(arrays, font),
                "arrayreel": lambda: by_driver("defaults"),
                "arrayreel, smallest": lambda: by_driver("smallest")}
        times = {name: [] for name in ways}
        sizes = {}
        for round_number in range(options.rounds + 1):
            for name, run in ways.items():
                seconds, sizes[name] = run()
                if round_number > 0:  # the first one warms up
                    times[name].append(seconds)
        driver.stdin.close()
        driver.wait()
    for name in ways:
        relative = statistics.median(a / b for a, b in zip(times[name], times["Pillow"]))
        print(f"{name:20} {1000 * statistics.median(times[name]):8.1f} ms {relative:6.2f} "
              f"{sizes[name]:9} bytes {sizes[name] / sizes['Pillow']:6.3f}")


main()

"""From a float array to a data URI: NumPy and Pillow against this library and OpenCV.

    data_uri_ways.py PROGRAM [--side 1024 4096] [--field octaves] [--rounds 7]

PROGRAM is data_uri_bench, which takes turns with Python. Processor time, medians.
"""

import argparse
import base64
import io
import os
import statistics
import subprocess
import tempfile
import time

import numpy as np
from PIL import Image


def data_uri(values):
    low, high = values.min(), values.max()
    pixels = np.clip((values - low) * (256 / (high - low)), 0, 255).astype(np.uint8)
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "PNG")
    return "data:image/png;base64," + base64.b64encode(file.getvalue()).decode()


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("program")
    parser.add_argument("--side", type=int, nargs="+", default=[1024, 4096])
    parser.add_argument("--field", default="octaves")
    parser.add_argument("--rounds", type=int, default=7)
    o = parser.parse_args()
    for side in o.side:
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "field.npy")
            shared = [o.program, "--side", str(side), "--field", o.field]
            subprocess.run(shared + ["--write", path], check=True)
            values = np.load(path)
        seconds = {}
        size = {}
        data_uri(values)
        for _ in range(o.rounds):
            begin = time.process_time()
            uri = data_uri(values)
            seconds.setdefault("NumPy + Pillow", []).append(time.process_time() - begin)
            size["NumPy + Pillow"] = len(uri)
            done = subprocess.run(
                shared + ["--rounds", "3", "--plain"], check=True, capture_output=True, text=True
            )
            for line in done.stdout.splitlines():
                name, _, median, count = line.split()
                seconds.setdefault(name, []).append(float(median))
                size[name] = int(count)
        own = statistics.median(seconds["arrayreel"])
        for name, all_of_it in seconds.items():
            middle = statistics.median(all_of_it)
            print(
                f"{side:5d}²  {name:16s} {1e3 * middle:9.2f} ms  {size[name]:9d} bytes"
                f"  {middle / own:6.1f} times arrayreel"
            )


if __name__ == "__main__":
    main()

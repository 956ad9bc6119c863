"""The bytes of 400 pictures for tooltips beside those that Pillow makes of the same pixels by default: the
smallest, which charts have, are fewer by 8 % at least; by default, which is for speed, a tenth more.

    tooltip_bytes_test.py TOOLTIP_DRIVER
"""
import io
import pathlib
import subprocess
import sys
import tempfile

from PIL import Image

SIDE = 96

with tempfile.TemporaryDirectory() as folder:
    path = pathlib.Path(folder) / "pixels"
    answer = subprocess.run([sys.argv[1], "bytes", path], check=True, capture_output=True, text=True)
    pixels = path.read_bytes()
count = len(pixels) // SIDE**2
assert count == 400 and len(set(pixels)) > 200, "the pictures are not what they should be"

pillow = 0
for i in range(count):
    file = io.BytesIO()
    Image.frombytes("L", (SIDE, SIDE), pixels[i * SIDE**2:(i + 1) * SIDE**2]).save(file, "PNG")
    pillow += len(file.getvalue())
defaults, smallest = map(int, answer.stdout.split())
print(f"{count} pictures: Pillow {pillow} bytes, arrayreel by default {defaults} "
      f"({defaults / pillow:.3f}), the smallest {smallest} ({smallest / pillow:.3f})")
sys.exit(0 if smallest <= defaults and smallest <= 0.92 * pillow and defaults <= 1.12 * pillow else 1)

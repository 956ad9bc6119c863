"""Compares the gallery's pictures with what its lines have written, or copies them there.

    gallery_test.py GALLERY_DIR RUN_DIR [--copy]

Pictures are compared by their pixels, as compressed bytes depend on libraries' versions; movies that are
compressed with loss by their size and number of frames.
"""
import pathlib
import re
import shutil
import sys

import numpy as np
from PIL import Image, ImageSequence

gallery, run = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2])
page = (gallery / "README.md").read_text()
made = page.partition("\n## Larger programs\n")[0]
names = re.findall(r"!\[[^\]]*\]\(([\w.]+)\)", made)
assert len(names) >= 12, f"{len(names)} pictures are too few"


def frames_of(path):
    return [np.asarray(f.convert("RGBA")) for f in ImageSequence.Iterator(Image.open(path))]


problems = []
for name in names:
    if "--copy" in sys.argv:
        shutil.copy(run / name, gallery / name)
        continue
    old, new = frames_of(gallery / name), frames_of(run / name)
    if len(old) != len(new) or old[0].shape != new[0].shape:
        problems.append(f"{name}: {len(new)} frames of {new[0].shape}, the gallery has {len(old)} of "
                        f"{old[0].shape}")
    elif not name.endswith(".webp"):
        # Sines of two libraries may differ in their last bit.
        differ = max((a != b).any(axis=-1).mean() for a, b in zip(old, new))
        if differ > 1e-3:
            problems.append(f"{name}: {100 * differ:.2f} % of the pixels differ")
unused = {p.name for p in gallery.iterdir() if p.suffix != ".md"} - set(re.findall(r"[\w.]+", page))
problems += [f"{name} is not in the gallery's page" for name in sorted(unused)]
largest = [p.name for p in gallery.iterdir() if p.stat().st_size > 400_000]
problems += [f"{name} is larger than 400 kB" for name in largest]
if problems:
    sys.exit("\n".join(problems) + "\n(cmake --build BUILD --target gallery makes them again)")

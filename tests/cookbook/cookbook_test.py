"""Runs a program of the cookbook in a fresh folder, and compares what it writes with NumPy's.

    cookbook_test.py FFPROBE RECIPE FOLDER PROGRAM [ARGUMENTS...]

For `dumps` the program is the script, followed by the folder of the tool; for `Makefile` it is the folder
of the recipes, followed by make, the compiler and the folder of the .pc files.
"""
import base64
import io
import json
import os
import pathlib
import re
import shutil
import subprocess
import sys

import matplotlib
import numpy as np
from PIL import Image

ffprobe, recipe, folder, program, *arguments = sys.argv[1:]
folder = pathlib.Path(folder)
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def run(*command, **more):
    result = subprocess.run([str(c) for c in command], cwd=folder, capture_output=True, text=True,
                            timeout=300, **more)
    if result.returncode != 0:
        sys.exit(f"{command} ended with {result.returncode}\n{result.stdout}{result.stderr}")
    return result.stdout


def levels(u, lo, hi):
    return np.clip(np.floor((u - lo) / (hi - lo) * 256), 0, 255).astype(np.uint8)


def colored(u, lo, hi, name):
    if name == "gray":
        return np.repeat(levels(u, lo, hi)[..., None], 3, axis=-1)
    table = (matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(np.uint8)
    return table[levels(u, lo, hi)]


def check_picture(picture, u, lo, hi, name="gray"):
    """The pixels are the field's. Sines of two libraries may differ in their last bit, and one value in a
    thousand then has the level beside its own."""
    found = np.asarray(picture.convert("RGB"))
    expected = colored(u, lo, hi, name)
    assert found.shape == expected.shape, f"{found.shape}, expected {expected.shape}"
    differs = np.abs(found.astype(int) - expected).max(axis=-1)
    assert (differs > 0).mean() < 1e-3 and differs.max() < 16, \
        f"{(differs > 0).sum()} of {differs.size} pixels differ, by up to {differs.max()}"


def check_with_colorbar(whole, u, lo, hi, name):
    """The picture is on the left, and beside it are colours near the first and the last."""
    height, width = u.shape
    assert whole.width > width + 16, whole.size
    top = (whole.height - height) // 2
    check_picture(whole.crop((0, top, width, top + height)), u, lo, hi, name)
    beside = np.asarray(whole.convert("RGB"))[:, width:]
    table = (matplotlib.colormaps[name](np.arange(256))[:, :3] * 255).astype(np.uint8)
    for color in (table[0], table[255]):
        off = np.abs(beside.astype(int) - color).max(axis=-1)
        assert off.min() < 8, f"{color} is not in the colorbar"


def symmetric(u):
    m = np.abs(u).max()
    return -m, m


def open_picture(name):
    return Image.open(folder / name)


def check_movie(name, codec, width, height, frames, rate):
    out = subprocess.run([ffprobe, "-v", "error", "-count_frames", "-select_streams", "v", "-of", "json",
                          "-show_entries",
                          "stream=codec_name,width,height,nb_read_frames,r_frame_rate",
                          str(folder / name)], check=True, capture_output=True)
    found = json.loads(out.stdout)["streams"][0]
    expected = {"codec_name": codec, "width": width, "height": height,
                "nb_read_frames": str(frames), "r_frame_rate": f"{rate}/1"}
    assert found == expected, f"{name}: {found}, expected {expected}"


def pictures_in(page):
    """The PNG pictures inside a page, in its order."""
    found = re.findall(r"data:image/png;base64,([A-Za-z0-9+/=]+)", (folder / page).read_text())
    return [Image.open(io.BytesIO(base64.b64decode(f))) for f in found]


def wave(step):
    y, x = np.mgrid[0:120, 0:160]
    return np.sin(.1 * x - .2 * step) * np.cos(.06 * y)


def check_wave_picture():
    check_picture(open_picture("u.png"), wave(0), *symmetric(wave(0)), "RdBu")


def check_wave():
    check_wave_picture()
    check_movie("u.mp4", "h264", 160, 120, 50, 25)


def check_vector():
    y, x = np.mgrid[0:180, 0:240]
    u = np.hypot(x - 120.0, y - 90.0)
    whole = open_picture("vector.png")
    check_with_colorbar(whole, u, u.min(), u.max(), "viridis")


def check_eigen():
    i, j = np.mgrid[0:120, 0:160].astype(float)
    m = i - j
    check_with_colorbar(open_picture("eigen.png"), m, *symmetric(m), "coolwarm")
    block = m[20:100, 40:120]
    check_picture(open_picture("eigen_block.png"), block.repeat(3, 0).repeat(3, 1), block.min(),
                  block.max())
    check_picture(open_picture("eigen_square.png"), m * m, 0, (m * m).max(), "magma")


def check_xtensor():
    y, x = np.mgrid[0:90, 0:120]
    u = ((x + y + 5 * 3) % 60).astype(np.float32)
    check_picture(open_picture("xtensor.png"), u, 0, 59, "plasma")
    check_movie("xtensor.mp4", "h264", 120, 90, 12, 6)


def check_struct_member():
    y, x = np.mgrid[0:100, 0:150].astype(float)
    check_picture(open_picture("pressure.png"), .5 * (x + y), 0, 124, "inferno")
    check_picture(open_picture("velocity_y.png"), y - 50, -50, 50, "RdBu")


def check_ghost_cells():
    j, i = np.mgrid[0:90, 0:160].astype(float)
    u = (i + 10 * j)[::-1]
    check_picture(open_picture("ghost_cells.png"), u, u.min(), u.max(), "viridis")


def check_amr():
    def ring(y, x):
        return np.exp(-(np.hypot(y - 120, x - 160) - 80) ** 2 / 200)
    y, x = np.mgrid[0:240, 0:320]
    u = ring(y // 8 * 8 + 4., x // 8 * 8 + 4.)
    fine = (slice(64, 160), slice(48, 128))
    u[fine] = ring(y[fine] + .5, x[fine] + .5)
    check_picture(open_picture("amr.png"), u, 0, 1, "viridis")


def check_solver():
    u = np.zeros((128, 128))
    u[40:70, 50:90] = 1
    stills = []
    for step in range(1001):
        if step % 250 == 0:
            check_picture(open_picture(f"heat_{step}.png"), u, 0, 1, "inferno")
            stills.append(u.copy())
        inner = u[1:-1, 1:-1]
        inner = inner + .2 * (u[1:-1, :-2] + u[1:-1, 2:] + u[:-2, 1:-1] + u[2:, 1:-1] - 4 * inner)
        u = np.pad(inner, 1)
    check_movie("heat.mp4", "h264", 256, 256, 101, 25)
    assert not (folder / "heat.partial.mp4").exists()
    shown = pictures_in("heat.html")
    assert len(shown) == 5, f"{len(shown)} stills in the page"
    for picture, still in zip(shown, stills):
        check_picture(picture, still, 0, 1, "inferno")
    movie = base64.b64encode((folder / "heat.mp4").read_bytes()).decode()
    assert movie in (folder / "heat.html").read_text(), "the movie is not in the page"


def check_openmp():
    check_movie("openmp.mp4", "h264", 160, 120, 40, 25)


def check_gpu():
    y, x = np.mgrid[0:240, 0:320]
    check_picture(open_picture("gpu.png"), np.sin(.05 * x + .3 * 19) * np.cos(.04 * y), -1, 1, "magma")
    check_movie("gpu.mp4", "h264", 320, 240, 20, 25)


def check_chart():
    page = (folder / "chart.html").read_text()
    assert all(f"https://cdn.jsdelivr.net/npm/{name}" in page
               for name in ("vega@6", "vega-lite@6", "vega-embed@7"))
    shown = pictures_in("chart.html")
    assert len(shown) == 12, f"{len(shown)} pictures"
    means = [float(m) for m in re.findall(r'"mean":([-+0-9.e]+)', page)]
    y, x = np.mgrid[0:48, 0:48]
    for i, picture in enumerate(shown):
        u = np.exp(-((x - 24) / (2 + i) / (1 + i % 2))**2 - ((y - 24) / (2 + i))**2)
        check_picture(picture, u.repeat(2, 0).repeat(2, 1), 0, 1, "magma")
        assert abs(means[i] - u.mean()) < 1e-12, f"a mean of {means[i]}, expected {u.mean()}"


def check_dumps():
    assert "float64" in shown and "dump_11" in shown, shown
    fields = [np.load(folder / f"dump_{i}.npy") for i in range(12)]
    check_picture(open_picture("last.png"), fields[11], *symmetric(fields[11]), "RdBu")
    check_movie("run.mp4", "h264", 160, 120, 12, 12)
    pages = pictures_in("run.html")
    assert len(pages) == 2, f"{len(pages)} pictures in the page"
    for picture, i in zip(pages, (0, 11)):
        check_picture(picture, fields[i], *symmetric(fields[i]), "RdBu")


if recipe == "dumps":
    for i in range(12):
        np.save(folder / f"dump_{i}.npy", wave(i))
    path = f"{arguments[0]}{os.pathsep}{os.environ['PATH']}"
    shown = run("sh", program, folder, env=dict(os.environ, PATH=path))
    check_dumps()
elif recipe == "Makefile":
    make, compiler, pkg_config_path = arguments
    for name in ("Makefile", "wave.cpp"):
        shutil.copy(pathlib.Path(program) / name, folder)
    run(make, f"CXX={compiler}", f"PKG_CONFIG_PATH={pkg_config_path}")
    run(folder / "wave")
    check_wave()
    run(make, "clean")
    assert not (folder / "wave").exists()
else:
    run(program, *arguments)
    globals()[f"check_{recipe}"]()

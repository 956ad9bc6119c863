"""Types the guide's first program into clang-repl, and looks at the picture and movie it writes.

    clang_repl_test.py program|guide|missing CLANG_REPL INCLUDE_DIR SNIPPETS FFPROBE FOLDER

"program" gives it the lines of main(); "guide" runs all other snippets but those of HDF5, which call
nearly everything that there is; "missing" has it look for a library that is not there.
"""
import json
import pathlib
import shutil
import subprocess
import sys

import numpy
from PIL import Image

what, repl, include, snippets, ffprobe, folder = sys.argv[1:7]
snippets, folder = pathlib.Path(snippets).resolve(), pathlib.Path(folder)
shutil.rmtree(folder, ignore_errors=True)
folder.mkdir(parents=True)


def run(lines, *options):
    return subprocess.run([repl, "--Xcc=-std=c++20", f"--Xcc=-isystem{include}",
                           *(f"--Xcc={o}" for o in options)],
                          input=lines + "%quit\n", cwd=folder, capture_output=True, text=True,
                          timeout=550)


def fail(message, result):
    sys.exit(f"{message}\nexit {result.returncode}\n{result.stdout[-2000:]}\n{result.stderr[:4000]}")


def without_remarks(text):
    return [line for line in text.splitlines() if line.strip()]


if what == "program":
    result = run((snippets / "program_0.repl").read_text() +
                 'extern "C" int puts(const char*);\nputs(uri.substr(0, 22).c_str());\n', "-O2")
    if result.returncode != 0 or without_remarks(result.stderr):
        fail("clang-repl complains", result)
    if "data:image/png;base64," not in result.stdout:
        fail("no data URI", result)
    i = numpy.arange(240 * 320) + 30 * 240 * 320
    u = numpy.sin(.05 * (i % 320) - .2 * 30) * numpy.cos(.03 * (i // 320 % 240))
    m = numpy.abs(u).max()
    expected = numpy.clip(numpy.floor((u + m) * (256 / (2 * m))), 0, 255).reshape(240, 320)
    picture = Image.open(folder / "u.png")
    pixels = numpy.asarray(picture, dtype=int)
    if picture.mode != "L" or pixels.shape != (240, 320) or abs(pixels - expected).max() > 1:
        sys.exit(f"u.png: {picture.mode} {pixels.shape}")
    out = subprocess.run([ffprobe, "-v", "error", "-count_frames", "-select_streams", "v", "-of",
                          "json", "-show_entries", "stream=codec_name,width,height,nb_read_frames",
                          str(folder / "u.mp4")], check=True, capture_output=True)
    stream = json.loads(out.stdout)["streams"][0]
    if stream != {"codec_name": "h264", "width": 320, "height": 240, "nb_read_frames": "60"}:
        sys.exit(f"u.mp4: {stream}")
elif what == "guide":
    (folder / "examples").symlink_to(pathlib.Path(include).resolve().parent / "examples")
    # At -O0 it compiles in a third of the time, and leaves nothing out.
    # Without HDF5, which is linked by whoever uses it and is no part of image.hpp and video.hpp.
    guide = folder / "guide.cpp"
    guide.write_text("\n".join(line for line in (snippets / "guide.cpp").read_text().splitlines()
                               if "hdf5" not in line and "chunks" not in line) + "\n")
    # Headers first: they open libraries, without which what comes with them is not linked.
    headers = [line for line in guide.read_text().splitlines() if line.startswith("#include")]
    result = run("\n".join(headers) + f'\n#include "{guide}"\nguide();\n'
                 'extern "C" int puts(const char*);\nputs("done");\n', "-O0",
                 f"-I{pathlib.Path(__file__).parent.parent / 'readme'}")
    if result.returncode != 0 or without_remarks(result.stderr) or "done" not in result.stdout:
        fail("clang-repl complains", result)
    for name in ("u.png", "big.png", "u.webm", "run.mp4", "run17.html"):
        if not (folder / name).stat().st_size:
            sys.exit(f"{name} is empty")
elif what == "missing":
    result = run("#include <libavcodec/avcodec.h>\n#undef LIBAVCODEC_VERSION_MAJOR\n"
                 "#define LIBAVCODEC_VERSION_MAJOR 99\n#include <arrayreel/video.hpp>\n")
    expected = "libavcodec.so.99: the interpreter cannot open the library that these headers call"
    if expected not in result.stderr:
        fail(f"no clear error; expected {expected}", result)
else:
    sys.exit(__doc__)

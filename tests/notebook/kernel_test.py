"""Runs the example notebook and more cells in the kernel, headless, and checks what they show.

    kernel_test.py EXAMPLE.ipynb OUTPUT_DIR FFPROBE

The kernelspec is found by JUPYTER_PATH. Afterwards OUTPUT_DIR has the notebook with its outputs, the
file that it links, and what nbconvert makes of it: trusted.html, sanitized.html, and
sanitized_png.html, where pictures go before HTML. A browser looks at them in notebook_test.mjs.
"""
import base64
import copy
import io
import json
import pathlib
import re
import subprocess
import sys
import time

import nbclient
import nbformat
import numpy
from jupyter_client.kernelspec import KernelSpecManager
from jupyter_client.manager import KernelManager
from nbconvert import HTMLExporter
from PIL import Image
from traitlets.config import Config

example, output, ffprobe = pathlib.Path(sys.argv[1]), pathlib.Path(sys.argv[2]), sys.argv[3]
output.mkdir(parents=True, exist_ok=True)
for old in output.glob("*.*"):
    old.unlink()
problems = []


def check(condition, message):
    if not condition:
        problems.append(message)


# Cells that follow the example's, and what each must show: the name of a check below.
MORE = [
    ("""std::vector<unsigned char> bytes(256);
for (int i = 0; i < 256; ++i) bytes[i] = static_cast<unsigned char>(255 - i);
display(ar::nbimage(ar::view(bytes, {16, 16})));""", "exact_picture"),
    ("""std::vector<float> steps(3 * 40 * 50);
for (int i = 0; i < 3 * 40 * 50; ++i) steps[i] = static_cast<float>(i % 61) - 30.f;
auto small = ar::nbvideo(ar::view(steps, {3, 40, 50}), {.vsym = true});
small""", "exact_poster"),
    ("display(ar::hconcat(ar::rerange(ar::view(bytes, {16, 16})), ar::rerange(ar::view(bytes, "
     "{16, 16})), {.gap = 4}));", "composed"),
    ("display(ar::mime_bundle(movie, {.byte_budget = 5000}));", "too_large"),
    ("int lost = 3;\nauto wrong = ar::nbimage(ar::view(bytes, {16, 16}), {.upscale = 0});",
     "exception"),
    ("auto wrong = ar::nbimage(ar::view(bytes, {16, 16}), {.upscale = 2});\nint lost = 4;\n"
     "wrong.png.width + lost", "after_exception"),
    ("auto typo = ar::encode_png(ar::view(bytes, {8, 32}));\nint x = typo.no_such_member;",
     "compile_error"),
    ("auto typo = ar::encode_png(ar::view(bytes, {8, 32}));\ntypo", "after_compile_error"),
    ("extern \"C\" int nobody_has_this(int);\nnobody_has_this(3);", "link_error"),
    ("throw 7;", "other_exception"),
    ("#include <cstdio>\n#include <iostream>\nstd::cout << \"first \\u00fc\\n\";\n"
     "display(1);\nstd::puts(\"second\");\n"
     "std::cerr << \"third\\n\";\n2 + 2", "order"),
    ("#include <arrayreel/notebook.hpp>\nauto json = mime_bundle_repr(movie);\ndisplay(movie);\n"
     "json.size()", "with_json"),
]

notebook = nbformat.read(example, 4)
own = len(notebook.cells)
for source, _ in MORE:
    notebook.cells.append(nbformat.v4.new_code_cell(source))
client = nbclient.NotebookClient(notebook, kernel_name="arrayreel", timeout=600, allow_errors=True,
                                 resources={"metadata": {"path": str(output)}})
client.execute()
nbformat.write(notebook, output / "all.ipynb")


def bundles(cell):
    return [o.data for o in cell.outputs if o.output_type in ("display_data", "execute_result")]


def picture(data, mime="image/png"):
    return Image.open(io.BytesIO(base64.b64decode(data[mime], validate=True)))


def movie_in(html):
    return base64.b64decode(re.search(r'<video src="data:video/mp4;base64,([^"]*)"', html)[1])


def probe(path):
    out = subprocess.run([ffprobe, "-v", "error", "-count_frames", "-select_streams", "v", "-of",
                          "json", "-show_entries", "stream=codec_name,width,height,nb_read_frames",
                          str(path)], check=True, capture_output=True)
    s = json.loads(out.stdout)["streams"][0]
    return s["codec_name"], s["width"], s["height"], int(s["nb_read_frames"])


def error_of(cell):
    errors = [o for o in cell.outputs if o.output_type == "error"]
    return errors[0] if len(errors) == 1 else None


# The example.
for cell in notebook.cells[:own]:
    for o in cell.get("outputs", []):
        check(o.output_type in ("display_data", "execute_result"), f"the example put out {o}")
shown = [b for cell in notebook.cells[:own] if cell.cell_type == "code" for b in bundles(cell)]
check([sorted(b) for b in shown] ==
      [["image/png", "text/html", "text/plain"], ["image/png", "text/html", "text/plain"],
       ["image/gif", "image/png", "text/html", "text/plain"],
       ["image/png", "text/html", "text/plain"]], f"the example shows {[sorted(b) for b in shown]}")
if len(shown) != 4 or any("image/png" not in b for b in shown):
    sys.exit("\n".join(problems))
still, movie, gif, linked = shown
check(not any("data:" in b["image/png"] for b in shown), "image/png with data: in front")
check(all(picture(b).size == (160, 120) for b in shown), "pictures of another size")
check("u at t = 1" in still["text/html"] and "u at t = 1" in still["text/plain"], "no alt text")
(output / "inside.mp4").write_bytes(movie_in(movie["text/html"]))
check(probe(output / "inside.mp4") == ("h264", 160, 120, 60),
      f"the movie is {probe(output / 'inside.mp4')}")
check(picture(gif, "image/gif").n_frames == 60, "the GIF has another number of frames")
check((output / "u.mp4").read_bytes() == (output / "inside.mp4").read_bytes(),
      "the linked movie is another one")
check('<video src="./u.mp4"' in linked["text/html"], f"linked as {linked['text/html'][:300]}")


def exact_picture(cell):
    pixels = numpy.asarray(picture(bundles(cell)[0]))
    return numpy.array_equal(pixels, 255 - numpy.arange(256).reshape(16, 16))


def exact_poster(cell):
    (data,) = bundles(cell)
    values = (numpy.arange(2000) % 61 - 30.0).reshape(40, 50)
    expected = numpy.clip(numpy.floor((values + 30) * (256 / 60)), 0, 255)
    path = output / "small.mp4"
    path.write_bytes(movie_in(data["text/html"]))
    pixels = numpy.asarray(picture(data))
    return probe(path)[3] == 3 and numpy.array_equal(
        pixels[:: pixels.shape[0] // 40, :: pixels.shape[1] // 50], expected)


def composed(cell):
    return picture(bundles(cell)[0]).size == (36, 16)


def too_large(cell):
    (data,) = bundles(cell)
    return ("byte_budget of 5000" in data["text/plain"] and "byte_budget" in data["text/html"]
            and sum(len(part) for part in data.values()) <= 5000)


def exception(cell):
    e = error_of(cell)
    return e and e.ename == "arrayreel::error" and "upscale factor of 0" in e.evalue


def after_exception(cell):
    return bundles(cell) == [{"text/plain": "36"}]


def compile_error(cell):
    e = error_of(cell)
    return (e and e.ename == "compile error" and "no_such_member" in e.evalue
            and re.search(r"cell \d+:2:14: error", "\n".join(e.traceback)))


def after_compile_error(cell):
    return picture(bundles(cell)[0]).size == (32, 8)


def link_error(cell):
    e = error_of(cell)
    return e and e.ename == "link error" and "nobody_has_this" in e.evalue


def other_exception(cell):
    e = error_of(cell)
    return e and e.ename == "int"


def order(cell):
    kinds = [(o.output_type, o.get("name")) for o in cell.outputs]
    text = {o.name: o.text for o in cell.outputs if o.output_type == "stream"}
    return (kinds[:2] == [("stream", "stdout"), ("display_data", None)]
            and cell.outputs[0].text == "first \u00fc\n" and text.get("stderr") == "third\n"
            and any(o.get("text") == "second\n" for o in cell.outputs)
            and kinds[-1] == ("execute_result", None) and bundles(cell)[-1] == {"text/plain": "4"})


def with_json(cell):
    data, size = bundles(cell)
    return size == {"text/plain": "3"} and data == dict(movie)


for cell, (_, name) in zip(notebook.cells[own:], MORE):
    try:
        good = globals()[name](cell)
    except Exception as e:  # what a check stumbles over is a finding, too
        good = None
        problems.append(f"{name}: {e!r}")
    if not good:
        brief = json.dumps(cell.outputs)
        problems.append(f"{name}: {brief[:1500]}")

# Output arrives while a cell still runs, and a second kernel starts as the first did.
manager = KernelManager(kernel_name="arrayreel")
check("arrayreel" in KernelSpecManager().find_kernel_specs(), "no kernelspec")
manager.start_kernel(cwd=str(output))
try:
    blocking = manager.blocking_client()
    blocking.start_channels()
    blocking.wait_for_ready(timeout=120)
    arrivals = {}

    def note(message):
        if message["msg_type"] == "stream":
            arrivals.setdefault(message["content"]["text"], time.monotonic())

    reply = blocking.execute_interactive(
        '#include <cstdio>\n#include <unistd.h>\nstd::puts("early");\n::sleep(2);\n'
        'std::puts("late");', output_hook=note, timeout=120)
    check(reply["content"]["status"] == "ok", f"a cell that waits: {reply['content']}")
    gap = arrivals.get("late\n", 0) - arrivals.get("early\n", 1e9)
    check(gap > 1, f"what was written early arrived {gap:.2f} s before what came late: {arrivals}")
    reply = blocking.execute_interactive("throw 1;", output_hook=note, timeout=120)
    check(reply["content"]["status"] == "error", f"a cell that throws: {reply['content']}")
    blocking.shutdown()
    for _ in range(100):
        if not manager.is_alive():
            break
        time.sleep(0.1)
    check(not manager.is_alive(), "the kernel lives after its end was asked for")
    blocking.stop_channels()
finally:
    manager.shutdown_kernel(now=True)

# Pages of the example alone, with nothing from the network.
shown_notebook = nbformat.from_dict({**notebook, "cells": notebook.cells[:own]})
nbformat.write(shown_notebook, output / "example.ipynb")
for name, options in {
        "trusted": {},
        "sanitized": {"sanitize_html": True},
        "sanitized_png": {"sanitize_html": True, "config": Config(NbConvertBase={
            "display_data_priority": ["image/png", "text/html", "text/plain"]})}}.items():
    page, _ = HTMLExporter(**options).from_notebook_node(copy.deepcopy(shown_notebook))
    (output / f"{name}.html").write_text(page)

for problem in problems:
    print(problem)
print(f"{own + len(MORE)} cells, {len(problems)} problems")
sys.exit(1 if problems else 0)

#!/usr/bin/env python3
"""What the library costs whoever compiles programs with it: processor time, memory, object size.

    compile_time.py [--include DIR] [--repeat N] [--compilers g++ clang++] [--faces compiled
                    header-only] [--check] [NAME...]

Programs are compared with one that parses and dumps JSON by nlohmann_json, at -O2 by the same
compiler; headers, which are parsed alone, with <string> + <vector> + <span>. Both are compiled in
turn with everything else, and each time is the best of all turns. A user's program has to be
compiled again and again, so `--check` fails where a ratio is beyond its budget.
"""
import argparse
import os
import pathlib
import subprocess
import sys
import tempfile

JSON = """#include <iostream>
#include <nlohmann/json.hpp>
int main() {
  const auto j = nlohmann::json::parse(R"({"pi": 3.141, "list": [1, 2]})");
  std::cout << j.dump(2) << '\\n';
}
"""
OPENCV = """#include <opencv2/imgcodecs.hpp>
int main() {
  const cv::Mat m(100, 100, CV_8UC1, cv::Scalar(7));
  return cv::imwrite("u.png", m) ? 0 : 1;
}
"""
PNG = """#include <arrayreel/png.hpp>
#include <vector>
int main() {
  std::vector<float> u(100 * 100);
  arrayreel::write_png("u.png", arrayreel::view(u, {100, 100}), {.vsym = true});
}
"""
PICTURE = """#include <arrayreel/image.hpp>
#include <vector>
int main() {
  std::vector<float> u(100 * 100);
  arrayreel::write_png("u.png", arrayreel::view(u, {100, 100}),
                       {.colormap = arrayreel::colormaps::viridis});
}
"""
BOTH = """#include <arrayreel/image.hpp>
#include <arrayreel/video.hpp>
#include <vector>
int main() {
  std::vector<float> u(10 * 100 * 100);
  arrayreel::nbimage(arrayreel::view(u, {1000, 100}), {.vsym = true}).save("u.png");
  arrayreel::nbvideo(arrayreel::view(u, {10, 100, 100}), {.vsym = true, .fps = 30}).save("u.mp4");
}
"""
ANCHOR = "".join(f"#include <{name}>\n" for name in ("string", "vector", "span"))
HEADERS = ["image.hpp", "video.hpp"]
PROGRAMS = {"png": PNG, "picture": PICTURE, "both": BOTH}

# The largest ratio of time, and the most memory (MB) of g++, of each face.
BUDGETS = {
    ("picture", "compiled"): (0.30, 250),
    ("both", "compiled"): (0.45, 250),
    ("picture", "header-only"): (2.8, 500),
    ("both", "header-only"): (5.6, 700),
    ("image.hpp", "compiled"): (2.2, 250),
    ("video.hpp", "compiled"): (2.3, 250),
}

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--include", type=pathlib.Path,
                    default=pathlib.Path(__file__).resolve().parents[2] / "include")
parser.add_argument("--repeat", type=int, default=3)
parser.add_argument("--compilers", nargs="+", default=["g++", "clang++"])
parser.add_argument("--faces", nargs="+", default=["compiled", "header-only"],
                    choices=["compiled", "header-only"])
parser.add_argument("--check", action="store_true", help="fail beyond a budget (g++, -O2)")
parser.add_argument("names", nargs="*", default=[*PROGRAMS, *HEADERS])
options = parser.parse_args()


def measured(command):
    """Seconds of processor time, and megabytes."""
    with subprocess.Popen(command, stdout=subprocess.DEVNULL) as process:
        _, status, usage = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode != 0:
        sys.exit(f"{' '.join(command)} fails")
    return usage.ru_utime + usage.ru_stime, usage.ru_maxrss / 1024


def has_opencv(compiler):
    return subprocess.run([compiler, "-fsyntax-only", "-isystem", "/usr/include/opencv4", "-x", "c++", "-"],
                          input="#include <opencv2/imgcodecs.hpp>\n", text=True,
                          stderr=subprocess.DEVNULL).returncode == 0


with tempfile.TemporaryDirectory() as folder:
    folder = pathlib.Path(folder)
    jobs = {}  # (name, face, level, compiler): command

    def add(name, face, level, compiler, text, flags):
        source = folder / f"{len(jobs)}.cpp"
        source.write_text(text)
        jobs[name, face, level, compiler] = [compiler, "-std=c++20", *flags, str(source),
                                             "-o", f"{source}.o"]

    for compiler in options.compilers:
        add("nlohmann_json", "", "-O2", compiler, JSON, ["-O2", "-c"])
        if has_opencv(compiler):
            add("OpenCV's imwrite", "", "-O2", compiler, OPENCV,
                ["-O2", "-c", "-isystem", "/usr/include/opencv4"])
        add("anchor", "", "parsed", compiler, ANCHOR, ["-fsyntax-only"])
        for face in options.faces:
            flags = [f"-I{options.include}"]
            if face == "compiled":
                flags.append("-DARRAYREEL_COMPILED")
            for name in options.names:
                if name in PROGRAMS:
                    for level in ("-O2", "-O0"):
                        add(name, face, level, compiler, PROGRAMS[name], [*flags, level, "-c"])
                else:
                    add(name, face, "parsed", compiler, f"#include <arrayreel/{name}>\n",
                        [*flags, "-fsyntax-only"])
    seconds = {}
    memory = {}
    for _ in range(options.repeat):
        for job, command in jobs.items():
            taken, megabytes = measured(command)
            seconds[job] = min(seconds.get(job, float("inf")), taken)
            memory[job] = max(memory.get(job, 0), megabytes)
    size = {job: os.path.getsize(command[-1]) / 1000
            for job, command in jobs.items() if os.path.exists(command[-1])}

print(f"{'':18}{'face':13}{'':8}{'compiler':10}{'ratio':>7}{'seconds':>9}{'MB':>6}{'object kB':>11}")
beyond = []
for job in jobs:
    name, face, level, compiler = job
    beside = ("anchor", "", "parsed", compiler) if level == "parsed" else \
        ("nlohmann_json", "", "-O2", compiler)
    ratio = seconds[job] / seconds[beside]
    object_size = f"{size[job]:11.0f}" if job in size else ""
    print(f"{name:18}{face:13}{level:8}{compiler:10}{ratio:7.2f}{seconds[job]:9.2f}"
          f"{memory[job]:6.0f}{object_size}")
    if compiler == "g++" and level != "-O0" and (name, face) in BUDGETS:
        most, megabytes = BUDGETS[name, face]
        if ratio > most or memory[job] > megabytes:
            beyond.append(f"{name}, {face}: {ratio:.2f} and {memory[job]:.0f} MB; the budget is "
                          f"{most} and {megabytes} MB")
if options.check:
    print("\n".join(beyond) or "all within their budgets")
    sys.exit(1 if beyond else 0)

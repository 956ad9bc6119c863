#!/usr/bin/env python3
"""What the headers cost whoever includes them: processor time, and memory of g++'s front end.

    compile_time.py [--include DIR] [--repeat N] [--compilers g++ clang++] [HEADER...]

Every measure is the best of so many runs, among those of all others, beside the anchor `<string>` +
`<vector>` + `<span>`, which is 414 by definition: milliseconds of a machine on which it takes that
long. Memory varies by no run and no machine, so it is what to look at when one header is changed.
"""
import argparse
import pathlib
import re
import resource
import subprocess
import tempfile

ANCHOR = "".join(f"#include <{name}>\n" for name in ("string", "vector", "span"))
PROGRAM = """#include <arrayreel/image.hpp>
#include <vector>
int main() {
  std::vector<float> u(100 * 100);
  arrayreel::nbimage(arrayreel::view(u, {100, 100}), {.vsym = true}).save("u.png");
}
"""

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--include", type=pathlib.Path,
                    default=pathlib.Path(__file__).resolve().parents[2] / "include")
parser.add_argument("--repeat", type=int, default=5)
parser.add_argument("--compilers", nargs="+", default=["g++", "clang++"])
parser.add_argument("headers", nargs="*", default=[
    "array_view.hpp", "rerange.hpp", "png.hpp", "compose.hpp", "nbimage.hpp", "colorbar.hpp",
    "npy.hpp", "page.hpp", "image.hpp", "video_writer.hpp", "video.hpp"])
options = parser.parse_args()


def processor_time(command):
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def front_end_memory(command):
    report = subprocess.run([*command, "-ftime-report"], check=True, text=True,
                            stderr=subprocess.PIPE).stderr
    number, unit = re.search(r"^ TOTAL .*?(\d+)([kM])\s*$", report, re.MULTILINE).groups()
    return int(number) / (1024 if unit == "k" else 1)


sources = {"anchor": (ANCHOR, ["-fsyntax-only"])}
for header in options.headers:
    sources[header] = (f"#include <arrayreel/{header}>\n", ["-fsyntax-only"])
for flag in ("-O0", "-O2"):
    sources[f"one picture, {flag}"] = (PROGRAM, [flag, "-c", "-o", "/dev/null"])
# The same where one file of the program has what others only declare.
SEPARATELY = "-DARRAYREEL_SEPARATE_COMPILATION"
for header in ("image.hpp", "video.hpp"):
    sources[f"{header}, separately"] = (f"#include <arrayreel/{header}>\n",
                                        ["-fsyntax-only", SEPARATELY])
for flag in ("-O0", "-O2"):
    sources[f"picture separately, {flag}"] = (PROGRAM, [flag, "-c", "-o", "/dev/null", SEPARATELY])

with tempfile.TemporaryDirectory() as folder:
    commands = {}
    for number, (name, (text, flags)) in enumerate(sources.items()):
        source = pathlib.Path(folder) / f"{number}.cpp"
        source.write_text(text)
        for compiler in options.compilers:
            commands[name, compiler] = [compiler, "-std=c++20", f"-I{options.include}", *flags,
                                        str(source)]
    best = {}
    for _ in range(options.repeat):
        for key, command in commands.items():
            best[key] = min(best.get(key, float("inf")), processor_time(command))
    memory = {name: front_end_memory(commands[name, "g++"]) for name in sources
              if "g++" in options.compilers}

print(f"{'':26}", *(f"{compiler:>10}" for compiler in options.compilers), "  g++ MB")
for name in sources:
    print(f"{name:26}",
          *(f"{414 * best[name, compiler] / best['anchor', compiler]:10.0f}"
            for compiler in options.compilers),
          f"{memory[name]:8.0f}" if name in memory else "")
for compiler in options.compilers:
    print(f"the anchor takes {1000 * best['anchor', compiler]:.0f} ms of {compiler} here")

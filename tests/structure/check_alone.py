"""Compiles each header alone, in both faces: it includes what it uses.

A header of detail/ without an .ipp file is the same text in both faces, and is compiled in one. Those with
one are compiled header-only with ARRAYREEL_WHOLE in the environment: public ones include them all.

    check_alone.py COMPILER INCLUDE_DIR [FLAG...]
"""
import concurrent.futures
import os
import pathlib
import subprocess
import sys

compiler, include, *flags = sys.argv[1:]
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wold-style-cast",
            "-Werror"]
FACES = {"compiled": ["-DARRAYREEL_COMPILED"], "header-only": []}


def problems_of(job):
    header, face = job
    command = [compiler, "-std=c++20", "-fsyntax-only", "-O0", "-I", include, *flags, *WARNINGS,
               *FACES[face], "-x", "c++", "-"]
    run = subprocess.run(command, input=f"#include <{header}>\n", text=True,
                         stderr=subprocess.PIPE)
    return f"{header}, {face}:\n{run.stderr}" if run.returncode else ""


def differs(header):
    return "/" not in header.removeprefix("arrayreel/") or "ARRAYREEL_WHOLE" in os.environ and \
        pathlib.Path(include, header).with_suffix(".ipp").exists()


headers = sorted(p.relative_to(include).as_posix() for p in pathlib.Path(include).rglob("*.hpp"))
jobs = [(header, face) for header in headers for face in FACES
        if face == "compiled" or differs(header)]
with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
    problems = [text for text in pool.map(problems_of, jobs) if text]
for problem in problems:
    print(problem)
print(f"{len(headers)} headers, {len(jobs)} times, {len(problems)} problems")
sys.exit(1 if problems else 0)

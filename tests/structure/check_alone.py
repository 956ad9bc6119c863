"""Compiles each header as if alone, in both faces: it includes what it uses.

Compiled, a header comes in one file with others, each of which includes the one before it: what stands
before its own text is what it includes, and nothing else. Header-only, where a header brings more after its
text, each has a file of its own.

A header of detail/ without an .ipp file is the same text in both faces, and is compiled in one. Those with
one are compiled header-only with ARRAYREEL_WHOLE in the environment: public ones include them all.

    check_alone.py COMPILER INCLUDE_DIR [FLAG...]
"""
import concurrent.futures
import os
import pathlib
import re
import subprocess
import sys

compiler, include, *flags = sys.argv[1:]
include = pathlib.Path(include).resolve()
WARNINGS = ["-Wall", "-Wextra", "-Wpedantic", "-Wconversion", "-Wshadow", "-Wold-style-cast",
            "-Werror"]
FACES = {"compiled": ["-DARRAYREEL_COMPILED"], "header-only": []}
DIRECTIVE = re.compile(r'^ *# *(if|endif|include)\w*(?: *"([^"]+)")?', re.MULTILINE)


def problems_of(job):
    names, face = job
    command = [compiler, "-std=c++20", "-fsyntax-only", "-O0", "-I", include, *flags, *WARNINGS,
               *FACES[face], "-x", "c++", "-"]
    run = subprocess.run(command, input="".join(f"#include <{name}>\n" for name in names), text=True,
                         stderr=subprocess.PIPE)
    return f"{', '.join(names)}, {face}:\n{run.stderr}" if run.returncode else ""


def included(header):
    """The library's headers that one of them includes before its text, itself or by others, always."""
    found = [include / header]
    for path in found:
        conditions = 0
        before = re.split(r"^[a-z\[{]", path.read_text(), maxsplit=1, flags=re.MULTILINE)[0]
        for directive, name in DIRECTIVE.findall(before):
            conditions += {"if": 1, "endif": -1, "include": 0}[directive]
            if conditions == 0 and name and (other := (path.parent / name).resolve()) not in found:
                found.append(other)
    return {path.relative_to(include).as_posix() for path in found[1:]}


def chains(headers):
    """The headers in lists, in each of which one includes the one before it."""
    within = {header: included(header) for header in headers}
    left = set(headers)
    while left:
        chain = []
        candidates = left
        while candidates:
            chain.insert(0, max(candidates, key=lambda header: (len(within[header]), header)))
            left.remove(chain[0])
            candidates = left & within[chain[0]]
        yield chain


def is_public(header):
    return "/" not in header.removeprefix("arrayreel/")


def has_other_face(header):
    return is_public(header) or \
        "ARRAYREEL_WHOLE" in os.environ and (include / header).with_suffix(".ipp").exists()


headers = sorted(p.relative_to(include).as_posix() for p in include.rglob("*.hpp"))
jobs = [(chain, "compiled") for chain in chains(headers)]
jobs += [([header], "header-only") for header in headers if has_other_face(header)]
with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
    problems = [text for text in pool.map(problems_of, jobs) if text]
for problem in problems:
    print(problem)
print(f"{len(headers)} headers, {len(jobs)} files, {len(problems)} problems")
sys.exit(1 if problems else 0)

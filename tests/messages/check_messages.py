"""Checks what compilers say of wrong programs: one sentence, in no more than twelve lines.

    check_messages.py [--few] [--mpi=FLAGS] INCLUDE_DIR COMPILER...

Programs are compiled as a user compiles them, without limits on what is said. `--few` takes one of
each kind. Right programs must pass without a warning, and no header may be read below C++20. Where
FLAGS are those of an MPI, separated by `|`, programs of many ranks are looked at, too.
"""
import argparse
import concurrent.futures
import itertools
import os
import pathlib
import subprocess
import sys

import programs

MOST_LINES = 12
KINDS = 12
# What clang++ says of options in braces beside the sentence.
BESIDE = "cannot pass initializer list to variadic constructor"

parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
parser.add_argument("--few", action="store_true", help="one of each kind")
parser.add_argument("--mpi", default="")
parser.add_argument("include", type=pathlib.Path)
parser.add_argument("compilers", nargs="+")
options = parser.parse_args()


def said_of(text, compiler, *flags):
    run = subprocess.run([compiler, "-std=c++20", "-DARRAYREEL_COMPILED", "-fsyntax-only",
                          f"-I{options.include}", *flags, "-x", "c++", "-"],
                         input=text, text=True, stderr=subprocess.PIPE,
                         env={**os.environ, "LC_ALL": "C"})
    return run.returncode, run.stderr.replace("\\'", "'").replace('\\"', '"')


def is_clang(compiler):
    return "clang" in subprocess.run([compiler, "--version"], text=True, check=True,
                                     stdout=subprocess.PIPE).stdout


def program(statements, before=programs.BEFORE):
    return f"{before}  {statements}\n}}\n"


def wrong(compiler, sentence, statement):
    return wrong_of(said_of(program(statement), compiler), sentence, statement)


def wrong_of_ranks(compiler, sentence, statement):
    said = said_of(program(statement, programs.BEFORE_OF_RANKS), compiler, *options.mpi.split("|"))
    return wrong_of(said, sentence, statement)


def wrong_of(code_and_said, sentence, statement):
    code, said = code_and_said
    lines = said.splitlines()
    errors = [line for line in lines if " error: " in line and BESIDE not in line]
    faults = []
    if code == 0:
        faults.append("it compiles")
    if len(lines) > MOST_LINES:
        faults.append(f"{len(lines)} lines; expected {MOST_LINES} at most")
    if len(errors) != 1:
        faults.append(f"{len(errors)} errors; expected one")
    elif sentence not in errors[0]:
        faults.append(f"the error does not say: {sentence}")
    return faults, statement, said


def right(compiler, name, before=programs.BEFORE, flags=()):
    _, said = said_of(program(getattr(programs, name), before), compiler, "-Wall", "-Wextra", "-Wpedantic",
                      *flags)
    return (["something is said of it"] if said else []), name, said


def gone(compiler):
    _, said = said_of(program(programs.GONE), compiler)
    expected = sum(line.lstrip().startswith("const") for line in programs.GONE.splitlines())
    found = said.count("will be destroyed at the end of the full-expression")
    return ([f"{found} warnings; expected {expected}"] if found != expected else []), "GONE", said


def old(compiler, header):
    code, said = said_of(f"#include <arrayreel/{header}>\n", compiler, "-std=c++17")
    lines = said.splitlines()
    errors = [line for line in lines if "error: " in line]
    faults = []
    if code == 0 or not errors or "arrayreel needs C++20: compile with -std=c++20" not in errors[0]:
        faults.append("the first error is not that it needs C++20")
    if len(lines) > 9 or len(errors) > 2:
        faults.append(f"{len(errors)} errors in {len(lines)} lines; expected 2 in 9 at most")
    return faults, f"{header} with -std=c++17", said


jobs = []
for compiler in options.compilers:
    list_ = programs.WRONG[:KINDS] if options.few else programs.WRONG
    jobs += [(wrong, compiler, *entry) for entry in list_]
    jobs += [(right, compiler, name) for name in ("RIGHT", "THERE")]
    if options.mpi:
        jobs += [(wrong_of_ranks, compiler, *entry)
                 for entry in programs.WRONG_OF_RANKS[:2 if options.few else None]]
        jobs.append((right, compiler, "RIGHT_OF_RANKS", programs.BEFORE_OF_RANKS, options.mpi.split("|")))
    if is_clang(compiler):
        jobs.append((gone, compiler))
    jobs += [(old, compiler, header.name) for header in sorted(options.include.glob("arrayreel/*.hpp"))]

failed = 0
with concurrent.futures.ThreadPoolExecutor(len(os.sched_getaffinity(0))) as pool:
    for job, (faults, what, said) in zip(jobs, pool.map(lambda job: job[0](*job[1:]), jobs)):
        if faults:
            failed += 1
            print(f"{job[1]}: {what}\n  {'; '.join(faults)}\n", *itertools.islice(said.splitlines(), 40),
                  sep="\n")
print(f"{len(jobs)} programs, {failed} with problems")
sys.exit(1 if failed else 0)

"""Runs the programs of this folder under one MPI, each within a time.

    mpi_test.py MPIRUN FOLDER CASES RANKS DECOMPOSITIONS FAILURES COUNTS

CASES are the random pictures, RANKS those whose bytes are counted.
"""
import os
import pathlib
import shutil
import subprocess
import sys

mpirun, folder, cases, ranks, decompositions, failures, counts = sys.argv[1:]
folder = pathlib.Path(folder)
environment = dict(os.environ, OMPI_ALLOW_RUN_AS_ROOT="1", OMPI_ALLOW_RUN_AS_ROOT_CONFIRM="1")
version = subprocess.run([mpirun, "--version"], stdout=subprocess.PIPE, text=True,
                         env=environment).stdout
is_openmpi = "OpenRTE" in version or "Open MPI" in version
# Ranks that wait leave the processor to those that work.
OPTIONS = ["--oversubscribe", "--mca", "mpi_yield_when_idle", "1"] if is_openmpi else []
problems = []


def run(ranks, program, *arguments, seconds=300):
    """The exit code, and what was written; None where it did not end in time."""
    command = [mpirun, *OPTIONS, "-n", str(ranks), program, *map(str, arguments)]
    try:
        done = subprocess.run(command, env=environment, stdin=subprocess.DEVNULL, text=True,
                              stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=seconds)
    except subprocess.TimeoutExpired as late:
        return None, (late.stdout or b"").decode(errors="replace")
    return done.returncode, done.stdout


def expect_success(what, result):
    code, text = result
    print(f"{what}:\n{text}")
    if code != 0:
        problems.append(f"{what}: {'no end' if code is None else f'exit code {code}'}")


def empty(name):
    shutil.rmtree(folder / name, ignore_errors=True)
    (folder / name).mkdir(parents=True)
    return folder / name


expect_success("errors", run(4, failures, "errors", empty("failures")))
expect_success("counts", run(ranks, counts, empty("counts")))
expect_success("decompositions", run(8, decompositions, empty("decompositions"), cases,
                                     seconds=3000))

# A rank that is killed: MPI ends the others, and the file stays what it was.
killed = empty("killed")
for name, before in {"new.png": None, "old.png": b"what was there"}.items():
    path = killed / name
    if before is not None:
        path.write_bytes(before)
    code, text = run(4, failures, "killed", path, seconds=120)
    if code is None:
        problems.append(f"a rank was killed ({name}): no end")
    elif code == 0:
        problems.append(f"a rank was killed ({name}): exit code 0\n{text}")
    after = path.read_bytes() if path.exists() else None
    if after != before:
        problems.append(f"a rank was killed: {name} has become another")

for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)

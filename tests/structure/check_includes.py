"""Checks what the umbrella headers bring in from elsewhere, through whatever other header.

    check_includes.py COMPILER INCLUDE_DIR [FLAG...]

With libstdc++ alone: other standard libraries' headers include one another differently.
"""
import pathlib
import subprocess
import sys

HEAVY = {"iostream", "istream", "sstream", "fstream", "iomanip", "filesystem", "regex", "complex",
         "future", "immintrin.h", "json.hpp", "hdf5.h"}
# A movie has threads and functions of the user's.
HEAVY_FOR_PICTURES = HEAVY | {"thread", "ranges", "functional", "chrono", "mutex", "map"}

compiler, include, *flags = sys.argv[1:]


def included(header):
    """The paths of what a header brings in."""
    rule = subprocess.run([compiler, "-std=c++20", "-M", "-I", include, *flags, "-x", "c++", "-"],
                          input=f"#include <{header}>\n", stdout=subprocess.PIPE, text=True,
                          check=True).stdout
    return [pathlib.Path(name) for name in rule.replace("\\\n", " ").split()[1:]]


problems = []
# g++ 11's <algorithm> has <functional> in it.
unavoidable = set(included("algorithm"))
for header, heavy in {"image.hpp": HEAVY_FOR_PICTURES, "video.hpp": HEAVY}.items():
    files = included(f"arrayreel/{header}")
    if not any(file.name == "c++config.h" for file in files):
        print("not libstdc++: nothing to check")
        sys.exit(0)
    if not any(file.name == "string" for file in files):
        problems.append(f"{header} includes no <string>: the compiler's list is not read right")
    # The C library has a math.h and a complex.h too, which cost little.
    problems += [f"{header} brings in {file}" for file in files
                 if file.name in heavy and file not in unavoidable and "bits" not in file.parts
                 and "arrayreel" not in file.parts]
for problem in problems:
    print(problem)
sys.exit(1 if problems else 0)

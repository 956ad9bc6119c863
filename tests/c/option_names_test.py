"""Texts of options have the names of the tool's options; the guide lists them, and its lines in C and Fortran
are the examples'.

    option_names_test.py ARRAYREEL ROOT

An option that is new in the tool makes this fail until the texts have it, or it is left out here.
"""
import pathlib
import re
import subprocess
import sys

# Of the tool's options of values, pictures and movies.
LEFT_OUT = {
    "colormaps": "prints names", "crop": "a pointer, extents and strides say it",
    "every": "the caller pushes what it wants", "jobs": "the caller pushes frames one by one", "jobs": "the caller pushes frames one by one",
}

tool, root = sys.argv[1], pathlib.Path(sys.argv[2])
room = root / "include/arrayreel/detail/option_text"
problems = []


def names_in(file):
    found = re.findall(r'^    \{"([a-z-]+)",', (room / file).read_text(), re.MULTILINE)
    assert len(found) >= 5, f"{file} has {found} as this reads it; expected more"
    return found


texts = {name for file in ("mapping_text.hpp", "picture_text.ipp", "display_text.hpp", "movie_text.ipp")
         for name in names_in(file)}

help_text = subprocess.run([tool, "--help"], check=True, capture_output=True, text=True).stdout
offered = set()
group = ""
for line in help_text.splitlines():
    if heading := re.fullmatch(r"(\w[\w ]*):", line):
        group = heading[1]
    elif group in ("Values to colours", "Picture", "Movie"):
        if option := re.match(r"  (?:-\w, )?--([a-z-]+)", line):
            offered.add(option[1])
assert len(offered) >= 40, f"--help has {sorted(offered)} as this reads it; expected more"
problems += [f"no text has the tool's --{name}" for name in sorted(offered - texts - LEFT_OUT.keys())]
problems += [f"--{name} is left out here, and the tool has none" for name in LEFT_OUT if name not in offered]

guide = (root / "examples/README.md").read_text()
section = guide.partition("\n## C, Fortran and others\n")[2].partition("\n## ")[0]
named = set(re.findall(r"`([a-z-]+)`", section))
problems += [f"the guide does not name the option {name}" for name in sorted(texts - named)]

for language, example in {"c": "c/wave.c", "fortran": "fortran/wave.f90"}.items():
    lines = (root / "examples" / example).read_text().splitlines()
    blocks = re.findall(rf"^```{language}\n(.*?)^```$", section, re.MULTILINE | re.DOTALL)
    assert blocks, f"the guide has no lines in {language}"
    problems += [f"the guide's line {line!r} is not one of {example}"
                 for block in blocks for line in block.splitlines() if line and line not in lines]

for problem in problems:
    print(problem)
print(f"{len(texts)} names, {len(offered)} options of the tool, {len(problems)} problems")
sys.exit(1 if problems else 0)

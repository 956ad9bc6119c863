"""The C library has the functions of arrayreel.h and no other with C names; Fortran's module binds to these.

    check_symbols.py NM LIBRARY INCLUDE_DIR
"""
import pathlib
import re
import subprocess
import sys

nm, library, include = sys.argv[1], sys.argv[2], pathlib.Path(sys.argv[3])
dynamic = ["-D"] if ".so" in pathlib.Path(library).name else []
listed = subprocess.run([nm, *dynamic, "-g", "--defined-only", library], check=True, capture_output=True,
                        text=True).stdout
found = set(re.findall(r" T (\w+)$", listed, re.MULTILINE))
found = {name for name in found if not name.startswith("_")}  # those of C++
text = re.sub(r"/\*.*?\*/", "", (include / "arrayreel.h").read_text(), flags=re.DOTALL)
declared = set(re.findall(r"^ARRAYREEL_C_API [^(]*?(\w+)\(", text, re.MULTILINE))
bound = set(re.findall(r'name="(arrayreel_\w+)"', (include / "arrayreel.f90").read_text()))
assert len(declared) > 20 and len(bound) > 15, f"{declared}, {bound}"
problems = [f"{name} is in the library and not in arrayreel.h" for name in sorted(found - declared)]
problems += [f"{name} is in arrayreel.h and not in the library" for name in sorted(declared - found)]
problems += [f"{name} is in arrayreel.f90 and not in arrayreel.h" for name in sorted(bound - declared)]
if dynamic:  # nothing of C++ comes out of the shared library
    others = set(re.findall(r" [TDBR] (_Z\w+)$", listed, re.MULTILINE))
    problems += [f"{name} is visible" for name in sorted(others)]
for problem in problems:
    print(problem)
print(f"{len(declared)} functions, {len(problems)} problems")
sys.exit(1 if problems else 0)

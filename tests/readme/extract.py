"""Makes C++ files of the snippets in the README and in the headers' documentation.

    extract.py README.md INCLUDE_DIR OUTPUT_DIR

A snippet with a main() becomes a function of its own; any other one the body of a function behind
tests/readme/prelude.hpp. README snippets continue one another, as a reader takes them, and are
run; those of the headers are only compiled, each alone. Programs are also written as an
interpreter takes them: the lines of main() at its prompt, program_0.repl.
"""
import pathlib
import re
import sys

readme, include, output = map(pathlib.Path, sys.argv[1:])
output.mkdir(parents=True, exist_ok=True)


def write(name, text):
    path = output / name
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def split(snippet):
    lines = snippet.splitlines()
    includes = [line for line in lines if line.startswith("#include")]
    return "\n".join(includes), "\n".join(l for l in lines if not l.startswith("#include"))


def lines_for_interpreter(program):
    """A statement a line, as a prompt takes no statement that goes over several."""
    head, _, body = program.partition("int main() {\n")
    lines = [line for line in head.splitlines() if line.strip()]
    statement = ""
    for line in body.rpartition("}")[0].splitlines():
        code = re.sub(r"\s*//.*", "", line).strip()
        statement = f"{statement} {code}".strip()
        if statement.endswith(";"):
            lines.append(statement)
            statement = ""
    assert not statement, f"half a statement: {statement}"
    return "\n".join(lines) + "\n"


blocks = re.findall(r"^```cpp\n(.*?)^```$", readme.read_text(), re.MULTILINE | re.DOTALL)
programs = [b for b in blocks if "int main()" in b]
parts = [b for b in blocks if "int main()" not in b]
assert programs and len(parts) >= 4, "the README has lost its snippets"

runner = ['// Runs the README\'s snippets.\n#include "run_h5.hpp"\n']
for i, program in enumerate(programs):
    runner.append(f"int program_{i}();\n")
    write(f"program_{i}.repl", lines_for_interpreter(program))
    body = program.replace("int main() {", f"int program_{i}() {{", 1)
    # Only main() may end without a return.
    head, _, _ = body.rpartition("}")
    write(f"program_{i}.cpp",
          f"int program_{i}();\n{head}  (void)tag, (void)uri;\n  return 0;\n}}\n")
includes = "\n".join(split(b)[0] for b in parts)
body = "\n".join(split(b)[1] for b in parts)
names = []
for name in re.findall(r"^\s*(?:auto|std::string|ar::encoded)\s+(\w+)\s*=", body, re.MULTILINE):
    names.append(f"  (void){name};")
write("guide.cpp", f'{includes}\n#include "prelude.hpp"\n\nvoid guide();\n'
                   f"void guide() {{\n{body}\n" + "\n".join(names) + "\n}\n")
calls = "".join(f"  if (program_{i}() != 0) return 1;\n" for i in range(len(programs)))
runner.append(f"void guide();\nint main() {{\n  make_run_h5();\n{calls}  guide();\n  return 0;\n}}\n")
write("runner.cpp", "".join(runner))

text = ['#include "prelude.hpp"\n']
count = 0
for header in sorted(include.rglob("*.hpp")):
    lines = [re.sub(r"^\s*/// ?", "", line) if re.match(r"^\s*///", line) else "\0"
             for line in header.read_text().splitlines()]
    for block in re.findall(r"^```cpp\n(.*?)^```$", "\n".join(lines), re.MULTILINE | re.DOTALL):
        text.append(f"\n// {header.name}\nvoid snippet_{count}();\n"
                    f"void snippet_{count}() {{\n{block}}}\n")
        count += 1
assert count >= 4, "the headers have lost their snippets"
write("headers.cpp", "".join(text))

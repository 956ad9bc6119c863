"""Makes C++ files of the snippets in pages and in the headers' documentation.

    extract.py INCLUDE_DIR OUTPUT_DIR PAGE.md...

A snippet of a page that has a main() becomes a function of its own, any other one a part of a function
behind tests/readme/prelude.hpp. The snippets of a section (`## …`) continue one another, as a reader takes
them; where a page has a snippet after the comment "names of all snippets below", every section behind it
begins with that. These functions are run. Snippets of headers are only compiled, each alone. Programs are
also written as an interpreter takes them: the lines of main() at its prompt, program_0.repl.
"""
import pathlib
import re
import sys

include, output, *pages = map(pathlib.Path, sys.argv[1:])
output.mkdir(parents=True, exist_ok=True)
NAMES = "<!-- names of all snippets below -->\n"


def write(name, text):
    path = output / name
    if not path.exists() or path.read_text() != text:
        path.write_text(text)


def blocks_of(text):
    return re.findall(r"^```cpp\n(.*?)^```$", text, re.MULTILINE | re.DOTALL)


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


programs = []
includes = []
functions = []  # name, body
for page in pages:
    names = ""
    for number, section in enumerate(re.split(r"^(?=## )", page.read_text(), flags=re.MULTILINE)):
        before, found, behind = section.partition(NAMES)
        blocks = blocks_of(before)
        programs += [b for b in blocks if "int main()" in b]
        parts = [b for b in blocks if "int main()" not in b]
        if found:
            names = blocks_of(behind)[0]
        elif parts:
            parts.insert(0, names)
        lines = "\n".join(parts).splitlines()
        includes += [line for line in lines if line.startswith("#include")]
        if parts:
            title = re.match(r"## (.*)", section)
            name = re.sub(r"\W+", "_", title[1].lower()) if title else "first"
            functions.append((f"{page.stem.lower()}_{page.parent.name}_{name}".replace("-", "_"),
                              "\n".join(l for l in lines if not l.startswith("#include"))))
assert programs and len(functions) >= 10, "the pages have lost their snippets"

files = []
runner = ['// Runs the snippets of pages.\n#include "run_h5.hpp"\n']
for i, program in enumerate(programs):
    runner.append(f"int program_{i}();\n")
    write(f"program_{i}.repl", lines_for_interpreter(program))
    body = program.replace("int main() {", f"int program_{i}() {{", 1)
    # Only main() may end without a return.
    head, _, _ = body.rpartition("}")
    files.append(f"int program_{i}();\n{head}  return 0;\n}}\n")
write("programs.cpp", "\n".join(files))
includes = "\n".join(dict.fromkeys(includes))
text = [f'{includes}\n#include "prelude.hpp"\n']
text += [f"\nvoid {name}();\nvoid {name}() {{\n{body}\n}}\n" for name, body in functions]
text += ["\nvoid guide();\nvoid guide() {\n", *(f"  {name}();\n" for name, _ in functions), "}\n"]
write("guide.cpp", "".join(text))
calls = "".join(f"  if (program_{i}() != 0) return 1;\n" for i in range(len(programs)))
runner.append(f"void guide();\nint main() {{\n  make_run_h5();\n{calls}  guide();\n  return 0;\n}}\n")
write("runner.cpp", "".join(runner))

text = ['#include "prelude.hpp"\n']
count = 0
for header in sorted(include.rglob("*.hpp")):
    lines = [re.sub(r"^\s*/// ?", "", line) if re.match(r"^\s*///", line) else "\0"
             for line in header.read_text().splitlines()]
    for block in blocks_of("\n".join(lines)):
        text.append(f"\n// {header.name}\nvoid snippet_{count}();\n"
                    f"void snippet_{count}() {{\n{block}}}\n")
        count += 1
assert count >= 4, "the headers have lost their snippets"
write("headers.cpp", "".join(text))

"""Checks the pages of the project: links, names of files, the first page's length, the list of headers.

    check_documents.py ROOT

A link must lead to a file that is there and, behind #, to one of its headings. So must what is quoted as a
path from the root, such as `cmake/bootstrap.sh`.
"""
import pathlib
import re
import sys

MOST_WORDS = 1200  # of the first page
root = pathlib.Path(sys.argv[1]).resolve()
problems = []


def pages_below(folder):
    for path in sorted(folder.iterdir()):
        if path.is_dir() and not path.name.startswith((".", "build")) and path.name != "node_modules":
            yield from pages_below(path)
        elif path.suffix == ".md":
            yield path


def without_code(text):
    return re.sub(r"^```.*?^```$", "", text, flags=re.MULTILINE | re.DOTALL)


def anchors_of(page):
    """The names that GitHub gives to headings."""
    found = set()
    for heading in re.findall(r"^#+ (.*)", without_code(page.read_text()), re.MULTILINE):
        text = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).strip().lower()
        name = re.sub(r"[^\w\- ]", "", text).replace(" ", "-")
        number = 0
        while (unique := f"{name}-{number}" if number else name) in found:
            number += 1
        found.add(unique)
    return found


def check_link(page, target):
    if re.match(r"[a-z]+:", target):
        return
    path, _, anchor = target.partition("#")
    file = (page.parent / path).resolve() if path else page
    if not file.exists():
        problems.append(f"{page.relative_to(root)}: no file {path}")
    elif root not in file.parents and file != root:
        problems.append(f"{page.relative_to(root)}: {path} is outside the project")
    elif anchor and (file.suffix != ".md" or anchor not in anchors_of(file)):
        problems.append(f"{page.relative_to(root)}: no heading {target}")


pages = list(pages_below(root))
links = 0
for page in pages:
    text = without_code(page.read_text())
    targets = re.findall(r"\]\(([^)\s]+)\)", text)
    targets += re.findall(r"(?:src|href)=\"([^\"]+)\"", text)
    links += len(targets)
    for target in targets:
        check_link(page, target)
    for path in re.findall(r"`((?:cmake|examples|include|tests)/[\w./-]+)`", text):
        if not (root / path).exists():
            problems.append(f"{page.relative_to(root)}: no {path}")
assert len(pages) >= 8 and links >= 60, f"{len(pages)} pages with {links} links are too few"

words = len((root / "README.md").read_text().split())
if words > MOST_WORDS:
    problems.append(f"README.md: {words} words, expected {MOST_WORDS} at most")

guide = (root / "examples/README.md").read_text()
headers = guide.partition("\n## Headers\n")[2].partition("\n## ")[0]
for header in (root / "include/arrayreel").glob("*.hpp"):
    if header.name not in ("arrayreel.hpp", "image.hpp", "video.hpp", "version.hpp", "layout.hpp",
                           "color.hpp") and f"`{header.name}`" not in headers:
        problems.append(f"examples/README.md: nothing of {header.name} under Headers")
for name in re.findall(r"`(\w+\.hpp)`", headers):
    if not (root / "include/arrayreel" / name).exists():
        problems.append(f"examples/README.md: there is no {name}")

print("\n".join(problems) or f"{len(pages)} pages, {links} links, {words} words on the first page")
sys.exit(bool(problems))

"""Checks the order of the rooms: a file includes only files of its own room and of rooms before it.

    check_rooms.py INCLUDE_DIR COMPILED_DIR

A room is a folder in detail/, and the public headers that offer what is in it. An .ipp file defines
what the .hpp file beside it declares, and one source of the compiled library includes it. Umbrella
headers include everything. Headers and functions of POSIX that are none of C++ stand in detail/platform/
alone.
"""
import pathlib
import re
import sys

ROOMS = ["base", "array", "simd", "values", "raster", "io", "deflate", "png", "media", "npy", "video", "page",
         "canvas", "option_text", "chart", "hdf5", "mpi", "umbrella"]
PUBLIC = {
    "base": "version error",
    "array": "array_view any_view owned_array view_member adapt",
    "values": "color colormap colormap_names norm range mapping rerange raster",
    "raster": "placement layout text compose colorbar colorbar_choice",
    "png": "encoded png_options png",
    "media": "read_encoded",
    "npy": "npy npy_frames",
    "video": "codecs frame_rate video_options video_writer join_videos encoder_licence",
    "page": "base64 html video_tag page_options nbimage page mime_bundle nbimages notebook table nbvideo video_segments",
    "canvas": "canvas_options canvas",
    "chart": "vega_options vega",
    "hdf5": "hdf5",
    "mpi": "mpi mpi_canvas mpi_video_options mpi_video",
    "umbrella": "image video arrayreel",
}
ROOM_OF_FILE = {name: room for room, names in PUBLIC.items() for name in names.split()}
LONGEST = 600
# values/ maps into pixels, before there is anything to compose.
LENT_TO_VALUES = {"raster/picture.hpp", "raster/picture.ipp", "raster/pixel.hpp"}

# What is of POSIX, or of Linux, and not of C++. A function is told by the :: before it, or by its beginning.
SYSTEM_HEADERS = re.compile(
    r"#include <((arpa|net|netinet|sys|linux|mach)/.*|aio|dirent|dlfcn|fcntl|fnmatch|glob|grp|langinfo|poll|pthread|"
    r"pwd|regex|sched|semaphore|spawn|strings|syslog|termios|unistd|windows|io|direct|process)(\.h)?>")
SYSTEM_CALLS = re.compile(
    r"(?<![\w>)])::(access|clock_\w+|close|closedir|dirfd|dl\w+|dup\w*|exec\w+|f?chmod|f?stat\w*|faccessat|fcntl|"
    r"fdopen|fileno|flock|fork|f?sync|fdatasync|f?truncate|get(auxval|e?[gu]id|p?pid|page\w+)|isatty|kill|linkat|"
    r"lseek|lstat|madvise|memfd_create|mk(dir|fifo|stemp)\w*|m?(un)?map|nanosleep|open(at|dir)?|p?read|p?write|pipe2?|poll|"
    r"posix_\w+|readdir\w*|readlink|realpath|rmdir|setenv|strnlen|symlink|sysconf|uname|unlink(at)?|unsetenv|"
    r"usleep|wait(pid)?)\(|\b(pthread|sched)_\w+|\bsig(set_t|action|emptyset|fillset|addset|delset|ismember|pending|"
    r"timedwait|wait)\b|\bO_[A-Z]{4,}\b|\bstruct stat\b|\b(ssize|off|pid|mode)_t\b")

include = (pathlib.Path(sys.argv[1]) / "arrayreel").resolve()
problems = []


def room_of(file):
    parts = file.relative_to(include).parts
    if parts[0] == "detail":
        if "/".join(parts[1:]) in LENT_TO_VALUES:
            return "values"
        return "base" if parts[1] in {"options", "platform"} else parts[1]
    room = ROOM_OF_FILE.get(file.stem)
    if room is None:
        problems.append(f"{file.name} is in no room; name it in {pathlib.Path(__file__).name}")
        return "umbrella"
    return room


files = [f for f in sorted(include.rglob("*")) if f.suffix in {".hpp", ".ipp", ".inc"}]
edges = {}
for file in files:
    here = room_of(file)
    if here not in ROOMS:
        problems.append(f"{file.relative_to(include)}: {here} is no room; expected one of {ROOMS}")
        continue
    text = file.read_text()
    if file.suffix in {".hpp", ".ipp"} and "#pragma once" not in text:
        problems.append(f"{file.relative_to(include)} has no #pragma once")
    if "template <class = void>" in text:
        problems.append(f"{file.relative_to(include)}: a function that is a template for no argument")
    depth = 0
    for line in text.splitlines():
        depth += line.startswith("#if") - line.startswith("#endif")
        if depth > 0 and line.startswith("#include") and line.endswith('/config.hpp"'):
            problems.append(f"{file.relative_to(include)} includes config.hpp on some machines only")
    if file.suffix == ".ipp" and not file.with_suffix(".hpp").exists():
        problems.append(f"{file.relative_to(include)} has no .hpp beside it")
    if "platform" not in file.relative_to(include).parts:
        code = re.sub(r"//.*", "", text)
        for found in [*SYSTEM_HEADERS.finditer(code), *SYSTEM_CALLS.finditer(code)]:
            problems.append(f"{file.relative_to(include)} has {found.group(0)}; expected it in detail/platform/ "
                            "alone")
    for name in re.findall(r'#include "([^"]+)"', text):
        target = (file.parent / name).resolve()
        if not target.is_file():
            problems.append(f"{file.relative_to(include)} includes {name}, which is not there")
            continue
        there = room_of(target)
        if there in ROOMS and ROOMS.index(there) > ROOMS.index(here):
            problems.append(f"{file.relative_to(include)} ({here}) includes "
                            f"{target.relative_to(include)} of the later room {there}")
    lines = text.count("\n")
    if lines > LONGEST and not file.stem.endswith("_data"):
        problems.append(f"{file.relative_to(include)} has {lines} lines; expected up to {LONGEST}")
    if not text.startswith("// "):
        problems.append(f"{file.relative_to(include)} does not begin with what it is for")

sources = {f.name: f.read_text() for f in sorted(pathlib.Path(sys.argv[2]).glob("*.cpp"))}
for file in files:
    if file.suffix == ".ipp":
        line = f"#include <arrayreel/{file.relative_to(include).as_posix()}>"
        users = [name for name, text in sources.items() if line in text.splitlines()]
        if len(users) != 1:
            problems.append(f"{file.relative_to(include)} is compiled in {users}; expected one source")

for problem in problems:
    print(problem)
print(f"{len(files)} files in {len(ROOMS)} rooms")
sys.exit(1 if problems else 0)

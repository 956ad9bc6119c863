#!/usr/bin/env python3
"""Makes a release's archive, and the recipes of package managers for it.

    cmake/packaging/release.py FOLDER [--url URL] [--home URL]

Writes into FOLDER, which is made where it is not there:

    arrayreel-VERSION.tar.gz    what is committed here
    vcpkg/arrayreel/            an overlay port, or ports/arrayreel of a registry
    conan/                      a recipe, with its test_package
    spack/arrayreel/            a package of a repository
    homebrew/arrayreel.rb       a formula
    conda/recipe/               a recipe for conda-build

URL is where the archive can be fetched; unless it is given, it is the file's own, so that the recipes
can be tried at once. What stands between two @ in the recipes beside this script is filled in: the version
and the oldest CMake as the sources say them, the addresses, and the archive's checksums. `git` makes
the archive; the same commit gives the same bytes.
"""
import argparse
import gzip
import hashlib
import pathlib
import re
import subprocess
import sys

HERE = pathlib.Path(__file__).resolve().parent
ROOT = HERE.parent.parent

# Where each manager looks for a recipe of this name.
RECIPES = {"vcpkg": "vcpkg/arrayreel", "conan": "conan", "spack": "spack/arrayreel",
           "homebrew": "homebrew", "conda": "conda"}


def version():
    text = (ROOT / "include/arrayreel/version.hpp").read_text()
    numbers = re.findall(r"^#define ARRAYREEL_VERSION_(?:MAJOR|MINOR|PATCH) (\d+)$", text, re.MULTILINE)
    if len(numbers) != 3:
        sys.exit(f"release.py: version.hpp has {len(numbers)} numbers; expected 3")
    return ".".join(numbers)


def oldest_cmake():
    text = (ROOT / "CMakeLists.txt").read_text()
    return re.search(r"^cmake_minimum_required\(VERSION (\d+(?:\.\d+)+)", text, re.MULTILINE)[1]


def write_archive(path, name):
    tar = subprocess.run(["git", "-C", str(ROOT), "archive", f"--prefix={name}/", "HEAD"],
                         stdout=subprocess.PIPE, check=True).stdout
    # Without a time in its header.
    path.write_bytes(gzip.compress(tar, 9, mtime=0))


def filled(text, values, path):
    def value(match):
        if match[1] not in values:
            sys.exit(f"release.py: {path}: nothing is known of @{match[1]}@; expected one of: "
                     + ", ".join(values))
        return values[match[1]]
    return re.sub(r"@([A-Z][A-Z0-9_]+)@", value, text)


def main():
    parser = argparse.ArgumentParser(description=__doc__,
                                     formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("folder", type=pathlib.Path)
    parser.add_argument("--url")
    parser.add_argument("--home")
    arguments = parser.parse_args()
    folder = arguments.folder.resolve()
    folder.mkdir(parents=True, exist_ok=True)

    archive = folder / f"arrayreel-{version()}.tar.gz"
    write_archive(archive, f"arrayreel-{version()}")
    url = arguments.url or archive.as_uri()
    content = archive.read_bytes()
    values = {
        "VERSION": version(),
        "CMAKE_MINIMUM": oldest_cmake(),
        "ARCHIVE_URL": url,
        "HOMEPAGE": arguments.home or url.rpartition("/")[0],
        "SHA256": hashlib.sha256(content).hexdigest(),
        "SHA512": hashlib.sha512(content).hexdigest(),
    }
    for manager, place in RECIPES.items():
        for source in sorted((HERE / manager).rglob("*")):
            if source.is_file() and source.suffix != ".pyc":
                target = folder / place / source.relative_to(HERE / manager)
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_text(filled(source.read_text(), values, source))
    print(f"{archive}: {len(content)} bytes, sha256 {values['SHA256']}")


if __name__ == "__main__":
    main()

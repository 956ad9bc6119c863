"""Checks cmake/packaging: that recipes can be read, and agree with what CMake builds.

    recipes_test.py SOURCES CMAKE_CACHE CMAKE

CMAKE_CACHE is that of a build, whose options are those that recipes may set.
"""
import ast
import importlib.util
import json
import pathlib
import re
import shutil
import subprocess
import sys
import tempfile
import unittest

ROOT, CACHE = (pathlib.Path(argument) for argument in sys.argv[1:3])
CMAKE = sys.argv[3]
PACKAGING = ROOT / "cmake/packaging"
# What starts with ARRAYREEL_ in recipes and is no option.
NO_OPTIONS = {"ARRAYREEL_COMPILED", "ARRAYREEL_PROGRAM"}


def read(path):
    return (ROOT / path).read_text()


def one(pattern, text):
    found = re.findall(pattern, text, re.MULTILINE)
    assert len(found) == 1, f"{pattern}: {found}, expected one"
    return found[0]


def load_release():
    spec = importlib.util.spec_from_file_location("release", PACKAGING / "release.py")
    module = importlib.util.module_from_spec(spec)
    sys.dont_write_bytecode = True
    spec.loader.exec_module(module)
    return module


RELEASE = load_release()
VERSION = RELEASE.version()
ABI = one(r"^#define ARRAYREEL_ABI inline v(\d+) ", read("include/arrayreel/detail/base/config.hpp"))
# All parts of the library, as find_package knows them.
PARTS = one(r"^set\(_arrayreel_known ([\w ]+)\)", read("cmake/arrayreel-config.cmake.in")).split()
VALUES = {"VERSION": VERSION, "CMAKE_MINIMUM": RELEASE.oldest_cmake(), "HOMEPAGE": "https://example.org",
          "ARCHIVE_URL": "https://example.org/arrayreel.tar.gz", "SHA256": "2" * 64, "SHA512": "5" * 128}


def filled(path):
    return RELEASE.filled((PACKAGING / path).read_text(), VALUES, path)


def cache_entries():
    return dict(re.findall(r"^(ARRAYREEL_\w+):([A-Z]+)=", CACHE.read_text(), re.MULTILINE))


def options_in(text):
    return set(re.findall(r"ARRAYREEL_[A-Z0-9_]+", text)) - NO_OPTIONS


SETS_OPTIONS = ["debian/rules", "vcpkg/portfile.cmake", "conan/conanfile.py", "spack/package.py",
                "homebrew/arrayreel.rb", "conda/recipe/build.sh"]


class Options(unittest.TestCase):
    def test_recipes_set_options_that_are_there(self):
        known = {name for name, kind in cache_entries().items() if kind in ("BOOL", "STRING")}
        # Those that depend on others are hidden where they cannot be set.
        known |= set(re.findall(r"^cmake_dependent_option\((ARRAYREEL_\w+)", read("CMakeLists.txt"),
                                re.MULTILINE))
        for path in SETS_OPTIONS:
            with self.subTest(path):
                self.assertEqual(options_in(filled(path)) - known, set())

    def test_recipes_decide_on_each_part(self):
        # AUTO would take whatever the builder has installed.
        parts = {name for name, kind in cache_entries().items()
                 if name.startswith("ARRAYREEL_WITH_") and kind == "STRING"}
        self.assertGreaterEqual(len(parts), 5)
        wanted = parts | {"ARRAYREEL_BUILD_TOOL", "ARRAYREEL_BUILD_TESTS", "ARRAYREEL_BUILD_EXAMPLES",
                          "ARRAYREEL_WARNINGS_AS_ERRORS"}
        for path in SETS_OPTIONS:
            with self.subTest(path):
                self.assertEqual(wanted - options_in(filled(path)), set())


class Versions(unittest.TestCase):
    def test_namespace_has_one_number(self):
        config = read("include/arrayreel/detail/base/config.hpp")
        self.assertEqual(set(re.findall(r"\bv(\d+)(?:_header_only)?\b", config)), {ABI})

    def test_each_series_has_its_number(self):
        rows = re.findall(r"^\| (\d+\.\d+) \| `v(\d+)`", read("cmake/packaging/README.md"), re.MULTILINE)
        series = dict(rows)
        self.assertEqual(len(series), len(rows))
        self.assertEqual(series.get(VERSION.rpartition(".")[0]), ABI)
        before_one = [number for name, number in rows if name.startswith("0.")]
        self.assertEqual(len(before_one), len(set(before_one)), "series before 1.0 share a number")

    def test_debian(self):
        release = one(r"\Aarrayreel \((\S+)\)", (PACKAGING / "debian/changelog").read_text())
        self.assertEqual(release.partition("-")[0], VERSION)
        packages = re.findall(r"^Package: (\S+)", (PACKAGING / "debian/control").read_text(), re.MULTILINE)
        self.assertLessEqual({f"libarrayreel{ABI}", f"libarrayreel-video{ABI}", f"libarrayreel-hdf5-{ABI}",
                              "libarrayreel-c0", "libarrayreel-dev", "arrayreel"}, set(packages))
        for package in packages:
            self.assertTrue((PACKAGING / f"debian/{package}.install").is_file(), package)
        wanted = re.findall(r"\blibarrayreel[\w-]*|\barrayreel\b", read("cmake/packaging/debian/tests/control"))
        self.assertGreater(len(wanted), 5)
        self.assertLessEqual(set(wanted), set(packages))
        names = {path.name.partition(".")[0] for path in (PACKAGING / "debian").glob("*.install")}
        self.assertEqual(names, set(packages))


class Licences(unittest.TestCase):
    def test_each_recipe_hands_them_on(self):
        for path in ("vcpkg/portfile.cmake", "conan/conanfile.py", "conda/recipe/meta.yaml"):
            with self.subTest(path):
                self.assertIn("THIRD-PARTY-LICENCES", filled(path))
        # The others install what CMake does.
        self.assertIn("cmake/packaging/THIRD-PARTY-LICENCES", read("cmake/ArrayreelInstall.cmake"))
        for path in ("spack/package.py", "homebrew/arrayreel.rb", "conda/recipe/meta.yaml", "conan/conanfile.py"):
            with self.subTest(path):
                self.assertIn("Apache-2.0", filled(path))

    def test_each_table_has_one(self):
        notices = (PACKAGING / "THIRD-PARTY-LICENCES").read_text()
        tables = sorted((ROOT / "include/arrayreel/detail").rglob("*_data.*"))
        self.assertGreater(len(tables), 4)
        for path in tables:
            with self.subTest(path.name):
                self.assertIn(path.name, notices)


def option_of(part):
    return "MPI" if part == "mpi_video" else part.upper()


class Parts(unittest.TestCase):
    def test_debian_has_a_place_for_each(self):
        install = "".join(path.read_text() for path in (PACKAGING / "debian").glob("lib*.install"))
        for part in PARTS:
            if f"-DARRAYREEL_WITH_{option_of(part)}=OFF" not in filled("debian/rules"):
                with self.subTest(part):
                    self.assertIn(f"libarrayreel-{part}.so.*", install)

    def test_debian_lists_the_functions_of_c(self):
        header = re.findall(r"^ARRAYREEL_C_API [^()]*?(arrayreel_\w+)\(", read("include/arrayreel/arrayreel.h"),
                            re.MULTILINE)
        listed = re.findall(r"^ (arrayreel_\w+)@Base \d", read(
            "cmake/packaging/debian/libarrayreel-c0.symbols"), re.MULTILINE)
        self.assertGreater(len(header), 15)
        self.assertEqual(sorted(header), sorted(listed))

    def test_conan_has_a_component_for_each(self):
        recipe = filled("conan/conanfile.py")
        for part in PARTS:
            if f'["ARRAYREEL_WITH_{option_of(part)}"] = False' not in recipe:
                with self.subTest(part):
                    self.assertIn(f'_component("{part}"', recipe)

    def test_vcpkg_has_features(self):
        port = json.loads(filled("vcpkg/vcpkg.json"))
        features = set(port["features"])
        checked = one(r"FEATURES\n((?: +\w+ +ARRAYREEL_\w+\n)+)", filled("vcpkg/portfile.cmake"))
        self.assertEqual(features, set(re.findall(r"^ +(\w+)", checked, re.MULTILINE)))
        self.assertLessEqual({"video", "hdf5", "json", "tool"}, features)
        self.assertLessEqual(set(port["default-features"]), features)
        self.assertEqual(port["version-semver"], VERSION)
        usage = filled("vcpkg/usage")
        for target in re.findall(r"arrayreel::(\w+)", usage):
            self.assertIn(target, PARTS + ["arrayreel", "c"])


class Syntax(unittest.TestCase):
    def test_python(self):
        for path in ("conan/conanfile.py", "conan/test_package/conanfile.py", "spack/package.py"):
            compile(filled(path), path, "exec", ast.PyCF_ONLY_AST)

    def test_conan_sources(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no PyYAML")
        data = yaml.safe_load(filled("conan/conandata.yml"))
        self.assertEqual(list(data["sources"]), [VERSION])

    def test_conda(self):
        try:
            import yaml
        except ImportError:
            self.skipTest("no PyYAML")
        text = filled("conda/recipe/meta.yaml")
        self.assertEqual(one(r'^\{% set version = "(.*)" %\}', text), VERSION)
        text = re.sub(r"\{%.*?%\}", "", text)
        text = re.sub(r"\{\{ *(.*?) *\}\}", lambda m: m[1].replace('"', ""), text)
        recipe = yaml.safe_load(text)
        self.assertEqual(set(recipe),
                         {"package", "source", "build", "requirements", "test", "about"})
        for path in recipe["test"]["source_files"]:
            self.assertTrue((ROOT / path).is_file(), path)

    def test_homebrew(self):
        if not shutil.which("ruby"):
            self.skipTest("no Ruby")
        result = subprocess.run(["ruby", "-wc"], input=filled("homebrew/arrayreel.rb"), text=True,
                                capture_output=True)
        self.assertEqual((result.returncode, result.stdout, result.stderr), (0, "Syntax OK\n", ""))

    def test_shell(self):
        scripts = ["debian.sh", "conda/recipe/build.sh"]
        scripts += [f"debian/tests/{path.name}" for path in (PACKAGING / "debian/tests").iterdir()
                    if path.name != "control"]
        for path in scripts:
            result = subprocess.run(["bash" if path.startswith("conda") else "sh", "-n", PACKAGING / path],
                                    capture_output=True, text=True)
            self.assertEqual((result.returncode, result.stderr), (0, ""), path)

    def test_vcpkg_port_runs(self):
        """With stand-ins for vcpkg's functions, which record how the sources are configured."""
        with tempfile.TemporaryDirectory() as name:
            folder = pathlib.Path(name)
            (folder / "portfile.cmake").write_text(filled("vcpkg/portfile.cmake"))
            (folder / "usage").write_text(filled("vcpkg/usage"))
            (folder / "run.cmake").write_text("""cmake_minimum_required(VERSION 3.22)
function(vcpkg_check_features)
  set(FEATURE_OPTIONS -DFEATURES_ARE_CHECKED=ON PARENT_SCOPE)
endfunction()
function(vcpkg_extract_source_archive)
  set(SOURCE_PATH /sources PARENT_SCOPE)
endfunction()
function(vcpkg_cmake_configure)
  message(STATUS "configure: ${ARGN}")
endfunction()
function(vcpkg_copy_tools)
  message(STATUS "tools: ${ARGN}")
endfunction()
foreach(name download_distfile find_acquire_program cmake_install cmake_config_fixup fixup_pkgconfig
             install_copyright)
  cmake_language(EVAL CODE "function(vcpkg_${name})\nendfunction()")
endforeach()
set(PORT arrayreel)
set(VERSION 0.0.0)
set(FEATURES core tool)
set(CURRENT_PACKAGES_DIR ${CMAKE_CURRENT_LIST_DIR}/packages)
include(${CMAKE_CURRENT_LIST_DIR}/portfile.cmake)
""")
            result = subprocess.run([CMAKE, "-P", folder / "run.cmake"], capture_output=True, text=True)
            self.assertEqual(result.returncode, 0, result.stderr)
            self.assertRegex(result.stdout, "configure: SOURCE_PATH;/sources;.*-DFEATURES_ARE_CHECKED=ON")
            self.assertIn("tools: TOOL_NAMES;arrayreel", result.stdout)
            self.assertTrue((folder / "packages/share/arrayreel/usage").is_file())


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])

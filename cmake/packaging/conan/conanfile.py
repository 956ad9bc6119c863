"""The Conan package of arrayreel, for Conan 2."""
import os

from conan import ConanFile
from conan.errors import ConanInvalidConfiguration
from conan.tools.build import check_min_cppstd, stdcpp_library
from conan.tools.cmake import CMake, CMakeDeps, CMakeToolchain, cmake_layout
from conan.tools.files import copy, get, rmdir, save
from conan.tools.gnu import PkgConfigDeps
from conan.tools.scm import Version

required_conan_version = ">=2.0.9"

# What FindLibDeflate and FindLibHDF5 keep where a project has it already: Conan's targets know what static
# libraries need in turn.
TARGETS = """\
if(ARRAYREEL_WITH_LIBDEFLATE)
  find_package(libdeflate REQUIRED CONFIG)
  if(NOT TARGET libdeflate::libdeflate)
    add_library(libdeflate::libdeflate INTERFACE IMPORTED)
    target_link_libraries(libdeflate::libdeflate INTERFACE ${libdeflate_LIBRARIES})
  endif()
endif()
if(ARRAYREEL_WITH_HDF5)
  find_package(HDF5 REQUIRED CONFIG)
endif()
"""


class ArrayreelConan(ConanFile):
    name = "arrayreel"
    version = "@VERSION@"
    description = "Numerical arrays as exact pictures and movies: one array element is one pixel"
    license = "MIT", "Apache-2.0", "LicenseRef-matplotlib"
    homepage = "@HOMEPAGE@"
    url = "@HOMEPAGE@"
    topics = ("arrays", "png", "video", "visualization", "scientific-computing")
    package_type = "library"
    settings = "os", "arch", "compiler", "build_type"
    options = {
        "shared": [True, False],
        "fPIC": [True, False],
        "with_video": [True, False],
        "with_json": [True, False],
        "with_hdf5": [True, False],
        "with_libdeflate": [True, False],
        "with_tool": [True, False],
    }
    default_options = {
        "shared": False,
        "fPIC": True,
        "with_video": True,
        "with_json": True,
        "with_hdf5": False,
        "with_libdeflate": True,
        "with_tool": False,
    }
    implements = ["auto_shared_fpic"]

    def layout(self):
        cmake_layout(self, src_folder="src")

    def requirements(self):
        self.requires("libpng/[>=1.6 <2]")
        self.requires("zlib/[>=1.2.11 <2]")
        if self.options.with_libdeflate:
            self.requires("libdeflate/[>=1.15 <2]")
        if self.options.with_video:
            self.requires("ffmpeg/[>=4.4 <10]")
        if self.options.with_json:
            # Its types are in the headers of charts and notebooks.
            self.requires("nlohmann_json/[>=3.9 <4]", transitive_headers=True)
        if self.options.with_hdf5:
            self.requires("hdf5/[>=1.10.3 <2]")
        if self.options.with_tool:
            self.requires("cli11/[>=2.1 <3]", visible=False)

    def build_requirements(self):
        self.tool_requires("cmake/[>=@CMAKE_MINIMUM@]")
        if self.options.with_video and not self.conf.get("tools.gnu:pkg_config", check_type=str):
            self.tool_requires("pkgconf/[>=2.1 <3]")

    def validate(self):
        if self.settings.os not in ("Linux", "Macos", "FreeBSD"):
            raise ConanInvalidConfiguration(f"{self.ref} needs POSIX, which {self.settings.os} is not")
        check_min_cppstd(self, 20)
        oldest = {"gcc": "11", "clang": "14", "apple-clang": "14"}.get(str(self.settings.compiler))
        if oldest and Version(self.settings.compiler.version) < oldest:
            raise ConanInvalidConfiguration(
                f"{self.ref} needs {self.settings.compiler} {oldest} or later")

    def source(self):
        get(self, **self.conan_data["sources"][self.version], strip_root=True)

    def generate(self):
        toolchain = CMakeToolchain(self)
        variables = toolchain.cache_variables
        variables["ARRAYREEL_WITH_VIDEO"] = self.options.with_video
        variables["ARRAYREEL_WITH_JSON"] = self.options.with_json
        variables["ARRAYREEL_WITH_HDF5"] = self.options.with_hdf5
        variables["ARRAYREEL_WITH_LIBDEFLATE"] = self.options.with_libdeflate
        variables["ARRAYREEL_WITH_MPI"] = False
        # Conan links what a package needs, and finds it for programs that run.
        variables["ARRAYREEL_VIDEO_PLUGIN"] = False
        variables["ARRAYREEL_BUILD_TOOL"] = self.options.with_tool
        variables["ARRAYREEL_BUILD_EXAMPLES"] = False
        variables["ARRAYREEL_BUILD_TESTS"] = False
        variables["ARRAYREEL_WARNINGS_AS_ERRORS"] = False
        targets = os.path.join(self.generators_folder, "arrayreel_targets.cmake")
        save(self, targets, TARGETS)
        variables["CMAKE_PROJECT_arrayreel_INCLUDE"] = targets.replace("\\", "/")
        toolchain.generate()
        CMakeDeps(self).generate()
        # FindFFmpeg asks pkg-config.
        PkgConfigDeps(self).generate()

    def build(self):
        cmake = CMake(self)
        cmake.configure()
        cmake.build()

    def package(self):
        licences = os.path.join(self.package_folder, "licenses")
        copy(self, "LICENSE", self.source_folder, licences)
        copy(self, "THIRD-PARTY-LICENCES", os.path.join(self.source_folder, "cmake", "packaging"), licences)
        cmake = CMake(self)
        cmake.install()
        # Conan makes both for each of its users.
        rmdir(self, os.path.join(self.package_folder, "lib", "cmake"))
        rmdir(self, os.path.join(self.package_folder, "lib", "pkgconfig"))
        rmdir(self, os.path.join(self.package_folder, "share"))

    def package_info(self):
        self.cpp_info.set_property("cmake_file_name", "arrayreel")
        self.cpp_info.set_property("cmake_target_name", "arrayreel::arrayreel")
        self.cpp_info.set_property("pkg_config_name", "arrayreel")
        image = ["core", "libpng::libpng", "zlib::zlib"]
        if self.options.with_libdeflate:
            image.append("libdeflate::libdeflate")
        self._component("core", [])
        self.cpp_info.components["core"].defines = ["ARRAYREEL_COMPILED"]
        if self.settings.os in ("Linux", "FreeBSD"):
            self.cpp_info.components["core"].system_libs = ["m", "pthread"]
        self._component("image", image)
        if self.options.with_video:
            self._component("video", ["image", "ffmpeg::avformat", "ffmpeg::avcodec", "ffmpeg::avutil"])
        self._component("c", ["video" if self.options.with_video else "image"])
        if not self.options.shared and stdcpp_library(self):
            # Programs in C do not link it by themselves.
            self.cpp_info.components["c"].system_libs = [stdcpp_library(self)]
        if self.options.with_json:
            self._component("json", ["image", "nlohmann_json::nlohmann_json"])
        if self.options.with_hdf5:
            self._component("hdf5", ["core", "hdf5::hdf5_c"])

    def _component(self, name, requires):
        component = self.cpp_info.components[name]
        component.set_property("cmake_target_name", f"arrayreel::{name}")
        component.set_property("pkg_config_name", f"arrayreel-{name}")
        component.libs = [f"arrayreel-{name}"]
        component.requires = requires

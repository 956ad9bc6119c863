"""The Spack package of arrayreel."""

from spack_repo.builtin.build_systems.cmake import CMakePackage

from spack.package import *


class Arrayreel(CMakePackage):
    """Numerical arrays as exact pictures and movies: one array element is one pixel, without
    resampling, axes or figure. A C++20 library and a command-line tool."""

    homepage = "@HOMEPAGE@"
    url = "@ARCHIVE_URL@"

    license("MIT AND Apache-2.0 AND LicenseRef-matplotlib")

    version("@VERSION@", sha256="@SHA256@")

    variant("shared", default=True, description="Build shared libraries")
    variant("video", default=True, description="Movies, by FFmpeg")
    variant("json", default=True, description="Charts and notebooks' outputs, by nlohmann_json")
    variant("hdf5", default=False, description="Datasets of HDF5 files")
    variant("mpi", default=False, description="Pictures of arrays that lie on many processes")
    variant("libdeflate", default=True, description="Faster and smaller compression, by libdeflate")
    variant("tool", default=True, description="The command-line tool arrayreel")

    depends_on("cxx", type="build")
    depends_on("cmake@@CMAKE_MINIMUM@:", type="build")
    depends_on("pkgconfig", type="build", when="+video")

    depends_on("libpng@1.6:")
    depends_on("zlib-api")
    depends_on("libdeflate@1.15:", when="+libdeflate")
    depends_on("ffmpeg@4.4:", when="+video")
    depends_on("nlohmann-json@3.9:", when="+json")
    depends_on("hdf5@1.10.3:", when="+hdf5")
    depends_on("mpi", when="+mpi")
    # The header of a parallel HDF5 includes MPI's.
    depends_on("mpi", when="+hdf5 ^hdf5+mpi")
    depends_on("cli11@2.1:", type="build", when="+tool")

    conflicts("%gcc@:10", msg="arrayreel is written in C++20 and needs g++ 11 or later")
    conflicts("%clang@:13", msg="arrayreel is written in C++20 and needs clang++ 14 or later")
    conflicts("platform=windows", msg="arrayreel needs POSIX")

    def cmake_args(self):
        return [
            self.define_from_variant("BUILD_SHARED_LIBS", "shared"),
            self.define_from_variant("ARRAYREEL_WITH_VIDEO", "video"),
            self.define_from_variant("ARRAYREEL_WITH_JSON", "json"),
            self.define_from_variant("ARRAYREEL_WITH_HDF5", "hdf5"),
            self.define_from_variant("ARRAYREEL_WITH_MPI", "mpi"),
            self.define_from_variant("ARRAYREEL_WITH_LIBDEFLATE", "libdeflate"),
            self.define_from_variant("ARRAYREEL_BUILD_TOOL", "tool"),
            self.define("ARRAYREEL_BUILD_EXAMPLES", False),
            self.define("ARRAYREEL_BUILD_TESTS", False),
            self.define("ARRAYREEL_WARNINGS_AS_ERRORS", False),
        ]

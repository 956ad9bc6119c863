# The Homebrew formula of arrayreel.
class Arrayreel < Formula
  desc "Turn numerical arrays into exact pictures and movies"
  homepage "@HOMEPAGE@"
  url "@ARCHIVE_URL@"
  sha256 "@SHA256@"
  license all_of: ["MIT", "Apache-2.0", :cannot_represent]

  depends_on "cli11" => :build
  depends_on "cmake" => [:build, :test]
  depends_on "pkgconf" => [:build, :test]
  depends_on "ffmpeg"
  depends_on "hdf5"
  depends_on "libdeflate"
  depends_on "libpng"
  depends_on "nlohmann-json"

  uses_from_macos "zlib"

  fails_with :gcc do
    version "10"
    cause "Requires C++20"
  end

  def install
    args = %w[
      -DBUILD_SHARED_LIBS=ON
      -DARRAYREEL_WITH_VIDEO=ON
      -DARRAYREEL_WITH_JSON=ON
      -DARRAYREEL_WITH_HDF5=ON
      -DARRAYREEL_WITH_LIBDEFLATE=ON
      -DARRAYREEL_WITH_MPI=OFF
      -DARRAYREEL_BUILD_TOOL=ON
      -DARRAYREEL_BUILD_EXAMPLES=OFF
      -DARRAYREEL_BUILD_TESTS=OFF
      -DARRAYREEL_WARNINGS_AS_ERRORS=OFF
    ]
    system "cmake", "-S", ".", "-B", "build", *args, *std_cmake_args
    system "cmake", "--build", "build"
    system "cmake", "--install", "build"
  end

  test do
    (testpath/"test.cpp").write <<~CPP
      #include <arrayreel/arrayreel.hpp>
      #include <vector>
      int main() {
        std::vector<float> u(24 * 32, 1);
        arrayreel::write_png("u.png", arrayreel::view(u, {24, 32}), {.vmin = 0, .vmax = 1});
        arrayreel::video_writer movie("u.mp4", {.vmin = 0, .vmax = 1});
        movie.push(arrayreel::view(u, {24, 32}));
        movie.finish();
      }
    CPP
    flags = shell_output("pkg-config --cflags --libs arrayreel").chomp.split
    system ENV.cxx, "-std=c++20", "test.cpp", "-o", "test", *flags
    system "./test"
    assert_predicate testpath/"u.png", :exist?
    assert_match "24", shell_output("#{bin}/arrayreel u.png --info")
    assert_match version.to_s, shell_output("#{bin}/arrayreel --version")
  end
end

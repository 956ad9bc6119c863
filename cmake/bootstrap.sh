#!/bin/sh
# From a fresh machine to a result: installs what is missing, builds, and runs.
#
#   cmake/bootstrap.sh demo [--no-install]   pictures and a page from real elevation data
#   cmake/bootstrap.sh demo --charts         the same with Node.js and npm, which draw its charts
#   cmake/bootstrap.sh test [--no-install]   the tests, with both compilers
#   cmake/bootstrap.sh test --quick          the tests with g++ -O2 alone, or with CXX
#   cmake/bootstrap.sh test --whole          what takes long too, and notebooks
#
# The build goes to build/ beside the sources (ARRAYREEL_BUILD_DIR says otherwise).
set -eu

usage() {
  sed -n '2,10s/^# \{0,1\}//p' "$0"
  exit 2
}

say() { printf '== %s\n' "$*"; }

job=${1:-}
[ $# -gt 0 ] && shift
install=yes
quick=no
whole=no
charts=no
for option in "$@"; do
  case $option in
    --no-install) install=no ;;
    --quick) quick=yes ;;
    --whole) whole=yes ;;
    --charts) charts=yes ;;
    *) usage ;;
  esac
done
if [ $charts = yes ] && [ "$job" != demo ]; then usage; fi

root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
build=${ARRAYREEL_BUILD_DIR:-$root/build}
cores=$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)

# What is needed: a name for messages, how to see whether it is there, and the package that has it
# under apt, dnf, pacman and brew ('-': none, or part of another).
needs_demo='
compiler|has_compiler|g++|gcc-c++|gcc|-
make|has_command make|make|make|make|make
CMake 3.18|has_cmake|cmake|cmake|cmake|cmake
libpng|has_header png.h|libpng-dev|libpng-devel|libpng|libpng
zlib|has_header zlib.h|zlib1g-dev|zlib-devel|zlib|zlib
libavcodec|has_header libavcodec/avcodec.h ffmpeg/libavcodec/avcodec.h|libavcodec-dev|ffmpeg-free-devel|ffmpeg|ffmpeg
libavformat|has_header libavformat/avformat.h ffmpeg/libavformat/avformat.h|libavformat-dev|ffmpeg-free-devel|ffmpeg|ffmpeg
libavutil|has_header libavutil/avutil.h ffmpeg/libavutil/avutil.h|libavutil-dev|ffmpeg-free-devel|ffmpeg|ffmpeg
CLI11|has_header CLI/CLI.hpp|libcli11-dev|cli11-devel|cli11|cli11
'
# What the demo's charts are made with, which is done without.
needs_chart='
nlohmann_json|has_header nlohmann/json.hpp|nlohmann-json3-dev|json-devel|nlohmann-json|nlohmann-json
'
# What draws them in a browser: scripts that npm has. In Debian npm brings 400 packages, so the demo
# installs it only where it is asked to.
needs_npm='
Node.js|has_command node|nodejs|nodejs|nodejs|node
npm|has_command npm|npm|npm|npm|-
'
needs_test='
clang++|has_command clang++|clang|clang|clang|-
LLD|has_command ld.lld|lld|lld|lld|-
Ninja|has_command ninja|ninja-build|ninja-build|ninja|ninja
libFuzzer|has_fuzzer|libclang-rt-dev|compiler-rt|compiler-rt|-
pkg-config|has_command pkg-config|pkg-config|pkgconf-pkg-config|pkgconf|pkgconf
Catch2|has_header catch2/catch.hpp catch2/catch_all.hpp|catch2|catch-devel|catch2|catch2
RapidCheck|has_header rapidcheck.h|librapidcheck-dev|rapidcheck-devel|rapidcheck|rapidcheck
libdeflate|has_header libdeflate.h|libdeflate-dev|libdeflate-devel|libdeflate|libdeflate
libspng|has_header spng.h|libspng-dev|libspng-devel|libspng|libspng
libswscale|has_header libswscale/swscale.h ffmpeg/libswscale/swscale.h|libswscale-dev|ffmpeg-free-devel|ffmpeg|ffmpeg
libwebpdemux|has_header webp/demux.h|libwebp-dev|libwebp-devel|libwebp|webp
ffmpeg|has_command ffmpeg|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg
ffprobe|has_command ffprobe|ffmpeg|ffmpeg-free|ffmpeg|ffmpeg
HDF5|has_header hdf5/serial/hdf5.h hdf5.h|libhdf5-dev|hdf5-devel|hdf5|hdf5
OpenMPI|has_command mpicxx.openmpi mpicxx|libopenmpi-dev|openmpi-devel|openmpi|open-mpi
MPICH|has_command mpicxx.mpich mpicxx|libmpich-dev|mpich-devel|mpich|mpich
mpirun of MPICH|has_command mpirun.mpich mpirun|mpich|mpich|mpich|mpich
h5py|has_python h5py|python3-h5py|python3-h5py|python-h5py|-
groff|has_command groff|groff-base|groff-base|groff|groff
pngcheck|has_command pngcheck|pngcheck|pngcheck|pngcheck|pngcheck
Eigen|has_header eigen3/Eigen/Dense|libeigen3-dev|eigen3-devel|eigen|eigen
xtensor|has_header xtensor/xarray.hpp xtensor/containers/xarray.hpp|libxtensor-dev|xtensor-devel|xtensor|xtensor
Armadillo|has_header armadillo|libarmadillo-dev|armadillo-devel|armadillo|armadillo
OpenCV|has_header opencv4/opencv2/core.hpp|libopencv-core-dev|opencv-devel|opencv|opencv
Boost|has_header boost/multi_array.hpp|libboost-dev|boost-devel|boost|boost
Blitz++|has_header blitz/array.h|libblitz0-dev|blitz-devel|blitz|-
GSL|has_header gsl/gsl_matrix.h|libgsl-dev|gsl-devel|gsl|gsl
NumPy|has_python numpy|python3-numpy|python3-numpy|python-numpy|numpy
matplotlib|has_python matplotlib|python3-matplotlib|python3-matplotlib|python-matplotlib|python-matplotlib
Pillow|has_python PIL|python3-pil|python3-pillow|python-pillow|pillow
PyAV|has_python av|python3-av|python3-av|python-av|-
gfortran|has_command gfortran|gfortran|gcc-gfortran|gcc-fortran|gcc
valgrind|has_command valgrind|valgrind|valgrind|valgrind|-
qemu-x86_64|has_command qemu-x86_64|qemu-user|qemu-user|qemu-user|-
Chromium|has_command chromium chromium-browser google-chrome|chromium|chromium|chromium|-
'
# What the long tests need besides. They are left out without it: another browser, notebooks, and clang's
# interpreter in the version that Debian's packages have.
needs_whole='
Firefox|has_command firefox-esr firefox|firefox-esr|firefox|firefox|-
xeus|has_header xeus/xeus.hpp|xeus-dev|-|-|-
LLVM 19|has_file /usr/lib/llvm-19/include/llvm/ExecutionEngine/Orc/LLJIT.h|llvm-19-dev|-|-|-
the headers of clang 19|has_file /usr/lib/llvm-19/include/clang/Interpreter/Interpreter.h|libclang-19-dev|-|-|-
the library of clang 19|has_file /usr/lib/llvm-19/lib/libclang-cpp.so|libclang-cpp19-dev|-|-|-
clang-repl 19|has_command clang-repl-19|clang-tools-19|-|-|-
nbclient|has_python nbclient|python3-nbclient|-|-|-
nbconvert|has_python nbconvert|python3-nbconvert|-|-|-
'

has_command() {
  for name in "$@"; do
    if command -v "$name" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

has_compiler() { has_command g++ || has_command clang++; }

has_fuzzer() {
  echo 'extern "C" int LLVMFuzzerTestOneInput(const unsigned char*, unsigned long) { return 0; }' |
    clang++ -fsanitize=fuzzer -x c++ - -o /dev/null >/dev/null 2>&1
}

has_cmake() {
  version=$(cmake --version 2>/dev/null | sed -n '1s/.* \([0-9]*\)\.\([0-9]*\).*/\1 \2/p')
  # shellcheck disable=SC2086 # two numbers
  set -- ${version:-0 0}
  [ "$1" -gt 3 ] || { [ "$1" -eq 3 ] && [ "$2" -ge 18 ]; }
}

# Some package managers put headers where the compiler does not look by itself; brew has those that macOS
# brings, too, such as zlib's, in opt alone.
has_header() {
  for name in "$@"; do
    for folder in /usr/include /usr/local/include /opt/homebrew/include /usr/include/*-linux-gnu \
      /opt/homebrew/opt/*/include /usr/local/opt/*/include; do
      if [ -e "$folder/$name" ]; then return 0; fi
    done
  done
  return 1
}

has_file() { [ -e "$1" ]; }

has_python() {
  for python in /usr/bin/python3 python3; do
    if "$python" -c "import $1" >/dev/null 2>&1; then return 0; fi
  done
  return 1
}

manager() {
  if has_command apt-get; then echo apt
  elif has_command dnf; then echo dnf
  elif has_command pacman; then echo pacman
  elif has_command brew; then echo brew
  else echo none
  fi
}

as_root() {
  if [ "$(id -u)" = 0 ]; then "$@"
  elif has_command sudo; then sudo "$@"
  else
    echo "bootstrap.sh: not root and no sudo: cannot run: $*" >&2
    return 1
  fi
}

# The system's list of packages, where it is a thing of its own.
refresh_packages() {
  if [ "$(manager)" = apt ]; then as_root apt-get update -q; fi
}

# has_package NAME: whether the system's list has it. One name that it does not have would stop apt from
# installing any; the others say so themselves.
has_package() {
  [ "$(manager)" != apt ] || [ -n "$(apt-cache madison "$1" 2>/dev/null)" ]
}

install_packages() {
  case $(manager) in
    apt)
      as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
      ;;
    dnf) as_root dnf install -y "$@" ;;
    pacman) as_root pacman -S --needed --noconfirm "$@" ;;
    brew) brew install "$@" ;;
    *)
      echo "bootstrap.sh: no package manager that it knows; needed: $*" >&2
      return 1
      ;;
  esac
}

# missing NEEDS: the needs that are not met, one "name|package" a line.
missing() {
  case $(manager) in
    dnf) column=4 ;;
    pacman) column=5 ;;
    brew) column=6 ;;
    *) column=3 ;;
  esac
  printf '%s\n' "$1" | while IFS= read -r need; do
    [ -n "$need" ] || continue
    check=$(printf '%s' "$need" | cut -d'|' -f2)
    # shellcheck disable=SC2086 # the check is a command with arguments
    $check || printf '%s|%s\n' "${need%%|*}" "$(printf '%s' "$need" | cut -d'|' -f$column)"
  done
}

provide() {
  lacking=$(missing "$1")
  if [ -z "$lacking" ]; then
    say "everything needed is installed"
    return
  fi
  say "missing: $(printf '%s\n' "$lacking" | cut -d'|' -f1 | tr '\n' ' ')"
  if [ $install = no ]; then
    echo "bootstrap.sh: --no-install, so this is left to you" >&2
    exit 1
  fi
  names=$(printf '%s\n' "$lacking" | cut -d'|' -f2 | grep -v '^-$' | sort -u)
  if [ -n "$names" ]; then
    refresh_packages
    packages=
    unknown=
    for package in $names; do
      if has_package "$package"; then packages="$packages $package"
      else unknown="$unknown $package"
      fi
    done
    [ -z "$unknown" ] || say "this system has no package of these names:$unknown"
    say "installing:$packages"
    # shellcheck disable=SC2086 # a list of package names
    [ -z "$packages" ] || install_packages $packages
  fi
  lacking=$(missing "$1")
  if [ -n "$lacking" ]; then
    echo "bootstrap.sh: still missing: $(printf '%s\n' "$lacking" | cut -d'|' -f1 | tr '\n' ' ')" >&2
    exit 1
  fi
}

# The scripts that draw charts, from npm, as files of the demo's build: their paths, one a line; none
# where they cannot be had.
chart_scripts() {
  folder=$build/demo/chart
  paths=
  for name in vega vega-lite vega-embed; do
    paths="$paths$folder/node_modules/$name/build/$name.min.js
"
  done
  if ! all_exist "$paths"; then
    has_command npm || return 0
    mkdir -p "$folder"
    npm install --prefix "$folder" --no-package-lock --ignore-scripts --no-audit --no-fund \
      --legacy-peer-deps vega@6 vega-lite@6 vega-embed@7 >"$folder/npm.log" 2>&1 || return 0
  fi
  if all_exist "$paths"; then printf '%s' "$paths"; fi
}

# all_exist PATHS: one a line
all_exist() {
  printf '%s' "$1" | while IFS= read -r path; do [ -e "$path" ] || exit 1; done
}

demo() {
  provide "$needs_demo"
  (provide "$needs_chart") || say "the demo will be without a chart"
  if [ $charts = yes ]; then
    (provide "$needs_npm") || say "the demo's charts will not be drawn"
  fi
  say "building in $build/demo"
  # A later compiler may warn of what none of today's does.
  cmake -S "$root" -B "$build/demo" -DCMAKE_BUILD_TYPE=Release -DARRAYREEL_BUILD_TESTS=OFF \
    -DARRAYREEL_BUILD_KERNEL=OFF -DARRAYREEL_WARNINGS_AS_ERRORS=OFF
  cmake --build "$build/demo" --parallel "$cores"

  pictures=$build/demo/pictures
  data=$root/examples/data
  mkdir -p "$pictures"
  tool=$build/demo/examples/tool/arrayreel
  say "what the data hold"
  "$tool" "$data/jacksboro_fault_dem.npz:elevation" "$data/topobathy.npz:topo" --info
  say "pictures"
  "$tool" "$data/jacksboro_fault_dem.npz" -o "$pictures/elevation.png" --colormap viridis --vmin 0
  echo "$pictures/elevation.png"
  scripts=$(chart_scripts)
  if [ -n "$scripts" ]; then :
  elif has_command npm; then say "charts are not drawn: npm could not get their scripts"
  elif [ $charts = yes ]; then say "charts are not drawn: npm could not be installed"
  else say "charts are not drawn, npm is not there: cmake/bootstrap.sh demo --charts installs it"
  fi
  frames=300
  old_ifs=$IFS
  set -f
  IFS='
'
  # shellcheck disable=SC2086 # a list of paths, one a line
  "$build/demo/examples/demo/arrayreel_demo" "$data" "$pictures" $frames $scripts
  blob_tooltips=$build/demo/examples/blob_tooltips/blob_tooltips
  # shellcheck disable=SC2086
  if [ -x "$blob_tooltips" ]; then "$blob_tooltips" "$pictures" $scripts; fi
  IFS=$old_ifs
  set +f
  simulation=$build/demo/examples/simulation/arrayreel_simulation
  if [ -x "$simulation" ]; then
    say "a simulation, which writes its movies while it runs"
    mkdir -p "$pictures/simulation"
    "$simulation" "$pictures/simulation" --size 512 256 --steps 2400 --every 8 --still-every 300
  fi
  shallow_water=$build/demo/examples/mpi_shallow_water/mpi_shallow_water
  # The mpirun of the MPI that it was built with: a machine may have several.
  mpirun=$(sed -n 's/^MPIEXEC_EXECUTABLE:[A-Z]*=//p' "$build/demo/CMakeCache.txt" 2>/dev/null) || true
  if [ -x "$shallow_water" ] && [ -x "$mpirun" ]; then
    say "a simulation on four processes, which write a movie and pictures together"
    mkdir -p "$pictures/shallow_water"
    on_processes 4 "$shallow_water" "$pictures/shallow_water"
  fi
  say "done: open the pages in $pictures, $pictures/demo.html first, in a browser"
}

# on_processes N PROGRAM ARGUMENTS...: by $mpirun, on a machine that may have fewer processors. Variables are
# Open MPI's, which refuses both to root and to more processes than processors; MPICH does neither.
on_processes() {
  OMPI_MCA_rmaps_base_oversubscribe=1 PRTE_MCA_rmaps_default_mapping_policy=:oversubscribe \
    OMPI_MCA_mpi_yield_when_idle=1 OMPI_ALLOW_RUN_AS_ROOT=1 \
    OMPI_ALLOW_RUN_AS_ROOT_CONFIRM=1 "$mpirun" -n "$@"
}

# test_in NAME CTEST_ARGUMENTS: runs two tests more at a time than there are processors, as many tests
# wait for a browser or another program
test_in() {
  say "testing in $build/$1"
  # shellcheck disable=SC2086 # a list of arguments
  (cd "$build/$1" && ctest --output-on-failure --no-tests=error --parallel $((cores + 2)) $2)
}

# build_and_test NAME CXX FLAGS CTEST_ARGUMENTS [CMAKE_ARGUMENTS...]: all, or $build_targets alone
build_and_test() {
  name=$1 cxx=$2 flags=$3 selection=$4
  shift 4
  # LLD links these hundred programs in a quarter of the other linker's time, and Ninja spares the tenth of a
  # second that make takes for each. A folder that make has built in goes on with make.
  set -- -DCMAKE_EXE_LINKER_FLAGS=-fuse-ld=lld "$@"
  [ -e "$build/$name/CMakeCache.txt" ] || set -- -G Ninja "$@"
  say "building in $build/$name: $cxx $flags $*"
  cmake -S "$root" -B "$build/$name" -DCMAKE_CXX_COMPILER="$cxx" -DCMAKE_BUILD_TYPE=None \
    -DCMAKE_CXX_FLAGS="$flags" -DARRAYREEL_REQUIRE_ALL_TESTS=ON "$@" >"$build/$name.configure.log" 2>&1 ||
    { cat "$build/$name.configure.log"; exit 1; }
  # shellcheck disable=SC2086 # a list of targets
  cmake --build "$build/$name" --parallel "$cores" --target ${build_targets:-all}
  test_in "$name" "$selection"
}

tests() {
  provide "$needs_demo$needs_chart$needs_npm$needs_test"
  if [ $whole = yes ]; then
    (provide "$needs_whole") || say "the tests will be without Firefox, notebooks or clang's interpreter"
  fi
  mkdir -p "$build"
  if [ $quick = yes ]; then
    build_and_test quick "${CXX:-g++}" -O2 ''
    if [ $whole = yes ]; then test_in quick '-C whole -L whole'; fi
    say "done: all tests passed"
    return
  fi
  # The library with sanitizers. Left out is what takes minutes with them: encoders' quality, all codecs
  # with all kinds of pictures, programs that are killed. Most tests, benchmarks and the tool are not
  # optimised in any build.
  build_targets=all
  later='video_crash_test|video_fidelity_test|video_fork_test|video_matrix_test|video_repeat_test'
  build_and_test clang clang++ '-O1 -gline-tables-only' "-E ^($later)\$" \
    -DARRAYREEL_SANITIZE=ON -DARRAYREEL_WITH_MPI=OFF -DARRAYREEL_BUILD_BENCHMARKS=OFF \
    -DARRAYREEL_BUILD_BROWSER_TESTS=OFF -DARRAYREEL_BUILD_EXAMPLES=OFF -DARRAYREEL_BUILD_TOOL=OFF \
    -DARRAYREEL_TEST_SNIPPETS=OFF -DARRAYREEL_TEST_HEADER_ONLY=OFF -DARRAYREEL_TEST_COMPILERS=OFF
  # What another compiler may change, over an optimised library; the tool, examples, browsers, many
  # ranks, the snippets of pages, what compilers say, and other projects. Benchmarks with --whole.
  plain=OFF
  if [ $whole = yes ]; then plain=ON; fi
  build_and_test g++ g++ -O3 '' -DARRAYREEL_TEST_PLAIN=$plain -DARRAYREEL_TOOL_FLAGS=-O0 \
    -DARRAYREEL_BUILD_BENCHMARKS=$plain -DARRAYREEL_BENCHMARK_FLAGS=-O0
  if [ $whole = yes ]; then test_in g++ '-C whole -L whole'; fi
  without='-DARRAYREEL_BUILD_BENCHMARKS=OFF -DARRAYREEL_BUILD_BROWSER_TESTS=OFF
           -DARRAYREEL_BUILD_EXAMPLES=OFF -DARRAYREEL_BUILD_TOOL=OFF
           -DARRAYREEL_TEST_COMPILERS=OFF -DARRAYREEL_WITH_JSON=OFF -DARRAYREEL_WITH_MPI=OFF'
  # ThreadSanitizer watches the tests that have threads.
  build_targets=thread_tests
  # shellcheck disable=SC2086 # lists of arguments, here and below
  build_and_test threads g++ '-O0 -g1' '-L thread' $without -DARRAYREEL_SANITIZE=thread
  # The kernels by the other compiler, too, as compilers make vectors of them; and a minute of fuzzing
  # with pixels, shapes and options that nobody thought of.
  build_targets='kernel_tests fuzzers'
  build_and_test kernels clang++ '-O3 -gline-tables-only' '-L kernel|fuzz' $without \
    -DARRAYREEL_WITH_VIDEO=OFF -DARRAYREEL_FUZZ=ON
  say "done: all tests passed in four builds under $build"
}

case $job in
  demo) demo ;;
  test) tests ;;
  *) usage ;;
esac

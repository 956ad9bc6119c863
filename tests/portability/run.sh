#!/bin/sh
# The demo and the quick tests on another system, which it makes from Debian's archive.
#
#   tests/portability/run.sh NAME [--all]
#   tests/portability/run.sh NAME COMMAND...
#
# In a new Debian, as root, with debootstrap, by cmake/bootstrap.sh (--all: every test):
#   bookworm, trixie, sid   Debian 12, 13 and the next, each with its own compilers and libraries
#   gcc-11                  Debian 12 with g++ 11
# The same, with the few libraries that it has or that fit the compiler:
#   bullseye                Debian 11: CMake 3.18, with clang 16 and libc++; its FFmpeg 4.3 is too old
#   libc++                  Debian 12 with clang 19 and libc++
# By Debian 12's cross compilers (g++-12, gfortran-12), with mmdebstrap; qemu-user runs the programs, i386's
# the processor:
#   i386, arm64, s390x
# By Debian 13's emscripten, what needs no other library; Node runs the golden test of it:
#   wasm
# By g++ over musl's headers, what needs the C library alone; nothing is run, as Debian has no C++
# library for musl:
#   musl
#
# A system is made once, in build/portability/NAME (ARRAYREEL_PORTABILITY_DIR says where else). Delete it
# for a fresh one, as packages in an old one hide those that bootstrap.sh forgets. COMMAND runs there, in
# a clone of what is committed here, in place of the demo and the tests.
set -eu

usage() {
  sed -n '2,26s/^# \{0,1\}//p' "$0"
  exit 2
}

[ $# -ge 1 ] || usage
name=$1
shift
all=no
if [ "${1:-}" = --all ]; then all=yes; shift; fi
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
place=${ARRAYREEL_PORTABILITY_DIR:-$root/build/portability}
folder=$place/$name
mirror=${ARRAYREEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}
cores=${ARRAYREEL_PORTABILITY_JOBS:-$(getconf _NPROCESSORS_ONLN 2>/dev/null || echo 2)}
mkdir -p "$place"

say() { printf '== %s: %s\n' "$name" "$*"; }

need() {
  for program in "$@"; do
    command -v "$program" >/dev/null 2>&1 ||
      { echo "run.sh: $name needs $program, which is not installed" >&2; exit 1; }
  done
}

# What the tests need that is in C or headers alone, so that it fits any C++ library.
c_libraries='libpng-dev zlib1g-dev libdeflate-dev libavcodec-dev libavformat-dev libavutil-dev
             libswscale-dev nlohmann-json3-dev libhdf5-dev catch2 libspng-dev libwebp-dev'

# ---- A Debian of its own ----

# make_debian SUITE
make_debian() {
  need debootstrap git
  if [ ! -e "$folder/made" ]; then
    rm -rf "$folder"
    debootstrap --variant=minbase "$1" "$folder" "$mirror"
    # Certificates that this machine was given, as behind a proxy. Debian's package of certificates
    # adds them when it is installed.
    certificates=/usr/local/share/ca-certificates
    if [ -d $certificates ]; then
      mkdir -p "$folder$certificates"
      cp -R $certificates/. "$folder$certificates"
    fi
    # An archive that is a copy of some day says that it is out of date.
    echo 'Acquire::Check-Valid-Until "false";' >"$folder/etc/apt/apt.conf.d/99arrayreel"
    touch "$folder/made"
  fi
  cp /etc/resolv.conf "$folder/etc/resolv.conf"
  rm -rf "$folder/root/arrayreel"
  git clone -q "$root" "$folder/root/arrayreel"
  trap leave EXIT
  trap 'exit 130' INT
  trap 'exit 143' TERM
  # Slave mounts, so that what is unmounted in them stays mounted outside.
  mountpoint -q "$folder/proc" || mount -t proc proc "$folder/proc"
  if ! mountpoint -q "$folder/dev"; then
    mount --bind /dev "$folder/dev"
    mount --make-rslave "$folder/dev"
    mount -t tmpfs shm "$folder/dev/shm"
  fi
  # Where MPI looks for processors.
  if ! mountpoint -q "$folder/sys"; then
    mount --rbind /sys "$folder/sys"
    mount --make-rslave "$folder/sys"
  fi
}

leave() {
  for mounted in dev/shm dev proc sys; do
    # With -l, as /sys has other mounts in it.
    if mountpoint -q "$folder/$mounted"; then umount -l "$folder/$mounted" || true; fi
  done
}

# inside COMMAND...: in the new Debian, with the variables of $settings
settings=
inside() {
  say "$*"
  # shellcheck disable=SC2086 # a list of settings
  chroot "$folder" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    ARRAYREEL_BUILD_DIR=/root/build NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt $settings \
    sh -c 'cd /root/arrayreel && exec "$@"' sh "$@"
}

install_inside() {
  inside apt-get update -q
  inside env DEBIAN_FRONTEND=noninteractive apt-get install -y -q --no-install-recommends "$@"
}

# by_bootstrap COMMAND...: the first page's two commands
by_bootstrap() {
  if [ $# -gt 0 ]; then
    inside "$@"
    return
  fi
  inside cmake/bootstrap.sh demo
  if [ $all = yes ]; then inside cmake/bootstrap.sh test
  else inside cmake/bootstrap.sh test --quick
  fi
}

# by_cmake CLANG: the demo and what tests can be built, with libc++. Other projects that tests build are given
# the compiler alone, so that it is one which takes that library by itself.
by_cmake() {
  printf '#!/bin/sh\nexec %s -stdlib=libc++ "$@"\n' "$1" >"$folder/usr/local/bin/with-libc++"
  chmod +x "$folder/usr/local/bin/with-libc++"
  settings=CXX=/usr/local/bin/with-libc++
  inside sh -c "cmake -S . -B /root/build/quick -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O2 \
    -DARRAYREEL_BUILD_BENCHMARKS=OFF -DARRAYREEL_BUILD_BROWSER_TESTS=OFF -DARRAYREEL_TEST_SNIPPETS=OFF"
  inside cmake --build /root/build/quick --parallel "$cores"
  inside mkdir -p /root/build/quick/pictures
  # Without movies there is no demo.
  if [ -e "$folder/root/build/quick/examples/demo/arrayreel_demo" ]; then
    inside /root/build/quick/examples/demo/arrayreel_demo examples/data /root/build/quick/pictures 60
  fi
  inside sh -c "cd /root/build/quick && ctest --output-on-failure --no-tests=error -j $cores"
}

# ---- Another processor ----

# make_sysroot ARCHITECTURE: Debian 12's libraries for it, without running anything of theirs
make_sysroot() {
  compiler=$cross-g++-12
  need mmdebstrap cmake "$compiler" "$cross-gcc-12" "$cross-gfortran-12"
  system=$folder/system
  if [ ! -e "$folder/made" ]; then
    rm -rf "$folder"
    mkdir -p "$folder"
    # shellcheck disable=SC2086 # a list of packages
    packages=$(printf '%s,' $c_libraries librapidcheck-dev libcli11-dev libstdc++-12-dev libc6-dev libgfortran5)
    mmdebstrap --mode=root --variant=extract --architectures="$1" --include="${packages%,}" \
      --skip=check/qemu bookworm "$system" "$mirror"
    touch "$folder/made"
  fi
  # Some libraries are in folders of their own, which a running system's linker is told of elsewhere.
  lib=$system/usr/lib/$triplet
  paths=$system/lib/$triplet:$lib:$lib/blas:$lib/lapack:$lib/pulseaudio:$lib/hdf5/serial
  flags="-Wl,-rpath-link,$paths"
  emulator=
  if [ "$1" = i386 ]; then
    # The processor runs these, with the sysroot's own loader.
    flags="$flags -Wl,--dynamic-linker,$system/lib/ld-linux.so.2 -Wl,--disable-new-dtags,-rpath,$paths"
  else
    need "qemu-$processor"
    emulator="qemu-$processor -L $system -E LD_LIBRARY_PATH=$paths"
  fi
  cat >"$folder/toolchain.cmake" <<END
set(CMAKE_SYSTEM_NAME Linux)
set(CMAKE_SYSTEM_PROCESSOR $processor)
set(CMAKE_CXX_COMPILER $compiler)
set(CMAKE_C_COMPILER $cross-gcc-12)
set(CMAKE_Fortran_COMPILER $cross-gfortran-12)
set(CMAKE_SYSROOT $system)
set(CMAKE_FIND_ROOT_PATH $system $folder/build) # and what tests install
set(CMAKE_FIND_ROOT_PATH_MODE_PROGRAM NEVER)
set(CMAKE_FIND_ROOT_PATH_MODE_LIBRARY ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_INCLUDE ONLY)
set(CMAKE_FIND_ROOT_PATH_MODE_PACKAGE ONLY)
set(CMAKE_LIBRARY_ARCHITECTURE $triplet)
set(CMAKE_CROSSCOMPILING_EMULATOR $emulator)
set(CMAKE_EXE_LINKER_FLAGS_INIT "$flags")
set(CMAKE_SHARED_LINKER_FLAGS_INIT "-Wl,-rpath-link,$paths")
set(ENV{PKG_CONFIG_LIBDIR} $lib/pkgconfig:$system/usr/share/pkgconfig)
set(ENV{PKG_CONFIG_SYSROOT_DIR} $system)
END
}

# Tests whose scripts start the library's programs themselves, or read their symbols, which here an emulator
# or a cross tool can alone; and two in whose children, forked beside a thread, qemu 7.2 stops with a failed
# assertion of its own.
by_script='^(tool|tool_.*|tooltip_bytes.*|demo_.*|example_.*|cookbook.*|reference_test|simulation.*|installed.*'
by_script="$by_script|consumer.*|messages|c_option_names|video_fallback_test|c_fork_test)\$"

# by_cross_compiler ARCHITECTURE COMMAND...
by_cross_compiler() {
  make_sysroot "$1"
  shift
  build=$folder/build
  options=${ARRAYREEL_PORTABILITY_CMAKE:-}
  say "building with $compiler in $build"
  # shellcheck disable=SC2086 # a list of arguments
  cmake -S "$root" -B "$build" -DCMAKE_TOOLCHAIN_FILE="$folder/toolchain.cmake" \
    -DCMAKE_BUILD_TYPE=None -DCMAKE_CXX_FLAGS=-O2 -DARRAYREEL_BUILD_BENCHMARKS=OFF \
    -DARRAYREEL_BUILD_BROWSER_TESTS=OFF -DARRAYREEL_TEST_SNIPPETS=OFF -DARRAYREEL_BUILD_KERNEL=OFF \
    -DARRAYREEL_TEST_HEADER_ONLY=OFF $options
  if [ $# -gt 0 ]; then
    (cd "$build" && "$@")
    return
  fi
  cmake --build "$build" --parallel "$cores"
  say "the demo"
  mkdir -p "$build/pictures"
  # shellcheck disable=SC2086 # a command with arguments
  $emulator "$build/examples/demo/arrayreel_demo" "$root/examples/data" "$build/pictures" 60
  say "the tests"
  excluded=$by_script
  if [ -z "$emulator" ]; then
    excluded='^$'
    # What shared libraries that tests build are linked to; this machine's programs pass over them.
    export LD_LIBRARY_PATH="$paths"
  fi
  (cd "$build" && ctest --output-on-failure --no-tests=error -j "$cores" --timeout 3600 -LE slow -E "$excluded" &&
    ctest --output-on-failure --no-tests=error --timeout 7200 -R '^golden$')
}

# ---- Another C library ----

# by_musl: the core, compiled. What g++'s own headers know of glibc alone is said in other words.
by_musl() {
  need g++
  version=$(g++ -dumpversion)
  multiarch=$(g++ -print-multiarch)
  musl=/usr/include/$(uname -m)-linux-musl
  [ -d "$musl" ] || { echo "run.sh: musl needs $musl, Debian's musl-dev" >&2; exit 1; }
  cxx=/usr/include/c++/${version%%.*}
  mkdir -p "$folder"
  cat >"$folder/glibc.hpp" <<'END'
#include <pthread.h>
extern "C" int pthread_cond_clockwait(pthread_cond_t*, pthread_mutex_t*, clockid_t, const timespec*);
extern "C" int pthread_mutex_clocklock(pthread_mutex_t*, clockid_t, const timespec*);
END
  for source in base values colormap_names raster colorbar io html table; do
    for face in -DARRAYREEL_COMPILED -DARRAYREEL_HEADER_ONLY; do
      say "$source.cpp $face"
      g++ -std=c++20 -fsyntax-only -Wall -Wextra -nostdinc -isystem "$cxx" \
        -isystem "/usr/include/$multiarch/c++/${version%%.*}" -isystem "$cxx/backward" \
        -isystem "$musl" -isystem "$(g++ -print-file-name=include)" \
        '-D__GLIBC_PREREQ(a,b)=0' -D__locale_t=locale_t -include "$folder/glibc.hpp" \
        $face -I "$root/include" "$root/cmake/compiled/$source.cpp"
    done
  done
}

# ---- A browser's processor ----

# by_emscripten: exceptions, and files of the system, have to be asked for.
by_emscripten() {
  inside emcmake cmake -S . -B /root/build/wasm -DCMAKE_BUILD_TYPE=None "-DCMAKE_CXX_FLAGS=-O2 -fexceptions" \
    "-DCMAKE_EXE_LINKER_FLAGS=-sNODERAWFS=1 -sALLOW_MEMORY_GROWTH=1 -sSTACK_SIZE=1MB -sEXIT_RUNTIME=1" \
    -DARRAYREEL_WITH_LIBPNG=OFF -DARRAYREEL_BUILD_BENCHMARKS=OFF -DARRAYREEL_BUILD_BROWSER_TESTS=OFF \
    -DARRAYREEL_TEST_SNIPPETS=OFF -DARRAYREEL_TEST_COMPILERS=OFF -DARRAYREEL_BUILD_TOOL=OFF \
    -DARRAYREEL_BUILD_EXAMPLES=OFF
  inside cmake --build /root/build/wasm --parallel "$cores" --target arrayreel_image golden
  inside sh -c 'cd /root/build/wasm && ctest --output-on-failure --no-tests=error -R ^golden$'
}

case $name in
  musl) by_musl ;;
  wasm)
    make_debian trixie
    [ -e "$folder/usr/bin/em++" ] || install_inside emscripten cmake make
    if [ $# -gt 0 ]; then inside "$@"; else by_emscripten; fi
    ;;
  bookworm | trixie | sid)
    make_debian "$name"
    by_bootstrap "$@"
    ;;
  gcc-11)
    make_debian bookworm
    [ -e "$folder/usr/bin/g++-11" ] || install_inside g++-11
    settings=CXX=g++-11
    by_bootstrap "$@"
    ;;
  bullseye)
    make_debian bullseye
    # Clang 16 came to it as an update.
    echo "deb ${ARRAYREEL_DEBIAN_SECURITY:-http://deb.debian.org/debian-security} bullseye-security main" \
      >"$folder/etc/apt/sources.list.d/security.list"
    c_libraries=$(printf '%s' "$c_libraries" | sed s/libspng-dev//) # not in it
    # shellcheck disable=SC2086 # a list of packages
    [ -e "$folder/usr/bin/clang++-16" ] || install_inside clang-16 libc++-16-dev libc++abi-16-dev \
      cmake make pkg-config ffmpeg $c_libraries
    settings=CXX=clang++-16
    if [ $# -gt 0 ]; then inside "$@"; else by_cmake clang++-16; fi
    ;;
  libc++)
    make_debian bookworm
    # shellcheck disable=SC2086
    [ -e "$folder/usr/bin/clang++-19" ] || install_inside clang-19 libc++-19-dev libc++abi-19-dev \
      libcli11-dev cmake make pkg-config ffmpeg $c_libraries
    settings=CXX=clang++-19
    if [ $# -gt 0 ]; then inside "$@"; else by_cmake clang++-19; fi
    ;;
  i386)
    processor=i686 triplet=i386-linux-gnu cross=i686-linux-gnu
    by_cross_compiler i386 "$@"
    ;;
  arm64)
    processor=aarch64 triplet=aarch64-linux-gnu cross=$triplet
    by_cross_compiler arm64 "$@"
    ;;
  s390x)
    processor=s390x triplet=s390x-linux-gnu cross=$triplet
    by_cross_compiler s390x "$@"
    ;;
  *) usage ;;
esac
say "passed"

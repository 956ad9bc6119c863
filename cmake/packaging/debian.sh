#!/bin/sh
# Debian packages of what is committed here, with their sources.
#
#   cmake/packaging/debian.sh FOLDER [ARGUMENTS of dpkg-buildpackage...]
#
# Writes the source archive, the sources and the packages into FOLDER, which is made where it is not there.
# Without ARGUMENTS they are `-us -uc`, for packages without a signature. Afterwards lintian looks at
# them, where it is installed. Needs git, dpkg-dev, debhelper and what debian/control names; nothing is
# taken from a network.
set -eu

[ $# -ge 1 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
mkdir -p "$1"
folder=$(CDPATH='' cd -- "$1" && pwd)
shift
[ $# -gt 0 ] || set -- -us -uc

changelog=$root/cmake/packaging/debian/changelog
release=$(dpkg-parsechangelog -l "$changelog" -S Version)
version=${release%-*}
tree=$folder/arrayreel-$version
[ ! -e "$tree" ] || { echo "debian.sh: $tree is there; expected a new folder" >&2; exit 2; }

git -C "$root" archive --prefix="arrayreel-$version/" HEAD | xz -T0 >"$folder/arrayreel_$version.orig.tar.xz"
tar -C "$folder" -xf "$folder/arrayreel_$version.orig.tar.xz"
# The top level of the repository has no debian/ of its own: distributions keep theirs.
cp -R "$tree/cmake/packaging/debian" "$tree/debian"
(cd "$tree" && dpkg-buildpackage "$@")
if command -v lintian >/dev/null 2>&1; then
  # The bug that a first upload to Debian closes is filed by who uploads.
  lintian --info --fail-on error,warning --suppress-tags initial-upload-closes-no-bugs \
    "$folder/arrayreel_${release}_"*.changes
fi

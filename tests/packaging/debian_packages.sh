#!/bin/sh
# Debian's packages of what is committed here: built in a fresh Debian, installed and tested in another.
#
#   tests/packaging/debian_packages.sh SUITE FOLDER
#
# SUITE is bookworm (12), trixie (13) or another name; FOLDER must not exist. `build` in it is the Debian in
# which cmake/packaging/debian.sh makes the packages and lintian looks at them; `fresh` the one in which
# autopkgtest installs them and runs cmake/packaging/debian/tests. Needs root, debootstrap, git and 5 GB, and
# takes half an hour. The folder stays, with the packages in build/root/packages.
set -eu

[ $# -eq 2 ] || { sed -n '2,10s/^# \{0,1\}//p' "$0"; exit 2; }
suite=$1 folder=$2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/../.." && pwd)
[ ! -e "$folder" ] || { echo "debian_packages.sh: $folder is there; expected a new folder" >&2; exit 2; }
mkdir -p "$folder"

leave() {
  for debian in "$folder/build" "$folder/fresh"; do
    for place in dev/shm dev proc; do
      if mountpoint -q "$debian/$place"; then umount "$debian/$place" || true; fi
    done
  done
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM

# in_debian NAME SCRIPT: runs it in that Debian, as root
in_debian() {
  debian=$folder/$1
  if [ ! -e "$debian" ]; then
    debootstrap --variant=minbase "$suite" "$debian" "${ARRAYREEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}"
    cp /etc/resolv.conf "$debian/etc/resolv.conf"
    # Certificates that this machine was given, as behind a proxy.
    mkdir -p "$debian/usr/local/share/ca-certificates"
    if [ -d /usr/local/share/ca-certificates ]; then
      cp -R /usr/local/share/ca-certificates/. "$debian/usr/local/share/ca-certificates"
    fi
    mount -t proc proc "$debian/proc"
    mount --bind /dev "$debian/dev"
    mount -t tmpfs shm "$debian/dev/shm"
  fi
  echo "== Debian $(cat "$debian/etc/debian_version"), $1"
  chroot "$debian" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    DEBIAN_FRONTEND=noninteractive sh -euc "$2"
}

in_debian build 'apt-get update -q
  apt-get install -y -q --no-install-recommends build-essential debhelper git lintian xz-utils'
git clone -q "$root" "$folder/build/root/arrayreel"
in_debian build 'cd /root/arrayreel
  apt-get build-dep -y -q --no-install-recommends ./cmake/packaging
  cmake/packaging/debian.sh /root/packages'

in_debian fresh 'apt-get update -q
  apt-get install -y -q --no-install-recommends autopkgtest build-essential'
mkdir "$folder/fresh/root/packages"
find "$folder/build/root/packages" -maxdepth 1 -type f -exec cp {} "$folder/fresh/root/packages" \;
in_debian fresh 'cd /root/packages
  autopkgtest ./*.deb ./*.dsc -- null'
echo "done: all packages built, installed and tested"

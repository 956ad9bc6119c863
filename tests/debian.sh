#!/bin/sh
# The README's commands on a fresh Debian, which debootstrap puts into a new folder.
#
#   tests/debian.sh SUITE FOLDER [COMMAND...]
#
# SUITE is bookworm (12), trixie (13) or another name; FOLDER must not exist, as what is in an old one
# would hide a package that bootstrap.sh forgets. Without a COMMAND, which runs in a clone of what is
# committed here, both run: `cmake/bootstrap.sh demo` and `cmake/bootstrap.sh test`. Needs root,
# debootstrap, git and 12 GB. The folder stays, to be looked at or deleted.
set -eu

[ $# -ge 2 ] || { sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 2; }
suite=$1 folder=$2
shift 2
root=$(CDPATH='' cd -- "$(dirname -- "$0")/.." && pwd)
[ ! -e "$folder" ] || { echo "debian.sh: $folder is there; expected a new folder" >&2; exit 2; }

debootstrap --variant=minbase "$suite" "$folder" "${ARRAYREEL_DEBIAN_MIRROR:-http://deb.debian.org/debian}"
git clone -q "$root" "$folder/root/arrayreel"
cp /etc/resolv.conf "$folder/etc/resolv.conf"
# Certificates that this machine was given, as behind a proxy. Debian's package of certificates adds
# them when it is installed.
certificates=/usr/local/share/ca-certificates
if [ -d $certificates ]; then
  mkdir -p "$folder$certificates"
  cp -R $certificates/. "$folder$certificates"
fi

leave() {
  for place in dev/shm dev proc; do
    if mountpoint -q "$folder/$place"; then umount "$folder/$place" || true; fi
  done
}
trap leave EXIT
trap 'exit 130' INT
trap 'exit 143' TERM
mount -t proc proc "$folder/proc"
mount --bind /dev "$folder/dev"
mount -t tmpfs shm "$folder/dev/shm"

run() {
  echo "== Debian $(cat "$folder/etc/debian_version"): $*"
  chroot "$folder" env -i HOME=/root PATH=/usr/sbin:/usr/bin:/sbin:/bin LANG=C.UTF-8 \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt sh -c 'cd /root/arrayreel && exec "$@"' sh "$@"
}
if [ $# -gt 0 ]; then
  run "$@"
else
  run cmake/bootstrap.sh demo
  run cmake/bootstrap.sh test
fi

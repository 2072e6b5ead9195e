#!/bin/sh
# Makes a minimal Debian 13 as a tar file, for hosts that reach a Debian mirror but no container registry.
#   make-debian.sh <file.tar>
# Needs root. Prints debootstrap's progress.
set -eu
target=$1

if ! command -v debootstrap >/dev/null; then
  command -v apt-get >/dev/null || {
    echo "debootstrap is missing and this is not Debian or Ubuntu: install debootstrap, or make debian:trixie-slim pullable" >&2
    exit 69
  }
  apt-get -o DPkg::Lock::Timeout=300 update -qq
  DEBIAN_FRONTEND=noninteractive apt-get -o DPkg::Lock::Timeout=300 install -y -qq --no-install-recommends \
    debootstrap debian-archive-keyring >/dev/null
fi

# The mirror this host already uses, so that a private mirror works too.
mirror=$(apt-get indextargets --format '$(REPO_URI) $(ORIGIN) $(LABEL)' 2>/dev/null | sed -n 's,^\(http[^ ]*\) Debian Debian$,\1,p' | head -n 1)

rootfs=$(mktemp -d "${TMPDIR:-/tmp}/touchstone-debian.XXXXXX")
trap 'rm -rf "$rootfs"' EXIT
debootstrap --variant=minbase trixie "$rootfs" ${mirror:+"$mirror"}
rm -rf "$rootfs"/var/cache/apt/* "$rootfs"/var/lib/apt/lists/* "$rootfs"/var/log/*
tar -C "$rootfs" --numeric-owner -cf "$target.new" .
mv "$target.new" "$target"

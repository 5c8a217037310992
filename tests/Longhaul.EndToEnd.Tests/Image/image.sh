#!/usr/bin/env bash
# image.sh CHECKOUT PROGRAM FOLDER: builds the Dockerfile's slim image from a base made of this machine's own files, and runs deploy/smoke.sh on it.
# No registry is asked. PROGRAM is what the Dockerfile's first stage would have built; everything lives below FOLDER, and is gone at the end.
set -euo pipefail

checkout=$1 program=$2 folder=$3
root=$folder/root storage=(--root "$folder/storage" --runroot "$folder/run")
packages=(base-files bash coreutils dash grep sed libc6 libgcc-s1 libstdc++6 zlib1g libssl3 'libicu[0-9]*' ca-certificates tzdata util-linux login
  libselinux1 libpcre2-8-0 libtinfo6 libacl1 libattr1 libgmp10 libsmartcols1 libmount1 libblkid1 libuuid1 libcap-ng0 libaudit1 libsystemd0 libudev1
  libcrypt1 libcap2 libgcrypt20 libgpg-error0 liblz4-1 liblzma5 libzstd1)

cleanup() {
  podman "${storage[@]}" rm -f -v -a > /dev/null 2>&1 || true
  umount "$folder"/storage/overlay 2> /dev/null || true
  rm -rf "$folder"
}
trap cleanup EXIT

# Their names end in other numbers in other releases, and in t64 where the size of a time changed.
installed() {
  local package
  for package in "${packages[@]}"; do dpkg-query -W -f '${binary:Package}\n' "$package" "${package}t64" 2> /dev/null || true; done | sort -u
}

files() {
  installed | xargs dpkg -L | sort -u |
    grep -vE '^/usr/share/(doc|man|locale|lintian|bug)|^/(dev|proc|sys|tmp)' |
    while read -r file; do [[ -d $file && ! -L $file ]] || echo "$file"; done | sed -E 's#^/(bin|sbin|lib|lib64)/#/usr/\1/#; s#^/##' | sort -u
}

base() {
  local name dotnet
  mkdir -p "$root"/{usr/bin,usr/sbin,usr/lib,usr/lib64,tmp,proc,sys,dev,etc,root,var}
  for name in bin sbin lib lib64; do ln -s "usr/$name" "$root/$name"; done
  files | tar -C / -cf - --ignore-failed-read -T - 2> /dev/null | tar -C "$root" -xf - --keep-directory-symlink
  chmod 1777 "$root/tmp"
  printf 'root:x:0:0:root:/root:/bin/sh\napp:x:1654:1654::/home/app:/bin/sh\n' > "$root/etc/passwd"
  printf 'root:x:0:\napp:x:1654:\n' > "$root/etc/group"
  dotnet=$(dirname "$(readlink -f "$(command -v dotnet)")")
  mkdir -p "$root/usr/share/dotnet"
  cp -a "$dotnet"/{dotnet,host,shared} "$root/usr/share/dotnet/"
  tar -C "$root" -cf - . | podman "${storage[@]}" import -q - localhost/base > /dev/null
}

image() {
  mkdir "$folder/context"
  cp -rL "$program" "$folder/context/app"
  # The first stage, which asks a package source, is replaced by what it would have made; the base of the second by the one made here.
  awk '/^FROM .* AS build$/ { print "FROM scratch AS build\nCOPY app /app\n"; skip = 1 } /^FROM .* AS slim$/ { print "FROM localhost/base AS slim"; skip = 0; next } !skip' \
    "$checkout/Dockerfile" > "$folder/context/Dockerfile"
  buildah "${storage[@]}" bud --isolation chroot --format docker -q --target slim -t localhost/longhaul:slim \
    "$folder/context" > /dev/null
}

mkdir -p "$folder"
base
image
printf '#!/bin/sh\nexec podman %s --runtime runc --cgroup-manager=cgroupfs "$@"\n' "${storage[*]}" > "$folder/engine"
chmod +x "$folder/engine"
OPTIONS="--ulimit nofile=1024:4096 --ulimit nproc=2000:2000 --no-healthcheck --network=none" "$checkout/deploy/smoke.sh" "$folder/engine" localhost/longhaul:slim

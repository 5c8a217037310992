#!/usr/bin/env bash
# ./run.sh [topic]: makes a video about the topic on this machine: installs what is missing, builds, runs, says where it is.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

topic=${1:-Why the sea is salty}
example=examples/video-channel
packages=(ffmpeg imagemagick espeak-ng sox jq fonts-dejavu-core)

die() {
  printf 'run.sh: %s\n' "$*" >&2
  exit 1
}

missing_packages() {
  local package
  for package in "${packages[@]}"; do
    # Debian is asked, not the PATH: what is called "convert" there need not be ImageMagick.
    [[ $(dpkg-query -W -f '${db:Status-Status}' "$package" 2> /dev/null) == installed ]] || echo "$package"
  done
}

missing_tools() {
  local tool
  for tool in ffmpeg ffprobe magick espeak-ng sox jq; do command -v "$tool" > /dev/null || echo "$tool"; done
}

install_packages() {
  local missing as_root=() answer
  mapfile -t missing < <(missing_packages)
  ((${#missing[@]})) || return 0
  echo "Needed from Debian's packages: ${missing[*]}"
  if ((EUID)); then
    command -v sudo > /dev/null || die "not root, and no sudo here. As root: apt-get install --no-install-recommends ${missing[*]}"
    as_root=(sudo)
    [[ -t 0 ]] || as_root=(sudo -n)
  fi
  if [[ -t 0 ]]; then
    read -r -p "Install them with ${as_root[*]:+sudo }apt-get now? [Y/n] " answer
    [[ $answer != [nN]* ]] || die "nothing installed. By hand: apt-get install --no-install-recommends ${missing[*]}"
  fi
  { "${as_root[@]}" apt-get -q update && "${as_root[@]}" env DEBIAN_FRONTEND=noninteractive apt-get -q install -y --no-install-recommends "${missing[@]}"; } ||
    die "could not install. By hand, as root: apt-get install --no-install-recommends ${missing[*]}"
}

if command -v dpkg-query > /dev/null && command -v apt-get > /dev/null; then
  install_packages
else
  mapfile -t absent < <(missing_tools)
  ((${#absent[@]} == 0)) || die "not a Debian system; install these by hand: ${absent[*]}, and the DejaVu fonts (or set VIDEO_FONT, see $example/README.md)"
fi

dotnet --version > /dev/null 2>&1 || die "the .NET 10 SDK is needed and 'dotnet' does not find it: https://dotnet.microsoft.com/download/dotnet/10.0"

# Where the channels have accounts, a worker needs the key of their tokens.
if [[ -z ${FERNET_KEY:-} && -s $example/fernet.key ]]; then FERNET_KEY=$(< "$example/fernet.key") && export FERNET_KEY; fi

started=$(date +%s)
./longhaul -C "$example" run video --input "topic=$topic"

# The newest film about this topic that was published since the start.
film=
while IFS= read -r manifest; do
  if jq -e --arg topic "$topic" '.topic == $topic' "$manifest" > /dev/null; then film=$PWD/${manifest%/*}/video.mp4; fi
done < <(find "$example/output" -mindepth 2 -maxdepth 2 -name manifest.json -newermt "@$started" -printf '%T@ %p\n' | sort -n | cut -d ' ' -f 2-)
[[ -f $film ]] || die "the run ended well, but there is no new film in $example/output"
echo "video: $film"

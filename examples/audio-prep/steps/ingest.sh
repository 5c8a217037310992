#!/usr/bin/env bash
# ingest URL: downloads it. A part that an earlier attempt left, cancelled or killed, is gone on with from its last byte.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need yt-dlp

url=$1
if ! can_write "$DOWNLOADS"; then
  echo "::warning $DOWNLOADS cannot be written in: what arrives is lost with this attempt; the variable DOWNLOADS names another folder"
  DOWNLOADS=$work
fi
partial=$DOWNLOADS/$(printf '%s' "$url" | sha256sum | cut -c -16)
mkdir -p "$partial"
had=$(find "$partial" -name '*.part' -printf '%s')
if [[ -n $had ]]; then echo "going on after $had bytes"; fi

yt-dlp --no-config --no-cache-dir --no-playlist --no-mtime --newline --continue -o "$partial/source.%(ext)s" -- "$url"

file=$(find "$partial" -name 'source.*' ! -name '*.part' ! -name '*.ytdl' -print -quit)
[[ -n $file ]] || fail "yt-dlp ended well and left no file for $url"
printf '::output file=%s\n' "${file##*/}"
mv "$file" "$out/"
rm -rf "$partial"

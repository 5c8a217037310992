#!/usr/bin/env bash
# save URL TITLE ARTIST: publishes an mp3 with tags; where the example can be written in it is in output/TITLE-RUN.mp3 as well, complete or not at all.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffmpeg

url=$1 title=$2 artist=$3
if [[ -z $title ]]; then title=${url%%[?#]*} title=${title##*/} title=${title%.*}; fi
ffmpeg -hide_banner -nostdin -nostats -progress pipe:1 -y -i "$run/edit/edited.flac" -c:a libmp3lame -q:a 2 -id3v2_version 3 \
  -metadata title="$title" -metadata artist="$artist" -metadata comment="$url" "$out/audio.mp3"
ffmpeg -nostdin -v error -xerror -i "$out/audio.mp3" -f null - || fail 'the mp3 cannot be decoded to its end'

mp3=save/audio.mp3
if can_write "$example/output"; then
  slug=$(printf '%s' "$title" | iconv -c -t ASCII//TRANSLIT | tr -cs '[:alnum:]' - | tr '[:upper:]' '[:lower:]' | cut -c -48 | sed 's/^-*//; s/-*$//')
  mp3=$example/output/${slug:-audio}-$LONGHAUL_RUN_ID.mp3
  cp "$out/audio.mp3" "$mp3.part"
  sync "$mp3.part"
  mv "$mp3.part" "$mp3"
fi
printf '::output mp3=%s\n' "$mp3"

#!/usr/bin/env bash
# narration: speaks each scene, and from the lengths works out when each scene and each subtitle shows.
# To have a paid voice read it: replace speak() by a call that writes a WAV file of the text on stdin.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need espeak-ng sox soxi jq

# Square brackets would switch espeak-ng to phonemes, angle brackets read like markup.
speak() { tr '][<>{}|\\`_*#' ' ' | espeak-ng -v "$voice" -s "$speed" -p "$pitch" -g 1 --stdin -w "$1"; }

# Players take <, { and \ in a subtitle for markup.
plain() { sed 'y/<>{}\\/‹›()⧵/' <<< "$1"; }

# Seconds to an SRT time stamp.
stamp() { awk -v t="$1" 'BEGIN { ms = int(t * 1000 + .5); printf "%02d:%02d:%02d,%03d", ms / 3600000, ms / 60000 % 60, ms / 1000 % 60, ms % 1000 }'; }

sum() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.3f", a + b }'; }

read -r voice speed pitch < <(jq -r '.voice | "\(.name) \(.speed) \(.pitch)"' "$scenes")
lead=0.45 tail=0.5  # quiet before and after the words of a scene
count=$(scene_count) cue=0 at=0
mkdir "$work/lines"
for ((i = 0; i < count; i++)); do
  echo "::stage voice $((i + 1)) of $count"
  id=$(printf %02d $((i + 1)))
  spoken=() said=$(sum "$at" "$lead")
  mapfile -t lines < <(scene "$i" '.lines[]')
  for line in "${lines[@]}"; do
    cue=$((cue + 1)) wav=$work/lines/$(printf %03d "$cue").wav
    speak "$work/raw.wav" <<< "$line"
    # Cut the silence at the ends, soften, leave a breath. No line takes more than 8 s, whatever the topic.
    sox -V1 -R "$work/raw.wav" -r "$rate" -c 1 -b 16 "$wav" gain -6 silence 1 0.01 0.3% reverse silence 1 0.01 0.3% reverse \
      highpass 85 equalizer 3200 1q -3 treble -2 compand 0.02,0.2 -60,-60,-24,-14,0,-5 -3 trim 0 8 pad 0 0.25
    end=$(sum "$said" "$(soxi -D "$wav")")
    printf '%d\n%s --> %s\n%s\n\n' "$cue" "$(stamp "$said")" "$(stamp "$end")" "$(plain "$line")" >> "$out/subtitles.srt"
    spoken+=("$wav") said=$end
  done
  frames=$(awk -v s="$said" -v a="$at" -v t="$tail" -v f="$fps" 'BEGIN { n = (s + t - a) * f; print int(n) + (n > int(n)) }')
  sox -V1 -R "${spoken[@]}" "$out/$id.wav" gain -1 pad "$lead" 10 reverb 8 40 40 trim 0 "$((frames * rate / fps))s"
  printf '%s\t%s\t%s\n' "$id" "$frames" "$at" >> "$out/timing.tsv"
  printf "file '%s.wav'\n" "$id" >> "$out/voice.txt"
  at=$(awk -v a="$at" -v n="$frames" -v f="$fps" 'BEGIN { printf "%.3f", a + n / f }')
  echo "::progress $(((i + 1) * 100 / count))"
done
echo "::output seconds=$at"
cost tts "$(jq '[.scenes[].lines[] | length] | add' "$scenes")" 0.000016  # by characters
ledger end

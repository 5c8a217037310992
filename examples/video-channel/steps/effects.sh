#!/usr/bin/env bash
# effects: a soft chord under each scene and a whoosh where one scene gives way to the next: effects.wav, as long as the film.
# A sound library or a music service fits here: replace chord() or whoosh() by a call that writes a stereo WAV file.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need sox jq awk

# -R everywhere: the same noise every time. Arguments: file, seconds, three notes as half-tones from A2 (110 Hz).
chord() {
  local file=$1 seconds=$2 low mid high
  read -r low mid high < <(awk -v a="$3" -v b="$4" -v c="$5" 'BEGIN { print 110 * 2 ^ (a / 12), 110 * 2 ^ (b / 12), 110 * 2 ^ (c / 12) }')
  sox -V1 -R -r "$rate" -c 5 -n -b 16 "$file" synth "$seconds" \
    sine "$low" triangle "$mid" triangle "$high" sine "$(awk -v f="$mid" 'BEGIN { print f * 2.004 }')" sine "$(awk -v f="$high" 'BEGIN { print f * 1.996 }')" \
    remix 1v0.5,2v0.22,4v0.12 1v0.5,3v0.2,5v0.12 lowpass 1400 tremolo 0.2 30 \
    fade t "$(awk -v s="$seconds" 'BEGIN { print s < 3 ? s * 0.4 : 1.2 }')" "$seconds" "$(awk -v s="$seconds" 'BEGIN { print s < 3 ? s * 0.45 : 1.4 }')" gain -9
}

whoosh() {
  sox -V1 -R -r "$rate" -c 2 -n -b 16 "$1" synth 1.3 pinknoise synth 1.3 sine amod 0.4 25 \
    highpass 350 lowpass 2600 fade h 0.55 1.3 0.7 gain -n -13
}

# Four chords that follow one another well; the topic's number says where to begin, and in which key.
chords=('0 7 16' '-4 8 15' '-9 10 15' '-2 5 14')
seed=$(jq .seed "$scenes") turn=0 parts=()
key=$((seed % 5 - 2))
whoosh "$work/whoosh.wav"
mapfile -t timing < "$run/narration/timing.tsv"
for line in "${timing[@]}"; do
  read -r id frames _ <<< "$line"
  read -r a b c <<< "${chords[(seed + turn) % 4]}"
  seconds=$(awk -v n="$frames" -v f="$fps" 'BEGIN { printf "%.3f", n / f }')
  chord "$work/chord.wav" "$seconds" $((a + key)) $((b + key)) $((c + key))
  sox -V1 -R -m "$work/chord.wav" "$work/whoosh.wav" "$work/$id.wav" trim 0 "$((frames * rate / fps))s"
  parts+=("$work/$id.wav") turn=$((turn + 1))
  echo "::progress $((turn * 100 / ${#timing[@]}))"
done
sox -V1 -R "${parts[@]}" "$out/effects.wav" gain -3 reverb 45 60 90 fade t 0.5 -0 2
ledger end

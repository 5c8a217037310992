#!/usr/bin/env bash
# make-source.sh FOLDER: talk.wav, about 40 seconds and 4 MB: speech and tones with silence before, between and after them.
set -euo pipefail
folder=$1
mkdir -p "$folder"
parts=$(mktemp -d)
trap 'rm -rf "$parts"' EXIT
quiet() { sox -V1 -R -r 48000 -c 1 -n -b 16 "$parts/$1.wav" trim 0 "$2"; }
tone() { sox -V1 -R -r 48000 -c 1 -n -b 16 "$parts/$1.wav" synth 2 sine "$2" fade t 0.1 2 0.1 gain -12; }
speech() { espeak-ng -v en-gb -s 150 --stdin -w "$parts/raw.wav" && sox -V1 -R "$parts/raw.wav" -r 48000 -c 1 -b 16 "$parts/$1.wav" gain -14; }

quiet 1 3
speech 2 <<< 'Good evening. This recording was made by a machine, and nobody has tidied it up yet. It begins with silence, as such recordings do.'
quiet 3 5
tone 4 440
speech 5 <<< 'After the tone comes the second part. It is as quiet as the first one, so that there is something to do about its loudness.'
quiet 6 4
tone 7 660
speech 8 <<< 'And this is how it ends: with one more silence that nobody needs.'
quiet 9 6
sox -V1 -R "$parts"/{1,2,3,4,5,6,7,8,9}.wav "$folder/.talk.wav"
mv "$folder/.talk.wav" "$folder/talk.wav"

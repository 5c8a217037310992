#!/usr/bin/env bash
# assembly: clips, narration, effects and subtitles become film.mp4, with thumbnail.jpg; the effects duck under the voice, loudness as for the web.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffmpeg jq

# loudnorm works at 192 kHz and needs to be told the layout: hence aformat before and after it.
layout=aformat=sample_rates=$rate:channel_layouts=stereo

count=$(scene_count)
for ((i = 0; i < count; i++)); do
  printf "file '%s/%02d.mp4'\n" "$(made clips "$i")" $((i + 1)) >> "$work/clips.txt"
done

# The clips are encoded alike, so that their pictures are copied as they are.
ffmpeg -hide_banner -nostdin -nostats -progress pipe:1 -y \
  -i "$run/effects/effects.wav" \
  -f concat -i "$run/narration/voice.txt" \
  -f concat -safe 0 -i "$work/clips.txt" \
  -i "$run/narration/subtitles.srt" \
  -filter_complex "
    [1:a]${layout},asplit[voice][key];
    [0:a]${layout}[bed];
    [bed][key]sidechaincompress=threshold=0.03:ratio=5:attack=40:release=700[ducked];
    [voice][ducked]amix=inputs=2:duration=longest:normalize=0,${layout},loudnorm=I=-16:TP=-1.5:LRA=11,${layout}[sound]" \
  -map 2:v -map '[sound]' -map 3:s \
  -c:v copy -c:a aac -b:a 160k -c:s mov_text -metadata:s:s:0 language=eng -metadata:s:a:0 language=eng \
  -metadata title="$(jq -r .title "$scenes")" -movflags +faststart "$out/film.mp4"
ffmpeg -nostdin -v error -y -ss 1 -i "$out/film.mp4" -frames:v 1 -q:v 3 "$out/thumbnail.jpg"
ledger end

#!/usr/bin/env bash
# edit FILE: cuts the silence at both ends, shortens long pauses, and brings the loudness to -16 LUFS: measured first, then set.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffmpeg jq

source=$run/ingest/$1
start=silenceremove=start_periods=1:start_silence=0.2:start_threshold=-45dB
pauses=silenceremove=stop_periods=-1:stop_duration=0.8:stop_threshold=-45dB
# loudnorm works at 192 kHz and needs to be told the layout: hence aformat before and after it.
layout=aformat=sample_rates=48000:channel_layouts=stereo
trim=$start,areverse,$start,areverse,$pauses,$layout
target=I=-16:TP=-1.5:LRA=11

echo '::stage measuring'
# The measurement is the JSON at the end of what ffmpeg says; it also says there how long the source is.
ffmpeg -hide_banner -nostdin -nostats -progress pipe:1 -y -i "$source" -map 0:a:0 -af "$trim,loudnorm=$target:print_format=json" -f null - 2> "$work/said" ||
  { cat "$work/said" >&2; exit 1; }
grep Duration: "$work/said" >&2 || true
sed -n '/^{/,/^}/p' "$work/said" > "$work/measured.json"
jq -e '.input_i | tonumber | . > -70' "$work/measured.json" > /dev/null || fail 'there is nothing to hear in it'
measured=$(jq -r '"measured_I=\(.input_i):measured_TP=\(.input_tp):measured_LRA=\(.input_lra):measured_thresh=\(.input_thresh):offset=\(.target_offset)"' "$work/measured.json")

echo '::stage normalising'
ffmpeg -hide_banner -nostdin -nostats -progress pipe:1 -y -i "$source" -map 0:a:0 -af "$trim,loudnorm=$target:$measured:linear=true,$layout" "$out/edited.flac"
printf '::output measured=%s\n' "$(jq -c . "$work/measured.json")"

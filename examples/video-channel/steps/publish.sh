#!/usr/bin/env bash
# publish: checks the film against what was planned, and publishes it with subtitles, thumbnail and manifest; where the example can be written in,
# all of it is in output/SLUG-RUN/ as well, complete or not at all.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffprobe ffmpeg jq sha256sum
read_size

film=$run/assembly/film.mp4
planned=$(awk -v f="$fps" '{ n += $2 } END { printf "%.3f", n / f }' "$run/narration/timing.tsv")

echo '::stage checking'
# One line of what is wrong, nothing if all agrees.
wrong=$(ffprobe -v error -show_streams -show_format -of json "$film" | jq -r --argjson planned "$planned" --argjson width "$width" --argjson height "$height" '
  def stream($type): first(.streams[] | select(.codec_type == $type)) // {};
  (.format.duration | tonumber) as $seconds
  | [ (if ($seconds - $planned | fabs) > 0.3 then "it lasts \($seconds) s where \($planned) s were planned" else empty end),
      (stream("video") | if .codec_name != "h264" or .width != $width or .height != $height
        then "the picture is \(.codec_name) \(.width)x\(.height), not h264 \($width)x\($height)" else empty end),
      (stream("audio") | if .codec_name != "aac" then "the sound is \(.codec_name), not aac" else empty end),
      (stream("subtitle") | if .codec_name != "mov_text" then "there are no subtitles" else empty end)
    ] | join("; ")')
[[ -z $wrong ]] || fail "the film is not what was planned: $wrong"
ffmpeg -nostdin -v error -xerror -i "$film" -f null - || fail 'the film cannot be decoded to its end'
echo '::progress 50'

cp "$film" "$out/video.mp4"
cp "$run/narration/subtitles.srt" "$run/assembly/thumbnail.jpg" "$out/"
for name in video.mp4 subtitles.srt thumbnail.jpg; do
  jq -n --arg name "$name" --arg sha256 "$(sha256sum "$out/$name" | cut -d ' ' -f 1)" \
    --argjson bytes "$(stat -c %s "$out/$name")" '{$name, $bytes, $sha256}'
done | jq -s --arg run "$LONGHAUL_RUN_ID" --argjson seconds "$planned" --slurpfile script "$scenes" \
  '{run: $run} + ($script[0] | {title, topic, channel, revision, note}) + {seconds: $seconds, files: .}' > "$out/manifest.json"

# Sets $published.
move_to_output() {
  local slug target staging
  echo '::stage moving'
  slug=$(jq -r .title "$scenes" | iconv -c -t ASCII//TRANSLIT | tr -cs '[:alnum:]' - | tr '[:upper:]' '[:lower:]' | cut -c -48 | sed 's/^-*//; s/-*$//')
  target=$example/output/${slug:-video}-$LONGHAUL_RUN_ID
  staging=$example/output/.$LONGHAUL_RUN_ID.$LONGHAUL_ATTEMPT  # beside the target: a rename across file systems is a copy
  rm -rf "$example/output/.$LONGHAUL_RUN_ID".*
  mkdir -p "$staging"
  cp "$out"/* "$staging"
  sync "$staging"/* "$staging"
  if [[ -e $target ]]; then rm -rf "$staging.old"; mv -T "$target" "$staging.old"; fi  # an attempt that died after its rename
  mv -T "$staging" "$target"
  sync "$example/output"
  rm -rf "$staging.old"
  published=$target/video.mp4
}

published=publish/video.mp4
if can_write "$example/output"; then move_to_output; fi
printf '::output video=%s\n' "$published"
echo '::progress 100'
ledger end

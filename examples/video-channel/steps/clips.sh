#!/usr/bin/env bash
# clips: a slow zoom and pan over each frame, as long as its narration: one 1280x720 H.264 clip a scene, all alike.
# To have a video model move the pictures: replace move() by a call that writes a clip of that many frames.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffmpeg

# Into the picture and out of it in turn. Worked out at 5760 pixels, where the steps of the zoom are too small to see.
move() {
  local id=$1 frames=$2 turn=$3 way=on
  ((turn % 2)) && way="($frames-on)"
  ffmpeg -nostdin -v warning -progress pipe:1 -y -i "$run/composites/$id.png" -vf "
    scale=5760:-2:flags=bicubic,format=yuv420p,
    zoompan=z='1+0.09*$way/$frames':x='(iw-iw/zoom)*(0.15+0.25*$((turn % 3)))':y='(ih-ih/zoom)*0.45':d=$frames:s=1280x720:fps=$fps,
    fade=in:0:9,fade=out:$((frames - 9)):9" \
    -frames:v "$frames" -c:v libx264 -preset veryfast -crf 18 -g $((fps * 2)) -video_track_timescale 12800 -an "$out/$id.mp4"
}

mapfile -t timing < "$run/narration/timing.tsv"
total=0 before=0 turn=0
for line in "${timing[@]}"; do read -r _ frames _ <<< "$line"; total=$((total + frames)); done

for line in "${timing[@]}"; do
  read -r id frames _ <<< "$line"
  echo "::stage clip $((turn + 1)) of ${#timing[@]}"
  # ffmpeg's own progress starts anew with each clip; the step's goes on over all of them.
  move "$id" "$frames" "$turn" | while IFS='=' read -r key value; do
    if [[ $key == frame ]]; then echo "::progress $(((before + value) * 100 / total))"; fi
  done
  printf "file '%s.mp4'\n" "$id" >> "$out/clips.txt"
  before=$((before + frames)) turn=$((turn + 1))
done
ledger end

#!/usr/bin/env bash
# clips INDEX: a slow zoom and pan over one scene's frame, as long as its narration: an H.264 clip, all of them alike.
# To have a video model move the pictures: replace move() by a call that writes a clip of that many frames.
index=$1
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need ffmpeg jq

# Into the picture and out of it in turn. Worked out at 4.5 times the width, where the steps of the zoom are too small to see.
move() {
  local id=$1 frames=$2 turn=$3 way=on
  ((turn % 2)) && way="($frames-on)"
  ffmpeg -nostdin -v warning -progress pipe:1 -y -i "$(made composites "$turn")/$id.png" -vf "
    scale=$((width * 9 / 2)):-2:flags=bicubic,format=yuv420p,
    zoompan=z='1+0.09*$way/$frames':x='(iw-iw/zoom)*(0.15+0.25*$((turn % 3)))':y='(ih-ih/zoom)*0.45':d=$frames:s=${width}x$height:fps=$fps,
    fade=in:0:9,fade=out:$((frames - 9)):9" \
    -frames:v "$frames" -c:v libx264 -preset veryfast -crf 18 -g $((fps * 2)) -video_track_timescale 12800 -an "$out/$id.mp4"
}

read_size
read -r id frames _ < <(sed -n "$((index + 1))p" "$run/narration/timing.tsv")
move "$id" "$frames" "$index" | while IFS='=' read -r key value; do
  if [[ $key == frame ]]; then echo "::progress $((value * 100 / frames))"; fi
done
cost render "$frames" "$(awk -v f="$fps" 'BEGIN { print 0.002 / f }')"  # 0.002 a second
ledger end

#!/usr/bin/env bash
# assets INDEX: the 1920x1080 still of one scene, drawn from the topic's number in the channel's colours: the same topic looks the same.
# To have an image service paint them: replace draw_still() by a call that writes a PNG of that size.
index=$1
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq awk
need_imagemagick

# Prints drawing instructions, made of numbers and colours only: nothing of the topic's text reaches ImageMagick here.
shapes() {
  awk -v style="$1" -v seed="$2" -v night="$night" -v dusk="$dusk" -v glow="$glow" -v light="$light" -f "$(dirname "$0")/assets.awk"
}

draw_still() {
  local style=$(((seed + $1) % 6)) id=$2
  # The sky: five blurred spots of colour, worked out small and enlarged, with a little grain against banding.
  "$im" -size 192x108 xc: -sparse-color shepards "0,0 $night 191,107 $night $((40 + seed % 90)),70 $dusk 150,$((30 + $1 * 9)) $glow 96,0 $dusk" \
    -blur 0x3 -filter Cubic -resize '1920x1080!' -draw "$(shapes "$style" "$((seed % 99991 + $1))")" \
    -seed "$((seed % 99991 + $1))" -attenuate 0.12 +noise gaussian -depth 8 -define png:compression-level=1 -define png:exclude-chunks=date,time "$out/$id.png"
}

seed=$(jq .seed "$scenes")
read -r night dusk glow light < <(jq -r '.style.colours | join(" ")' "$scenes")
draw_still "$index" "$(printf %02d $((index + 1)))"
cost images 1 0.04
ledger end

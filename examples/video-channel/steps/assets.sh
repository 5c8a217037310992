#!/usr/bin/env bash
# assets: one 1920x1080 still per scene, drawn from the topic's number, so that the same topic looks the same.
# To have an image service paint them: replace draw_still() by a call that writes a PNG of that size.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq awk
need_imagemagick

# night, dusk, glow, light: from dark to bright.
palettes=('#0b1026 #2b3a7a #e0607e #ffd8a8' '#04141f #0f4c5c #e36414 #fbe5c8' '#120b24 #4a2c7d #f2668b #ffe3e3'
  '#071a16 #1b5e4b #e9c46a #fff3d6' '#0d1420 #31527a #7fc8c2 #f4f1de' '#1a0f14 #6a1e3a #f08a4b #ffe8c7')

# Prints drawing instructions, made of numbers and colours only: nothing of the topic's text reaches ImageMagick here.
shapes() {
  awk -v style="$1" -v seed="$2" -v night="$night" -v dusk="$dusk" -v glow="$glow" -v light="$light" -f "$(dirname "$0")/assets.awk"
}

draw_still() {
  local style=$(((seed + $1) % 6)) id=$2
  # The sky: five blurred spots of colour, worked out small and enlarged, with a little grain against banding.
  "$im" -size 192x108 xc: -sparse-color shepards "0,0 $night 191,107 $night $((40 + seed % 90)),70 $dusk 150,$((30 + $1 * 9)) $glow 96,0 $dusk" \
    -blur 0x3 -filter Cubic -resize '1920x1080!' -draw "$(shapes "$style" "$((seed % 99991 + $1))")" \
    -seed "$((seed % 99991 + $1))" -attenuate 0.12 +noise gaussian -depth 8 -define png:compression-level=1 "$out/$id.png"
}

seed=$(jq .seed "$scenes") count=$(scene_count)
read -r night dusk glow light <<< "${palettes[seed / 7 % ${#palettes[@]}]}"
echo "$night $dusk $glow $light" > "$out/palette.txt"
for ((i = 0; i < count; i++)); do
  echo "::stage still $((i + 1)) of $count"
  draw_still "$i" "$(printf %02d $((i + 1)))"
  echo "::progress $(((i + 1) * 100 / count))"
done
ledger end

#!/usr/bin/env bash
# composites INDEX: sets one scene's still with its kicker, headline, place in the film and channel: a 1920x1080 frame.
# The first frame of a second version has the note of the rejection on it.
# A designed template or a rendering service fits here: still and texts in, frame out.
index=$1
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq
need_imagemagick
font=/usr/share/fonts/truetype/dejavu/$(jq -r .style.font "$scenes")
bold=${VIDEO_FONT:-$font-Bold.ttf} plain=${VIDEO_FONT:-$font.ttf}
[[ -r $bold && -r $plain ]] || fail "no font at $bold: install fonts-dejavu-core, or set VIDEO_FONT to a .ttf file"

# ImageMagick reads %, \ and a first @ in a text as its own; its policy forbids texts from files, so they are quoted.
# (The zero-width space takes the first place from the @.)
quote() {
  local text=${1//\\/\\\\}
  text=${text//%/%%}
  [[ $text == @* ]] && text=$'\u200b'$text
  printf '%s' "$text"
}

dots() {  # one per scene, the present one wide and bright
  local i x=140
  for ((i = 0; i < count; i++)); do
    if ((i == $1)); then printf 'fill %s roundrectangle %d,968 %d,980 6,6 ' "$glow" "$x" "$((x + 64))"; x=$((x + 84))
    else printf 'fill %s55 circle %d,974 %d,974 ' "$light" "$((x + 6))" "$((x + 12))"; x=$((x + 32)); fi
  done
}

# Short headlines are set large; one with a very long word is made to fit its box.
fit() {
  if [[ $1 =~ [^[:space:]]{19} ]]; then echo '+pointsize -size 1300x460'
  elif ((${#1} <= 18)); then echo '-pointsize 112 -size 1300x'
  elif ((${#1} <= 60)); then echo '-pointsize 92 -size 1400x'
  else echo '-pointsize 66 -size 1360x'; fi
}

# Arguments that draw the note, none where there is none.
remark() {
  local text
  text=$(jq -r .remark "$scenes")
  if ((index > 0)) || [[ -z $text ]]; then return; fi
  remark=(\( -background "$night" -fill "$glow" -font "$plain" -pointsize 34 -size 1100x caption:"$(quote "$text")"
    -bordercolor "$night" -border 24x18 \) -gravity NorthEast -geometry +90+90 -composite)
}

frame() {
  local i=$1 id=$2 headline size remark=()
  remark
  headline=$(scene "$i" .headline)
  read -ra size <<< "$(fit "$headline")"
  "$im" "$(made assets "$i")/$id.png" \
    \( -size 1080x1350 "gradient:${night}e6-${night}00" -rotate -90 \) -gravity NorthWest -composite \
    -fill "$glow" -draw 'roundrectangle 140,262 236,270 4,4' -draw "$(dots "$i")" \
    -font "$bold" -pointsize 38 -kerning 3 -annotate +140+296 "$(quote "$(scene "$i" '.kicker | ascii_upcase')")" -kerning 0 \
    \( -background none -fill white -font "$bold" "${size[@]}" -interline-spacing -6 caption:"$(quote "$headline")" -trim +repage \) \
    -gravity NorthWest -geometry +138+366 -composite "${remark[@]}" \
    -gravity SouthEast -fill "${light}cc" -font "$plain" -pointsize 30 -annotate +140+94 "$(quote "$channel")" \
    -depth 8 -define png:compression-level=1 -define png:exclude-chunks=date,time "$out/$id.png"
}

read -r night _ glow light < <(jq -r '.style.colours | join(" ")' "$scenes")
count=$(scene_count) channel=$(jq -r .name "$scenes")
frame "$index" "$(printf %02d $((index + 1)))"
ledger end

#!/usr/bin/env bash
# script TOPIC CHANNEL: turns a topic into a title and six scenes of a headline and a few sentences.
# To have a model write it: replace the jq call by an HTTP call that answers in the same JSON.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq

topic=$1 channel=$2
[[ $topic == *[![:space:]]* ]] || fail "the topic has no text: give one, such as --input topic='Why the sea is salty'"
seed=$(printf '%s' "$topic" | cksum | cut -d ' ' -f 1)

jq -n --arg topic "$topic" --arg channel "$channel" --argjson seed "$seed" \
  --argjson any_glyph "$([[ -n ${VIDEO_FONT:-} ]] && echo true || echo false)" \
  -f "$(dirname "$0")/script.jq" > "$out/scenes.json"

if [[ $(jq -r .dropped "$out/scenes.json") == true ]]; then
  echo '::warning some characters of the topic are not in the font and were left out; VIDEO_FONT names another font'
fi
printf '::output title=%s\n' "$(jq .title "$out/scenes.json")"
printf '::output scenes=%s\n' "$(jq '.scenes | length' "$out/scenes.json")"
ledger end

#!/usr/bin/env bash
# script: turns a topic into a title and six scenes of a headline and a few sentences, in the channel's voice and style.
# After a rejection it has the note: scenes.json says version 2, and composites draws the note on the first frame.
# To have a model write it: replace the jq call by an HTTP call that answers in the same JSON, and give it the note.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq

topic=${INPUT_TOPIC-} channel=${INPUT_CHANNEL-} draft=${INPUT_DRAFT:-false}
[[ $topic == *[![:space:]]* ]] || fail "the topic has no text: give one, such as --input topic='Why the sea is salty'"
seed=$(printf '%s' "$topic" | cksum | cut -d ' ' -f 1)

jq -n --arg topic "$topic" --arg channel "$channel" --argjson draft "$draft" --argjson seed "$seed" \
  --arg note "${NOTE-}" --argjson revision "${REVISION:-1}" \
  --arg called "${TENANT_NAME-}" --argjson voice "${TENANT_VOICE:-null}" --argjson style "${TENANT_STYLE:-null}" \
  --argjson any_glyph "$([[ -n ${VIDEO_FONT:-} ]] && echo true || echo false)" \
  -f "$(dirname "$0")/script.jq" > "$out/scenes.json"

if [[ $(jq -r .dropped "$out/scenes.json") == true ]]; then
  echo '::warning some characters of the topic are not in the font and were left out; VIDEO_FONT names another font'
fi
printf '::output title=%s\n' "$(jq .title "$out/scenes.json")"
printf '::output scenes=%s\n' "$(jq -c '[.scenes[] | {headline}]' "$out/scenes.json")"
ledger end

# shellcheck shell=bash
# Sourced first by every step: strict mode, the formats all steps agree on, the ledger.
set -euo pipefail
export LC_ALL=C.UTF-8

step=$(basename "$0" .sh)${index:+.$index}  # a step for one scene has set index before
example=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

# For the steps that source this file.
# shellcheck disable=SC2034
{
  out=$LONGHAUL_OUTPUT   # what this step publishes
  work=$LONGHAUL_WORK    # scratch of this attempt
  run=$LONGHAUL_RUN_DIR  # what earlier steps published: $run/STEP/FILE
  scenes=$run/script/scenes.json
  fps=25 rate=48000      # 48000/25 is whole: a scene of n frames has exactly n * 1920 samples
}

# Whether files can be made in a folder, which is made where it is not there: in a container the example is there to be read only.
can_write() { mkdir -p "$1" 2> /dev/null && [[ -w $1 ]]; }

# One line per start and end of a step, append-only: shows afterwards what ran how often. Where the example can only be read and no other
# file is named there is none; the store has all of it too.
ledger() {
  local file=${VIDEO_LEDGER:-$example/data/ledger.log}
  can_write "$(dirname "$file")" || return 0
  printf '%s run=%s step=%s attempt=%s %s\n' \
    "$(date -u +%FT%T.%3NZ)" "$LONGHAUL_RUN_ID" "$step" "$LONGHAUL_ATTEMPT" "$1" >> "$file"
}

# Ends the step for good: another attempt would go wrong in the same way.
fail() {
  printf '::fail %s\n' "${*//[$'\r\n']/ }"
  exit 1
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || fail "$tool is missing: install it ('./run.sh' at the top of the checkout does)"
  done
}

# Sets $im. ImageMagick is asked for by its package: something else called "convert" may come first on the PATH.
need_imagemagick() {
  im=$(dpkg -L imagemagick-6.q16 imagemagick-7.q16 2> /dev/null | grep -m 1 '/bin/convert-im' || command -v magick || true)
  [[ -n $im ]] || fail "ImageMagick is missing: install the package imagemagick ('./run.sh' at the top of the checkout does)"
}

# What a service would take for it, in USD: put in your own prices. COMPONENT COUNT PRICE-OF-ONE
cost() { printf '::cost component=%s amount=%s currency=USD\n' "$1" "$(awk -v n="$2" -v p="$3" 'BEGIN { printf "%.6f", n * p }')"; }

# Where a step for each scene has put what it made for one of them. STEP INDEX
made() { printf '%s/%s/%04d' "$run" "$1" "$2"; }

# Sets $width and $height of the film.
# shellcheck disable=SC2034
read_size() { read -r width height < <(jq -r '"\(.width) \(.height)"' "$scenes"); }

scene_count() { jq '.scenes | length' "$scenes"; }
scene() { jq -r --argjson i "$1" ".scenes[\$i] | $2" "$scenes"; }

ledger start

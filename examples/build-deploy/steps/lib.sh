# shellcheck shell=bash
# Sourced first by every step: strict mode, the ledger, how a step ends.
set -euo pipefail
export LC_ALL=C.UTF-8
umask 022

step=$(basename "$0" .sh)
result=stopped  # what the ledger says at the end, unless the step comes to say something else

# One line when a build or a deployment begins and one when it ends, append-only: shows afterwards what overlapped what.
ledger() { # begin|end WORD...
  local file=${DEPLOY_LEDGER:-data/ledger.log}
  mkdir -p "$(dirname "$file")"
  printf '%s pid=%s %s %s job=%s attempt=%s %s\n' \
    "$(date -u +%FT%T.%3NZ)" "$$" "$1" "$step" "$LONGHAUL_JOB_ID" "$LONGHAUL_ATTEMPT" "${*:2}" >> "$file"
}

# One entry in Longhaul's audit log: what was done here that somebody may ask for in a year.
audit() { # ACTION TEXT
  printf '::audit %s %s\n' "$1" "${*:2}"
}

# Ends the step for good: another attempt would go wrong in the same way.
fail() {
  result=failed
  printf '::fail %s\n' "${*//[$'\r\n']/ }"
  exit 1
}

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || fail "$tool is missing: install it"
  done
}

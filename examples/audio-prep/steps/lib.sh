# shellcheck shell=bash
# Sourced first by every step: strict mode, names, and how a step ends for good.
set -euo pipefail
export LC_ALL=C.UTF-8

# For the steps that source this file.
# shellcheck disable=SC2034
{
  example=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)
  out=$LONGHAUL_OUTPUT   # what this step publishes
  work=$LONGHAUL_WORK    # scratch of this attempt
  run=$LONGHAUL_RUN_DIR  # what earlier steps published: $run/STEP/FILE
}

# Ends the step for good: another attempt would go wrong in the same way.
fail() {
  printf '::fail %s\n' "${*//[$'\r\n']/ }"
  exit 1
}

# Whether files can be made in a folder, which is made where it is not there: in a container the example is there to be read only.
can_write() { mkdir -p "$1" 2> /dev/null && [[ -w $1 ]]; }

need() {
  local tool
  for tool in "$@"; do
    command -v "$tool" > /dev/null || fail "$tool is missing: apt-get install $tool"
  done
}

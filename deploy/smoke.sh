#!/usr/bin/env bash
# deploy/smoke.sh ENGINE IMAGE: starts the image as a user would, and sees that it lives, works and stops as it should.
# ENGINE is docker or podman; OPTIONS (a variable) are more options of its `run`.
set -euo pipefail

engine=${1:?which engine: docker or podman} image=${2:?which image}
read -r -a options <<< "${OPTIONS:-}"
folder=$(mktemp -d)
name=longhaul-smoke-$$

fail() {
  echo "smoke.sh: $*" >&2
  "$engine" logs "$name" >&2 || true
  exit 1
}

cleanup() {
  "$engine" rm -f -v "$name" > /dev/null 2>&1 || true
  rm -rf "$folder"
}
trap cleanup EXIT

until_true() { # SECONDS WHAT COMMAND...
  local end=$((SECONDS + $1)) what=$2
  shift 2
  until "$@"; do
    ((SECONDS < end)) || fail "it was waited for in vain: $what"
    [[ $("$engine" inspect --format '{{.State.Running}}' "$name") == true ]] || fail "it has ended; waited for: $what"
    sleep 0.2
  done
}

inside() { "$engine" exec "$name" "$@"; }
is_healthy() { inside longhaul health > "$folder/health" 2>&1; }
has() { inside longhaul jobs list 2> "$folder/errors" | grep -q "$1"; }
no_orphans() { ! inside sh -c 'cat /proc/[0-9]*/cmdline 2> /dev/null | tr "\0" " "' | grep -q 'sleep 98765'; }
no_zombies() { ! inside sh -c 'cat /proc/[0-9]*/stat 2> /dev/null' | grep -q ') Z '; }

mkdir "$folder/project" "$folder/data"
chmod 777 "$folder/data"
cat > "$folder/project/longhaul.yaml" << 'YAML'
store: sqlite:/data/longhaul.db
jobs:
  hello: { command: [echo, hello] }
  stray: { command: [sh, -c, "setsid sh -c 'sleep 98765 & sleep 0.1' & sleep 0.5; true"] }
  slow: { command: [sh, -c, "echo begun; sleep 60"], on_shutdown: requeue }
YAML
chmod -R a+rX "$folder"

echo "smoke.sh: starting $image, its root read-only, no rights, as its own user"
"$engine" run -d --name "$name" --read-only --tmpfs /tmp --cap-drop ALL "${options[@]}" \
  -v "$folder/project:/project:ro" -v "$folder/data:/data" -e SHUTDOWN_TIMEOUT_MS=5000 "$image" > /dev/null
until_true 30 "health is green" is_healthy
echo "smoke.sh: $(cat "$folder/health")"
[[ $(inside id -u) != 0 ]] || fail "it runs as root"
[[ $(inside cat /proc/1/comm) == longhaul ]] || fail "PID 1 is $(inside cat /proc/1/comm), not longhaul"

inside longhaul enqueue hello > /dev/null
inside longhaul enqueue stray > /dev/null
until_true 20 "both jobs are completed" has '^2 *stray *completed'
until_true 5 "what a job left behind is gone" no_orphans
until_true 5 "nobody is left unreaped" no_zombies

inside longhaul enqueue slow > /dev/null
until_true 10 "the slow job runs" has '^3 *slow *processing'
started=$SECONDS
"$engine" stop -t 10 "$name" > /dev/null
code=$("$engine" inspect --format '{{.State.ExitCode}}' "$name")
[[ $code == 0 ]] || fail "stopped, it ended with $code"
((SECONDS - started < 9)) || fail "it took $((SECONDS - started)) s to stop"
"$engine" logs "$name" 2>&1 | grep -q WORKER_STOPPED || fail "its log does not say that it stopped"
echo "smoke.sh: jobs ran, what they left behind was reaped, SIGTERM ended it with 0 within $((SECONDS - started)) s"

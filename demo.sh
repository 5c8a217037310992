#!/usr/bin/env bash
# ./demo.sh: a pipeline of ten steps, its worker killed (kill -9) in the middle of one, and another worker that goes on where it stopped.
# About 20 seconds; needs nothing but the .NET SDK. Ends with 0 only if every step ran to its end exactly once.
set -euo pipefail
cd "$(dirname "${BASH_SOURCE[0]}")"

demo=data/demo
ledger=$demo/ledger.txt
steps=10
kill_in=04
worker=

say() { printf '\n== %s\n' "$*"; }

die() {
  printf 'demo.sh: %s\n' "$*" >&2
  exit 1
}

cleanup() { [[ -z $worker ]] || kill "$worker" 2> /dev/null || true; }
trap cleanup EXIT

within() { # SECONDS COMMAND...: waits until the command succeeds
  local until=$((SECONDS + $1))
  shift
  until "$@"; do
    ((SECONDS < until)) || return 1
    sleep 0.1
  done
}

write_project() {
  rm -rf "$demo"
  mkdir -p "$demo"
  {
    printf 'name: demo\n\npipelines:\n  ten:\n    steps:\n'
    local i before=
    for ((i = 1; i <= steps; i++)); do
      printf '      step-%02d: { %scommand: [bash, step.sh, "%02d"] }\n' "$i" "${before:+needs: [$before], }" "$i"
      before=$(printf 'step-%02d' "$i")
    done
  } > "$demo/longhaul.yaml"
  cat > "$demo/step.sh" << 'EOF'
# Writes down that it began, works for a second, writes down that it is done. The sleep is a child of its own.
echo "step $1 began, attempt $LONGHAUL_ATTEMPT" >> ledger.txt
for percent in 20 40 60 80 100; do
  sleep 0.2
  echo "::progress $percent"
done
echo "step $1 done" >> ledger.txt
EOF
}

start_worker() { # LOG
  ./longhaul -C "$demo" work --port 0 --concurrency 2 > "$demo/$1" 2>&1 &
  worker=$!
}

wrote() { grep -qx "$1" "$ledger" 2> /dev/null; }

# A process and everything below it, from /proc.
tree_of() {
  local pid child
  for pid in "$@"; do
    echo "$pid"
    for child in $(cat "/proc/$pid/task/"*/children 2> /dev/null); do tree_of "$child"; done
  done
}

alive() { # PID...: those that are there and no zombies
  local pid state
  for pid in "$@"; do
    state=$(sed 's/.*) //; s/ .*//' "/proc/$pid/stat" 2> /dev/null) && [[ $state != Z ]] && echo "$pid"
  done
  return 0
}

show() { # PID...: those that are alive
  local living
  mapfile -t living < <(alive "$@")
  if ((${#living[@]} == 0)); then
    echo "(none)"
  elif command -v ps > /dev/null; then
    ps -o pid,ppid,stat,args -p "$(IFS=,; echo "${living[*]}")" | cut -c 1-100
  else
    local pid
    for pid in "${living[@]}"; do echo "$pid $(tr '\0\n' '  ' < "/proc/$pid/cmdline" | cut -c 1-90)"; done
  fi
}

none_alive() { [[ -z $(alive "$@") ]]; }

check_ledger() {
  local i wrong=0 began done_ want
  for ((i = 1; i <= steps; i++)); do
    i=$(printf '%02d' "$i")
    began=$(grep -c "^step $i began" "$ledger" || true)
    done_=$(grep -c "^step $i done" "$ledger" || true)
    want=1
    [[ $i != "$kill_in" ]] || want=2 # it was under way when its worker was killed
    [[ $done_ == 1 && $began == "$want" ]] || { echo "step $i: began $began times, done $done_ times" >&2; wrong=1; }
    i=$((10#$i))
  done
  return $wrong
}

./longhaul version > /dev/null # builds it, where that is needed

say "A pipeline of $steps steps, each about a second"
write_project
run=$(./longhaul -C "$demo" enqueue ten)
echo "run $run is in the queue; its store is $demo/data/longhaul.db"

start_worker worker-1.log
first=$worker
within 30 wrote "step $kill_in began, attempt 1" || die "step $kill_in did not begin; see $demo/worker-1.log"
sleep 0.5

say "In the middle of step $kill_in: kill -9 $first, the worker"
mapfile -t tree < <(tree_of "$first")
show "${tree[@]}"
kill -9 "$first"
wait "$first" 2> /dev/null || true
worker=
within 2 none_alive "${tree[@]}" || die "still alive after two seconds: $(alive "${tree[@]}")"
say "The same processes now"
show "${tree[@]}"

say "Another worker goes on where it stopped"
start_worker worker-2.log
within 30 grep -q '\[6/6\]' "$demo/worker-2.log" || die "it did not start; see $demo/worker-2.log"
./longhaul -C "$demo" run --job "$run" --timeout 60s || die "the run did not end well; see $demo/worker-2.log"
kill "$worker"
wait "$worker" || die "the worker ended with $?, not 0; see $demo/worker-2.log"
worker=

say "The ledger: what the steps wrote down"
cat "$ledger"

say "./longhaul jobs list"
./longhaul -C "$demo" jobs list
check_ledger || die "not every step ran to its end exactly once"
echo
echo "every step ran to its end exactly once; only step $kill_in, which was under way, began again"

#!/usr/bin/env bash
# Measures Longhaul on PostgreSQL, the bare limits of the server and other queues, in turn on one server, and sets them side by side.
#
#   bench/compare.sh [--peers DIR] [--only GROUPS] [--runs N] [--jobs N] [--seconds N] [--json]
#
# DIR (or LONGHAUL_PEERS) is a folder of peers' scripts; see bench/README.md. Without it there are Longhaul and the limits only, on a private
# server that is started here. GROUPS, with commas between: drain, single, enqueue, latency (all of them unless told), fair, keys, due,
# claim, held.
set -uo pipefail
root=$(cd "$(dirname "${BASH_SOURCE[0]}")/.." && pwd)

exec 3>&2 # what is said goes there also while the error output of a child is kept in a file
say() { echo "compare.sh: $*" >&3; }
die() {
    say "$*"
    exit 1
}

peers=${LONGHAUL_PEERS:-} groups=drain,single,enqueue,latency runs=3 jobs=800000 seconds= json=()
while [ $# -gt 0 ]; do
    case $1 in
        --json) json=(--json) && shift && continue ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "${BASH_SOURCE[0]}" && exit 0 ;;
    esac
    [ $# -gt 1 ] || { say "'$1' is not understood, or needs a value; see --help"; exit 2; }
    case $1 in
        --peers) peers=$2 ;;
        --only) groups=$2 ;;
        --runs) runs=$2 ;;
        --jobs) jobs=$2 ;;
        --seconds) seconds=$2 ;;
        *) say "'$1' is not understood; see --help"; exit 2 ;;
    esac
    shift 2
done
for number in "$runs" "$jobs" "${seconds:-1}"; do
    [[ $number =~ ^[1-9][0-9]{0,8}$ ]] || { say "'$number' is not a number from 1"; exit 2; }
done
[ "$jobs" -ge 1000 ] || { say "--jobs: $jobs is less than 1000"; exit 2; }
[ -z "$peers" ] || [ -f "$peers/setup.sh" ] || { say "there is no setup.sh in '$peers'; name a folder of peers' scripts"; exit 2; }
wants() { [[ ,$groups, == *,$1,* ]]; }
for group in ${groups//,/ }; do
    [[ $group =~ ^(drain|single|enqueue|latency|fair|keys|due|claim|held)$ ]] || { say "--only: there is no group '$group'; see --help"; exit 2; }
done

work=$(mktemp -d "${TMPDIR:-/tmp}/longhaul-compare-XXXXXX")
results=$work/results
mkdir "$results"
chmod 755 "$work" # the server's own user goes through it
child='' server='' peers_data='' started_peers=no failed=()

# Each child has a session of its own: it and all it started can be ended together, and nobody else is.
run() {
    setsid "$@" 3>&- &
    child=$!
    wait "$child"
    local code=$?
    child=''
    return $code
}

end_child() {
    [ -n "$child" ] || return 0
    kill -TERM -- "-$child" 2> /dev/null
    wait "$child" 2> /dev/null
    child=''
}

is_there() { [ -n "$1" ] && kill -0 "$1" 2> /dev/null; }

first_line() { head -n 1 "$1" 2> /dev/null; }

# The line that tells most of why a program failed.
first_error() { grep -m 1 -i 'error' "$1" || tail -n 1 "$1"; }

# What setup.sh started, by the ids that the servers themselves wrote down.
peers_pids() {
    local file
    for file in "$peers_data/pg/postmaster.pid" "$peers_data"/redis-*/redis.pid; do first_line "$file"; done
}

stop_peers() {
    [ $started_peers = yes ] || return 0
    local pid pids
    pids=$(peers_pids)
    "$work/peers/setup.sh" --stop "$peers_data" >&3 2>&3 3>&- || say "the peers' setup.sh --stop failed"
    for pid in $pids; do
        for _ in $(seq 50); do is_there "$pid" && sleep 0.1; done
        is_there "$pid" || continue
        say "the process $pid did not end by itself and is killed"
        kill -KILL "$pid"
    done
}

cleanup() {
    local code=$?
    trap - EXIT INT TERM
    end_child
    stop_peers
    if is_there "$server"; then
        kill -INT "$server"
        wait "$server" 2> /dev/null
    fi
    rm -rf "$work"
    exit $code
}

interrupted() {
    say "interrupted; there are no figures, and what was started is stopped"
    exit "$1"
}
trap cleanup EXIT
trap 'interrupted 130' INT
trap 'interrupted 143' TERM

start_peers() {
    cp -r "$peers" "$work/peers"
    chmod -R u+w "$work/peers"
    peers_data=${LONGHAUL_PEERS_DATA:-$work/peers-data}
    local pid
    for pid in $(peers_pids); do
        if is_there "$pid" && [[ $(first_line "/proc/$pid/comm") =~ ^(postgres|redis-server)$ ]]; then
            say "the peers' servers in $peers_data run already; they are used and not stopped"
            break
        fi
        pid=''
    done
    [ -n "${pid:-}" ] || started_peers=yes
    run "$work/peers/setup.sh" "$peers_data" >&2 || die "the peers' setup.sh failed; without --peers there are Longhaul's and the limits' figures"
    # shellcheck disable=SC1091
    . "$peers_data/env.sh"
    url="postgresql://$PGUSER@$PGHOST:$PGPORT/$PGDATABASE"
}

programs_of_server() {
    local folder
    folder=$(ls -d /usr/lib/postgresql/*/bin 2> /dev/null | sort -V | tail -n 1)
    [ -n "$folder" ] && echo "$folder" || dirname "$(command -v initdb)"
}

free_port() {
    local port
    for _ in $(seq 100); do
        port=$((20000 + RANDOM % 20000))
        (exec 3<> "/dev/tcp/127.0.0.1/$port") 2> /dev/null || { echo "$port" && return; }
    done
}

start_server() {
    local bin port as=()
    bin=$(programs_of_server)
    [ -x "$bin/postgres" ] || die "there is no PostgreSQL server here; install it (postgresql), or name a folder of peers' scripts"
    mkdir -p "$work/pg" "$work/socket"
    if [ "$EUID" -eq 0 ]; then
        id postgres > /dev/null 2>&1 || die "PostgreSQL does not run as root, and there is no user postgres"
        as=(setpriv --reuid=postgres --regid=postgres --clear-groups)
        chown postgres "$work/pg" "$work/socket"
    fi
    run env -C / "${as[@]}" "$bin/initdb" -D "$work/pg" -U postgres -A trust -E UTF8 --locale=C.UTF-8 > "$work/initdb.log" 2>&1 ||
        die "initdb failed: $(tail -n 1 "$work/initdb.log")"
    port=$(free_port)
    cat >> "$work/pg/postgresql.conf" << CONF
listen_addresses = '127.0.0.1'
port = $port
unix_socket_directories = '$work/socket'
shared_buffers = 1GB
fsync = on
synchronous_commit = on
max_wal_size = 4GB
CONF
    setsid env -C / "${as[@]}" "$bin/postgres" -D "$work/pg" > "$work/server.log" 2>&1 3>&- &
    server=$!
    for _ in $(seq 300); do
        "$bin/pg_isready" -q -h 127.0.0.1 -p "$port" && break
        is_there "$server" || die "the server did not start: $(tail -n 1 "$work/server.log")"
        sleep 0.1
    done
    url=postgresql://postgres@127.0.0.1:$port/postgres
}

# The settings of whoever calls this name another store, and other sizes.
longhaul() { run env -u LONGHAUL_SCHEMA -u LONGHAUL_FILE "$@"; }

run_ours() {
    longhaul "$root/longhaul" bench --store "$url" --only "$groups" --runs 1 --jobs "$jobs" "${timed[@]}" --json > "$results/ours-$1.json" ||
        die "measuring Longhaul failed"
}

run_limits() {
    longhaul "$root/bench/Longhaul.Bench/bin/Release/net10.0/Longhaul.Bench" --store "$url" --only "$groups" --runs 1 --jobs "$jobs" \
        --seconds "${seconds:-5}" --json > "$results/limits-$1.json" || die "measuring the limits failed"
}

least() { echo $(($1 < $2 ? $1 : $2)); }

run_peers() {
    local script name
    for script in $(cd "$work/peers" && grep -l "peer-pg" -- *.mjs | grep -v '^peer-pg.mjs$'); do
        name=${script%.mjs}
        [[ " ${failed[*]-} " != *" $name "* ]] || continue
        say "run $1 of $runs: the peer $name"
        if run env -C "$work/peers" RUNS=1 ONLY="$peer_groups" NBATCH="${NBATCH:-$jobs}" NDEFAULT="${NDEFAULT:-$(least "$jobs" 50000)}" \
            NSINGLE="${NSINGLE:-$(least "$jobs" 15000)}" N="${N:-$(least "$jobs" 8000)}" timeout --foreground 1500 "$NODE" "$script" \
            > "$work/peer.jsonl" 2> "$work/peer.err"; then
            cp "$work/peer.jsonl" "$results/peers-$name-$1.jsonl"
        else
            say "the peer $name failed ($?) and is left out: $(first_error "$work/peer.err")"
            failed+=("$name")
            rm -f "$results/peers-$name-"*
        fi
    done
}

say "building"
run dotnet build "$root/bench/Longhaul.Bench" -c Release -nologo -v quiet -clp:NoSummary -nodeReuse:false -p:UseSharedCompilation=false >&2 || die "the build failed"
run "$root/longhaul" version > /dev/null || die "the build failed"

timed=()
[ -z "$seconds" ] || timed=(--seconds "$seconds")
peer_groups=''
for group in drain enqueue latency; do
    wants "$group" && peer_groups+=",$group"
done
wants single && ! wants drain && peer_groups+=,drain
peer_groups=${peer_groups#,}

if [ -n "$peers" ]; then start_peers; else start_server; fi
for ((i = 1; i <= runs; i++)); do
    say "run $i of $runs: Longhaul"
    run_ours "$i"
    say "run $i of $runs: the limits"
    run_limits "$i"
    if [ -n "$peers" ] && [ -n "$peer_groups" ]; then run_peers "$i"; fi
done
[ -n "$peers" ] || say "no peers were named (--peers DIR): Longhaul and the limits only"
[ ${#failed[@]} -eq 0 ] || say "left out because they failed: ${failed[*]}"
"$root/bench/Longhaul.Bench/bin/Release/net10.0/Longhaul.Bench" compare "$results" "${json[@]}"

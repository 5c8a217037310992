#!/usr/bin/env bash
# Builds everything with warnings as errors and runs the tests.
#
#   ./test.sh            the default tier: every kind of test, at small sizes
#   ./test.sh --soak     the full sizes as well (an hour or so)
#   ./test.sh NAME …     only the test projects whose names contain one of the words
#
# What is missing is installed from Debian's packages where that is allowed. Nothing else outside this folder is touched.
set -uo pipefail
cd "$(dirname "$0")"
soak=no
names=()
for argument in "$@"; do
    case $argument in
        --soak) soak=yes ;;
        -h | --help) sed -n '2,9s/^# \{0,1\}//p' "$0"; exit 0 ;;
        -*) echo "test.sh: unknown option $argument (see --help)" >&2; exit 2 ;;
        *) names+=("$argument") ;;
    esac
done

# The media packages are for the examples that the end-to-end tests run; the rest is used by single tests.
packages=(postgresql pgbouncer buildah podman git ffmpeg yt-dlp espeak-ng sox imagemagick fonts-dejavu-core jq procps util-linux faketime python3-cryptography)
# Where Node comes from elsewhere it brings its own npm, and Debian's does not go with it.
# Docker brings a runc of its own, and its package does not go with Debian's.
command -v runc >/dev/null || packages+=(runc)
command -v npm >/dev/null || packages+=(nodejs npm)

install_missing() {
    local missing=() package
    for package in "${packages[@]}"; do
        dpkg-query -W -f '${Status}' "$package" 2>/dev/null | grep -q 'ok installed' || missing+=("$package")
    done
    [ ${#missing[@]} -eq 0 ] && return 0
    echo "test.sh: installing ${missing[*]}"
    local sudo=()
    [ "$(id -u)" -eq 0 ] || sudo=(sudo -n)
    if ! { "${sudo[@]}" apt-get install -y --no-install-recommends "${missing[@]}" ||
        { "${sudo[@]}" apt-get update && "${sudo[@]}" apt-get install -y --no-install-recommends "${missing[@]}"; }; } >/tmp/longhaul-test-apt.$$ 2>&1; then
        tail -n 5 "/tmp/longhaul-test-apt.$$" >&2
        echo "test.sh: could not install them; install by hand: apt-get install ${missing[*]}" >&2
        rm -f "/tmp/longhaul-test-apt.$$"
        return 1
    fi
    rm -f "/tmp/longhaul-test-apt.$$"
}

command -v dotnet >/dev/null || { echo "test.sh: the .NET SDK 10 is needed; see https://dot.net" >&2; exit 1; }
command -v dpkg-query >/dev/null && { install_missing || exit 1; }

echo "test.sh: building"
if ! dotnet build longhaul.slnx -c Release -nologo -v quiet -clp:ErrorsOnly; then
    echo "0 passed, 1 failed, 0 skipped"
    exit 1
fi

wanted() {
    [ ${#names[@]} -eq 0 ] && return 0
    local name
    for name in "${names[@]}"; do
        case $1 in *"$name"*) return 0 ;; esac
    done
    return 1
}

filter=(--filter-not-trait tier=soak)
[ $soak = yes ] && filter=()
passed=0 failed=0 skipped=0
output=$(mktemp)
trap 'rm -f "$output"' EXIT
for project in tests/*/*.csproj; do
    name=$(basename "$project" .csproj)
    program=tests/$name/bin/Release/net10.0/$name
    case $name in *.Tests | *.Conformance) ;; *) continue ;; esac # the others are programs that tests start
    wanted "$name" || continue
    started=$(date +%s)
    # Started in the background of a script, this one ignores interrupts, and so would every program that the tests interrupt.
    env --default-signal=INT,QUIT "./$program" --no-ansi --no-progress --output Normal "${filter[@]}" >"$output" 2>&1
    code=$?
    count() { sed -n "s/^ *$1: *\([0-9]*\).*/\1/p" "$output" | tail -n 1; }
    ok=$(count succeeded) bad=$(count failed) skip=$(count skipped)
    if [ -z "$ok" ] || { [ $code -ne 0 ] && [ "${bad:-0}" -eq 0 ]; }; then
        bad=$((${bad:-0} + 1))
    fi
    passed=$((passed + ${ok:-0})) failed=$((failed + bad)) skipped=$((skipped + ${skip:-0}))
    printf 'test.sh: %-30s %4s passed %3s failed  %ss\n' "$name" "${ok:-0}" "$bad" $(($(date +%s) - started))
    grep -h 'seed: ' "$output" | sed 's/^ */  /' | sort -u
    [ "$bad" -eq 0 ] || cat "$output"
done

echo "$passed passed, $failed failed, $skipped skipped"
[ $failed -eq 0 ] && [ $skipped -eq 0 ] && [ $passed -gt 0 ]

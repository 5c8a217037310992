#!/bin/sh
# health SETTINGS: says "ok" and the version if this release can do its work with an environment's settings.
zone=$(sed -n 's/^zone=//p' "$1")
[ -n "$zone" ] || { echo "$1 has no zone=" >&2; exit 1; }
"$(dirname "$0")/postage" "$zone" 20 > /dev/null || exit 1
echo "ok @VERSION@"

#!/bin/sh
# postage ZONE GRAMS: what a letter costs. Version @VERSION@.
[ $# -eq 2 ] || { echo "postage @VERSION@: want ZONE GRAMS, such as: postage home 20" >&2; exit 2; }
exec awk -v zone="$1" -v grams="$2" -f "$(dirname "$0")/../lib/postage.awk"

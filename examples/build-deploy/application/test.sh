#!/bin/sh
# test.sh FOLDER: tries what was built there, by the cases in test/.
set -eu
out=$1 failed=0

while read -r zone grams expected; do
  said=$("$out/bin/postage" "$zone" "$grams" 2> /dev/null) || said=none
  [ "$said" = "$expected" ] || { echo "$grams g to $zone: $said, not $expected" >&2; failed=1; }
done < test/cases.txt

said=$("$out/bin/health" test/settings) || said="not healthy"
[ "$said" = "ok $(cat VERSION)" ] || { echo "health: $said" >&2; failed=1; }
exit $failed

#!/bin/sh
# build.sh FOLDER: compiles the tariff to code, fills in the version, and puts what is to be installed into the folder.
set -eu
out=$1
mkdir -p "$out/bin" "$out/lib"
cp VERSION "$out/VERSION"

# A table of upper limits becomes a chain of comparisons; a table that would give wrong prices is an error of the build.
awk -F, '
  function wrong(what) { printf "tariff.csv:%d: %s\n", NR, what > "/dev/stderr"; failed = 1; exit 1 }
  NR == 1 { next }
  NF != 3 || $1 !~ /^[a-z]+$/ || $2 !~ /^[0-9]+$/ || $3 !~ /^[0-9]+$/ { wrong("not zone,grams,cents: " $0) }
  ($1 in heaviest) && $2 <= heaviest[$1] { wrong("lighter than the line before it: " $0) }
  { heaviest[$1] = $2 + 0; code = code sprintf("  if (zone == \"%s\" && grams <= %d) return %d\n", $1, $2, $3) }
  END { if (!failed) printf "function price(zone, grams) {\n%s  return -1\n}\n\n", code }' tariff.csv > "$out/lib/postage.awk"
cat src/postage.awk >> "$out/lib/postage.awk"

for program in postage health; do
  sed "s/@VERSION@/$(cat VERSION)/" "src/$program.sh" > "$out/bin/$program"
  chmod 755 "$out/bin/$program"
done

#!/usr/bin/env bash
# Measures Longhaul against the same work done bare, side by side in one run. A few minutes; see bench/README.md.
#
#   bench/run.sh [--json] [--only PART] [--runs N] [--jobs N]
set -euo pipefail
cd "$(dirname "$0")/.."
dotnet build bench/Longhaul.Bench -c Release -nologo -v quiet -clp:NoSummary >&2
./longhaul version >/dev/null
exec bench/Longhaul.Bench/bin/Release/net10.0/Longhaul.Bench "$@"

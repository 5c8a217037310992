#!/usr/bin/env bash
# A step is any command. Lines that begin with :: speak to Longhaul; LONGHAUL_INPUT is a file with the input as JSON.
set -euo pipefail

name=${1:-world}
for percent in 25 50 75 100; do
  sleep 0.2
  echo "::progress $percent"
done
echo "Hello, $name!"

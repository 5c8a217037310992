#!/usr/bin/env bash
# accounts.sh: an account for each channel at the make-believe video site, and its token, encrypted, in Longhaul's store.
# Done again it gives each account a new token. The key of the store's secrets is made in fernet.key, where FERNET_KEY names none.
set -euo pipefail
example=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
longhaul=${LONGHAUL:-$example/../../longhaul}

if [[ -z ${FERNET_KEY:-} ]]; then
  [[ -s $example/fernet.key ]] || (umask 077 && "$longhaul" secrets key > "$example/fernet.key")
  FERNET_KEY=$(< "$example/fernet.key")
  export FERNET_KEY
  echo "The key is in $example/fernet.key; workers need it:  export FERNET_KEY=\$(cat $example/fernet.key)"
fi

for channel in tides embers; do
  token=$(head -c 24 /dev/urandom | base64)
  mkdir -p "$example/data/site/$channel"
  printf '%s' "$token" | sha256sum | cut -d ' ' -f 1 > "$example/data/site/$channel/token.sha256"
  printf '%s' "$token" | "$longhaul" -C "$example" secrets set PUBLISH_TOKEN --tenant "$channel"
done

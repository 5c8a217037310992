#!/usr/bin/env bash
# deploy ENVIRONMENT VERSION ARCHIVE SHA256: makes an environment serve what the build step packed, or what it served before.
#
# ENVIRONMENT/releases/VERSION-SHA  complete, by a rename          ENVIRONMENT/current  what is served
# ENVIRONMENT/healthy               what was last found healthy: outlives a kill between the switch of `current` and its proof
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
source "$(dirname "$0")/unpack.sh"
need tar gzip sha256sum timeout

environment=$1 version=$2 archive=$3 sha256=$4
[[ $environment =~ ^[a-z][a-z0-9-]{0,31}$ ]] || fail "the environment '$environment' is none: small letters, digits and -"
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]{1,40})?$ ]] || fail "the version '$version' is none"
[[ $archive =~ ^[A-Za-z0-9][A-Za-z0-9.+-]*\.tar\.gz$ ]] || fail "the archive '$archive' is no name of a .tar.gz"
[[ $sha256 =~ ^[0-9a-f]{64}$ ]] || fail "'$sha256' is no SHA-256"
settings=environments/$environment.settings
[[ $KEEP_RELEASES =~ ^[1-9][0-9]{0,3}$ ]] || fail "KEEP_RELEASES is '$KEEP_RELEASES', not a number from 1 to 9999"
[[ -f $settings ]] || fail "there is no environment $environment: $settings is missing"

home=$ENVIRONMENTS/$environment
release=$version-${sha256:0:12}
switched=no

# Whatever ends the step between the switch and the proof, a cancel too, the environment goes back to what was healthy.
ended() {
  [[ $switched == no ]] || switch_back
  ledger end "environment=$environment" "version=$version" "result=$result"
}

# The link leads to the old release or to the new one at any instant, never to nothing.
point() { # LINK RELEASE
  ln -sfn "releases/$2" "$home/.$1.new"
  mv -T "$home/.$1.new" "$home/$1"
  sync "$home"
}

switch_back() {
  switched=no
  if [[ -n $before ]]; then point current "$before"; else rm -f "$home/current"; fi
  audit ROLLED_BACK "$environment from $release to ${before:-nothing}"
}

# Asks what `current` leads to whether it works, in this environment and as this version. To have a service asked: call it in here.
healthy() { # VERSION
  local try
  for try in 1 2 3; do
    echo "::stage asking $environment for its health, try $try"
    said=$(timeout 10 "$home/current/bin/health" "$settings" 2>&1) && [[ $said == "ok $1" ]] && return
    echo "not healthy: ${said:-it said nothing}"
    sleep 0.3
  done
  return 1
}

# Moved first, so that half a release never bears a release's name.
remove() { # RELEASE
  mv -T "$home/releases/$1" "$home/releases/.old"
  rm -rf "$home/releases/.old"
}

roll_back() {
  local why="$version is not healthy in $environment: ${said:0:300}"
  echo '::stage going back'
  switch_back
  [[ $release == "$before" ]] || remove "$release"
  [[ -n $before ]] || fail "$why; nothing was deployed before it, so nothing is served"
  healthy "${before%-*}" || fail "$why; and neither is $before, which is served again: ${said:0:300}"
  fail "$why; $before is served again, and healthy"
}

# All but the newest, and never what is served or was before.
remove_old() {
  local name kept=0
  while IFS= read -r name; do
    kept=$((kept + 1))
    if ((kept > KEEP_RELEASES)) && [[ $name != "$release" && $name != "$before" ]]; then remove "$name"; fi
  done < <(find "$home/releases" -mindepth 1 -maxdepth 1 ! -name '.*' -printf '%C@ %f\n' | sort -rn | cut -d ' ' -f 2-)
}

ledger begin "environment=$environment" "version=$version"
trap ended EXIT

echo "::stage unpacking $version"
mkdir -p "$home/releases"
rm -rf "$home"/releases/.*.new "$home/releases/.old"  # of an attempt that was killed; nobody else deploys here now
before=$(readlink "$home/healthy" || true)
before=${before#releases/}
[[ -d $home/releases/$release ]] || unpack "${LONGHAUL_RUN_DIR:-}/build/$archive" "$home/releases/$release"
echo '::progress 50'

switched=yes
point current "$release"
healthy "$version" || roll_back
point healthy "$release"
switched=no
audit DEPLOYED "$release to $environment, after ${before:-nothing}"
echo '::progress 90'

remove_old
printf '::output serves="%s"\n' "$release"
echo '::progress 100'
result=completed

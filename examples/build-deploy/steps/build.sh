#!/usr/bin/env bash
# build REF: fetches, checks out, builds, tests and packs one commit. The same commit gives the same archive, to the byte.
# What it wants of the repository: VERSION, build.sh FOLDER, test.sh FOLDER.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need git tar gzip sha256sum

ref=$1
[[ $ref =~ ^[A-Za-z0-9][A-Za-z0-9._/-]{0,99}$ && $ref != *..* ]] || fail "the ref $ref is none: give a tag, a branch or a whole commit id"
ledger begin "ref=$ref"
trap 'ledger end "ref=$ref" "result=$result"' EXIT

work=$LONGHAUL_WORK
cache=$PWD/data/cache/repository.git  # one build at a time: nobody else is in it
export GIT_TERMINAL_PROMPT=0 GIT_ALLOW_PROTOCOL=file:git:http:https:ssh

# Fills $cache.new and puts it in the place of $cache: a clone that was cut short is never taken for one.
clone() {
  rm -rf "$cache.new"
  mkdir -p "$(dirname "$cache")"
  git clone --quiet --bare --no-local -- "$REPOSITORY" "$cache.new" || return 1
  rm -rf "$cache"
  mv -T "$cache.new" "$cache"
}

fetch() {
  [[ $REPOSITORY == *:* || -d $REPOSITORY ]] || fail "there is no repository at $REPOSITORY: ./make-repository.sh makes one, REPOSITORY names another"
  if [[ -d $cache ]] && git --git-dir="$cache" fetch --quiet --prune --force -- "$REPOSITORY" '+refs/heads/*:refs/heads/*' '+refs/tags/*:refs/tags/*'; then
    return
  fi
  # Either there is no copy yet, or it is broken or another repository's.
  clone || { result=retry; printf '::retry 10s the repository %s cannot be read\n' "$REPOSITORY"; exit 1; }
}

# A tag before a branch of that name. A later attempt builds the commit that the first one chose, wherever the branch is by now.
resolve() {
  local name
  if [[ -r ${LONGHAUL_CHECKPOINT:-} ]]; then
    commit=$(sed -n 's/.*"commit": *"\([0-9a-f]*\)".*/\1/p' "$LONGHAUL_CHECKPOINT")
    return
  fi
  for name in "refs/tags/$ref" "refs/heads/$ref" "$ref"; do
    [[ $name == refs/* || $name =~ ^[0-9a-f]{40}$ ]] || continue
    commit=$(git --git-dir="$cache" rev-parse --quiet --verify "$name^{commit}") && return
  done
  fail "$ref is no tag, no branch and no whole commit id in $REPOSITORY"
}

# Without the settings of this user and this machine: they can change line ends, and with them the bytes.
check_out() {
  mkdir "$work/source"
  (
    cd "$work/source"
    export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null GIT_INDEX_FILE=$work/index GIT_DIR=$cache GIT_WORK_TREE=$work/source
    git read-tree "$commit"
    git checkout-index --all
  )
}

build() {
  export SOURCE_DATE_EPOCH=$time TZ=UTC
  mkdir "$work/release"
  (cd "$work/source" && ./build.sh "$work/release") || fail "$ref does not build"
  echo '::stage testing'
  echo '::progress 60'
  (cd "$work/source" && ./test.sh "$work/release") || fail "the tests of $ref fail"
}

# Names in order, one time, no owner, and only the one right that matters.
pack() {
  tar --sort=name --format=gnu --mtime="@$time" --owner=0 --group=0 --numeric-owner --mode=u=rwX,go=rX \
    -C "$work/release" -cf - . | gzip -n -9 > "$LONGHAUL_OUTPUT/$archive"
}

echo '::stage fetching'
fetch
resolve
printf '::checkpoint {"commit": "%s"}\n' "$commit"
time=$(git --git-dir="$cache" log -1 --format=%ct "$commit")

echo '::stage building'
echo '::progress 20'
check_out
build

echo '::stage packing'
echo '::progress 80'
version=$(cat "$work/release/VERSION")
[[ $version =~ ^[0-9]+\.[0-9]+\.[0-9]+([-+][0-9A-Za-z.-]{1,40})?$ ]] || fail "VERSION of $ref says '$version', not a version such as 1.0.0"
archive=${version}-${commit:0:12}.tar.gz
pack
printf '::output %s="%s"\n' version "$version" commit "$commit" archive "$archive" \
  sha256 "$(sha256sum "$LONGHAUL_OUTPUT/$archive" | cut -d ' ' -f 1)"
audit BUILT "$version from $ref, commit $commit: $archive"
echo '::progress 100'
result=completed

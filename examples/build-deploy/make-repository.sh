#!/usr/bin/env bash
# make-repository.sh [FOLDER]: makes the git repository that this example builds: four releases of a small program, of which v1.2.0 is broken.
# The same commits each time, whoever makes them, wherever.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
target=${1:-$here/data/repository}

[[ ! -e $target ]] || { echo "make-repository.sh: $target is there already; remove it to have it made anew" >&2; exit 1; }
command -v git > /dev/null || { echo "make-repository.sh: git is missing: install the package git" >&2; exit 1; }

# Nothing of this user's or this machine's settings goes into the commits.
export GIT_CONFIG_NOSYSTEM=1 GIT_CONFIG_GLOBAL=/dev/null TZ=UTC
export GIT_AUTHOR_NAME=Ada GIT_AUTHOR_EMAIL=ada@example.com GIT_COMMITTER_NAME=Ada GIT_COMMITTER_EMAIL=ada@example.com
unset GIT_DIR GIT_WORK_TREE GIT_INDEX_FILE

release() { # VERSION DAY MESSAGE
  echo "$1" > VERSION
  git add --all
  GIT_AUTHOR_DATE="$2T12:00:00Z" GIT_COMMITTER_DATE="$2T12:00:00Z" git commit --quiet --message "$3"
  git tag "v$1"
}

mkdir -p "$(dirname "$target")"
rm -rf "$target.new"
git init --quiet --initial-branch=main "$target.new"
cp -R "$here/application/." "$target.new"
cd "$target.new"
chmod 755 build.sh test.sh
release 1.0.0 2026-01-05 'What a letter costs, at home and to Europe'

printf 'world,20,170\n' >> tariff.csv
printf 'world 20 1.70\n' >> test/cases.txt
release 1.1.0 2026-02-02 'Letters to the whole world'

# It works where its author tried it: the tests bring a setting that no environment has.
printf 'currency=EUR\n' >> test/settings
sed '/^echo "ok/i currency=$(sed -n '\''s/^currency=//p'\'' "$1")\n[ -n "$currency" ] || { echo "$1 has no currency=" >\&2; exit 1; }' src/health.sh > health.new
mv health.new src/health.sh
release 1.2.0 2026-03-02 'An environment says its currency'

sed '/^\[ -n "$currency" \]/d; s/^currency=.*/&\ncurrency=${currency:-EUR}/' src/health.sh > health.new
mv health.new src/health.sh
release 1.3.0 2026-03-03 'An environment that says no currency has the euro'

cd "$here"
mv -T "$target.new" "$target"
echo "$target: $(git -C "$target" tag --list | tr '\n' ' ')"

#!/usr/bin/env bash
# upload: hands the published video to the channel's account at a make-believe video site, a folder: data/site/ACCOUNT.
# A real site fits here: keep the run's id as the key of the upload, so that a repeat finds it done.
# shellcheck source=steps/lib.sh
source "$(dirname "$0")/lib.sh"
need jq sha256sum

site=${VIDEO_SITE:-$example/data/site}/$TENANT_ACCOUNT
[[ -r $site/token.sha256 ]] || fail "there is no account $TENANT_ACCOUNT at $site: examples/video-channel/accounts.sh makes it"
[[ -w $site ]] || fail "$site cannot be written in from here: VIDEO_SITE names another folder"

# The site knows a hash; the token goes to it through a pipe and never through arguments, which others could read.
read -r hash _ < <(printf '%s' "$PUBLISH_TOKEN" | sha256sum)
[[ $hash == "$(< "$site/token.sha256")" ]] || fail "the site does not accept the token of $TENANT_ACCOUNT: set it with longhaul secrets set PUBLISH_TOKEN --tenant $LONGHAUL_TENANT"

for file in assembly/film.mp4 publish/manifest.json; do
  name=$LONGHAUL_RUN_ID.${file##*.}
  cp "$run/$file" "$site/.$name.$LONGHAUL_ATTEMPT"
  mv "$site/.$name.$LONGHAUL_ATTEMPT" "$site/$name"
done
printf '::output url=%s\n' "$site/$LONGHAUL_RUN_ID.mp4"
ledger end

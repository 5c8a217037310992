# shellcheck shell=bash
# Sourced by deploy: how an archive becomes a release.

# Files, folders and links that stay inside; nothing by an absolute path or through "..", and nothing twice.
unpack() { # ARCHIVE RELEASE
  local archive=$1 target=$2 staging
  staging=$(dirname "$target")/.$(basename "$target").new
  [[ -f $archive ]] || fail "there is no archive $archive: deploy is a step after build ('longhaul run release …')"
  [[ $(sha256sum < "$archive") == "$sha256 "* ]] || fail "the archive $archive is not the one that was built: its SHA-256 is not $sha256"
  refuse_entries "$archive"
  mkdir "$staging"
  tar -xzf "$archive" -C "$staging" --keep-old-files --no-same-owner --no-same-permissions || fail "$archive cannot be unpacked"
  refuse_links "$staging"
  [[ $(cat "$staging/VERSION") == "$version" && -x $staging/bin/health ]] || fail "$archive has no VERSION that says $version, or no bin/health"
  sync -f "$staging"
  mv -T "$staging" "$target"
}

# tar escapes line breaks in names: an entry is a line.
refuse_entries() {
  local kinds names outside
  kinds=$(tar -tvzf "$1" | cut -c 1 | sort -u | tr -d '\n') || fail "$1 is no archive"
  [[ $kinds =~ ^[-dl]+$ ]] || fail "$1 holds more than files, folders and symbolic links ($kinds)"
  names=$(tar -tPzf "$1") || fail "$1 is no archive"
  if outside=$(grep -m 3 -E '^/|(^|/)\.\.(/|$)' <<< "$names"); then fail "$1 has names that lead out of the release: $outside"; fi
}

refuse_links() {
  local root link
  root=$(realpath "$1")
  while IFS= read -r -d '' link; do
    [[ $(readlink "$link") != /* && $(realpath -m "$link") == "$root"/* ]] || fail "the link ${link#"$1/"} leads out of the release, to $(readlink "$link")"
  done < <(find "$1" -type l -print0)
}

#compdef longhaul
# longhaul completion for zsh; load it with: source <(longhaul completion zsh)
_longhaul() {
  local line="${BUFFER[1,CURSOR]}"
  local -a suggestions
  suggestions=("${(@f)$("${words[1]}" "[suggest:${#line}]" "$line" 2> /dev/null)}")
  compadd -- "${suggestions[@]}"
}
compdef _longhaul longhaul

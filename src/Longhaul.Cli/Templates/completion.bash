# longhaul completion for bash; load it with: source <(longhaul completion bash)
_longhaul() {
  local line=${COMP_LINE:0:COMP_POINT} word=${COMP_WORDS[COMP_CWORD]} suggestions
  suggestions=$("${COMP_WORDS[0]}" "[suggest:${#line}]" "$line" 2> /dev/null) || return
  mapfile -t COMPREPLY < <(compgen -W "$suggestions" -- "$word")
}
complete -o default -F _longhaul longhaul ./longhaul

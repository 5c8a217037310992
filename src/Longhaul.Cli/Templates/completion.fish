# longhaul completion for fish; load it with: longhaul completion fish | source
function __longhaul_suggest
    set -l line (commandline --current-process --cut-at-cursor)
    longhaul "[suggest:"(string length -- "$line")"]" "$line" 2>/dev/null
end
complete --command longhaul --no-files --arguments '(__longhaul_suggest)'

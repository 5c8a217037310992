# Runs with TERM, INT and HUP blocked. Reads "+SID START" and "-SID" from the worker. When the worker is gone, however it went, everything it started is killed.
# $1: instance id   $2: its ten digits of the mark in /proc/PID/limits
trees=' '
while read -r id start; do
    case $id in
        +*) trees="$trees${id#+}:$start " ;;
        -*) before=${trees%% "${id#-}":*}; after=${trees#* "${id#-}":}
            [ "$before" = "$trees" ] || trees="$before ${after#* }" ;;
    esac
done

# Sets state, session and start of process $1; fails if it is gone.
look() {
    read -r line 2>/dev/null <"/proc/$1/stat" || return 1
    set -- ${line##*) }
    state=$1 session=$4 start=${20}
}

# A session counts only while its number still stands for the leader that was announced.
in_tree() {
    case $trees in *" $session:"*) ;; *) return 1 ;; esac
    began=${trees#* "$session":} began=${began%% *}
    [ "$start" -ge "$began" ] || return 1
    line=; read -r line 2>/dev/null <"/proc/$session/stat" || return 0
    set -- ${line##*) }
    [ "${20}" = "$began" ]
}

# Files of processes that carry the marks, and of those that seem to be in an announced session. Grep reads them: the
# shell's own `read` takes a byte at a time.
candidates() {
    grep -lsF "LONGHAUL_INSTANCE=$1" /proc/[0-9]*/environ 2>/dev/null
    grep -lsE "timeout +$2[0-9]{9} " /proc/[0-9]*/limits 2>/dev/null
    [ "$trees" = ' ' ] && return
    sessions=
    for tree in $trees; do sessions="$sessions${sessions:+|}${tree%%:*}"; done
    grep -lsE "\) [^ZX] [0-9]+ [0-9]+ ($sessions) " /proc/[0-9]*/stat 2>/dev/null
}

empty=0
while [ $empty -lt 3 ]; do
    victims=
    for file in $(candidates "$@"); do
        pid=${file#/proc/} pid=${pid%%/*}
        [ "$pid" != $$ ] && look "$pid" || continue
        case $state in [ZX]) continue ;; esac
        case $file in */stat) in_tree || continue ;; esac
        victims="$victims $pid"
    done
    if [ -n "$victims" ]; then empty=0; kill -KILL $victims 2>/dev/null; else empty=$((empty + 1)); fi
done

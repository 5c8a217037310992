# Reads "+SID START" and "-SID" from the worker. When the worker is gone, however it went, everything it started is killed.
# $1: instance id   $2: the number that marks its processes in /proc/PID/limits, or empty
trap '' TERM INT HUP
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

marked() {
    grep -lszF -e "LONGHAUL_INSTANCE=$1" ${2:+-e " $2 "} /proc/[0-9]*/environ /proc/[0-9]*/limits 2>/dev/null
}

empty=0
while [ $empty -lt 3 ]; do
    victims=
    for file in $(marked "$@"); do
        pid=${file#/proc/} pid=${pid%%/*}
        [ "$pid" != $$ ] && look "$pid" && case $state in [ZX]) ;; *) victims="$victims $pid" ;; esac
    done
    [ "$trees" = ' ' ] || for folder in /proc/[0-9]*; do
        pid=${folder#/proc/}
        [ "$pid" != $$ ] && look "$pid" && case $state in [ZX]) ;; *) in_tree && victims="$victims $pid" ;; esac
    done
    if [ -n "$victims" ]; then empty=0; kill -KILL $victims 2>/dev/null; else empty=$((empty + 1)); fi
done

-- Declares workers dead that are known to be gone, or whose lease is over.
update {schema}.workers set
    proven = proven or instance = any(@proven),
    dead = dead or proven or instance = any(@proven) or @beat - seen_beat >= @ticks
where (not dead and (proven or @beat - seen_beat >= @ticks)) or (not proven and instance = any(@proven))

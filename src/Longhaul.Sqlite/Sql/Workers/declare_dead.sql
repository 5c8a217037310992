-- Declares workers dead that are known to be gone, or whose lease is over.
update longhaul_workers set
    proven = (proven or instance in (select value from json_each(@proven))),
    dead = (dead or proven or instance in (select value from json_each(@proven)) or @beat - seen_beat >= @ticks)
where (dead = 0 and (proven or @beat - seen_beat >= @ticks))
    or (proven = 0 and instance in (select value from json_each(@proven)))

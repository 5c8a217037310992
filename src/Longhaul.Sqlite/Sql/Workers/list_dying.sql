-- Workers that are about to be declared dead.
select label, instance from longhaul_workers
where dead = 0 and (proven or instance in (select value from json_each(@proven)) or @beat - seen_beat >= @ticks)
order by started_at, instance

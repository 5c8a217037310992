-- Adds a worker with a fresh lease, unless it is there.
insert into {schema}.workers (instance, label, registration, started_at, renewed_at, seen_beat)
values (@instance, @label, @registration, @now, @now, @beat)
on conflict (instance) do nothing

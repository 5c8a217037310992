-- Adds an alert, or says what it wants from now on.
insert into longhaul_alerts (key, events, target, declared_at) values (@key, @events, @target, @now)
on conflict (key) do update set events = excluded.events, target = excluded.target, declared_at = excluded.declared_at

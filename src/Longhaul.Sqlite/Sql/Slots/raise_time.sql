-- The time of a line is at least the tag of who left it with a place.
insert into longhaul_key_times (key, priority, time) values (@key, @priority, @tag)
on conflict (key, priority) do update set time = max(time, excluded.time)

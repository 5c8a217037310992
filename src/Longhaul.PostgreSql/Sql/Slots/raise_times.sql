-- The times of lines are at least the tags of those who left them with a place.
insert into {schema}.key_times as t (key, priority, time) select * from unnest(@keys, @priorities, @tags)
on conflict (key, priority) do update set time = excluded.time where t.time < excluded.time

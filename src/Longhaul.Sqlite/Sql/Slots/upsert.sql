-- A job holds a key, or waits for it.
insert into longhaul_slots (key, job_id, held, max_held, priority, position, is_rate, tenant, tag, key_set)
values (@key, @job_id, @held, @max_held, @priority, @position, @is_rate, @tenant, @tag, @key_set)
on conflict (key, job_id) do update set
    held = excluded.held, max_held = excluded.max_held, priority = excluded.priority, position = excluded.position, is_rate = excluded.is_rate,
    tenant = excluded.tenant, tag = excluded.tag, key_set = excluded.key_set

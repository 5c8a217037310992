-- Lines in which nobody with a tag waits begin anew.
delete from {schema}.key_times t using unnest(@keys, @priorities) as q (key, priority) where t.key = q.key and t.priority = q.priority

select id from longhaul_history where parent_id is null and finished_at < @before order by id limit @limit

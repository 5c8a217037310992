-- Roots of trees that were over before a time.
select id from longhaul_history where parent_id is null and finished_at < @before order by id limit @limit

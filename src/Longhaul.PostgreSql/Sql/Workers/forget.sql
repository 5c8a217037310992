-- Forgets dead workers that hold nothing; jobs are looked up one by one (offset 0), as in list_rescuable.sql.
delete from {schema}.workers w where dead and not exists (
    select 1 from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
        select 1 from {schema}.jobs where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j
    where c.instance = w.instance)

-- Forgets dead workers that hold nothing.
delete from {schema}.workers w where dead and not exists (
    select 1 from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) join {schema}.jobs j on j.id = held.id
    where c.instance = w.instance and j.state = 3 and j.instance = c.instance and j.claim = c.claim)

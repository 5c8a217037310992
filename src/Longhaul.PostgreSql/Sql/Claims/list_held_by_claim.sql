-- The jobs that run under one token; they are looked up one by one (offset 0), as in list_rescuable.sql.
select {job:j} from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) cross join lateral (
    select * from {schema}.jobs where id = held.id and state = 3 and instance = c.instance and claim = c.claim offset 0) j
where c.instance = @instance and c.claim = @claim
order by j.id

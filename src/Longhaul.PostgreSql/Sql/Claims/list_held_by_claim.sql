-- The jobs that run under one token.
select {job:j} from {schema}.claims c cross join lateral unnest(c.job_ids) as held (id) join {schema}.jobs j on j.id = held.id
where c.instance = @instance and c.claim = @claim and j.state = 3 and j.instance = c.instance and j.claim = c.claim
order by j.id

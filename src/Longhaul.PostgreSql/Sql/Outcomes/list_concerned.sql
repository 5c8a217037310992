-- Whom ends of jobs concern: the slots that they may hold (these never change), their parents, and those that wait for them.
select slots, parent_id from {schema}.jobs where id = any(@ids) and (slots is not null or parent_id is not null)
union all
select null, job_id from {schema}.dependencies where depends_on = any(@ids)

-- Jobs that hold a place and may not begin, since their tenant is paused, where somebody waits for it who may. Those keys are looked for once, not for each place.
with wanted as materialized (
    select distinct key from {schema}.slots
    where exists (select 1 from {schema}.pauses where scope = 2)
        and not held and tenant <> all(array(select name from {schema}.pauses where scope = 2))
)
select distinct s.job_id from wanted w join {schema}.slots s on s.key = w.key join {schema}.jobs j on j.id = s.job_id
where s.held and j.state = 1 and s.tenant = any(array(select name from {schema}.pauses where scope = 2))
order by s.job_id
limit @limit

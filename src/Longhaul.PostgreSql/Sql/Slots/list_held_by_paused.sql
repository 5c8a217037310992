-- Jobs that hold a place and may not begin, since their tenant is paused, where somebody waits for it who may.
select distinct s.job_id from {schema}.slots s join {schema}.jobs j on j.id = s.job_id
where exists (select 1 from {schema}.pauses where scope = 2)
    and s.held and j.state = 1 and s.tenant = any(array(select name from {schema}.pauses where scope = 2))
    and exists (select 1 from {schema}.slots w where w.key = s.key and not w.held and w.tenant <> all(array(select name from {schema}.pauses where scope = 2)))
order by s.job_id
limit @limit

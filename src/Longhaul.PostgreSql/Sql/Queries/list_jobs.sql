-- Jobs of a window of ids that match a filter, the newest first; a filter that is null lets all pass.
select * from (
    select {job}, front_lane from {schema}.jobs
    union all
    select {job}, false from {schema}.history
    where over_on = any(array(select day from {schema}.days where not sealed or (min_id < @before and max_id >= @from)))) j
where id < @before and id >= @from
    and {matches}
order by id desc
limit @limit

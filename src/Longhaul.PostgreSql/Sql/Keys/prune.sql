-- Forgets keys that nobody holds any more; what counts is as in find_holder.sql. A locked one is in use just now.
delete from {schema}.unique_keys where key in (
    select k.key from {schema}.unique_keys k left join {schema}.jobs j on j.id = k.job_id
    where case k.scope
        when 2 then @now >= k.until
        when 0 then coalesce(j.state >= 5 or j.attempt > 0, true)
        else coalesce(j.state >= 5, true) end
    for update of k skip locked)

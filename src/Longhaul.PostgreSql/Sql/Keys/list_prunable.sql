-- Locks keys that nobody seems to hold any more; what counts is as in find_holder.sql. A locked one is in use just now.
select k.key from {schema}.unique_keys k left join {schema}.jobs j on j.id = k.job_id
where case k.scope
    when 2 then @now >= k.until
    when 0 then coalesce(j.state >= 5 or j.attempt > 0, true)
    else coalesce(j.state >= 5, true) end
limit @limit
for update of k skip locked

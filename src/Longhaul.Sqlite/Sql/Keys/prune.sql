-- Forgets keys that nobody holds any more; what counts is as in find_holder.sql.
delete from longhaul_unique_keys where key in (
    select k.key from longhaul_unique_keys k left join longhaul_jobs j on j.id = k.job_id
    where case k.scope
        when 2 then @now >= k.until
        when 0 then coalesce(j.state >= 5 or j.attempt > 0, 1)
        else coalesce(j.state >= 5, 1) end)

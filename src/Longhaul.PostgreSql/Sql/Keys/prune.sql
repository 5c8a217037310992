-- Forgets of these keys, which are locked, those that nobody holds: one may have been taken between its listing and its lock.
delete from {schema}.unique_keys k
where k.key = any(@keys) and case k.scope
    when 2 then @now >= k.until
    when 0 then not exists (select 1 from {schema}.jobs j where j.id = k.job_id and j.state < 5 and j.attempt = 0)
    else not exists (select 1 from {schema}.jobs j where j.id = k.job_id and j.state < 5) end

-- A key counts: for a period until its time; while unfinished or waiting (scope 1 and 0) as long as its job is so.
select k.job_id from {schema}.unique_keys k left join {schema}.jobs j on j.id = k.job_id
where k.key = any(@keys) and k.job_id <> 0 and k.job_id <> @except and case k.scope
    when 2 then @now < k.until
    when 0 then coalesce(j.state < 5 and j.attempt = 0, false)
    else coalesce(j.state < 5, false) end
order by array_position(@keys, k.key)
limit 1

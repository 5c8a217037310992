-- How many jobs of a queue with a limit run, for somebody who only looks.
select count(*)::integer from {schema}.queue_running r
where r.queue = @queue and (select j.state = 3 and j.attempt = r.attempt from {schema}.jobs j where j.id = r.job_id)

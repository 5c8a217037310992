-- The jobs that a job waits for and that are not over (states below 5).
select {job}, front_lane from {schema}.jobs
where id in (select depends_on from {schema}.dependencies where job_id = @job_id) and state < 5
order by id
limit @limit

-- The jobs that a job waits for and that are not over (states below 5).
select {job} from longhaul_jobs
where id in (select depends_on from longhaul_dependencies where job_id = @job_id) and state < 5
order by id
limit @limit

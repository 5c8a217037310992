-- Who waits for a job.
select job_id, depends_on, any_end from {schema}.dependencies where depends_on = @job_id order by job_id

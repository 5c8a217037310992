-- What a job waits for.
select job_id, depends_on, any_end from {schema}.dependencies where job_id = @job_id order by depends_on

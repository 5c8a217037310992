-- Jobs wait for others.
insert into {schema}.dependencies (depends_on, job_id, any_end) select * from unnest(@depends_on, @job_id, @any_end)

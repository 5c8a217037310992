-- Forgets the pieces of output between head and tail.
delete from {schema}.logs
where job_id = @job_id and attempt = @attempt and sequence between @from and @to and claimed_on = @day

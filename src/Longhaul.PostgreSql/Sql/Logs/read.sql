-- Pieces of a job's output after a place, of attempts that began on these days.
select attempt, sequence, stream, at, text from {schema}.logs
where job_id = @job_id and claimed_on = any(@begun) and (attempt > @attempt or (attempt = @attempt and sequence > @sequence))
order by attempt, sequence
limit @limit

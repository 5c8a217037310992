-- Pieces of a job's output after a place.
select attempt, sequence, stream, at, text from {schema}.logs
where job_id = @job_id and (attempt > @attempt or (attempt = @attempt and sequence > @sequence))
    and (exists (select 1 from {schema}.jobs where id = @job_id) or exists (select 1 from {schema}.history where id = @job_id))
order by attempt, sequence
limit @limit

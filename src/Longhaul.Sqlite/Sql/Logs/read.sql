-- Pieces of a job's output after a place.
select attempt, sequence, stream, at, text from longhaul_logs
where job_id = @job_id and (attempt > @attempt or (attempt = @attempt and sequence > @sequence))
order by attempt, sequence
limit @limit

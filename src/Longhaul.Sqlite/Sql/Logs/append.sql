-- Keeps a piece of output unless its number is there already.
insert into longhaul_logs (job_id, attempt, sequence, stream, at, text)
values (@job_id, @attempt, @sequence, @stream, @now, @text)
on conflict do nothing

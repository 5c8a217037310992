-- Keeps pieces of output unless their numbers are there already.
insert into {schema}.logs (job_id, attempt, sequence, stream, at, text, claimed_on)
select l.job_id, l.attempt, l.sequence, l.stream, {schema}.store_now(), l.text, l.claimed_on
from unnest(@job_ids, @attempts, @sequences, @streams, @texts, @days) as l (job_id, attempt, sequence, stream, text, claimed_on)
on conflict do nothing

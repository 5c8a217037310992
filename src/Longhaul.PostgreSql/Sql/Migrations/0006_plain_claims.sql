-- least program: 5
-- A claim's list of a thousand ids is written once and removed a moment later: compressing it took 1.4 µs a job, of 34 in all.
alter table {schema}.claims alter column job_ids set storage external;

-- The jobs that hold a key.
select job_id from longhaul_slots where key = @key and held = 1 order by job_id

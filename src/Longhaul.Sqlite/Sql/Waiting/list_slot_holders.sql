-- The jobs that hold a slot under a key.
select {job} from longhaul_jobs where id in (select job_id from longhaul_slots where key = @key and held = 1) order by id limit @limit

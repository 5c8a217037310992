-- Forgets dead workers that hold nothing.
delete from longhaul_workers where dead = 1 and not exists (
    select 1 from longhaul_jobs j where j.instance = longhaul_workers.instance and j.state = 3)

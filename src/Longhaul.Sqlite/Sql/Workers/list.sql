-- Workers with the number of jobs they hold.
select w.*, (select count(*) from longhaul_jobs j where j.instance = w.instance and j.state = 3) as running
from longhaul_workers w order by w.started_at, w.instance

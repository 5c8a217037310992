-- When the next scheduled job is due.
select min(due_at) from longhaul_jobs where state = 2

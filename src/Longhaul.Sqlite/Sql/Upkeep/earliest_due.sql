-- When the next scheduled job, or the next review, is due.
select min(due_at) from longhaul_jobs where state in (2, 4) and due_at is not null

-- Scheduled jobs that are due, and reviews whose time has come, the longest due first.
select {job} from longhaul_jobs where state in (2, 4) and due_at <= @now order by due_at, id limit @limit

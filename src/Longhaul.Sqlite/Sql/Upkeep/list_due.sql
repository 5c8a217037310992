-- Scheduled jobs that are due, the longest due first.
select {job} from longhaul_jobs where state = 2 and due_at <= @now order by due_at, id limit @limit

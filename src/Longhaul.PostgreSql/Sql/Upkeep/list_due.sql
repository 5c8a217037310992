-- Scheduled jobs that are due, the longest due first.
select {job}, front_lane, has_dependents, has_needs from {schema}.jobs
where wake_at <= @now order by wake_at, id limit @limit for no key update skip locked

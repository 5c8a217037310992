-- The queues with limits.
select queue, running, rate_starts, rate_window, project from {schema}.queue_limits order by queue collate "C"

-- When the next scheduled job is due.
select min(wake_at) from {schema}.jobs where wake_at is not null

-- Wakes other processes if somebody sleeps: a sleeper holds the lock, so that it cannot be had alone.
select case when pg_try_advisory_xact_lock(hashtextextended(@channel, 0)) then null else pg_notify(@channel, '') end::text

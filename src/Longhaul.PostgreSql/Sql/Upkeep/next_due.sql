-- When the next scheduled job is due, when the next start under a rate passes, when the next does that somebody waits for, and when the next pause ends.
select
    (select min(wake_at) from {schema}.jobs where wake_at is not null),
    (select min(until) from {schema}.key_starts),
    (select min(t.until) from (select distinct key from {schema}.slots where is_rate and not held) w cross join lateral (
        select until from {schema}.key_starts where key = w.key order by until limit 1) t),
    (select min(until) from {schema}.pauses)

-- Scheduled jobs that are due and reviews whose time has come, the longest due first; no more than hold @characters of input together, but for the first one.
select {job}, front_lane, has_dependents, has_needs from {schema}.jobs
where wake_at <= @now and id in (
    select id from (
        select id, sum(octet_length(input)) over (order by wake_at, id) - octet_length(input) as before from (
            select id, wake_at, input from {schema}.jobs where wake_at <= @now order by wake_at, id limit @limit) d) s
    where before < @characters)
order by wake_at, id limit @limit for no key update skip locked

-- Forgets the claims from a queue up to an instant, and lets those that lie ahead of the clock, which has gone back, count from now.
with past as (
    delete from {schema}.queue_starts where queue = @queue and at <= @through
)
update {schema}.queue_starts set at = @now where queue = @queue and at > @now

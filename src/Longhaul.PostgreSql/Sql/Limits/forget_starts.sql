-- Forgets the claims from a queue up to an instant.
delete from {schema}.queue_starts where queue = @queue and at <= @through

-- Forgets the claims from a queue up to an instant.
delete from longhaul_queue_starts where queue = @queue and at <= @through

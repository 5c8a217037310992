-- Takes the limits of a queue away.
delete from {schema}.queue_limits where queue = @queue

-- Counts the running jobs of a queue no longer.
delete from {schema}.queue_running where queue = @queue

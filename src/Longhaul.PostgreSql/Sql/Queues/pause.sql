-- Stops a queue from being claimed.
insert into {schema}.paused_queues (name) values (@name) on conflict do nothing

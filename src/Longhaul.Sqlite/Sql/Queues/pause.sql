-- Stops a queue from being claimed.
insert into longhaul_paused_queues (name) values (@name) on conflict do nothing

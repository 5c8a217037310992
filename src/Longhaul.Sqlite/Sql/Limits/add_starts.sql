-- Notes a claim from a queue.
insert into longhaul_queue_starts (queue, at, starts) values (@queue, @now, @starts)

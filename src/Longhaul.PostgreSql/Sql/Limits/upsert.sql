-- Writes the limits of a queue.
insert into {schema}.queue_limits (queue, running, rate_starts, rate_window, project)
values (@queue, @running, @rate_starts, @rate_window, @project)
on conflict (queue) do update set running = excluded.running, rate_starts = excluded.rate_starts,
    rate_window = excluded.rate_window, project = excluded.project

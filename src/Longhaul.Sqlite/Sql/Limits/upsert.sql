-- Writes the limits of a queue.
insert into longhaul_queue_limits (queue, running, rate_starts, rate_window_ms, project)
values (@queue, @running, @rate_starts, @rate_window_ms, @project)
on conflict (queue) do update set running = excluded.running, rate_starts = excluded.rate_starts,
    rate_window_ms = excluded.rate_window_ms, project = excluded.project

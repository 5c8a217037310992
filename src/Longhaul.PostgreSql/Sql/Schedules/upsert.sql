-- Writes a schedule as it is now.
insert into {schema}.schedules (project, name, definition, hash, paused, next_due, last_due, last_job, fired, missed, skipped)
values (@project, @name, @definition, @hash, @paused, @next_due, @last_due, @last_job, @fired, @missed, @skipped)
on conflict (project, name) do update set definition = excluded.definition, hash = excluded.hash, paused = excluded.paused,
    next_due = excluded.next_due, last_due = excluded.last_due, last_job = excluded.last_job,
    fired = excluded.fired, missed = excluded.missed, skipped = excluded.skipped

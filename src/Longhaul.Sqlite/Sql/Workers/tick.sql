-- Ticks if a tick is due: after its time, or when the clock went back.
update longhaul_beat set n = n + 1, last_at = @now
where @now - last_at >= @tick or @now < last_at

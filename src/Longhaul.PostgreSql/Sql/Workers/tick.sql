-- Ticks if a tick is due: after its time, or when the clock went back.
update {schema}.beat set n = n + 1, last_at = @now where @now >= last_at + @tick or @now < last_at

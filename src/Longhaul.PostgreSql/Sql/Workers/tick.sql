-- Ticks if a tick is due: after its time, or when the clock went back. The clock is read here, and again once the row is locked: a time from
-- before would lie behind that of somebody who ticked meanwhile, and read as if the clock had gone back.
update {schema}.beat set n = n + 1, last_at = {schema}.store_now()
where {schema}.store_now() >= last_at + @tick or {schema}.store_now() < last_at

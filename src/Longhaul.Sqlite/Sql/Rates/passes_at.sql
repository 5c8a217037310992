-- When so many of the starts that count under a key will count no more.
select until from longhaul_key_starts where key = @key and until > @now order by until limit 1 offset @count - 1

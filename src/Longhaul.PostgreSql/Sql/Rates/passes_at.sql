-- When so many of the starts that count under a key will count no more.
select until from {schema}.key_starts where key = @key and until > @now order by until offset @count - 1 limit 1

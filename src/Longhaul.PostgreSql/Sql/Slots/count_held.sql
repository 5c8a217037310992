-- How many jobs hold a key, with the starts that count under it.
select (select count(*) from {schema}.slots where key = @key and held) + (select count(*) from {schema}.key_starts where key = @key and until > @now)

-- The least of the limits of those that wait for a key.
select min(max_held) from {schema}.slots where key = @key and not held

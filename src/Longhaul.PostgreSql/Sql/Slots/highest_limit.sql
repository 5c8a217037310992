-- The most holders that any job waiting for a key allows.
select max(max_held) from {schema}.slots where key = @key and not held

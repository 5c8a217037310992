-- The least of the limits of those that wait for a key and whose tenants are not paused.
select min(max_held) from {schema}.slots where key = @key and not held and tenant <> all(array(select name from {schema}.pauses where scope = 2))

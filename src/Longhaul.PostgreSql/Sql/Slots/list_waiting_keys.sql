-- The keys that somebody waits for.
select distinct key from {schema}.slots where not held order by key

-- How many jobs hold a key.
select count(*) from {schema}.slots where key = @key and held

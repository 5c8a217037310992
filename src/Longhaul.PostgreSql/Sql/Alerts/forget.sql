-- Forgets alerts that nobody has declared for long.
delete from {schema}.alerts where declared_at < @before

-- The alerts that are declared.
select key, events, target, declared_at from {schema}.alerts order by key

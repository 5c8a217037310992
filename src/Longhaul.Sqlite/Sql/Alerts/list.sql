-- The alerts that are declared.
select key, events, target, declared_at from longhaul_alerts order by key

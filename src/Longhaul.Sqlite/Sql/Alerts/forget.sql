-- Forgets alerts that nobody has declared for long.
delete from longhaul_alerts where declared_at < @before

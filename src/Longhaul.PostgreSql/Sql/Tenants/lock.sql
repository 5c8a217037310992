-- One change of weights at a time: what another one adds meanwhile has no row yet that could be locked.
select pg_advisory_xact_lock(hashtextextended('longhaul.tenants ' || {schema_text}, 0))

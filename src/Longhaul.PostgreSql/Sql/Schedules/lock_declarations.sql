-- One declaration of a project at a time: what another one adds meanwhile has no row yet that could be locked.
select pg_advisory_xact_lock(hashtextextended('longhaul.schedules ' || {schema_text} || ' ' || @project, 0))

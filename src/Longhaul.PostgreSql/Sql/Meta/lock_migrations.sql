-- One migration at a time in a database, whatever the schema.
select pg_advisory_xact_lock(hashtextextended('longhaul.migrate', 0))

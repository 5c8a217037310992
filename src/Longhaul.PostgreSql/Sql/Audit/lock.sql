-- One call adds entries at a time. Taken behind all rows and keys, just before the commit, so that whoever waits for it holds up nobody who does not audit.
select pg_advisory_xact_lock(hashtextextended('longhaul.audit ' || {schema_text}, 0))

-- One call at a time takes jobs out of history: it reads them there, where no lock of a row would outlive their move, and writes what it has read.
select pg_advisory_xact_lock(hashtextextended('longhaul.over ' || {schema_text}, 0))

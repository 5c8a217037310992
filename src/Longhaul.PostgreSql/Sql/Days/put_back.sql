-- Whoever comes next may try a day again.
update {schema}.days set leaving_since = null where day = @day

-- A day's history is gone.
update {schema}.days set has_history = false, leaving_since = null where day = @day

-- Whoever comes next may try a month again.
update {schema}.cost_months set leaving_since = null where month = @day

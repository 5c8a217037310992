-- Takes a month for removing; whoever has held it for a minute has died over it.
update {schema}.cost_months set leaving_since = clock_timestamp()
where month = @day and (leaving_since is null or leaving_since < clock_timestamp() - interval '1 minute')
returning 1

-- The members of a run that are not over (states below 5).
select {job}, front_lane from {schema}.jobs where parent_id = @parent_id and state < 5 order by id limit @limit

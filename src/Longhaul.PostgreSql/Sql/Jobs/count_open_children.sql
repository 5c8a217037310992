-- How many children of a container are not over (states below 5).
select count(*)::integer from {schema}.jobs where parent_id = @parent_id and state < 5

-- A job whose tree is not over.
select {job}, front_lane from {schema}.jobs where id = @id

-- The jobs that hold a slot under a key.
select {job}, front_lane from {schema}.jobs where id in (select job_id from {schema}.slots where key = @key and held) order by id limit @limit

-- The jobs that hold a key.
select job_id from {schema}.slots where key = @key and held order by job_id

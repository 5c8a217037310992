-- The days whose history can hold a job; and for one that is open, when it was added, and today.
select day, null::date, null::date from {schema}.days where has_history and (not sealed or @id between min_id and max_id)
union all
select null, (created_at at time zone 'utc')::date, ({schema}.store_now() at time zone 'utc')::date from {schema}.jobs where id = @id

-- When a job that is over was added, and when its tree was over; on these days.
select (created_at at time zone 'utc')::date, over_on from {schema}.history where id = @id and over_on = any(@days)

-- A job whose tree is over; it was so on one of these days.
select {job} from {schema}.history where id = @id and over_on = any(@over)

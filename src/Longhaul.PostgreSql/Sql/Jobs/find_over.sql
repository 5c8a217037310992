-- A job whose tree is over; of the days that are sealed only those that hold its id are looked at.
select {job} from {schema}.history
where id = @id and over_on = any(array(select day from {schema}.days where not sealed or @id between min_id and max_id))

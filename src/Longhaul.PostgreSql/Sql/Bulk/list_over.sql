-- Jobs of trees that are over, by ids.
select {job} from {schema}.history
where id = any(@ids) and over_on = any(array(select day from {schema}.days where not sealed or (min_id <= @last and max_id >= @first)))

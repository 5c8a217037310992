-- A tree that is over, in the order of ids; it was so on one of these days.
select {job} from {schema}.history where id = @root_id and parent_id is null and over_on = any(@over)
union all
select {job} from {schema}.history where root_id = @root_id and parent_id is not null and over_on = any(@over)
order by id

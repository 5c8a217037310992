-- A tree that is over, in the order of ids.
select {job} from {schema}.history
where id = @root_id and parent_id is null
    and over_on = any(array(select day from {schema}.days where not sealed or @root_id between min_id and max_id))
union all
select {job} from {schema}.history
where root_id = @root_id and parent_id is not null
    and over_on = any(array(select day from {schema}.days where not sealed or @root_id between min_id and max_id))
order by id

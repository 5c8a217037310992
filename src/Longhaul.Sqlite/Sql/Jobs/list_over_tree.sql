-- A tree that is over, in the order of ids.
select {job} from longhaul_history where id = @root_id and parent_id is null
union all
select {job} from longhaul_history where root_id = @root_id and parent_id is not null
order by id

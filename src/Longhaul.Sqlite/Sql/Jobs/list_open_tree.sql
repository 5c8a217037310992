-- A tree that is not over, in the order of ids.
select {job} from longhaul_jobs where id = @root_id and parent_id is null
union all
select {job} from longhaul_jobs where root_id = @root_id and parent_id is not null
order by id

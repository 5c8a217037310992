-- Copies a tree that is over into history.
insert into longhaul_history ({job})
select {job} from longhaul_jobs where id = @root_id
union all
select {job} from longhaul_jobs where root_id = @root_id and parent_id is not null

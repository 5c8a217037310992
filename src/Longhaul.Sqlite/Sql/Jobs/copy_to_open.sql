-- Copies a tree out of history, back among the open jobs.
insert into longhaul_jobs ({job})
select {job} from longhaul_history where id = @root_id
union all
select {job} from longhaul_history where root_id = @root_id and parent_id is not null

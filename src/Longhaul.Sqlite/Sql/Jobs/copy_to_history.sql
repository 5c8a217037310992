-- Copies a tree that is over into history.
insert into longhaul_history
select * from longhaul_jobs where id = @root_id
union all
select * from longhaul_jobs where root_id = @root_id and parent_id is not null

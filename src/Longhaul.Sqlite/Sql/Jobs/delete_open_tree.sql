-- Removes a tree from the open jobs.
delete from longhaul_jobs where id = @root_id or id in (
    select id from longhaul_jobs where root_id = @root_id and parent_id is not null)
